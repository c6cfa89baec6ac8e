"""Order and parcel: each value with where it was read, the delivery as a line, claims beside what contradicts them."""

from __future__ import annotations

import re
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from evidence.model import CHINA, Contradiction, Dossier, Fact, written
from evidence.report.blocks import Chip, Grid, Row, section_anchor
from evidence.report.canvas import PageIndex
from evidence.report.chain import chain
from evidence.report.claim_pages import claim_parts
from evidence.report.exhibits import References, exhibit_place
from evidence.report.paragraph import Text
from evidence.report.style import (
    ACCENT,
    BODY_WIDTH,
    CELL,
    CELL_STRONG,
    GREY,
    HEAD_CELL,
    INK,
    LEAD,
    NOTE,
    SECTION,
    SMALL,
    SUBSECTION,
    TINY,
    WHITE,
    TextStyle,
)
from evidence.report.text import Run, one_line

_TIMED = {"created", "paid", "shipped", "finished", "collected", "signed", "time"}
_SCANS = 40
_CODE = 120
"""Signs of a QR code's text that are printed; PACK.json holds the whole."""


def facts_pages(dossier: Dossier, refs: References, index: PageIndex) -> list[Any]:
    """The section of facts."""
    order, shipment, review = dossier.facts.order, dossier.facts.shipment, dossier.facts.review
    groups: list[tuple[str, list[tuple[str, str, Fact | None]]]] = [
        ("订单", [
            ("订单号", "number", order.number), ("商品", "goods", order.goods), ("金额", "amount", order.amount),
            ("店铺", "shop", order.shop), ("买家", "buyer", order.buyer), ("下单时间", "created", order.created),
            ("付款时间", "paid", order.paid), ("发货时间", "shipped", order.shipped),
            ("完成时间", "finished", order.finished), ("订单状态", "status", order.status),
        ]),
        ("物流", [
            ("快递公司", "courier", shipment.courier), ("运单号", "waybill", shipment.waybill),
            ("揽收时间", "collected", shipment.collected), ("签收时间", "signed", shipment.signed),
            ("签收人", "signed_by", shipment.signed_by), ("物流状态", "status", shipment.status),
        ]),
        ("评价", [
            ("评价时间", "time", review.time), ("星级", "stars", review.stars),
            ("评级", "verdict", review.verdict), ("评价内容", "text", review.text),
            ("追评", "follow_up", review.follow_up), ("评价人", "buyer", review.buyer),
            ("评价所属订单", "order", review.order), *(("图中二维码", "code", code) for code in review.codes),
        ]),
    ]  # fmt: skip
    lead = "每一项都注明从哪里读到；“商家填写”指来自案件文件，其余来自所附截图或文件。时间为中国标准时间。"
    flow: list[Any] = [section_anchor("facts", "订单与物流"), Text("订单与物流", SECTION), Text(lead, LEAD)]
    stops = _stops(dossier)
    if len(stops) > 1:
        flow.append(DeliveryLine(stops))
    rows: list[Row] = []
    for title, facts in groups:
        held = [entry for entry in facts if entry[2] is not None]
        if held:
            rows.append(Row([[Text(title, HEAD_CELL)], [], [], []], shade=True, with_next=True))
        for name, key, fact in held:
            if fact is not None:
                rows += _fact(name, key, fact, refs, index)
    if rows:
        head = Row([[Text(word, HEAD_CELL)] for word in ("项目", "内容", "出处", "识别置信度")])
        flow.append(Grid([74, BODY_WIDTH - 74 - 112 - 62, 112, 62], rows, head=head))
    else:
        flow.append(Text("所附材料中没有读到订单、物流或评价信息。", CELL))
    flow += _contradictions(dossier, refs, index)
    flow += claim_parts(dossier, refs, index)
    flow += _ties(dossier, refs)
    flow += _scans(dossier, refs, index)
    return flow


def _where(fact: Fact, refs: References, index: PageIndex) -> list[str | Run]:
    if fact.source is None or fact.source not in refs.numbers:
        return ["商家填写" if fact.origin == "case-file" else "—"]
    place = exhibit_place(fact.source)
    part = f"第{fact.page}张" if fact.page > 1 else ""
    return [Run(f"{refs.exhibit(fact.source)} {part}·{index.page(place)}", link=place)]


def _fact(name: str, key: str, fact: Fact, refs: References, index: PageIndex) -> list[Row]:
    value = _value(key, fact)
    said: list[Any] = [Text(value, CELL_STRONG)]
    if key in _TIMED and fact.origin == "read" and fact.shown and not value.startswith(fact.shown):
        said.append(Text(f"原文“{fact.shown}”", TINY))
    sure = f"{fact.confidence:.0%}" if fact.origin == "read" and key != "code" else "—"
    cells: list[list[Any]] = [said, [Text(_where(fact, refs, index), CELL)], [Text(sure, CELL)]]
    rows = [Row([[Text(name, CELL)], *cells], with_next=bool(fact.conflicts), rule=not fact.conflicts)]
    for number, other in enumerate(fact.conflicts, 1):
        words: list[str | Run] = [
            Run("与上不一致：", color=ACCENT, bold=True),
            f"{_value(key, other)}（原文“{other.shown}”）",
        ]
        sure = f"{other.confidence:.0%}" if other.origin == "read" else "—"
        cells = [[Text(words, SMALL)], [Text(_where(other, refs, index), SMALL)], [Text(sure, SMALL)]]
        rows.append(Row([[], *cells], rule=number == len(fact.conflicts)))
    return rows


def _value(key: str, fact: Fact) -> str:
    if key in _TIMED:
        try:
            return f"{fact.moment} +08:00"
        except ValueError:
            return fact.value
    if key == "code":
        words = _apart_address(one_line(fact.value, _CODE))
        return f"码内文字“{words}”（只列出，未打开）" if words else "有二维码，内容未能识读"
    return f"{fact.value} 星" if key == "stars" else fact.value


def _apart_address(text: str) -> str:
    """The text with addresses of the web drawn apart: PDF viewers make links of them by themselves."""
    return re.sub(r"(?<=[0-9A-Za-z])(://|\.)(?=[0-9A-Za-z])", r" \1 ", text)


def _stops(dossier: Dossier) -> list[tuple[str, Fact, bool]]:
    """What happened to the order, in the order of time: the word, the fact, and whether it is the review."""
    order, shipment, review = dossier.facts.order, dossier.facts.shipment, dossier.facts.review
    stops = [
        ("下单", order.created, False), ("付款", order.paid, False), ("发货", order.shipped, False),
        ("揽收", shipment.collected, False), ("签收", shipment.signed, False), ("评价发布", review.time, True),
    ]  # fmt: skip
    dated = []
    for word, fact, ours in stops:
        if fact is not None:
            try:
                dated.append((fact.time, word, fact, ours))
            except ValueError:
                continue
    return [(word, fact, ours) for _, word, fact, ours in sorted(dated, key=lambda d: d[0])]


_BETWEEN = TextStyle(size=6.4, leading=9, color=GREY, align="center")


class DeliveryLine(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The order's life as points on a line, evenly spaced, oldest first."""

    def __init__(self, stops: list[tuple[str, Fact, bool]]) -> None:
        """Take the stops in the order of time."""
        super().__init__()
        self.stops = stops

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """A fixed height."""
        self.width, self.height = width, 62.0
        return width, self.height

    def draw(self) -> None:
        """Draw line, points, words above and times below."""
        canvas = self.canv
        step = self.width / len(self.stops)
        y = 36.0
        canvas.setStrokeColor(HexColor(INK))
        canvas.setLineWidth(0.9)
        canvas.line(step / 2, y, self.width - step / 2, y)
        for number, (word, fact, ours) in enumerate(self.stops):
            middle = step * (number + 0.5)
            canvas.setFillColor(HexColor(ACCENT if ours else WHITE))
            canvas.setStrokeColor(HexColor(ACCENT if ours else INK))
            canvas.circle(middle, y, 3.6, stroke=1, fill=1)
            color = ACCENT if ours else INK
            date, _, clock = fact.moment.partition(" ")
            if number:
                between = Text(_apart(self.stops[number - 1][1], fact), _BETWEEN)
                between.wrap(step, 10)
                between.drawOn(canvas, middle - step, y + 1.5)
            above = Text(word, TextStyle(size=8.6, leading=13, bold=True, color=color, align="center"))
            below = Text(f"{date}\n{clock}", TextStyle(size=7.8, leading=11, color=GREY, align="center"))
            above.wrap(step, 20)
            below.wrap(step, 30)
            above.drawOn(canvas, middle - step / 2, y + 7)
            below.drawOn(canvas, middle - step / 2, y - 8 - below.height)


def _apart(before: Fact, after: Fact) -> str:
    """How long it was from one stop to the next, no more exactly than the two times are written."""
    if "day" in (before.precision, after.precision):
        return f"{(after.time.astimezone(CHINA).date() - before.time.astimezone(CHINA).date()).days} 天"
    minutes = int((after.time - before.time).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    return f"{hours} 小时" if hours else f"{minutes} 分钟"


def _contradictions(dossier: Dossier, refs: References, index: PageIndex) -> list[Any]:
    flow: list[Any] = []
    for number, one in enumerate(dossier.facts.contradictions):
        if not number:
            flow.append(Text("说法与凭证的不一致", SUBSECTION))
        half = BODY_WIDTH / 2
        head = Row([[Text("所称", HEAD_CELL)], [Text("凭证显示", HEAD_CELL)]], shade=True)
        sides = Row([_side(one, refs, index, claim=True), _side(one, refs, index, claim=False)])
        flow.append(Grid([half, half], [sides], head=head, frame=True, pad=(8, 6), after=4))
        words = {"strong": "记载明确", "medium": "可作佐证", "weak": "仅供参考"}[one.strength]
        flow.append(
            Text([Run(f"{words}。", bold=True), refs.worded(one.why)], TextStyle(size=8.8, leading=14, after=10))
        )
    return flow


def _side(one: Contradiction, refs: References, index: PageIndex, *, claim: bool) -> list[Any]:
    words, source, time, known = (
        (one.claim, one.claim_source, one.claim_time, one.claim_precision)
        if claim
        else (one.proof, one.proof_source, one.proof_time, one.proof_precision)
    )
    by: list[str | Run] = ["时间未显示" if time is None else f"{written(time, known)} +08:00"]
    if source in refs.numbers and source:
        place = exhibit_place(source)
        by += ["·", Run(f"{refs.exhibit(source)}·{index.page(place)}", link=place)]
    return [Text(refs.worded(words), CELL_STRONG), Text(by, NOTE)]


def _ties(dossier: Dossier, refs: References) -> list[Any]:
    if not dossier.facts.ties:
        return []
    rows = [
        Row([[Chip(tie.state)], [Text(refs.worded(tie.between), CELL)], [Text(refs.worded(tie.why), CELL)]])
        for tie in dossier.facts.ties
    ]
    head = Row([[Text(word, HEAD_CELL)] for word in ("结果", "核对对象", "依据")])
    title = Text("是否同一订单：证据链", SUBSECTION)
    return [title, *chain(dossier, refs), Grid([58, 150, BODY_WIDTH - 208], rows, head=head)]


def _scans(dossier: Dossier, refs: References, index: PageIndex) -> list[Any]:
    shipment = dossier.facts.shipment
    flow: list[Any] = [Text(f"物流提示：{refs.worded(one)}", NOTE) for one in shipment.warnings]
    if not shipment.events:
        return flow
    rows = []
    for event in shipment.events[-_SCANS:]:
        place = exhibit_place(event.source)
        where = Run(f"{refs.exhibit(event.source)}·{index.page(place)}", link=place)
        at = "时间未显示" if event.time is None else written(event.time, event.precision)
        cells = (at, event.label or "—", event.text, where)
        rows.append(Row([[Text(cell, SMALL)] for cell in cells]))
    head = Row([[Text(word, HEAD_CELL)] for word in ("时间(+08:00)", "状态", "物流记录原文", "出处")])
    title = "物流记录" if len(shipment.events) <= _SCANS else f"物流记录（最近 {_SCANS} 条，全部见证据）"
    return [Text(title, SUBSECTION), Grid([98, 66, BODY_WIDTH - 98 - 66 - 96, 96], rows, head=head), *flow]
