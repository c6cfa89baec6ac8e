"""Two texts printed side by side are two lines; one text stays one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from ocr.drawn import font, page, pixels
from PIL import ImageDraw

from evidence.model import Box
from evidence.ocr.split import has_text_like_contrast, parted


def side_by_side(
    first: str, second: str, gap: int, inks: tuple[str, str], size: int = 20, paper: str = "#ffffff"
) -> tuple[NDArray[np.uint8], Box, int]:
    """A page with two texts on one row; the box around both, and where the second starts."""
    image = page((900, 60), paper=paper)
    draw = ImageDraw.Draw(image)
    draw.text((10, 15), first, font=font(size), fill=inks[0])
    middle = 10 + int(draw.textlength(first, font=font(size))) + gap
    draw.text((middle, 15), second, font=font(size), fill=inks[1])
    right = middle + int(draw.textlength(second, font=font(size)))
    return pixels(image), Box(6, 14, right + 4, 14 + int(1.5 * size)), middle


@pytest.mark.parametrize(("first", "second", "inks", "paper"), [
    ("已经登记补发了", "已读", ("#333333", "#999999"), "#ffffff"),
    ("你到底想怎么样", "下午 10:06", ("#ffffff", "#7a8a99"), "#22282e"),
    ("小满妈妈", "2026-9-3 20:10:11", ("#1a73e8", "#888888"), "#ffffff"),
])  # fmt: skip
def test_a_mark_in_another_ink_is_a_line_of_its_own(first: str, second: str, inks: tuple[str, str], paper: str) -> None:
    drawn, box, middle = side_by_side(first, second, 12, inks, paper=paper)
    parts = parted(drawn, (box,))
    assert len(parts) == 2
    assert middle - 12 <= parts[0].x1 == parts[1].x0 <= middle
    assert Box.around(parts) == box


@pytest.mark.parametrize(("first", "second", "gap", "inks"), [
    ("你们的东西,", "真的不行", 4, ("#333333", "#333333")),
    ("订单号", "6901234567890123456", 24, ("#333333", "#333333")),
    ("已经登记补发了", "已读", 1, ("#333333", "#999999")),
    ("好的", "。", 12, ("#333333", "#999999")),
    ("给我", "50", 12, ("#333333", "#474747")),
])  # fmt: skip
def test_one_text_stays_one_line(first: str, second: str, gap: int, inks: tuple[str, str]) -> None:
    drawn, box, _ = side_by_side(first, second, gap, inks)
    assert parted(drawn, (box,)) == (box,)


def test_an_emoji_among_the_words_does_not_change_their_ink() -> None:
    drawn, box, _ = side_by_side("今天要不要出去走走啊,", "兄弟", 8, ("#1a1a1a", "#1a1a1a"))
    drawn = drawn.copy()
    drawn[16:38, box.x1 - 2 : box.x1 + 18] = (250, 189, 20)
    whole = Box(box.x0, box.y0, box.x1 + 20, box.y1)
    assert parted(drawn, (whole,)) == (whole,)


def test_strokes_are_told_from_an_empty_page() -> None:
    assert has_text_like_contrast(pixels(page((400, 300), (20, 20, 20, "看得清楚的一行字"))))
    assert not has_text_like_contrast(pixels(page((400, 300))))
