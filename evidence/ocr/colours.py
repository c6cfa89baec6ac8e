"""Takes pixels, hands on the colour most of them have: counted and not sorted, for a page asks hundreds of times."""

from __future__ import annotations

from functools import reduce
from math import ceil
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import RGB

Pixels = NDArray[np.uint8]

NEAR = 12
"""Levels of a channel around the middle of the fullest bin within which a pixel counts as of that colour."""


def middle(pixels: Pixels) -> RGB:
    """The median of each channel, in whole levels, of at least one pixel, shape (n, 3)."""
    red, green, blue = (_median(plane) for plane in _planes(pixels))
    return round(red), round(green), round(blue)


def usual(pixels: Pixels) -> RGB:
    """The most frequent colour of at least one pixel, shape (n, 3).

    It is the fullest bin of 16 levels a channel, then the median near its middle.
    """
    planes = _planes(pixels)
    codes = reduce(lambda code, plane: code << 4 | (plane >> 4).astype(np.int32), planes, np.int32(0))
    fullest = codes == int(np.bincount(codes, minlength=4096).argmax())
    centre = [int(_median(plane[fullest])) for plane in planes]
    near = reduce(np.logical_and, (np.abs(p.astype(np.int16) - c) <= NEAR for p, c in zip(planes, centre, strict=True)))
    red, green, blue = (_median(plane[near]) for plane in planes)
    return round(red), round(green), round(blue)


def away(pixels: Pixels, colour: RGB) -> Pixels:
    """By how many levels each pixel differs from a colour, in the channel that differs most; shape (height, width)."""
    if not pixels.size:
        return np.zeros(pixels.shape[:2], dtype=np.uint8)
    return strongest(np.asarray(cv2.absdiff(pixels, np.array((*colour, 0), dtype=np.float64))))


def strongest(values: NDArray[Any]) -> NDArray[Any]:
    """The greatest of the three channels, which stand last; numpy's own way over so short an axis takes ten times."""
    if values.ndim == 3 and values.size:
        first, second, third = cv2.split(values)
        return np.asarray(cv2.max(cv2.max(first, second), third))
    return np.asarray(np.maximum(np.maximum(values[..., 0], values[..., 1]), values[..., 2]))


def _planes(pixels: Pixels) -> Pixels:
    """The channels, each in one piece of memory."""
    return np.ascontiguousarray(pixels.T)


def _median(plane: Pixels) -> float:
    """As `quantiles` has it, for what is asked most."""
    passed, last = np.bincount(plane).cumsum(), len(plane) - 1
    return (int(passed.searchsorted(last // 2, "right")) + int(passed.searchsorted((last + 1) // 2, "right"))) / 2


def quantiles(values: NDArray[Any], *shares: float) -> list[float]:
    """The values below which lie these shares of at least one whole number from 0 on, as `np.quantile` has them."""
    passed = np.cumsum(np.bincount(values))
    places = [share * (len(values) - 1) for share in shares]
    below = np.searchsorted(passed, [int(place) for place in places], side="right")
    above = np.searchsorted(passed, [ceil(place) for place in places], side="right")
    return [float(a + (b - a) * (place % 1)) for a, b, place in zip(below, above, places, strict=True)]
