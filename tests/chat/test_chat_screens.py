"""Whose screen it is where the case does not say: by what only one side is shown, else nobody's; drawn pages."""

from __future__ import annotations

from datetime import datetime

import pytest
from chat.sketch import GREEN, Sketch, phone, source

from evidence.chat import converse
from evidence.model import CHINA

CAPTURED = datetime(2026, 5, 20, 20, 0, tzinfo=CHINA)
PALE = (150, 150, 150)
PINK = (255, 222, 214)


def device(sketch: Sketch) -> str | None:
    return converse([sketch.page()], [source(1, "01.png")], captured=CAPTURED).screens[0].device


def talk(title: str, paper: tuple[int, int, int] = PINK) -> Sketch:
    sketch = phone(title)
    y = sketch.bubble(120, ["杯盖裂了一道"])
    sketch.bubble(y, ["给您补发一个"], right=True, paper=paper)
    return sketch


@pytest.mark.parametrize(
    ("title", "whose"),
    [
        ("云**子", "seller"),
        ("用户9921", "seller"),
        ("周女士(尾号3306)", "seller"),
        ("云谷企业店", "buyer"),
        ("云谷陶器自营", "buyer"),
        ("山风", None),
        ("用户体验", None),
        ("云谷客服系统", None),
    ],
)
def test_the_name_in_the_header_tells_whose_screen_it_is_or_nothing(title: str, whose: str | None) -> None:
    assert device(talk(title)) == whose


@pytest.mark.parametrize(
    ("asks", "whose"),
    [
        ("请输入回复内容", "seller"),
        ("回复买家", "seller"),
        ("输入要咨询的问题", "buyer"),
        ("请简短描述您的问题", "buyer"),
        ("说点什么", None),
    ],
)
def test_what_the_input_box_asks_for_tells_whose_screen_it_is(asks: str, whose: str | None) -> None:
    sketch = talk("山风")
    sketch.text(96, 1042, asks, PALE, 22)
    assert device(sketch) == whose


@pytest.mark.parametrize(
    ("left", "right", "whose"),
    [("云谷客服小顾", "", "buyer"), ("", "客服小顾", "seller"), ("山风", "", None), ("客服小顾", "客服小满", None)],
)
def test_the_side_on_which_only_the_service_speaks_is_the_shops(left: str, right: str, whose: str | None) -> None:
    sketch = phone("山风")
    y = 120
    for _ in range(2):
        if left:
            sketch.text(90, y, left, PALE, 18)
        y = sketch.bubble(y + 24, ["杯盖裂了一道"])
        if right:
            sketch.text(510 - 18 * len(right), y, right, PALE, 18)
        y = sketch.bubble(y + 24, ["给您补发一个"], right=True, paper=PINK)
    assert device(sketch) == whose


@pytest.mark.parametrize(("title", "whose"), [("山风", "seller"), ("云谷数码", None)])
def test_a_shops_name_over_green_bubbles_is_not_assumed_to_be_a_buyers(title: str, whose: str | None) -> None:
    assert device(talk(title, GREEN)) == whose
