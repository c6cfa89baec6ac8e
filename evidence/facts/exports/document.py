"""Takes a screening, hands on the same as a JSON document, as CSV for a spreadsheet, or as text for a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from typing import Any

from evidence.catalogue import say
from evidence.facts.exports.records import Export, OrderRecord
from evidence.facts.exports.screening import Risk, Screening
from evidence.model import written

SCHEMA = "evidence/orders/1"
_LEVELS = {"high": "高", "medium": "中", "low": "低"}
_STAGES = {"before-shipping": "未发货", "after-shipping": "已发货", "closed": "已关闭"}
# A cell that begins with one of these is worked out by a spreadsheet as a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_document(
    export: Export, screening: Screening, *, own: OrderRecord | None = None, near: Collection[str] = ()
) -> dict[str, Any]:
    """The screening as JSON values; `own` is the case's order, `near` the numbers of orders related to it."""
    return {
        "schema": SCHEMA,
        "export": {
            "file": export.name,
            "platform": export.platform,
            "rows": export.rows,
            "orders": len(export.orders),
            "columns": export.headings,
        },
        "case": None if own is None else {"order": own.number, "row": own.row, "related": sorted(near)},
        "orders": [_risk(one, own, near) for one in screening.risks],
        "cannot_know": list(screening.cannot_know),
        "notices": [say(notice, "zh") for notice in export.notices],
    }


def _risk(one: Risk, own: OrderRecord | None, near: Collection[str]) -> dict[str, Any]:
    order = one.order
    return {
        "order": order.number,
        "row": order.row,
        "level": one.level,
        "stage": one.stage,
        "buyer": order.buyer or None,
        "goods": order.goods,
        "amount": order.amount,
        "created": _time(order, "created"),
        "paid": _time(order, "paid"),
        "status": order.status or None,
        "refund": order.refund_status or None,
        "parcels": [{"waybill": p.waybill, "courier": p.courier} for p in order.parcels],
        "reasons": [{"id": r.id, "level": r.level, "why": r.why} for r in one.reasons],
        "advice": list(one.advice),
        "case": "own"
        if own is not None and order.number == own.number
        else "related"
        if order.number in near
        else None,
    }


def _time(order: OrderRecord, name: str) -> str | None:
    time = order.time(name)
    return None if time is None else time.isoformat()


def as_csv(screening: Screening) -> str:
    """One order a line, with a byte order mark for Excel; no cell can be taken for a formula."""
    out = io.StringIO(newline="")
    out.write("﻿")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["风险", "阶段", "订单号", "行号", "买家", "下单时间", "金额", "原因", "建议"])
    for one in screening.risks:
        order = one.order
        time = order.moment("created") or order.moment("paid")
        cells = [
            _LEVELS[one.level],
            _STAGES[one.stage],
            # Excel keeps 15 digits of a number: a tab makes it text, as the back offices do.
            f"{order.number}\t",
            str(order.row),
            order.buyer,
            "" if time is None else written(*time),
            "" if order.amount is None else f"{order.amount:.2f}",
            "；".join(reason.why for reason in one.reasons),
            "；".join(one.advice),
        ]
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def as_text(export: Export, screening: Screening, *, own: OrderRecord | None = None, near: Collection[str] = ()) -> str:
    """What a person reads: the orders to look at before shipping first, then the others, then what cannot be known."""
    lines = [f"{export.name}：{len(export.orders)} 个订单，{len(screening.risks)} 个需要留意"]
    if own is not None:
        lines.append(f"本案订单 {own.number} 在第 {own.row} 行，同一买家、手机号或地址的其他订单 {len(near)} 个")
    for stage, title in _STAGES.items():
        some = [one for one in screening.risks if one.stage == stage]
        if not some:
            continue
        lines += ["", f"{title}（{len(some)}）"]
        for one in some:
            mark = "，本案" if own is not None and one.order.number == own.number else ""
            mark = mark or ("，与本案有关" if one.order.number in near else "")
            lines.append(f"[{_LEVELS[one.level]}] {one.order.number}（第 {one.order.row} 行{mark}）")
            lines += [f"    {reason.why}" for reason in one.reasons]
            lines += [f"    建议：{advice}" for advice in one.advice]
    lines += ["", "这份表看不出的："]
    lines += [f"- {words}" for words in screening.cannot_know]
    return "".join(_shown(line) + "\n" for line in lines)


def _shown(line: str) -> str:
    """The line without signs that a terminal obeys: an export's cells are a stranger's words."""
    return "".join(sign if sign.isprintable() else " " for sign in line)
