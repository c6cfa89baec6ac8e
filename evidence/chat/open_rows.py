"""Takes the rows of the column that stand in no bubble and beside none, hands on what they are.

Centred times and notices, name lines with the words under them, highlighted text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from evidence.chat.clients import Words, bare
from evidence.chat.clock import read_stamp
from evidence.chat.column import Column, rows_of
from evidence.chat.contrast import contrast
from evidence.chat.items import Item
from evidence.chat.name_lines import (
    NEXT_ROW,
    answers_with_a_time,
    at_an_end,
    known_header,
    less_tags,
    like_ink,
    mark_only,
    with_its_tag_apart,
)
from evidence.chat.tags import parted
from evidence.chat.wording import header, meta, same_words
from evidence.model import Box, Line, Mark, MessageKind, Side

SAME_NAME = 0.9
"""Likeness of two readings of one name."""

NAME, PALE_NAME, SET_OUT = 20, 0.7, 0.3
"""Characters of a name over its words at most, its contrast against theirs (0.3 to 0.6 measured), and the line heights
by which it stands outside of them: the padding of the bubble that was not seen."""


def bare_rows(
    rest: Sequence[Line],
    items: Sequence[Item],
    column: Column,
    words: Words,
    left_over: list[Line],
    edges: tuple[int | None, int | None],
) -> list[Item]:
    """Rows without a bubble: centred times and notices, name lines with the words under them, highlighted text.

    Rows that are no message are added to `left_over`.
    """
    rest = [piece for line in rest for piece in with_its_tag_apart(line)]
    found: list[Item] = []
    current: Item | None = None
    due: Sequence[Line] | None = None
    starts = sorted(item.box.y0 for item in items)
    starts_left = [
        min(n.box.x0 for n in row)
        for row in rows_of(rest)
        for name, stamp in [at_an_end("  ".join(n.text for n in less_tags(row, words)))]
        if stamp is not None and name and _leading(Box.around(n.box for n in row), column)
    ]
    rows = rows_of(rest)
    names = {
        name for row in rows for name, stamp in [header("  ".join(n.text for n in less_tags(row, words)))] if stamp
    }
    shown = {bare(i.name): i.heading for i in items if i.heading is not None and i.name}
    for row in rows:
        name, stamp = header("  ".join(n.text for n in row))
        if stamp is not None and name:
            shown.setdefault(bare(name), row[0])
    for row, below in zip(rows, [*rows[1:], None], strict=False):
        box = Box.around(line.box for line in row)
        text = "  ".join(line.text for line in row)
        between = current is not None and any(current.box.y0 < y <= box.y0 for y in starts)
        if current is not None and between:
            current = None
        if _only_marks(row, words):
            left_over += row
            continue
        heading = less_tags(row, words)
        headline = "  ".join(line.text for line in heading)
        name, stamp = known_header(headline, names) or at_an_end(headline)
        if current is not None and stamp is not None and answers_with_a_time(heading, current, column):
            name, stamp = headline, None
        ending = column.box.x1 - box.x1 <= 0.1 * column.box.width and box.width <= 0.5 * column.box.width
        if stamp is not None and name and (_leading(box, column) or ending):
            start: Side = "left" if _leading(box, column) else "right"
            called, tags = parted(name, words)
            current = Item("text", start, box, [], name=called, stamp=stamp, headed=True, ink=row[0].ink)
            current.row = heading
            current.marks = [Mark(n.text.strip(), n.box) for n in row if n not in heading]
            current.marks += [Mark(tag, row[0].box) for tag in tags]
            found.append(current)
            continue
        whole = read_stamp(text)
        over_words = stamp is None and _over_its_words(row, below, column)
        repeated = stamp is None and not over_words and _repeats_a_name(row, shown, column)
        if over_words or (repeated and _right_under(box, below, column)):
            due = below
        if over_words or repeated:
            edge: Side = "left" if box.center_x < column.box.center_x else "right"
            current = Item("text", edge, box, [], name=text.strip(), headed=True, ink=row[0].ink)
            found.append(current)
            continue
        adrift = current is None and _adrift(box, column, edges)
        beside = column.beside(box)
        under = found[-1] if found and found[-1].kind == "text" and found[-1].lines else None
        goes_on = under is not None and _goes_on(box, under, column)
        spoken = (
            beside is not None or goes_on or (current is not None and abs(box.x0 - current.box.x0) <= 0.6 * column.em)
        )
        under_name = current is not None and row is due
        spoken = spoken or under_name
        said = current is not None and spoken and (under_name or (bool(current.lines) and _as_printed(row, current)))
        centred = (_centred(box, column) or adrift) and (not spoken or whole is not None) and not said
        if centred and whole is None and _notice_goes_on(box, found):
            found[-1].lines += row
            found[-1].box = Box.around((found[-1].box, box))
            current = None
            continue
        if centred or (whole is not None and current is None):
            kind: MessageKind = "time" if whole is not None else "system"
            found.append(Item(kind, "center", box, list(row), stamp=whole))
            current = None
            continue
        if not said and all(meta(line.text, words) is not None for line in row):
            # A time or mark whose bubble is out of sight.
            left_over += row
            continue
        marks = [line for line in row if mark_only(line, words)]
        body = [line for line in row if line not in marks]
        if current is not None and (not current.lines or box.y0 - current.box.y1 <= NEXT_ROW * column.em):
            current.lines += body
            current.marks += [Mark(line.text, line.box) for line in marks]
            if body:
                current.box = Box.around(line.box for line in current.lines)
            continue
        if not body:
            continue
        if len(row) == 1 and _like_a_name(row[0], items, column):
            left_over += row
            continue
        named_left = len(starts_left) > 1 and abs(box.x0 - min(starts_left)) <= column.em
        nearer: Side = "left" if named_left or box.x0 - column.box.x0 <= column.box.x1 - box.x1 else "right"
        side: Side = beside or (under.side if under is not None and goes_on else nearer)
        last = found[-1] if found else None
        if (
            last
            and last.kind == "text"
            and last.side == side
            and not any(last.box.y0 < y <= box.y0 for y in starts)
            and _goes_on(box, last, column)
        ):
            last.lines += body
            last.box = Box.around((last.box, box))
            continue
        item = Item("text", side, box, body, marks=[Mark(n.text, n.box) for n in marks])
        item.partial = box.y0 <= column.box.y0 + 2 or box.y1 >= column.box.y1 - 2
        found.append(item)
    return _with_cards(found, items, column)


def _as_printed(row: Sequence[Line], item: Item) -> bool:
    """Whether a row has the height and ink of the words above it."""
    last = item.lines[-1]
    return all(n.box.height >= 0.85 * last.box.height and contrast(n) >= 0.85 * contrast(last) for n in row)


def _only_marks(row: Sequence[Line], words: Words) -> bool:
    return all(mark_only(line, words) for line in row)


def _notice_goes_on(box: Box, found: Sequence[Item]) -> bool:
    """Whether a row in the middle is the next line of the notice above it."""
    last = found[-1] if found else None
    near = last is not None and 0 <= box.y0 - last.box.y1 <= 0.8 * box.height
    return near and last is not None and last.kind == "system" and abs(last.box.center_x - box.center_x) <= box.height


def _goes_on(box: Box, above: Item, column: Column) -> bool:
    """Whether a row is the next line of the words above it, which have no bubble that was seen."""
    starts, ends = abs(box.x0 - above.box.x0), abs(box.x1 - above.box.x1)
    off = min(starts, ends) if above.side == "right" else starts
    return -0.3 * column.em <= box.y0 - above.box.y1 <= 0.7 * column.em and off <= 0.6 * column.em


def _repeats_a_name(row: Sequence[Line], shown: Mapping[str, Line], column: Column) -> bool:
    """Whether the row prints a name as it stands over a bubble of this page: over a picture, or a bubble cut off."""
    text = bare("".join(line.text for line in row))
    head = next((shown[name] for name in sorted(shown) if same_words(name, text) >= SAME_NAME), None)
    if head is None or not 0.75 <= row[0].box.height / max(1, head.box.height) <= 1.33:
        return False
    edges = min(abs(row[0].box.x0 - head.box.x0), abs(row[-1].box.x1 - head.box.x1))
    ink = row[0].ink
    return edges <= 0.6 * column.em and (ink is None or head.ink is None or like_ink(ink, head.ink))


def _over_its_words(row: Sequence[Line], below: Sequence[Line] | None, column: Column) -> bool:
    """Whether the row is a sender's name over words whose bubble was not seen: at the avatar's top, pale, set out."""
    box = Box.around(n.box for n in row)
    beside = [a for a in column.avatars if a.y0 - 0.4 * a.height <= box.center_y <= a.y0 + 0.45 * a.height]
    if (
        not below
        or not beside
        or column.beside(box) is None
        or re.search(r"[:：。，？！]", "".join(n.text for n in row))
    ):
        return False
    words = Box.around(n.box for n in below)
    out = words.x0 - box.x0 if column.beside(box) == "left" else box.x1 - words.x1
    return (
        0.2 * column.em <= words.y0 - box.y1 <= NEXT_ROW * column.em
        and out >= SET_OUT * column.em
        and sum(len(bare(n.text)) for n in row) <= NAME
        and max(contrast(n) for n in row) <= PALE_NAME * max(contrast(n) for n in below)
    )


def _right_under(box: Box, below: Sequence[Line] | None, column: Column) -> bool:
    """Whether the row below stands close under a name, set in by a bubble's padding: its words, the bubble unseen."""
    if not below or column.beside(box) != "left":
        return False
    words = Box.around(n.box for n in below)
    return 0 <= words.y0 - box.y1 <= NEXT_ROW * column.em and 0 <= words.x0 - box.x0 <= 1.5 * column.em


def _adrift(box: Box, column: Column, edges: tuple[int | None, int | None]) -> bool:
    """Whether a row keeps to neither edge of the talk: bubbles do, notices do not."""
    left, right = edges
    if left is None or right is None:
        return False
    return box.x0 - left > 2.5 * column.em and right - box.x1 > 2.5 * column.em


def _like_a_name(line: Line, items: Sequence[Item], column: Column) -> bool:
    """Whether the line looks like the names over the page's bubbles: one whose bubble is out of sight."""
    for item in items:
        if item.heading is None or item.heading.ink is None or line.ink is None:
            continue
        head = item.heading
        alike = 0.75 <= line.box.height / max(1, head.box.height) <= 1.33 and like_ink(line.ink, item.ink)
        if alike and min(abs(line.box.x0 - head.box.x0), abs(line.box.x1 - head.box.x1)) <= 0.6 * column.em:
            return True
    return False


def _with_cards(found: list[Item], items: Sequence[Item], column: Column) -> list[Item]:
    """A name line directly over a card or picture heads it; a name line over nothing is dropped as an edge."""
    kept = []
    for item in found:
        if item.headed and not item.lines:
            below = [
                i
                for i in items
                if -0.4 * column.em <= i.box.y0 - item.box.y1 <= 2.2 * column.em
                and i.name is None
                and min(abs(i.box.x0 - item.box.x0), abs(i.box.x1 - item.box.x1)) <= 3 * column.em
            ]
            if below:
                first = min(below, key=lambda i: i.box.y0)
                first.name, first.stamp, first.headed, first.ink = item.name, item.stamp, True, item.ink
                first.side = item.side
                continue
            known = any(o.name == item.name and o.lines for o in found if o is not item)
            later = any(other.box.y0 > item.box.y0 for other in [*found, *items] if other is not item)
            if later and len(item.row) > 1 and not known:
                # No words follow: the row itself is what was said, with the time the client prints in its bubble.
                item.lines, item.name, item.headed = [item.row[0]], None, False
                kept.append(item)
                continue
            item.partial = True
        elif item.headed and item.box.y1 >= column.box.y1 - 1.5 * column.em:
            # More lines may follow below the edge.
            item.partial = True
        kept.append(item)
    return kept


def _leading(box: Box, column: Column) -> bool:
    return box.x0 - column.box.x0 <= 0.2 * column.box.width


def _centred(box: Box, column: Column) -> bool:
    off = abs((box.x0 - column.box.x0) - (column.box.x1 - box.x1))
    return off <= max(1.2 * column.em, 0.05 * column.box.width) and box.x0 - column.box.x0 > 0.08 * column.box.width
