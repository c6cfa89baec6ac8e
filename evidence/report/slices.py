"""Where a long screenshot may be cut between pages: at gaps between bubbles, so that no line of text is cut through."""

from __future__ import annotations

from collections.abc import Iterable

_EARLIEST = 0.62
"""A page is filled at least to this part before a gap is taken: an earlier cut would leave half-empty pages."""
_OVERLAP = 0.06
"""Without any gap the next part begins this much of a page earlier, so that a cut line is whole on one of them."""
_SLACK = 1.06


def slices(height: int, room: int, occupied: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut `height` pixel rows into parts of at most `room` rows.

    Args:
        height: rows of the picture.
        room: rows that fit on one page.
        occupied: row ranges (from, to) that hold a bubble or a line and should stay whole.

    Returns:
        Ranges (from, to) from the top down that together hold every row.
    """
    if height <= room:
        return [(0, height)]
    parts = -(-height // room)
    even = min(room, int(height / parts * _SLACK) + 1)
    bands = _merged(occupied)
    cut: list[tuple[int, int]] = []
    start = 0
    while height - start > room:
        least, most = start + int(even * _EARLIEST), start + even
        free = _free(bands, least, most)
        if not free and even < room:
            most = start + room
            free = _free(bands, least, most)
        if free:
            # The widest gap in reach; of equal ones the last, to fill the page.
            gap = max(free, key=lambda g: (min(g[1] - g[0], 24), g[1]))
            end = (gap[0] + gap[1]) // 2
            cut.append((start, end))
            start = end
        else:
            cut.append((start, most))
            start = most - int(room * _OVERLAP)
    return [*cut, (start, height)]


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges as bands that do not touch."""
    bands: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if bands and start <= bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], end))
        else:
            bands.append((start, end))
    return bands


def _free(bands: list[tuple[int, int]], least: int, most: int) -> list[tuple[int, int]]:
    """The gaps between bands, as far as they lie within the reach."""
    gaps: list[tuple[int, int]] = []
    before = least
    for start, end in bands:
        if end <= least:
            continue
        if start > most:
            break
        if start > before:
            gaps.append((before, min(start, most)))
        before = max(before, end)
    if before < most:
        gaps.append((before, most))
    return [gap for gap in gaps if gap[1] - gap[0] >= 2]
