from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.match.normal import normalise


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("差*评", "差评"),
        ("差 评伺候", "差评伺候"),
        ("c评", "差评"),
        ("cha ping", "差评"),
        ("fan现", "返现"),
        ("給我錢", "给我钱"),
        ("５０元", "50元"),
        ("⑤0", "50"),
        ("5O块", "50块"),
        ("伍拾元", "五十元"),
        ("🧧", "红包"),
        ("一🌟", "一星"),
        ("5⭐️", "5星"),
        ("差\u200b评", "差评"),
        ("讠平", "评"),
        ("ㄔㄚ评", "差评"),
        ("1231伍", "12315"),
        ("DAXIE", "daxie"),
    ],
)
def test_a_disguised_word_is_seen_as_the_word(written: str, seen: str) -> None:
    assert normalise(written).text == seen


@pytest.mark.parametrize("plain", ["质量太差 评价写了", "差。评", "收拾你", "大陆发货", "这个cpu多少钱", "好p图吗"])
def test_ordinary_words_are_not_rewritten_into_review_words(plain: str) -> None:
    seen = normalise(plain).text
    assert "差评" not in seen
    assert seen == plain or plain == "好p图吗"


def test_a_word_with_signs_inside_points_back_at_all_of_it() -> None:
    normal = normalise("我要给差*-评了")
    at = normal.text.index("差评")
    start, end = normal.span(at, at + 2)
    assert normal.source[start:end] == "差*-评"


@given(st.text(max_size=60))
def test_every_range_lies_within_the_original_and_runs_forward(text: str) -> None:
    normal = normalise(text)
    places = [normal.span(i, i + 1) for i in range(len(normal.text))]
    assert all(0 <= a < b <= len(text) for a, b in places)
    assert places == sorted(places)
