"""Takes places of a page, hands them on side by side on sheets, so that the detector need not look at all of the page.

What looks alike (the same avatar beside each bubble) is looked at once: what is found in it is then read in each place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import Box
from evidence.ocr.boxes import merged

Pixels = NDArray[np.uint8]

SIDE = 960
"""Usual greatest side of a sheet, in pixels; one with a larger place on it is larger."""

RIM = 12
"""Pixels between two places on a sheet."""

AROUND = 0.4
"""What is shown around a place, in heights of a letter: the detector wants to see where text ends."""

CELLS, OFF, APART, APART_MEAN = 16, 2, 0.12, 0.015
"""Two places look alike that are as large but for so many pixels, and whose picture of so many cells a side is the same
but for these shares of its contrast in a cell and on the mean: JPEG saves the same avatar differently in each place."""

GROUND = 235
"""Grey of a sheet between the places."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The pixels of a sheet, and each spot on it with the places of the page that look like it."""

    pixels: Pixels
    spots: tuple[tuple[Box, tuple[Box, ...]], ...]

    def on_page(self, box: Box) -> Iterator[Box]:
        """Where on the page a box of the sheet lies, cut to its spot; nothing for one between the spots."""
        for spot, homes in self.spots:
            if box.intersection(spot) > 0.5 * box.area:
                inner = Box(max(box.x0, spot.x0), max(box.y0, spot.y0), min(box.x1, spot.x1), min(box.y1, spot.y1))
                if min(inner.width, inner.height) > 3:
                    yield from (inner.shifted(home.x0 - spot.x0, home.y0 - spot.y0) for home in homes)


def laid(pixels: Pixels, places: Sequence[Box], em: float) -> Iterator[Sheet]:
    """Sheets with all the places, the tallest first.

    Args:
        pixels: the page, shape (height, width, 3), channels in either order.
        places: boxes of the page; those that meet are shown as one.
        em: the usual height of a letter, in pixels.
    """
    height, width = pixels.shape[:2]
    around = max(4, int(AROUND * em))
    boxes = merged([_clipped(place.grown(around), width, height) for place in places])
    waiting = sorted(map(tuple, _alike(pixels, boxes)), key=lambda homes: (-homes[0].height, homes[0]))
    while waiting:
        sheet, waiting = _filled(pixels, waiting)
        yield sheet


def _alike(pixels: Pixels, boxes: Sequence[Box]) -> list[list[Box]]:
    """The places, those that look alike together."""
    groups: list[tuple[NDArray[np.int16], list[Box]]] = []
    for box in boxes:
        small = cv2.resize(pixels[box.y0 : box.y1, box.x0 : box.x1], (CELLS, CELLS), interpolation=cv2.INTER_AREA)
        looks = small.astype(np.int16)
        for others, homes in groups:
            first = homes[0]
            if max(abs(first.width - box.width), abs(first.height - box.height)) > OFF:
                continue
            apart, most = np.abs(looks - others), int(np.ptp(others))
            if int(apart.max()) <= APART * most and float(apart.mean()) <= APART_MEAN * most:
                homes.append(box)
                break
        else:
            groups.append((looks, [box]))
    return [homes for _, homes in groups]


def _filled(pixels: Pixels, waiting: list[tuple[Box, ...]]) -> tuple[Sheet, list[tuple[Box, ...]]]:
    """One sheet, shelf by shelf, and what found no room on it."""
    side = max(SIDE, *(2 * RIM + edge for edge in (waiting[0][0].width, waiting[0][0].height)))
    spots: list[tuple[Box, tuple[Box, ...]]] = []
    left = []
    x = y = RIM
    shelf = 0
    for homes in waiting:
        box = homes[0]
        if x + box.width + RIM > side and shelf:
            x, y, shelf = RIM, y + shelf + RIM, 0
        if y + box.height + RIM > side or x + box.width + RIM > side:
            left.append(homes)
            continue
        spots.append((Box(x, y, x + box.width, y + box.height), homes))
        x += box.width + RIM
        shelf = max(shelf, box.height)
    high, wide = (max(getattr(spot, edge) for spot, _ in spots) + RIM for edge in ("y1", "x1"))
    sheet = np.full((high, wide, 3), GROUND, dtype=np.uint8)
    for spot, homes in spots:
        home = homes[0]
        sheet[spot.y0 : spot.y1, spot.x0 : spot.x1] = pixels[home.y0 : home.y1, home.x0 : home.x1]
    return Sheet(sheet, tuple(spots)), left


def _clipped(box: Box, width: int, height: int) -> Box:
    return Box(max(0, box.x0), max(0, box.y0), min(width, box.x1), min(height, box.y1))
