"""The time line, drawn as one: every dated event of conversation, order, parcel and review in its order."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from evidence.model import CHINA, Dossier, TimelineEntry
from evidence.report.blocks import section_anchor
from evidence.report.canvas import PageIndex
from evidence.report.exhibits import SPEAKER_WORDS, References, exhibit_place
from evidence.report.paragraph import Text
from evidence.report.style import ACCENT, GREY, INK, LEAD, RULE, SECTION, TextStyle
from evidence.report.text import Run, one_line

_TIME = TextStyle(size=8.6, leading=13.5, align="right")
_WHAT = TextStyle(size=9, leading=14)
_DAY = TextStyle(size=9.5, leading=16, bold=True)
_LEFT = 74.0
_RAIL = 88.0
_TEXT = 102.0
_LONGEST = 160
_WHO = {**SPEAKER_WORDS, "卖家": "商家", "说话人不明": "发言人不明"}
_ORIGINS = {
    "printed": "图中所示",
    "read": "图中所示",
    "resolved": "推算",
    "carried": "沿用",
    "unknown": "时间不明",
    "case-file": "商家填写",
}


class Event(Flowable):  # type: ignore[misc]  # reportlab has no types
    """One event on the rail: the time at its left, a point, and what happened at its right; or a day's heading."""

    def __init__(self, time: str, content: list[Any], *, key: bool = False, day: bool = False) -> None:
        """Take what stands left and right of the rail."""
        super().__init__()
        self.left, self.right, self.key, self.day = Text(time, _TIME), Text(content, _DAY if day else _WHAT), key, day
        self.keepWithNext = 1 if day else 0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As high as its text."""
        self.width = width
        below = self.left.wrap(_LEFT, height)[1]
        self.height = max(self.right.wrap(width - _TEXT, height)[1], below) + (8 if self.day else 5)
        return width, self.height

    def draw(self) -> None:
        """Draw rail, point and text."""
        canvas = self.canv
        canvas.setStrokeColor(HexColor(RULE))
        canvas.setLineWidth(0.8)
        canvas.line(_RAIL, 0, _RAIL, self.height)
        top = self.height - (5 if self.day else 2)
        middle = top - (8 if self.day else 7)
        color = HexColor(ACCENT if self.key else INK if self.day else GREY)
        canvas.setFillColor(color)
        if self.day:
            canvas.rect(_RAIL - 3, middle - 3, 6, 6, stroke=0, fill=1)
        else:
            canvas.circle(_RAIL, middle, 3.4 if self.key else 2.1, stroke=0, fill=1)
        self.left.drawOn(canvas, 0, top - self.left.height)
        self.right.drawOn(canvas, _TEXT, top - self.right.height)


def timeline_pages(dossier: Dossier, refs: References, index: PageIndex) -> list[Any]:
    """The section of the time line; empty where there is nothing to place."""
    entries = dossier.appeal.timeline
    if not entries:
        return []
    lead = (
        "时间均为中国标准时间(+08:00)。“推算”指由截图所示的相对时间换算；自身没有时间的消息取其上方最近的"
        "时间；都没有的按会话先后排列。较大的圆点为关键语句。"
    )
    flow: list[Any] = [section_anchor("timeline", "时间线"), Text("时间线", SECTION), Text(lead, LEAD)]
    for date, group in groupby(entries, key=_date):
        flow.append(Event("", [date], day=True))
        flow += [_event(entry, refs, index) for entry in group]
    return flow


def _date(entry: TimelineEntry) -> str:
    return entry.time.astimezone(CHINA).strftime("%Y-%m-%d") if entry.time else "时间未显示"


def _event(entry: TimelineEntry, refs: References, index: PageIndex) -> Event:
    time = ""
    if entry.time is not None:
        local = entry.time.astimezone(CHINA)
        time = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    what = refs.worded(one_line(entry.what, _LONGEST)) if entry.message is None else one_line(entry.what, _LONGEST)
    content: list[Any] = [Run(f"{_WHO.get(entry.who, entry.who)}  ", color=GREY), Run(what, bold=entry.key)]
    origin = _ORIGINS.get(entry.origin) or refs.worded(one_line(entry.origin, 40))
    exhibit = refs.exhibit(entry.source) if entry.source in refs.numbers else ""
    if exhibit and origin.endswith(exhibit):
        origin = origin.removesuffix(exhibit).removesuffix("读自").rstrip()  # the link beside it says the same
    if origin:
        content.append(Run(f"  {origin}", color=GREY, size=7.4))
    if exhibit and entry.source:
        content.append(Run(f"  {exhibit}", link=exhibit_place(entry.source), size=7.8))
    return Event(time, content, key=entry.key)
