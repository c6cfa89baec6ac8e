"""The building blocks besides text: grids that break well over pages, rules, chips of state, boxed blocks, anchors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from evidence.model import CheckState
from evidence.report.paragraph import Text
from evidence.report.style import ACCENT, GREY, INK, PALE, RULE, WHITE, TextStyle
from evidence.report.text import Run

Cell = Sequence[Any]
_FOOT = 200.0
"""Points of room below which a table begins with two rows or on the next page."""
_ALONE = 0.4
"""A row higher than this part of the room is divided between pages instead of moved as a whole."""


def flow_height(flowables: Cell, width: float) -> float:
    """The height of flowables set below each other, the space between them included."""
    height = 0.0
    for number, one in enumerate(flowables):
        if number:
            height += max(one.getSpaceBefore(), flowables[number - 1].getSpaceAfter())
        height += one.wrap(width, 1e6)[1]
    return height


def draw_flow(canvas: Any, flowables: Cell, x: float, top: float, width: float) -> float:
    """Draw flowables below each other from `top` down; returns where they end."""
    for number, one in enumerate(flowables):
        if number:
            top -= max(one.getSpaceBefore(), flowables[number - 1].getSpaceAfter())
        top -= one.wrap(width, 1e6)[1]
        one.drawOn(canvas, x, top)
    return top


def listed(mark: str, content: Sequence[str | Run], style: TextStyle) -> Text:
    """An entry of a list: its further lines stand under its first word, not under its mark."""
    return Text([mark, *content], replace(style, hanging=Text(mark, style).natural_width()))


def split_flow(flowables: Cell, width: float, height: float) -> tuple[list[Any], list[Any]]:
    """What of the flowables fits into `height`, and the rest."""
    taken: list[Any] = []
    rest = list(flowables)
    while rest:
        before = flow_height([*taken, rest[0]], width)
        if before <= height + 0.01:
            taken.append(rest.pop(0))
            continue
        room = height
        if taken:
            room -= flow_height(taken, width) + max(rest[0].getSpaceBefore(), taken[-1].getSpaceAfter())
        parts = rest[0].split(width, room) if room > 0 else []
        if len(parts) > 1:
            taken.append(parts[0])
            rest[0:1] = parts[1:]
        break
    while taken and rest and getattr(taken[-1], "keepWithNext", False):
        rest.insert(0, taken.pop())
    return taken, rest


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a grid: its cells, and whether it is tinted, ruled off below, and kept with the row after it."""

    cells: Sequence[Cell]
    shade: bool = False
    rule: bool = True
    with_next: bool = False
    anchor: str | None = None


class Grid(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Rows of cells between hairlines; breaks between rows, or inside a row too high to be moved; the head comes again.

    `columns` are widths in points; their sum is the grid's width.
    """

    def __init__(
        self,
        columns: Sequence[float],
        rows: Sequence[Row],
        *,
        head: Row | None = None,
        pad: tuple[float, float] = (5, 4.5),
        frame: bool = False,
        after: float = 8,
    ) -> None:
        """Take the columns, the rows and, where there is one, the head."""
        super().__init__()
        self.columns, self.rows, self.head = list(columns), list(rows), head
        self.pad, self.frame, self.after = pad, frame, after
        self._heights: dict[int, float] = {}
        # Without a frame or a tint the first column stands flush with the text above it.
        self.flush = not frame and not any(row.shade for row in self.rows)

    def getSpaceAfter(self) -> float:  # noqa: N802, D102 - reportlab's name
        return self.after

    def _inner(self, column: int) -> float:
        return self.columns[column] - self.pad[0] * (1 if self.flush and column == 0 else 2)

    def _height(self, row: Row) -> float:
        if id(row) not in self._heights:  # asked for several times of each row, and all of its text is set each time
            high = max(flow_height(cell, self._inner(n)) for n, cell in enumerate(row.cells))
            self._heights[id(row)] = high + 2 * self.pad[1]
        return self._heights[id(row)]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The size the whole grid takes."""
        rows = ([self.head] if self.head else []) + self.rows
        self.width, self.height = sum(self.columns), sum(self._height(row) for row in rows)
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """The rows that fit and the rest, the head above both."""
        room = height - (self._height(self.head) if self.head else 0)
        whole = room
        taken: list[Row] = []
        rest = list(self.rows)
        while rest and self._height(rest[0]) <= room:
            room -= self._height(rest[0])
            taken.append(rest.pop(0))
        if rest and (self._height(rest[0]) > _ALONE * 700 or not taken) and room > 0.12 * max(whole, 1) and room > 40:
            parts = self._split_row(rest[0], room)
            if parts:
                taken.append(parts[0])
                rest[0] = parts[1]
        while taken and rest and taken[-1].with_next:
            rest.insert(0, taken.pop())
        if len(taken) == 1 and len(rest) > 1 and height < _FOOT:
            return []  # a head with a single row at the foot of a page reads as a table of one row
        if not taken or not rest:
            return []
        return [self._part(taken), self._part(rest)]

    def _part(self, rows: list[Row]) -> Grid:
        part = Grid(self.columns, rows, head=self.head, pad=self.pad, frame=self.frame, after=self.after)
        part.flush = self.flush  # columns stand where they stood on the page before
        return part

    def _split_row(self, row: Row, room: float) -> tuple[Row, Row] | None:
        parts = [split_flow(c, self._inner(n), room - 2 * self.pad[1]) for n, c in enumerate(row.cells)]
        if any(cell and not first for cell, (first, _) in zip(row.cells, parts, strict=True)):
            return None
        return (
            Row([first for first, _ in parts], row.shade, False, anchor=row.anchor),
            Row([rest for _, rest in parts], row.shade, row.rule),
        )

    def draw(self) -> None:
        """Draw the rows from the top down."""
        top = self.height
        canvas = self.canv
        canvas.setLineWidth(0.4)
        for row in ([self.head] if self.head else []) + self.rows:
            high = self._height(row)
            if row.shade:
                canvas.setFillColor(HexColor(PALE))
                canvas.rect(0, top - high, self.width, high, stroke=0, fill=1)
            if row.anchor:
                canvas.place(row.anchor, top)
            x = 0.0
            for number, cell in enumerate(row.cells):
                inset = 0 if self.flush and number == 0 else self.pad[0]
                draw_flow(canvas, cell, x + inset, top - self.pad[1], self._inner(number))
                x += self.columns[number]
            top -= high
            if row.rule:
                canvas.setStrokeColor(HexColor(INK if row is self.head else RULE))
                canvas.setLineWidth(0.6 if row is self.head else 0.4)
                canvas.line(0, top, self.width, top)
        if self.frame:
            canvas.setStrokeColor(HexColor(RULE))
            canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)


class Boxed(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Flowables with a bar at their left, over a tint or none; splits like what it holds."""

    def __init__(
        self, content: Cell, *, bar: str = ACCENT, shade: bool = False, pad: float = 9, before: float = 0,
        after: float = 10, anchor: str | None = None,
    ) -> None:  # fmt: skip
        """Take the content and how it is set off."""
        super().__init__()
        self.content, self.bar, self.shade, self.pad = list(content), bar, shade, pad
        self.before, self.after, self.anchor = before, after, anchor

    def getSpaceBefore(self) -> float:  # noqa: N802, D102 - reportlab's name
        return self.before

    def getSpaceAfter(self) -> float:  # noqa: N802, D102 - reportlab's name
        return self.after

    @property
    def _y(self) -> float:
        return 6.0 if self.shade else 1.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The size of the content and its bar."""
        self.width = width
        self.height = flow_height(self.content, width - 2 * self.pad) + 2 * self._y
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """The content that fits, and the rest."""
        first, rest = split_flow(self.content, width - 2 * self.pad, height - 2 * self._y)
        if not first or not rest:
            return []
        look = {"bar": self.bar, "shade": self.shade, "pad": self.pad}
        return [
            Boxed(first, before=self.before, after=0, anchor=self.anchor, **look),  # type: ignore[arg-type]
            Boxed(rest, before=0, after=self.after, **look),  # type: ignore[arg-type]
        ]

    def draw(self) -> None:
        """Draw tint, bar and content."""
        if self.anchor:
            self.canv.place(self.anchor, self.height)
        if self.shade:
            self.canv.setFillColor(HexColor(PALE))
            self.canv.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        self.canv.setFillColor(HexColor(self.bar))
        self.canv.rect(0, 0, 2.2, self.height, stroke=0, fill=1)
        draw_flow(self.canv, self.content, self.pad, self.height - self._y, self.width - 2 * self.pad)


class Anchor(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A place that can be linked to, and an entry of the bookmarks where it has a title."""

    def __init__(
        self, name: str, title: str | None = None, level: int = 0, before: float = 0, shows: str | None = None
    ) -> None:
        """Take the anchor's name, the bookmark's title and level, the space above, and the source shown there."""
        super().__init__()
        self.name, self.title, self.level, self.before, self.shows = name, title, level, before, shows
        self.width = self.height = 0.0
        self.keepWithNext = 1

    def getSpaceBefore(self) -> float:  # noqa: N802, D102 - reportlab's name
        return self.before

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Takes no room."""
        return 0.0, 0.0

    def draw(self) -> None:
        """Note the place."""
        self.canv.place(self.name, 30, title=self.title, level=self.level)
        if self.shows is not None:
            self.canv.shows(self.shows)


def section_anchor(name: str, title: str) -> Anchor:
    """The anchor above a section's heading, set off from the section before where both share a page."""
    return Anchor(name, title, before=30)


class Foot(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Flowables that stand at the foot of the page, whatever is left of it."""

    def __init__(self, content: Cell) -> None:
        """Take what stands there."""
        super().__init__()
        self.content = list(content)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """All the room that is left, or its own height where that is less."""
        self.width = width
        self.own = flow_height(self.content, width)
        self.height = max(self.own, height - 1 if height < 2000 else 0)
        return width, self.height

    def draw(self) -> None:
        """Draw the content from its own height down."""
        draw_flow(self.canv, self.content, 0, self.own, self.width)


class Line(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A rule over the whole width."""

    def __init__(
        self, color: str = RULE, weight: float = 0.5, before: float = 3, after: float = 3, part: float = 1.0
    ) -> None:
        """Take colour, weight, the space about it and the part of the width it covers."""
        super().__init__()
        self.color, self.weight, self.before, self.after, self.part = color, weight, before, after, part

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Its own space is part of its height."""
        self.width = width
        return width, self.before + self.weight + self.after

    def draw(self) -> None:
        """Draw the rule."""
        self.canv.setStrokeColor(HexColor(self.color))
        self.canv.setLineWidth(self.weight)
        self.canv.line(0, self.after, self.width * self.part, self.after)


_CHIPS: dict[CheckState, tuple[str, str, str]] = {
    "pass": ("通过", WHITE, INK),
    "warn": ("留意", PALE, ACCENT),
    "fail": ("未通过", ACCENT, WHITE),
    "unknown": ("未能核对", WHITE, GREY),
}


class Chip(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A state as a word in a small frame: readable without colour."""

    def __init__(self, state: CheckState) -> None:
        """Take the state of a check."""
        super().__init__()
        self.word, self.fill, self.ink = _CHIPS[state]
        self.text = Text(self.word, TextStyle(size=7.6, leading=12, color=self.ink, align="center", bold=True))

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """A fixed height, and the word's own width."""
        self.width, self.height = min(width, self.text.natural_width() + 10), 13.0
        return self.width, self.height

    def draw(self) -> None:
        """Draw frame and word."""
        self.canv.setFillColor(HexColor(self.fill))
        self.canv.setStrokeColor(HexColor(self.ink if self.fill != ACCENT else ACCENT))
        self.canv.setLineWidth(0.6)
        self.canv.roundRect(0, 0, self.width, self.height, 2, stroke=1, fill=1)
        self.text.wrap(self.width, self.height)
        self.text.drawOn(self.canv, 0, 0.7)


def chip_word(state: CheckState) -> str:
    """The word of a state."""
    return _CHIPS[state][0]
