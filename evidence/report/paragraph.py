"""A block of Chinese and Latin text as a flowable: breaks lines by the rules of Chinese setting, never inside a number.

Why not reportlab's Paragraph: its Chinese mode breaks between any two characters, order numbers included, and its
markup would have to be guarded against the text of strangers. Here text is only ever text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from reportlab.platypus import Flowable

from evidence.report.fonts import advance
from evidence.report.style import ACCENT, PLAIN, WASH, TextStyle
from evidence.report.text import Run, clean, is_wide, pieces

_NO_START = frozenset("/，。、；：！？）》」』】〉〕｝”’％‰℃…—～·,.!?;:)]}%°′″々ー")
_NO_END = frozenset("（《「『【〈〔｛“‘([{￥¥$#＃")
_UNITS = frozenset("元块年月日时分秒天条页个件次张岁%％")
_BEFORE_NUMBERS = frozenset("据句第")
"""证据3, 关键语句12, 第5页: the number stays with its word."""
_STRETCH = 1.6
"""How much of an em a justified line may be stretched in all; a line that needs more stays ragged."""
_WORD_FILL = 0.45
"""A word too long for any line starts on the current one when at least this part of the line is free."""


class _Glyph(NamedTuple):
    """A character as it is set; a tuple, because a pack has a hundred thousand of them."""

    char: str
    font: str
    size: float
    width: float
    run: Run


_Cluster = list[_Glyph]


class Text(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Runs of text in one style; splits between lines, leaving no single line behind."""

    def __init__(self, content: str | Run | Iterable[str | Run], style: TextStyle = PLAIN) -> None:
        """Take text, a run, or several; plain strings take the style's look."""
        super().__init__()
        parts = [content] if isinstance(content, str | Run) else list(content)
        self.runs = [part if isinstance(part, Run) else Run(part) for part in parts]
        self.style = style
        self.keepWithNext = 1 if style.with_next else 0
        self._lines: list[tuple[list[_Glyph], bool]] = []
        self._for = -1.0

    def getSpaceBefore(self) -> float:  # noqa: N802, D102 - reportlab's name
        return self.style.before

    def getSpaceAfter(self) -> float:  # noqa: N802, D102 - reportlab's name
        return self.style.after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Break the lines for this width; returns the size taken."""
        if width != self._for:
            self._lines = _set(tuple(self.runs), self.style, width)
            self._for = width
        self.width, self.height = width, len(self._lines) * self.style.leading
        return self.width, self.height

    def natural_width(self) -> float:
        """The width of the text on one line, in points."""
        return _natural(tuple(self.runs), self.style)

    def split(self, width: float, height: float) -> list[Flowable]:
        """What fits into `height`, and the rest; nothing when fewer than two lines would stand alone."""
        self.wrap(width, height)
        fits = int((height + 0.01) // self.style.leading)
        if len(self._lines) - fits == 1:
            fits -= 1
        if fits < min(2, len(self._lines)) or fits >= len(self._lines):
            return []
        return [self._part(self._lines[:fits], last=False), self._part(self._lines[fits:], last=True)]

    def _part(self, lines: list[tuple[list[_Glyph], bool]], *, last: bool) -> Text:
        style = replace(self.style, before=0.0) if last else replace(self.style, after=0.0, with_next=False)
        part = Text(self.runs, style)
        part._lines, part._for = lines, self._for
        return part

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802 - reportlab's name
        """Draw the lines from the top down, with tints behind, underlines below and links over them.

        Drawn where it stands, not in a moved system of coordinates as reportlab would: a pack has thousands of these.
        """
        if not canvas.final:
            return  # a first layout only asks where things stand
        style = self.style
        for number, (glyphs, ends) in enumerate(self._lines):
            baseline = self.height - number * style.leading - (style.leading - style.size) / 2 - style.size * 0.87
            indent = style.indent + (style.hanging if number else 0)
            used = sum(glyph.width for glyph in glyphs)
            slack = self.width - indent - used
            start = indent + {"left": 0.0, "center": slack / 2, "right": slack}[style.align]
            stretch = 0.0
            if style.justify and not ends and 0 < slack <= style.size * _STRETCH and len(glyphs) > 1:
                stretch = slack / (len(glyphs) - 1)
            _draw_line(canvas, glyphs, x + start, y + baseline, stretch, style)


@lru_cache(maxsize=1024)
def _natural(runs: tuple[Run, ...], style: TextStyle) -> float:
    """The width of the runs on one line; heads ask for it on every page."""
    return sum(glyph.width for cluster in _clusters(runs, style) for glyph in cluster)


@lru_cache(maxsize=8192)
def _set(runs: tuple[Run, ...], style: TextStyle, width: float) -> list[tuple[list[_Glyph], bool]]:
    """The lines of a block. A pack is laid out two or three times, and nearly all of its text is the same each time."""
    return list(_break(_clusters(runs, style), width, style))


def _clusters(runs: Sequence[Run], style: TextStyle) -> list[_Cluster]:
    """Glyphs in groups that a line break may not divide; a forced break is an empty group."""
    groups: list[_Cluster] = []
    glue = False
    for run in runs:
        bold = style.bold if run.bold is None else run.bold
        size = run.size or style.size
        for char, name in _with_breaks(clean(run.text), bold):
            if char == "\n":
                groups.append([])
                glue = False
                continue
            glyph = _Glyph(char, name, size, advance(name, char) * size, run)
            previous = groups[-1] if groups and groups[-1] else None
            if previous is not None and (glue or _joins(previous[-1].char, char)):
                previous.append(glyph)
            else:
                groups.append([glyph])
            glue = char in _NO_END
    return groups


def _with_breaks(text: str, bold: bool) -> Iterable[tuple[str, str]]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield "\n", ""
        yield from pieces(line, bold)


@lru_cache(maxsize=1 << 16)
def _joins(before: str, char: str) -> bool:
    """Whether no line may break between the two characters."""
    if char == " " or before == " ":
        return before == char
    if char in _NO_START:
        return True
    if before == "/":
        return char.isdigit()  # a date stays whole, a path may break
    if (before in _BEFORE_NUMBERS and char.isdigit()) or before + char == "证据":
        return True
    if is_wide(char) or is_wide(before):
        return before.isdigit() and char in _UNITS
    return True


def _break(clusters: list[_Cluster], width: float, style: TextStyle) -> Iterable[tuple[list[_Glyph], bool]]:
    """Lines of glyphs, each with whether a paragraph ends there."""
    line: list[_Glyph] = []
    used = 0.0
    count = 0

    def room() -> float:
        return width - style.indent - (style.hanging if count else 0)

    for cluster in clusters:
        if not cluster:
            yield _trimmed(line), True
            line, used, count = [], 0.0, count + 1
            continue
        wide = sum(glyph.width for glyph in cluster)
        if used + wide <= room() + 0.01:
            line.extend(cluster)
            used += wide
            continue
        if cluster[0].char == " ":
            continue
        if wide > room():
            if line and room() - used < room() * _WORD_FILL:
                yield _trimmed(line), False
                line, used, count = [], 0.0, count + 1
            for glyph in cluster:
                if line and used + glyph.width > room():
                    yield _trimmed(line), False
                    line, used, count = [], 0.0, count + 1
                line.append(glyph)
                used += glyph.width
            continue
        if line:
            yield _trimmed(line), False
            count += 1
        line, used = list(cluster), wide
    if line or not clusters or not clusters[-1]:
        yield _trimmed(line), True


def _trimmed(line: list[_Glyph]) -> list[_Glyph]:
    end = len(line)
    while end and line[end - 1].char == " ":
        end -= 1
    return line[:end]


def _draw_line(canvas: Any, glyphs: list[_Glyph], x: float, y: float, stretch: float, style: TextStyle) -> None:
    """Draw one line: glyphs of one run, font and size go out together."""
    position = 0
    while position < len(glyphs):
        end = position
        first = glyphs[position]
        while end < len(glyphs) and glyphs[end].run is first.run and glyphs[end].font == first.font:
            end += 1
        width = sum(glyph.width for glyph in glyphs[position:end]) + stretch * (end - position)
        last = end == len(glyphs)
        _draw_run(canvas, glyphs[position:end], x, y, width - (stretch if last else 0), stretch, style)
        x += width
        position = end


def _draw_run(
    canvas: Any, glyphs: list[_Glyph], x: float, y: float, width: float, stretch: float, style: TextStyle
) -> None:
    run, size = glyphs[0].run, glyphs[0].size
    color = run.color or (ACCENT if run.link else style.color)
    if run.wash:
        canvas.tint(x, y - size * 0.22, width, size * 1.25, WASH)
    canvas.words("".join(glyph.char for glyph in glyphs), glyphs[0].font, size, x, y, color, stretch)
    if run.underline:
        canvas.underline(x, x + width, y - size * 0.17, max(0.7, size * 0.07), ACCENT)
    if run.link:
        canvas.go_to(run.link, (x, y - size * 0.25, x + width, y + size * 0.95))
