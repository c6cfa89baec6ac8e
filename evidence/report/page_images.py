"""The pack's pages as pictures, for forms that take nothing else: takes a finished PDF, hands on files in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 200
"""At 200 dpi the smallest type of the pack is 15 pixels high; a page takes about 0.3 s and 130-550 kB."""
_SMALLER = ((200, 85), (170, 80), (150, 75), (130, 70), (110, 60))
"""Resolution and JPEG quality tried in turn where a page's PNG is over the limit."""


def page_pictures(pack: Path, *, limit: int | None = None) -> Iterator[tuple[str, bytes]]:
    """Name and data of each page's picture, in order: PNG, or JPEG where that is needed to stay within `limit` bytes.

    A page that is over the limit even at the lowest resolution is handed on as it then is.
    """
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(pack)
    try:
        for number in range(len(document)):
            page = document[number]

            def rendered(dpi: int, page: pdfium.PdfPage = page) -> Image:
                image: Image = page.render(scale=dpi / 72).to_pil().convert("RGB")
                return image

            yield _encoded(rendered(DPI), rendered, f"第{number + 1:03d}页", limit)
            page.close()
    finally:
        document.close()


def _encoded(image: Image, rendered: Callable[[int], Image], name: str, limit: int | None) -> tuple[str, bytes]:
    target = BytesIO()
    image.save(target, "PNG", compress_level=6)
    if limit is None or target.tell() <= limit:
        return f"{name}.png", target.getvalue()
    for dpi, quality in _SMALLER:
        smaller = image if dpi == DPI else rendered(dpi)
        target = BytesIO()
        smaller.save(target, "JPEG", quality=quality, dpi=(dpi, dpi))
        if target.tell() <= limit:
            break
    return f"{name}.jpg", target.getvalue()
