"""Takes a part of a page, hands on the values of an order panel or order page found in it, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from evidence.facts import couriers, data, numbers, status
from evidence.facts.layout import Piece, chinese_in, follows, joined, line_height, same_row
from evidence.facts.times import narrow, read_stamps
from evidence.model import Box, Fact, Line, TimePrecision

# A label inside a line must be this long; shorter ones are ordinary words too.
_LONG_LABEL = 3
# A label with one character misread is still known when it is at least this long (实付金颗 for 实付金额).
_MISREAD_LABEL = 4
# A value below its label begins at most this many line heights under it.
_BELOW = 1.2
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\s?\.\s?\d{1,2})?"
_MONEY = re.compile(rf"(?:[¥￥]\s*({_AMOUNT})|({_AMOUNT})\s*元|(\d{{1,7}}\.\d{{2}}))(?![\d.])")
_PRICE = re.compile(r"[¥￥]\s*\d")
_SPECIFICATION = re.compile(r"^(?:规格|颜色|尺码|款式|型号|数量|套餐|尺寸|口味|[x×]\s*\d|\d+件)")
# The shortest line of a card that can be its title.
_CARD_TITLE = 4
_NAME = re.compile(r"[^\s:：]{1,30}")


_Value = tuple[str, str, TimePrecision | None]


@dataclass(frozen=True, slots=True)
class Found:
    """One value read: the field's name in panel.toml (or `collected`, `parcel`, from logistics lines)."""

    field: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class _Hit:
    """A label in a line, with the text after it in the same line."""

    field: str
    kind: data.Kind
    line: Line
    rest: str
    short: bool
    at: int


@dataclass(frozen=True, slots=True)
class Block:
    """The values that belong to one order number, or to none where the part shows none."""

    number: str | None
    found: tuple[Found, ...]

    def first(self, field: str) -> Fact | None:
        """The first value read for a field."""
        return next((f.fact for f in self.found if f.field == field), None)


def read_blocks(piece: Piece) -> tuple[Block, ...]:
    """The orders a part of a page shows, in reading order, each with its values."""
    found = [*_labelled(piece), *_bare_numbers(piece), *_goods(piece), *_bare_status(piece)]
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


# --- labels and their values ------------------------------------------------------------------------------------------


@cache
def _labels() -> tuple[dict[str, data.FieldData], re.Pattern[str]]:
    fields = {label: one for one in data.panel().field for label in one.labels}
    every = sorted(fields, key=lambda label: (-len(label), label))
    return fields, re.compile(r"(?<![一-鿿])(?:" + "|".join(map(re.escape, every)) + ")")


def _hits(line: Line) -> list[_Hit]:
    fields, pattern = _labels()
    plain = narrow(line.text)
    matches = [m for m in pattern.finditer(plain) if _is_label(m, plain, fields[m.group()].kind)]
    hits = []
    ends = [after.start() for after in matches[1:]] + [len(plain)]
    for match, end in zip(matches, ends, strict=False):
        field = fields[match.group()]
        rest = line.text[match.end() : end]
        short = len(match.group()) < _LONG_LABEL
        hits.append(_Hit(field.name, field.kind, line, rest.strip(" :："), short, match.start()))
    return hits or _misread(line)


def _misread(line: Line) -> list[_Hit]:
    """A label that stands alone with one character misread, where it is like the labels of one field only."""
    plain = narrow(line.text).strip(" :")
    if len(plain) < _MISREAD_LABEL:
        return []
    like = {
        one.name: one
        for label, one in _labels()[0].items()
        if len(label) == len(plain) and sum(a != b for a, b in zip(label, plain, strict=True)) == 1
    }
    return [_Hit(one.name, one.kind, line, "", False, 0) for one in like.values()] if len(like) == 1 else []


def _is_label(match: re.Match[str], plain: str, kind: data.Kind) -> bool:
    at_start = not plain[: match.start()].strip(" ·•*-")
    rest = plain[match.end() :]
    if kind in ("text", "name") and len(match.group()) < _LONG_LABEL and not rest.startswith(":"):
        return False  # 商品 and 宝贝 are tabs too
    if not at_start and len(match.group()) < _LONG_LABEL and not rest.startswith(":"):
        return False
    if not rest.strip(" :") or rest[0] in ": ":
        return True
    if kind in ("number", "time", "money", "waybill"):
        return re.match(r"[¥\dA-Z(]", rest) is not None
    if kind in ("logistics", "courier"):
        return couriers.courier_of(rest, labelled=True) is not None or status.status_of(rest) != ""
    return kind == "other" and len(match.group()) >= _LONG_LABEL


def _labelled(piece: Piece) -> list[Found]:
    hits = {id(line): _hits(line) for line in piece.lines}
    found: list[Found] = []
    for line in piece.lines:
        here = hits[id(line)]
        for hit in here:
            is_last = hit is here[-1]
            found.extend(_values(hit, _value_lines(hit, piece, hits, is_last=is_last), piece))
    return found


def _value_lines(
    hit: _Hit, piece: Piece, hits: dict[int, list[_Hit]], *, is_last: bool
) -> list[Line]:
    """The lines that hold the value besides what follows in the label's own line: to its right, else below it."""
    if not is_last:
        return []
    right: list[Line] = []
    for line in piece.lines:
        if line is not hit.line and line.box.x0 >= hit.line.box.x1 - 2 and same_row(line.box, hit.line.box):
            right.append(line)
    values: list[Line] = []
    for line in sorted(right, key=lambda one: one.box.x0):
        if hits[id(line)]:
            break
        values.append(line)
    if values or hit.rest:
        anchor = values[0] if values else None
        return values + _continued(hit.line, anchor, piece, hits)
    return [] if hit.short else _below(hit.line, piece, hits)


def _continued(label: Line, value: Line | None, piece: Piece, hits: dict[int, list[_Hit]]) -> list[Line]:
    """The lines under a value that go on with it: no label stands in or beside them."""
    last = value or label
    left = last.box.x0
    more: list[Line] = []
    for line in piece.lines:
        slack = max(line.box.height, last.box.height)
        indented = value is None and left <= line.box.x0 <= label.box.x1
        if line is label or line is value or not (abs(line.box.x0 - left) <= slack or indented):
            continue
        if line.box.center_y <= last.box.center_y or not follows(last.box, line.box):
            continue
        if hits[id(line)] or _has_label_beside(line, piece, hits):
            break
        more.append(line)
        last = line
    return more


def _has_label_beside(line: Line, piece: Piece, hits: dict[int, list[_Hit]]) -> bool:
    return any(
        other is not line and other.box.x1 <= line.box.x0 + 2 and same_row(other.box, line.box) and hits[id(other)]
        for other in piece.lines
    )


def _below(label: Line, piece: Piece, hits: dict[int, list[_Hit]]) -> list[Line]:
    for line in piece.lines:
        overlaps = min(line.box.x1, label.box.x1) - max(line.box.x0, label.box.x0) > 0
        if line is not label and overlaps and line.box.y0 >= label.box.y0 + 0.5 * label.box.height:
            if hits[id(line)] or not follows(label.box, line.box, _BELOW):
                return []
            return [line]
    return []


def _values(hit: _Hit, lines: list[Line], piece: Piece) -> list[Found]:
    """What the label's field holds: tried on its own line, then with the lines that go on."""
    own = replace_text(hit.line, hit.rest) if hit.rest else None
    pieces = ([own] if own else []) + lines
    if not pieces:
        return []
    if hit.kind == "logistics":
        return _logistics(pieces, piece)
    if hit.kind == "waybill" and (named := couriers.courier_of(pieces[0].text, labelled=True)) is not None:
        courier = [Found("courier", _fact(piece, pieces[:1], named.name, named.shown))]
    else:
        courier = []
    for count in range(1, min(len(pieces), 4) + 1):
        used = pieces[:count]
        value = _value(hit.kind, used)
        if value is not None:
            return [*courier, Found(hit.field, _fact(piece, used, *value))]
    return courier


def _value(kind: data.Kind, used: Sequence[Line]) -> _Value | None:
    """The value, the text as shown, and for a time its precision."""
    text = "\n".join(line.text for line in used)
    if kind == "number":
        number = _order_number(used)
        return None if number is None else (number, number, None)
    if kind == "time":
        return _time(text.replace("\n", " "))
    if kind == "money" and len(used) == 1 and (match := _MONEY.match(narrow(text).strip())):
        amount = next(group for group in match.groups() if group)
        return re.sub(r"[,\s]", "", amount), text.strip(), None
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
    return numbers.order_number_of(text, labelled=True) if len(used) > 1 or not _is_cut(used[0].text) else None


def _is_cut(text: str) -> bool:
    return numbers.may_go_on(text)


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
        found.append(Found("courier", _fact(piece, used[:1], courier.name, courier.shown)))
    if (number := couriers.waybill_of(text, labelled=courier is not None)) is not None:
        found.append(Found("waybill", _fact(piece, used[:1], number, number)))
    for at, line in enumerate(used):
        code = status.status_of(_without_times(line.text))
        if not code:
            continue
        found.append(Found("parcel", _fact(piece, [line], status.status_label(code), line.text.strip())))
        moment = _time(" ".join(one.text for one in used[at : at + 2]))
        if moment is not None and (status.is_signed(code) or code == "103"):
            field = "signed" if status.is_signed(code) else "collected"
            found.append(Found(field, _fact(piece, [line], *moment)))
        break
    return found


def _without_times(text: str) -> str:
    for stamp in reversed(read_stamps(text)):
        text = text[: stamp.start] + text[stamp.end :]
    return text


# --- values without a label -------------------------------------------------------------------------------------------


def _bare_numbers(piece: Piece) -> list[Found]:
    found: list[Found] = []
    for at, line in enumerate(piece.lines):
        used = [line]
        number = numbers.order_number_of(line.text)
        if number is None and numbers.may_go_on(line.text):
            used = [line, *(n for n in piece.lines[at + 1 :] if _goes_on(line, n))][:2]
            number = numbers.order_number_of("\n".join(one.text for one in used))
        if number is not None:
            found.append(Found("number", _fact(piece, used, number, number)))
    return found


def _goes_on(line: Line, below: Line) -> bool:
    slack = max(line.box.height, below.box.height) * 1.5
    digits = re.match(r"[\d-]{2,}", narrow(below.text).strip()) is not None
    aligned = abs(below.box.x0 - line.box.x0) <= slack or line.box.x0 <= below.box.x0 <= line.box.x1
    return digits and aligned and below.box.center_y > line.box.center_y and follows(line.box, below.box)


def _goods(piece: Piece) -> list[Found]:
    """The title above a price or specification: lines flush with it, without a label, wrapped ones joined.

    Where a part shows several (goods recommended beside the order), the one nearest to the order's number counts. A
    card's title need not be flush: it is its longest line.
    """
    titles = [title for line in piece.lines if _is_anchor(line) and (title := _title_above(line, piece))]
    if not titles and piece.card:
        plain = [[line] for line in piece.lines if not _ends_title(line) and chinese_in(line.text) >= _CARD_TITLE]
        titles = [_wrapped(t[0], piece) for t in sorted(plain, key=lambda t: (-chinese_in(t[0].text), t[0].box))[:1]]
    if not titles:
        return []
    marks = [line.box for line in piece.lines if numbers.order_number_of(line.text)]
    marks = marks or [line.box for line in piece.lines if _hits(line)]
    title = min(titles, key=lambda t: (_distance(t[0].box, marks), t[0].box))
    return [Found("goods", _fact(piece, title, joined(title), joined(title)))]


def _is_anchor(line: Line) -> bool:
    text = narrow(line.text)
    return bool(_SPECIFICATION.match(text) or (_PRICE.search(text) and not _hits(line)))


def _title_above(anchor: Line, piece: Piece) -> list[Line]:
    title: list[Line] = []
    last = anchor
    for line in reversed(piece.lines):
        flush = abs(line.box.x0 - anchor.box.x0) <= 1.2 * max(line.box.height, anchor.box.height)
        if line is anchor or not flush or line.box.center_y >= last.box.center_y:
            continue
        if not follows(line.box, last.box) or _ends_title(line):
            break
        last = line
        if not _SPECIFICATION.match(narrow(line.text)) and chinese_in(line.text):
            title.insert(0, line)
    return title if chinese_in(joined(title)) >= 2 else []


def _wrapped(first: Line, piece: Piece) -> list[Line]:
    """A title's first line with the lines under it that go on flush with it."""
    title = [first]
    for line in piece.lines:
        flush = abs(line.box.x0 - first.box.x0) <= max(line.box.height, first.box.height)
        below = line.box.center_y > title[-1].box.center_y and follows(title[-1].box, line.box)
        ends = _ends_title(line) or _is_anchor(line) or not chinese_in(line.text)
        if line not in title and flush and below and not ends:
            title.append(line)
    return title


def _distance(box: Box, marks: Sequence[Box]) -> float:
    return min((abs(box.center_x - m.center_x) + abs(box.center_y - m.center_y) for m in marks), default=0.0)


def _ends_title(line: Line) -> bool:
    text = line.text.strip()
    is_status = text in data.panel().status.words
    labelled = any(not _SPECIFICATION.match(narrow(hit.line.text)) for hit in _hits(line))
    return is_status or labelled or numbers.order_number_of(text) is not None or text.endswith("订单")


def _bare_status(piece: Piece) -> list[Found]:
    """The order's state where it stands alone, or before the price as in an order bar (已发货¥59.90)."""
    words = sorted(data.panel().status.words, key=lambda w: (-len(w), w))
    found: list[Found] = []
    for line in piece.lines:
        plain = narrow(line.text).replace(" ", "")
        word = next((w for w in words if plain.startswith(narrow(w))), None)
        rest = "" if word is None else plain[len(word) :]
        if word is None or (rest and not _PRICE.match(rest)):
            continue
        found.append(Found("bare-status", _fact(piece, [line], word, word)))
        if rest and (price := _MONEY.fullmatch(rest)) is not None:
            found.append(Found("bare-amount", _fact(piece, [line], re.sub(r"[,\s]", "", price.group(1)), rest)))
    return found


def replace_text(line: Line, text: str) -> Line:
    """The line with only a part of its text; its box stays that of the whole line."""
    return Line(text, line.confidence, line.box, line.ink, line.paper)


def _fact(
    piece: Piece, used: Sequence[Line], value: str, shown: str, precision: TimePrecision | None = None
) -> Fact:
    return Fact(
        value,
        shown,
        "read",
        piece.source,
        piece.page,
        Box.around(line.box for line in used),
        min(line.confidence for line in used),
        (),
        precision,
    )
