"""Takes a row of lines that stands in no bubble, hands on the name and time in it and what is printed behind them.

`山风  5月1日 10:20  已读`: what is a name line, what is words with a time in them, what is a tag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from evidence.chat.clients import Words, bare
from evidence.chat.clock import Stamp, find_stamp, read_stamp, tidy
from evidence.chat.column import Column
from evidence.chat.items import Item
from evidence.chat.wording import header, meta
from evidence.model import RGB, Box, Line

NEXT_ROW = 1.6
"""Line heights from words under a name to the next row that is still theirs: a quote below them keeps 1.3 away."""

TAG = 6
"""Characters of a tag behind a name line's time at most."""


def less_tags(row: Sequence[Line], words: Words) -> list[Line]:
    """The row less the marks and tags behind its time (`已读`, a boxed `机器人`): short, and not of the name's ink."""
    ends = [at for at, line in enumerate(row) if (found := find_stamp(line.text)) and found[0].clock is not None]
    if not ends:
        return list(row)
    first, rest = row[: ends[-1] + 1], row[ends[-1] + 1 :]
    # A tag between name and time, in an ink of its own.
    first = [
        n
        for n in first
        if n is row[0] or find_stamp(n.text) or len(bare(n.text)) > TAG or n.ink is None or like_own(n, row[:1])
    ]
    tags = all(mark_only(n, words) or (len(bare(n.text)) <= TAG and not like_own(n, first)) for n in rest)
    return first if tags else list(row)


def with_its_tag_apart(line: Line) -> list[Line]:
    """A name line with a tag that the reader joined to its full time, as two lines."""
    clean = tidy(line.text)
    found = find_stamp(clean)
    if found is None or not found[0].whole or not found[1] > 0 or not clean[: found[1]].strip():
        return [line]
    head, tail = clean[: found[2]].rstrip(), clean[found[2] :].strip()
    if not re.fullmatch(rf"[\w·]{{2,{TAG}}}", tail):
        return [line]
    x = line.box.x0 + line.box.width * len(head) // len(clean)
    left, right = (Box(a, line.box.y0, b, line.box.y1) for a, b in ((line.box.x0, x), (x, line.box.x1)))
    return [replace(line, text=head, box=left), replace(line, text=tail, box=right, ink=None)]


def like_own(line: Line, others: Sequence[Line]) -> bool:
    """Whether the line has the ink of one of the others, or of none that was measured."""
    return line.ink is not None and any(o.ink is None or like_ink(line.ink, o.ink) for o in others)


def at_an_end(text: str) -> tuple[str, Stamp | None]:
    """A name line taken apart; words with a time in their midst are no name line."""
    found = find_stamp(text)
    if found is not None and found[1] > 0 and found[2] < len(tidy(text).rstrip(" )）]】:：")):
        return text, None
    return header(text)


def known_header(text: str, names: set[str]) -> tuple[str, Stamp] | None:
    """A name line whose name, known from others, ends in figures that the reader joined with the time."""
    for name in sorted(names, key=len, reverse=True):
        rest = text.removeprefix(name).strip()
        stamp = read_stamp(rest) if name and rest != text and re.search(r"\d$", name) else None
        if stamp is not None and stamp.clock is not None:
            return name, stamp
    return None


def answers_with_a_time(row: Sequence[Line], current: Item, column: Column) -> bool:
    """Whether a row that starts with a time is what the name line right over it heads: words such as `明天9:00前`.

    A second name line has the first one's ink; words have not.
    """
    found = find_stamp("  ".join(n.text for n in row))
    if found is None or found[1] > 0 or found[0].whole or current.stamp is None or current.lines:
        return False
    box = Box.around(n.box for n in row)
    level = abs(box.x0 - current.box.x0) <= 0.6 * column.em and box.y0 - current.box.y1 + 0.3 * column.em >= 0
    near = level and box.y0 - current.box.y1 <= NEXT_ROW * column.em
    return near and row[0].ink is not None and current.ink is not None and not like_ink(row[0].ink, current.ink)


def like_ink(a: RGB, b: RGB | None) -> bool:
    """Whether two inks are one, give or take what thin strokes and noise move them."""
    return b is not None and max(abs(x - y) for x, y in zip(a, b, strict=True)) <= 30


def mark_only(line: Line, words: Words) -> bool:
    """Whether the line holds nothing but marks."""
    found = meta(line.text, words)
    return found is not None and found[0] is None and bool(found[1])
