"""Takes text as OCR or a PDF gives it, hands on the times written in it, with how exactly each one is written.

Every platform's time is China Standard Time; a time is only returned where the text carries it, never completed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidence.model import CHINA, Fact
from evidence.model import TimePrecision as Precision

# A yearless date is placed in the year that brings it nearest to a dated line; farther than this it stays unknown.
_NEAREST_YEAR_WITHIN = timedelta(days=183)

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
# PDFs and OCR give other hyphens and colons that look the same (U+2011 in PDFs printed by browsers).
_FULL_WIDTH |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212, 0xFE63), ord("-")) | {0x2236: ord(":")}
_WIDE = re.compile(f"[{re.escape(''.join(map(chr, _FULL_WIDTH)))}]")

_CLOCK = (
    r"(?P<half>凌晨|早上|上午|中午|下午|晚上)?\s*(?P<hour>[0-2]?\d)\s*[:时点]\s*(?P<minute>[0-5]\d)"
    r"\s*(?:[:分]\s*(?P<second>[0-5]\d)(?:\s*秒|\.\d+)?|分)?(?!\s*[:.]?\d)"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_BETWEEN = r"(?P<between>\s*日?\s*[,T]?\s*\(?(?:(?:星期|周)[一二三四五六日天])?\)?\s*)"
_DATED = re.compile(
    r"(?<!\d)(?P<year>20\d{2})\s*[-/.年]\s*(?P<month>1[0-2]|0?[1-9])\s*[-/.月]\s*"
    + _DAY
    + r"(?:"
    + _BETWEEN
    + _CLOCK
    + r"(?P<zone>Z|[+-]\d{2}:?\d{2})?|(?!\s*日?\s*[\d:]))"
)
_YEARLESS = re.compile(
    r"(?<![\d\-/.年])(?P<month>1[0-2]|0?[1-9])\s*(?:[-/](?P<dash>)|月)\s*"
    + _DAY
    + r"(?:"
    + _BETWEEN
    + _CLOCK
    + r"|(?!\s*日?\s*[\d:\-/]))"
)
_CLOCK_ALONE = re.compile(r"(?<!\d)" + _CLOCK)


@dataclass(frozen=True, slots=True)
class Stamp:
    """One time as written: fields that are not written are None; `start` and `end` index the text."""

    year: int | None
    month: int | None
    day: int | None
    hour: int | None
    minute: int | None
    second: int | None
    start: int
    end: int

    @property
    def precision(self) -> Precision:
        """How exactly the time is written."""
        if self.hour is None:
            return "day"
        return "minute" if self.second is None else "second"

    def at(self, year: int | None = None, month: int | None = None, day: int | None = None) -> datetime | None:
        """The time, with what is not written taken from the arguments; None where the date does not exist."""
        y, m, d = self.year or year, self.month or month, self.day or day
        if y is None or m is None or d is None:
            return None
        try:
            return datetime(y, m, d, self.hour or 0, self.minute or 0, self.second or 0, tzinfo=CHINA)
        except ValueError:
            return None


def narrow(text: str) -> str:
    """The text with full-width letters, digits and signs made narrow, each character staying at its index."""
    # Looking for such a sign takes a tenth of the time of replacing it, and most Chinese text has none.
    return text if text.isascii() or _WIDE.search(text) is None else text.translate(_FULL_WIDTH)


def read_time(text: str) -> tuple[datetime, Precision] | None:
    """The first complete time (with its year) written in `text`, at +08:00, and how exactly it is written.

    Spaces that OCR puts in or swallows are tolerated (`13: 10: 44`, `2026-06-1016:49:40`); where a swallowed space
    leaves two readings (`2026-6-116:49`: the 1st or the 11th) there is none. A day alone stands at midnight and says
    `day`.
    """
    for stamp in read_stamps(text):
        if stamp.year is not None and (value := stamp.at()) is not None:
            return value, stamp.precision
    return None


def read_stamps(text: str) -> tuple[Stamp, ...]:
    """Every time in `text` from left to right: full ones, ones without a year, and bare times of day."""
    plain = narrow(text)
    found: list[Stamp] = []
    taken: list[tuple[int, int]] = []
    for pattern in (_DATED, _YEARLESS, _CLOCK_ALONE):
        for match in pattern.finditer(plain):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            if (stamp := _stamp(match)) is not None:
                found.append(stamp)
    return tuple(sorted(found, key=lambda s: s.start))


def _stamp(match: re.Match[str]) -> Stamp | None:
    got = match.groupdict()
    hour = None if got["hour"] is None else int(got["hour"])
    if hour is not None:
        if got["half"] in ("下午", "晚上") and hour < 12:
            hour += 12
        if hour > 23:
            return None
    day = got.get("day")
    if day is None and match.re is not _CLOCK_ALONE:
        return None
    if day is not None and hour is not None and not got["between"] and not got["half"] and _two_ways(day, got["hour"]):
        return None
    if match.re is _YEARLESS and got.get("dash") is not None and hour is None:
        return None  # "1/1" of a parcel count is no date
    second = got["second"]
    stamp = Stamp(
        int(got["year"]) if got.get("year") else None,
        int(got["month"]) if got.get("month") else None,
        int(day) if day else None,
        hour,
        None if hour is None else int(got["minute"]),
        None if second is None else int(second),
        match.start(),
        match.end(),
    )
    return _in_china(stamp, got.get("zone"))


def _two_ways(day: str, hour: str) -> bool:
    """Whether day and hour run together so that the digits could be parted in two ways."""
    run = day + hour
    return len(run) == 3 and run[0] != "0" and int(run[1:]) <= 23 and int(run[:2]) <= 31


def _in_china(stamp: Stamp, zone: str | None) -> Stamp | None:
    if zone is None or stamp.year is None:
        return stamp
    local = stamp.at()
    if local is None:
        return None
    sign = -1 if zone.startswith("-") else 1
    digits = "0000" if zone == "Z" else zone[1:].replace(":", "")
    offset = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    moved = local - offset + timedelta(hours=8)
    return Stamp(moved.year, moved.month, moved.day, moved.hour, moved.minute, stamp.second, stamp.start, stamp.end)


def in_nearest_year(stamp: Stamp, dated: Iterable[datetime]) -> datetime | None:
    """A yearless stamp in the year that brings it nearest to any of the dated times, or None without such a time."""
    if stamp.month is None or stamp.day is None:
        return None
    best: tuple[timedelta, datetime] | None = None
    for reference in sorted(set(dated)):
        for year in (reference.year - 1, reference.year, reference.year + 1):
            value = stamp.at(year=year)
            if value is None:
                continue
            distance = abs(value - reference)
            if distance <= _NEAREST_YEAR_WITHIN and (best is None or distance < best[0]):
                best = (distance, value)
    return None if best is None else best[1]


def precision_of(fact: Fact) -> Precision:
    """How exactly a time fact is known. A case-file time at midnight is taken for a day without a time."""
    if fact.precision:
        return fact.precision
    moment = fact.time
    if moment.hour == moment.minute == moment.second == 0:
        return "day"
    return "second"


def is_before(first: datetime, first_known: Precision, second: datetime, second_known: Precision) -> bool:
    """Whether `first` is surely before `second`; on the same day only minutes known on both sides decide."""
    first, second = first.astimezone(CHINA), second.astimezone(CHINA)
    if first.date() != second.date():
        return first.date() < second.date()
    if "day" in (first_known, second_known):
        return False
    if "minute" in (first_known, second_known):
        return (first.hour, first.minute) < (second.hour, second.minute)
    return first < second
