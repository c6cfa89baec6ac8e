"""Takes the lines that stand free in the column, hands names, times and marks to the bubble they belong to.

What is left stands in no bubble and beside none (`open_rows.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from evidence.chat.clients import Words, bare
from evidence.chat.clock import Stamp, find_stamp, tidy
from evidence.chat.column import Column, rows_of
from evidence.chat.contrast import contrast
from evidence.chat.items import Item
from evidence.chat.wording import header, meta, pitch
from evidence.model import Box, Line, Mark

NEAR = 1.3
"""Line heights within which a small line above or below belongs to a bubble."""


SMALL_PRINT, SMALLER, PALER = 14, 0.92, 0.7
"""Characters, height and contrast, against a bubble's words, of what a client prints in small at its foot at most;
measured heights 0.6 to 0.9, contrasts 0.35 to 0.55."""


def attach(items: Sequence[Item], loose: Sequence[Line], column: Column, words: Words) -> list[Line]:
    """Names, times and marks around bubbles go to their bubble; the lines left are handed back."""
    rest: list[Line] = []
    em = column.em
    solid = [item for item in items if item.boxed]
    strong = max((contrast(n) for i in solid for n in i.lines), default=255.0)
    said: Box | None = None
    centred = _paragraphs(rows_of(loose), column)
    for row in rows_of(loose):
        if row in centred:
            rest += row
            said = None
            continue
        free: list[Line] = []
        for line in row:
            beside = [
                i
                for i in solid
                if min(i.box.y1, line.box.y1) - max(i.box.y0, line.box.y0) >= 0.5 * line.box.height
                and (-0.4 * em <= i.box.x0 - line.box.x1 <= 4 * em or -0.4 * em <= line.box.x0 - i.box.x1 <= 4 * em)
            ]
            found = meta(line.text, words)
            if beside and _takes_beside(beside[0], line, found, strong):
                continue
            free.append(line)
        if not free:
            continue
        box = Box.around(n.box for n in free)
        # Words beside an avatar, whose bubble was not seen, and their next lines are no name of what follows.
        follows = said is not None and 0 <= box.y0 - said.y1 + 0.3 * em <= em and abs(box.x0 - said.x0) <= 0.6 * em
        if follows:
            said = box
            rest += free
            continue
        said = None
        if _headed(solid, free, box, column, words) or _footed(solid, free, box, column, words, strong):
            continue
        said = box if column.beside(box) == "right" and _tall(free, em) else None
        rest += free
    return rest


def _paragraphs(rows: Sequence[list[Line]], column: Column) -> list[list[Line]]:
    """Rows that go on one another in the column's middle, each of its own length: a notice of several lines."""
    middle = [
        row for row in rows if abs(Box.around(n.box for n in row).center_x - column.box.center_x) <= 0.5 * column.em
    ]
    found: list[list[Line]] = []
    for upper, lower in pairwise(middle):
        a, b = Box.around(n.box for n in upper), Box.around(n.box for n in lower)
        close = 0 <= b.y0 - a.y1 <= 0.8 * column.em and abs(a.height - b.height) <= 0.25 * a.height
        if close and abs(a.x0 - b.x0) > 0.6 * column.em:
            found += [row for row in (upper, lower) if row not in found]
    return found


def _tall(row: Sequence[Line], em: float) -> bool:
    return all(n.box.height >= 0.85 * em for n in row)


def _takes_beside(item: Item, line: Line, found: tuple[Stamp | None, list[str]] | None, strong: float) -> bool:
    """A line beside a bubble: a read mark, a time, or a short name."""
    if found is not None:
        stamp, marks = found
        item.stamp = item.stamp or stamp
        item.marks += [Mark(text, line.box) for text in marks]
        return True
    if (
        item.side == ("right" if line.box.center_x < item.box.x0 else "left")
        and not item.unsure
        and minor(line, item, strong)
    ):
        # On the inner side, where no name stands, in small pale letters: a mark in the client's own words.
        item.marks.append(Mark(line.text.strip(), line.box))
        return True
    named = re.search(r"\w", line.text) is not None
    if named and len(bare(line.text)) <= 12 and item.name is None and line.box.height <= item.box.height:
        item.name = line.text.strip()
        item.side = "left" if line.box.center_x < item.box.x0 else "right"
        item.unsure = False
        return True
    return False


def _aligned(item: Item, box: Box, column: Column) -> bool:
    """Whether a line keeps to the bubble's own edge."""
    slack = 1.6 * column.em
    if item.side == "right":
        return abs(item.box.x1 - box.x1) <= slack or (box.x1 > item.box.x0 and abs(column.box.x1 - box.x1) <= slack)
    if item.side == "left":
        return abs(item.box.x0 - box.x0) <= slack
    return False


def _separates(box: Box, item: Item, column: Column) -> bool:
    """Whether a row stands in the column's middle and not at the edge from which the bubble next to it starts."""
    off = abs((box.x0 - column.box.x0) - (column.box.x1 - box.x1))
    edge = abs(box.x1 - item.box.x1) if item.side == "right" else abs(box.x0 - item.box.x0)
    return off <= 0.5 * column.em and edge > 0.5 * column.em


def _footed(solid: Sequence[Item], row: Sequence[Line], box: Box, column: Column, words: Words, strong: float) -> bool:
    """The row under a bubble, when it holds nothing but its time and marks."""
    above = [i for i in solid if -0.4 * column.em <= box.y0 - i.box.y1 <= NEAR * column.em and _aligned(i, box, column)]
    if not above:
        return False
    found = [meta(line.text, words) for line in row]
    item = max(above, key=lambda i: i.box.y1)
    if any(one is None for one in found):
        return _small_print(solid, row, box, item, column, strong)
    if not any(one[1] for one in found if one) and _separates(box, item, column):
        return False
    for line, one in zip(row, found, strict=True):
        if one is not None:
            item.stamp = item.stamp or one[0]
            item.marks += [Mark(text, line.box) for text in one[1]]
    return True


def minor(line: Line, item: Item, strong: float) -> bool:
    """Whether the line is short, printed smaller than the item's words, and paler than the page's `strong` ones."""
    if not item.lines or len(bare(line.text)) > SMALL_PRINT:
        return False
    tall = sorted(n.box.height for n in item.lines)[len(item.lines) // 2]
    lower = line.box.height <= SMALLER * tall
    # The reader's boxes are loose on noisy pages; the width of a character is not.
    closer = line.box.height <= tall and pitch([line]) <= SMALLER * pitch(item.lines)
    return (lower or closer) and contrast(line) <= PALER * strong


def _small_print(
    solid: Sequence[Item], row: Sequence[Line], box: Box, item: Item, column: Column, strong: float
) -> bool:
    """The row under a bubble in small pale letters, at its edge and nearer to it than to the next: a mark of its own.

    `顾客已读`, `由智能助手回答`: what clients print there has many words, but one look.
    """
    if item.side == "center" or not all(minor(n, item, strong) for n in row):
        return False
    off = abs(item.box.x1 - box.x1) if item.side == "right" else abs(item.box.x0 - box.x0)
    gap = box.y0 - item.box.y1
    next_one = min((i.box.y0 - box.y1 for i in solid if i.box.y0 >= box.center_y), default=10 * column.em)
    if off > 0.6 * column.em or gap >= 0.8 * next_one or _separates(box, item, column):
        return False
    for line in row:
        clean = tidy(line.text)
        found = find_stamp(clean)
        if found is not None and found[0].clock is not None:
            # `18:05 · 访客已打开`: the bubble's time and a mark in one line.
            item.stamp = item.stamp or found[0]
            clean = f"{clean[: found[1]]} {clean[found[2] :]}"
        if text := clean.strip(" ·|-"):
            item.marks.append(Mark(text, line.box))
    return True


def _headed(solid: Sequence[Item], row: Sequence[Line], box: Box, column: Column, words: Words) -> bool:
    """The row over a bubble, when it is a sender's name (and time): small, at the bubble's edge, close above it."""
    below = [i for i in solid if -0.4 * column.em <= i.box.y0 - box.y1 <= NEAR * column.em and _aligned(i, box, column)]
    if not below:
        return False
    item = min(below, key=lambda i: i.box.y0)
    if item.name is not None or item.headed:
        return False
    text = "  ".join(line.text for line in row)
    if words.is_a("system", text) or len(bare(text)) > 45:
        return False
    found = meta(text, words)
    if found is not None and (found[0] is None or _nearer_above(solid, box, item, column)):
        return False
    if found is not None and not found[1] and _separates(box, item, column):
        return False
    if found is None and (column.beside(box) == "right") != (item.side == "right") and column.beside(box) is not None:
        return False
    name, stamp = header(text)
    if stamp is None and _as_spoken(row, item, column):
        return False
    item.name, item.stamp, item.headed = name or None, stamp or item.stamp, True
    item.ink, item.heading = row[0].ink, row[0]
    return True


def _as_spoken(row: Sequence[Line], item: Item, column: Column) -> bool:
    """Whether a row is printed as large and as strong as the words below it, in a wider gap: no name, but words."""
    if not item.lines or column.beside(Box.around(n.box for n in row)) is None:
        return False
    tall = sorted(n.box.height for n in item.lines)[len(item.lines) // 2]
    strong = max(contrast(n) for n in item.lines)
    return all(n.box.height >= 0.9 * tall and contrast(n) >= 0.85 * strong for n in row)


def _nearer_above(solid: Sequence[Item], box: Box, below: Item, column: Column) -> bool:
    """Whether a row of nothing but a time stands closer to the bubble above it than to the one below."""
    above = [i for i in solid if i.box.y1 <= box.y0 + 0.4 * column.em and _aligned(i, box, column)]
    return bool(above) and box.y0 - max(i.box.y1 for i in above) <= below.box.y0 - box.y1
