"""Tiles: nothing of the page is left out, no line is cut where that can be helped, none is read twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ocr.drawn import page, pixels

from evidence.model import Box
from evidence.ocr import tiles


def chat(width: int, height: int, size: int) -> tuple[tuple[int, int, int, str], ...]:
    """Lines of text over the whole page."""
    rows = range(20, height - 2 * size, 3 * size)
    texts = ("包裹什么时候到", "已经安排发出了请您耐心等待", "那我再等等看吧谢谢")
    columns = range(10, width - 14 * size, 16 * size)
    return tuple((x, y, size, texts[(x + n) % 3]) for n, y in enumerate(rows) for x in columns)


@pytest.mark.parametrize("size", [12, 14, 20, 28, 42])
def test_the_height_of_small_text_is_measured(size: int) -> None:
    drawn = page((1200, 900), *chat(1200, 900, size), (20, 860, 2 * size, "标题"))
    assert 0.75 * size <= tiles.glyph_height(pixels(drawn)) <= 1.2 * size


def test_a_page_without_text_has_the_usual_height() -> None:
    assert tiles.glyph_height(np.full((300, 300, 3), 240, np.uint8)) == 16.0


@pytest.mark.parametrize(("size", "letters", "most"), [
    ((1080, 2340), 42, 1),
    ((750, 1334), 28, 1),
    ((1366, 768), 14, 2),
])  # fmt: skip
def test_a_usual_page_is_cut_no_more_than_needed(size: tuple[int, int], letters: int, most: int) -> None:
    assert len(tiles.plan(pixels(page(size, *chat(*size, letters))))) <= most


@pytest.mark.parametrize(("size", "letters"), [((1080, 9000), 42), ((3840, 2160), 14), ((700, 5000), 20)])
def test_long_and_wide_pages_are_cut_between_the_lines(size: tuple[int, int], letters: int) -> None:
    texts = chat(*size, letters)
    plan = tiles.plan(pixels(page(size, *texts)))
    assert len(plan) > 1
    limit = tiles.DETECTOR_SIDE * 1.2 * letters / tiles.GLYPH
    assert all(max(tile.width, tile.height) <= max(limit, tiles.LEAST_TILE) for tile in plan)
    for x, y, high, text in texts:
        box = Box(x, y, x + high * len(text), y + int(1.3 * high))
        assert any(tile.intersection(box) == box.area for tile in plan), "a line is cut although there was a gap"


@given(st.lists(st.booleans(), min_size=1, max_size=400), st.integers(20, 120), st.integers(1, 19))
def test_spans_cover_everything_in_order_and_stay_short(blank: list[bool], side: int, lap: int) -> None:
    spans = tiles._cuts(np.array(blank), side, lap)
    assert spans[0][0] == 0 and spans[-1][1] == len(blank)
    for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
        assert start <= end, "something is left out"
    assert all(0 < end - start <= side for start, end in spans)


def test_a_picture_without_any_blank_row_is_still_covered() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (3000, 900, 3), dtype=np.uint8)
    plan = tiles.plan(noise)
    covered = np.zeros(noise.shape[:2], bool)
    for tile in plan:
        covered[tile.y0 : tile.y1, tile.x0 : tile.x1] = True
    assert covered.all()


UPPER, LOWER = Box(0, 0, 500, 520), Box(0, 480, 500, 1000)


@pytest.mark.parametrize(("found", "expected"), [
    ([(UPPER, Box(10, 485, 200, 515)), (LOWER, Box(10, 484, 200, 516))], [Box(10, 484, 200, 516)]),
    ([(UPPER, Box(10, 490, 200, 520)), (LOWER, Box(10, 490, 200, 530))], [Box(10, 490, 200, 530)]),
    ([(UPPER, Box(10, 440, 200, 470)), (LOWER, Box(10, 490, 200, 520))], None),
    ([(UPPER, Box(10, 490, 200, 518)), (LOWER, Box(300, 490, 450, 518))], None),
    ([(UPPER, Box(10, 400, 200, 430)), (UPPER, Box(10, 402, 210, 431))], None),
])  # fmt: skip
def test_a_line_cut_by_an_edge_or_seen_in_two_tiles_is_one_line(
    found: list[tuple[Box, Box]], expected: list[Box] | None
) -> None:
    assert list(tiles.joined(found)) == (expected or [box for _, box in found])
