"""Takes the rows of a marketplace's export, hands on its orders; masked and encrypted values are known as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from evidence.errors import EvidenceError, Exit
from evidence.facts import couriers
from evidence.facts.exports import cells
from evidence.facts.exports.columns import HEADING_WITHIN, columns_of, headings_shown, platform_of
from evidence.facts.exports.sheet_child import DAMAGED
from evidence.facts.exports.table import rows_of
from evidence.facts.times import narrow, read_time
from evidence.model import Notice, TimePrecision, written

_TEXTS = ("buyer", "receiver", "phone", "address", "status", "refund_status", "refund_reason", "review", "note")
_FIGURES: dict[str, Callable[[str], float | int | None]] = {
    "quantity": cells.whole, "amount": cells.money, "refund_amount": cells.money, "stars": cells.stars,
}  # fmt: skip
_TIMES = ("created", "paid", "shipped", "finished", "refund_time", "review_time")
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{1,2}$")
_DIGIT = re.compile(r"\d")
_ISO = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_PARTS = re.compile(r"[,，;；、\n|]+")
_JOINTS = re.compile(r"[\s\-_:：()\[\]【】]+")
_PARCEL = re.compile(r"[A-Za-z]{0,4}\d[A-Za-z0-9]{7,19}")
_ONE_PARCEL = re.compile(r"([A-Z]{0,4}\d[A-Z0-9]{7,19})-([一-鿿]{2,12}),?")
_ONE_NUMBER = re.compile(r"(?:No[:：])?([A-Z]{0,4}\d[A-Z0-9]{7,19})")
# So many rows are looked at together: columns repeat themselves, and the cells stay in the processor's cache (batches
# of 20,000 took 1.7 times as long on 100,000 orders).
_BATCH = 2_000


class Parcel(NamedTuple):
    """One parcel of an order; `courier` is None where the export names none that is known."""

    waybill: str
    courier: str | None


@dataclass(slots=True)
class OrderRecord:
    """One order of an export: the rows of its items together. Empty text and None mean that the export says nothing.

    `row` is the first row's number in the file, the heading counted. Masked values (王*) stay as they are; encrypted
    ones are dropped. `times` maps a field to its time as written; `moment` reads it.
    """

    number: str
    row: int
    goods: list[str] = field(default_factory=list)
    quantity: int = 0
    amount: float | None = None
    buyer: str = ""
    receiver: str = ""
    phone: str = ""
    address: str = ""
    status: str = ""
    refund_status: str = ""
    refund_reason: str = ""
    refund_amount: float | None = None
    stars: int | None = None
    review: str = ""
    note: str = ""
    times: dict[str, str] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)

    def moment(self, name: str) -> tuple[datetime, TimePrecision] | None:
        """The time of this field and how exactly it is written, or None; read only when asked for."""
        return _time(self.times[name]) if name in self.times else None

    def time(self, name: str) -> datetime | None:
        """The time of this field, or None."""
        known = self.moment(name)
        return None if known is None else known[0]

    def written(self, name: str) -> str | None:
        """The time of this field in ISO 8601 with its zone, or None; most are written so but for the zone."""
        text = self.times.get(name)
        if text is not None and _is_exact(text):
            return f"{text[:10]}T{text[11:]}+08:00"
        known = self.time(name)
        return None if known is None else known.isoformat()

    def shown(self, name: str) -> str:
        """The time of this field for people, as exactly as it is written, or nothing."""
        text = self.times.get(name, "")
        if _is_exact(text):
            return text
        known = self.moment(name)
        return "" if known is None else written(*known)


def _is_exact(text: str) -> bool:
    """Whether the text is a time to the second as we write it ourselves: nothing needs to be made of it."""
    if _ISO.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Export:
    """An export as read: its orders in file order, whose export it looks like, and the headings that were used."""

    name: str
    platform: str | None
    headings: dict[str, str]
    orders: tuple[OrderRecord, ...]
    rows: int
    encrypted: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_export(path: Path) -> Export:
    """Read an order export, CSV or spreadsheet, as the marketplace wrote it.

    Raises:
        EvidenceError: FILE (5) when it cannot be read, UNUSABLE (4) when it is no table or holds no order columns.
    """
    rows = rows_of(path)
    for number, row in enumerate(rows, 1):
        columns = columns_of(row)
        if columns is not None:
            return _orders(path.name, row, columns, rows, number)
        if number >= HEADING_WITHIN:
            break
    raise EvidenceError(Exit.UNUSABLE, "facts.table-no-orders", path=path.name)


def _orders(
    name: str, heading: Sequence[str], columns: dict[str, int], rows: Iterator[list[str]], start: int
) -> Export:
    orders: dict[str, OrderRecord] = {}
    told = _Told()
    numbered = enumerate(rows, start + 1)
    more: dict[str, list[OrderRecord]] = {}
    while batch := list(islice(numbered, _BATCH)):
        for order in _records([pair for pair in batch if any(pair[1])], columns, told):
            if orders.setdefault(order.number, order) is not order:
                more.setdefault(order.number, []).append(order)
    for number, others in more.items():
        orders[number].quantity += sum(order.quantity for order in others)
        _fill(orders[number], others)
    notices = []
    if told.damaged:
        notices.append(Notice.of("facts.table-damaged-numbers", path=name, count=told.damaged))
    if told.skipped:
        notices.append(Notice.of("facts.table-rows-skipped", path=name, count=told.skipped))
    return Export(
        name,
        platform_of(heading),
        headings_shown(heading, columns),
        tuple(orders.values()),
        told.rows,
        tuple(sorted(told.encrypted)),
        tuple(notices),
    )


@dataclass(slots=True)
class _Told:
    """What the rows of an export came to besides orders."""

    rows: int = 0
    damaged: int = 0
    skipped: int = 0
    encrypted: set[str] = field(default_factory=set)


def _records(batch: Sequence[tuple[int, list[str]]], columns: dict[str, int], told: _Told) -> list[OrderRecord]:
    """The order that each row speaks of; rows without an order number are counted."""
    told.rows += len(batch)
    at = columns["number"]
    numbered: list[tuple[int, str, list[str]]] = []
    for row_number, row in batch:
        number = cells.cleaned(row[at]) if at < len(row) else ""
        if not (number.isascii() and number.isdigit()):  # most are digits alone
            if number.startswith(DAMAGED) or _SCIENTIFIC.match(number):
                told.damaged += 1
                continue
            number = re.sub(r"\s", "", narrow(number))
            if _DIGIT.search(number) is None:
                told.skipped += 1
                continue
        numbered.append((row_number, number, row))
    got = _columns_of([row for _, _, row in numbered], columns)
    for name in ("buyer", "receiver", "phone", "address"):
        if name in got:
            got[name], hidden = cells.without_encrypted(got[name])
            if hidden:
                told.encrypted.add(name)
    if "province" in got or "city" in got:
        got["address"] = _addresses(got, len(numbered))
    orders = [OrderRecord(number, row_number) for row_number, number, _ in numbered]
    _fill_columns(orders, got)
    return orders


def _fill_columns(orders: Sequence[OrderRecord], got: Mapping[str, list[str]]) -> None:
    for name in _TEXTS:
        for order, text in zip(orders, got.get(name, ()), strict=False):
            if text:
                setattr(order, name, text)
    for name, read in _FIGURES.items():
        for order, value in zip(orders, cells.each_once(read, got.get(name, ())), strict=False):
            if value is not None:
                setattr(order, name, value)
    for name in _TIMES:
        for order, text in zip(orders, got.get(name, ()), strict=False):
            if text:
                order.times[name] = text
    for order, goods in zip(orders, got.get("goods", ()), strict=False):
        if goods:
            order.goods.append(goods)
    nothing = [""] * len(orders)
    shipped = (got.get(name, nothing) for name in ("parcels", "waybill", "courier"))
    for order, both, waybills, names in zip(orders, *shipped, strict=True):
        if both or waybills:
            order.parcels.extend(parcels_of(both, waybills, names))


def _columns_of(rows: Iterable[list[str]], columns: dict[str, int]) -> dict[str, list[str]]:
    """For each field its cells, cleaned; a row may be shorter than the heading."""
    width = max(columns.values()) + 1
    whole = [row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in rows]
    return {
        name: cells.all_cleaned(list(map(itemgetter(at), whole))) for name, at in columns.items() if name != "number"
    }


def _addresses(got: Mapping[str, list[str]], count: int) -> list[str]:
    nothing = [""] * count
    parts = zip(*(got.get(name, nothing) for name in ("province", "city", "district", "street")), strict=True)
    return [
        cells.joined_address(area, area[0], address) if area[0] or area[1] else address
        for area, address in zip(parts, got.get("address", nothing), strict=True)
    ]


def _time(text: str) -> tuple[datetime, TimePrecision] | None:
    if len(text) == 19:
        try:
            return datetime.fromisoformat(f"{text.replace('/', '-')}+08:00"), "second"
        except ValueError:
            pass
    return read_time(text)


def parcels_of(both: str, waybills: str, names: str) -> Iterator[Parcel]:
    """The parcels in a cell that holds numbers and couriers (`单号-快递公司,…`), or in two cells beside each other."""
    seen: set[str] = set()
    simple = _ONE_PARCEL.fullmatch(both)
    if simple is not None and not waybills:
        yield Parcel(simple.group(1), _courier(simple.group(2)))
        return
    alone = _ONE_NUMBER.fullmatch(waybills)
    if alone is not None and not both and _PARTS.search(names) is None:
        yield Parcel(alone.group(1), _courier(names))
        return
    for part in _PARTS.split(narrow(both)) if both else ():
        match = _PARCEL.search(part)
        if match is not None and match.group() not in seen:
            seen.add(match.group())
            rest = _JOINTS.sub(" ", part[: match.start()] + " " + part[match.end() :])
            yield Parcel(match.group(), _courier(rest))
    if not waybills:
        return
    numbers = [m.group() for m in _PARCEL.finditer(narrow(waybills))]
    named = [name for name in _PARTS.split(names) if name.strip()]
    for at, number in enumerate(numbers):
        if number not in seen:
            seen.add(number)
            name = named[at] if at < len(named) else (named[0] if len(named) == 1 else "")
            yield Parcel(number, _courier(name))


_known_couriers: dict[str, str | None] = {}


def _courier(name: str) -> str | None:
    """The courier's name as we know it; the few names of an export are looked up once."""
    if name not in _known_couriers:
        if len(_known_couriers) > 1000:
            _known_couriers.clear()
        known = couriers.courier_named(name) if name.strip() else None
        _known_couriers[name] = None if known is None else known.name
    return _known_couriers[name]


def combined(first: Export, *others: Export) -> Export:
    """Several exports as one: what a later one (a table of reviews, say) knows of an order fills what is missing."""
    orders = {order.number: order for order in first.orders}
    more: dict[str, list[OrderRecord]] = {}
    for export in others:
        for order in export.orders:
            if orders.setdefault(order.number, order) is not order:
                more.setdefault(order.number, []).append(order)
    for number, some in more.items():
        _fill(orders[number], some)
    every = (first, *others)
    return Export(
        "、".join(export.name for export in every),
        next((export.platform for export in every if export.platform), None),
        {name: heading for export in reversed(every) for name, heading in export.headings.items()},
        tuple(orders.values()),
        sum(export.rows for export in every),
        tuple(sorted({name for export in every for name in export.encrypted})),
        tuple(notice for export in every for notice in export.notices),
    )


def _fill(known: OrderRecord, others: Sequence[OrderRecord]) -> None:
    """Put into an order what other rows know of it; an order may be spread over very many rows."""
    for more in others:
        for name in _TEXTS:
            if not getattr(known, name):
                setattr(known, name, getattr(more, name))
        for name in ("amount", "refund_amount", "stars"):
            if getattr(known, name) is None:
                setattr(known, name, getattr(more, name))
        for name, time in more.times.items():
            known.times.setdefault(name, time)
    known.goods = list(dict.fromkeys(goods for order in (known, *others) for goods in order.goods))
    known.parcels = list(dict.fromkeys(parcel for order in (known, *others) for parcel in order.parcels))


def find(orders: Iterable[OrderRecord], number: str) -> OrderRecord | None:
    """The order with this number."""
    return next((order for order in orders if order.number == number), None)
