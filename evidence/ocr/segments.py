"""Takes a picture's pixels, hands on its smooth parts: what no edge runs through, whatever its colour.

A client paints panes, bubbles and panels flat or in slow gradients, and sets them off by an edge, however faint. So a
part is found by its edges and not by its colour: a gradient stays one part, and a bubble nearly the colour of the pane
still is its own. Where noise (JPEG, a watermark, a hatched ground) draws edges of its own, they are smoothed first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import RGB, Box, Line
from evidence.ocr.colours import middle, strongest
from evidence.ocr.groups import long_runs

Pixels = NDArray[np.uint8]
Mask = NDArray[np.uint8]

NOISY = 0.6
"""Steps of 1 to 3 levels between neighbouring pixels for each step of 16 and more from which a page is noisy: clean
captures have under 0.45, JPEG at quality 80 over 0.9. Slow gradients count as noise, and are treated alike."""

FORWARDED = 0.35
"""Steps of 1 to 3 levels for each pixel that changes nothing, within eight pixels of steps of 16 and more, from which
letters stand in JPEG's noise: 38 clean captures, with gradients and photographs in them, have up to 0.2, pages that a
chat app forwarded or saved anew 0.56 and more."""

CLEAN = ((0, 3, 2), (5, 3, 18))
"""Passes over a clean page: the side of the median that smooths it, the reach in pixels over which change is measured,
and the levels by which a channel may change there inside a smooth part. White on #F6F7F9 changes by 9 at its edge, dark
bubbles on dark panes by 6, gradients by 1. The second pass is for a ground that is hatched or a photograph: bubbles
nearly its colour are lost there."""

ROUGH = ((3, 5, 4), (5, 3, 7), (5, 3, 18))
"""The same for a page that is noisy as JPEG is. The first pass sees edges blurred over five pixels, where clean paper
is left; the second gets over the noise around letters."""

RULE, RULE_NOISY = 2, 4
"""Levels by which the grey changes across a rule between panes, which are often one pixel wide and faint (#EEE on
white); the median of a noisy page wipes them out, so they are looked for on the page itself."""

LONG = 0.2
"""Share of the page's width from which an edge is no row of strokes, even where letters are not painted over."""

COVERED = 0.55
"""Share of the page that its large smooth parts cover at least; where they cover less the ground is hatched."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A smooth part: its box, its colour, how many pixels it has, and its number in the map of parts."""

    box: Box
    color: RGB
    area: int
    label: int


@dataclass(frozen=True, slots=True)
class Segments:
    """The smooth parts of a page with the map that numbers them pixel by pixel (0 is no part).

    `halo` is by how many pixels a part keeps off the edges around it; what stands out from a part that is not `crisp`
    has a rim of noise around it.
    """

    parts: tuple[Segment, ...]
    labels: NDArray[np.int32]
    halo: int
    crisp: bool

    def mask(self, part: Segment) -> Mask:
        """1 where the part lies, within its box."""
        box = part.box
        return np.asarray(self.labels[box.y0 : box.y1, box.x0 : box.x1] == part.label, dtype=np.uint8)


def noisy(pixels: Pixels) -> bool:
    """Whether the page is noisy as JPEG is."""
    if pixels.shape[1] < 2:
        return False
    steps = _steps(pixels)
    soft, hard = int(((steps > 0) & (steps <= 3)).sum()), int((steps >= 16).sum())
    return soft > NOISY * (hard + 1)


def _steps(pixels: Pixels) -> Mask:
    """By how many levels the green changes from pixel to pixel along every third row."""
    green = np.ascontiguousarray(pixels[::3, :, 1])
    return np.asarray(cv2.absdiff(green[:, 1:], green[:, :-1]), dtype=np.uint8)


def forwarded(pixels: Pixels) -> bool:
    """Whether there is noise around the letters, as JPEG leaves it; a gradient or a photograph elsewhere is none."""
    if pixels.shape[1] < 2:
        return False
    steps = _steps(pixels)
    near = cv2.dilate((steps >= 16).astype(np.uint8), np.ones((1, 17), np.uint8)) > 0
    soft, still = int((near & (steps > 0) & (steps <= 3)).sum()), int((near & (steps == 0)).sum())
    return soft > FORWARDED * (still + 1)


def segments(pixels: Pixels, lines: Sequence[Line], least: float) -> tuple[Segments, ...]:
    """The page's smooth parts of at least `least` pixels in width, height and the root of their area.

    One map where the page's ground is smooth; a coarser one after it where it is hatched.

    Args:
        pixels: the page, shape (height, width, 3), RGB.
        lines: the lines read on it, with their papers: letters are painted over, so that a bubble stays one part.
        least: the height of a usual line, in pixels.
    """
    rough = noisy(pixels)
    height, width = pixels.shape[:2]
    bare = pixels.copy()
    _paint(bare, lines)
    step = RULE_NOISY if rough else RULE
    # Long ones also on the page itself: where a line's box reaches over a rule, the paint has wiped it out.
    short, long = max(60, int(4 * least)) | 1, max(120, int(LONG * width)) | 1
    rules = np.asarray(np.maximum(_rules(bare, short, step), _rules(pixels, long, step)), dtype=np.uint8)
    found: list[Segments] = []
    for smoothed, reach, edge in ROUGH if rough else CLEAN:
        calm = np.asarray(cv2.medianBlur(bare, smoothed), dtype=np.uint8) if smoothed else bare
        found.append(_parts(calm, rules, reach, edge, least))
        large = sum(part.area for part in found[-1].parts if part.area > 0.01 * height * width)
        if not rough and large >= COVERED * height * width:
            break
    return tuple(found)


def _paint(calm: Pixels, lines: Sequence[Line]) -> None:
    """Each line's box in the colour of its paper; a lone sign's is left, which may be an avatar's or an icon's."""
    for line in lines:
        box = line.box
        if line.paper is not None and box.height > 4 and box.width > 1.5 * box.height:
            calm[box.y0 + 1 : box.y1 - 1, box.x0 + 1 : box.x1 - 1] = line.paper


def _rules(pixels: Pixels, length: int, step: int) -> Mask:
    """1 where a straight edge or a thin rule of at least `length` pixels runs, across or down."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    drawn = np.zeros(grey.shape, dtype=np.uint8)
    for axis, kernel in ((0, np.ones((1, 3), np.uint8)), (1, np.ones((3, 1), np.uint8))):
        edges = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, kernel) >= step, dtype=np.uint8)
        # Few columns and rows hold as many edge pixels as half a rule, which is what stands at the page's rim of one.
        held = np.flatnonzero(cv2.reduce(edges, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S) >= length // 2)
        if not len(held):
            continue
        if axis == 0:
            drawn[:, held] |= long_runs(np.ascontiguousarray(edges[:, held].T), length).T
        else:
            drawn[held] |= long_runs(edges[held], length)
    return drawn


def _parts(calm: Pixels, rules: Mask, reach: int, edge: int, least: float) -> Segments:
    change = strongest(cv2.morphologyEx(calm, cv2.MORPH_GRADIENT, np.ones((reach, reach), np.uint8)))
    smooth = ((change <= edge) & (rules == 0)).astype(np.uint8)
    # A faint edge is broken here and there: what hangs together by one or two pixels does not.
    smooth = cv2.morphologyEx(smooth, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(smooth, connectivity=4)
    big = np.flatnonzero((stats[:, 2] >= least) & (stats[:, 3] >= 0.8 * least) & (stats[:, 4] >= 0.8 * least * least))
    found = []
    for label in (int(n) for n in big if n):
        x, y, w, h, area = (int(v) for v in stats[label])
        step = max(1, int((w * h / 20_000) ** 0.5))
        inside = labels[y : y + h : step, x : x + w : step] == label
        tone = middle(calm[y : y + h : step, x : x + w : step][inside]) if inside.any() else (0, 0, 0)
        found.append(Segment(Box(x, y, x + w, y + h), tone, area, label))
    return Segments(tuple(found), np.asarray(labels, dtype=np.int32), reach // 2, reach == 3)
