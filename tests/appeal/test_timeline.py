"""The time line: everything dated in order, nothing undated given a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from appeal.build import PRESSED, STRONG, at, fact, facts, finding, judged, parcel, say, talk

from evidence.appeal.timeline import timeline_of
from evidence.model import CHINA, Facts, Moment, Review, TimelineEntry, TrackEvent


def line(entries: tuple[TimelineEntry, ...]) -> list[str]:
    return [e.message or e.what.split("（")[0].split("，")[0] for e in entries]


def test_order_parcel_chat_and_review_stand_on_one_line() -> None:
    entries = timeline_of(PRESSED, judged(STRONG), facts())
    assert line(entries) == ["下单", "付款", "发货", "揽收", "签收", "M0001", "M0003", "M0004", "发布评价"]
    assert all(a.time <= b.time for a, b in pairwise(entries) if a.time and b.time)
    assert [e.message for e in entries if e.key and e.message] == ["M0003"]
    assert all(e.origin and e.time and e.time.utcoffset() == CHINA.utcoffset(None) for e in entries)


def test_each_time_says_where_it_comes_from() -> None:
    dated = say(1, "buyer", "一", time=None)
    dated = replace(dated, time=Moment(at(3, 9), "2026-10-03 09:00", "printed"))
    carried = replace(say(2, "seller", "二"), time=Moment(at(3, 9), None, "carried"))
    entries = timeline_of(talk(dated, carried), judged(), Facts(review=Review(time=fact(at(4, 1), None))))
    assert [e.origin for e in entries] == ["截图所示", "取自上方的时间分隔", "卖家在 case.toml 中填写"]


def test_a_message_without_a_time_stands_where_the_talk_puts_it_and_has_none() -> None:
    chat = talk(
        say(1, "buyer", "起头"),
        say(2, "seller", "何事", at(3, 9)),
        say(3, "buyer", "不转八十就一星"),
        say(4, "seller", "抱歉", at(3, 10)),
        say(5, "buyer", "等着"),
    )
    middle = finding(chat.messages[2])
    entries = timeline_of(chat, judged(middle), Facts(review=Review(time=fact(at(3, 9, 30), "S003"))))
    assert line(entries) == ["M0001", "M0003", "发布评价", "M0005"]
    assert [e.time for e in entries if e.message] == [None, None, None]
    assert "没有" not in entries[1].what and "未显示时间" in entries[1].origin


def test_a_chat_without_any_time_keeps_its_order_after_what_is_dated() -> None:
    chat = talk(say(1, "buyer", "一"), say(2, "buyer", "二"))
    entries = timeline_of(chat, judged(), Facts(review=Review(time=fact(at(3, 9)))))
    assert line(entries) == ["发布评价", "M0001", "M0002"]


def test_times_of_other_zones_are_sorted_as_the_same_moment() -> None:
    chat = talk(say(1, "buyer", "一", at(3, 9)), say(2, "buyer", "二", datetime(2026, 10, 3, 1, 30, tzinfo=UTC)))
    review = Facts(review=Review(time=fact(at(3, 9, 15))))
    assert line(timeline_of(chat, judged(), review)) == ["M0001", "发布评价", "M0002"]


def test_a_returned_parcel_is_shown() -> None:
    back = TrackEvent(at(2, 18), "收件人拒收，退回发件地", "14", "S004")
    proofs = facts(shipment=replace(parcel(signed=None), events=(back,)))
    assert any(e.what.startswith("拒签") for e in timeline_of(PRESSED, judged(), proofs))


def test_a_fact_whose_time_cannot_be_read_is_kept_without_one() -> None:
    entries = timeline_of(talk(), judged(), Facts(review=Review(time=fact("前天", "S003"))))
    assert [(e.time, e.source) for e in entries] == [(None, "S003")] and "前天" in entries[0].what


def test_weak_findings_are_not_key() -> None:
    entries = timeline_of(PRESSED, judged(replace(STRONG, grade="weak")), facts())
    assert "M0003" not in line(entries)
