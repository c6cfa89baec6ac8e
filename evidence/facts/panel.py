"""Takes a part of a page, hands on the values of an order panel or order page found in it, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evidence.facts import couriers, data, numbers, status
from evidence.facts.found import Found, fact_of, sum_of
from evidence.facts.labels import Hit, hits_in, value_lines
from evidence.facts.layout import Piece, chinese_in, line_height
from evidence.facts.times import read_stamps
from evidence.facts.unlabelled import unlabelled
from evidence.model import Box, Fact, Line, TimePrecision

_NAME = re.compile(r"[^\s:：]{1,30}")
# A value broken over more lines than this is none.
_MOST_LINES = 4

_Value = tuple[str, str, TimePrecision | None]


@dataclass(frozen=True, slots=True)
class Block:
    """The values that belong to one order number, or to none where the part shows none."""

    number: str | None
    found: tuple[Found, ...]


def read_blocks(piece: Piece) -> tuple[Block, ...]:
    """The orders a part of a page shows, in reading order, each with its values."""
    found = [*_labelled(piece), *unlabelled(piece)]
    starts = _starts([f.fact for f in found if f.field == "number"])
    if len(starts) < 2:
        number = starts[0].value if starts else None
        return (Block(number, tuple(found)),) if found else ()
    height = line_height(piece.lines)
    kept: dict[int, list[Found]] = {}
    for one in found:
        kept.setdefault(_start_of(one.fact, starts, height), []).append(one)
    return tuple(Block(start.value, tuple(kept.get(n, ()))) for n, start in enumerate(starts))


def _starts(facts: Sequence[Fact]) -> list[Fact]:
    """The first place of each order number, from top to bottom."""
    first: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda f: (_box(f).y0, _box(f).x0, f.value)):
        first.setdefault(fact.value, fact)
    return list(first.values())


def _start_of(fact: Fact, starts: Sequence[Fact], height: float) -> int:
    above = [n for n, start in enumerate(starts) if _box(start).y0 <= _box(fact).y0 + height]
    return above[-1] if above else 0


def _box(fact: Fact) -> Box:
    return fact.box or Box(0, 0, 0, 0)


def _labelled(piece: Piece) -> list[Found]:
    hits = {id(line): hits_in(line) for line in piece.lines}
    found: list[Found] = []
    for line in piece.lines:
        here = hits[id(line)]
        for hit in here:
            is_last = hit is here[-1]
            found.extend(_values(hit, value_lines(hit, piece, hits, is_last=is_last), piece))
    return found


def _values(hit: Hit, lines: list[Line], piece: Piece) -> list[Found]:
    """What the label's field holds: tried on its own line, then with the lines that go on."""
    own = replace(hit.line, text=hit.rest) if hit.rest else None
    pieces = ([own] if own else []) + lines
    if not pieces:
        return []
    if hit.kind == "logistics":
        return _logistics(pieces, piece)
    if hit.kind == "waybill" and (named := couriers.courier_of(pieces[0].text, labelled=True)) is not None:
        courier = [Found("courier", fact_of(piece, pieces[:1], named.name, named.shown))]
    else:
        courier = []
    for count in range(1, min(len(pieces), 4) + 1):
        used = pieces[:count]
        value = _value(hit.kind, used)
        if value is not None and value[2] == "day" and count < len(pieces):
            longer = _value(hit.kind, pieces[: count + 1])  # the time of day may stand under its date
            if longer is not None and longer[2] != "day":
                used, value = pieces[: count + 1], longer
        if value is not None:
            return [*courier, Found(hit.field, fact_of(piece, used, *value))]
    return courier


def _value(kind: data.Kind, used: Sequence[Line]) -> _Value | None:
    """The value, the text as shown, and for a time its precision."""
    text = "\n".join(line.text for line in used)
    if kind == "number":
        number = _order_number(used)
        return None if number is None else (number, number, None)
    if kind == "time":
        return _time(text.replace("\n", " "))
    if kind == "money" and len(used) == 1 and (amount := sum_of(text)) is not None:
        return amount, text.strip(), None
    if kind == "waybill":
        number = couriers.waybill_of(text, labelled=True)
        return None if number is None else (number, text.replace("\n", ""), None)
    if kind == "courier" and (courier := couriers.courier_of(text, labelled=True)) is not None:
        return courier.name, courier.shown, None
    if kind == "text" and len(used) == 1 and chinese_in(text):
        return text.strip(), text.strip(), None
    if kind == "name" and len(used) == 1 and (match := _NAME.match(text.strip())):
        return match.group(), text.strip(), None
    return None


def _order_number(used: Sequence[Line]) -> str | None:
    """A number broken at the line's end is joined with the next line before a shorter reading is taken."""
    text = "\n".join(line.text for line in used)
    return (
        numbers.order_number_of(text, labelled=True) if len(used) > 1 or not numbers.may_go_on(used[0].text) else None
    )


def _time(text: str) -> _Value | None:
    for stamp in read_stamps(text):
        value = stamp.at()
        if value is not None:
            return value.isoformat(), text[stamp.start : stamp.end].strip(), stamp.precision
    return None


def _logistics(pieces: Sequence[Line], piece: Piece) -> list[Found]:
    """Courier, waybill, state and its time from what a panel prints under 物流信息."""
    used = list(pieces[:4])
    text = "\n".join(line.text for line in used)
    found: list[Found] = []
    if (courier := couriers.courier_of(text, labelled=True)) is not None:
        found.append(Found("courier", fact_of(piece, used[:1], courier.name, courier.shown)))
    if (number := couriers.waybill_of(text, labelled=courier is not None)) is not None:
        found.append(Found("waybill", fact_of(piece, used[:1], number, number)))
    for at, line in enumerate(used):
        code = status.status_of(_without_times(line.text))
        if not code:
            continue
        found.append(Found("parcel", fact_of(piece, [line], status.status_label(code), line.text.strip())))
        moment = _time(" ".join(one.text for one in used[at : at + 2]))
        if moment is not None and (status.is_signed(code) or code == "103"):
            field = "signed" if status.is_signed(code) else "collected"
            found.append(Found(field, fact_of(piece, [line], *moment)))
        break
    return found


def _without_times(text: str) -> str:
    for stamp in reversed(read_stamps(text)):
        text = text[: stamp.start] + text[stamp.end :]
    return text
