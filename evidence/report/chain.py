"""What ties the exhibits to one order, drawn: takes the ties, hands on boxes and the lines between them."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from evidence.model import CheckState, Dossier, SourceKind, Tie
from evidence.report.blocks import chip_word
from evidence.report.exhibits import References
from evidence.report.paragraph import Text
from evidence.report.style import ACCENT, GREY, INK, PALE, WHITE, TextStyle

_NODES: dict[str, tuple[str, tuple[SourceKind, ...]]] = {
    "chat": ("聊天", ("chat",)),
    "order": ("订单", ("order",)),
    "shipment": ("物流", ("logistics",)),
    "review": ("评价", ("review",)),
}
_EDGES = {
    "chat-order": ("chat", "order"),
    "order-shipment": ("order", "shipment"),
    "order-review": ("order", "review"),
    "buyer-review": ("chat", "review"),
}
_RESTS_ON = {
    "order-number": "订单号",
    "waybill": "运单号",
    "nickname": "昵称",
    "goods": "商品",
    "times": "时间",
    "stated": "商家填写",
}
_DASHES: dict[CheckState, list[float]] = {"pass": [], "warn": [5, 3], "fail": [2, 3], "unknown": [1, 3]}
_NAME = TextStyle(size=10, leading=14, bold=True, align="center")
_WHERE = TextStyle(size=7.2, leading=10, color=GREY, align="center")
_LABEL = TextStyle(size=7.4, leading=10, align="center")
_WIDE, _HIGH, _GAP = 104.0, 38.0, 40.0


class Chain(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Chat, order and parcel in a row, the review below the order: solid lines where they are tied."""

    def __init__(self, ties: Sequence[Tie], where: dict[str, str]) -> None:
        """Take the ties, and what stands in each box below its name."""
        super().__init__()
        self.ties = {tie.id: tie for tie in ties if tie.id in _EDGES}
        self.where = where

    def getSpaceAfter(self) -> float:  # noqa: N802, D102 - reportlab's name
        return 10.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Two rows of boxes."""
        self.width, self.height = width, 2 * _HIGH + _GAP + 4
        return width, self.height

    def draw(self) -> None:
        """Draw the lines, then the boxes over their ends."""
        top, low = self.height - 2 - _HIGH, 2.0
        middle = (self.width - _WIDE) / 2
        corners = {"chat": (0.0, top), "order": (middle, top), "shipment": (self.width - _WIDE, top)}
        corners["review"] = (middle, low)
        for name, tie in self.ties.items():
            self._edge(tie, *(corners[node] for node in _EDGES[name]))
        for name, (x, y) in corners.items():
            self._box(x, y, _NODES[name][0], self.where.get(name, ""))

    def _box(self, x: float, y: float, name: str, where: str) -> None:
        canvas = self.canv
        canvas.setDash([])
        canvas.setLineWidth(0.8)
        canvas.setStrokeColor(HexColor(INK if where else GREY))
        canvas.setFillColor(HexColor(PALE if where else WHITE))
        canvas.roundRect(x, y, _WIDE, _HIGH, 3, stroke=1, fill=1)
        self._say(name, _NAME, x, y + 18, _WIDE)
        self._say(where or "材料中未见", _WHERE, x, y + 6, _WIDE)

    def _edge(self, tie: Tie, one: tuple[float, float], other: tuple[float, float]) -> None:
        canvas = self.canv
        color = HexColor({"pass": INK, "unknown": GREY}.get(tie.state, ACCENT))
        canvas.setStrokeColor(color)
        canvas.setLineWidth(1.3 if tie.state == "pass" else 1.0)
        canvas.setDash(_DASHES[tie.state])
        (x0, y0), (x1, y1) = one, other
        if y0 == y1:
            start, end = (x0 + _WIDE, y0 + _HIGH / 2), (x1, y1 + _HIGH / 2)
        elif x0 == x1:
            start, end = (x0 + _WIDE / 2, y0), (x1 + _WIDE / 2, y1 + _HIGH)
        else:
            start, end = (x0 + _WIDE / 2, y0), (x1, y1 + _HIGH / 2)
        path = canvas.beginPath()
        path.moveTo(*start)
        if y0 != y1 and x0 != x1:
            path.lineTo(start[0], end[1])
        path.lineTo(*end)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.setDash([])
        rests = "、".join(_RESTS_ON.get(one, one) for one in tie.rests_on)
        words = f"{rests}一致" if tie.state == "pass" and rests else chip_word(tie.state)
        if x0 == x1:
            self._say(words, TextStyle(size=7.4, leading=10), start[0] + 5, (start[1] + end[1]) / 2 - 5, 140)
        elif y0 == y1:
            self._say(words, _LABEL, start[0], start[1] + 4, end[0] - start[0])
        else:
            self._say(words, _LABEL, start[0] + 4, end[1] + 4, end[0] - start[0] - 8)

    def _say(self, text: str, style: TextStyle, x: float, y: float, width: float) -> None:
        block = Text(text, style)
        block.wrap(width, 20)
        block.drawOn(self.canv, x, y)


def chain(dossier: Dossier, refs: References) -> list[Flowable]:
    """The chain of evidence; nothing where there are no ties to draw."""
    ties = [tie for tie in dossier.facts.ties if tie.id in _EDGES]
    return [Chain(ties, _where(dossier, refs))] if ties else []


def _where(dossier: Dossier, refs: References) -> dict[str, str]:
    """The exhibits of each box; an order panel beside a chat is an order's exhibit too."""
    numbers: dict[str, set[int]] = {
        node: {refs.numbers[s.id] for s in dossier.case.used(*kinds)} for node, (_, kinds) in _NODES.items()
    }
    facts = dossier.facts
    read = {
        "order": (facts.order.number, facts.order.paid, facts.order.shipped),
        "shipment": (facts.shipment.waybill, facts.shipment.signed),
        "review": (facts.review.text, facts.review.time),
    }
    for node, held in read.items():
        numbers[node] |= {refs.numbers[f.source] for f in held if f is not None and f.source in refs.numbers}
    return {node: "证据" + "、".join(_runs(sorted(held))) for node, held in numbers.items() if held}


def _runs(numbers: list[int]) -> list[str]:
    """`[1, 2, 3, 7]` as `1-3`, `7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
