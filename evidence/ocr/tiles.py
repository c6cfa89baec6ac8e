"""Takes a picture, hands on the tiles in which the detector can see its small text, and joins the boxes found there.

A page shrunk as a whole loses small text (long screenshots, 4K desktops); so it is cut where a blank row or column
runs through, or with an overlap where none does, and only boxes come from tiles: each line is recognised once, from
the page's own pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import Box

DETECTOR_SIDE = 960
"""Longest side of the detector's input, in pixels (engineering.md: the same text at 62 % of the time)."""

GLYPH = 9.0
"""Height in the detector's input, in pixels, that the page's small text must keep. Measured on 18 rendered desktop and
phone pages: from 6 to 14 the messages read alike (1.1 % CER), the small print beside them best from 9 on, at 10 % more
time than with 6."""

LEAST_TILE = 640
"""Shortest tile side, in pixels of the page, so that noise taken for tiny text cannot cut a page to shreds."""

OVERLAP = 2.5
"""Overlap of two tiles without a blank row between them, in heights of large text."""

_STROKE = 40
"""Grey levels that a stroke's edge rises by; faint letters (#B2B2B2 on white) have 77, JPEG noise under 20."""

_SIZES = ((9, 7, 18), (21, 18, 40), (45, 40, 90))
"""For each size of letters: reach in pixels over which strokes are joined, least height, first height too large."""

_BLANK = 6
"""Grey levels by which a row may vary and still be blank; JPEG noise at quality 80 stays below."""


def glyph_height(pixels: NDArray[np.uint8]) -> float:
    """The height of the page's small text in pixels, by which a tenth of all its text is smaller.

    Strokes that stand close beside each other are joined to lines, once for each size of letters that is looked for.
    Returns 16.0, the usual height of a desktop client's, where nothing looks like a line of text.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    strokes = (edges > _STROKE).astype(np.uint8)
    heights, lengths = [], []
    for reach, low, high in _SIZES:
        rows = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(rows, connectivity=4)
        wide, tall, area = (stats[1:, column].astype(np.int64) for column in (2, 3, 4))
        text = (tall >= low) & (tall < high) & (wide >= 2 * tall) & (area >= 0.4 * wide * tall)
        heights.append(tall[text])
        lengths.append(wide[text])
    tall, wide = np.concatenate(heights), np.concatenate(lengths)
    if len(tall) == 0:
        return 16.0
    order = np.argsort(tall, kind="stable")
    passed = np.cumsum(wide[order])
    return float(tall[order][int(np.searchsorted(passed, 0.1 * passed[-1]))])


def scale(tile: Box) -> float:
    """By how much a tile, in pixels of the page, is shrunk for the detector."""
    return min(1.0, DETECTOR_SIDE / max(tile.width, tile.height))


def plan(pixels: NDArray[np.uint8], glyph: float | None = None) -> tuple[Box, ...]:
    """The tiles that cover the page, top to bottom, left to right; one tile where the page is small enough.

    Args:
        pixels: the page, shape (height, width, 3), RGB.
        glyph: the height of its small text, measured where it is not given.
    """
    height, width = pixels.shape[:2]
    glyph = glyph_height(pixels) if glyph is None else glyph
    side = max(LEAST_TILE, int(DETECTOR_SIDE * glyph / GLYPH))
    if max(height, width) <= side:
        return (Box(0, 0, width, height),)
    lap = int(OVERLAP * 2 * glyph)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    tiles = []
    for top, bottom in _cuts(_blank_rows(grey), side, lap):
        band = grey[top:bottom]
        tiles += [Box(left, top, right, bottom) for left, right in _cuts(_blank_rows(band.T), side, lap)]
    return tuple(tiles)


def _blank_rows(grey: NDArray[Any]) -> NDArray[np.bool_]:
    """Which rows cut through nothing: no pixel of the row differs much from its neighbour to the right."""
    steps = np.abs(np.diff(grey.astype(np.int16), axis=1))
    # A bubble's or panel's edge is crossed by every row; a row through text has many more steps than edges.
    return np.asarray((steps > _BLANK).sum(axis=1) <= 8)


def _cuts(blank: NDArray[np.bool_], side: int, lap: int) -> list[tuple[int, int]]:
    """Spans of at most `side` that cover the length; adjoining at a blank place, overlapping by `lap` elsewhere."""
    length = len(blank)
    parts = -(-length // side)
    spans: list[tuple[int, int]] = []
    start = 0
    while length - start > side:
        aim = start + max((length - start) // max(1, parts - len(spans)), side // 2)
        aim = min(aim, start + side)
        cut = _gap(blank, start + side // 2, aim, start + side)
        if cut is None:
            end = min(start + side, aim + lap // 2)
            spans.append((start, end))
            start = max(start + 1, end - lap)
        else:
            spans.append((start, cut))
            start = cut
    spans.append((start, length))
    return spans


def _gap(blank: NDArray[np.bool_], low: int, aim: int, high: int) -> int | None:
    """The middle of the run of at least five blank rows that lies nearest to `aim`."""
    best: int | None = None
    run = 0
    for at in range(low, min(high, len(blank)) + 1):
        if at < min(high, len(blank)) and blank[at]:
            run += 1
            continue
        if run >= 5:
            middle = at - run // 2
            if best is None or abs(middle - aim) < abs(best - aim):
                best = middle
        run = 0
    return best


def joined(found: Sequence[tuple[Box, Box]]) -> tuple[Box, ...]:
    """The boxes of the page: those of a line cut by a tile's edge, or found in two tiles, become one.

    Args:
        found: pairs of a tile and a box in page pixels found in it, tiles in the order of `plan`.
    """
    kept: list[tuple[Box, Box]] = []
    for tile, box in found:
        for at, (other_tile, other) in enumerate(kept):
            if other_tile != tile and (_same_line(box, other) or _cut_through(tile, box, other_tile, other)):
                kept[at] = (other_tile, Box.around((box, other)))
                break
        else:
            kept.append((tile, box))
    return tuple(box for _, box in kept)


def _cut_through(tile: Box, box: Box, other_tile: Box, other: Box) -> bool:
    """Whether the edge between two tiles side by side cut one line in two."""
    left, right = (other, box) if other_tile.x1 <= tile.x0 + 1 else (box, other)
    edge = min(tile.x1, other_tile.x1)
    low = min(box.height, other.height)
    shared = min(box.y1, other.y1) - max(box.y0, other.y0)
    meets = abs(left.x1 - edge) <= 0.5 * low and abs(right.x0 - edge) <= 0.5 * low
    return abs(max(tile.x0, other_tile.x0) - edge) <= 1 and meets and shared >= 0.6 * low


def _same_line(a: Box, b: Box) -> bool:
    """Whether two boxes from different tiles show the same line: much the same rows, and they share some width."""
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    low = min(a.height, b.height)
    beside = min(a.x1, b.x1) - max(a.x0, b.x0)
    return low > 0 and shared >= 0.6 * low and beside > 0
