"""The facts of a case: what outranks what, what ties the exhibits together, and what speaks against what."""

from __future__ import annotations

import random
import re

import pytest
from facts.drawn import (
    ORDER,
    OTHER,
    WAYBILL,
    Word,
    case,
    chat,
    page,
    panel,
    review_page,
    says,
    time,
    track,
)

from evidence.facts import claims_in, establish
from evidence.facts.ties import names_agree
from evidence.model import CaseFile, Fact, Facts, Grade, Transcript

KINDS = {"S001": "chat", "S002": "logistics", "S003": "review"}
THREAT = says("不给50就差评", "2026-10-06 14:00:00", name="木木8")


def facts_of(
    chat_words: tuple[Word, ...] = panel(),
    track_words: tuple[Word, ...] | None = track(),
    review_words: tuple[Word, ...] | None = review_page(),
    *,
    said: Transcript | None = None,
    file: CaseFile | None = None,
) -> Facts:
    pages = [page("S001", *chat_words)]
    if track_words is not None:
        pages.append(page("S002", *track_words))
    if review_words is not None:
        pages.append(page("S003", *review_words))
    return establish(pages, said or chat(THREAT, title="木木8"), case(KINDS, file))  # type: ignore[arg-type]


def value(fact: Fact | None) -> str | None:
    return None if fact is None else fact.value


def tie(facts: Facts, name: str) -> tuple[str, str]:
    return next((t.state, t.why) for t in facts.ties if t.id == name)


# --- what is read -----------------------------------------------------------------------------------------------------


def test_panel_track_and_review_together_give_the_whole_case() -> None:
    facts = facts_of()
    assert value(facts.order.number) == ORDER
    assert value(facts.shipment.courier) == "中通快递"
    assert value(facts.shipment.waybill) == WAYBILL
    assert value(facts.shipment.collected) == "2026-09-30T18:40:12+08:00"
    assert value(facts.shipment.signed) == "2026-10-02T10:31:05+08:00"
    assert value(facts.shipment.signed_by) == "本人"
    assert value(facts.shipment.status) == "本人签收"
    assert [e.status for e in facts.shipment.events] == ["103", "1002", "301"]
    assert value(facts.review.text) == "穿了一次就起球，质量太差了"
    assert facts.shipment.warnings == ()
    assert {t.state for t in facts.ties} == {"pass"}
    assert facts.contradictions == ()


def test_the_same_pages_in_another_order_give_the_same_facts() -> None:
    pages = [page("S001", *panel()), page("S002", *track()), page("S003", *review_page())]
    said, folder = chat(THREAT, title="木木8"), case(KINDS)  # type: ignore[arg-type]
    first = establish(pages, said, folder)
    for seed in range(4):
        random.Random(seed).shuffle(pages)  # noqa: S311
        assert establish(pages, said, folder) == first


def test_without_any_page_nothing_is_made_up() -> None:
    facts = establish([], chat(), case({}))
    assert facts.order.number is None and facts.shipment.events == () and facts.review.time is None
    assert facts.contradictions == ()
    assert {t.state for t in facts.ties} == {"unknown"}


def test_the_case_file_outranks_what_was_read_and_says_where_they_differ() -> None:
    file = CaseFile(order=OTHER, courier="申通", signed=time("2026-10-03 10:00"), review_stars=2, review_text="破了")
    facts = facts_of(file=file)
    assert (value(facts.order.number), facts.order.number and facts.order.number.origin) == (OTHER, "case-file")
    assert facts.order.number is not None and [c.value for c in facts.order.number.conflicts] == [ORDER]
    assert facts.order.number.conflicts[0].source == "S001"
    assert value(facts.shipment.courier) == "申通快递"
    assert value(facts.shipment.signed) == "2026-10-03T10:00:00+08:00"
    assert facts.shipment.signed is not None
    assert [c.value for c in facts.shipment.signed.conflicts] == ["2026-10-02T10:31:05+08:00"]
    assert (value(facts.review.stars), value(facts.review.text)) == ("2", "破了")
    assert any("申通快递" in w and WAYBILL in w for w in facts.shipment.warnings)


def test_a_stated_value_that_is_also_read_points_to_its_place() -> None:
    fact = facts_of(file=CaseFile(order=ORDER)).order.number
    assert fact is not None
    assert (fact.origin, fact.source, fact.conflicts) == ("case-file", "S001", ())


def test_a_time_to_the_minute_agrees_with_the_same_time_to_the_second() -> None:
    facts = facts_of(panel(signed="[已签收]2026-10-02 10:31"))
    assert facts.shipment.signed is not None and facts.shipment.signed.conflicts == ()
    assert value(facts.shipment.signed) == "2026-10-02T10:31:05+08:00"
    other = facts_of(panel(signed="[已签收]2026-10-02 11:45")).shipment.signed
    assert other is not None and len(other.conflicts) == 1


def test_another_parcels_track_is_not_used_and_that_is_said() -> None:
    facts = facts_of(track_words=track(waybill="73899990000111"))
    assert facts.shipment.events == ()
    assert value(facts.shipment.signed) == "2026-10-02T10:31:05+08:00"
    assert any("未采用" in w for w in facts.shipment.warnings)
    state, why = tie(facts, "order-shipment")
    assert state == "fail" and WAYBILL in why and "73899990000111" in why


def test_a_waybill_misread_by_one_sign_is_used_with_a_warning() -> None:
    facts = facts_of(track_words=track(waybill=WAYBILL[:-1] + "8"))
    assert len(facts.shipment.events) == 3
    assert any("只差一位" in w for w in facts.shipment.warnings)


def test_a_courier_is_never_inferred_from_bare_digits() -> None:
    words = tuple(w for w in track() if "快递公司" not in w[0])
    facts = facts_of((("在吗", 300, 305),), words, None)
    assert value(facts.shipment.waybill) == WAYBILL
    assert facts.shipment.courier is None


def test_a_track_that_goes_on_over_two_pages_is_one() -> None:
    whole = track()
    first = page("S002", *whole[:4], number=1)
    second = page("S002", *whole[4:], number=2)
    facts = establish([second, first], chat(), case({"S002": "logistics"}))
    assert [e.status for e in facts.shipment.events] == ["103", "1002", "301"]
    assert [e.page for e in facts.shipment.events] == [2, 2, 1]


def test_one_scan_seen_in_a_pdf_and_in_a_screenshot_is_listed_once() -> None:
    misread = track("【杭州市】快件已签收，签收入是：本人")
    pages = [page("S002", *track()), page("S004", *misread)]
    facts = establish(pages, chat(), case({"S002": "logistics", "S004": "logistics"}))
    assert [e.status for e in facts.shipment.events] == ["103", "1002", "301"]


def test_the_parcels_state_is_not_the_orders() -> None:
    words = (*track(), ("已签收", 40, 150))
    facts = facts_of((("在吗", 300, 305),), words, None)
    assert facts.order.status is None and value(facts.shipment.status) == "本人签收"


def test_the_panel_of_another_order_lends_no_values() -> None:
    facts = facts_of(panel(number=OTHER), None, review_page(order=ORDER))
    assert value(facts.order.number) == ORDER
    assert facts.order.paid is None and facts.shipment.waybill is None
    assert tie(facts, "chat-order")[0] == "fail"


# --- ties -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "facts", "state"),
    [
        ("chat-order", facts_of(), "pass"),
        ("chat-order", facts_of(panel(number=OTHER)), "fail"),
        ("chat-order", facts_of((("在吗", 300, 305),)), "unknown"),
        ("order-review", facts_of(), "pass"),
        ("order-review", facts_of(review_words=review_page(order=OTHER), file=CaseFile(order=ORDER)), "fail"),
        ("order-review", facts_of(review_words=review_page(order=None)), "unknown"),
        ("order-review", facts_of(review_words=None), "unknown"),
        ("order-shipment", facts_of(), "pass"),
        ("order-shipment", facts_of(track_words=None), "pass"),
        ("order-shipment", facts_of((("在吗", 300, 305),)), "unknown"),
        ("buyer-review", facts_of(), "pass"),
        ("buyer-review", facts_of(review_words=review_page(buyer="木***9")), "fail"),
        ("buyer-review", facts_of(review_words=review_page(buyer="匿名用户")), "unknown"),
        ("times", facts_of(), "pass"),
        ("times", facts_of(review_words=review_page(at="2026-09-01 21:47")), "fail"),
    ],
)
def test_each_tie(name: str, facts: Facts, state: str) -> None:
    assert tie(facts, name)[0] == state


def test_goods_alone_tie_a_review_only_with_a_warning() -> None:
    words = (*review_page(order=None), ("亚麻窗帘客厅加厚款", 200, 600, 24))
    state, why = tie(facts_of(review_words=words), "order-review")
    assert state == "warn" and "亚麻窗帘" in why


def test_the_nickname_alone_ties_a_chat_to_the_order_page_only_with_a_warning() -> None:
    words: tuple[Word, ...] = ((f"订单编号：{ORDER}", 40, 40), ("买家昵称：木木8", 40, 90))
    folder = case({"S001": "chat", "S004": "order"})
    facts = establish([page("S004", *words)], chat(THREAT, title="木木8"), folder)
    assert tie(facts, "chat-order")[0] == "warn"
    other = establish([page("S004", *words)], chat(title="小雨点"), folder)
    assert tie(other, "chat-order")[0] == "unknown"


def test_an_order_number_written_in_the_chat_ties_it() -> None:
    said = chat(says(f"我这单 {ORDER} 怎么还不退", "2026-10-06 14:00:00", name="木木8"))
    words: tuple[Word, ...] = ((f"我这单 {ORDER} 怎么还不退", 310, 305),)
    state, why = tie(facts_of(words, None, review_page(), said=said), "chat-order")
    assert state == "pass" and "M0001" in why


@pytest.mark.parametrize(
    ("known", "shown", "answer"),
    [
        ("木木8", "木***8", "compatible"),
        ("木木8", "木**", "compatible"),
        ("木木8", "***8", "compatible"),
        ("大*哥", "大**", "compatible"),
        ("木木8", "木木8", "same"),
        ("TB_Mu8", "tb_mu8", "same"),
        ("木木8", "木***9", "differs"),
        ("木木8", "林***8", "differs"),
        ("木木8", "小雨点", "differs"),
        ("木木8", "***", "differs"),
    ],
)
def test_masked_names_are_compared_by_what_they_show(known: str, shown: str, answer: str) -> None:
    assert names_agree(known, shown) == answer


# --- contradictions ---------------------------------------------------------------------------------------------------


def found(facts: Facts) -> list[tuple[str, Grade]]:
    return [(c.id, c.strength) for c in facts.contradictions]


@pytest.mark.parametrize(
    ("text", "at", "signed_at", "expected"),
    [
        ("穿了一次就起球，质量太差了", "2026-10-01 21:47", "2026-10-02 10:31:05", True),
        ("穿了一次就起球，质量太差了", "2026-10-02 10:30", "2026-10-02 10:31:05", True),
        ("穿了一次就起球，质量太差了", "2026-10-02 10:31", "2026-10-02 10:31:05", False),
        ("穿了一次就起球，质量太差了", "2026-10-02", "2026-10-02 10:31:05", False),
        ("穿了一次就起球，质量太差了", "2026-10-01", "2026-10-02", True),
        ("穿了一次就起球，质量太差了", "2026-10-05 21:47", "2026-10-02 10:31:05", False),
        ("客服态度太差了，物流也慢", "2026-10-01 21:47", "2026-10-02 10:31:05", False),
        ("发货慢，快递服务质量差", "2026-10-01 21:47", "2026-10-02 10:31:05", False),
        ("还没收到，不知道质量怎么样", "2026-10-01 21:47", "2026-10-02 10:31:05", False),
    ],
)
def test_a_review_of_the_goods_before_signing(text: str, at: str, signed_at: str, expected: bool) -> None:
    words = track(signed_at=signed_at) if ":" in signed_at else track(f"已签收 {signed_at}", signed_at=signed_at)
    chat_words = panel(signed=f"[已签收]{signed_at}")
    facts = facts_of(chat_words, words if ":" in signed_at else None, review_page(text, at=at))
    assert (("review-before-signing", "strong") in found(facts)) is expected
    assert len(facts.contradictions) == int(expected)


@pytest.mark.parametrize(
    ("signed", "strength"),
    [
        ("【杭州市】快件已签收，签收人是：本人", "strong"),
        ("快件已签收", "medium"),
        ("已签收，签收人：门卫", "weak"),
        ("您已在丰巢快递柜签收", "weak"),
        ("快件已放在菜鸟驿站，请凭取件码取件", None),
        ("派送中", None),
    ],
)
def test_not_received_weighs_as_much_as_who_signed(signed: str, strength: Grade | None) -> None:
    words = tuple(w for w in panel() if not w[0].startswith("[已签收]"))
    facts = facts_of(words, track(signed), review_page("一直没收到货，骗人的"))
    assert found(facts) == ([] if strength is None else [("not-received-signed", strength)])


def test_not_received_said_before_signing_is_no_contradiction() -> None:
    assert found(facts_of(review_words=review_page("一直没收到货", at="2026-10-01 21:47"))) == []


def test_not_received_at_an_unknown_time_is_weak_and_says_so() -> None:
    facts = facts_of(review_words=(("用户8823", 40, 40), ("一直没收到货", 40, 100)))
    assert found(facts) == [("not-received-signed", "weak")]
    assert "时间未知" in facts.contradictions[0].claim


@pytest.mark.parametrize(
    ("said", "at", "expected"),
    [
        ("都几天了还没发货", "2026-10-01 09:00:00", [("not-shipped-collected:M0001", "strong")]),
        ("都几天了还没发货", "2026-09-30 12:00:00", []),
        ("还没发货吗？", "2026-10-01 09:00:00", []),
        ("东西我没收到啊", "2026-10-03 09:00:00", [("not-received-signed:M0001", "strong")]),
        ("没收到退款", "2026-10-03 09:00:00", []),
        ("如果没收到货怎么办", "2026-10-03 09:00:00", []),
        ("收到货了没有坏", "2026-10-03 09:00:00", []),
    ],
)
def test_claims_in_the_chat(said: str, at: str, expected: list[tuple[str, Grade]]) -> None:
    assert found(facts_of(said=chat(says(said, at, name="木木8")))) == expected


def test_the_sellers_own_words_are_no_claim() -> None:
    said = chat(says("您是说没收到货吗，没收到货可以查", "2026-10-03 09:00:00", speaker="seller"))
    assert found(facts_of(said=said)) == []


def test_broken_on_arrival_against_a_refused_parcel() -> None:
    words = tuple(w for w in panel() if not w[0].startswith("[已签收]"))
    facts = facts_of(words, track("收件人拒收，快件退回"), review_page("收到就是坏的"))
    assert ("broken-refused", "medium") in found(facts)
    assert ("review-before-signing", "strong") in found(facts)


def test_both_sides_stand_with_times_and_sources_and_nothing_is_said_to_be_proved() -> None:
    facts = facts_of(review_words=review_page(at="2026-10-01 21:47"))
    one = facts.contradictions[0]
    assert (one.claim_source, one.proof_source) == ("S003", "S002")
    assert (one.claim_time, one.proof_time) == (time("2026-10-01 21:47"), time("2026-10-02 10:31:05"))
    assert "2026-10-01 21:47" in one.claim and "2026-10-02 10:31:05" in one.proof
    assert one.proof.startswith("物流记录显示")
    words = "".join([*(c.claim + c.proof + c.why for c in facts.contradictions), *(t.why for t in facts.ties)])
    assert not re.search("证明|犯罪|真实|撒谎|说谎", words)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("根本没收到货", {"not-received"}),
        ("快递到现在都没到", {"not-received"}),
        ("没收到 骗子", {"not-received"}),
        ("收到了，很好看", {"judges-goods"}),
        ("没有收到客服回复", set()),
        ("不是没收到货，是不想要了", set()),
        ("一直不发货", {"not-shipped"}),
        ("虚假发货", {"not-shipped"}),
        ("今天发货吗", set()),
        ("收到的时候碎了两个", {"broken-on-arrival", "judges-goods"}),
        ("包装破了", set()),
        ("面料很薄，跟图片不一样", {"judges-goods"}),
        ("客服态度差，发货慢", set()),
        ("物流质量太差", set()),
        ("", set()),
    ],
)
def test_what_a_text_claims(text: str, claims: set[str]) -> None:
    assert set(claims_in(text)) == claims


@pytest.mark.parametrize(
    ("beside", "state"), [(ORDER, "pass"), (ORDER[:-1], "unknown"), (f"1{ORDER}", "unknown"), (OTHER, "fail")]
)
def test_a_number_without_a_label_beside_the_chat_ties_it_to_the_order(beside: str, state: str) -> None:
    order_page: tuple[Word, ...] = ((f"订单编号：{ORDER}", 40, 40), ("下单时间：2026-10-01 10:00:00", 40, 90))
    chat_words: tuple[Word, ...] = (("在吗", 300, 305), ("交易成功", 900, 105), (beside, 900, 135))
    pages = [page("S001", *chat_words), page("S004", *order_page)]
    facts = establish(pages, chat(title="小雨点"), case({"S001": "chat", "S004": "order"}))
    assert tie(facts, "chat-order")[0] == state
