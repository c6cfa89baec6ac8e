"""Groups and runs of marks, against OpenCV's own slower ways."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from evidence.ocr.groups import groups, long_runs

masks = st.tuples(st.integers(1, 24), st.integers(1, 60)).flatmap(
    lambda shape: arrays(np.uint8, shape, elements=st.sampled_from([0, 1, 1, 1]))
)


@given(masks)
def test_groups_are_numbered_and_measured_as_usual(marks: NDArray[np.uint8]) -> None:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    found, measured = groups(marks)
    assert np.array_equal(found, labels) and np.array_equal(measured, stats)


@given(masks, st.integers(0, 12).map(lambda n: 2 * n + 1))
def test_long_runs_are_what_opening_the_rows_leaves(marks: NDArray[np.uint8], length: int) -> None:
    opened = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    assert np.array_equal(long_runs(marks, length), opened)
