"""Colours counted and not sorted: the same as numpy's own, at any number of pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evidence.ocr.colours import away, middle, quantiles, usual

planes = st.integers(1, 60).flatmap(lambda n: arrays(np.uint8, n))
pages = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(lambda size: arrays(np.uint8, (*size, 3)))


@given(planes, st.floats(0, 1))
def test_a_share_of_the_values_lies_below_what_numpy_says(values: np.ndarray, share: float) -> None:
    assert quantiles(values, share)[0] == pytest.approx(np.quantile(values, share), abs=1e-9)


@given(pages)
def test_the_middle_is_the_median_of_each_channel(page: np.ndarray) -> None:
    flat = page.reshape(-1, 3)
    assert middle(flat) == tuple(round(float(level)) for level in np.median(flat, axis=0))


@given(pages, st.tuples(*[st.integers(0, 255)] * 3))
def test_a_pixel_is_as_far_away_as_in_its_farthest_channel(page: np.ndarray, colour: tuple[int, int, int]) -> None:
    wanted = np.abs(page.astype(int) - np.array(colour)).max(axis=2)
    assert np.array_equal(away(page, colour), wanted)


def test_the_paper_of_a_line_is_its_most_frequent_colour_and_not_the_mean() -> None:
    line = np.full((40, 200, 3), (237, 240, 242), dtype=np.uint8)
    line[10:30, ::3] = (17, 17, 17)
    assert usual(line.reshape(-1, 3)) == (237, 240, 242)
    assert away(line[:0], (1, 2, 3)).shape == (0, 200)
