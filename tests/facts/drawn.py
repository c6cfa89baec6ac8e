"""Pages made of lines, cases and conversations made of pages: what the tests of the facts read from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from evidence.facts.layout import Piece, reading_order
from evidence.model import (
    CHINA,
    Box,
    Case,
    CaseFile,
    Engine,
    Line,
    Message,
    Moment,
    Page,
    Screen,
    Source,
    SourceKind,
    Speaker,
    Transcript,
)

ENGINE = Engine("drawn", "1")
ORDER = "6931112223334445556"
OTHER = "6942223334445556667"
WAYBILL = "73811112222333"

Word = tuple[str, int, int] | tuple[str, int, int, int]


def line(text: str, x: int, y: int, height: int = 30) -> Line:
    """A line of text as wide as its signs: full height for a Chinese one, half for the others."""
    width = sum(height if ord(sign) > 0xFF else height // 2 for sign in text)
    return Line(text, 0.99, Box(x, y, x + max(1, width), y + height))


def lines(*words: Word) -> tuple[Line, ...]:
    return tuple(line(*word) for word in words)


def piece(*words: Word) -> Piece:
    return Piece("S001", 1, reading_order(lines(*words)))


def page(source: str, *words: Word, number: int = 1) -> Page:
    return Page(source, "0" * 64, 1600, 1200, ENGINE, lines(*words), number=number)


def case(kinds: dict[str, SourceKind], file: CaseFile | None = None) -> Case:
    sources = tuple(Source(name, f"{name}.png", "0" * 64, 1, "image/png", kind, "used") for name, kind in kinds.items())
    return Case(Path(), sources, file or CaseFile())


def says(
    text: str,
    at: str | None = None,
    *,
    speaker: Speaker = "buyer",
    source: str = "S001",
    box: tuple[int, int, int, int] = (300, 300, 700, 340),
    name: str | None = None,
    number: int = 1,
    card: bool = False,
) -> Message:
    moment = Moment(None, None, "unknown") if at is None else Moment(time(at), at[11:], "printed")
    kind = "card" if card else "text"
    return Message(f"M{number:04d}", source, speaker, "left", kind, text, 0.99, Box(*box), time=moment, name=name)


def chat(*messages: Message, title: str | None = None) -> Transcript:
    screens = () if title is None else (Screen("S001", None, "seller", "test", title, True),)
    return Transcript(ENGINE, (), tuple(messages), screens=screens)


def time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def panel(
    x: int = 1000,
    *,
    number: str = ORDER,
    waybill: str = WAYBILL,
    signed: str = "[已签收]2026-10-02 10:31:05",
    extra: Sequence[Word] = (),
) -> tuple[Word, ...]:
    """An order panel with labels left and values right, at the right of a desktop chat."""
    return (
        (number, x, 100, 20),
        ("已完成", x + 420, 100, 20),
        ("亚麻窗帘客厅加厚款", x + 100, 150, 20),
        ("规格：米白", x + 100, 175, 20),
        ("¥67.00 x1", x + 100, 200, 20),
        ("实付金额", x, 240, 20),
        ("¥67.00", x + 100, 240, 20),
        ("付款时间", x, 270, 20),
        ("2026/09/30 08:52:40(微信)", x + 100, 270, 20),
        ("物流信息", x, 300, 20),
        (f"中通快递{waybill}", x + 100, 300, 20),
        (signed, x + 100, 325, 20),
        ("收货信息", x, 355, 20),
        ("林*，1***，某省某市***", x + 100, 355, 20),
        ("发货时间", x, 385, 20),
        ("2026-09-30 12:50", x + 100, 385, 20),
        *extra,
    )


def track(
    signed: str = "【杭州市】快件已签收，签收人是：本人",
    *,
    waybill: str = WAYBILL,
    signed_at: str = "2026-10-02 10:31:05",
    courier: str = "中通快递",
) -> tuple[Word, ...]:
    """A tracking page, newest scan first."""
    return (
        (f"快递公司：{courier}", 40, 40),
        (f"运单号：{waybill}", 40, 90),
        (signed_at, 40, 200),
        (signed, 400, 200),
        ("2026-10-01 22:05:00", 40, 300),
        ("【金华市】快件离开【金华转运中心】，发往【杭州转运中心】", 400, 300),
        ("2026-09-30 18:40:12", 40, 400),
        ("【义乌市】已揽收，揽收员：李四", 400, 400),
    )


def review_page(
    text: str = "穿了一次就起球，质量太差了",
    *,
    at: str = "2026-10-05 21:47",
    buyer: str = "木***8",
    order: str | None = ORDER,
) -> tuple[Word, ...]:
    number: tuple[Word, ...] = () if order is None else ((f"订单编号：{order}", 40, 500, 24),)
    return (
        ("评价详情", 300, 20),
        (buyer, 120, 100),
        (at, 120, 150, 24),
        ("1星", 500, 150, 24),
        (text, 40, 220),
        ("商家回复：亲，非常抱歉", 40, 400, 24),
        *number,
    )
