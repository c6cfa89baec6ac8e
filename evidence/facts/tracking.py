"""Takes the lines of a tracking page, hands on every scan of the parcel: time, words, place and 快递100 state.

Layouts differ in where the time stands: before the words, after them, above, below or in a column of its own, and
date and time of day may stand in two lines. Which one it is, is decided from the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from evidence.facts import data
from evidence.facts.layout import Piece, chinese_in, follows, joined, line_height, rows_of, same_row
from evidence.facts.status import status_label, status_of
from evidence.facts.times import Stamp, in_nearest_year, narrow, read_stamps
from evidence.model import Box, Line, TrackEvent

# A scan's words go on while the next line begins within this many line heights.
_WORDS_GAP = 1.6
# At most this share of a line besides its time may be no letters for it to count as a time alone (weekdays, dots).
_WEEKDAY = re.compile(r"(?:星期|周)[一二三四五六日天]|今天|昨天|前天|[\s·•●○|,.()\-]")
_DAY_ALONE = re.compile(r"^\s*(1[0-2]|0?[1-9])[-/.](3[01]|[12]\d|0?[1-9])\s*$")
_LONGEST_PLACE = 12
_PLACE = re.compile(r"[【\[](?P<in>[^】\]]{2,20})[】\]]")
_NO_PLACE = re.compile(r"签收|派送|派件|揽|运输|已|中$|\d{5,}")


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A time on the page: the lines that make it up and the words that stand in the same line."""

    stamp: Stamp
    box: Box
    words: str
    words_first: bool
    lines: tuple[Line, ...]


def read_events(piece: Piece, dated: Iterable[datetime] = ()) -> tuple[TrackEvent, ...]:
    """The scans a page shows, oldest first; a time without a year is placed by the dated lines of the page.

    `dated` are further known times (of the order) that place a year where the page itself gives none; without any,
    the time of such a scan is unknown and the page's own order is kept.
    """
    anchors, headings = _anchors(piece)
    if not anchors:
        return ()
    anchored = {id(line) for line in (*headings, *(line for anchor in anchors for line in anchor.lines))}
    words = [line for line in piece.lines if id(line) not in anchored and not _is_heading(line)]
    grouped = _assign(anchors, words, line_height(piece.lines))
    own = [value for line in piece.lines for stamp in read_stamps(line.text) if (value := stamp.at()) is not None]
    references = own or sorted(dated)
    events = [
        _event(piece, anchor, lines, references)
        for anchor, lines in zip(anchors, grouped, strict=True)
        if anchor.words or lines
    ]
    events = [event for event in events if chinese_in(event.text) >= 2]
    return oldest_first(events)


def oldest_first(events: Sequence[TrackEvent]) -> tuple[TrackEvent, ...]:
    """The events from the oldest to the newest; equal and unknown times keep the page's own direction."""
    timed = [event.time for event in events if event.time is not None]
    falling = sum(b < a for a, b in zip(timed, timed[1:], strict=False))
    rising = sum(b > a for a, b in zip(timed, timed[1:], strict=False))
    ordered = list(reversed(events)) if falling > rising or (not timed and _ends_first(events)) else list(events)
    if any(event.time is None for event in ordered):
        return tuple(ordered)
    return tuple(sorted(ordered, key=lambda event: _seconds(event.time)))


def _seconds(time: datetime | None) -> float:
    return 0.0 if time is None else time.timestamp()


def _ends_first(events: Sequence[TrackEvent]) -> bool:
    """Whether the page begins with what ends a parcel's way (signed, refused) or closes with what begins it."""
    codes = [event.status for event in events]
    return bool(codes) and (codes[0][:1] in ("3", "4", "6") or codes[-1] in ("101", "102", "103"))


# --- times ------------------------------------------------------------------------------------------------------------


def _anchors(piece: Piece) -> tuple[list[_Anchor], list[Line]]:
    """The times of the page's scans, and the lines that give only the day for the times under them."""
    anchors: list[_Anchor] = []
    headings: list[Line] = []
    used: set[int] = set()
    day: Stamp | None = None
    lines = piece.lines
    for line in lines:
        if id(line) in used or _is_labelled_time(line) or _has_label_left(line, lines):
            continue
        stamps = _stamps(line)
        if not stamps:
            continue
        stamp = stamps[0]
        rest, first = _rest(line, stamp)
        if stamp.month is not None and stamp.hour is None and not rest:
            clock = _beside(line, lines, used, clock=True)
            if clock is None:
                day = stamp
                headings.append(line)
                continue
            other, moment = clock
            used.add(id(other))
            after, _ = _rest(other, moment)
            anchors.append(_anchor(_both(stamp, moment), (line, other), after, first=False))
        elif stamp.month is None and not rest and (dated := _beside(line, lines, used, clock=False)) is not None:
            other, moment = dated
            used.add(id(other))
            anchors.append(_anchor(_both(moment, stamp), (line, other), "", first=False))
        elif stamp.month is None and day is not None:
            anchors.append(_anchor(_both(day, stamp), (line,), rest, first=first))
        elif stamp.month is not None and (stamp.hour is not None or rest):
            anchors.append(_anchor(stamp, (line,), rest, first=first))
        used.add(id(line))
    return anchors, headings


def _stamps(line: Line) -> tuple[Stamp, ...]:
    """The times in a line; `10-02` alone in its line is a day, though elsewhere it may be a count."""
    stamps = read_stamps(line.text)
    alone = _DAY_ALONE.match(narrow(line.text))
    if stamps or alone is None:
        return stamps
    return (Stamp(None, int(alone.group(1)), int(alone.group(2)), None, None, None, 0, len(line.text)),)


def _anchor(stamp: Stamp, lines: tuple[Line, ...], words: str, *, first: bool) -> _Anchor:
    return _Anchor(stamp, Box.around(line.box for line in lines), words, first, lines)


def _both(day: Stamp, clock: Stamp) -> Stamp:
    return replace(clock, year=day.year, month=day.month, day=day.day)


def _rest(line: Line, stamp: Stamp) -> tuple[str, bool]:
    """The words of a line besides its time, and whether they come before it."""
    before, after = line.text[: stamp.start], line.text[stamp.end :]
    clean = [_WEEKDAY.sub("", narrow(part)) for part in (before, after)]
    if chinese_in(clean[1]) >= 2:
        keep = before if chinese_in(clean[0]) >= 2 else ""
        return (keep + after).strip(" ,，·•"), False
    if chinese_in(clean[0]) >= 2:
        return before.strip(" ,，·•"), True
    return "", False


def _beside(line: Line, lines: Sequence[Line], used: set[int], *, clock: bool) -> tuple[Line, Stamp] | None:
    """The line under or beside this one that holds only the other half of a time (a clock, or a day)."""
    for other in lines:
        if other is line or id(other) in used:
            continue
        overlap = min(other.box.x1, line.box.x1) - max(other.box.x0, line.box.x0)
        under = overlap > 0 and (follows(line.box, other.box) and other.box.center_y > line.box.center_y)
        near = same_row(line.box, other.box) and abs(other.box.x0 - line.box.x1) <= 3 * line.box.height
        if not (under or near):
            continue
        stamps = _stamps(other)
        if len(stamps) != 1 or _rest(other, stamps[0])[0]:
            continue
        is_clock = stamps[0].month is None
        if is_clock == clock and (clock or stamps[0].hour is None):
            return other, stamps[0]
    return None


def _is_labelled_time(line: Line) -> bool:
    """Whether the line is a label and its time (签收时间：…), which is no scan."""
    return any(narrow(line.text).strip().startswith(label) for label in _time_labels())


def _has_label_left(line: Line, lines: Sequence[Line]) -> bool:
    """Whether the next line to the left in the row is the label of a time (签收时间 | 2026-…)."""
    left = [other for other in lines if other.box.x1 <= line.box.x0 + 2 and same_row(other.box, line.box)]
    nearest = max(left, key=lambda other: other.box.x1, default=None)
    return nearest is not None and narrow(nearest.text).strip(" :") in _time_labels()


def _time_labels() -> tuple[str, ...]:
    labels = [label for one in data.panel().field for label in one.labels if label.endswith(("时间", "日期"))]
    return (*labels, "查询时间", "打印时间", "更新时间", "截图时间", "导出时间", "时间：", "时间:")


def _is_heading(line: Line) -> bool:
    """Whether the line is a label of the page and not a scan's words."""
    plain = narrow(line.text).strip()
    labels = [label for one in data.panel().field for label in one.labels if len(label) > 2]
    return any(plain.startswith(label) and plain[len(label) : len(label) + 1] in ("", ":", " ") for label in labels)


# --- words ------------------------------------------------------------------------------------------------------------


def _assign(anchors: Sequence[_Anchor], words: Sequence[Line], height: float) -> list[list[Line]]:
    """The lines of words that belong to each time."""
    if _has_time_column(anchors, words):
        return _by_row(anchors, words, height)
    if _words_come_after(anchors, words):
        return _below(anchors, words)
    return _above(anchors, words)


def _has_time_column(anchors: Sequence[_Anchor], words: Sequence[Line]) -> bool:
    """Whether most times stand left of their words, in a column of their own."""
    beside = sum(any(_is_right_of(anchor, line) for line in words) for anchor in anchors if not anchor.words)
    return beside > 0.5 * len(anchors)


def _is_right_of(anchor: _Anchor, line: Line) -> bool:
    return line.box.x0 >= anchor.box.x1 - 2 and line.box.y0 < anchor.box.y1 and line.box.y1 > anchor.box.y0


def _by_row(anchors: Sequence[_Anchor], words: Sequence[Line], height: float) -> list[list[Line]]:
    """Each line of words goes to the last time that begins at or above it; words left of the times are no scan's."""
    left = min(anchor.box.x1 for anchor in anchors) - 2
    tops = _row_tops(anchors, words, height)
    grouped: list[list[Line]] = [[] for _ in anchors]
    for line in words:
        owners = [n for n, top in enumerate(tops) if top <= line.box.center_y]
        if line.box.x0 < left or not owners:
            continue
        owner = grouped[owners[-1]]
        if not owner or line.box.y0 - max(one.box.y1 for one in owner) <= 2 * _WORDS_GAP * height:
            owner.append(line)
    return grouped


def _row_tops(anchors: Sequence[_Anchor], words: Sequence[Line], height: float) -> list[float]:
    """Where each time's cell begins: half way between the words of neighbouring cells where times stand centred."""
    beside = [part.box for anchor in anchors for part in anchor.lines]
    free = [n for n in words if chinese_in(n.text) >= 2 and not any(same_row(box, n.box) for box in beside)]
    centred = sum(any(_starts_above(anchor, line, height) for line in free) for anchor in anchors)
    tops = [anchor.box.y0 - 0.4 * height for anchor in anchors]
    if centred * 2 <= len(anchors):
        return tops
    middles = [anchor.box.center_y for anchor in anchors]
    return [middles[0] - 2.5 * height, *((a + b) / 2 for a, b in zip(middles, middles[1:], strict=False))]


def _starts_above(anchor: _Anchor, line: Line, height: float) -> bool:
    """Whether words right of a time begin above it, as where the time is centred on them."""
    return line.box.x0 >= anchor.box.x1 - 2 and -2 * height < line.box.center_y - anchor.box.center_y < -0.4 * height


def _words_come_after(anchors: Sequence[_Anchor], words: Sequence[Line]) -> bool:
    """Whether the words of a scan stand under (or after) its time: told by the line that holds both, else by gaps."""
    inline = [anchor for anchor in anchors if anchor.words]
    if inline:
        return sum(not anchor.words_first for anchor in inline) * 2 >= len(inline)
    after = before = 0.0
    for anchor in anchors:
        below = [line.box.y0 - anchor.box.y1 for line in words if line.box.center_y > anchor.box.y1]
        above = [anchor.box.y0 - line.box.y1 for line in words if line.box.center_y < anchor.box.y0]
        after += min(below, default=10_000)
        before += min(above, default=10_000)
    return after <= before


def _below(anchors: Sequence[_Anchor], words: Sequence[Line]) -> list[list[Line]]:
    grouped: list[list[Line]] = []
    for at, anchor in enumerate(anchors):
        floor = anchors[at + 1].box.y0 if at + 1 < len(anchors) else None
        last = anchor.box
        taken: list[Line] = []
        for line in words:
            inside = line.box.center_y > anchor.box.y0 and (floor is None or line.box.center_y < floor)
            beside = any(same_row(part.box, line.box) for part in anchor.lines)
            if inside and (beside or follows(last, line.box, _WORDS_GAP)):
                taken.append(line)
                last = line.box
        grouped.append(taken)
    return grouped


def _above(anchors: Sequence[_Anchor], words: Sequence[Line]) -> list[list[Line]]:
    grouped: list[list[Line]] = []
    for at, anchor in enumerate(anchors):
        ceiling = anchors[at - 1].box.y1 if at else 0
        last = anchor.box
        taken: list[Line] = []
        for line in reversed(words):
            inside = ceiling <= line.box.center_y < anchor.box.y1
            if inside and follows(line.box, last, _WORDS_GAP):
                taken.insert(0, line)
                last = line.box
        grouped.append(taken)
    return grouped


def _event(piece: Piece, anchor: _Anchor, lines: Sequence[Line], references: Sequence[datetime]) -> TrackEvent:
    grid = rows_of(lines)
    rows = [_row_text(row) for row in grid]
    parts = [*rows, anchor.words] if anchor.words_first else [anchor.words, *rows]
    text = ""
    for part in (p for p in parts if p):
        text += part if not text or chinese_in(text[-1] + part[0]) else " " + part
    cells = grid[0] if grid else ()
    in_column = cells[0].text.strip() if len(cells) > 1 and not status_of(cells[0].text) else ""
    time = anchor.stamp.at() or in_nearest_year(anchor.stamp, references)
    status = status_of(text)
    return TrackEvent(
        time,
        text,
        status,
        piece.source,
        piece.page,
        Box.around(line.box for line in (*anchor.lines, *lines)),
        place_of(text) or (in_column if 0 < chinese_in(in_column) <= _LONGEST_PLACE else ""),
        None if time is None else anchor.stamp.precision,
        status_label(status),
    )


def _row_text(row: Sequence[Line]) -> str:
    """The cells of a row, with a space where a column's gap lies between them."""
    text, last = "", None
    for line in row:
        apart = last is not None and line.box.x0 - last.box.x1 > line.box.height
        text = joined([Line(text, 1.0, line.box), line]) if text and not apart else (text + " " + line.text.strip())
        last = line
    return text.strip()


def place_of(text: str) -> str:
    """The place a scan names in brackets (【杭州转运中心】), empty where it names none."""
    for match in _PLACE.finditer(text):
        if not _NO_PLACE.search(match.group("in")):
            return match.group("in").strip()
    return ""
