"""Times as OCR gives them: none misread, none made up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.facts import read_time
from evidence.facts.times import in_nearest_year, is_before, narrow, read_stamps
from evidence.model import CHINA, Fact, TimePrecision


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("付款时间 2026/06/08 08:52:40(微信)", at(2026, 6, 8, 8, 52, 40), "second"),
        ("[已签收]2026-06-1016:49:40", at(2026, 6, 10, 16, 49, 40), "second"),
        ("2026-06-08 13: 10: 44", at(2026, 6, 8, 13, 10, 44), "second"),
        ("2026 - 06 - 08 13 :10 :44", at(2026, 6, 8, 13, 10, 44), "second"),
        ("发货时间 2026-06-08 12:50", at(2026, 6, 8, 12, 50), "minute"),
        ("2026年6月8日 08时52分", at(2026, 6, 8, 8, 52), "minute"),
        ("2026年6月8日08:52", at(2026, 6, 8, 8, 52), "minute"),
        ("2026年06月08日 8点52分07秒", at(2026, 6, 8, 8, 52, 7), "second"),
        ("２０２６－０６－０８　０８：５２：４０", at(2026, 6, 8, 8, 52, 40), "second"),
        ("2026.6.8 9:03", at(2026, 6, 8, 9, 3), "minute"),
        ("昵称 2026-1-5 9:03:21", at(2026, 1, 5, 9, 3, 21), "second"),
        ("2026-06-08 星期一 下午3:05", at(2026, 6, 8, 15, 5), "minute"),
        ("2026-06-08 上午 9:05", at(2026, 6, 8, 9, 5), "minute"),
        ("2026-6-816:49", at(2026, 6, 8, 16, 49), "minute"),
        ("评价于 2026-06-08", at(2026, 6, 8), "day"),
        ("2026年6月8日", at(2026, 6, 8), "day"),
        ("2026-06-08T08:52:40+08:00", at(2026, 6, 8, 8, 52, 40), "second"),
        ("2026-06-08T00:52:40Z", at(2026, 6, 8, 8, 52, 40), "second"),
        ("2026-02-30 10:00，2026-03-01 10:00", at(2026, 3, 1, 10, 0), "minute"),
    ],
)
def test_a_time_in_any_of_its_forms_is_read(text: str, value: datetime, precision: str) -> None:
    assert read_time(text) == (value, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "13:10:44",
        "6月17日13:10:44",
        "昨天 12:29",
        "6953495324704314513",
        "260609-590274857502903",
        "770325078690022",
        "2026-02-30 10:00",
        "2026-13-01 10:00",
        "2026-06-08 25:10",
        "2026-06-08 10:61",
        "2026-6-116:49",  # the 1st at 16:49 or the 11th at 6:49
        "2026-06-081",
        "¥2026.06",
        "已发1/1",
        "2026.06",
    ],
)
def test_what_is_no_complete_time_gives_none(text: str) -> None:
    assert read_time(text) is None


WHEN = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 12, 31)).map(  # noqa: DTZ001
    lambda t: t.replace(microsecond=0, tzinfo=CHINA)
)
FORMS = st.sampled_from(
    [
        "%Y-%m-%d %H:%M:%S",
        "%Y/%m/%d %H:%M:%S",
        "%Y.%m.%d %H:%M:%S",
        "%Y年%m月%d日 %H:%M:%S",
        "%Y年%m月%d日%H时%M分%S秒",
        "%Y-%m-%d%H:%M:%S",
        "%Y-%m-%d %H: %M: %S",
        "%Y - %m - %d  %H : %M : %S",
        "%Y-%m-%dT%H:%M:%S",
    ]
)


@given(WHEN, FORMS, st.booleans())
def test_every_second_in_every_form_is_read_back(moment: datetime, form: str, full_width: bool) -> None:
    text = moment.strftime(form)
    if full_width:
        text = "".join(chr(ord(s) + 0xFEE0) if "!" <= s <= "~" else s for s in text)
    assert read_time(f"签收 {text}，谢谢") == (moment, "second")


@given(st.text(alphabet="0123456789-/:.年月日时分秒 ：上午下T+Z", max_size=60))
def test_hostile_digits_never_raise_and_always_carry_a_zone(text: str) -> None:
    read = read_time(text)
    assert read is None or read[0].utcoffset() == timedelta(hours=8)
    assert all(0 <= stamp.start < stamp.end <= len(text) for stamp in read_stamps(text))


@given(st.text(max_size=40))
def test_narrowing_keeps_every_sign_at_its_place(text: str) -> None:
    assert len(narrow(text)) == len(text)


def test_a_date_without_a_year_takes_the_year_of_the_nearest_dated_line() -> None:
    stamp = read_stamps("12-30 10:00")[0]
    assert in_nearest_year(stamp, [at(2027, 1, 2)]) == at(2026, 12, 30, 10, 0)
    assert in_nearest_year(stamp, []) is None


@pytest.mark.parametrize(
    ("first", "first_known", "second", "second_known", "before"),
    [
        (at(2026, 6, 8), "day", at(2026, 6, 9, 0, 1), "second", True),
        (at(2026, 6, 8), "day", at(2026, 6, 8, 23, 0), "second", False),
        (at(2026, 6, 8, 10, 0), "minute", at(2026, 6, 8), "day", False),
        (at(2026, 6, 8, 10, 0), "minute", at(2026, 6, 8, 10, 0, 59), "second", False),
        (at(2026, 6, 8, 10, 0), "minute", at(2026, 6, 8, 10, 1, 0), "second", True),
        (at(2026, 6, 8, 10, 0, 1), "second", at(2026, 6, 8, 10, 0, 2), "second", True),
        (at(2026, 6, 9), "day", at(2026, 6, 8, 10, 0), "second", False),
    ],
)
def test_on_the_same_day_only_known_minutes_decide(
    first: datetime, first_known: str, second: datetime, second_known: str, before: bool
) -> None:
    assert is_before(first, first_known, second, second_known) is before  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "precision", "text"),
    [
        ("2026-10-01T00:00:00+08:00", "day", "2026-10-01"),
        ("2026-10-01T00:00:00+08:00", "minute", "2026-10-01 00:00"),
        ("2026-10-01T00:00:00+08:00", None, "2026-10-01"),
        ("2026-10-01T09:30:00+08:00", None, "2026-10-01 09:30"),
        ("2026-10-01T09:30:00+08:00", "second", "2026-10-01 09:30:00"),
        ("2026-09-30T17:05:09+00:00", None, "2026-10-01 01:05:09"),
    ],
)
def test_a_time_of_day_that_nobody_wrote_is_not_printed(value: str, precision: TimePrecision | None, text: str) -> None:
    assert Fact(value, value, "read", precision=precision).moment == text


@pytest.mark.parametrize(
    "text", ["2026‑10‑04 15:03:12", "2026–10–04 15∶03∶12", "2026－10－04 15：03：12", "2026−10−04 15:03:12"]
)
def test_signs_that_look_like_hyphens_and_colons_are_read_as_such(text: str) -> None:
    assert read_time(text) == (at(2026, 10, 4, 15, 3, 12), "second")
    assert len(narrow(text)) == len(text)
