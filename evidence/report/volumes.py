"""A pack that is too large: takes the finished PDF and a limit in bytes, hands on its pages as volumes that fit."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.errors import EvidenceError, Exit

if TYPE_CHECKING:
    import pikepdf


def divide(pack: Path, limit: int) -> list[bytes]:
    """A finished pack's pages as volumes of at most `limit` bytes, in order; empty where the whole pack fits.

    Each volume keeps the pack's page numbers, colour profile and metadata, and those bookmarks and links that lead to
    its own pages. Attached originals, which belong to the whole, are left out.

    Raises:
        EvidenceError: USAGE (2) where a single page is larger than that.
    """
    import pikepdf

    if pack.stat().st_size <= limit:
        return []
    with pikepdf.open(pack) as whole:
        count = len(whole.pages)
    volumes: list[bytes] = []
    start = 0
    while start < count:
        low, high, best = start + 1, count, b""
        while low <= high:
            middle = (low + high) // 2
            data = _volume(pack, start, middle)
            if len(data) <= limit:
                best, low = data, middle + 1
            else:
                high = middle - 1
        if not best:
            raise EvidenceError(Exit.USAGE, "report.page-too-large", page=start + 1, limit=f"{limit / 1e6:g} MB")
        volumes.append(best)
        start = high
    return volumes


def _volume(pack: Path, start: int, end: int) -> bytes:
    import pikepdf

    with pikepdf.open(pack) as volume:
        order = [page.obj.objgen for page in volume.pages]
        held = set(order[start:end])
        with volume.open_outline() as outline:
            before = _last(outline.root, set(order[:start]))
            outline.root[:] = _within(outline.root, held)
            if before and not (outline.root and _leads(outline.root[0].destination, {order[start]})):
                outline.root.insert(0, pikepdf.OutlineItem(f"{before}（续）", start))
        del volume.pages[end:]
        del volume.pages[:start]
        for key in ("/Names", "/Dests", "/AF"):
            if key in volume.Root:
                del volume.Root[key]
        for page in volume.pages:
            if "/Annots" in page:
                # A link left to a page of another volume would drag that page along.
                links = [link for link in page.Annots if _leads(link.get("/Dest"), held)]
                page.Annots = volume.make_indirect(pikepdf.Array(links))
                if not links:
                    del page.Annots
        target = BytesIO()
        # Streams are written as they are, as in the pack itself: compressed anew they may break a rule of PDF/A.
        volume.save(
            target,
            deterministic_id=True,
            preserve_pdfa=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return target.getvalue()


def _within(items: list[pikepdf.OutlineItem], held: set[Any]) -> list[pikepdf.OutlineItem]:
    """The bookmarks that lead to a page of the volume; one above them that does not leads to the first of them."""
    kept = []
    for item in items:
        item.children[:] = _within(item.children, held)
        if not _leads(item.destination, held):
            if not item.children:
                continue
            item.destination = item.children[0].destination
        kept.append(item)
    return kept


def _last(items: list[pikepdf.OutlineItem], held: set[Any]) -> str:
    """The title of the last bookmark that leads to one of the pages: what the page after them goes on with."""
    title = ""
    for item in items:
        if _leads(item.destination, held):
            title = _last(item.children, held) or item.title
    return title


def _leads(destination: Any, held: set[Any]) -> bool:
    import pikepdf

    return isinstance(destination, pikepdf.Array) and len(destination) > 0 and destination[0].objgen in held
