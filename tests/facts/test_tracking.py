"""Tracking pages in every layout: each scan with its own time and words, oldest first."""

from __future__ import annotations

import pytest
from facts.drawn import Word, lines, piece, time
from hypothesis import given
from hypothesis import strategies as st

from evidence.facts.layout import Piece
from evidence.facts.tracking import read_events

SIGNED, SENT, TAKEN = "2026-10-02 10:31:05", "2026-10-01 22:05:00", "2026-09-30 18:40:12"

LAYOUTS: dict[str, tuple[Word, ...]] = {
    "time left, words right, newest first": (
        (SIGNED, 40, 100),
        ("【杭州市】快件已签收，签收人是：本人", 400, 100),
        (SENT, 40, 200),
        ("【金华市】快件离开，发往【杭州转运中心】", 400, 200),
        (TAKEN, 40, 300),
        ("【义乌市】已揽收", 400, 300),
    ),
    "oldest first": (
        (TAKEN, 40, 100),
        ("【义乌市】已揽收", 400, 100),
        (SENT, 40, 200),
        ("【金华市】快件离开，发往【杭州转运中心】", 400, 200),
        (SIGNED, 40, 300),
        ("【杭州市】快件已签收，签收人是：本人", 400, 300),
    ),
    "date and time of day in two lines": (
        ("2026-10-02", 40, 100, 24),
        ("10:31:05", 40, 128, 24),
        ("【杭州市】快件已签收，签收人是：本人", 300, 100),
        ("2026-10-01", 40, 200, 24),
        ("22:05:00", 40, 228, 24),
        ("【金华市】快件离开，发往【杭州转运中心】", 300, 200),
        ("2026-09-30", 40, 300, 24),
        ("18:40:12", 40, 328, 24),
        ("【义乌市】已揽收", 300, 300),
    ),
    "time above its words": (
        (SIGNED, 40, 100),
        ("【杭州市】快件已签收，签收人是：本人", 40, 140),
        (SENT, 40, 240),
        ("【金华市】快件离开，发往【杭州转", 40, 280),
        ("运中心】", 40, 316),
        (TAKEN, 40, 420),
        ("【义乌市】已揽收", 40, 460),
    ),
    "time below its words": (
        ("【杭州市】快件已签收，签收人是：本人", 40, 100),
        (SIGNED, 40, 140, 24),
        ("【金华市】快件离开，发往【杭州转", 40, 240),
        ("运中心】", 40, 276),
        (SENT, 40, 316, 24),
        ("【义乌市】已揽收", 40, 420),
        (TAKEN, 40, 460, 24),
    ),
    "all in one line": (
        (f"{SIGNED} 【杭州市】快件已签收，签收人是：本人", 40, 100),
        (f"{SENT} 【金华市】快件离开，发往【杭州转运", 40, 140),
        ("中心】", 40, 176),
        (f"{TAKEN} 【义乌市】已揽收", 40, 216),
    ),
    "time after the words": (
        (f"【杭州市】快件已签收，签收人是：本人 {SIGNED}", 40, 100),
        (f"【金华市】快件离开，发往【杭州转运中心】 {SENT}", 40, 160),
        (f"【义乌市】已揽收 {TAKEN}", 40, 220),
    ),
    "lost spaces": (
        ("2026-10-0210:31:05", 40, 100),
        ("【杭州市】快件已签收，签收人是：本人", 400, 100),
        ("2026-10-0122: 05: 00", 40, 200),
        ("【金华市】快件离开，发往【杭州转运中心】", 400, 200),
        ("2026-09-3018:40:12", 40, 300),
        ("【义乌市】已揽收", 400, 300),
    ),
    "a day as heading": (
        ("2026年10月2日 星期五", 40, 100),
        ("10:31:05 【杭州市】快件已签收，签收人是：本人", 40, 140),
        ("2026年10月1日 星期四", 40, 200),
        ("22:05:00 【金华市】快件离开，发往【杭州转运中心】", 40, 240),
        ("2026年9月30日 星期三", 40, 300),
        ("18:40:12 【义乌市】已揽收", 40, 340),
    ),
    "time centred on words of three lines": (
        ("【杭州市】快件已签收，", 400, 100),
        (SIGNED, 40, 118),
        ("签收人是：本人", 400, 136),
        ("【金华市】快件离开，", 400, 200),
        (SENT, 40, 218),
        ("发往【杭州转运中心】", 400, 236),
        ("【义乌市】已揽收", 400, 318),
        (TAKEN, 40, 318),
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_scan_keeps_its_own_time_and_words(layout: str) -> None:
    events = read_events(piece(*LAYOUTS[layout]))
    assert [(e.time, e.text, e.status) for e in events] == [
        (time(TAKEN), "【义乌市】已揽收", "103"),
        (time(SENT), "【金华市】快件离开，发往【杭州转运中心】", "1002"),
        (time(SIGNED), "【杭州市】快件已签收，签收人是：本人", "301"),
    ]
    assert [e.place for e in events] == ["义乌市", "金华市", "杭州市"]


HEADED: tuple[Word, ...] = (
    ("中通快递 73811112222333", 40, 20),
    ("运单号：73811112222333", 40, 60),
    ("签收时间：2026-10-02 10:31:05", 40, 100),
    *((text, x, y + 200, *rest) for text, x, y, *rest in LAYOUTS["time left, words right, newest first"]),
)


def test_the_pages_heading_is_no_scan() -> None:
    assert len(read_events(piece(*HEADED))) == 3  # type: ignore[arg-type]


def test_a_labelled_time_beside_its_label_is_no_scan() -> None:
    words: tuple[Word, ...] = (
        ("签收时间", 600, 20),
        ("2026-10-02 10:31:05", 760, 20),
        ("状态", 400, 60),
        ("轨迹", 600, 60),
    )
    events = read_events(piece(*words, *((t, x, y + 100, *r) for t, x, y, *r in LAYOUTS["oldest first"])))  # type: ignore[arg-type]
    assert [e.status for e in events] == ["103", "1002", "301"]


def test_a_table_with_a_column_of_places_keeps_them() -> None:
    events = read_events(
        piece(
            ("时间", 40, 60),
            ("地点", 400, 60),
            ("描述", 600, 60),
            ("2026-09-30 18:40", 40, 100),
            ("义乌", 400, 100),
            ("已揽收", 600, 100),
            ("2026-10-02 10:31", 40, 140),
            ("杭州", 400, 140),
            ("已签收，收件人本人签收", 600, 140),
        )
    )
    assert [(e.place, e.text, e.precision) for e in events] == [
        ("义乌", "义乌 已揽收", "minute"),
        ("杭州", "杭州 已签收，收件人本人签收", "minute"),
    ]


YEARLESS: tuple[Word, ...] = (("10-02 10:31 已签收", 40, 100), ("10-01 08:31 已揽收", 40, 140))


def test_a_missing_year_is_taken_from_a_dated_line() -> None:
    events = read_events(piece(("查询时间：2026-10-06 09:00:00", 40, 20), *YEARLESS))
    assert [e.time for e in events] == [time("2026-10-01 08:31"), time("2026-10-02 10:31")]


def test_a_missing_year_is_taken_from_the_order_or_stays_unknown() -> None:
    assert [e.time for e in read_events(piece(*YEARLESS))] == [None, None]
    assert [e.status for e in read_events(piece(*YEARLESS))] == ["103", "3"]
    known = read_events(piece(*YEARLESS), [time("2026-09-29 12:00")])
    assert [e.time for e in known] == [time("2026-10-01 08:31"), time("2026-10-02 10:31")]


def test_the_turn_of_the_year_does_not_turn_the_order() -> None:
    words: tuple[Word, ...] = (("01-02 10:31 已签收", 40, 100), ("12-30 08:31 已揽收", 40, 140))
    events = read_events(piece(*words), [time("2026-12-29 12:00")])
    assert [e.time for e in events] == [time("2026-12-30 08:31"), time("2027-01-02 10:31")]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [SIGNED, "10-02", "10:31", "已签收", "运单号：", "【义乌市】已揽收", "\x00", "）签收人：", "９:０9"]
            ),
            st.integers(0, 900),
            st.integers(0, 900),
        ),
        max_size=12,
    )
)
def test_scattered_lines_never_break_it(words: list[tuple[str, int, int]]) -> None:
    read_events(Piece("S001", 1, lines(*words)))
