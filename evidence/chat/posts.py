"""Takes the boxed items of a page, hands on those that print their sender's name and time in their own first row.

Tickets, forums and mail threads show posts so: a wide box each, `name  tag  ...  2026.07.06 09:12` on top, words below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.chat.clients import Words, bare
from evidence.chat.clock import Stamp, find_stamp
from evidence.chat.column import rows_of
from evidence.chat.items import Item
from evidence.chat.tags import parted
from evidence.chat.wording import header, meta
from evidence.model import Line, Mark

NAME = 24
"""Characters of the name and its tags in such a row at most."""

POSTS = 2
"""Boxes so built from which they are posts; one alone may be words that start with a name and a time."""

FLUSH = 5
"""Pixels within which posts keep to one edge."""

APART = 1.5
"""Line heights between the name and the time where they stand at the two ends of the row."""


@dataclass(frozen=True, slots=True)
class Head:
    """A post's first row taken apart."""

    name: str
    stamp: Stamp
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    ends: bool


def take_heads(items: Sequence[Item], words: Words) -> None:
    """The first rows that name sender and time are taken out of the words, where several boxes are built so."""
    found = [(item, head) for item in items if item.boxed and item.kind == "text" and (head := _head(item, words))]
    if len(found) < POSTS:
        return
    starts = [item.box.x0 for item, _ in found]
    level = max(starts) - min(starts) <= FLUSH and len({head.name for _, head in found}) > 1
    for item, head in found:
        item.lines = [n for n in item.lines if n not in head.lines]
        item.name, item.stamp, item.headed = item.name or head.name, head.stamp, True
        item.ink, item.heading = head.lines[0].ink, head.lines[0]
        item.marks += head.marks
        if level:
            # All start at one edge, whoever speaks.
            item.side, item.unsure = "left", False
        if not item.lines:
            item.kind = "image"


def _head(item: Item, words: Words) -> Head | None:
    rows = rows_of(item.lines)
    if not rows:
        return None
    row = rows[0]
    stamp: Stamp | None = None
    name: list[Line] = []
    marks: list[Mark] = []
    taken: list[Line] = []
    for line in row:
        found = meta(line.text, words)
        if found is not None:
            stamp = stamp or found[0]
            marks += [Mark(text, line.box) for text in found[1]]
        elif stamp is None and (inner := find_stamp(line.text)) is not None and inner[1] > 0:
            called, stamp = header(line.text)
            name.append(Line(called, line.confidence, line.box, line.ink, line.paper))
        else:
            name.append(line)
        taken.append(line)
    if stamp is None and not item.headed and len(rows) == 1 and _over_a_picture(item):
        # A post that holds a picture only: the time stands by itself beside the name, and was taken for the box's own.
        stamp = item.stamp
    if stamp is None or stamp.clock is None or not name or not (stamp.dated or stamp.whole):
        return None
    own = [n for n in name if n is name[0] or n.ink is None or name[0].ink is None or _near(n.ink, name[0].ink)]
    marks += [Mark(n.text.strip(), n.box) for n in name if n not in own]
    text, tags = parted(" ".join(n.text.strip() for n in own).strip(" -·|()[]（）:："), words)
    marks += [Mark(tag, name[0].box) for tag in tags]
    if not text or len(bare(text)) > NAME or re.search(r"[。，？！,?!]", text):
        return None
    apart = len(row) > 1 and row[-1].box.x0 - row[0].box.x1 > APART * row[0].box.height
    if (
        len(rows) > 1
        and not apart
        and max(n.box.height for n in row) > 1.1 * max(n.box.height for rest in rows[1:] for n in rest)
    ):
        return None
    return Head(text, stamp, tuple(marks), tuple(taken), apart)


def _over_a_picture(item: Item) -> bool:
    """Whether the box's only line stands at its top, with room for a picture below."""
    line = item.lines[0].box
    return line.y0 - item.box.y0 < 2 * line.height and item.box.y1 - line.y1 > 3 * line.height


def _near(a: tuple[int, int, int], b: tuple[int, int, int]) -> bool:
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) <= 40
