from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.match import judge, load_rules
from evidence.match.examples import example_messages
from evidence.match.filler import is_filler
from evidence.match.utterances import utterance


@pytest.mark.parametrize(
    "text",
    [
        "，，。。！",
        "88888",
        "asdfgh",
        "qwer",
        "哈哈哈哈哈哈",
        "咕噜咕噜咕噜",
        "测试测试测试",
        "😂😂😂",
        "好" * 12,
        "zxc",
        "hhhh",
    ],
)
def test_a_review_that_holds_no_word_is_filler(text: str) -> None:
    assert is_filler(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "好好好",
        "不错不错",
        "666",
        "100",
        "yyds",
        "ok",
        "👍👍",
        "L码",
        "iphone15promax",
        "very good",
        "哈哈哈真好用",
        "差差差",
    ],
)
def test_a_short_review_that_judges_is_not_filler(text: str) -> None:
    assert not is_filler(text)


@given(st.text(max_size=60))
def test_any_text_is_either_filler_or_not(text: str) -> None:
    assert is_filler(text) in (True, False)


@given(st.sampled_from("嗯啦哟天的了"), st.integers(4, 40))
def test_one_character_over_and_over_is_filler(char: str, times: int) -> None:
    assert is_filler(char * times)


def test_every_rule_of_these_kinds_gives_its_reason_as_a_sentence_about_the_words() -> None:
    for rule in load_rules().rules:
        if rule.origin[:2] in ("30", "35", "40", "45", "50"):
            assert "{said}" in rule.file.reason or "{words}" in rule.file.reason, rule.id
            assert not any(word in rule.file.reason for word in ("证明", "犯罪", "真实")), rule.id


def test_a_reason_quotes_whole_clauses_and_says_where_they_stand() -> None:
    (finding,) = judge(example_messages("鞋底开胶了，你这畜生还不退钱，快点处理", "buyer")).findings
    assert finding.why.startswith("买家说“你这畜生还不退钱”，")
    (finding,) = judge((utterance(1, "buyer", "质量还行。客服就是个智障，别买", channel="review"),)).findings
    assert finding.why.startswith("评价中写有“客服就是个智障”，")


def test_a_quotation_within_the_quoted_words_keeps_its_own_marks() -> None:
    (finding,) = judge((utterance(1, "buyer", "关注公众号“省钱日记”领券", channel="review"),)).findings
    assert "‘" in finding.why or "“关注公众号" in finding.why
    assert finding.why.count("“") == finding.why.count("”")


def test_a_sum_named_after_an_offer_of_cashback_belongs_to_the_offer() -> None:
    offered = judge(example_messages("卖:五星晒图有返现哦\n买:多少\n卖:最多给到4元哦", "seller")).seller_risks
    assert {r.message for r in offered if r.rule == "paid-praise"} == {"M0001", "M0003"}
    assert judge(example_messages("卖:杯子裂了给您补偿\n买:多少\n卖:最多给到4元哦", "seller")).seller_risks == ()


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("你们这仓库今晚我带几个弟兄去掀了", "threat"),
        ("你对象的手机号我也有，天天半夜打给她", "threat"),
        ("一群没良心的畜生", "abuse"),
        ("给你全家买好墓地没有", "abuse"),
        ("就喜欢拍了拒收，看你赔邮费", "malicious-order"),
        ("刷手已经找好，一人一条差评等着你", "false-review"),
    ],
)
def test_each_kind_has_its_own_category(text: str, category: str) -> None:
    found = judge(example_messages(text, "buyer")).findings
    assert category in {f.category for f in found if f.grade == "strong"}


@pytest.mark.parametrize(
    "text",
    [
        "你们客服昨天骂我傻逼，我要投诉",
        "快递员威胁我说要弄死我",
        "我真是个白痴，选错码了",
        "被人肉过，不敢写真名",
    ],
)
def test_who_was_threatened_or_insulted_is_not_accused_of_it(text: str) -> None:
    assert [f for f in judge(example_messages(text, "buyer")).findings if f.grade != "weak"] == []
