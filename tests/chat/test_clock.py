"""Times as clients show them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.chat.clients import Words
from evidence.chat.clock import find_stamp, named_time, read_stamp, resolve
from evidence.chat.wording import meta
from evidence.model import CHINA

CAPTURED = datetime(2026, 1, 2, 0, 30, tzinfo=CHINA)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("shown", "value", "origin"),
    [
        ("2025-4-3 20:19:57", "2025-04-03T20:19:57", "printed"),
        ("2025-4-320:19:57", "2025-04-03T20:19:57", "printed"),
        ("2025-10-1120:07:12", "2025-10-11T20:07:12", "printed"),
        ("2025/12/08 08:52", "2025-12-08T08:52:00", "printed"),
        ("2025年5月3日 下午3:05", "2025-05-03T15:05:00", "printed"),
        ("6月17日13:10: 44", "2025-06-17T13:10:44", "resolved"),
        ("6月17日 13 : 10", "2025-06-17T13:10:00", "resolved"),
        ("12-31 23:59", "2025-12-31T23:59:00", "resolved"),
        ("12-3123:59", "2025-12-31T23:59:00", "resolved"),
        ("1月2日 00:10", "2026-01-02T00:10:00", "resolved"),
        ("昨天 12:29:05", "2026-01-01T12:29:05", "resolved"),
        ("前天 凌晨3:05", "2025-12-31T03:05:00", "resolved"),
        ("今天 00:20", "2026-01-02T00:20:00", "resolved"),
        ("星期三 晚上6:32", "2025-12-31T18:32:00", "resolved"),
        ("星期五 08:00", "2025-12-26T08:00:00", "resolved"),
        ("周日 10:00", "2025-12-28T10:00:00", "resolved"),
        ("凌晨12:10", "2026-01-02T00:10:00", "resolved"),
        ("23:50", "2026-01-01T23:50:00", "resolved"),
        ("00:31", "2026-01-02T00:31:00", "resolved"),
    ],
)
def test_a_shown_time_is_resolved_against_the_capture_time(shown: str, value: str, origin: str) -> None:
    stamp = read_stamp(shown)
    assert stamp is not None
    moment = resolve(stamp, CAPTURED)
    assert (moment.value, moment.origin) == (at(value), origin)


@pytest.mark.parametrize(
    "text", ["25:10", "13-40 10:00", "2025-2-30 10:00", "69号 1:2", "已读", "1:2:3", "评分 4.8", "第3条"]
)
def test_what_is_no_time_is_not_read_as_one(text: str) -> None:
    assert read_stamp(text) is None


def test_a_clock_later_than_the_capture_stays_unknown() -> None:
    stamp = read_stamp("15:00")
    assert stamp is not None
    assert resolve(stamp, CAPTURED).value is None


def test_without_capture_time_only_a_printed_date_has_a_value() -> None:
    for text, known in (("昨天 10:00", False), ("6月1日 10:00", False), ("2025-06-01 10:00", True)):
        stamp = read_stamp(text)
        assert stamp is not None
        assert (resolve(stamp, None).value is not None) is known


def test_another_dated_line_gives_the_year_across_new_year() -> None:
    stamp = read_stamp("12月31日 23:58")
    assert stamp is not None
    assert resolve(stamp, None, [at("2026-01-01T00:02:00")]).value == at("2025-12-31T23:58:00")


def test_day_and_hour_run_together_are_parted_by_a_neighbour_or_left_unknown() -> None:
    stamp = read_stamp("2026-5-111:07:00")
    assert stamp is not None
    assert resolve(stamp, None).value is None
    assert resolve(stamp, None, [at("2026-05-01T11:00:00")]).value == at("2026-05-01T11:07:00")
    assert resolve(stamp, None, [at("2026-05-11T00:59:00")]).value == at("2026-05-11T01:07:00")


def test_a_time_is_found_at_the_end_of_a_name_line() -> None:
    found = find_stamp("晴川88 --> 南山文具店:小林 2026-3-4 9:08:07")
    assert found is not None
    assert found[0].whole


@given(
    st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2035, 12, 31)),  # noqa: DTZ001 (zone is added)
    st.sampled_from(["-", "/", "."]),
    st.booleans(),
)
def test_every_printed_date_comes_back(moment: datetime, mark: str, padded: bool) -> None:
    moment = moment.replace(microsecond=0, tzinfo=CHINA)
    width = 2 if padded else 1
    day = mark.join([f"{moment.year}", f"{moment.month:0{width}d}", f"{moment.day:0{width}d}"])
    stamp = read_stamp(f"{day} {moment:%H:%M:%S}")
    assert stamp is not None
    assert resolve(stamp, None).value == moment


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)), st.integers(0, 360 * 24 * 60))  # noqa: DTZ001
def test_a_date_without_year_is_the_last_such_day(captured: datetime, minutes: int) -> None:
    captured = captured.replace(second=0, microsecond=0, tzinfo=CHINA)
    said = captured - timedelta(minutes=minutes)
    stamp = read_stamp(f"{said.month}月{said.day}日 {said:%H:%M}")
    assert stamp is not None
    assert resolve(stamp, captured).value == said


@given(st.text(alphabet="0123456789:：-月日年昨今天上下午 星期三", max_size=24))
def test_no_text_breaks_the_reader(text: str) -> None:
    stamp = read_stamp(text)
    if stamp is not None:
        resolve(stamp, CAPTURED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Screenshot_2026-10-06-20-00-11.png", "2026-10-06T20:00:11"),
        ("聊天/Snipaste_2026-04-06_01-04-17.jpg", "2026-04-06T01:04:17"),
        ("微信图片_20261006200011.jpg", "2026-10-06T20:00:11"),
        ("Screenshot_20260920_182405.jpg", "2026-09-20T18:24:05"),
        ("IMG_0231.png", None),
        ("6912345678901234567.png", None),
    ],
)
def test_the_time_in_a_file_name(name: str, value: str | None) -> None:
    assert named_time(name) == (at(value) if value else None)


@pytest.mark.parametrize(
    ("near", "value"),
    [
        (datetime(2026, 10, 3, 14, 9, 5, tzinfo=CHINA), datetime(2026, 10, 3, 14, 9, 33, tzinfo=CHINA)),
        (datetime(2026, 10, 31, 4, 0, tzinfo=CHINA), datetime(2026, 10, 31, 4, 9, 33, tzinfo=CHINA)),
        (None, None),
    ],
)
def test_a_lost_space_between_day_and_hour_is_settled_by_a_near_time_or_not_at_all(
    near: datetime | None, value: datetime | None
) -> None:
    stamp = read_stamp("2026-10-314:09:33")
    assert stamp is not None
    assert resolve(stamp, None, [near] if near else ()).value == value


@pytest.mark.parametrize(("text", "ticked"), [
    ("20:00 √√", True), ("20:00 #", True), ("20:00 W", True), ("20:00", True), ("20:00 好", False), ("#", False),
])  # fmt: skip
def test_the_ticks_behind_a_time_in_a_bubble_are_no_words(text: str, ticked: bool) -> None:
    found = meta(text, Words(None))
    assert (found is not None) is ticked
    assert found is None or (found[0] is not None and found[0].clock is not None and found[1] == [])
