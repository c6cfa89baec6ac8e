"""Small invented chat pages: drawn with Pillow and surveyed, the lines taken from the drawing instead of a reader."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from evidence.model import RGB, Box, Engine, Line, Page, Source
from evidence.ocr.surface import survey

ENGINE = Engine("drawn", "0")
GREY, WHITE, GREEN, BLUE, DARK = (237, 237, 237), (255, 255, 255), (149, 236, 105), (47, 107, 255), (23, 25, 35)


@dataclass
class Sketch:
    """A page in the making; `em` is the height of a line, each character is one `em` wide."""

    width: int = 600
    height: int = 1100
    background: RGB = GREY
    em: int = 26
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width, self.height), self.background)
        self.pen = ImageDraw.Draw(self.image)

    def text(self, x: int, y: int, words: str, ink: RGB = (20, 20, 20), em: int | None = None) -> Box:
        """Words as bars of ink, one a character, and the line a reader would find there."""
        em = em or self.em
        for n, sign in enumerate(words):
            if sign != " ":
                left = x + n * em
                self.pen.rectangle((left + 3, y + 4, left + em - 5, y + 7), fill=ink)
                self.pen.rectangle((left + em // 2 - 2, y + 4, left + em // 2 + 1, y + em - 5), fill=ink)
        box = Box(x, y, x + len(words) * em, y + em)
        self.lines.append(Line(words, 0.99, box))
        return box

    def bubble(
        self,
        y: int,
        rows: list[str],
        right: bool = False,
        paper: RGB = WHITE,
        ink: RGB = (20, 20, 20),
        face: bool = True,
    ) -> int:
        """A bubble with an avatar; gives the y below it."""
        em, pad = self.em, 16
        wide = max(len(row) for row in rows) * em + 2 * pad
        tall = len(rows) * int(em * 1.3) + 2 * pad - int(em * 0.3)
        x = self.width - 90 - wide if right else 90
        self.pen.rounded_rectangle((x, y, x + wide, y + tall), 8, fill=paper)
        if face:
            self.face(self.width - 74 if right else 16, y)
        for n, row in enumerate(rows):
            self.text(x + pad, y + pad + n * int(em * 1.3), row, ink)
        return y + max(tall, 58) + 24

    def face(self, x: int, y: int) -> None:
        """A checkered avatar."""
        for n in range(4):
            for m in range(4):
                tone = (200 - 40 * n, 60 + 45 * m, 120 + 30 * ((n + m) % 3))
                self.pen.rectangle((x + 14 * n, y + 14 * m, x + 14 * n + 13, y + 14 * m + 13), fill=tone)

    def notice(self, y: int, words: str) -> int:
        """Small grey centred words."""
        small = int(self.em * 0.75)
        self.text((self.width - len(words) * small) // 2, y, words, (150, 150, 150), small)
        return y + small + 24

    def page(self, source: str = "S001") -> Page:
        lines, surface = survey(np.asarray(self.image, dtype=np.uint8), self.lines)
        return Page(source, "0" * 64, self.width, self.height, ENGINE, lines, surface)


def phone(title: str, height: int = 1100, background: RGB = GREY, bar: RGB = (247, 247, 247)) -> Sketch:
    """A phone's chat: status bar, title, rule, input bar at the bottom."""
    dark = sum(background) < 300
    ink = (240, 240, 240) if dark else (20, 20, 20)
    sketch = Sketch(height=height, background=background)
    sketch.text(20, 8, "15:20", ink, 18)
    sketch.text((600 - 30 * len(title)) // 2, 44, title, ink, 30)
    sketch.pen.line((0, 92, 600, 92), fill=(60, 60, 70) if dark else (205, 205, 205), width=2)
    sketch.pen.rectangle((0, height - 90, 600, height), fill=bar)
    sketch.pen.rounded_rectangle((80, height - 74, 480, height - 18), 8, fill=background if not dark else (44, 46, 56))
    return sketch


def source(number: int, path: str) -> Source:
    return Source(f"S{number:03d}", path, "0" * 64, 1, "image/png", "chat", "used")
