"""A watermark all over a page is taken off before the page is read; nothing else is."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from evidence.model import RGB, Box, Line
from evidence.ocr.watermark import repeated, without

PAPER = (244, 245, 249)
STAMP = (226, 228, 236)


def line(words: str, x: int, y: int, ink: RGB = STAMP, paper: RGB = PAPER, wide: int = 70, tall: int = 40) -> Line:
    return Line(words, 0.99, Box(x, y, x + wide, y + tall), ink, paper)


TALK = [line("碗到了", 380, 260 + 80 * n, (30, 34, 42), (255, 255, 255), 50, 20) for n in range(4)]
STAMPED = [line("客服阿岚", x, y) for x in (100, 360, 620) for y in (90, 240, 390, 540)]


MARKED = ((900, 100), (840, 170), (900, 300), (700, 390), (840, 480))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (STAMPED, True),
        (STAMPED[:4], False),  # one column: names over bubbles
        (
            [
                line("已读", x, y, (180, 180, 180))
                for x, y in ((900, 100), (840, 170), (900, 300), (700, 390), (840, 480))
            ],
            False,
        ),
        ([line(f"1{n}:0{n}", x, 90 + 150 * n) for x in (100, 900) for n in range(4)], False),  # times in two columns
        ([line(n.text, n.box.x0, n.box.y0, (30, 34, 42)) for n in STAMPED], False),  # strong ink
    ],
)
def test_only_pale_pieces_of_one_text_in_a_lattice_are_a_watermark(lines: list[Line], found: bool) -> None:
    assert bool(repeated([*TALK, *lines])) is found


def drawn() -> NDArray[np.uint8]:
    image = Image.new("RGB", (900, 700), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((370, 250, 640, 300), 8, fill=(255, 255, 255), outline=(228, 230, 236))
    pen.rectangle((390, 265, 394, 285), fill=(30, 34, 42))
    for piece in STAMPED:
        for n in range(4):
            x, y = piece.box.x0 + 15 * n, piece.box.y1 - 10 * n
            pen.line((x, y, x + 9, y - 6), fill=STAMP, width=2)
    return np.asarray(image, dtype=np.uint8)


def test_the_watermark_becomes_paper_and_words_and_rims_stay() -> None:
    pixels = drawn()
    clean = without(pixels, [*TALK, *STAMPED])
    assert clean is not None
    assert not (np.abs(clean[80:240, 90:300].astype(int) - PAPER) > 2).any()
    assert tuple(clean[275, 392]) == (30, 34, 42)
    assert tuple(clean[275, 370]) == (228, 230, 236)


def test_a_page_without_one_is_left_alone() -> None:
    assert without(drawn(), TALK) is None
