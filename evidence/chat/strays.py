"""Takes the boxes of a column that hold lines, hands on those that are no bubbles: floating buttons, icons.

What a client lays over the talk (`回到底部`, `↓ 3条未读`) stands in the way of the avatars, where no bubble reaches;
the icon of a file has a colour of its own and keeps to neither edge of the talk.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence.chat.clients import Words, bare
from evidence.chat.column import Column
from evidence.chat.items import Holder
from evidence.chat.panes import inside
from evidence.chat.sides import like
from evidence.model import Line, Page

LOW = 3.2
"""Line heights up to which a box may be a floating button; a bubble of one line has 1.6 to 2.6."""

INTO = 0.25
"""Share of an avatar's width by which a box reaches in between the avatars of its side; bubbles keep a gap to them."""

SIGNS = 2
"""Characters in an icon at most."""


def strays(holders: Sequence[Holder], loose: Sequence[Line], column: Column, words: Words) -> list[Holder]:
    """The boxes among `holders` that are floating buttons or icons; `loose` are the lines that stand in no box."""
    return [h for h in holders if _floating(h, column, words) or _icon(h, holders, loose, column, words)]


def _floating(holder: Holder, column: Column, words: Words) -> bool:
    box = holder.box
    if not holder.lines or box.height > LOW * column.em or column.beside(box):
        return False
    if len(holder.lines) == 1 and words.is_a("floating", holder.lines[0].text):
        return True
    band = [a for a in column.avatars if (a.center_x < column.box.center_x) == (box.center_x < column.box.center_x)]
    if len(band) < 2 or box.width > 0.5 * column.box.width:
        return False
    if box.center_x < column.box.center_x:
        edge = max(a.x1 for a in band) - INTO * band[0].width
        return box.x0 < edge < box.x1
    edge = min(a.x0 for a in band) + INTO * band[0].width
    return box.x0 < edge < box.x1


def labels(lines: Sequence[Line], page: Page, column: Column, words: Words) -> list[Line]:
    """Lines of floating buttons that stand in a low box of their own, wherever this lies: over a bubble too."""
    flat = [r.box for r in page.surface.regions if r.flat] if page.surface else []
    return [
        n
        for n in lines
        if words.is_a("floating", n.text)
        and any(b.height <= LOW * column.em and b.width < 2 * n.box.width and inside(b, n.box, slack=3) for b in flat)
    ]


def _icon(holder: Holder, holders: Sequence[Holder], loose: Sequence[Line], column: Column, words: Words) -> bool:
    """A small box with a sign or two, of a colour that no bubble has, that keeps to no bubble's edge."""
    box, em = holder.box, column.em
    if not holder.lines or sum(len(bare(n.text)) for n in holder.lines) > SIGNS:
        return False
    if max(box.width, box.height) > LOW * em or not column.avatars or column.beside(box):
        return False
    labelled = [
        n
        for n in loose
        if n.box.x1 < box.x0
        and min(n.box.y1, box.y1) - max(n.box.y0, box.y0) >= 0.4 * n.box.height
        and words.has_a("sizes", n.text)
    ]
    if labelled:
        return True
    others = [h for h in holders if h is not holder and h.lines]
    kept_to = any(min(abs(box.x0 - h.box.x0), abs(box.x1 - h.box.x1)) <= 0.8 * em for h in others)
    return len(others) >= 2 and not kept_to and not any(like(h.colour, holder.colour) for h in others)
