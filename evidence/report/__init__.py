"""The pack: takes the finished dossier, hands on the PDF that a platform, a lawyer or the police can read and check.

Importing this package costs next to nothing; the layout engine and the fonts are loaded when a pack is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.lazy import lazily
from evidence.report.edition import WHOLE, Edition, Masked, Reduction

if TYPE_CHECKING:
    from evidence.report.exhibits import exhibit_numbers
    from evidence.report.fit import fitted
    from evidence.report.kit import KitLimits
    from evidence.report.kit_folder import kit_files
    from evidence.report.pack import PackInfo, write_pack
    from evidence.report.page_images import page_pictures
    from evidence.report.sharing import Shared, share
    from evidence.report.text import as_printed
    from evidence.report.volumes import divide

__all__ = [
    "WHOLE", "Edition", "KitLimits", "Masked", "PackInfo", "Reduction", "Shared", "as_printed", "divide",
    "exhibit_numbers", "fitted", "kit_files", "page_pictures", "share", "write_pack",
]  # fmt: skip

_HOMES = {
    "PackInfo": "pack",
    "write_pack": "pack",
    "exhibit_numbers": "exhibits",
    "divide": "volumes",
    "fitted": "fit",
    "KitLimits": "kit",
    "kit_files": "kit_folder",
    "page_pictures": "page_images",
    "Shared": "sharing",
    "share": "sharing",
    "as_printed": "text",
}

__getattr__ = lazily(__name__, _HOMES)
