"""The nouns of reading a panel: one value found, made from the lines that hold it; and sums of money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.facts.layout import Piece
from evidence.facts.times import narrow
from evidence.model import Box, Fact, Line, TimePrecision

_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\s?\.\s?\d{1,2})?"
_MONEY = re.compile(rf"(?:[¥￥]\s*({_AMOUNT})|({_AMOUNT})\s*元|(\d{{1,7}}\.\d{{2}}))(?![\d.])")


@dataclass(frozen=True, slots=True)
class Found:
    """One value read: the field's name in panel.toml (or `collected`, `parcel`, from logistics lines)."""

    field: str
    fact: Fact


def fact_of(piece: Piece, used: Sequence[Line], value: str, shown: str, precision: TimePrecision | None = None) -> Fact:
    """The fact that these lines of a page hold."""
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


def sum_of(text: str) -> str | None:
    """The sum of money a text begins with, as digits with a point; None where it begins with none."""
    match = _MONEY.match(narrow(text).strip())
    if match is None:
        return None
    amount: str = next(group for group in match.groups() if group)
    return re.sub(r"[,\s]", "", amount)
