"""Takes the lines of a review's page, hands on its time, stars, words, follow-up and the nickname shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from evidence.facts import data, numbers
from evidence.facts.found import fact_of
from evidence.facts.layout import Piece, chinese_in, follows, joined, line_height, same_row
from evidence.facts.review_words import first, is_chrome, is_labelled, label, patterns, right_or_below
from evidence.facts.times import Stamp, in_nearest_year, narrow, read_stamps
from evidence.facts.unlabelled import goods_in
from evidence.model import Fact, Line, Review

_NUMERALS = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}
_VERDICTS = ("好评", "中评", "差评")
# A nickname is never longer than this on the platforms' pages; longer lines are the review's words.
_LONGEST_NAME = 20
# The review's words begin at most this many line heights left of its nickname (an avatar stands between them); what
# stands farther left is the page's own menu.
_LEFT_OF_HEADER = 4
# A nickname left of the time or the stars stands no farther away than this many line heights.
_NEAR = 6
# The confidence of a nickname that only its place on the page tells.
GUESSED = 0.5
_MASKED = re.compile(r"^[^\s*]{0,6}\*{1,6}[^\s*]{0,6}(?:\s*[(（]匿名[)）])?$")
_USER = re.compile(r"^(?:用户|抖音用户|tb|jd_|t_)\w{3,20}$")
# What stands in the review's paragraph is joined while lines follow within this many line heights.
_TEXT_GAP = 1.0


def read_review(piece: Piece, *, names: Iterable[str] = (), dated: Iterable[datetime] = ()) -> Review:
    """The review a page shows; fields it does not show are None.

    `names` are the buyer's names known from elsewhere, found again on the page before a nickname is guessed from its
    place; `dated` are known times that place a date without a year.
    """
    lines = piece.lines
    reply = first(lines, patterns("reply"))
    follow = first(lines, patterns("follow_up"))
    head = [line for line in lines if not _comes_after(line, reply) and not _comes_after(line, follow)]
    time, time_line = _time(piece, head, tuple(dated))
    stars, stars_line = _stars(piece, lines)
    verdict, verdict_line = _verdict(piece, lines)
    rated = stars_line or verdict_line
    buyer, buyer_line = _buyer(piece, head, [x for x in (time_line, rated) if x], names)
    header = [x for x in (time_line, rated, buyer_line) if x is not None]
    text = _text(piece, [line for line in head if line is not reply and line is not follow], header)
    follow_up = _follow_up(piece, follow, reply)
    follow_up_time = None if follow_up is None else _follow_up_time(piece, follow, reply, tuple(dated))
    return Review(time, stars, text, follow_up, buyer, _order(piece), verdict, follow_up_time)


def only_order(piece: Piece, known: Iterable[str]) -> Piece:
    """The part of a page with several reviews that stands with a known order number; nothing where none is known.

    Which rows belong to a number is told by where the times stand: beside it (a table), above it, or below it.
    """
    marks: dict[str, float] = {}
    for line in piece.lines:
        for number in _numbers_in(line):
            marks.setdefault(number, line.box.center_y)
    if len(marks) < 2:
        return piece
    own = next((number for number in known if number in marks), None)
    if own is None:
        return replace(piece, lines=())
    height = line_height(piece.lines)
    tops = sorted(marks.values())
    at = tops.index(marks[own])
    times = [line.box.center_y for line in piece.lines if any(s.month for s in read_stamps(line.text))]
    first = min(times, default=tops[0])
    if abs(first - tops[0]) <= height:
        edges = [float("-inf"), *((a + b) / 2 for a, b in zip(tops, tops[1:], strict=False)), float("inf")]
        low, high = edges[at], edges[at + 1]
    elif first < tops[0]:
        low, high = (tops[at - 1] + height / 2 if at else float("-inf")), tops[at] + height / 2
    else:
        low, high = tops[at] - height / 2, (tops[at + 1] - height / 2 if at + 1 < len(tops) else float("inf"))
    return replace(piece, lines=tuple(line for line in piece.lines if low <= line.box.center_y < high))


def _numbers_in(line: Line) -> tuple[str, ...]:
    labels = next(one.labels for one in data.panel().field if one.name == "number")
    rest = label(line, [label for label in labels if len(label) > 2])
    labelled = numbers.order_number_of(rest, labelled=True) if rest else None
    return (labelled,) if labelled else numbers.order_numbers_in(line.text)


def _comes_after(line: Line, mark: Line | None) -> bool:
    return mark is not None and line is not mark and line.box.center_y >= mark.box.y0


# --- the fields -------------------------------------------------------------------------------------------------------


def _time(piece: Piece, head: Sequence[Line], dated: Sequence[datetime]) -> tuple[Fact | None, Line | None]:
    for line in piece.lines:
        rest = label(line, data.review().time)
        if rest is None:
            continue
        for holder in (line, right_or_below(line, piece.lines)):
            fact = None if holder is None else _stamp_fact(piece, holder, dated)
            if fact is not None:
                return fact, holder
    for line in head:
        if not is_labelled(line) and (fact := _stamp_fact(piece, line, dated)) is not None:
            return fact, line
    return None, None


def _stamp_fact(piece: Piece, line: Line, dated: Sequence[datetime]) -> Fact | None:
    for stamp in read_stamps(line.text):
        value = _value(stamp, dated)
        if value is not None:
            shown = line.text[stamp.start : stamp.end].strip()
            return fact_of(piece, [line], value.isoformat(), shown, stamp.precision)
    return None


def _value(stamp: Stamp, dated: Sequence[datetime]) -> datetime | None:
    if stamp.month is None:
        return None
    return stamp.at() if stamp.year is not None else in_nearest_year(stamp, dated)


def _stars(piece: Piece, lines: Sequence[Line]) -> tuple[Fact | None, Line | None]:
    """The stars as words or signs tell them."""
    for line in lines:
        text = narrow(line.text).strip()
        for pattern in patterns("stars"):
            if (match := pattern.search(text)) is not None and len(text) <= _LONGEST_NAME:
                got = match.groupdict()
                number = got.get("n") or str(len(got.get("glyphs") or ""))
                shown = match.group().lstrip("★☆ ") if got.get("n") else match.group()
                return fact_of(piece, [line], _NUMERALS.get(number, number), shown.strip()), line
    return None, None


def _verdict(piece: Piece, lines: Sequence[Line]) -> tuple[Fact | None, Line | None]:
    """The word of a platform that rates in words, where it stands alone and is no filter beside the other words."""
    held = [(line, word) for line in lines for word in _VERDICTS if narrow(line.text).strip().startswith(word)]
    alone = [(line, word) for line, word in held if narrow(line.text).strip() == word]
    if not alone or len({word for _, word in held}) > 1:
        return None, None
    line, word = alone[0]
    return fact_of(piece, [line], word, word), line


def _buyer(
    piece: Piece, head: Sequence[Line], header: Sequence[Line], names: Iterable[str]
) -> tuple[Fact | None, Line | None]:
    for line in piece.lines:
        rest = label(line, data.review().buyer)
        if rest is None:
            continue
        holder = line if rest else right_or_below(line, piece.lines)
        name = rest or (holder.text.strip() if holder else "")
        own = rest or (holder is not None and not is_chrome(holder))
        if holder is not None and own and 0 < len(name) <= _LONGEST_NAME:
            return fact_of(piece, [holder], name, name), holder
    known = [re.compile(re.escape(narrow(name).strip()) + "$") for name in names if name.strip()]
    for pattern in (*known, _MASKED, _USER):
        for line in head:
            if pattern.match(narrow(line.text).strip()):
                return fact_of(piece, [line], line.text.strip(), line.text.strip()), line
    return _beside_header(piece, head, header)


def _beside_header(piece: Piece, head: Sequence[Line], header: Sequence[Line]) -> tuple[Fact | None, Line | None]:
    """A short line directly above the first of time and stars, or left of it in its row."""
    if not header:
        return None, None
    top = min(header, key=lambda one: one.box.y0)
    for line in reversed(head):
        text = line.text.strip()
        if line in header or len(text) > _LONGEST_NAME or is_chrome(line) or re.search(r"[,，。!！?？:：]", text):
            continue
        above = line.box.center_y < top.box.center_y and follows(line.box, top.box, 1.0)
        flush = abs(line.box.x0 - top.box.x0) <= 2 * line.box.height
        left = same_row(line.box, top.box) and 0 <= top.box.x0 - line.box.x1 <= _NEAR * line.box.height
        if (above and flush) or left:
            guess = fact_of(piece, [line], text, text)
            return replace(guess, confidence=min(guess.confidence, GUESSED)), line
    return None, None


def _text(piece: Piece, head: Sequence[Line], header: Sequence[Line]) -> Fact | None:
    for line in head:
        rest = label(line, data.review().text)
        if rest is None or (not rest and narrow(line.text).strip() == "评价"):
            continue
        first = line if rest else right_or_below(line, piece.lines)
        if first is None or (first is not line and is_chrome(first)):
            continue
        used = _paragraph(first, [n for n in head if n is not line or not rest], header)
        words = joined([Line(rest, line.confidence, line.box), *used[1:]]) if rest else joined(used)
        if chinese_in(words) or words:
            return fact_of(piece, used, words, words)
    paragraphs = _paragraphs(piece, head, header)
    best = next((p for p in paragraphs if chinese_in(joined(p)) >= 4), None)
    best = best or next((p for p in paragraphs if chinese_in(joined(p)) >= 1), None)
    return None if best is None else fact_of(piece, best, joined(best), joined(best))


def _paragraphs(piece: Piece, head: Sequence[Line], header: Sequence[Line]) -> list[list[Line]]:
    """The paragraphs that can be the review's words: not above time, stars and nickname, and none of the page's own."""
    height = line_height(piece.lines)
    top = min((line.box.y0 for line in header), default=0) - height
    left = min((line.box.x0 for line in header), default=0) - _LEFT_OF_HEADER * height
    goods = [fact.box for found in goods_in(piece) if (fact := found.fact).box is not None]
    plain = [
        line
        for line in head
        if line not in header
        and line.box.y0 >= top
        and not is_chrome(line)
        and not _is_number_or_time(line)
        and not any(line.box.intersection(box) > 0 for box in goods)
    ]
    plain = [line for line in plain if line.box.x0 >= left] or plain
    paragraphs: list[list[Line]] = []
    for line in plain:
        if any(line in p for p in paragraphs):
            continue
        paragraphs.append(_paragraph(line, plain, header))
    return paragraphs


def _paragraph(first: Line, lines: Sequence[Line], header: Sequence[Line]) -> list[Line]:
    used = [first]
    for line in lines:
        last = used[-1]
        flush = abs(line.box.x0 - first.box.x0) <= 1.5 * max(first.box.height, 1)
        below = line.box.center_y > last.box.center_y and follows(last.box, line.box, _TEXT_GAP)
        if line is first or line in header or not (flush and below):
            continue
        if is_chrome(line) or _is_number_or_time(line):
            break
        used.append(line)
    return used


def _is_number_or_time(line: Line) -> bool:
    return numbers.order_number_of(line.text) is not None or (
        bool(read_stamps(line.text)) and chinese_in(line.text) < 4
    )


def _follow_up(piece: Piece, mark: Line | None, reply: Line | None) -> Fact | None:
    if mark is None:
        return None
    text = narrow(mark.text).strip()
    match = next(m for p in patterns("follow_up") if (m := p.search(text)) is not None)
    rest = mark.text.strip()[match.end() :].strip(" :：")
    stop = reply.box.y0 if reply is not None and reply.box.y0 > mark.box.y0 else None
    after = [
        line
        for line in piece.lines
        if line.box.center_y > mark.box.y1 and (stop is None or line.box.center_y < stop) and not is_chrome(line)
    ]
    used = [mark] if rest else []
    for line in after:
        if _is_number_or_time(line) or (used and not follows(used[-1].box, line.box, _TEXT_GAP)):
            if used:
                break
            continue
        used.append(line)
    if not used:
        return None
    words = joined([Line(rest, mark.confidence, mark.box), *used[1:]]) if rest else joined(used)
    for pattern in patterns("follow_up"):
        words = pattern.sub("", words).strip(" :：")
    return fact_of(piece, used, words, words) if chinese_in(words) else None


def _follow_up_time(piece: Piece, mark: Line | None, reply: Line | None, dated: Sequence[datetime]) -> Fact | None:
    """The first time in the follow-up's own row or under it, before the seller's answer."""
    if mark is None:
        return None
    stop = reply.box.y0 if reply is not None and reply.box.y0 > mark.box.y0 else None
    for line in piece.lines:
        if line.box.center_y < mark.box.y0 or (stop is not None and line.box.center_y >= stop):
            continue
        if not is_labelled(line) and (fact := _stamp_fact(piece, line, dated)) is not None:
            return fact
    return None


def _order(piece: Piece) -> Fact | None:
    labels = next(one.labels for one in data.panel().field if one.name == "number")
    for line in piece.lines:
        rest = label(line, [label for label in labels if len(label) > 2])
        holder = line if rest else (right_or_below(line, piece.lines) if rest is not None else None)
        if holder is None:
            continue
        number = numbers.order_number_of(rest or holder.text, labelled=True)
        if number is not None:
            return fact_of(piece, [holder], number, number)
    for line in piece.lines:
        if (number := numbers.order_number_of(line.text)) is not None:
            return fact_of(piece, [line], number, number)
    return None
