"""Takes a screening, hands on the same as a JSON document, as CSV for a spreadsheet, or as text for a person."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Mapping
from json.encoder import encode_basestring as _quoted
from typing import Any

from evidence.catalogue import say
from evidence.facts.exports.records import Export, OrderRecord, Parcel
from evidence.facts.exports.screening import Reason, Risk, Screening

SCHEMA = "evidence/orders/2"
_LEVELS = {"high": "高", "medium": "中", "low": "低"}
_STAGES = {"before-shipping": "未发货", "after-shipping": "已发货", "closed": "已关闭"}
# A cell that begins with one of these is worked out by a spreadsheet as a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_document(
    export: Export, screening: Screening, *, own: OrderRecord | None = None, near: Collection[str] = ()
) -> dict[str, Any]:
    """The screening as JSON values; `own` is the case's order, `near` the numbers of orders related to it.

    A sign that many orders share is told once with its advice, among `groups`; an order's reason names the group.
    """
    return _around(export, screening, own, near, [_risk(one, own, near, screening.advice) for one in screening.risks])


def as_json(export: Export, screening: Screening, *, own: OrderRecord | None = None, near: Collection[str] = ()) -> str:
    """The document as text, two-space indented: what `json.dumps` gives of it, in a tenth of the time.

    Python's own writer is slow where it indents, and an export may hold a hundred thousand orders that stand out.
    """
    around = json.dumps(_around(export, screening, own, near, []), ensure_ascii=False, indent=2) + "\n"
    rows = [_risk_text(one, _belongs(one.order, own, near), screening.advice) for one in screening.risks]
    before, here, after = around.partition('\n  "orders": []')  # at this depth nothing but the document's own key
    if not rows:
        return around
    return "".join((before, here[:-1], "\n    ", ",\n    ".join(rows), "\n  ]", after))


def _around(
    export: Export, screening: Screening, own: OrderRecord | None, near: Collection[str], orders: list[Any]
) -> dict[str, Any]:
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
        "groups": [
            {
                "id": group.id,
                "sign": group.sign,
                "level": group.level,
                "shared": group.kind,
                "why": group.named,
                "orders": len(group.members),
                "advice": screening.advice.get(group.sign),
            }
            for group in screening.groups
        ],
        "orders": orders,
        "cannot_know": list(screening.cannot_know),
        "notices": [say(notice, "zh") for notice in export.notices],
    }


def _risk(one: Risk, own: OrderRecord | None, near: Collection[str], advice: Mapping[str, str]) -> dict[str, Any]:
    order = one.order
    return {
        "order": order.number,
        "row": order.row,
        "level": one.level,
        "stage": one.stage,
        "buyer": order.buyer or None,
        "goods": order.goods,
        "amount": order.amount,
        "created": order.written("created"),
        "paid": order.written("paid"),
        "status": order.status or None,
        "refund": order.refund_status or None,
        "parcels": [{"waybill": p.waybill, "courier": p.courier} for p in order.parcels],
        "reasons": [_reason(r) for r in one.reasons],
        "advice": list(_own_advice(one, advice)),
        "case": _belongs(order, own, near),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    if reason.group is not None:
        return {"id": reason.id, "level": reason.level, "group": reason.group.id}
    return {"id": reason.id, "level": reason.level, "why": reason.why}


def _own_advice(one: Risk, advice: Mapping[str, str]) -> list[str]:
    """What to do about the signs that are the order's own; what to do about a group's is said of the group."""
    alone = [reason.id for reason in one.reasons if reason.group is None]
    return [advice[sign] for sign in dict.fromkeys(alone) if sign in advice] if alone else []


def _belongs(order: OrderRecord, own: OrderRecord | None, near: Collection[str]) -> str | None:
    if own is not None and order.number == own.number:
        return "own"
    return "related" if order.number in near else None


def _risk_text(one: Risk, belongs: str | None, advice: Mapping[str, str]) -> str:
    """One order of the document as text."""
    order = one.order
    return f"""{{
      "order": {_quoted(order.number)},
      "row": {order.row},
      "level": "{one.level}",
      "stage": "{one.stage}",
      "buyer": {_text(order.buyer)},
      "goods": {_list_text([_quoted(name) for name in order.goods])},
      "amount": {"null" if order.amount is None else repr(order.amount)},
      "created": {_text(order.written("created"))},
      "paid": {_text(order.written("paid"))},
      "status": {_text(order.status)},
      "refund": {_text(order.refund_status)},
      "parcels": {_list_text([_parcel_text(parcel) for parcel in order.parcels])},
      "reasons": {_list_text([_reason_text(reason) for reason in one.reasons])},
      "advice": {_list_text([_quoted(words) for words in _own_advice(one, advice)])},
      "case": {_text(belongs)}
    }}"""


def _text(text: str | None) -> str:
    return _quoted(text) if text else "null"


def _list_text(values: list[str]) -> str:
    return f"[\n        {_NEXT.join(values)}\n      ]" if values else "[]"


_NEXT = ",\n        "


def _parcel_text(parcel: Parcel) -> str:
    return f"""{{
          "waybill": {_quoted(parcel.waybill)},
          "courier": {_text(parcel.courier)}
        }}"""


def _reason_text(reason: Reason) -> str:
    last = f'"why": {_quoted(reason.why)}' if reason.group is None else f'"group": "{reason.group.id}"'
    return f"""{{
          "id": "{reason.id}",
          "level": "{reason.level}",
          {last}
        }}"""


def as_csv(screening: Screening) -> str:
    """One order a line, with a byte order mark for Excel; no cell can be taken for a formula."""
    out = io.StringIO(newline="")
    out.write("﻿")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["风险", "阶段", "订单号", "行号", "买家", "下单时间", "金额", "原因", "建议", "共有"])
    for one in screening.risks:
        order = one.order
        cells = [
            _LEVELS[one.level],
            _STAGES[one.stage],
            # Excel keeps 15 digits of a number: a tab makes it text, as the back offices do.
            f"{order.number}\t",
            str(order.row),
            order.buyer,
            order.shown("created") or order.shown("paid"),
            "" if order.amount is None else f"{order.amount:.2f}",
            "；".join(reason.why for reason in one.reasons),
            "；".join(one.advice),
            "、".join(reason.group.id for reason in one.reasons if reason.group is not None),
        ]
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def as_text(export: Export, screening: Screening, *, own: OrderRecord | None = None, near: Collection[str] = ()) -> str:
    """What a person reads: what many orders share, then the orders to look at before shipping, then the others.

    Last comes what cannot be known.
    """
    lines = [f"{export.name}：{len(export.orders)} 个订单，{len(screening.risks)} 个需要留意"]
    if own is not None:
        lines.append(f"本案订单 {own.number} 在第 {own.row} 行，同一买家、手机号或地址的其他订单 {len(near)} 个")
    if screening.groups:
        lines += ["", f"多个订单共有的（{len(screening.groups)}）"]
    for group in screening.groups:
        lines.append(f"[{_LEVELS[group.level]}] {group.id} {group.named}")
        if group.sign in screening.advice:
            lines.append(f"    建议：{screening.advice[group.sign]}")
    for stage, title in _STAGES.items():
        some = [one for one in screening.risks if one.stage == stage]
        if some:
            lines += ["", f"{title}（{len(some)}）"]
        for one in some:
            mark = {"own": "，本案", "related": "，与本案有关", None: ""}[_belongs(one.order, own, near)]
            shared = "、".join(reason.group.id for reason in one.reasons if reason.group is not None)
            where = f"[{_LEVELS[one.level]}] {one.order.number}（第 {one.order.row} 行{mark}）"
            lines.append(f"{where}：{shared}" if shared else where)
            alone = [reason for reason in one.reasons if reason.group is None]
            lines += [f"    {reason.why}" for reason in alone]
            lines += [f"    建议：{words}" for words in _own_advice(one, screening.advice)]
    lines += ["", "这份表看不出的："]
    lines += [f"- {words}" for words in screening.cannot_know]
    return "".join(_shown(line) + "\n" for line in lines)


def _shown(line: str) -> str:
    """The line without signs that a terminal obeys: an export's cells are a stranger's words."""
    return line if line.isprintable() else "".join(sign if sign.isprintable() else " " for sign in line)
