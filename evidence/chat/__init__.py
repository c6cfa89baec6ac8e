"""The chat room: pages of screenshots in, one trustworthy conversation out. It knows nothing of rules or appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.lazy import lazily

if TYPE_CHECKING:
    from evidence.chat.clients import Client, clients, load_client
    from evidence.chat.corrections import (
        Correction,
        correct,
        corrected,
        keep_corrections,
        load_corrections,
        with_corrections,
    )
    from evidence.chat.drawing import explain
    from evidence.chat.transcript import converse

__all__ = [
    "Client",
    "Correction",
    "clients",
    "converse",
    "correct",
    "corrected",
    "explain",
    "keep_corrections",
    "load_client",
    "load_corrections",
    "with_corrections",
]

_HOMES = {
    "Client": "clients",
    "Correction": "corrections",
    "clients": "clients",
    "converse": "transcript",
    "correct": "corrections",
    "corrected": "corrections",
    "explain": "drawing",
    "keep_corrections": "corrections",
    "load_client": "clients",
    "load_corrections": "corrections",
    "with_corrections": "corrections",
}

__getattr__ = lazily(__name__, _HOMES)
