"""Which reason is chosen, when none is, and what the seller is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from appeal.build import (
    LAWFUL,
    NOW,
    OFFER,
    PRESS,
    PRESSED,
    STRONG,
    at,
    case,
    contradiction,
    edited,
    facts,
    finding,
    gate,
    judged,
    say,
    source,
    talk,
)

from evidence.appeal import argue, list_platforms, load_platform
from evidence.catalogue import say as words_of
from evidence.errors import EvidenceError, Exit
from evidence.model import Appeal, Case, Facts, Judgement, Tie, TradeStep, Transcript


def put(
    judgement: Judgement,
    transcript: Transcript = PRESSED,
    proofs: Facts | None = None,
    the_case: Case | None = None,
    platform: str = "douyin",
    **more: object,
) -> Appeal:
    return argue(
        the_case or case(), transcript, judgement, proofs or facts(), platform=load_platform(platform), now=NOW, **more
    )


REVIEW = say(9, "buyer", "客服小刘是个蠢货", at(5, 21, 47), channel="review", source="S003")
CHAT_ABUSE = finding(PRESS, category="abuse", rule="insult")
REVIEW_ABUSE = finding(REVIEW, category="abuse", rule="insult", channel="review")


@pytest.mark.parametrize(
    ("found", "platform", "ground"),
    [
        ((STRONG,), "douyin", "coercion"),
        ((STRONG,), "taobao", "coercion"),
        ((STRONG,), "pinduoduo", "coercion"),
        ((STRONG,), "jd", "coercion"),
        ((STRONG,), "kuaishou", "coercion"),
        ((STRONG,), "xiaohongshu", "coercion"),
        ((STRONG,), "meituan", "coercion"),
        ((finding(PRESS, grade="medium"),), "douyin", None),
        ((finding(PRESS, grade="weak"),), "douyin", None),
        ((finding(OFFER, speaker="seller"),), "douyin", None),
        ((finding(REVIEW, channel="review"),), "douyin", None),
        ((REVIEW_ABUSE,), "douyin", "abuse"),
        ((CHAT_ABUSE,), "douyin", "abuse"),
        ((CHAT_ABUSE,), "taobao", None),
        ((REVIEW_ABUSE, STRONG), "douyin", "coercion"),
        ((finding(REVIEW, category="advert", channel="review", rule="advert"),), "douyin", "advert"),
        ((finding(PRESS, category="advert", rule="advert"),), "taobao", None),
        ((finding(REVIEW, category="privacy", channel="review", rule="leak"),), "taobao", "privacy"),
        ((finding(REVIEW, category="meaningless", channel="review", rule="random"),), "taobao", "meaningless"),
        ((finding(REVIEW, category="meaningless", channel="review", grade="medium"),), "taobao", None),
        ((finding(PRESS, category="false-review", rule="competitor"),), "douyin", "competitor"),
        ((finding(PRESS, category="false-review", rule="competitor"),), "pinduoduo", "competitor"),
        ((finding(PRESS, rule="malicious-claim"),), "douyin", "malicious-claim"),
        ((finding(PRESS, rule="malicious-claim"), STRONG), "douyin", "coercion"),
        ((finding(PRESS, category="threat", rule="bodily"),), "douyin", "abuse"),
        ((finding(PRESS, category="threat", rule="bodily"),), "jd", None),
        ((finding(PRESS, rule="price-ultimatum"),), "jd", "competitor"),
        ((STRONG,), "wechat-shop", None),
        ((), "douyin", None),
    ],
)
def test_the_reason_follows_from_the_findings(found: tuple, platform: str, ground: str | None) -> None:
    appeal = put(judged(*found), talk(*PRESSED.messages, REVIEW), platform=platform)
    assert (appeal.ground.id if appeal.ground else None) == ground
    assert appeal.ground is None or appeal.ground.holds
    drafts = [a for a in appeal.advice if "草稿" in a]
    assert bool(drafts) == (ground is None)
    assert bool(appeal.statement.text) == (ground is not None)


@pytest.mark.parametrize(
    ("one", "platform", "ground"),
    [
        (contradiction(), "douyin", "false-review"),
        (contradiction(), "taobao", "false-review"),
        (contradiction(strength="medium"), "douyin", None),
        (contradiction("not-received-signed", "weak"), "douyin", None),
        (contradiction("not-received-signed"), "jd", "false-review"),
        (contradiction("not-received-signed"), "taobao", None),  # its class is for goods not yet received
        (contradiction("not-received-signed:M0003"), "douyin", None),  # said in the chat, not in the review
        (contradiction(), "pinduoduo", None),  # the form has no such reason
    ],
)
def test_a_false_review_needs_a_contradiction_in_the_review(one: object, platform: str, ground: str | None) -> None:
    appeal = put(judged(), LAWFUL, facts(against=(one,)), platform=platform)
    assert (appeal.ground.id if appeal.ground else None) == ground


@pytest.mark.parametrize(
    "id", ["seller-bait", "paid-praise-first", "after-failed-negotiation", "review-never-mentioned", "a-gate-to-come"]
)
def test_a_blocking_gate_sinks_coercion_and_is_named(id: str) -> None:
    appeal = put(judged(STRONG, gates=(gate(id, OFFER),)))
    assert appeal.ground is None and appeal.statement.text == ""
    assert "S001/M0002" in appeal.why
    tried = next(g for g in appeal.runners_up if g.id == "coercion")
    assert not tried.holds and tried.score <= 0.2 and any("S001/M0002" in m for m in tried.missing)


def test_a_blocking_gate_sinks_the_reason_even_where_a_platform_file_asks_little() -> None:
    lenient = load_platform("douyin").model_copy(update={"holds_from": 0.1})
    blocked = judged(STRONG, gates=(gate("seller-bait", OFFER),))
    appeal = argue(case(), PRESSED, blocked, facts(), platform=lenient, now=NOW)
    assert appeal.ground is None or appeal.ground.id != "coercion"


def test_weakening_gates_lower_the_score_and_are_named() -> None:
    one = put(judged(STRONG, gates=(gate("late-evidence", OFFER, effect="weakens", why="截图较晚"),))).ground
    four = put(judged(STRONG, gates=tuple(gate(f"g{i}", OFFER, effect="weakens") for i in range(4)))).ground
    assert one is not None and one.holds and one.score == 0.8
    assert any("截图较晚" in m for m in one.missing) and "截图较晚" in one.why
    assert four is None


def test_an_abuse_appeal_does_not_suffer_from_the_sellers_bait() -> None:
    appeal = put(judged(REVIEW_ABUSE, gates=(gate("seller-bait", OFFER),)), talk(*PRESSED.messages, REVIEW))
    assert appeal.ground is not None and appeal.ground.id == "abuse" and appeal.ground.score == 0.88


def test_a_named_ground_is_taken_even_where_it_does_not_hold_and_says_so() -> None:
    appeal = put(judged(), LAWFUL, ground="利用中差评骗赔")
    assert appeal.ground is not None and appeal.ground.id == "coercion" and not appeal.ground.holds
    assert "依据不足" in appeal.why and "驳回" in appeal.why
    assert appeal.statement.text == "" and appeal.advice


def test_a_named_ground_that_holds_replaces_the_better_one() -> None:
    appeal = put(judged(STRONG, REVIEW_ABUSE), talk(*PRESSED.messages, REVIEW), ground="abuse")
    assert appeal.ground is not None and appeal.ground.id == "abuse" and appeal.ground.holds
    assert appeal.runners_up[0].id == "coercion" and appeal.runners_up[0].holds


@pytest.mark.parametrize(("platform", "ground"), [("douyin", "blackmail"), ("wechat-shop", "coercion")])
def test_a_ground_the_platform_lacks_is_a_usage_error_that_lists_what_there_is(platform: str, ground: str) -> None:
    with pytest.raises(EvidenceError) as raised:
        put(judged(STRONG), ground=ground, platform=platform)
    assert raised.value.exit_code is Exit.USAGE
    text = words_of(raised.value.notice)
    assert ground in text and ("coercion（利用中差评骗赔）" in text or platform == "wechat-shop")


def test_the_runners_up_are_all_other_reasons_each_with_what_it_lacks() -> None:
    appeal = put(judged(STRONG))
    assert len(appeal.runners_up) == len(load_platform("douyin").reasons) - 1
    assert all(g.missing for g in appeal.runners_up)
    assert [g.score for g in appeal.runners_up] == sorted((g.score for g in appeal.runners_up), reverse=True)


@pytest.mark.parametrize("id", ["chat-order", "order-review", "order-shipment"])
def test_another_order_makes_the_appeal_not_hold_and_says_so_loudly(id: str) -> None:
    tie = Tie(id, "聊天与订单", "fail", "订单号不同")
    appeal = put(judged(STRONG), proofs=facts(ties=(tie,)))
    assert appeal.ground is not None and appeal.ground.id == "coercion" and not appeal.ground.holds
    assert "订单号不一致" in appeal.why and "目前不能成立" in appeal.why


def test_times_in_the_wrong_order_are_not_taken_for_another_order() -> None:
    tie = Tie("times", "各时间先后", "fail", "签收早于发货")
    ground = put(judged(STRONG), proofs=facts(ties=(tie,))).ground
    assert ground is not None and ground.holds


def test_a_closed_window_makes_the_appeal_not_hold() -> None:
    appeal = put(judged(STRONG), proofs=facts(review_at=at(1, 9, month=9)))
    assert appeal.deadline.days_left is not None and appeal.deadline.days_left < 0
    assert appeal.ground is not None and not appeal.ground.holds and "超过" in appeal.why


def test_an_edited_picture_is_named_but_left_to_the_seller_to_replace() -> None:
    appeal = put(judged(STRONG), the_case=case(edited("S001"), source("S003", "review")))
    assert appeal.ground is not None and appeal.ground.holds
    assert any("编辑" in m for m in appeal.ground.missing)


def test_a_lawful_complaint_is_told_why_and_offered_the_soft_way() -> None:
    appeal = put(judged(), LAWFUL)
    assert appeal.ground is None
    assert "S001/M0001" in appeal.why and "没有把评价与应得之外的钱或好处绑在一起" in appeal.why
    assert any(a.startswith("先处理售后") for a in appeal.advice)


def test_a_review_after_a_failed_negotiation_is_said_to_be_one() -> None:
    negotiated = gate("after-failed-negotiation", LAWFUL.messages[2])
    appeal = put(judged(gates=(negotiated,)), LAWFUL)
    assert appeal.ground is None and "评价出现在售后协商不成之后（S001/M0003）" in appeal.why


def test_the_steps_are_filled_in_with_reason_and_limits() -> None:
    steps = put(judged(STRONG)).steps
    assert any("利用中差评骗赔" in s for s in steps) and any("100 个字" in s for s in steps)
    assert any("最多 6 张，每张不超过 5 MB" in s for s in steps)
    assert "授权小二查看近90天" in put(judged(STRONG), platform="taobao").steps[0]
    for platform in list_platforms():
        reason = platform.reasons[0].id if platform.reasons else None
        for step in put(judged(STRONG), platform=platform.id, ground=reason).steps:
            assert "{" not in step


def test_the_same_case_gives_the_same_appeal() -> None:
    assert put(judged(STRONG, CHAT_ABUSE)) == put(judged(STRONG, CHAT_ABUSE))


STEPS = ("order", "payment", "shipping", "delivery", "chat", "review")


def traded(*missing: str) -> Facts:
    steps = (TradeStep(s, s, "fail" if s in missing else "pass", f"{s} 如图", ("S002",)) for s in STEPS)
    return replace(facts(), trade=tuple(steps))


@pytest.mark.parametrize(
    ("missing", "holds"),
    [((), True), (("chat",), True), (("delivery",), False), (("payment",), False), (STEPS, False)],
)
def test_a_notice_is_answered_with_the_trade_and_only_where_all_of_it_is_shown(
    missing: tuple[str, ...], holds: bool
) -> None:
    answer = put(judged(), talk(), traded(*missing), platform="taobao", ground="real-trade")
    assert answer.ground is not None and answer.ground.holds is holds
    assert bool(answer.statement.text) is holds
    if holds:
        assert "delivery 如图" in answer.statement.text and "S002" not in answer.statement.text
        assert not [word for word in ("疑似", "申诉", "要挟", "真实", "证明") if word in answer.statement.text]


def test_a_notice_is_never_chosen_nor_offered_by_itself() -> None:
    for judgement in (judged(), judged(STRONG)):
        answer = put(judgement, PRESSED, traded(), platform="taobao")
        assert answer.ground is None or answer.ground.id != "real-trade"
        assert "real-trade" not in {r.id for r in answer.runners_up}


def test_a_line_of_the_client_above_the_first_time_is_no_message_without_a_time() -> None:
    notice = say(1, "system", "当前用户来自商品详情页", kind="system")
    answer = put(judged(), talk(notice, *PRESSED.messages))
    states = {c.id: c.state for c in answer.checklist}
    assert states["start-and-end"] == "pass" and states["times"] == "pass"
