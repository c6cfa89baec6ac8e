"""Takes two pages with their columns, hands on whether and where their rows of pixels look the same.

Pages carry a fingerprint of each row (`Surface.rows`); where they carry none, nothing can be said.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from evidence.chat.column import Column
from evidence.model import Page

Shown = tuple[Page, Column]
Cells = np.ndarray[tuple[int, int], np.dtype[np.int16]]

PIXELS = 0.75
"""Share of the fingerprint cells with something in them that must be the same; true overlaps have 0.9 and more even as
JPEG, wrong ones under 0.5."""

ALONE = 0.93
"""The same where no line of text speaks for the overlap."""

LEAST_SHARED, LEAST_BUSY, LEAST_STRIPS = 6.0, 4.0, 3
"""Line heights of the column that two pages must share to be joined by pixels alone, and the line heights and strips of
a row that hold something: a picture does, half a bubble, which looks like another's, does not."""


def _cells(shown: Shown, top: int, bottom: int) -> Cells | None:
    """The fingerprint levels of rows `top` to `bottom`, of the strips that lie in the column: shape (rows, strips)."""
    page, column = shown
    rows = page.surface.rows if page.surface else ()
    if len(rows) != page.height:
        return None
    strips = 16
    first = -(-column.box.x0 * strips // page.width)
    last = column.box.x1 * strips // page.width
    return _levels(rows, first, max(first + 1, last))[max(0, top) : bottom]


@lru_cache(maxsize=256)
def _levels(rows: tuple[int, ...], first: int, last: int) -> Cells:
    """A page's fingerprint taken apart, for it is compared with every other page's."""
    shifts = np.arange(first, last, dtype=np.uint64) * np.uint64(4)
    return ((np.array(rows, dtype=np.uint64)[:, None] >> shifts[None, :]) & np.uint64(15)).astype(np.int16)


def same_pixels(upper: Shown, lower: Shown, down: int, top: int, bottom: int) -> bool | None:
    """Whether the rows of the shared part look the same; None where no fingerprints were taken or all is blank."""
    low, high = max(top, 3), bottom - 3
    for nudge in (0, -1, 1, -2, 2, -3, 3):
        one = _cells(upper, low, high)
        two = _cells(lower, low - down + nudge, high - down + nudge)
        if one is None or two is None or one.shape[1] != two.shape[1] or not min(len(one), len(two)):
            return None
        size = min(len(one), len(two))
        one, two = one[:size], two[:size]
        usual = np.median(one, axis=0)
        busy = (np.abs(one - usual) >= 1) | (np.abs(two - usual) >= 1)
        if not busy.any():
            return None
        if float((np.abs(one - two) <= 1)[busy].mean()) >= PIXELS:
            return True
    return False


def offsets_seen(upper: Shown, lower: Shown) -> list[int]:
    """The offsets at which the foot of the upper column looks like the head of the lower, near ones taken together."""
    box, under, em = upper[1].box, lower[1].box, upper[1].em
    one, two = _cells(upper, box.y0, box.y1), _cells(lower, under.y0, under.y1)
    if one is None or two is None or one.shape[1] != two.shape[1]:
        return []
    paper = np.median(np.concatenate((one, two)), axis=0)
    held_one, held_two = np.abs(one - paper) >= 1, np.abs(two - paper) >= 1
    good: list[tuple[float, int]] = []
    for start in range(len(one) - 3):
        size = min(len(one) - start, len(two)) - 3
        if size < LEAST_SHARED * em:
            break
        a, b = one[start : start + size], two[:size]
        busy = held_one[start : start + size] | held_two[:size]
        if int((busy.sum(axis=0) >= LEAST_BUSY * em).sum()) < LEAST_STRIPS:
            continue
        share = float((np.abs(a - b) <= 1)[busy].mean())
        if share >= ALONE:
            good.append((share, start + box.y0 - under.y0))
    kept: list[int] = []
    for _, down in sorted(good, key=lambda one: (-one[0], one[1])):
        if all(abs(down - other) > em for other in kept):
            kept.append(down)
    return kept
