"""Takes the lines that stand free in the column, hands on the messages of a log: time, name and words on one row.

Consoles and help desks print so: `22:58:04 karl   words`, words from one edge, wrapped ones below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.chat.clients import Words, bare
from evidence.chat.clock import Stamp, find_stamp, tidy
from evidence.chat.column import Column, rows_of
from evidence.chat.contrast import contrast
from evidence.chat.items import Item
from evidence.chat.wording import meta
from evidence.model import Box, Line, Mark

ROWS = 3
"""Rows so built from which they are a log; one or two may be words that start with a time."""

MOST = 0.5
"""Share of the rows in the column's reach that a log's rows, with their wrapped lines, make up at least."""

LEVEL = 0.4
"""Line heights within which the words of all rows start at one edge."""

NAME = 24
"""Characters of a sender's name at most."""

PALE = 0.6
"""Contrast against the words of a mark behind them; measured 0.3 to 0.5."""

_TAG = re.compile(r"[\[【]([^\[\]【】]{1,8})[\]】]")
_IN_A_CLOCK = re.compile(r"(?<=\d)\s*[:：]\s*(?=\d)")


def log_rows(lines: Sequence[Line], column: Column, words: Words) -> tuple[list[Item], list[Line]]:
    """The messages of a log and the lines that belong to none of them; no messages where the column shows no log."""
    rows = rows_of(lines)
    edge = _edge(rows, column)
    if edge is None:
        return [], list(lines)
    slack = LEVEL * column.em
    found: list[Item] = []
    rest: list[Line] = []
    taken = 0
    for row in rows:
        head = [n for n in row if n.box.x0 < edge - slack]
        said = [n for n in row if n.box.x0 >= edge - slack]
        told = _head(head) if said and abs(said[0].box.x0 - edge) <= slack else None
        last = found[-1] if found else None
        if told is not None:
            name, stamp, tags = told
            body, marks = _less_marks(said, words)
            marks += [Mark(tag, head[0].box) for tag in tags]
            box = Box.around(n.box for n in body)
            found.append(Item("text", "left", box, body, name=name, stamp=stamp, marks=marks, headed=True))
            found[-1].logged = True
            found[-1].ink = head[-1].ink
        elif (
            last is not None
            and not head
            and abs(row[0].box.x0 - edge) <= slack
            and row[0].box.y0 - last.box.y1 <= row[0].box.height
        ):
            body, marks = _less_marks(row, words)
            last.lines += body
            last.marks += marks
            last.box = Box.around(n.box for n in last.lines)
        else:
            rest += row
            continue
        taken += 1
    return (found, rest) if taken >= MOST * len(rows) else ([], list(lines))


def _edge(rows: Sequence[Sequence[Line]], column: Column) -> int | None:
    """Where the words of the rows start that have a time and a name to the left of them."""
    slack = LEVEL * column.em
    starts: list[int] = []
    for row in rows:
        for at in range(1, len(row)):
            if row[at].box.x0 - row[at - 1].box.x1 > 0 and _head(row[:at]) is not None:
                starts.append(row[at].box.x0)
                break
    if not starts:
        return None
    best = max(sorted(starts), key=lambda x: sum(abs(x - other) <= slack for other in starts))
    return best if sum(abs(best - other) <= slack for other in starts) >= ROWS else None


def _head(row: Sequence[Line]) -> tuple[str, Stamp, list[str]] | None:
    """Name, time and bracketed tags of what stands left of the words; None where it is anything else."""
    if not row:
        return None
    text = _IN_A_CLOCK.sub(":", tidy(" ".join(n.text.strip() for n in row)))
    tags = _TAG.findall(text)
    tags = [tag for tag in tags if find_stamp(tag) is None]
    text = _TAG.sub(lambda m: m[0] if m[1] not in tags else " ", text)
    found = find_stamp(text)
    if found is None or found[0].clock is None:
        return None
    stamp, start, end = found
    name = f"{text[:start]} {text[end:]}".strip(" -·|()[]<>（）【】:：")
    if not re.search(r"\w", name) or len(bare(name)) > NAME or re.search(r"[。，？！,?!;；]", name):
        return None
    return re.sub(r"\s+", " ", name), stamp, tags


def _less_marks(row: Sequence[Line], words: Words) -> tuple[list[Line], list[Mark]]:
    """The row's words, and what the client prints behind them: known marks, or a short pale tag in brackets."""
    body = list(row)
    marks: list[Mark] = []
    while len(body) > 1:
        last = body[-1]
        text = last.text.strip().strip("[]【】")
        found = meta(text, words)
        known = found is not None and found[0] is None
        bracketed = _TAG.fullmatch(last.text.strip()) is not None
        if not known and not (bracketed and contrast(last) <= PALE * contrast(body[0])):
            break
        marks.insert(0, Mark(text, last.box))
        body.pop()
    return body, marks
