"""The pack: takes the finished dossier, hands on the PDF that a platform, a lawyer or the police can read and check.

Importing this package costs next to nothing; the layout engine and the fonts are loaded when a pack is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidence.report.exhibits import exhibit_numbers
    from evidence.report.pack import PackInfo, write_pack

__all__ = ["PackInfo", "exhibit_numbers", "write_pack"]

_HOMES = {"PackInfo": "pack", "write_pack": "pack", "exhibit_numbers": "exhibits"}


def __getattr__(name: str) -> Any:
    """Load what is asked for when it is asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
