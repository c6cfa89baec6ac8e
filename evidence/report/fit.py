"""A pack of a size: takes a limit in bytes, hands on the edition that fits, and divides a pack that cannot fit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from evidence.errors import EvidenceError, Exit
from evidence.model import Dossier
from evidence.report.edition import REDUCTIONS, WHOLE, Edition, Reduction
from evidence.report.pack import write_pack
from evidence.report.shots import Album

_RESERVE = 40_000
"""Bytes kept free for what is added after the pages are written: metadata, colour profile, a seal (33 kB measured)."""

Pictures = Callable[[str, int], Path]


def fitted(dossier: Dossier, limit: int, *, picture: Pictures, edition: Edition = WHOLE) -> Edition:
    """The edition of the pack that comes out at no more than `limit` bytes, with as little lost as can be.

    The pictures' own data first; then JPEG at full size, then smaller ones. Where even the smallest is too large, that
    is the edition, and `divide` makes volumes of it.
    """
    target = BytesIO()
    info = write_pack(dossier, target, picture=picture, edition=edition)
    room = limit - _RESERVE
    if target.tell() <= room:
        return edition
    shown = [(s.id, n) for s in dossier.case.used() if s.id in info.shown for n in range(1, max(1, s.pages) + 1)]
    bare = target.tell() - _pictures(shown, picture, None)
    del target
    sizes: dict[int, int] = {}

    def too_large(step: int) -> bool:
        if step not in sizes:
            sizes[step] = bare + _pictures(shown, picture, REDUCTIONS[step])
        return sizes[step] > room

    steps = range(len(REDUCTIONS))
    first = bisect_left(steps, True, key=lambda step: not too_large(step))
    return Edition(REDUCTIONS[min(first, len(REDUCTIONS) - 1)], edition.masks)


def _pictures(shown: list[tuple[str, int]], picture: Pictures, reduction: Reduction | None) -> int:
    """The bytes of the pictures in this reduction, each counted once however often it is shown."""
    # One album for each picture: only its size is wanted, and a hundred pictures at once fill the memory.
    ready = (Album(picture, reduction).get(*place) for place in dict.fromkeys(shown))
    return sum(len(one.data) for one in ready if one is not None)


def divide(pack: Path, limit: int) -> list[bytes]:
    """A finished pack's pages as volumes of at most `limit` bytes, in order; empty where the whole pack fits.

    Each volume keeps the pack's page numbers, colour profile and metadata. Bookmarks, links and attached originals,
    which belong to the whole, are left out.

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
        del volume.pages[end:]
        del volume.pages[:start]
        for key in ("/Outlines", "/Names", "/Dests", "/AF", "/PageMode"):
            if key in volume.Root:
                del volume.Root[key]
        for page in volume.pages:
            if "/Annots" in page:
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
