"""The statement: inside the form's limit, the buyer's own words, whole sentences, and never an accusation unproven."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest
from appeal.build import (
    LAWFUL,
    NOW,
    PRESS,
    PRESS_SPANS,
    PRESSED,
    STRONG,
    at,
    case,
    contradiction,
    fact,
    facts,
    finding,
    gate,
    judged,
    say,
    talk,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evidence.appeal import argue, list_platforms, load_platform
from evidence.appeal.platform import Platform
from evidence.appeal.quote import quote
from evidence.appeal.words import ACCUSING, NEVER, form_length
from evidence.catalogue import say as words_of
from evidence.errors import EvidenceError, Exit
from evidence.model import Appeal, Category, Finding, Grade, Span

DOUYIN = load_platform("douyin")
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=120)
CHINESE = st.text(
    st.sampled_from("不给五十块就挂差评删一星退款你看着办，。！？；“”…《》 \n\t\u200b\u202e𠂇😂👨‍👩‍👧abc123:/"),
    max_size=150,
)


def with_limit(limit: int) -> Platform:
    count = DOUYIN.form.description.model_copy(update={"value": limit})
    return DOUYIN.model_copy(update={"form": DOUYIN.form.model_copy(update={"description": count})})


def quotes_in(statement: str, sources: list[str]) -> None:
    """Every quotation of the statement is found, sign for sign, in what the buyer wrote."""
    for start in [m.end() for m in re.finditer("写“|说“|”“", statement)]:
        shown = _bodies(statement[start:])
        bodies = {c for b in shown for c in (b, b.removeprefix("…"), b.removesuffix("…"), b[1:-1])}
        assert any(b and any(b in s for s in sources) for b in bodies), statement


def _bodies(rest: str) -> list[str]:
    return [rest[: m.start()] for m in re.finditer("”", rest)]


@given(limit=st.integers(1, 260), text=CHINESE, more=CHINESE, data=st.data())
@settings(max_examples=300, deadline=None)
def test_the_text_fits_any_limit_in_whole_sentences_with_the_buyers_exact_words(
    limit: int, text: str, more: str, data: st.DataObject
) -> None:
    assume("”“" not in text and "”“" not in more)  # what stands between two quotations
    spans: tuple[Span, ...] = ()
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        spans = (Span("M0003", start, data.draw(st.integers(start + 1, len(text))), "demand"),)
    one, two = replace(PRESS, text=text), say(5, "buyer", more, at(3, 14, 40))
    appeal = argue(
        case(buyer="蓝莓小站"),
        talk(one, two),
        judged(finding(one, two, spans=spans)),
        facts(),
        platform=with_limit(limit),
        now=NOW,
    )
    for made, most in ((appeal.statement.text, limit), (appeal.statement.long, 500)):
        assert len(made) <= form_length(made) <= most
        assert made == "" or made.endswith("。")
        assert "买家疑似利用评价索要额外利益。" in made or made == ""
        quotes_in(made, [text, more])
    assert appeal.statement.limit == limit


@given(text=CHINESE, room=st.integers(0, 80), data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_quotation_is_verbatim_and_fits(text: str, room: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    target = data.draw(st.one_of(st.none(), st.just((start, data.draw(st.integers(start, len(text)))))))
    made = quote(text, target, room)
    if made is not None:
        assert form_length(made) <= room
        assert any(b in text for b in (made, made[1:], made[:-1], made[1:-1]))
        assert not set(made) & set("\n\t\u202e")


@pytest.mark.parametrize(
    ("text", "target", "room", "made"),
    [
        ("不给五十就挂差评", (0, 8), 20, "不给五十就挂差评"),
        ("你好在吗，我上周买的，不给五十就挂差评，听见没", (11, 19), 12, "…不给五十就挂差评…"),
        ("我不会给差评的只是问问", (3, 6), 8, "我不会给差评的…"),
        ("这件事我想了很久很久，不退我钱我就写一星", (14, 20), 8, "…不退我钱我就…"),
        ("差评", None, 1, None),
        ("", None, 50, None),
    ],
)
def test_a_quotation_is_cut_at_clauses_and_never_loses_the_no_before_it(
    text: str, target: tuple[int, int] | None, room: int, made: str | None
) -> None:
    assert quote(text, target, room) == made


def test_the_default_statement_names_time_person_event_quote_order_and_reason() -> None:
    text = argue(case(buyer="蓝莓小站"), PRESSED, judged(STRONG), facts(), platform=DOUYIN, now=NOW).statement.text
    for part in ("10月3日14:30", "买家", f"“{PRESS.text}”", "疑似", "订单6950000000000001234", "利用中差评骗赔"):
        assert part in text
    assert len(text) <= 100


def test_a_threat_over_several_bubbles_is_quoted_bubble_by_bubble() -> None:
    lines = [say(i, "buyer", t, at(3, 14, 30 + i)) for i, t in ((1, "一星写好了"), (3, "你看着办"), (4, "八十"))]
    seller = say(2, "seller", "请问什么问题", at(3, 14, 32))
    chat = talk(lines[0], seller, *lines[1:])
    found = finding(*lines, spans=(Span("M0001", 0, 2, "lever"), Span("M0004", 0, 2, "demand")))
    text = argue(case(), chat, judged(found), facts(), platform=DOUYIN, now=NOW).statement.text
    assert "先后说“一星写好了”“你看着办”“八十”" in text and "请问什么问题" not in text


@pytest.mark.parametrize(
    ("words", "said", "named"),
    [
        ("不转五十我就给一星", "“不转五十我就给一星”", True),
        # the nickname gives way to the order number, then the end of a long message does, at the end of a clause
        (
            "不转五十我就给一星，" + "东西我很不喜欢而且也不想再退回去了，" * 4 + "就这样",
            "“不转五十我就给一星，东西",
            True,
        ),
        ("不转五十我就给一星，" + "东西我很不喜欢而且也不想再退回去了，" * 4 + "就这样", "想再退回去了…”", True),
    ],
)
def test_the_order_number_stands_in_the_text_for_the_form(words: str, said: str, named: bool) -> None:
    line = replace(PRESS, text=words)
    found = finding(line, spans=(Span(PRESS.id, 0, 9, "demand"),))
    proofs = facts()
    number = proofs.order.number or fact("6957302418840621157", "S001")
    proofs = replace(proofs, order=replace(proofs.order, number=number))
    text = argue(case(buyer="蓝莓小站"), talk(line), judged(found), proofs, platform=DOUYIN, now=NOW).statement.text
    assert said in text and form_length(text) <= 100
    assert (f"订单{number.value}。" in text) is named
    assert "申请按“利用中差评骗赔”处理。" in text


def test_no_message_is_given_up_for_the_order_number() -> None:
    texts = (
        "不转五十我就给你店里挂一星还要带图片让大家都来看看清楚",
        "今晚十二点以前看不到钱我就发出去了你自己想清楚再说话",
    )
    lines = [say(n, "buyer", t, at(3, 14, 30 + n)) for n, t in enumerate(texts, 1)]
    found = finding(*lines, spans=tuple(Span(m.id, 0, len(m.text), "demand") for m in lines))
    proofs = facts()
    proofs = replace(proofs, order=replace(proofs.order, number=fact("6957302418840621157", "S001")))
    text = argue(case(), talk(*lines), judged(found), proofs, platform=DOUYIN, now=NOW).statement.text
    assert f"“{texts[0]}”“{texts[1]}”" in text and "订单" not in text


def test_the_long_statement_quotes_every_finding_of_the_reason_and_the_short_one_the_first() -> None:
    first = say(1, "buyer", "你们客服是废物", at(3, 14, 20))
    second = say(3, "buyer", "一窝畜生", at(3, 14, 30))
    words = talk(first, say(2, "seller", "请文明沟通", at(3, 14, 25)), second)
    insults = [
        finding(m, category="abuse", rule="direct-abuse", id=f"F00{n}") for n, m in enumerate((first, second), 1)
    ]
    statement = argue(case(), words, judged(*insults), facts(), platform=load_platform("douyin"), now=NOW).statement
    assert "废物" in statement.text and "畜生" not in statement.text
    assert statement.long.index("废物") < statement.long.index("畜生")
    assert "S001/M0001、S001/M0003" in statement.long


def test_a_complaint_to_the_authorities_is_not_called_a_review() -> None:
    line = say(3, "buyer", "投诉已经递上去了，撤诉费九百", at(3, 14, 30))
    found = finding(line, rule="authority-for-money")
    appeal = argue(case(), talk(line), judged(found), facts(review_at=None), platform=DOUYIN, now=NOW)
    assert appeal.ground is not None and appeal.ground.missing
    for text in (appeal.statement.text, appeal.statement.long):
        assert "以投诉或曝光索要额外利益" in text and "利用评价索要" not in text


def test_the_sellers_line_inside_a_finding_is_never_put_in_the_buyers_mouth() -> None:
    seller = say(2, "seller", "那给您五十", at(3, 14, 25))
    found = finding(seller, PRESS, spans=PRESS_SPANS)
    statement = argue(case(), talk(seller, PRESS), judged(found), facts(), platform=DOUYIN, now=NOW).statement
    assert PRESS.text in statement.text and "五十" not in statement.text + statement.long


def test_a_time_nobody_knows_is_left_out_not_invented() -> None:
    blank = say(3, "buyer", PRESS.text)
    statement = argue(
        case(), talk(blank), judged(finding(blank, spans=PRESS_SPANS)), facts(), platform=DOUYIN, now=NOW
    ).statement
    assert statement.text.startswith("买家在聊天中说") and "14:30" not in statement.long


@pytest.mark.parametrize(("quoted", "shown"), [("小刘是个蠢货", "“客服小刘是个蠢货”"), ("骗子都去死", "“骗子都去死”")])
def test_words_found_in_the_review_are_quoted_from_the_review_or_its_follow_up(quoted: str, shown: str) -> None:
    proofs = facts(review_text="客服小刘是个蠢货")
    proofs = replace(proofs, review=replace(proofs.review, follow_up=fact("骗子都去死", "S005")))
    found = replace(finding(category="abuse", rule="insult", channel="review"), messages=("R0001",), quote=quoted)
    text = argue(case(), PRESSED, judged(found), proofs, platform=DOUYIN, now=NOW).statement.text
    assert "买家在评价中写" + shown in text


def test_a_false_review_statement_sets_review_beside_proof() -> None:
    proofs = facts(review_at=at(1, 9), review_text="布料很薄", against=(contradiction(),))
    text = argue(case(), LAWFUL, judged(), proofs, platform=load_platform("taobao"), now=NOW).statement.text
    assert "10月1日09:00买家在评价中写“布料很薄”" in text and "10月2日10:31" in text


def test_the_sellers_own_statement_is_kept_as_it_is() -> None:
    mine = "买家用评价索要六十元，见图一。"
    statement = argue(
        case(), PRESSED, judged(STRONG), facts(), platform=DOUYIN, now=NOW, statement=mine + "\n"
    ).statement
    assert (statement.text, statement.own, statement.limit) == (mine, True, 100)
    assert statement.long


@pytest.mark.parametrize(("text", "over"), [("长" * 101, 1), ("长" * 130, 30), ("😂" * 51, 2)])
def test_an_own_statement_that_is_too_long_is_refused_by_how_much(text: str, over: int) -> None:
    with pytest.raises(EvidenceError) as raised:
        argue(case(), PRESSED, judged(STRONG), facts(), platform=DOUYIN, now=NOW, statement=text)
    assert raised.value.exit_code is Exit.USAGE
    assert f"超出 {over} 个" in words_of(raised.value.notice)


def test_an_own_statement_may_be_long_where_no_limit_is_known_and_never_empty() -> None:
    taobao = load_platform("taobao")
    kept = argue(case(), PRESSED, judged(STRONG), facts(), platform=taobao, now=NOW, statement="长" * 300).statement
    assert len(kept.text) == 300 <= kept.limit
    with pytest.raises(EvidenceError):
        argue(case(), PRESSED, judged(STRONG), facts(), platform=taobao, now=NOW, statement=" \n")


# --- never an accusation unproven -------------------------------------------------------------------------------------

_WEAK: list[tuple[Category, Grade]] = [
    (c, g) for c in get_args(Category) for g in get_args(Grade) if not (c == "extortion" and g == "strong")
]
_FOREIGN = st.sampled_from(
    ["买家威胁卖家", "属于敲诈勒索", "恶意差评，证明其要挟", "评价与钱相连", "买家犯罪", "讹钱", "内容与商品无关"]
)


def _bare(text: str, platform: Platform) -> str:
    """The text without what it quotes: the buyer's words and the form's own labels stand between “ and ”."""
    for reason in platform.reasons:
        text = text.replace(f"“{reason.label}”", "")
    return re.sub("“[^”]*”", "", text)


@given(
    kinds=st.lists(st.tuples(st.sampled_from(_WEAK), st.sampled_from(["chat", "review"]), _FOREIGN), max_size=4),
    gates=st.lists(st.tuples(st.sampled_from(["seller-bait", "new-gate", "seller-swore-back"]), _FOREIGN), max_size=2),
    against=st.lists(st.tuples(_FOREIGN, st.sampled_from(get_args(Grade))), max_size=2),
    platform=st.sampled_from(list_platforms()),
    named=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_without_a_strong_finding_nothing_the_pack_says_accuses(
    kinds: list, gates: list, against: list, platform: Platform, named: bool
) -> None:
    findings = [
        finding(PRESS, category=c, grade=g, channel=channel, why=why, id=f"F{i:03d}", rule="rule")
        for i, ((c, g), channel, why) in enumerate(kinds)
    ]
    proofs = facts(against=tuple(contradiction(strength=s, claim=claim) for claim, s in against))
    appeal = argue(
        case(),
        PRESSED,
        judged(*findings, gates=tuple(gate(i, why=why, remedy=why) for i, why in gates)),
        proofs,
        platform=platform,
        now=NOW,
        ground="coercion" if named and platform.reason("coercion") else None,
    )
    for text in (appeal.statement.text, appeal.why, appeal.statement.long, *appeal.advice):
        left = _bare(text, platform)
        assert not [w for w in (*ACCUSING, *NEVER) if w in left], text
    if appeal.ground is None or not appeal.ground.holds:
        assert appeal.statement.text == ""


@given(why=_FOREIGN, gate_why=_FOREIGN)
def test_even_a_strong_finding_never_says_more_than_suspected(why: str, gate_why: str) -> None:
    weak = gate("other", effect="weakens", why=gate_why)
    found: Finding = replace(STRONG, why=why)
    appeal: Appeal = argue(case(), PRESSED, judged(found, gates=(weak,)), facts(), platform=DOUYIN, now=NOW)
    assert appeal.ground is not None
    for text in (appeal.statement.text, appeal.statement.long, appeal.why, appeal.ground.why):
        assert not [w for w in NEVER if w in text]
    assert "疑似" in appeal.statement.text and "疑似" in appeal.statement.long
