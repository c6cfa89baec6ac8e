"""The cover, the one page that decides: who, when, which order, which ground, in whose words, how long is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from evidence.model import CheckState, Dossier, Fact
from evidence.report.blocks import Anchor, Boxed, Foot, Grid, Line, Row, chip_word, listed
from evidence.report.canvas import PageIndex
from evidence.report.exhibits import SPEAKER_WORDS, KeyLine, References, exhibit_place
from evidence.report.paragraph import Text
from evidence.report.style import (
    ACCENT,
    BODY_WIDTH,
    CELL,
    GREY,
    NOTE,
    SMALL,
    TITLE,
    TextStyle,
    day,
    when,
)
from evidence.report.text import Run, marked, one_line

_KICKER = TextStyle(size=10, leading=15, bold=True, color=GREY)
_SUB = TextStyle(size=10, leading=16.5, color=GREY, before=4, after=10)
_WARNING = TextStyle(size=10.5, leading=17, bold=True, color=ACCENT, before=3)
_HEAD = TextStyle(size=9, leading=14, bold=True, color=GREY, before=15, after=4)
_LABEL = TextStyle(size=8.4, leading=14.5, color=GREY)
_VALUE = TextStyle(size=9.6, leading=14.5, bold=True)
_QUOTE = TextStyle(size=13, leading=21)
_BY = TextStyle(size=8, leading=13, color=GREY, after=2, before=2)
_FOOT = TextStyle(size=8, leading=12.5, color=GREY, before=8)
_SIDE = TextStyle(size=11, leading=17)
_QUOTES, _ADVICE, _OPPOSED = 3, 4, 1
_QUOTE_LENGTH = 72
_LONGEST_VALUE = 34
"""Characters of a name or number on the cover, three lines at most: all of it stands in its own section."""
_OPEN: tuple[CheckState, ...] = ("fail", "warn")
_POINTS = 2
_STATES: tuple[CheckState, ...] = ("pass", "warn", "fail", "unknown")


def cover_page(
    dossier: Dossier, keys: Sequence[KeyLine], refs: References, index: PageIndex, contents: Sequence[tuple[str, str]]
) -> list[Any]:
    """The cover; `contents` are the anchors and titles of the sections."""
    appeal = dossier.appeal
    flow: list[Any] = [
        Anchor("cover", "封面"),
        Text(f"{appeal.platform_name}·{'申诉证据材料' if appeal.ground else '交易与沟通材料'}", _KICKER),
        Line(ACCENT, 1.6, 2, 7, part=0.12),
    ]
    if appeal.ground is not None:
        flow.append(Text(f"申诉理由：{appeal.ground.label}", TITLE))
        if not appeal.ground.holds:
            lacking = refs.worded(one_line("；".join(appeal.ground.missing), 80)) or "条件不足"
            flow.append(Text(f"此理由目前不能成立：{lacking}", _WARNING))
        # The statement is written to decide by: it says in a hundred characters what the case is.
        told = appeal.statement.text or appeal.why
        flow.append(Text(one_line(told if appeal.statement.own else refs.worded(told), 160), _SUB))
    else:
        flow += [
            Text("不建议以现有材料提出申诉", TITLE),
            Text("以这些材料提出申诉会失败。", _WARNING),
            Text(one_line(refs.worded(appeal.why), 220), _SUB),
        ]
    flow.append(_parties(dossier, refs))
    if appeal.ground is not None:
        flow += _quotes(dossier, keys, refs, index)
    elif appeal.advice:
        advised = [listed("· ", [refs.worded(one_line(one, 90))], CELL) for one in appeal.advice[:_ADVICE]]
        flow += [Text("建议的做法", _HEAD), *advised]
    flow += [Text("送达与评价", _HEAD), *_delivery(dossier, keys, refs, index)]
    flow += [Text("核对结果", _HEAD), *_checks(dossier, refs)]
    note = "截图导入后未改动；引文与标记均可点按跳转。"
    flow.append(Foot([Text("目录", _HEAD), _contents(contents, index), Text(note, _FOOT)]))
    return flow


def _value(fact: Fact | None, stated: str | None, refs: References, header: str | None = None) -> list[str | Run]:
    """A fact with where it stands, what the seller stated, what the chat's header shows, or that it is missing."""
    if fact is not None:
        source = "商家填写" if fact.origin == "case-file" else refs.exhibit(fact.source)
        return [one_line(fact.value, _LONGEST_VALUE), Run(f"   {source}", color=GREY, size=7.6, bold=False)]
    if stated:
        return [one_line(stated, _LONGEST_VALUE), Run("   商家填写", color=GREY, size=7.6, bold=False)]
    if header:
        return [one_line(header, _LONGEST_VALUE), Run("   聊天标题", color=GREY, size=7.6, bold=False)]
    return [Run("材料中未见", color=GREY, bold=False)]


def _parties(dossier: Dossier, refs: References) -> Grid:
    appeal, order, file = dossier.appeal, dossier.facts.order, dossier.case.file
    deadline = appeal.deadline
    if deadline.days_left is None:
        left: list[str | Run] = ["未能确定，请尽早提交", Run("   见申诉说明", color=GREY, bold=False, size=7.6)]
    elif deadline.days_left < 0:
        left = [Run(f"已过期 {-deadline.days_left} 天", color=ACCENT), f"（至 {day(deadline.last_day)}）"]
    else:
        left = [Run(f"剩余 {deadline.days_left} 天", color=ACCENT), f"（至 {day(deadline.last_day)}）"]
    buyer = order.buyer or dossier.facts.review.buyer
    title = next((s.title for s in dossier.transcript.screens if s.title and s.device != "buyer"), None)
    shipment = dossier.facts.shipment
    waybill = _value(shipment.waybill, file.waybill, refs)
    if shipment.courier is not None:
        waybill.insert(0, f"{one_line(shipment.courier.value, 12)} ")
    cells: list[tuple[str, list[str | Run]]] = [
        ("平台", [appeal.platform_name]),
        ("申诉期限", left),
        ("店铺", _value(order.shop, file.shop, refs)),
        ("买家（截图所示）", _value(buyer, file.buyer, refs, title)),
        ("订单号", _value(order.number, file.order, refs)),
        ("运单号", waybill),
        ("商品", _value(order.goods, None, refs)),
        ("生成时间", [when(dossier.generated)]),
    ]
    rows = [
        Row(
            [
                [Text(cells[n][0], _LABEL)], [Text(cells[n][1], _VALUE)],
                [Text(cells[n + 1][0], _LABEL)], [Text(cells[n + 1][1], _VALUE)],
            ]
        )
        for n in range(0, len(cells), 2)
    ]  # fmt: skip
    label, wide = 58.0, 78.0
    rest = BODY_WIDTH - label - wide
    return Grid([label, rest * 0.5, wide, rest * 0.5], rows, pad=(4, 6), after=6)


def _quotes(dossier: Dossier, keys: Sequence[KeyLine], refs: References, index: PageIndex) -> list[Any]:
    chosen = [key for key in keys if any(f.grade == "strong" for f in key.findings)] or list(keys)
    flow: list[Any] = [Text("关键语句", _HEAD)] if chosen else []
    quoted: set[str] = set()
    entries = 0
    for key in chosen:
        if entries == _QUOTES or quoted.issuperset(key.messages):
            continue  # the page has no room for words it holds already
        messages = [refs.messages[m] for m in key.messages if m in refs.messages and m not in quoted]
        quoted.update(key.messages)
        entries += 1
        inner: list[Any] = []
        for message in messages[:2]:
            words = one_line(message.text, _QUOTE_LENGTH)
            whole = words == message.text
            spans = [(s.start, s.end) for f in key.findings for s in f.spans if s.message == message.id and whole]
            inner.append(Text(["「", *marked(words, spans, Run("")), "」"], _QUOTE))
        if not messages:
            inner.append(Text(f"评价：「{one_line(key.findings[0].quote, _QUOTE_LENGTH)}」", _QUOTE))
        by = [f"{SPEAKER_WORDS[messages[0].speaker]}·{when(messages[0].time.value)}·"] if messages else ["评价·"]
        link = Run(f"关键语句{key.number}·{index.page(key.place)}", link=key.place)
        exhibit = f"{refs.exhibit(messages[0].source)}·" if messages else ""
        inner.append(Text([*by, exhibit, link], _BY))
        flow.append(Boxed(inner, after=8, pad=11))
    if not chosen:
        flow += _opposed(dossier, refs, index)
    if len(chosen) > entries:
        flow.append(Text([f"共 {len(chosen)} 处，全部见", Run("关键语句", link="quotes"), "。"], NOTE))
    return flow


def _opposed(dossier: Dossier, refs: References, index: PageIndex) -> list[Any]:
    """Where nobody's words carry the ground: what the review says beside what the proof shows."""
    flow: list[Any] = []
    for one in [c for c in dossier.facts.contradictions if c.strength != "weak"][:_OPPOSED]:
        for words, source in ((one.claim, one.claim_source), (one.proof, one.proof_source)):
            told = [Text(refs.worded(one_line(words, _QUOTE_LENGTH * 2)), _SIDE)]
            if source and source in refs.numbers:
                place = exhibit_place(source)
                told.append(Text([Run(f"{refs.exhibit(source)}·{index.page(place)}", link=place)], _BY))
            flow.append(Boxed(told, after=6, pad=11))
    return [Text("说法与凭证", _HEAD), *flow] if flow else []


def _delivery(dossier: Dossier, keys: Sequence[KeyLine], refs: References, index: PageIndex) -> list[Any]:
    shipment, review = dossier.facts.shipment, dossier.facts.review
    written = keys or dossier.appeal.ground is None  # otherwise both sides are quoted above
    flow: list[Any] = []
    if shipment.signed is not None:
        courier = f"{one_line(shipment.courier.value, 12)} " if shipment.courier else ""
        number = f"{one_line(shipment.waybill.value, _LONGEST_VALUE)}·" if shipment.waybill else ""
        by = f"，{one_line(shipment.signed_by.value, _LONGEST_VALUE)}" if shipment.signed_by else ""
        parts: list[str | Run] = [f"{courier}{number}物流显示签收 {_time(shipment.signed)}{by}·"]
        flow.append(Text([*parts, _where(shipment.signed, refs, index)], CELL))
    elif shipment.waybill is not None:
        flow.append(Text("物流凭证中未见签收时间。", CELL))
    else:
        flow.append(Text("材料中没有物流凭证。", CELL))
    if review.time is not None:
        stars = f"·{review.stars.value} 星" if review.stars else ""
        flow.append(Text([f"评价发布 {_time(review.time)}{stars}·", _where(review.time, refs, index)], CELL))
    for one in [c for c in dossier.facts.contradictions if c.strength != "weak"][:1] if written else []:
        claim, proof = refs.worded(one_line(one.claim, 60)), refs.worded(one_line(one.proof, 60))
        flow.append(Text([f"{claim}；{proof}。两者不一致，详见", Run("订单与物流", link="facts")], CELL))
    return flow


def _time(fact: Fact) -> str:
    try:
        return when(fact.time)
    except ValueError:
        return fact.shown


def _where(fact: Fact, refs: References, index: PageIndex) -> Run:
    if fact.source is None or fact.source not in refs.numbers:
        return Run("商家填写", color=GREY)
    place = exhibit_place(fact.source)
    return Run(f"{refs.exhibit(fact.source)}·{index.page(place)}", link=place)


def _checks(dossier: Dossier, refs: References) -> list[Any]:
    counted = Counter(check.state for check in dossier.appeal.checklist)
    words = "   ".join(f"{chip_word(state)} {counted[state]} 项" for state in _STATES)
    flow: list[Any] = [Text([words, "   ", Run("逐项见核对清单", link="checks")], CELL)]
    for state in _OPEN:
        found = [c for c in dossier.appeal.checklist if c.state == state][:_POINTS]
        # A check's title says what should be; behind it stands what was found instead.
        said = (f"{one_line(c.title, 24)}：{one_line(refs.worded(c.found), 44)}" for c in found)
        flow += [listed(f"{chip_word(state)}   ", [one], SMALL) for one in said]
    return flow


def _contents(contents: Sequence[tuple[str, str]], index: PageIndex) -> Grid:
    half = -(-len(contents) // 2)
    rows = []
    for n in range(half):
        cells: list[list[Any]] = []
        for at in (n, n + half):
            if cells:
                cells.append([])
            if at < len(contents):
                place, title = contents[at]
                page = str(index.places.get(place, "00"))
                cells += [[Text(Run(title, link=place), CELL)], [Text(page, _PAGE)]]
            else:
                cells += [[Text("", CELL)], [Text("", CELL)]]
        rows.append(Row(cells, rule=False))
    wide = (BODY_WIDTH - 88) / 2
    return Grid([wide, 30, 28, wide, 30], rows, pad=(0, 1.4), after=0)


_PAGE = TextStyle(size=8.8, leading=13.6, align="right", color=GREY)
