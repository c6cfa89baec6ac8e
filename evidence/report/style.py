"""The pack's look, in one place: the sheet, the colours, the type sizes, and how a time is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evidence.model import CHINA, Moment

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
MARGIN_SIDE = 20 * MM
MARGIN_WIDE = 13 * MM
MARGIN_TOP = 23 * MM
MARGIN_BOTTOM = 19 * MM
BODY_WIDTH = PAGE_WIDTH - 2 * MARGIN_SIDE
BODY_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM

# Black and white first: the one accent prints as a dark grey, and nothing is told by colour alone.
INK = "#161616"
GREY = "#5C5C5C"
RULE = "#BDBDBD"
PALE = "#F4F3F1"
ACCENT = "#9A2A1B"
WASH = "#F7E9E5"
WHITE = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a block of text is set; lengths in points."""

    size: float = 9.5
    leading: float = 15.5
    bold: bool = False
    color: str = INK
    align: str = "left"
    justify: bool = False
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0
    hanging: float = 0.0
    with_next: bool = False


BODY = TextStyle(justify=True, after=5)
PLAIN = TextStyle()
STRONG = TextStyle(bold=True)
SMALL = TextStyle(size=8, leading=12.5)
NOTE = TextStyle(size=8, leading=12.5, color=GREY)
TINY = TextStyle(size=6.8, leading=10, color=GREY)
HEAD_CELL = TextStyle(size=8, leading=12.5, bold=True, color=GREY)
CELL = TextStyle(size=8.8, leading=13.6)
CELL_STRONG = TextStyle(size=8.8, leading=13.6, bold=True)
SECTION = TextStyle(size=17, leading=24, bold=True, after=3, with_next=True)
SUBSECTION = TextStyle(size=11.5, leading=18, bold=True, before=12, after=4, with_next=True)
LEAD = TextStyle(size=8.8, leading=14, color=GREY, after=9, justify=True, with_next=True)
QUOTE = TextStyle(size=12.5, leading=20, before=2, after=3)
TITLE = TextStyle(size=25, leading=34, bold=True)


def when(time: datetime | None, *, zone: bool = True) -> str:
    """A time as the pack writes it, in China Standard Time; seconds only where there are any."""
    if time is None:
        return "时间未显示"
    local = time.astimezone(CHINA)
    text = local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")
    return f"{text} +08:00" if zone else text


def day(time: datetime | None) -> str:
    """A date as the pack writes it."""
    return "日期不明" if time is None else time.astimezone(CHINA).strftime("%Y-%m-%d")


def moment(time: Moment) -> str:
    """A message's time with where it comes from."""
    if time.value is None:
        return f"截图显示“{time.shown}”，日期不明" if time.shown else "截图未显示时间"
    origin = {
        "printed": "截图所示",
        "resolved": f"由截图所示“{time.shown}”推算" if time.shown else "推算",
        "carried": f"沿用上方时间“{time.shown}”" if time.shown else "沿用上方时间分隔",
        "unknown": "来源不明",
    }[time.origin]
    return f"{when(time.value)}（{origin}）"
