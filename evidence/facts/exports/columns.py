"""Takes the heading row of a marketplace's export, hands on which column holds what, and whose export it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from evidence.facts.data import Day, Mark, parse

# So many known headings, the order number among them, make a row the heading row.
_NEEDED = 3
# Exports begin with a title or a note of at most so many rows.
HEADING_WITHIN = 20


class _Field(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    names: tuple[str, ...]


class _Platform(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    telling: tuple[str, ...]


class ColumnsData(BaseModel):
    """columns.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    as_of: Day
    source: Mark
    field: tuple[_Field, ...]
    platform: tuple[_Platform, ...]


@cache
def _columns() -> ColumnsData:
    text = files("evidence.facts.exports").joinpath("columns.toml").read_text("utf-8")
    return parse(text, ColumnsData, "columns.toml")


def folded(heading: str) -> str:
    """A heading for comparison: without spaces, signs at its edges and a unit in brackets (`用户实付金额(元)`)."""
    plain = unicodedata.normalize("NFKC", heading).replace("﻿", "")
    plain = re.sub(r"\((?:元|件|个|必填|选填)\)", "", re.sub(r"\s+", "", plain))
    return plain.strip("*:\"'=\t").casefold()


@cache
def _wanted() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((one.name, tuple(folded(name) for name in one.names)) for one in _columns().field)


def columns_of(row: Sequence[str]) -> dict[str, int] | None:
    """For each field known the index of its column, or None where the row is no heading row.

    Of several headings for one field the one named first in the data counts; of one heading twice, the first column.
    """
    places: dict[str, int] = {}
    for at, cell in enumerate(row):
        places.setdefault(folded(cell), at)
    found: dict[str, int] = {}
    for field, names in _wanted():
        for name in names:
            if name in places:
                found[field] = places[name]
                break
    return found if "number" in found and len(found) >= _NEEDED else None


def platform_of(row: Sequence[str]) -> str | None:
    """The platform whose export has these headings: the one with most telling ones; None for none or a tie."""
    headings = {folded(cell) for cell in row}
    counts = {p.id: sum(folded(name) in headings for name in p.telling) for p in _columns().platform}
    best = max(counts.values())
    leading = [name for name, count in counts.items() if count == best]
    return leading[0] if best and len(leading) == 1 else None


def headings_shown(row: Sequence[str], found: Mapping[str, int]) -> dict[str, str]:
    """For each field the heading as the export writes it."""
    return {field: row[at].strip().strip("﻿\t") for field, at in found.items()}
