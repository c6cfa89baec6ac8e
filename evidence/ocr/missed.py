"""Takes a page with its lines and surface, hands on where in it a sign stands that the detector did not see.

A bubble with a single figure in it is the usual case: too little for the detector, and yet what someone said.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evidence.model import Box, Line, Surface
from evidence.ocr.split import clear_of_rim

LEAST, MOST = 1.1, 4.0
"""Least and greatest height of a bubble that holds one short line, in heights of a usual line."""

LONGEST = 7.0
"""Greatest width of such a bubble, in the same measure: longer text the detector sees."""

SIGN = (0.25, 1.4)
"""Least and greatest height of the sign, in the same measure."""

POINTS, POINT = (2, 12), 0.5
"""How many points (`……`, `。。。`) may be all of a message, and their greatest height, in the same measure."""

AMONG = (0.3, 1.2)
"""What is shown to the left and right of points, and the height of it all: of 64 drawn bubbles 52 are read so, 38 to 50
with less or more around."""

ASIDE, SEVERAL = 50, 0.15
"""Levels of a channel by which a pixel lies aside from the colours between paper and ink, and the share of such pixels
from which a sign has several colours, as emoji and icons have."""


def unread(pixels: NDArray[np.uint8], lines: Sequence[Line], surface: Surface) -> tuple[Box, ...]:
    """The boxes, a little larger than the ink in them, of signs in flat parts that hold no line.

    Only in parts of the colour of one that holds a line, so that buttons and avatars are left alone.

    Args:
        pixels: the page, shape (height, width, 3), RGB.
        lines: its lines with their papers.
        surface: what its pixels told.
    """
    heights = sorted(line.box.height for line in lines)
    if not heights:
        return ()
    em = heights[len(heights) // 2]
    papers = {line.paper for line in lines if line.paper is not None}
    found: list[Box] = []
    for region in surface.regions:
        box = region.box
        size = LEAST * em <= box.height <= MOST * em and 0.8 * em <= box.width <= LONGEST * em
        if not region.flat or not size or any(line.box.intersection(box) > 0 for line in lines):
            continue
        if not any(max(abs(a - b) for a, b in zip(region.color, paper, strict=True)) <= 6 for paper in papers):
            continue
        sign = _sign(pixels, box, np.array(region.color, dtype=np.int16), em)
        if sign is not None and not any(sign.intersection(other) > 0 for other in found):
            found.append(sign)
    return tuple(found)


def _sign(pixels: NDArray[np.uint8], box: Box, paper: NDArray[np.int16], em: float) -> Box | None:
    """The ink in the middle of a part, with a margin; None where there is none, or of several colours."""
    rim = max(2, int(0.2 * em))
    inner = Box(box.x0 + rim, box.y0 + rim, max(box.x0 + rim, box.x1 - rim), max(box.y0 + rim, box.y1 - rim))
    crop = pixels[inner.y0 : inner.y1, inner.x0 : inner.x1].astype(np.int16)
    if not crop.size:
        return None
    away = np.abs(crop - paper).max(axis=2)
    strong = clear_of_rim(away > 80)
    if not strong.any():
        return None
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    tall, long = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    points = _points(strong[rows[0] : rows[-1] + 1], em)
    if not points and (not SIGN[0] * em <= tall <= SIGN[1] * em or long > 4 * tall + em):
        return None
    ink = np.median(crop[away >= np.quantile(away[strong], 0.9)].astype(np.float64), axis=0)
    # A sign's pixels are paper, ink, or between the two; an emoji's are of colours aside from that.
    way = ink - paper
    marked = crop[strong].astype(np.float64) - paper
    along = np.clip(marked @ way / max(1.0, float(way @ way)), 0, 1)
    aside = np.abs(marked - along[:, None] * way[None, :]).max(axis=1)
    if float((aside > ASIDE).mean()) > SEVERAL:
        return None
    ink_box = Box(*(int(n) for n in (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1))).shifted(inner.x0, inner.y0)
    if points:  # shown as small as they are beside letters
        more, side = int((AMONG[1] * em - ink_box.height) / 2), int(AMONG[0] * em)
        high, wide = pixels.shape[:2]
        x0, y0 = max(0, ink_box.x0 - side), max(0, ink_box.y0 - more)
        return Box(x0, y0, min(wide, ink_box.x1 + side), min(high, ink_box.y1 + more))
    return ink_box.grown(max(3, tall // 3))


def _points(strong: NDArray[np.bool_], em: float) -> bool:
    """Whether the rows of ink hold two or more points of one size at one distance, and nothing else."""
    columns = strong.any(axis=0)
    steps = np.flatnonzero(np.diff(np.concatenate(([False], columns, [False])).astype(np.int8)))
    wide, gaps = steps[1::2] - steps[0::2], steps[2::2] - steps[1:-1:2]
    if not POINTS[0] <= len(wide) <= POINTS[1] or strong.shape[0] > POINT * em:
        return False
    high, most = strong.shape[0], int(wide.max())
    alike = most - int(wide.min()) <= 2 and abs(most - high) <= 0.35 * high + 2
    return alike and int(gaps.max()) - int(gaps.min()) <= 0.25 * em + 2
