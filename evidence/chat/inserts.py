"""Takes a boxed item with its lines, hands on whether it is a voice message, a coupon, or a picture with writing in it.

Told from its build: words fill their bubble evenly, on its own paper, and have no button.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.chat.clients import bare
from evidence.chat.clock import find_stamp
from evidence.chat.column import rows_of
from evidence.chat.items import Item
from evidence.chat.panes import inside
from evidence.chat.sides import like
from evidence.model import Box, Line, Region

WAVE = 1.0
"""Line heights by which the room on one side of a lone number of seconds outdoes that on the other: there the wave is
drawn, or the bubble is drawn as long as the voice; words keep the same room on both sides."""

MISREAD = 0.95
"""Confidence under which signs behind the seconds were read from a wave; words reach 0.97 and more."""

FRAME = 0.6
"""Line heights of a picture that show on every side of the papers photographed in it; a quote's box has the
answer's words beside it on the bubble's own paper."""

HOLLOW = 2.5
"""Line heights by which the room below the lines outdoes that above; bubbles keep both alike, but for a time inside."""

LABEL = 6
"""Characters of a button's label at most."""

RIM = 0.15
"""Line heights by which the parts of one picture miss its edge and one another."""

_SECONDS = re.compile(r"^[^\w\u4e00-\u9fff]{0,3}\d{1,2}\s?(?P<unit>[\"”″'’′]{1,2}|[sS秒])(?P<rest>.{0,4})$")


def voiced(item: Item, em: float) -> bool:
    """Whether the bubble holds seconds and a wave: nothing else read but from the wave, or room left for it."""
    if len(item.lines) != 1:
        return False
    line = item.lines[0]
    match = _SECONDS.match(line.text.strip())
    if match is None:
        return False
    if match["rest"].strip():
        return line.confidence < MISREAD
    uneven = abs((line.box.x0 - item.box.x0) - (item.box.x1 - line.box.x1)) > WAVE * em
    return uneven or not re.search(r"[秒]", match["unit"])


def seconds(line: Line) -> bool:
    """Whether the line is a number of seconds, as a voice message shows it."""
    return _SECONDS.match(line.text.strip()) is not None


def with_button(regions: Sequence[Region], item: Item, em: float) -> bool:
    """Whether a button stands in the item: a low box around one short line at its foot, or right of all its words."""
    lines = item.lines
    if len(lines) < 2:
        return False
    for region in regions:
        box = region.box
        if not region.flat or box.area > 0.4 * item.box.area or not inside(item.box, box, slack=0):
            continue
        held = [n for n in lines if inside(box, n.box, slack=3)]
        others = [n for n in lines if n not in held]
        if len(held) != 1 or not held[0].box.height <= box.height <= 3.2 * em:
            continue
        room = (held[0].box.x0 - box.x0, box.x1 - held[0].box.x1)
        even = abs(room[0] - room[1]) <= 0.5 * em and min(room) >= 0.15 * em
        below = all(n.box.y1 <= box.y0 + 0.3 * em for n in others)
        at_foot = item.box.y1 - box.y1 <= 1.5 * em and box.x0 - item.box.x0 > 2 * em
        beside = len(bare(held[0].text)) <= LABEL and all(n.box.x1 <= box.x0 + 0.3 * em for n in others)
        apart = item.colour is not None and _far(region.color, item.colour)
        if even and ((below and at_foot) or (beside and apart)):
            return True
    return False


def ends_in_a_button(item: Item, em: float) -> bool:
    """Whether the last line stands alone at the right, short, while all others start at the left: a button's label."""
    rows = rows_of(item.lines)
    if len(rows) < 2 or len(rows[-1]) != 1:
        return False
    last, rest = rows[-1][0], [n for row in rows[:-1] for n in row]
    start = min(n.box.x0 for n in rest)
    return (
        len(bare(last.text)) <= LABEL
        and find_stamp(last.text) is None
        and last.box.x0 - start > 3 * em
        and last.box.x0 > item.box.center_x
        and last.box.center_y - max(n.box.center_y for n in rest) >= em
        and last.box.height >= 0.8 * max(n.box.height for n in rest)
    )


def with_papers(regions: Sequence[Region], item: Item, em: float) -> bool:
    """Whether all that is written in the item stands on papers of another colour, well inside it: a photographed label.

    The item's own colour shows on every side, and no line stands on it.
    """
    own = next((r.color for r in regions if r.flat and r.box == item.box), None)
    papers = [n.paper for n in item.lines]
    if own is None or not papers or any(p is None or like(p, own) or not _far(p, own) for p in papers):
        return False
    sheets = [
        r.box
        for r in regions
        if r.flat
        and r.box != item.box
        and not like(r.color, own)
        and r.box.x0 - item.box.x0 >= FRAME * em
        and item.box.x1 - r.box.x1 >= FRAME * em
        and r.box.y0 - item.box.y0 >= FRAME * em
        and item.box.y1 - r.box.y1 >= FRAME * em
    ]
    return all(any(inside(b, n.box, slack=max(3, n.box.height // 4)) for b in sheets) for n in item.lines)


def _far(a: tuple[int, int, int], b: tuple[int, int, int]) -> bool:
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) > 24


def hollow(regions: Sequence[Region], item: Item, em: float) -> bool:
    """Whether far more room is left below the lines than above them, with nothing in it: a poster, no bubble."""
    if not item.lines or item.partial or item.headed and item.heading and inside(item.box, item.heading.box):
        return False
    words = Box.around(n.box for n in item.lines)
    below = item.box.y1 - words.y1
    if below - (words.y0 - item.box.y0) <= HOLLOW * em:
        return False
    gap = Box(item.box.x0, words.y1, item.box.x1, item.box.y1)
    return not any(
        r.box.area < 0.8 * item.box.area and r.box.intersection(gap) > 0.5 * r.box.area and r.box.height >= 0.5 * em
        for r in regions
    )


def capped(regions: Sequence[Region], item: Item, em: float) -> bool:
    """Whether the item is built of a strip and a part of another colour right under it, as pictures and cards are."""
    box, slack = item.box, max(3.0, RIM * em)
    parts = [
        r
        for r in regions
        if r.flat
        and r.box.area < 0.95 * box.area
        and abs(r.box.x0 - box.x0) <= slack
        and abs(r.box.x1 - box.x1) <= slack
    ]
    return any(
        _far(a.color, b.color)
        and abs(a.box.y0 - box.y0) <= slack
        and abs(b.box.y1 - box.y1) <= slack
        and abs(b.box.y0 - a.box.y1) <= slack
        for a in parts
        for b in parts
    )
