"""Takes marks on a page, hands on what hangs together: pixels that touch at a side or corner, and runs along a row."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]


def groups(marks: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The map of groups, 0 where no mark is, and for each group (0 first) left, top, width, height and pixels.

    By blocks of two by two (Grana and others, 2010), which takes half the time of OpenCV's usual way and numbers alike.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(marks, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32)


def long_runs(marks: Mask, length: int) -> Mask:
    """1 for the marks that stand in a run of at least `length` along their row; half of it at the rim, to go on there.

    What opening with a kernel of one row and an odd length gives, in a fraction of its time.
    """
    height, width = marks.shape
    edged = np.zeros((height, width + 2), dtype=np.int8)
    edged[:, 1:-1] = marks != 0
    steps = np.flatnonzero(np.diff(edged.ravel())) + 1
    starts, ends = steps[0::2], steps[1::2]
    at_rim = (starts % (width + 2) == 1).astype(np.int8) + (ends % (width + 2) == width + 1)
    runs = ends - starts
    kept = (runs >= length) | ((at_rim == 1) & (runs >= (length + 1) // 2)) | (at_rim == 2)
    turns = np.zeros(edged.size, dtype=np.int8)
    turns[starts[kept]] = 1
    turns[ends[kept]] = -1
    return np.asarray(np.cumsum(turns, dtype=np.int8).reshape(edged.shape)[:, 1:-1], dtype=np.uint8)
