"""Takes the rows of a marketplace's export, hands on its orders; masked and encrypted values are known as such."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from evidence.errors import EvidenceError, Exit
from evidence.facts import couriers
from evidence.facts.exports.columns import HEADING_WITHIN, columns_of, headings_shown, platform_of
from evidence.facts.exports.sheet_child import DAMAGED
from evidence.facts.exports.table import rows_of
from evidence.facts.times import narrow, read_time
from evidence.model import CHINA, Notice, TimePrecision

_TEXTS = ("buyer", "receiver", "phone", "address", "status", "refund_status", "refund_reason", "review", "note")
_TIMES = ("created", "paid", "shipped", "finished", "refund_time", "review_time")
_EMPTY = frozenset(("-", "--", "—", "/", "无", "null", "none", "nan", "n/a", "暂无", "无售后", "无留言", "没有"))
_LONGEST_EMPTY = max(map(len, _EMPTY))
_EDGES = " \t\r\n﻿​‌‍‎‏   '"
_FORMULA_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{1,2}$")
# Values that a back office encrypts: between signs of its own, or a long run of letters and digits that is no word.
_ENCRYPTED = re.compile(
    r"^(?:[~#$*]{1,2}[A-Za-z0-9+/=_~#$-]{12,}|[A-Za-z0-9+/]{40,}={0,2})[~#$*]{0,2}.{0,12}$", re.DOTALL
)
_SHORTEST_ENCRYPTED = 12
_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"[,，;；、\n|]+")
_JOINTS = re.compile(r"[\s\-_:：()\[\]【】]+")
_PARCEL = re.compile(r"[A-Za-z]{0,4}\d[A-Za-z0-9]{7,19}")
_ONE_PARCEL = re.compile(r"([A-Z]{0,4}\d[A-Z0-9]{7,19})-([一-鿿]{2,12}),?")
_STARS = re.compile(r"^([1-5])(?:\.0)?\s*(?:星|分|颗星)?$")
_VERDICTS = {"好评": 5, "中评": 3, "差评": 1, "一星": 1, "二星": 2, "三星": 3, "四星": 4, "五星": 5}


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
    encrypted: set[str] = set()
    damaged = skipped = count = 0
    for row_number, row in enumerate(rows, start + 1):
        if not any(row):
            continue
        count += 1
        number = _cell(row, columns["number"])
        if not number.isdigit():  # most are digits alone
            if number.startswith(DAMAGED) or _SCIENTIFIC.match(number):
                damaged += 1
                continue
            number = re.sub(r"\s", "", narrow(number))
            if _DIGIT.search(number) is None:
                skipped += 1
                continue
        order = _record(number, row_number, _cells(row, columns), encrypted)
        known = orders.setdefault(number, order)
        if known is not order:
            known.quantity += order.quantity
            _fill(known, order)
    notices = []
    if damaged:
        notices.append(Notice.of("facts.table-damaged-numbers", path=name, count=damaged))
    if skipped:
        notices.append(Notice.of("facts.table-rows-skipped", path=name, count=skipped))
    return Export(
        name,
        platform_of(heading),
        headings_shown(heading, columns),
        tuple(orders.values()),
        count,
        tuple(sorted(encrypted)),
        tuple(notices),
    )


def _cell(row: Sequence[str], at: int) -> str:
    return _cleaned(row[at]) if at < len(row) else ""


def _cleaned(text: str) -> str:
    """A cell's text without what keeps digits as text (tabs, `="…"`), empty where it only says that there is none."""
    text = text.strip(_EDGES)
    if text.startswith("="):
        match = _FORMULA_TEXT.match(text)
        text = match.group(1).strip(_EDGES) if match else ""  # any other formula is not a value of the marketplace's
    return "" if len(text) <= _LONGEST_EMPTY and text.casefold() in _EMPTY else text


def _cells(row: Sequence[str], columns: dict[str, int]) -> dict[str, str]:
    """The filled cells by field; an export has millions, and most need no cleaning."""
    got: dict[str, str] = {}
    width = len(row)
    for name, at in columns.items():
        if at >= width:
            continue
        text = row[at]
        if text in ("", "-"):
            continue
        if len(text) <= _LONGEST_EMPTY or not (text[0].isalnum() and text[-1].isalnum()):
            text = _cleaned(text)
            if not text:
                continue
        got[name] = text
    return got


def _record(number: str, row_number: int, got: dict[str, str], encrypted: set[str]) -> OrderRecord:
    """The order that one row speaks of."""
    for name in ("buyer", "receiver", "phone", "address"):
        if name in got and len(got[name]) > _SHORTEST_ENCRYPTED and _ENCRYPTED.match(got[name]):
            encrypted.add(name)
            del got[name]
    get = got.get
    address = get("address", "")
    if "province" in got or "city" in got:
        area = "".join([got[name] for name in ("province", "city", "district", "street") if name in got])
        address = address if address.startswith(get("province", area)) else area + address
    parcels = "parcels" in got or "waybill" in got
    return OrderRecord(
        number,
        row_number,
        [got["goods"]] if "goods" in got else [],
        _whole(got["quantity"]) if "quantity" in got else 0,
        _money(got["amount"]) if "amount" in got else None,
        get("buyer", ""),
        get("receiver", ""),
        get("phone", ""),
        address,
        get("status", ""),
        get("refund_status", ""),
        get("refund_reason", ""),
        _money(got["refund_amount"]) if "refund_amount" in got else None,
        _stars(got["stars"]) if "stars" in got else None,
        get("review", ""),
        get("note", ""),
        {name: got[name] for name in _TIMES if name in got},
        list(parcels_of(get("parcels", ""), get("waybill", ""), get("courier", ""))) if parcels else [],
    )


def _whole(text: str) -> int:
    match = re.match(r"\d{1,6}", text)
    return int(match.group()) if match else 0


def _money(text: str) -> float | None:
    plain = text.lstrip("¥￥").replace(",", "")
    match = re.match(r"-?\d{1,9}(?:\.\d{1,4})?", plain)
    return float(match.group()) if match else None


def _stars(text: str) -> int | None:
    match = _STARS.match(narrow(text))
    return int(match.group(1)) if match else _VERDICTS.get(text)


def _time(text: str) -> tuple[datetime, TimePrecision] | None:
    plain = text.replace("/", "-")
    if len(plain) == 19 and plain[4] == "-":
        try:
            return datetime.fromisoformat(plain).replace(tzinfo=CHINA), "second"
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
    name = name.strip()
    if name not in _known_couriers:
        if len(_known_couriers) > 1000:
            _known_couriers.clear()
        known = couriers.courier_named(name) if name else None
        _known_couriers[name] = None if known is None else known.name
    return _known_couriers[name]


def combined(first: Export, *others: Export) -> Export:
    """Several exports as one: what a later one (a table of reviews, say) knows of an order fills what is missing."""
    orders = {order.number: order for order in first.orders}
    for export in others:
        for order in export.orders:
            known = orders.setdefault(order.number, order)
            if known is not order:
                _fill(known, order)
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


def _fill(known: OrderRecord, more: OrderRecord) -> None:
    for name in _TEXTS:
        if not getattr(known, name):
            setattr(known, name, getattr(more, name))
    for name in ("amount", "refund_amount", "stars"):
        if getattr(known, name) is None:
            setattr(known, name, getattr(more, name))
    known.times = more.times | known.times
    known.goods = [*known.goods, *(goods for goods in more.goods if goods not in known.goods)]
    known.parcels = [*known.parcels, *(parcel for parcel in more.parcels if parcel not in known.parcels)]


def find(orders: Iterable[OrderRecord], number: str) -> OrderRecord | None:
    """The order with this number."""
    return next((order for order in orders if order.number == number), None)
