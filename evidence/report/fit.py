"""A pack of a size: takes a limit in bytes, hands on the edition of the pack that fits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

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
    is the edition, and `volumes.divide` makes volumes of it.
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
