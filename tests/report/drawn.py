"""Screenshots drawn for the tests of the pack, and what a reader of them would enter in the record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from evidence.model import (
    CHINA,
    Box,
    Engine,
    Fact,
    Line,
    Message,
    Moment,
    Page,
    Repeat,
    Screen,
    Source,
    Span,
)

FONT = Path(__file__).resolve().parents[2] / "evidence" / "report" / "fonts" / "NotoSansSC-Regular.ttf"
ENGINE = Engine("rapidocr", "3.10.0", ("PP-OCRv6_det_small", "PP-OCRv6_rec_small"))
SECOND = Engine("tesseract", "5.3.0")
NOW = datetime(2026, 10, 20, 9, 30, tzinfo=CHINA)
BASE = datetime(2026, 10, 3, 14, 0, tzinfo=CHINA)
ORDER, WAYBILL = "6971234500112233445", "YT8800112233445"

Talk = Sequence[tuple[str, str]]
TALK: Talk = (
    ("buyer", "在吗？上周买的保温杯收到了"),
    ("seller", "亲，在的，请问有什么可以帮您？"),
    ("buyer", "杯盖有一道划痕，你们怎么处理"),
    ("seller", "非常抱歉，您可以申请退换，运费我们承担"),
    ("buyer", "退换太麻烦了，直接给我转八十块"),
    ("buyer", "不转的话我就写一星，再发到同城群里让大家都看看"),
    ("seller", "亲，质量问题我们支持七天无理由退换的"),
    ("buyer", "我说了不退，八十块，今晚十点前不到账就一星差评见"),
    ("seller", "您先别急，我请示一下主管"),
    ("buyer", "随便你"),
)


@dataclass
class Scene:
    """A case folder under way: what it holds so far."""

    root: Path
    sources: list[Source] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)

    def add(
        self, path: str, kind: str, image: Image.Image | None, lines: Sequence[Line] = (), **more: object
    ) -> Source:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if image is not None:
            image.save(target, compress_level=1) if path.endswith("png") else image.save(target, quality=85)
        else:
            target.write_bytes(path.encode())
        data = target.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        media = "image/png" if path.endswith("png") else "image/jpeg" if path.endswith("jpg") else "application/pdf"
        size = image.size if image else (None, None)
        source = Source(
            f"S{len(self.sources) + 1:03d}",
            path,
            digest,
            len(data),
            media,
            kind,
            "used",
            None,
            *size,
            modified=NOW - timedelta(days=2),
        )
        source = replace(source, **more)
        self.sources.append(source)
        if image is not None:
            self.pages.append(Page(source.id, digest, *image.size, ENGINE, tuple(lines)))
        return source

    def path(self, source: str, page: int) -> Path:
        if page > 1:
            raise KeyError(source, page)
        found = next(s for s in self.sources if s.id == source)
        if found.media == "application/pdf":
            raise KeyError(source, page)
        return self.root / found.path


def wrapped(text: str, letters: int) -> list[str]:
    return [text[n : n + letters] for n in range(0, len(text), letters)] or [""]


def draw_chat(
    talk: Talk,
    *,
    size: tuple[int, int],
    title: str = "甜橙不加冰",
    em: int = 42,
    panel: bool = False,
    background: str = "#EDEDED",
) -> tuple[Image.Image, list[tuple[str, str, Box, list[Line]]], list[Line]]:
    """A chat drawn from the top: the picture, each bubble (speaker, text, box, lines) and the lines beside the chat."""
    width, height = size
    image = Image.new("RGB", size, background)
    draw = ImageDraw.Draw(image)
    font, small = ImageFont.truetype(FONT, em), ImageFont.truetype(FONT, int(em * 0.7))
    right = int(width * 0.62) if panel else width
    bar = int(em * 3)
    draw.rectangle((0, 0, width, bar), fill="#F7F7F7")
    draw.text((int(em * 1.2), int(em * 0.8)), title, fill="#111111", font=font)
    beside = [Line(title, 0.99, Box(int(em * 1.2), int(em * 0.8), int(em * 1.2) + em * len(title), int(em * 2)))]
    y = bar + em
    bubbles: list[tuple[str, str, Box, list[Line]]] = []
    letters = max(6, int((right - em * 7) / em))
    draw.text((right // 2 - em * 2, y), "10月3日 14:00", fill="#999999", font=small)
    y += em * 2
    for speaker, text in talk:
        rows = wrapped(text, letters)
        wide = int(max(font.getlength(row) for row in rows)) + em
        high = int(len(rows) * em * 1.45) + em
        if y + high > height - em:
            break
        x = int(em * 2.6) if speaker == "buyer" else right - int(em * 2.6) - wide
        draw.rounded_rectangle((x, y, x + wide, y + high), em // 4, fill="#FFFFFF" if speaker == "buyer" else "#95EC69")
        face = int(em * 0.5) if speaker == "buyer" else right - int(em * 2.1)
        draw.rectangle(
            (face, y, face + int(em * 1.6), y + int(em * 1.6)), fill="#7A8CA8" if speaker == "buyer" else "#C28B5A"
        )
        lines: list[Line] = []
        for number, row in enumerate(rows):
            top = y + em // 2 + int(number * em * 1.45)
            draw.text((x + em // 2, top), row, fill="#111111", font=font)
            lines.append(
                Line(row, 0.97, Box(x + em // 2, top, x + em // 2 + int(font.getlength(row)), top + int(em * 1.3)))
            )
        bubbles.append((speaker, text, Box(x, y, x + wide, y + high), lines))
        y += high + em
    if panel:
        draw.rectangle((right, 0, width, height), fill="#FFFFFF")
        draw.line((right, 0, right, height), fill="#DDDDDD", width=2)
        for number, row in enumerate(PANEL):
            at = (right + em, bar + em + int(number * em * 1.9))
            draw.text(at, row, fill="#333333", font=small)
            wide = int(small.getlength(row))
            beside.append(Line(row, 0.98, Box(at[0], at[1], at[0] + wide, at[1] + int(em * 0.95))))
    return image, bubbles, beside


PANEL = (
    f"订单号 {ORDER}",
    "钛瓷保温杯 500ml 雾蓝",
    "实付金额 ¥129.00",
    "付款时间 2026/09/26 20:14:05",
    "发货时间 2026/09/27 10:02",
    f"圆通速递 {WAYBILL}",
    "[已签收] 2026-09-30 11:26:40",
)


def add_chat(scene: Scene, path: str, talk: Talk, start: datetime, again: Sequence[str] = (), **look: object) -> Source:
    """Draw a screenshot and enter its messages; the first of `again` are messages seen before."""
    image, bubbles, beside = draw_chat(talk, **look)  # type: ignore[arg-type]
    lines = [*beside, *(line for _, _, _, held in bubbles for line in held)]
    source = scene.add(path, "chat", image, lines)
    scene.screens.append(Screen(source.id, None, "seller", "layout", str(look.get("title", "甜橙不加冰")), True))
    for number, (speaker, text, box, held) in enumerate(bubbles):
        if number < len(again):
            at = next(n for n, m in enumerate(scene.messages) if m.id == again[number])
            before = scene.messages[at]
            scene.messages[at] = replace(before, repeats=(*before.repeats, Repeat(source.id, box)))
            continue
        time = Moment(start + timedelta(minutes=number), "昨天 14:00", "resolved" if number % 2 else "carried")
        scene.messages.append(
            Message(
                f"M{len(scene.messages) + 1:04d}",
                source.id,
                speaker,
                "left" if speaker == "buyer" else "right",
                "text",
                text,
                0.97,
                box,
                tuple(held),
                time,
            )
        )
    return source


def fact(
    value: str, source: Source | None = None, line: int | None = None, scene: Scene | None = None, **more: object
) -> Fact:
    box = None
    if source and scene and line is not None:
        box = next(p for p in scene.pages if p.source == source.id).lines[line].box
    origin = "read" if source else "case-file"
    return Fact(value, str(more.pop("shown", value)), origin, source.id if source else None, 1, box, 0.96, **more)


def spans_of(message: Message, **words: str) -> list[Span]:
    return [
        Span(message.id, message.text.index(word), message.text.index(word) + len(word), role)
        for role, word in words.items()
    ]


def paper(
    title: str, rows: Sequence[str], size: tuple[int, int], background: str = "#FFFFFF"
) -> tuple[Image.Image, list[Line]]:
    image = Image.new("RGB", size, background)
    draw = ImageDraw.Draw(image)
    head, font = ImageFont.truetype(FONT, size[0] // 18), ImageFont.truetype(FONT, size[0] // 30)
    draw.text((size[0] // 16, size[0] // 20), title, fill="#111111", font=head)
    lines = []
    for number, row in enumerate(rows):
        x, y = size[0] // 16, size[0] // 6 + number * size[0] // 15
        draw.text((x, y), row, fill="#333333", font=font)
        lines.append(Line(row, 0.98, Box(x, y, x + int(font.getlength(row)), y + size[0] // 22)))
    return image, lines
