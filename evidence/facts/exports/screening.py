"""Takes the orders of an export, hands on those that stand out: level, reason with its figures, and what to do.

A sign is a reason to look, not a judgement of a person; what the export cannot tell is said beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from typing import Literal

from evidence.facts import couriers
from evidence.facts.exports.records import Export, OrderRecord
from evidence.facts.exports.signs import RefundWords, Signs, usual_signs
from evidence.facts.times import narrow

Level = Literal["high", "medium", "low"]
Stage = Literal["before-shipping", "after-shipping", "closed"]
_RANK: dict[Level, int] = {"high": 0, "medium": 1, "low": 2}
# So many other orders are named in a reason; the rest is counted.
_NAMED = 3
_SHORTEST_PHONE = 7
# A shorter address names a street or a village, not a door.
_SHORTEST_PLACE = 10
_DIGIT = re.compile(r"\d")
_BETWEEN = re.compile(r"[\s,，.。;；]")


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign: its id, its level, and the reason with its figures."""

    id: str
    level: Level
    why: str


@dataclass(frozen=True, slots=True)
class Risk:
    """An order that stands out: the highest level of its reasons, and what to do about each."""

    order: OrderRecord
    stage: Stage
    level: Level
    reasons: tuple[Reason, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """The orders that stand out, those not yet shipped first, and what the export cannot tell."""

    risks: tuple[Risk, ...]
    cannot_know: tuple[str, ...]


def screen(export: Export, signs: Signs | None = None) -> Screening:
    """Every order of the export that shows a sign; one without any is left out."""
    signs = signs or usual_signs()
    orders = export.orders
    reasons: dict[str, list[Reason]] = defaultdict(list)
    by_key = _by_key(orders)
    for kind, members in _groups(by_key):
        for reason, some in _of_group(kind, members, signs):
            for order in some:
                if all(known.id != reason.id for known in reasons[order.number]):
                    reasons[order.number].append(reason)
    for reason, some in _shared(by_key, signs):
        for order in some:
            reasons[order.number].append(reason)
    risks = []
    for order in orders:
        stage = stage_of(order, signs)
        found = [*reasons.get(order.number, ()), *_alone(order, stage, signs)]
        if found:
            found.sort(key=lambda one: (_RANK[one.level], one.id))
            advice = tuple(dict.fromkeys(signs.advice[r.id] for r in found if r.id in signs.advice))
            risks.append(Risk(order, stage, found[0].level, tuple(found), advice))
    first = {"before-shipping": 0, "after-shipping": 1, "closed": 2}
    risks.sort(key=lambda one: (first[one.stage], _RANK[one.level], one.order.row))
    return Screening(tuple(risks), tuple(_cannot_know(export, orders)))


def stage_of(order: OrderRecord, signs: Signs | None = None) -> Stage:
    """Whether the parcel has left: told by the order's state first, then by shipping time and waybill."""
    known = _stage_said(order.status, (signs or usual_signs()).refund)
    return known or ("after-shipping" if order.parcels or "shipped" in order.times else "before-shipping")


def has_left(order: OrderRecord, signs: Signs | None = None) -> bool:
    """Whether the parcel was sent, also where the order was closed afterwards."""
    stage = stage_of(order, signs)
    return stage == "after-shipping" or (stage == "closed" and bool(order.parcels or "shipped" in order.times))


@lru_cache(maxsize=1024)
def _stage_said(status: str, words: RefundWords) -> Stage | None:
    """What an order's state says of its stage; an export has a handful of states and very many orders."""
    if any(word in status for word in words.before + words.unpaid):
        return "before-shipping"
    if any(word in status for word in words.after):
        return "after-shipping"
    return "closed" if any(word in status for word in words.gone) else None


def refund_asked(order: OrderRecord, signs: Signs | None = None) -> bool:
    """Whether a refund was asked for or given, as far as the export says."""
    if not (order.refund_status or order.refund_amount or order.status):
        return False
    said = _refund_said(order.refund_status, order.status, (signs or usual_signs()).refund)
    return bool(order.refund_amount) if said is None else said


@lru_cache(maxsize=1024)
def _refund_said(state: str, status: str, words: RefundWords) -> bool | None:
    if any(word in state for word in words.none) and "成功" not in state:
        return False
    return True if any(word in state for word in words.asked) or "退款" in status else None


# --- one person or address, several orders ----------------------------------------------------------------------------


_Groups = dict[str, dict[str, list[OrderRecord]]]


def _by_key(orders: Sequence[OrderRecord]) -> _Groups:
    """For each kind of key the orders that share a value of it."""
    found: _Groups = {}
    for kind, key in _KEYS:
        by: dict[str, list[OrderRecord]] = defaultdict(list)
        for order in orders:
            if value := key(order):
                by[value].append(order)
        found[kind] = {value: members for value, members in by.items() if len(members) > 1}
    return found


def _groups(by_key: _Groups) -> Iterator[tuple[str, list[OrderRecord]]]:
    """Orders of one account, one phone, one address: the more telling kind first, each set of orders once."""
    seen: set[tuple[str, ...]] = set()
    for kind, by in by_key.items():
        for members in by.values():
            same = tuple(order.number for order in members)
            if same not in seen:
                seen.add(same)
                yield kind, members


def _phone(order: OrderRecord) -> str:
    if "*" in order.phone or len(order.phone) < _SHORTEST_PHONE:
        return ""
    digits = re.sub(r"\D", "", narrow(order.phone).split("-")[0])
    return digits if len(digits) >= _SHORTEST_PHONE else ""


def _place(order: OrderRecord) -> str:
    """The address with its receiver, where enough of it is shown to tell one door from another."""
    if "*" in order.address or len(order.address) < _SHORTEST_PLACE or not _DIGIT.search(order.address):
        return ""
    return _BETWEEN.sub("", narrow(order.address))


_KEYS: tuple[tuple[str, Callable[[OrderRecord], str]], ...] = (
    ("账号", lambda order: order.buyer if "*" not in order.buyer else ""),
    ("手机号", _phone),
    ("地址", _place),
)


def _of_group(
    kind: str, members: Sequence[OrderRecord], signs: Signs
) -> Iterator[tuple[Reason, Sequence[OrderRecord]]]:
    limits = signs.repeat
    if len(members) >= limits.orders:
        rated = [order for order in members if order.stars is not None]
        bad = [order for order in rated if order.stars is not None and order.stars <= limits.bad_stars]
        if len(rated) >= limits.rated and len(bad) >= limits.bad_share * len(rated):
            why = f"同一{kind}下单 {len(members)} 次，有评价的 {len(rated)} 单中 {len(bad)} 单是差评（{_named(bad)}）"
            yield Reason("repeat-bad", "high", why), members
    refunded = [order for order in members if refund_asked(order, signs)]
    if len(refunded) >= limits.refunds and len(refunded) >= limits.refund_share * len(members):
        late = [order for order in refunded if has_left(order, signs)]
        level: Level = "high" if len(refunded) >= limits.orders else "medium"
        why = f"同一{kind}的 {len(members)} 单中 {len(refunded)} 单申请过退款（{_named(refunded)}）"
        if late:
            why += f"，其中发货后申请 {len(late)} 单"
        yield Reason("repeat-refund", level, why), members
    yield from _close_together(kind, members, signs)


def _close_together(
    kind: str, members: Sequence[OrderRecord], signs: Signs
) -> Iterator[tuple[Reason, Sequence[OrderRecord]]]:
    limits = signs.repeat
    if len(members) < limits.close_orders:
        return
    span = timedelta(hours=limits.within_hours)
    timed = sorted(
        ((at, order) for order in members if (at := order.time("created") or order.time("paid")) is not None),
        key=lambda pair: (pair[0], pair[1].row),
    )
    start = 0
    for end, (at, _) in enumerate(timed):
        while at - timed[start][0] > span:
            start += 1
        if end - start + 1 >= limits.close_orders:
            run = [order for _, order in timed[start : end + 1]]
            why = f"同一{kind}在 {limits.within_hours} 小时内下单 {len(run)} 次以上（{_named(run)}）"
            yield Reason("many-at-once", "low", why), run


def _shared(by_key: _Groups, signs: Signs) -> Iterator[tuple[Reason, Sequence[OrderRecord]]]:
    """Several accounts at one phone or address that is no pick-up point, company or school."""
    shared = _compiled(signs.address.shared)
    for kind in ("手机号", "地址"):
        for everyone in by_key[kind].values():
            members = [order for order in everyone if order.buyer]
            accounts = {order.buyer for order in members}
            if len(accounts) < signs.repeat.accounts or any(p.search(members[0].address) for p in shared):
                continue
            why = f"{len(accounts)} 个账号使用同一{kind}下单 {len(members)} 次（{_named(members)}）"
            yield Reason("shared-contact", "medium", why), members


def _named(orders: Sequence[OrderRecord]) -> str:
    shown = "、".join(order.number for order in orders[:_NAMED])
    return shown if len(orders) <= _NAMED else f"{shown} 等 {len(orders)} 单"


# --- one order --------------------------------------------------------------------------------------------------------


def _alone(order: OrderRecord, stage: Stage, signs: Signs) -> Iterator[Reason]:
    asked = refund_asked(order, signs)
    if asked and stage == "before-shipping":
        why = f"售后状态“{order.refund_status or order.status}”，订单状态“{order.status or '未写'}”，尚未发货"
        yield Reason("refund-pending", "high", why)
    only = asked and any(word in order.refund_status + order.refund_reason for word in signs.refund.only_words)
    if only and has_left(order, signs):
        why = f"发货后申请仅退款（售后状态“{order.refund_status}”{_because(order)}）"
        yield Reason("refund-only", "medium", why)
    refund = order.time("refund_time")
    paid = None if refund is None else order.time("paid") or order.time("created")
    if paid is not None and refund is not None:
        waited = refund - paid
        if timedelta(0) <= waited <= timedelta(minutes=signs.refund.at_once_minutes):
            minutes = int(waited.total_seconds() // 60)
            yield Reason("refund-at-once", "low", f"付款后 {minutes} 分钟申请退款")
    if stage == "before-shipping":
        yield from _vague(order, signs)
        if (match := _first(signs.note.patterns, order.note)) is not None:
            yield Reason("note-lever", "medium", f"买家留言里有“{match}”：“{order.note[:60]}”")
    for parcel in order.parcels:
        known = _courier(parcel.courier) if parcel.courier else None
        warning = None if known is None else couriers.check_number(parcel.waybill, known)
        if warning is not None:
            yield Reason("waybill-mismatch", "low", warning.removesuffix("，请核对"))


@cache
def _courier(name: str) -> couriers.Courier | None:
    return couriers.courier_named(name)


def _because(order: OrderRecord) -> str:
    return f"，原因“{order.refund_reason}”" if order.refund_reason else ""


def _vague(order: OrderRecord, signs: Signs) -> Iterator[Reason]:
    if not order.address or "*" in order.address:
        return
    plain = re.sub(r"\s", "", narrow(order.address))
    if (match := _first(signs.address.vague, plain)) is not None:
        yield Reason("vague-address", "medium", f"地址里写着“{match}”：“{order.address[:60]}”")
        return
    detail = re.sub(r"^.*?(?:省|自治区|市)?.{2,8}?(?:市|州|盟|地区).{1,8}?(?:区|县|市|旗)", "", plain)
    if len(detail) < signs.address.shortest or _first(signs.address.house, detail) is None:
        yield Reason("vague-address", "medium", f"地址没有门牌、楼栋或单位：“{order.address[:60]}”")


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _first(patterns: tuple[str, ...], text: str) -> str | None:
    for pattern in _compiled(patterns):
        if match := pattern.search(text):
            return match.group()
    return None


# --- limits -----------------------------------------------------------------------------------------------------------

_NEEDED = (
    (("stars",), "没有评价星级一列，看不出谁给过差评；请另外导出评价表核对"),
    (("buyer",), "没有买家账号一列，只能按手机号和地址归并，同一个人的不同订单可能分开"),
    (("phone", "address"), "没有手机号和地址，看不出一个地址多个账号，也看不出地址是否完整"),
    (("refund_status", "refund_amount"), "没有售后状态一列，看不出谁申请过退款"),
    (("refund_time",), "没有售后申请时间，看不出付款后多久申请退款"),
    (("note",), "没有买家留言一列"),
)


def _cannot_know(export: Export, orders: Sequence[OrderRecord]) -> Iterator[str]:
    for fields, words in _NEEDED:
        if not any(name in export.headings for name in fields):
            yield words
    names = {"buyer": "买家账号", "receiver": "收件人", "phone": "手机号", "address": "地址"}
    if export.encrypted:
        yield "、".join(names[name] for name in export.encrypted) + "是加密的，这些订单无法按它归并或核对"
    for name in ("buyer", "phone", "address"):
        masked = sum("*" in getattr(order, name) for order in orders)
        if masked:
            yield f"{names[name]}有 {masked} 单打了码，打码的不作归并依据"
    yield "只看这一份导出：导出时间以外、其他店铺的订单都看不到"
    yield "迹象不等于恶意：家人、同事、代收点会共用地址和手机号，商品确有问题时退款和差评也会集中；请人工核对后再处理"


def related(orders: Iterable[OrderRecord], own: OrderRecord) -> tuple[OrderRecord, ...]:
    """The other orders of the same account, phone or address, in file order."""
    keys = [(key, value) for _, key in _KEYS if (value := key(own))]
    return tuple(
        order for order in orders if order.number != own.number and any(key(order) == value for key, value in keys)
    )
