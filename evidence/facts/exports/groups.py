"""Takes the orders of an export, hands on those of one account, phone or address whose number is a sign.

Such a sign belongs to many orders at once: it is said once, of the group, and its orders refer to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter
from typing import Literal

from evidence.facts.exports.records import OrderRecord
from evidence.facts.exports.signs import Signs
from evidence.facts.exports.stages import Stages
from evidence.facts.times import narrow

Level = Literal["high", "medium", "low"]
RANK: dict[Level, int] = {"high": 0, "medium": 1, "low": 2}
# So many orders of a group are named where it is spoken of; the rest is counted.
_NAMED = 3
_SHORTEST_PHONE = 7
# A shorter address names a street or a village, not a door.
_SHORTEST_PLACE = 10
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(r"[一-鿿0-9A-Za-z]*")
_BETWEEN = re.compile(r"[\s,，.。;；]+")


@dataclass(frozen=True, slots=True)
class Group:
    """A sign of many orders together: whose they are (`kind`), the reason with its figures, and the orders.

    `telling` are the orders that the reason counts (the refunded ones, say), `members` those that stand out by it and
    by no group with the same sign before it.
    """

    id: str
    sign: str
    level: Level
    kind: str
    why: str
    telling: tuple[OrderRecord, ...]
    members: tuple[OrderRecord, ...]

    @property
    def named(self) -> str:
        """The reason with the first of the orders it counts."""
        shown = "、".join(order.number for order in self.telling[:_NAMED])
        more = "" if len(self.telling) <= _NAMED else f" 等 {len(self.telling)} 单"
        return f"{self.why}（{shown}{more}）"


def groups_of(orders: Sequence[OrderRecord], signs: Signs, stages: Stages) -> tuple[Group, ...]:
    """Every group that shows a sign, the highest level first, then in file order; the work grows with the orders."""
    by_key = _by_key(orders)
    found: list[Group] = []
    told: dict[str, set[str]] = defaultdict(set)
    for group in _found(by_key, signs, stages):
        known = told[group.sign]
        fresh = tuple(order for order in group.members if order.number not in known)
        if fresh:
            known.update(order.number for order in fresh)
            found.append(replace(group, members=fresh))
    found.sort(key=lambda group: (RANK[group.level], group.sign, group.members[0].row))
    return tuple(replace(group, id=f"G{number:04d}") for number, group in enumerate(found, 1))


def _found(by_key: _Groups, signs: Signs, stages: Stages) -> Iterator[Group]:
    for kind, members in _sets(by_key, ("账号", "手机号", "地址")):
        yield from _repeated(kind, members, signs, stages)
        yield from _close_together(kind, members, signs)
    for kind, members in _sets(by_key, ("手机号", "地址")):
        yield from _shared(kind, members, signs)


def related(orders: Sequence[OrderRecord], own: OrderRecord) -> tuple[OrderRecord, ...]:
    """The other orders of the same account, phone or address, in file order."""
    keys = [(key, value) for _, key in _KEYS if (value := key(own))]
    return tuple(
        order for order in orders if order.number != own.number and any(key(order) == value for key, value in keys)
    )


_Groups = dict[str, list[list[OrderRecord]]]


def _by_key(orders: Sequence[OrderRecord]) -> _Groups:
    """For each kind of key the orders that share a value of it."""
    found: _Groups = {}
    for kind, key in _KEYS:
        by: dict[str, list[OrderRecord]] = defaultdict(list)
        for order in orders:
            if value := key(order):
                by[value].append(order)
        found[kind] = [members for members in by.values() if len(members) > 1]
    return found


def _sets(by_key: _Groups, kinds: Sequence[str]) -> Iterator[tuple[str, list[OrderRecord]]]:
    """The sets of orders by the more telling kind of key first, each set once."""
    seen: set[tuple[int, ...]] = set()
    for kind in kinds:
        for members in by_key[kind]:
            same = tuple(map(id, members))
            if same not in seen:
                seen.add(same)
                yield kind, members


def _phone(order: OrderRecord) -> str:
    if "*" in order.phone or len(order.phone) < _SHORTEST_PHONE:
        return ""
    digits = order.phone if order.phone.isascii() and order.phone.isdigit() else _digits(order.phone)
    return digits if len(digits) >= _SHORTEST_PHONE else ""


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", narrow(phone).split("-")[0])


def _place(order: OrderRecord) -> str:
    """The address with its receiver, where enough of it is shown to tell one door from another."""
    address = order.address
    if "*" in address or len(address) < _SHORTEST_PLACE or _DIGIT.search(address) is None:
        return ""
    place = address.replace(" ", "")
    return place if _PLAIN.fullmatch(place) else narrow("".join(_BETWEEN.split(place)))


_KEYS: tuple[tuple[str, Callable[[OrderRecord], str]], ...] = (
    ("账号", lambda order: order.buyer if "*" not in order.buyer else ""),
    ("手机号", _phone),
    ("地址", _place),
)


def _repeated(kind: str, members: Sequence[OrderRecord], signs: Signs, stages: Stages) -> Iterator[Group]:
    limits = signs.repeat
    if len(members) >= limits.orders:
        rated = [order for order in members if order.stars is not None]
        bad = [order for order in rated if order.stars is not None and order.stars <= limits.bad_stars]
        if len(rated) >= limits.rated and len(bad) >= limits.bad_share * len(rated):
            why = f"同一{kind}下单 {len(members)} 次，有评价的 {len(rated)} 单中 {len(bad)} 单是差评"
            yield Group("", "repeat-bad", "high", kind, why, tuple(bad), tuple(members))
    refunded = [order for order in members if stages.refund_asked(order)]
    if len(refunded) >= limits.refunds and len(refunded) >= limits.refund_share * len(members):
        late = sum(stages.has_left(order) for order in refunded)
        level: Level = "high" if len(refunded) >= limits.orders else "medium"
        why = f"同一{kind}的 {len(members)} 单中 {len(refunded)} 单申请过退款"
        if late:
            why += f"，其中发货后申请 {late} 单"
        yield Group("", "repeat-refund", level, kind, why, tuple(refunded), tuple(members))


def _close_together(kind: str, members: Sequence[OrderRecord], signs: Signs) -> Iterator[Group]:
    """Runs of orders of which enough lie within some hours; an order is in one run only."""
    limits = signs.repeat
    if len(members) < limits.close_orders:
        return
    span = limits.within_hours * 3600
    known = ((order.time("created") or order.time("paid"), order) for order in members)
    timed = sorted(((at.timestamp(), order) for at, order in known if at is not None), key=itemgetter(0))
    runs: list[tuple[int, int, int]] = []  # first and last order of a run, and the most that one window held
    start = 0
    for end, (at, _) in enumerate(timed):
        while at - timed[start][0] > span:
            start += 1
        held = end - start + 1
        if held < limits.close_orders:
            continue
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], end, max(runs[-1][2], held))
        else:
            runs.append((start, end, held))
    for first, last, most in runs:
        run = tuple(order for _, order in timed[first : last + 1])
        why = f"同一{kind}在 {limits.within_hours} 小时内下单 {most} 次"
        if len(run) > most:
            why = f"同一{kind}接连下单 {len(run)} 次，{limits.within_hours} 小时内最多 {most} 次"
        yield Group("", "many-at-once", "low", kind, why, run, run)


def _shared(kind: str, everyone: Sequence[OrderRecord], signs: Signs) -> Iterator[Group]:
    """Several accounts at one phone or address that is no pick-up point, company or school."""
    members = tuple(order for order in everyone if order.buyer)
    accounts = {order.buyer for order in members}
    if len(accounts) < signs.repeat.accounts:
        return
    if any(pattern.search(members[0].address) for pattern in compiled(signs.address.shared)):
        return
    why = f"{len(accounts)} 个账号使用同一{kind}下单 {len(members)} 次"
    yield Group("", "shared-contact", "medium", kind, why, members, members)


@cache
def compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns of a file of signs, compiled."""
    return tuple(re.compile(pattern) for pattern in patterns)
