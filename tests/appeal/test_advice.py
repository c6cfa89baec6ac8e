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
        (None, "您希望退款"),
    ],
)
def test_the_drafts_speak_of_this_complaint_and_this_order(review: str | None, words: str) -> None:
    reply, message = drafts(advice(review_text=review))
    assert words in reply + message
    assert "亚麻衬衫" in message and "9月28日" in message
    assert review is None or review.split("，")[0] in reply


@pytest.mark.parametrize(
    ("lines", "holds", "lacks"),
    [
        # his own words, what he asked for, and no second request for pictures
        (
            "买:壶盖有个缺口 [图片]|卖:抱歉|买:给我换一个",
            ["“壶盖有个缺口”", "您发来的图片或视频我们已经看到", "您希望换货"],
            ["请在这里发来"],
        ),
        ("买:风扇不转了|卖:请稍等", ["“风扇不转了”", "技术人员", "请在这里发一段"], ["您希望"]),
        ("买:豆浆有股馊味，退款|卖:在核实", ["生产日期的照片", "您希望退款"], []),
        ("买:等了八天物流没动|卖:在催了", ["“等了八天物流没动”", "与快递公司核对"], ["吊牌"]),
        # refused, so weighed again; promised nothing
        ("买:桌面有划痕，退我一点|卖:抱歉不支持部分退款", ["您希望退一部分货款", "再核对一遍"], ["会退", "同意退"]),
        # settled, so only whether it arrived
        ("买:少发了一包|卖:已补发，单号在订单里|买:收到了", ["我们已按售后为您处理"], ["请在这里发来", "您希望"]),
        # what he does not want is not granted
        ("买:拉链坏了，退货我嫌麻烦，能修吗|卖:在核实", ["您希望维修"], ["您希望退货"]),
        # harsh words, prices of a review and sums are not repeated
        ("买:你们这破质量，裂成两半|卖:抱歉", ["“裂成两半”"], ["你们"]),
        # service only where nothing else is wrong
        ("买:客服态度差，灯不亮|卖:抱歉", ["“灯不亮”"], ["接待记录"]),
        ("买:问了三天没人回|卖:抱歉", ["专人跟进"], ["吊牌"]),
    ],
)
def test_the_message_takes_up_what_this_buyer_said_in_the_chat(lines: str, holds: list[str], lacks: list[str]) -> None:
    who = {"买": "buyer", "卖": "seller"}
    said = [say(n, who[line[0]], line[2:]) for n, line in enumerate(lines.split("|"), 1)]
    reply, message = drafts(advice(talk(*said), review_text=None))
    both = reply + message
    assert all(one in both for one in holds), both
    assert not any(one in both for one in lacks), both
    assert "“" not in reply  # what was said in the chat is not made public


@pytest.mark.parametrize(
    "lines",
    [
        "买:这款会不会掉色|卖:不会",
        "买:围巾很软，喜欢|卖:谢谢",
        "买:前面有人说涂层掉，现在改了吗|卖:改了",
        "买:包装别压坏，送人的|卖:好的",
    ],
)
def test_no_complaint_is_made_up_where_the_buyer_had_none(lines: str) -> None:
    who = {"买": "buyer", "卖": "seller"}
    said = [say(n, who[line[0]], line[2:]) for n, line in enumerate(lines.split("|"), 1)]
    lines_of = advice(talk(*said), review_text=None)
    assert any("没有在材料里看到" in line for line in lines_of)
    assert not any("抱歉" in draft for draft in drafts(lines_of))


def test_words_found_against_the_buyer_are_not_taken_up() -> None:
    coerced = say(1, "buyer", "杯口裂了，转我60不然一星")
    message = drafts(advice(talk(coerced), judged(finding(coerced, grade="medium")), review_text=None))[1]
    assert "杯口裂了" not in message


@given(
    texts=st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "杯子破了，加微信abc说",
                    "给我50红包，坏了",
                    "裂了”“",
                    "打13800138000，漏水",
                    "退货，改好评",
                    "霉了真实差",
                ]
            ),
            st.text(max_size=30),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=100, deadline=None)
def test_the_drafts_break_no_rule_whatever_was_said_in_the_chat(texts: list[str]) -> None:
    said = [say(n, "buyer", text) for n, text in enumerate(texts, 1)]
    for draft in drafts(advice(talk(*said), review_text=None)):
        assert not FORBIDDEN.search(draft), draft


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
