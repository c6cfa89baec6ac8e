"""Takes the order exports of the case, hands on their orders as readings, and those of the case that stand out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, field, replace

from evidence.errors import EvidenceError, Exit
from evidence.facts import couriers
from evidence.facts.exports import Export, OrderRecord, combined, find, read_export, related, screen
from evidence.facts.found import Found
from evidence.facts.panel import Block
from evidence.model import Case, Fact, Notice, OrderRisk, Review, Source, TimePrecision

# So many abnormal orders of the same buyer are shown in a pack; the export itself holds them all.
_MOST_RISKS = 40
_TIMES = ("created", "paid", "shipped", "finished")


@dataclass(frozen=True, slots=True)
class Tables:
    """The exports read, by source id; why one could not be read; and what was said of one that could."""

    exports: Mapping[str, Export] = field(default_factory=dict)
    failed: Mapping[str, Notice] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


def read_tables(case: Case) -> Tables:
    """Read every table in use.

    Raises:
        EvidenceError: FILE (5) when a file cannot be read.
    """
    exports: dict[str, Export] = {}
    failed: dict[str, Notice] = {}
    for source in case.used("table"):
        try:
            exports[source.id] = read_export(case.path_of(source.id))
        except EvidenceError as error:
            if error.exit_code is not Exit.UNUSABLE:
                raise
            failed[source.id] = _in_the_case(error.notice, source)
    paths = {source.id: source for source in case.sources}
    told = (_in_the_case(notice, paths[id]) for id, export in exports.items() for notice in export.notices)
    return Tables(exports, failed, tuple(told))


def _in_the_case(notice: Notice, source: Source) -> Notice:
    """The notice with the file named as in the case folder: two folders may each hold a table of one name."""
    return Notice.of(notice.key, **{**dict(notice.params), "path": source.path})


def blocks_of(tables: Tables, numbers: Collection[str]) -> list[Block]:
    """What the exports say of the orders with these numbers."""
    blocks = []
    for source, export in tables.exports.items():
        for number in numbers:
            record = find(export.orders, number)
            if record is not None:
                blocks.append(Block(number, tuple(_found(record, source))))
    return blocks


def review_of(tables: Tables, number: str) -> Review | None:
    """The review that an export holds of this order, or None."""
    for source, export in tables.exports.items():
        record = find(export.orders, number)
        if record is None or not (record.review or record.stars):
            continue
        when = record.moment("review_time")
        return Review(
            time=None if when is None else _fact(source, when[0].isoformat(), record.times["review_time"], when[1]),
            stars=None if record.stars is None else _fact(source, str(record.stars)),
            text=_fact(source, record.review) if record.review else None,
            buyer=_fact(source, record.buyer) if record.buyer else None,
            order=_fact(source, number),
        )
    return None


def _fact(source: str, value: str, shown: str | None = None, precision: TimePrecision | None = None) -> Fact:
    return Fact(value, shown or value, "read", source, precision=precision)


def _found(record: OrderRecord, source: str) -> list[Found]:
    found = [Found("number", _fact(source, record.number))]
    for name in _TIMES:
        when = record.moment(name)
        if when is not None:
            found.append(Found(name, _fact(source, when[0].isoformat(), record.times[name], when[1])))
    if record.goods:
        found.append(Found("goods", _fact(source, "、".join(record.goods))))
    if record.amount is not None:
        found.append(Found("amount", _fact(source, f"{record.amount:.2f}")))
    for name, value in (("buyer", record.buyer), ("status", record.status)):
        if value:
            found.append(Found(name, _fact(source, value)))
    for parcel in record.parcels:
        found.append(Found("waybill", _fact(source, parcel.waybill)))
        known = couriers.courier_named(parcel.courier) if parcel.courier else None
        if known is not None:
            found.append(Found("courier", _fact(source, known.name)))
    return found


def abnormal(tables: Tables, number: str | None) -> tuple[tuple[OrderRisk, ...], tuple[str, ...]]:
    """The case's order and those related to it that stand out in the exports, and what the exports cannot tell.

    Several exports (orders, and their reviews) are looked at together, joined by order number.
    """
    homes: dict[str, str] = {}
    for source, export in tables.exports.items():
        for order in export.orders:
            homes.setdefault(order.number, source)
    if number is None or number not in homes:
        return (), ()
    # The readings of the exports themselves stay as they are: joining fills records.
    whole = combined(*(replace(e, orders=tuple(copy(o) for o in e.orders)) for e in tables.exports.values()))
    own = find(whole.orders, number)
    if own is None:
        return (), ()
    near = {order.number for order in related(whole.orders, own)}
    screening = screen(whole)
    risks: list[OrderRisk] = []
    for one in screening.risks:
        order = one.order
        if order.number != own.number and order.number not in near:
            continue
        time = order.time("created") or order.time("paid")
        risks.append(
            OrderRisk(
                order.number, homes[order.number], order.row, one.level, one.stage, order.number == own.number,
                order.buyer, time, order.amount, tuple(reason.named for reason in one.reasons), one.advice,
            )
        )  # fmt: skip
    return tuple(risks[:_MOST_RISKS]), screening.cannot_know if risks else ()
