"""A picture on a page: as large as the sheet allows, untouched, marked in the margin, its text to be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from evidence.model import Box, Dossier, Line
from evidence.report.blocks import draw_flow, flow_height
from evidence.report.edition import Reduction
from evidence.report.paragraph import Text
from evidence.report.pictures import Picture, load, reduced
from evidence.report.style import (
    ACCENT,
    BODY_HEIGHT,
    BODY_WIDTH,
    GREY,
    RULE,
    WHITE,
    TextStyle,
)
from evidence.report.text import Run, one_line

_GUTTER = 20.0
_SIDE = 132.0
_SIDE_WIDE = 112.0
"""Beside a desktop screenshot the notes are narrow: each point of width counts for the picture's small type."""
_LARGEST = 1.0
"""Points per pixel a small picture is blown up to at most."""
_PHONE = 0.62
"""Width by height up to which a picture shares an upright page with its caption at its side (phones: 0.42-0.57)."""
_LONGEST = 2.55
"""Height by width from which a picture is cut over several pages (phones: up to 2.45)."""
_NARROWEST = 160
"""Pixels of width from which a long picture is cut: a narrower one shows no chat (the smallest capture seen: 320)."""
_NOTE = TextStyle(size=7.8, leading=11.6)
_NOTE_GAP = 7.0
_RULER = TextStyle(size=5.2, leading=8, color=GREY, align="right")
_RULER_STEPS = (20, 50, 100, 200, 500)
_RULER_GAP = 9.0
"""Points between two strokes of the ruler at least."""


class Album:
    """The pictures of the case, each made ready once."""

    def __init__(self, picture: Callable[[str, int], Path], reduction: Reduction | None = None) -> None:
        """Take where the untouched picture of a page lies (KeyError where there is none), and any reduction."""
        self._path, self._reduction = picture, reduction
        self._ready: dict[tuple[str, int], Picture | None] = {}

    def get(self, source: str, page: int = 1) -> Picture | None:
        """The picture, or None where the source has none."""
        if (source, page) not in self._ready:
            try:
                path = self._path(source, page)
            except KeyError:
                self._ready[source, page] = None
            else:
                ready = load(path)
                self._ready[source, page] = reduced(ready, path, self._reduction) if self._reduction else ready
        return self._ready[source, page]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something the margin points at: where, under which number, in which words, and the places it links and is."""

    box: Box
    number: str
    title: str
    words: str
    place: str | None = None
    link: str | None = None
    key: bool = True
    also: tuple[str, ...] = ()


def wide(picture: Picture) -> bool:
    """Whether the picture is better served by a page turned to landscape."""
    return picture.width > picture.height * 1.15


def parts_room(picture: Picture) -> int:
    """How many pixel rows of a long picture fit on one page at a readable width."""
    scale = min((BODY_WIDTH - _SIDE - _GUTTER - 24) / picture.width, _LARGEST)
    return int(BODY_HEIGHT / scale)


def is_long(picture: Picture) -> bool:
    """Whether the picture must flow over several pages."""
    return picture.height > picture.width * _LONGEST and picture.width >= _NARROWEST


class Shot(Flowable):  # type: ignore[misc]  # reportlab has no types
    """One page's picture, or the rows `part` of it, with its caption and the marks that lie in it. Fills its page."""

    def __init__(
        self, picture: Picture, source: str, caption: Sequence[Any], *, part: tuple[int, int] | None = None,
        marks: Sequence[Mark] = (), lines: Sequence[Line] = (), places: Sequence[tuple[str, str | None, int]] = (),
    ) -> None:  # fmt: skip
        """Take the picture and what stands about it; `places` are anchors with bookmark titles and levels."""
        super().__init__()
        self.picture, self.source, self.caption = picture, source, list(caption)
        self.top, self.bottom = part or (0, picture.height)
        inside = [m for m in marks if self.top <= m.box.center_y < self.bottom]
        self.marks = sorted(inside, key=lambda m: (m.box.center_y, m.number))
        self.lines = [line for line in lines if self.top <= line.box.center_y < self.bottom]
        self.places = list(places)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Find the scale; the flowable takes all the room there is."""
        self.width, self.height = width, height - 1
        rows = self.bottom - self.top
        self.beside = self.picture.width <= rows * _PHONE and width < 600
        if self.beside:
            self.above = 0.0
            room = width - _SIDE - _GUTTER
        else:
            self.above = flow_height(self.caption, width) + 7
            room = width - (_SIDE_WIDE + _GUTTER if self.marks else 0)
        self.scale = min(room / self.picture.width, (self.height - self.above) / rows, _LARGEST)
        self.across, self.high = self.picture.width * self.scale, rows * self.scale
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture, the text over it, the caption and the marks."""
        canvas = self.canv
        for name, title, level in self.places:
            canvas.place(name, self.height, title=title, level=level)
        canvas.shows(self.source)
        self.upper = self.height - self.above
        if not self.beside:
            draw_flow(canvas, self.caption, 0, self.height, self.width)
        # With nothing beside it a picture stands in the middle of the sheet.
        self.left = 0.0 if self.beside or self.marks else (self.width - self.across) / 2
        if canvas.final:
            self._draw_picture()
        side = self.left + self.across + _GUTTER
        ceiling = self.upper
        if self.beside:
            ceiling = draw_flow(canvas, self.caption, side, self.height, self.width - side) - 10
        self._draw_marks(side, ceiling)

    def _draw_picture(self) -> None:
        """The picture behind its window, the text over it, and the ruler: no layout but the last asks for them."""
        canvas = self.canv
        clip = canvas.beginPath()
        clip.rect(self.left, self.upper - self.high, self.across, self.high)
        canvas.saveState()
        canvas.clipPath(clip, stroke=0, fill=0)
        whole = self.picture.height * self.scale
        canvas.picture(self.picture, self.left, self.upper + self.top * self.scale - whole, self.across, whole)
        canvas.restoreState()
        canvas.setStrokeColor(HexColor(RULE))
        canvas.setLineWidth(0.5)
        canvas.rect(self.left - 0.5, self.upper - self.high - 0.5, self.across + 1, self.high + 1, stroke=1, fill=0)
        for line in self.lines:
            canvas.unseen(line.text, self._on_page(line.box))
        self._draw_ruler()

    def _draw_ruler(self) -> None:
        """The rows of the original in the margin at the left, so that a place can be named without drawing on it."""
        canvas = self.canv
        canvas.setStrokeColor(HexColor(RULE))
        canvas.setLineWidth(0.4)
        step = next(s for s in _RULER_STEPS if s * self.scale >= _RULER_GAP or s == _RULER_STEPS[-1])
        for row in range(-(-self.top // step) * step, self.bottom + 1, step):
            y = self.upper - (row - self.top) * self.scale
            numbered = row % (step * 5) == 0
            canvas.stroke_of_ruler(self.left - (6 if numbered else 4), self.left - 2, y)
            if numbered and row:
                number = Text(str(row), _RULER)
                number.wrap(22, 8)
                number.drawOn(canvas, self.left - 29, y - 4)

    def _on_page(self, box: Box) -> tuple[float, float, float, float]:
        """A box of the picture in points of the page."""
        return (
            self.left + box.x0 * self.scale,
            self.upper - (box.y1 - self.top) * self.scale,
            self.left + box.x1 * self.scale,
            self.upper - (box.y0 - self.top) * self.scale,
        )

    def _draw_marks(self, side: float, ceiling: float) -> None:
        width = self.width - side - 16
        notes = [self._note(mark, width) for mark in self.marks]
        heights = [flow_height(note, width) for note in notes]
        if sum(heights) + _NOTE_GAP * len(heights) > ceiling:
            # Too many to stand in the margin: the numbers alone, whose words are in the list of key lines.
            notes = [[] for _ in self.marks]
            heights = [12.0] * len(self.marks)
        wanted = [self._on_page(mark.box) for mark in self.marks]
        tops = _spread([(y0 + y1) / 2 + 6 for _, y0, _, y1 in wanted], heights, ceiling)
        edge = self.left + self.across
        for mark, note, top, (x0, y0, x1, y1) in zip(self.marks, notes, tops, wanted, strict=True):
            color = HexColor(ACCENT if mark.key else GREY)
            self.canv.setFillColor(color)
            self.canv.setStrokeColor(color)
            self.canv.rect(edge + 3, y0, 2.4, max(3.0, y1 - y0), stroke=0, fill=1)
            self.canv.setLineWidth(0.6)
            middle = (y0 + y1) / 2
            self.canv.line(edge + 5.4, middle, edge + 9, middle)
            self.canv.line(edge + 9, middle, edge + 13, top - 6)
            self.canv.line(edge + 13, top - 6, side, top - 6)
            if not self.beside and wide(self.picture):
                self.canv.rect(x0 - 2, y0 - 2, x1 - x0 + 4, y1 - y0 + 4, stroke=1, fill=0)
            self._disc(mark, side + 6, top - 6)
            for place in (mark.place, *mark.also):
                if place:
                    self.canv.place(place, y1 + 30)
            draw_flow(self.canv, note, side + 16, top, width)

    def _disc(self, mark: Mark, x: float, y: float) -> None:
        self.canv.setFillColor(HexColor(ACCENT if mark.key else WHITE))
        if mark.key:
            self.canv.circle(x, y, 6, stroke=0, fill=1)
        else:
            self.canv.rect(x - 5, y - 5, 10, 10, stroke=1, fill=1)
        size = 7.4 if len(mark.number) < 3 else 5.6
        style = TextStyle(size=size, leading=10, bold=True, color=WHITE if mark.key else GREY, align="center")
        number = Text(mark.number, style)
        number.wrap(16, 10)
        number.drawOn(self.canv, x - 8, y - 5)
        if mark.link:
            self.canv.go_to(mark.link, (x - 7, y - 7, x + 7, y + 7))

    @staticmethod
    def _note(mark: Mark, width: float) -> list[Any]:
        title = Run(mark.title, bold=True, color=ACCENT if mark.key else GREY, link=mark.link if mark.key else None)
        return [Text([title, Run(("\n" if mark.title else "") + one_line(mark.words, 90))], _NOTE)]


def _spread(wanted: Sequence[float], heights: Sequence[float], ceiling: float) -> list[float]:
    """Tops of the notes: each as near its line as it can stand without touching the next, none below the page."""
    tops: list[float] = []
    for want, _ in zip(wanted, heights, strict=True):
        limit = tops[-1] - heights[len(tops) - 1] - _NOTE_GAP if tops else ceiling
        tops.append(min(want, limit))
    floor = 0.0
    for at in range(len(tops) - 1, -1, -1):
        tops[at] = max(tops[at], floor + heights[at])
        floor = tops[at] + _NOTE_GAP
    return tops


class Crop(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A part of a picture, shown through a window: the same picture object, nothing encoded anew."""

    def __init__(self, picture: Picture, box: Box, *, source: str, largest: tuple[float, float] = (400, 150)) -> None:
        """Take the picture and the box of it that is shown."""
        super().__init__()
        self.picture, self.largest, self.source = picture, largest, source
        self.keepWithNext = 1
        left, top = min(box.x0, picture.width - 1), min(box.y0, picture.height - 1)
        self.box = Box(left, top, max(min(box.x1, picture.width), left + 1), max(min(box.y1, picture.height), top + 1))

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As large as reads well: a phone's text comes out at about the size of the pack's own."""
        across, high = min(self.largest[0], width), self.largest[1]
        readable = 0.36 if self.picture.height > self.picture.width else 0.62
        self.scale = min(across / self.box.width, high / self.box.height, readable)
        self.width, self.height = self.box.width * self.scale, self.box.height * self.scale
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture behind a window, and a hairline about it."""
        canvas = self.canv
        canvas.shows(self.source)
        clip = canvas.beginPath()
        clip.rect(0, 0, self.width, self.height)
        canvas.saveState()
        canvas.clipPath(clip, stroke=0, fill=0)
        across, high = self.picture.width * self.scale, self.picture.height * self.scale
        canvas.picture(
            self.picture, -self.box.x0 * self.scale, self.height + self.box.y0 * self.scale - high, across, high
        )
        canvas.restoreState()
        canvas.setStrokeColor(HexColor(RULE))
        canvas.setLineWidth(0.5)
        canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)


def read_lines(dossier: Dossier, source: str, page: int = 1) -> tuple[Line, ...]:
    """The lines read on a source's page."""
    read = dossier.page(source, page)
    return read.lines if read else ()
