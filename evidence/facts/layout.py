"""Takes the lines of a page, hands on what stands in one row, below and beside, and leaves a chat's bubbles out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from evidence.model import Box, Line, Message, Page, Transcript

# Two lines stand in one row when their heights overlap by this share of the lower one.
_SAME_ROW = 0.5
# Lines follow each other in a paragraph when no more than this many line heights lie between them.
PARAGRAPH_GAP = 1.3


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page that speaks of one thing: the page outside its bubbles, or one card."""

    source: str
    page: int
    lines: tuple[Line, ...]
    card: bool = False


def pieces_of(page: Page, transcript: Transcript, *, is_chat: bool) -> tuple[Piece, ...]:
    """The parts of a page that facts may be read from: everything, or for a chat its cards and what is no bubble.

    What people say in their bubbles is no fact of the order, so lines inside a message's box are left out.
    """
    if not is_chat:
        return (Piece(page.source, page.number, reading_order(page.lines)),)
    rest = list(page.lines)
    cards: list[Piece] = []
    for message in transcript.messages:
        for box in _boxes_on(message, page.source):
            inside = [line for line in rest if _is_in(line.box, box)]
            rest = [line for line in rest if line not in inside]
            if message.kind == "card" and inside:
                cards.append(Piece(page.source, page.number, reading_order(inside), card=True))
    return (Piece(page.source, page.number, reading_order(rest)), *cards)


def _boxes_on(message: Message, source: str) -> list[Box]:
    boxes = [r.box for r in message.repeats if r.source == source]
    if message.source == source:
        boxes.append(message.box)
        boxes.extend(line.box for line in message.lines)
        boxes.extend(mark.box for mark in message.marks)
        if message.quote is not None:
            boxes.append(message.quote.box)
    return boxes


def _is_in(line: Box, bubble: Box) -> bool:
    return line.area > 0 and line.intersection(bubble) >= 0.5 * line.area


def reading_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines from top to bottom and, within a row, from left to right; a row may slope by half a line."""
    return tuple(line for row in rows_of(lines) for line in row)


def rows_of(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """The lines grouped into rows."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.box.center_y, one.box.x0, one.text)):
        if rows and same_row(rows[-1][0].box, line.box):
            rows[-1].append(line)
        else:
            rows.append([line])
    return tuple(tuple(sorted(row, key=lambda one: (one.box.x0, one.box.y0, one.text))) for row in rows)


def same_row(a: Box, b: Box) -> bool:
    """Whether two boxes stand beside each other."""
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared >= _SAME_ROW * max(1, min(a.height, b.height))


def line_height(lines: Sequence[Line]) -> float:
    """The usual height of a line here, in pixels; 1 where there are none."""
    return median([max(1, line.box.height) for line in lines]) if lines else 1.0


def follows(above: Box, below: Box, gap: float = PARAGRAPH_GAP) -> bool:
    """Whether `below` begins within `gap` line heights under `above`, not beside it."""
    height = max(1, min(above.height, below.height))
    between = below.y0 - above.y1
    return below.center_y > above.y1 - 0.25 * height and between <= gap * height


def joined(lines: Iterable[Line]) -> str:
    """Their texts in one, without a space between Chinese characters."""
    text = ""
    for line in lines:
        part = line.text.strip()
        text += part if not text or _is_chinese(text[-1]) or _is_chinese(part[:1]) else " " + part
    return text


def _is_chinese(sign: str) -> bool:
    return bool(re.match(r"[　-〿一-鿿＀-￯]", sign))


def chinese_in(text: str) -> int:
    """How many Chinese characters the text holds."""
    return len(re.findall(r"[一-鿿]", text))
