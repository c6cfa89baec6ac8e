"""The two networks RapidOCR's wheel carries, run directly: takes pixels, hands on corners of lines, or a line's text.

RapidOCR's own start-up takes four times as long as loading both networks, and prepares much that is not used here. What
it does before and after each network is done alike, so that the readings stay the same.
"""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Corners = NDArray[Any]

HEIGHT = 48
"""Height of the recogniser's input, in pixels."""

STEP = 32
"""The detector's input is a multiple of this many pixels wide and high."""

INKED = 0.3
"""Least value of the detector's map that is text; RapidOCR's setting."""

UNCLIP = 1.6
"""By how much a detected box is grown, as a share of its area over its outline; RapidOCR's setting."""

LEAST_SIDE = 3
"""Least side in the detector's map of what may be a line; RapidOCR's setting."""

CANDIDATES = 1000
"""Most shapes of one map that are looked at; RapidOCR's setting."""


def _session(model: Path) -> Any:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    # A plan of the memory is kept for each width of a line: after a thousand pages that is as much as all the rest.
    options.enable_mem_pattern = False
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


class Detector:
    """Finds lines of text."""

    def __init__(self, model: Path, sure: float) -> None:
        """Load the network; `sure` is the least mean of its map over a line."""
        self._net = _session(model)
        self._name = self._net.get_inputs()[0].name
        self._sure = sure

    def corners(self, blue_first: Pixels, scale: float) -> list[Corners]:
        """The corners of each line, shape (4, 2) from the upper left clockwise, in pixels of the picture.

        Args:
            blue_first: a picture of shape (height, width, 3), BGR.
            scale: by which it is resized for the network.
        """
        height, width = blue_first.shape[:2]
        wide = max(STEP, round(width * scale / STEP) * STEP)
        high = max(STEP, round(height * scale / STEP) * STEP)
        small = cv2.resize(blue_first, (wide, high))
        prepared = np.ascontiguousarray(small.transpose(2, 0, 1)[None], dtype=np.float32) / np.float32(127.5) - 1
        chances = self._net.run(None, {self._name: prepared})[0][0, 0]
        inked = cv2.dilate((chances > INKED).astype(np.uint8), np.ones((2, 2), np.uint8))
        shapes, _ = cv2.findContours(inked, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        ratio = np.array([width / wide, height / high], dtype=np.float32)
        found = []
        for shape in shapes[:CANDIDATES]:
            points, least = _boxed(shape)
            if least < LEAST_SIDE or self._mean(chances, points) < self._sure:
                continue
            grown, least = _boxed(_unclipped(points))
            if least < LEAST_SIDE + 2:
                continue
            grown = _clockwise(np.clip(np.round(grown * ratio), 0, (width, height)).astype(np.int32))
            grown = np.minimum(grown, np.array((width - 1, height - 1), dtype=np.float32))
            sides = np.linalg.norm(grown[0] - grown[1]), np.linalg.norm(grown[0] - grown[3])
            if int(min(sides)) > LEAST_SIDE:
                found.append(grown)
        return found

    @staticmethod
    def _mean(chances: NDArray[np.float32], points: Corners) -> float:
        """The mean of the map inside a quadrangle."""
        high, wide = chances.shape
        x0, y0 = np.clip(np.floor(points.min(axis=0)).astype(int), 0, (wide - 1, high - 1))
        x1, y1 = np.clip(np.ceil(points.max(axis=0)).astype(int), 0, (wide - 1, high - 1))
        mask = np.zeros((y1 - y0 + 1, x1 - x0 + 1), dtype=np.uint8)
        cv2.fillPoly(mask, [(points - (x0, y0)).astype(np.int32)], 1)
        return float(cv2.mean(chances[y0 : y1 + 1, x0 : x1 + 1], mask)[0])


def _boxed(shape: NDArray[Any]) -> tuple[Corners, float]:
    """The corners of the smallest rectangle around a shape, and its shorter side."""
    rectangle = cv2.minAreaRect(shape)
    return np.asarray(cv2.boxPoints(rectangle), dtype=np.float32), min(rectangle[1])


def _unclipped(points: Corners) -> NDArray[Any]:
    """The outline of a rectangle grown as RapidOCR grows it: the map shows lines narrower than they are."""
    from pyclipper import ET_CLOSEDPOLYGON, JT_ROUND, PyclipperOffset

    x, y = points[:, 0].astype(float), points[:, 1].astype(float)
    area = abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2
    length = float(np.hypot(x - np.roll(x, -1), y - np.roll(y, -1)).sum())
    offset = PyclipperOffset()
    offset.AddPath(points, JT_ROUND, ET_CLOSEDPOLYGON)
    return np.array(offset.Execute(area * UNCLIP / length), dtype=np.int32).reshape((-1, 1, 2))


def _clockwise(points: Corners) -> Corners:
    """Four corners from the upper left clockwise."""
    by_x = points[np.argsort(points[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    (a, d), (b, c) = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([a, b, c, d], dtype=np.float32)


class Recogniser:
    """Reads the picture of one line."""

    def __init__(self, model: Path, least_width: int) -> None:
        """Load the network; pictures are padded to `least_width` pixels at the network's height."""
        self._net = _session(model)
        self._name = self._net.get_inputs()[0].name
        signs = self._net.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._signs = ("", *signs, " ")
        self._least = least_width

    def read(self, line: Pixels) -> tuple[str, float]:
        """Text and confidence of a line's picture, shape (height, width, 3), BGR; an empty text where it has none."""
        height, width = line.shape[:2]
        wide = max(self._least, int(HEIGHT * (width / height)))
        filled = min(wide, ceil(HEIGHT * (width / height)))
        prepared = np.zeros((1, 3, HEIGHT, wide), dtype=np.float32)
        small = cv2.resize(line, (filled, HEIGHT)).transpose(2, 0, 1)
        prepared[0, :, :, :filled] = small / np.float32(127.5) - 1
        chances = self._net.run(None, {self._name: prepared})[0][0]
        best = chances.argmax(axis=1)
        fresh = best != 0
        fresh[1:] &= best[1:] != best[:-1]
        sure = chances[np.arange(len(best)), best][fresh]
        return "".join(self._signs[n] for n in best[fresh]), float(sure.mean()) if len(sure) else 0.0
