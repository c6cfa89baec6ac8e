"""Takes the orders of an export, hands on those that stand out: level, reason with its figures, and what to do.

A sign is a reason to look, not a judgement of a person; what the export cannot tell is said beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from evidence.facts import couriers
from evidence.facts.exports.groups import RANK, Group, Level, compiled, groups_of
from evidence.facts.exports.records import Export, OrderRecord
from evidence.facts.exports.signs import Signs, usual_signs
from evidence.facts.exports.stages import Stage, Stages
from evidence.facts.times import narrow

_STAGE_ORDER: dict[Stage, int] = {"before-shipping": 0, "after-shipping": 1, "closed": 2}
# What is read of an address; none is longer, but a cell may be.
_LONGEST_ADDRESS = 300


class Reason(NamedTuple):
    """One sign: its id, its level, and the reason with its figures; `group` where it is a sign of many orders."""

    id: str
    level: Level
    why: str
    group: Group | None = None

    @property
    def named(self) -> str:
        """The reason as it stands alone: with the first orders of its group."""
        return self.why if self.group is None else self.group.named


class Risk(NamedTuple):
    """An order that stands out: the highest level of its reasons, and what to do about each."""

    order: OrderRecord
    stage: Stage
    level: Level
    reasons: tuple[Reason, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """The orders that stand out, those not yet shipped first, what they share, and what the export cannot tell.

    `advice` says for each sign what to do about it.
    """

    risks: tuple[Risk, ...]
    cannot_know: tuple[str, ...]
    groups: tuple[Group, ...] = ()
    advice: Mapping[str, str] = field(default_factory=dict)


def screen(export: Export, signs: Signs | None = None) -> Screening:
    """Every order of the export that shows a sign; one without any is left out."""
    signs = signs or usual_signs()
    orders, stages = export.orders, Stages(signs.refund)
    groups = groups_of(orders, signs, stages)
    shared = _shared_reasons(groups)
    advice: dict[tuple[str, ...], tuple[str, ...]] = {}
    ranked: dict[tuple[int, int], list[Risk]] = defaultdict(list)
    for order in orders:
        stage = stages.of(order)
        alone = _alone(order, stage, signs, stages)
        found = shared.get(order.number, ())
        if alone:
            found = tuple(sorted((*found, *alone), key=lambda one: (RANK[one.level], one.id)))
        elif not found:
            continue
        ids = tuple([reason.id for reason in found])
        if ids not in advice:
            advice[ids] = tuple(dict.fromkeys(signs.advice[one] for one in ids if one in signs.advice))
        level = found[0].level
        ranked[_STAGE_ORDER[stage], RANK[level]].append(Risk(order, stage, level, found, advice[ids]))
    risks = tuple(risk for place in sorted(ranked) for risk in ranked[place])
    return Screening(risks, tuple(_cannot_know(export, orders)), groups, dict(signs.advice))


def _shared_reasons(groups: Sequence[Group]) -> dict[str, tuple[Reason, ...]]:
    """For each order's number its groups' reasons, the highest level first; very many orders have the same ones."""
    places: dict[str, tuple[int, ...]] = {}
    for at, group in enumerate(groups):  # they stand in order of level and sign
        for order in group.members:
            places[order.number] = (*places.get(order.number, ()), at)
    reasons = [Reason(group.sign, group.level, group.why, group) for group in groups]
    known = {some: tuple(reasons[at] for at in some) for some in set(places.values())}
    return {number: known[some] for number, some in places.items()}


def _alone(order: OrderRecord, stage: Stage, signs: Signs, stages: Stages) -> list[Reason]:
    """What one order shows by itself."""
    found = []
    if stages.refund_asked(order):
        if stage == "before-shipping":
            why = f"售后状态“{order.refund_status or order.status}”，订单状态“{order.status or '未写'}”，尚未发货"
            found.append(Reason("refund-pending", "high", why))
        said = order.refund_status + order.refund_reason
        if any(word in said for word in signs.refund.only_words) and stages.has_left(order):
            why = f"发货后申请仅退款（售后状态“{order.refund_status}”{_because(order)}）"
            found.append(Reason("refund-only", "medium", why))
    if "refund_time" in order.times:
        found += _at_once(order, signs)
    if stage == "before-shipping":
        found += _vague(order, signs)
        if (match := _first(signs.note.patterns, order.note)) is not None:
            found.append(Reason("note-lever", "medium", f"买家留言里有“{match}”：“{order.note[:60]}”"))
    for parcel in order.parcels:
        known = _courier(parcel.courier) if parcel.courier else None
        warning = None if known is None else couriers.check_number(parcel.waybill, known)
        if warning is not None:
            found.append(Reason("waybill-mismatch", "low", warning.removesuffix("，请核对")))
    return found


def _at_once(order: OrderRecord, signs: Signs) -> Iterator[Reason]:
    refund, paid = order.time("refund_time"), order.time("paid") or order.time("created")
    if paid is not None and refund is not None:
        waited = refund - paid
        if timedelta(0) <= waited <= timedelta(minutes=signs.refund.at_once_minutes):
            minutes = int(waited.total_seconds() // 60)
            yield Reason("refund-at-once", "low", f"付款后 {minutes} 分钟申请退款")


@cache
def _courier(name: str) -> couriers.Courier | None:
    return couriers.courier_named(name)


def _because(order: OrderRecord) -> str:
    return f"，原因“{order.refund_reason}”" if order.refund_reason else ""


def _vague(order: OrderRecord, signs: Signs) -> Iterator[Reason]:
    if not order.address or "*" in order.address:
        return
    plain = narrow("".join(order.address[:_LONGEST_ADDRESS].split()))
    if (match := _first(signs.address.vague, plain)) is not None:
        yield Reason("vague-address", "medium", f"地址里写着“{match}”：“{order.address[:60]}”")
        return
    detail = re.sub(r"^.*?(?:省|自治区|市)?.{2,8}?(?:市|州|盟|地区).{1,8}?(?:区|县|市|旗)", "", plain)
    if len(detail) < signs.address.shortest or _first(signs.address.house, detail) is None:
        yield Reason("vague-address", "medium", f"地址没有门牌、楼栋或单位：“{order.address[:60]}”")


def _first(patterns: tuple[str, ...], text: str) -> str | None:
    for pattern in compiled(patterns):
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
