"""Takes a page whose letters are large, hands on its half, and what was found there back on the page.

A phone captures two or three pixels where a desktop has one. What tells lines, bubbles and panes apart is as plain on
the half, which has a quarter of the pixels; the letters themselves are read from the page.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import Box

Pixels = NDArray[np.uint8]


def halved(pixels: Pixels) -> Pixels:
    """The page, shape (height, width, 3), at half its size, each pixel the mean of four; an odd row is left out."""
    height, width = (max(1, side // 2) for side in pixels.shape[:2])
    even = np.ascontiguousarray(pixels[: 2 * height, : 2 * width])
    return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def doubled(box: Box, pixels: Pixels) -> Box:
    """A box found on the half, on the page itself; what reached the half's rim reaches the page's."""
    height, width = pixels.shape[:2]
    right = width if box.x1 >= width // 2 else 2 * box.x1
    below = height if box.y1 >= height // 2 else 2 * box.y1
    return Box(2 * box.x0, 2 * box.y0, right, below)


def half_of(box: Box) -> Box:
    """A box of the page on its half, no smaller than what it covers."""
    return Box(box.x0 // 2, box.y0 // 2, -(-box.x1 // 2), -(-box.y1 // 2))
