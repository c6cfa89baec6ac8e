from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.match.contrast import contrasts


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("转了我写好,不转我写坏", "不转"),
        ("你点同意咱都省心,不同意就慢慢来", "不同"),
        ("礼盒到手是一种说法 不到手是另一种", "不到"),
        ("给我免了,没免的话就免谈了", "没免"),
        ("她高兴全楼高兴,她不高兴全楼遭殃", "不高"),
    ],
)
def test_an_act_set_beside_its_refusal_is_a_condition(text: str, refused: str) -> None:
    assert refused in [text[a:b] for a, b in contrasts(text)]


@pytest.mark.parametrize(
    "text",
    ["你到底买不买", "答应返的三块还没返到账", "不退就不退吧", "这个不是那个是", "质量不好颜色好", "不", ""],
)
def test_questions_delays_and_plain_opposites_are_none(text: str) -> None:
    assert contrasts(text) == []


@given(st.text(alphabet="给不转没退就我的话,你到 1", max_size=80))
def test_every_range_lies_in_the_text_and_begins_with_a_negation(text: str) -> None:
    assert all(0 <= a < b <= len(text) and text[a] in "不没未唔勿冇" for a, b in contrasts(text))
