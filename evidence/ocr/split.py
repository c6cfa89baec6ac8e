"""Takes the boxes the detector found, hands them on with those cut in two that hold two texts printed side by side.

Clients print a time or a read mark in another colour right beside the words; the detector takes both for one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import Box
from evidence.ocr.boxes import MARGIN
from evidence.ocr.colours import away, quantiles

GAP = 0.2
"""Least gap between the two, in heights of the box. Between the letters of one text only a full-width comma or a space
leaves as much, and there the colour is the same on both sides."""

OTHER_INK = 75
"""Least difference of a channel between the two inks: grey (#999999) beside black has 150, beside #333333 100; JPEG
noise and thin strokes move an ink's strongest tenth by less than 40."""

MIXED = 60
"""Spread of a channel (its middle half) from which a part holds several inks: an icon before its words is no second
text, but would have another colour than what follows."""

PART = 1.0
"""Least width of either part, in heights of the box: a comma or an arrow is no text of its own."""

FILLED, UPRIGHT = 0.7, 0.7
"""Least share of a tag that is not the line's paper, and of the height of its ends: letters cover half of their box,
and white ones on a tag leave three quarters of it."""

LEAST_WIDE = 2 * PART + GAP
"""Least width of a box, in its heights, that can hold two texts."""

LEAST_SIDE = 8
"""Least side of a box, in pixels, that is fitted to what stands in it."""

LEAST_FREE = 0.35
"""Least height of what stands free in a box, in the box's, that it is fitted to: letters cut by it leave points."""

_STRONG = 60
"""Levels from the paper of what a box is fitted to: more than JPEG's noise and a letter's soft rim."""

_FAINT = 28
"""Grey levels from the paper at which a pixel counts as ink."""


def parted(pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> tuple[Box, ...]:
    """The boxes, each cut where the ink changes at a gap; order kept.

    Args:
        pixels: the page, shape (height, width, 3), channels in either order.
        boxes: boxes of lines inside the page.
    """
    return tuple(part for box in boxes for part in _parts(pixels, box))


def fitted(pixels: NDArray[np.uint8], box: Box) -> Box:
    """A box drawn loosely around a line, as it fits what stands free in it; as it is where that is much too low.

    What it cuts is the thing that the letters are written on: the rim of an avatar or of a bubble.
    """
    crop = pixels[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1]
    if min(crop.shape[:2]) < LEAST_SIDE:
        return box
    red, green, blue = (_fullest(crop, channel) for channel in range(3))
    free = clear_of_rim(np.asarray(away(crop, (red, green, blue)) > _STRONG, dtype=bool))
    rows, columns = np.flatnonzero(free.any(axis=1)), np.flatnonzero(free.any(axis=0))
    if not len(rows) or rows[-1] - rows[0] < LEAST_FREE * box.height:
        return box
    ink = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1).shifted(box.x0, box.y0)
    near = ink.grown(max(2, round(MARGIN * ink.height)))
    return Box(max(box.x0, near.x0), max(box.y0, near.y0), min(box.x1, near.x1), min(box.y1, near.y1))


def clear_of_rim(marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What is marked less what hangs on the rim of the crop."""
    _, part = cv2.connectedComponents(marked.astype(np.uint8), connectivity=8)
    outer = np.unique(np.concatenate((part[0], part[-1], part[:, 0], part[:, -1])))
    return np.asarray(marked & ~np.isin(part, outer))


def _parts(pixels: NDArray[np.uint8], box: Box) -> Iterator[Box]:
    if box.width < LEAST_WIDE * box.height or box.height < 8:
        yield box
        return
    crop = pixels[box.y0 : box.y1, box.x0 : box.x1]
    red, green, blue = (_fullest(crop, channel) for channel in range(3))
    marked = np.asarray(away(crop, (red, green, blue)) > _FAINT, dtype=bool)
    gaps = [
        (left, right)
        for left, right in _gaps(np.asarray(marked.any(axis=0), dtype=bool), max(3, round(GAP * box.height)))
        if min(left, box.width - right) >= PART * box.height
    ]
    if gaps:
        first, second, third = cv2.split(crop)
        light = cv2.add(cv2.add(first, second, dtype=cv2.CV_16S), third, dtype=cv2.CV_16S)
        depth = np.abs(np.asarray(light, dtype=np.int16) - (red + green + blue))
    cuts = [0]
    tags = False
    for left, right in gaps:
        a, b = slice(cuts[-1], left), slice(right, box.width)
        if left - cuts[-1] < PART * box.height:
            continue
        before, after = _ink(crop[:, a], depth[:, a]), _ink(crop[:, b], depth[:, b])
        tag = _tag(marked[:, a]) != _tag(marked[:, b])
        if tag or (before is not None and after is not None and np.abs(before - after).max() >= OTHER_INK):
            cuts.append((left + right) // 2)
            tags |= tag
    for x0, x1 in pairwise((*cuts, box.width)):
        # A tag is higher than the name beside it.
        top, foot = _high(marked[:, x0:x1]) if tags else (0, box.height)
        yield Box(box.x0 + x0, box.y0 + top, box.x0 + x1, box.y0 + foot)


def _high(marked: NDArray[np.bool_]) -> tuple[int, int]:
    """First row and end of a part, with the margin of a line around its ink."""
    rows = np.flatnonzero(marked.any(axis=1))
    if not len(rows):
        return 0, len(marked)
    more = round(MARGIN * (int(rows[-1]) - int(rows[0])))
    return max(0, int(rows[0]) - more), min(len(marked), int(rows[-1]) + 1 + more)


def _tag(marked: NDArray[np.bool_]) -> bool:
    """Whether a part is a filled box with letters in it, as a tag beside a name is: dense, and upright at both ends."""
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    if not len(rows):
        return False
    part = marked[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    ends = (part[:, :3].any(axis=1), part[:, -3:].any(axis=1))
    return bool(part.mean() >= FILLED and all(end.mean() >= UPRIGHT for end in ends))


def _fullest(crop: NDArray[np.uint8], channel: int) -> int:
    """The usual level of a channel, to four levels: the paper's."""
    counts = cv2.calcHist([crop], [channel], None, [64], [0, 256])
    return int(counts.argmax()) * 4 + 2


def _gaps(inked: NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """Runs of at least `least` columns without ink, between columns with ink."""
    columns = np.flatnonzero(inked)
    wide = np.flatnonzero(np.diff(columns) > least)
    return list(zip((columns[wide] + 1).tolist(), columns[wide + 1].tolist(), strict=True))


def _ink(crop: NDArray[np.uint8], depth: NDArray[np.int16]) -> NDArray[np.float64] | None:
    """The colour of the strokes' cores, the pixels darkest against the paper; None where they have no one colour.

    Brightness picks the cores, so that a coloured emoji among dark letters does not pass for the ink. `depth` is three
    times each pixel's distance from the paper in brightness.
    """
    marked = depth[depth > 3 * _FAINT]
    if not len(marked):
        return None
    core = np.ascontiguousarray(crop[depth >= quantiles(marked, 0.85)[0]].T)
    low, middle, high = np.array([quantiles(plane, 0.25, 0.5, 0.75) for plane in core]).T
    return None if (high - low).max() > MIXED else np.asarray(middle)


def has_text_like_contrast(pixels: NDArray[np.uint8]) -> bool:
    """Whether a picture has strokes as letters have them; where nothing was read on it, that is suspicious."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    return bool((edges > 60).mean() > 0.002)
