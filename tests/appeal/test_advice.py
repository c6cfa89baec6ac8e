"""The soft way: drafts a seller can send as they are, polite, about this order, breaking no platform rule."""

from __future__ import annotations

import re

import pytest
from appeal.build import LAWFUL, NOW, OFFER, PRESSED, STRONG, case, facts, finding, gate, judged, say, talk
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.appeal import argue, load_platform
from evidence.appeal.advice import MESSAGE, REPLY
from evidence.model import Judgement, Transcript

FORBIDDEN = re.compile(
    "删|改评|改一下评价|修改|追评|返现|红包|补偿|赔|优惠券|礼品|赠|好评|差评|加微|微信|QQ|扣扣|手机号|电话|http|[0-9]{5,}"
    "|证明|真实|威胁|要挟|勒索|敲诈|恶意",
    re.IGNORECASE,
)


def advice(transcript: Transcript = LAWFUL, judgement: Judgement | None = None, **proofs: object) -> tuple[str, ...]:
    found = judgement if judgement is not None else judged()
    return argue(case(), transcript, found, facts(**proofs), platform=load_platform("douyin"), now=NOW).advice


def drafts(lines: tuple[str, ...]) -> list[str]:
    found = [line for line in lines if line.startswith((REPLY, MESSAGE))]
    assert len(found) == 2
    return [line.removeprefix(REPLY).removeprefix(MESSAGE) for line in found]


@pytest.mark.parametrize(
    ("review", "words"),
    [
        ("衣服破了个洞，客服态度差", "检验记录"),
        ("等了十天东西还没收到", "物流轨迹"),
        ("客服敷衍", "接待记录"),
        ("色差太大了", "商品页面"),
        ("少发了一件", "称重记录"),
        (None, "退换"),
    ],
)
def test_the_drafts_speak_of_this_complaint_and_this_order(review: str | None, words: str) -> None:
    reply, message = drafts(advice(review_text=review))
    assert words in reply + message
    assert "亚麻衬衫" in message and "9月28日" in message
    assert review is None or review.split("，")[0] in reply


@given(
    review=st.one_of(
        st.none(),
        st.lists(
            st.sampled_from(
                [
                    "加微信abc",
                    "给我50红包",
                    "改成好评返10",
                    "破了",
                    "质量",
                    "打13800138000",
                    "删差评",
                    "”“",
                    "\u202e坏",
                    "真实差",
                ]
            ),
            max_size=4,
        ).map("，".join),
        st.text(max_size=40),
    ),
    goods=st.one_of(
        st.none(), st.sampled_from(["衬衫", "好评返现卡", "手机号码牌 13800138000", "长" * 60]), st.text(max_size=30)
    ),
)
@settings(max_examples=200, deadline=None)
def test_the_drafts_break_no_rule_whatever_was_quoted_into_them(review: str | None, goods: str | None) -> None:
    for draft in drafts(advice(review_text=review or None, goods=goods or None)):
        assert not FORBIDDEN.search(draft), draft
        assert draft.startswith("您好") and draft.endswith("。") and draft.isprintable()


def test_what_may_be_owed_comes_first() -> None:
    assert "S001/M0001" in advice()[0] and advice()[0].startswith("先处理售后")
    assert not advice(talk(say(1, "buyer", "就是不喜欢")))[0].startswith("先处理售后")


def test_the_sellers_own_fault_is_answered_with_its_remedy() -> None:
    lines = advice(PRESSED, judged(STRONG, gates=(gate("seller-bait", OFFER),)))
    assert any(line.startswith("针对“卖家先用提问") for line in lines)


def test_a_bodily_danger_is_sent_to_the_police_not_to_the_platform() -> None:
    found = finding(*PRESSED.messages[2:3], category="threat", rule="bodily")
    assert any("报警" in line for line in advice(PRESSED, judged(found)))
    assert not any("报警" in line for line in advice())


def test_the_seller_is_warned_off_review_deals_and_deleting_records() -> None:
    assert "不要请买家修改或删除评价" in advice()[-1] and "不要删除" in advice()[-1]
