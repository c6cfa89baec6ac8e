"""Takes several readings of one value and what the case file says of it, hands on one fact with what disagrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from evidence.facts.times import precision_of
from evidence.model import CHINA, Fact

Same = Callable[[Fact, Fact], bool]
_FINER = {"day": 0, "minute": 1, "second": 2}


def same_value(a: Fact, b: Fact) -> bool:
    """Whether two readings give the same text."""
    return a.value == b.value


def same_amount(a: Fact, b: Fact) -> bool:
    """Whether two amounts are the same sum, however many zeros they show."""
    return float(a.value) == float(b.value)


def same_time(a: Fact, b: Fact) -> bool:
    """Whether two times agree as far as both are written: `2026-06-08 12:50` agrees with `12:50:31` of that day."""
    coarser = min(precision_of(a), precision_of(b), key=lambda p: _FINER[p])
    return _cut(a.time, coarser) == _cut(b.time, coarser)


def _cut(time: datetime, precision: str) -> datetime:
    local = time.astimezone(CHINA)
    if precision == "day":
        return local.replace(hour=0, minute=0, second=0, microsecond=0)
    return local.replace(second=0, microsecond=0) if precision == "minute" else local.replace(microsecond=0)


def settle(readings: Sequence[Fact], stated: str | None = None, same: Same = same_value) -> Fact | None:
    """One fact from many readings.

    What the case file states stands; else the reading that most pages agree on, then the most exact, the surest, the
    first. Each value that disagrees is kept once in `conflicts`. A stated value also read somewhere points there.
    """
    groups: list[list[Fact]] = []
    for reading in readings:
        group = next((g for g in groups if same(g[0], reading)), None)
        if group is None:
            groups.append([reading])
        else:
            group.append(reading)
    if stated is not None:
        return _stated(stated, groups, same)
    if not groups:
        return None
    chosen = max(groups, key=lambda g: (_pages(g), max(_exactness(f) for f in g), max(f.confidence for f in g)))
    best = max(chosen, key=lambda f: (_exactness(f), f.confidence))
    return replace(best, conflicts=tuple(_best(g) for g in groups if g is not chosen))


def _stated(stated: str, groups: Sequence[Sequence[Fact]], same: Same) -> Fact:
    own = Fact(stated, stated, "case-file")
    others: list[Fact] = []
    for group in groups:
        if same(own, group[0]):
            seen = _best(group)
            own = replace(own, source=seen.source, page=seen.page, box=seen.box, confidence=seen.confidence)
        else:
            others.append(_best(group))
    return replace(own, conflicts=tuple(others))


def _best(group: Sequence[Fact]) -> Fact:
    return max(group, key=lambda f: (_exactness(f), f.confidence))


def _pages(group: Sequence[Fact]) -> int:
    return len({(fact.source, fact.page) for fact in group})


def _exactness(fact: Fact) -> int:
    return _FINER[fact.precision] if fact.precision else 0
