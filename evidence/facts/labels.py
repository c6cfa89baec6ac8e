"""Takes the lines of a page, hands on the labels in them and the lines that hold each label's value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from evidence.facts import couriers, data, status
from evidence.facts.layout import Piece, follows, same_row
from evidence.facts.times import narrow
from evidence.model import Line

# A label inside a line must be this long; shorter ones are ordinary words too.
_LONG_LABEL = 3
# A label with one character misread is still known when it is at least this long (实付金颗 for 实付金额).
_MISREAD_LABEL = 4
# A value below its label begins at most this many line heights under it.
_BELOW = 1.2


@dataclass(frozen=True, slots=True)
class Hit:
    """A label in a line, with the text after it in the same line."""

    field: str
    kind: data.Kind
    line: Line
    rest: str
    short: bool


Hits = Mapping[int, list[Hit]]


@cache
def _labels() -> tuple[dict[str, data.FieldData], re.Pattern[str]]:
    fields = {label: one for one in data.panel().field for label in one.labels}
    every = sorted(fields, key=lambda label: (-len(label), label))
    return fields, re.compile(r"(?<![一-鿿])(?:" + "|".join(map(re.escape, every)) + ")")


def hits_in(line: Line) -> list[Hit]:
    """The labels in a line, from left to right."""
    fields, pattern = _labels()
    plain = narrow(line.text)
    matches = [m for m in pattern.finditer(plain) if _is_label(m, plain, fields[m.group()].kind)]
    hits = []
    ends = [after.start() for after in matches[1:]] + [len(plain)]
    for match, end in zip(matches, ends, strict=False):
        field = fields[match.group()]
        rest = line.text[match.end() : end]
        short = len(match.group()) < _LONG_LABEL
        hits.append(Hit(field.name, field.kind, line, rest.strip(" :："), short))
    return hits or _misread(line)


def _misread(line: Line) -> list[Hit]:
    """A label that stands alone with one character misread, where it is like the labels of one field only."""
    plain = narrow(line.text).strip(" :")
    if len(plain) < _MISREAD_LABEL:
        return []
    like = {
        one.name: one
        for label, one in _labels()[0].items()
        if len(label) == len(plain) and sum(a != b for a, b in zip(label, plain, strict=True)) == 1
    }
    return [Hit(one.name, one.kind, line, "", False) for one in like.values()] if len(like) == 1 else []


def _is_label(match: re.Match[str], plain: str, kind: data.Kind) -> bool:
    at_start = not plain[: match.start()].strip(" ·•*-")
    rest = plain[match.end() :]
    if kind in ("text", "name") and len(match.group()) < _LONG_LABEL and not rest.startswith(":"):
        return kind == "name" and at_start and not rest.strip()  # 商品 and 宝贝 are tabs too, 买家 is none
    if not at_start and len(match.group()) < _LONG_LABEL and not rest.startswith((":", "¥")):
        return False
    if not rest.strip(" :") or rest[0] in ": ":
        return True
    if kind in ("number", "time", "money", "waybill"):
        return re.match(r"[¥\dA-Z(]", rest) is not None
    if kind in ("logistics", "courier"):
        return couriers.courier_of(rest, labelled=True) is not None or status.status_of(rest) != ""
    return kind == "other" and len(match.group()) >= _LONG_LABEL


def value_lines(hit: Hit, piece: Piece, hits: Hits, *, is_last: bool) -> list[Line]:
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


def _continued(label: Line, value: Line | None, piece: Piece, hits: Hits) -> list[Line]:
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


def _has_label_beside(line: Line, piece: Piece, hits: Hits) -> bool:
    return any(
        other is not line and other.box.x1 <= line.box.x0 + 2 and same_row(other.box, line.box) and hits[id(other)]
        for other in piece.lines
    )


def _below(label: Line, piece: Piece, hits: Hits) -> list[Line]:
    for line in piece.lines:
        overlaps = min(line.box.x1, label.box.x1) - max(line.box.x0, label.box.x0) > 0
        if line is not label and overlaps and line.box.y0 >= label.box.y0 + 0.5 * label.box.height:
            if hits[id(line)] or not follows(label.box, line.box, _BELOW):
                return []
            return [line]
    return []
