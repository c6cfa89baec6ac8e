"""The checklist: each line's verdict with what was found, beside a case that passes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from appeal.build import (
    ASK,
    LAST,
    LAWFUL,
    NOW,
    NUMBER,
    OFFER,
    PRESS,
    PRESSED,
    STRONG,
    at,
    case,
    edited,
    fact,
    facts,
    gate,
    judged,
    parcel,
    say,
    source,
    talk,
)

from evidence.appeal import argue, list_platforms, load_platform
from evidence.model import (
    Appeal,
    Case,
    Check,
    Facts,
    Gap,
    Judgement,
    Review,
    Screen,
    SellerRisk,
    Shipment,
    Tie,
    Transcript,
)

FOLDER = (source("S001"), source("S002", "order"), source("S003", "review"), source("S004", "logistics"))
TIED = (Tie("chat-order", "聊天与订单", "pass", f"都显示 {NUMBER}"),)


def checks(
    transcript: Transcript = PRESSED,
    judgement: Judgement | None = None,
    proofs: Facts | None = None,
    the_case: Case | None = None,
    platform: str = "douyin",
    ground: str | None = "coercion",
) -> dict[str, Check]:
    appeal: Appeal = argue(
        the_case or case(*FOLDER, buyer="蓝莓小站"),
        transcript,
        judgement if judgement is not None else judged(STRONG),
        proofs or facts(ties=TIED),
        platform=load_platform(platform),
        now=NOW,
        ground=ground,
    )
    return {c.id: c for c in appeal.checklist}


def test_a_good_case_passes_every_line_and_needs_no_remedy() -> None:
    every = checks()
    assert {c.id: c.state for c in every.values() if c.state != "pass"} == {}
    assert all(c.found and c.title and c.basis and not c.remedy for c in every.values())
    assert len(every) == 21


def with_screen(**more: object) -> Transcript:
    base = {"source": "S001", "client": "feige-desktop", "device": "seller", "device_origin": "header"}
    screen = Screen(**{**base, "title": "蓝莓小站", "whole": True, **more})
    return replace(PRESSED, screens=(screen,))


RISK = SellerRisk("paid-praise", "好评返现", "M0002", "五星返二", "可能被视为邀评")
CONFLICT = replace(fact(NUMBER), conflicts=(fact("6950000000000009999", "S001"),))


@pytest.mark.parametrize(
    ("id", "state", "found", "change"),
    [
        ("within-window", "warn", "还剩 2 天", {"proofs": facts(review_at=at(8, 9, month=9), ties=TIED)}),
        ("within-window", "fail", "已超过", {"proofs": facts(review_at=at(1, 9, month=9), ties=TIED)}),
        ("within-window", "unknown", "不明", {"proofs": facts(review_at=None, ties=TIED)}),
        (
            "complete-conversation",
            "fail",
            "S001 与 S005",
            {"transcript": replace(PRESSED, gaps=(Gap("S001", "S005", "no overlap"),))},
        ),
        ("complete-conversation", "fail", "没有读到聊天", {"transcript": talk()}),
        ("complete-conversation", "warn", "S001/M0001", {"transcript": talk(replace(ASK, partial=True), PRESS)}),
        ("start-and-end", "warn", "未显示时间", {"transcript": talk(say(1, "buyer", "在"), PRESS)}),
        ("start-and-end", "unknown", "没有读到聊天", {"transcript": talk()}),
        ("window-chrome", "fail", "S001", {"transcript": with_screen(whole=False)}),
        ("buyer-nickname", "fail", "没有读到", {"transcript": with_screen(title=None)}),
        ("buyer-nickname", "fail", "“别人”", {"transcript": with_screen(title="别人")}),
        ("buyer-nickname", "pass", "蓝**", {"transcript": with_screen(title="蓝**")}),
        ("buyer-nickname", "fail", "没有读到", {"transcript": with_screen(title="木木旗舰店", device="buyer")}),
        ("order-number", "fail", "没有读到", {"proofs": facts(number=None, ties=TIED)}),
        (
            "order-number",
            "fail",
            "9999",
            {"proofs": replace(facts(ties=TIED), order=replace(facts().order, number=CONFLICT))},
        ),
        (
            "order-number",
            "warn",
            "case.toml",
            {"proofs": replace(facts(ties=TIED), order=replace(facts().order, number=fact(NUMBER, None)))},
        ),
        (
            "same-order",
            "fail",
            "对不上",
            {"proofs": facts(ties=(*TIED, Tie("order-review", "评价", "fail", "对不上")))},
        ),
        (
            "same-order",
            "unknown",
            "没看到",
            {"proofs": facts(ties=(*TIED, Tie("order-review", "评", "unknown", "没看到")))},
        ),
        ("same-order", "unknown", "材料不足", {"proofs": facts()}),
        ("times", "fail", "M0003", {"transcript": talk(ASK, OFFER, say(3, "buyer", PRESS.text), LAST)}),
        (
            "review-mentioned",
            "fail",
            "没有提到评价",
            {"judgement": judged(STRONG, gates=(gate("review-never-mentioned"),))},
        ),
        ("review-mentioned", "fail", "没有读到", {"transcript": talk(ASK, OFFER), "judgement": judged()}),
        ("buyer-first", "fail", "M0002", {"judgement": judged(STRONG, gates=(gate("seller-bait", OFFER),))}),
        ("buyer-first", "fail", "没有读到", {"transcript": LAWFUL, "judgement": judged()}),
        (
            "buyer-first",
            "warn",
            "自动消息",
            {"transcript": talk(say(1, "seller", "期待您的好评", at(3, 1), kind="auto"), PRESS, LAST)},
        ),
        ("explicit-demand", "fail", "没有读到", {"transcript": LAWFUL, "judgement": judged()}),
        ("explicit-demand", "pass", "“转六十块”（S001/M0003）", {}),
        ("seller-bait", "fail", "S001/M0002", {"judgement": judged(STRONG, gates=(gate("seller-bait", OFFER),))}),
        ("paid-praise", "fail", "S001/M0002", {"judgement": judged(STRONG, gates=(gate("paid-praise-first", OFFER),))}),
        ("paid-praise", "warn", "S001/M0002", {"judgement": judged(STRONG, seller_risks=(RISK,))}),
        ("paid-praise", "warn", "断档", {"transcript": replace(PRESSED, gaps=(Gap("S001", "S005", "no overlap"),))}),
        (
            "failed-negotiation",
            "fail",
            "协商不成",
            {"judgement": judged(STRONG, gates=(gate("after-failed-negotiation", ASK),))},
        ),
        (
            "swearing-back",
            "fail",
            "S001/M0002",
            {"judgement": judged(STRONG, gates=(gate("seller-swore-back", OFFER, effect="weakens"),))},
        ),
        ("unedited", "fail", "S001", {"the_case": case(edited("S001"), *FOLDER[1:], buyer="蓝莓小站")}),
        ("native-client", "fail", "平台之外", {"transcript": with_screen(client="wechat")}),
        ("native-client", "warn", "另一平台", {"transcript": with_screen(client="qianniu")}),
        ("native-client", "unknown", "看不出", {"transcript": with_screen(client=None)}),
        ("readable", "fail", "S001/M0003", {"transcript": talk(ASK, OFFER, replace(PRESS, confidence=0.5), LAST)}),
        (
            "readable",
            "warn",
            "S009",
            {"the_case": case(*FOLDER, source("S009", status="unreadable"), buyer="蓝莓小站")},
        ),
        ("review-screenshot", "fail", "没有评价截图", {"the_case": case(FOLDER[0]), "proofs": Facts(ties=TIED)}),
        ("review-screenshot", "warn", "case.toml", {"the_case": case(FOLDER[0])}),
        ("review-screenshot", "warn", "时间", {"proofs": facts(review_at=None, ties=TIED)}),
        ("logistics", "warn", "运单号", {"proofs": facts(shipment=Shipment(), ties=TIED)}),
        ("logistics", "warn", "对不上", {"proofs": facts(shipment=replace(parcel(), warnings=("单号与快递对不上",)))}),
        ("images-within-limit", "warn", "7 张", {"the_case": case(*FOLDER, *(source(f"S02{i}") for i in range(3)))}),
        ("images-within-limit", "warn", "S001", {"the_case": case(replace(FOLDER[0], bytes=6_000_000))}),
    ],
)
def test_a_fault_shows_on_its_line_with_what_was_found(
    id: str, state: str, found: str, change: dict[str, object]
) -> None:
    check = checks(**change)[id]
    assert check.state == state, check
    assert found in check.found
    assert bool(check.remedy) == (state != "pass")


def test_a_missing_parcel_is_a_fault_where_the_reason_rests_on_it() -> None:
    bare = facts(shipment=Shipment(), ties=TIED)
    assert checks(proofs=bare, ground="false-review")["logistics"].state == "fail"


def test_taobao_asks_for_the_authorised_records_and_leaves_it_to_the_seller() -> None:
    check = checks(platform="taobao")["authorise-records"]
    assert check.state == "unknown" and "授权小二查看近90天" in check.title + check.remedy


def test_only_the_lines_that_matter_to_the_reason_are_asked() -> None:
    assert "buyer-first" not in checks(ground="advert")
    assert "buyer-first" in checks(judgement=judged(), ground=None)


def test_a_review_known_from_the_case_file_alone_warns() -> None:
    stated = Facts(review=Review(text=fact("破了", None), time=fact(at(5, 9), None)), ties=TIED)
    assert checks(proofs=stated, the_case=case(FOLDER[0]))["review-screenshot"].state == "warn"


def test_every_platforms_checklist_can_be_answered_on_an_empty_case() -> None:
    for platform in list_platforms():
        every = checks(talk(), judged(), Facts(), case(source("S001", "photo")), platform.id, ground=None)
        assert every and all(c.state in ("pass", "warn", "fail", "unknown") and c.found for c in every.values())
        assert "pass" not in {every[i].state for i in ("complete-conversation", "order-number", "same-order")}
