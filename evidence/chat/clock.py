"""Takes the times a chat client shows (`昨天 12:29:05`, `6月17日13:10:44`), hands on moments with zone and origin.

Nothing is guessed: a time that the capture time or another dated line does not settle stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from evidence.model import CHINA, Moment

LATE = timedelta(minutes=10)
"""How far a shown time may lie after the capture time: clocks of phone and server differ by minutes, not by hours."""

_DAY_WORDS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "today": 0, "yesterday": 1}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_AFTERNOON = ("下午", "傍晚", "晚上", "晚间", "夜里", "pm")
_MORNING = ("凌晨", "清晨", "早上", "早晨", "上午", "am")

_M = r"(?:1[0-2]|0?[1-9])"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = rf"(?P<year>(?:19|20)\d\d)\s?[-/.年]\s?(?P<month>{_M})\s?[-/.月]\s?(?P<day>{_D})(?:\s?[日号])?"
_MONTH = (
    rf"(?P<month2>{_M})\s?月\s?(?P<day2>{_D})\s?[日号]"
    r"|(?P<month3>(?:1[0-2]|0?[1-9]))[-/](?P<day3>(?:3[01]|[12]\d|0[1-9]|[1-9](?!\d)))(?=\d\d:|\D|$)"
)
_RELATIVE = r"(?P<word>今天|今日|昨天|昨日|前天|today|yesterday)"
_WEEK = r"(?:星期|礼拜|周)(?P<weekday>[一二三四五六日天])"
_PERIOD = r"(?P<period>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜里)"
_CLOCK = (
    r"(?P<hour>2[0-3]|[01]?\d)\s?:\s?(?P<minute>\d\d)(?:\s?:\s?(?P<second>\d\d))?(?:\.\d{1,3})?(?:\s?(?P<half>am|pm))?"
)
_WEEK2 = _WEEK.replace("weekday", "weekday2")
# A name's last figure may stand right before a year: the reader lost the space.
_START = r"(?:(?<![\d:.])|(?<=\d)(?=20[12]\d[-/.年]))"
_STAMP = re.compile(
    rf"{_START}(?:(?:{_YEAR}|{_MONTH}|{_RELATIVE})[,\s]*(?:\(?{_WEEK}\)?)?|{_WEEK2})?"
    rf"[T,\s.]*(?:{_PERIOD})?\s*{_CLOCK}(?![\d:])",
    re.IGNORECASE,
)
_DATE_ONLY = re.compile(rf"^(?:{_YEAR}|{_MONTH}|{_RELATIVE}|{_WEEK})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as shown: the parts that are there. `days_ago` and `weekday` (0 is Monday) count from the capture day.

    `other` is the second reading where the reader lost the space between day and hour: `5-111:07` is the 1st at 11
    or the 11th at 1.
    """

    shown: str
    clock: time | None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    days_ago: int | None = None
    weekday: int | None = None
    other: Stamp | None = None

    @property
    def whole(self) -> bool:
        """Whether year, month, day and clock are all printed."""
        return self.year is not None and self.clock is not None

    @property
    def dated(self) -> bool:
        """Whether a day is named in any way."""
        return self.month is not None or self.days_ago is not None or self.weekday is not None


def tidy(text: str) -> str:
    """Text with full-width forms folded and the spaces the reader put around colons and signs taken out."""
    text = unicodedata.normalize("NFKC", text).strip()
    text = re.sub(r"(?<=\d)\s*[:·]\s*(?=\d\d)", ":", text)
    text = re.sub(r"(?<=\d)\s+(?=[-/年月日])|(?<=[-/年月])\s+(?=\d)", "", text)
    return re.sub(r"\s+", " ", text)


def find_stamp(text: str) -> tuple[Stamp, int, int] | None:
    """The first time in the tidied text, with where it starts and ends in `tidy(text)`; None when there is none."""
    clean = tidy(text)
    for match in _STAMP.finditer(clean):
        stamp = _stamp(match)
        if stamp is not None:
            return stamp, match.start(), match.end()
    return None


def read_stamp(text: str) -> Stamp | None:
    """The time that is the whole text, or None. A lone date (`07-07`) counts, with no clock."""
    clean = tidy(text).strip("[]()【】—-· ")
    match = _STAMP.fullmatch(clean)
    if match is None and (match := _DATE_ONLY.match(clean)) is None:
        return None
    return _stamp(match)


def _stamp(match: re.Match[str]) -> Stamp | None:
    part = match.groupdict()
    clock = None
    if part.get("hour") is not None:
        clock = _clock(part)
        if clock is None:
            return None
    month = part.get("month") or part.get("month2") or part.get("month3")
    day = part.get("day") or part.get("day2") or part.get("day3")
    if month and day and not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    year = int(part["year"]) if part.get("year") else None
    if year and month and day:
        try:
            date(year, int(month), int(day))
        except ValueError:
            return None
    other = None
    if year and month and day and clock and match.end("day") == match.start("hour"):
        other = _other(match, year, int(month), clock)
    word, weekday = part.get("word"), part.get("weekday") or part.get("weekday2")
    return Stamp(
        shown=match.group(0).strip(" ,"),
        clock=clock,
        year=year,
        month=int(month) if month else None,
        day=int(day) if day else None,
        days_ago=_DAY_WORDS[word.lower()] if word else None,
        weekday=_WEEKDAYS[weekday] if weekday and not month and not word else None,
        other=other,
    )


def _other(match: re.Match[str], year: int, month: int, clock: time) -> Stamp | None:
    """The other way to part three figures into day and hour, where there is one."""
    figures = match["day"] + match["hour"]
    if len(figures) != 3 or match["period"]:
        return None
    cut = 1 if len(match["day"]) == 2 else 2
    day, hour = int(figures[:cut]), int(figures[cut:])
    if figures[cut] == "0" and cut == 1 or not 1 <= day <= 31 or hour > 23:
        return None
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Stamp(match.group(0).strip(" ,"), clock.replace(hour=hour), year, month, day)


def _clock(part: dict[str, str | None]) -> time | None:
    hour, minute, second = (int(part.get(name) or 0) for name in ("hour", "minute", "second"))
    period = (part.get("period") or part.get("half") or "").lower()
    if period in _AFTERNOON and hour < 12:
        hour += 12
    elif period in _MORNING and hour == 12 and period in ("凌晨", "am"):
        hour = 0
    elif period == "中午" and hour < 4:
        hour += 12
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second)


def resolve(stamp: Stamp, captured: datetime | None, dated: Iterable[datetime] = ()) -> Moment:
    """The moment a shown time stands for.

    Args:
        stamp: the time as shown.
        captured: when the screenshot was taken, with zone; None when nothing tells.
        dated: fully dated moments of the same conversation, the nearest before first; used for the year where no
            capture time is known.

    Returns:
        A moment with origin `printed`, `resolved`, or `unknown` where the parts do not settle it.
    """
    if stamp.clock is None:
        return Moment(None, stamp.shown, "unknown")
    if stamp.other is not None:
        ways = [resolve(one, captured) for one in (replace(stamp, other=None), stamp.other)]
        return _nearest(ways, next(iter(dated), None)) or Moment(None, stamp.shown, "unknown")
    if stamp.year is not None and stamp.month is not None and stamp.day is not None:
        value = datetime.combine(date(stamp.year, stamp.month, stamp.day), stamp.clock, CHINA)
        return Moment(value, stamp.shown, "printed")
    value_or_none = None
    if captured is not None:
        value_or_none = _against(stamp, captured.astimezone(CHINA))
    elif stamp.month is not None and stamp.day is not None:
        value_or_none = _nearest_year(stamp.month, stamp.day, stamp.clock, list(dated))
    if value_or_none is None:
        return Moment(None, stamp.shown, "unknown")
    return Moment(value_or_none, stamp.shown, "resolved")


def _nearest(ways: list[Moment], anchor: datetime | None) -> Moment | None:
    """The reading that lies nearest to a time known to be near; None where none is known."""
    known = [(abs(way.value - anchor), way) for way in ways if way.value is not None and anchor is not None]
    return min(known, key=lambda one: one[0])[1] if known else None


def _against(stamp: Stamp, captured: datetime) -> datetime | None:
    """The latest moment not after the capture time that the parts allow."""
    assert_clock = stamp.clock or time(0)
    today = captured.date()
    if stamp.month is not None and stamp.day is not None:
        for year in range(captured.year, captured.year - 5, -1):
            try:
                value = datetime.combine(date(year, stamp.month, stamp.day), assert_clock, CHINA)
            except ValueError:
                continue
            if value <= captured + LATE:
                return value
        return None
    if stamp.days_ago is not None:
        day = today - timedelta(days=stamp.days_ago)
    elif stamp.weekday is not None:
        # Clients name the weekday only of days gone by; today's own name means a week ago.
        day = today - timedelta(days=(today.weekday() - stamp.weekday - 1) % 7 + 1)
    else:
        day = today
    value = datetime.combine(day, assert_clock, CHINA)
    if value <= captured + LATE:
        return value
    # A label drawn before midnight and captured after it still shows the bare clock.
    if not stamp.dated and captured.hour < 2 and assert_clock.hour >= 20:
        return value - timedelta(days=1)
    return None


def _nearest_year(month: int, day: int, clock: time, dated: list[datetime]) -> datetime | None:
    """The year from another dated line of the conversation: the one that puts the two closest together."""
    if not dated:
        return None
    anchor = dated[0].astimezone(CHINA)
    options = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            options.append(datetime.combine(date(year, month, day), clock, CHINA))
        except ValueError:
            continue
    return min(options, key=lambda value: abs(value - anchor), default=None)


_NAMED = (
    re.compile(
        r"(?<!\d)(?P<y>20\d\d)[-_.年]?(?P<m>\d\d)[-_.月]?(?P<d>\d\d)日?[-_.\s@T至]*(?P<H>\d\d)[-_.:时]?(?P<M>\d\d)[-_.:分]?(?P<S>\d\d)?(?!\d{4})"
    ),
)
_EPOCH = re.compile(r"(?<!\d)(1[5-9]\d{8})(\d{3})?(?!\d)")


def named_time(path: str) -> datetime | None:
    """The time in a file's name (`Screenshot_2026-10-06-20-00-11.png`, `微信图片_20261006200011.jpg`), in China's zone.

    `mmexport1791288011000.jpg` holds milliseconds since 1970. None where the name holds no whole date and time.
    """
    name = unicodedata.normalize("NFKC", path.rsplit("/", 1)[-1])
    for pattern in _NAMED:
        if match := pattern.search(name):
            part = {key: int(value or 0) for key, value in match.groupdict().items()}
            try:
                return datetime(part["y"], part["m"], part["d"], part["H"], part["M"], part["S"], tzinfo=CHINA)
            except ValueError:
                continue
    if match := _EPOCH.search(name):
        return datetime.fromtimestamp(int(match.group(1)), CHINA)
    return None
