"""Takes the boxes the detector found, hands them on with those cut in two that hold two texts printed side by side.

Clients print a time or a read mark in another colour right beside the words; the detector takes both for one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import Box
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

_FAINT = 28
"""Grey levels from the paper at which a pixel counts as ink."""


def parted(pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> tuple[Box, ...]:
    """The boxes, each cut where the ink changes at a gap; order kept.

    Args:
        pixels: the page, shape (height, width, 3), channels in either order.
        boxes: boxes of lines inside the page.
    """
    return tuple(part for box in boxes for part in _parts(pixels, box))


def _parts(pixels: NDArray[np.uint8], box: Box) -> Iterator[Box]:
    if box.width < 3 * box.height or box.height < 8:
        yield box
        return
    crop = pixels[box.y0 : box.y1, box.x0 : box.x1]
    red, green, blue = (_fullest(crop, channel) for channel in range(3))
    inked = np.asarray((away(crop, (red, green, blue)) > _FAINT).any(axis=0), dtype=bool)
    gaps = [
        (left, right)
        for left, right in _gaps(inked, max(3, round(GAP * box.height)))
        if min(left, box.width - right) >= PART * box.height
    ]
    if gaps:
        first, second, third = cv2.split(crop)
        light = cv2.add(cv2.add(first, second, dtype=cv2.CV_16S), third, dtype=cv2.CV_16S)
        depth = np.abs(np.asarray(light, dtype=np.int16) - (red + green + blue))
    start = 0
    for left, right in gaps:
        a, b = slice(start, left), slice(right, box.width)
        if left - start < PART * box.height:
            continue
        before, after = _ink(crop[:, a], depth[:, a]), _ink(crop[:, b], depth[:, b])
        if before is not None and after is not None and np.abs(before - after).max() >= OTHER_INK:
            middle = (left + right) // 2
            yield Box(box.x0 + start, box.y0, box.x0 + middle, box.y1)
            start = middle
    yield Box(box.x0 + start, box.y0, box.x1, box.y1)


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
