"""Takes a page and its message column, hands on what stands in it from top to bottom.

Bubbles, cards, pictures and centred notices, each with its lines, and what the client prints around it (name, time,
read mark) sorted out.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence.chat.around import attach
from evidence.chat.clients import Words
from evidence.chat.column import Column
from evidence.chat.contrast import contrast
from evidence.chat.holders import WIDEST, chips_of, holders_of, in_faces, photos_of, wordless
from evidence.chat.inserts import seconds
from evidence.chat.items import Item, Layout
from evidence.chat.log_rows import log_rows
from evidence.chat.open_rows import bare_rows
from evidence.chat.panes import inside
from evidence.chat.sides import anchors, by_colour, side_of, to_centre
from evidence.chat.strays import labels, strays
from evidence.chat.threads import strips_of
from evidence.chat.wording import pitch
from evidence.model import Line, Page

HUGE = 3.0
"""Line heights from which a line was read into a picture: the largest writing in a chat has 1.6."""

CUT_CONFIDENCE = 0.9
"""Confidence under which a line touched by the column's edge was read from halves of characters; whole lines reach
0.97 and more."""


SCRAPS = 0.6
"""Confidence of low scraps of characters near the column's edge: measured 0.4 to 0.5."""

BEYOND, LOW = 0.2, 0.8
"""Share of its height by which a cut line reaches over the column's edge, which is more than the margin around its
ink, and the line heights it has at most."""

RULED = 0.5
"""Share of the lines from which those in strips across the column are the talk and no banners: there is one or two."""

CUT_FACE, SMALL_PRINT = 0.9, 0.9
"""Height of a cut avatar against its width and the others, and of a name line against its words at most; measured 0.8
and 0.83."""

PALE = 0.75
"""Contrast of a name line against its words; measured 0.3 to 0.6."""

RIM = 0.41
"""Line heights from the column's edge within which a bubble reaches it, and may be cut."""


def lay_out(page: Page, column: Column, words: Words) -> Layout:
    """The column's items from top to bottom, sides settled, and the lines of the page that are chrome."""
    lines = [line for line in page.lines if column.holds(line.box)]
    chrome = [line for line in page.lines if not column.holds(line.box)]
    cut = [n for n in lines if _cut(n, column) or n.box.height > HUGE * column.em]
    cut += [n for n in _cut_heads(lines, column) if n not in cut]
    lines = [line for line in lines if line not in cut]
    chrome += cut
    regions = page.surface.regions if page.surface else ()
    thread = strips_of(regions, page.lines, page.width, column.em)
    strips = [
        r.box
        for r in regions
        if r.flat
        and r.box.width > WIDEST * column.box.width
        and r.box.height < 4 * column.em
        and column.holds(r.box)
        and r.box not in thread
    ]
    banner = [n for n in lines if any(inside(b, n.box, slack=3) for b in strips)]
    if len(banner) > RULED * len(lines):
        # Rules between the messages of a list make strips of all of them.
        banner = []
    lines = [line for line in lines if line not in banner]
    chrome += banner
    buttons = [n for n in labels(lines, page, column, words) if not column.beside(n.box)]
    lines = [line for line in lines if line not in buttons]
    chrome += buttons
    on_avatar = [
        n
        for n in lines
        if any(a.contains(n.box.center_x, n.box.center_y) for a in column.avatars) or column.among_avatars(n.box)
    ]
    lines = [line for line in lines if line not in on_avatar]
    chrome += on_avatar
    holders, loose, signs = holders_of(page, column, lines)
    faces = in_faces(page, column, loose)
    loose = [line for line in loose if line not in faces]
    chrome += faces
    chrome += signs
    silent = wordless(page, column, holders)
    for bubble in silent:
        # A bubble as long as its voice, with the seconds at one end.
        bubble.lines += [n for n in loose if inside(bubble.box, n.box, slack=3) and seconds(n)]
        loose = [n for n in loose if n not in bubble.lines]
    holders += silent
    photos = photos_of(page, column, holders)
    for photo in photos:
        chrome += [n for n in loose if inside(photo, n.box, slack=4)]
        loose = [n for n in loose if not inside(photo, n.box, slack=4)]
    row_mates, holders = chips_of(holders, column)
    chrome += row_mates
    laid_over = strays(holders, loose, column, words)
    chrome += [line for h in laid_over for line in h.lines]
    holders = [h for h in holders if h not in laid_over]
    boxes = [h.box for h in holders] + photos
    left, right = anchors(column, boxes)
    items = [Item("text", "center", h.box, h.lines, colour=h.colour, boxed=True) for h in holders]
    items += [Item("image", "center", photo, boxed=True) for photo in photos]
    items.sort(key=lambda item: (item.box.y0, item.box.x0))
    for item in items:
        item.side = side_of(item, column, left, right, boxes)
        if not item.lines:
            item.kind = "image"
        rim = max(2.0, RIM * column.em)
        item.partial = item.box.y0 <= column.box.y0 + rim or item.box.y1 >= column.box.y1 - rim
    by_colour(items, column)
    to_centre(items, column)
    logged, loose = log_rows(loose, column, words)
    rest = attach(items, loose, column, words)
    items += logged
    items += bare_rows(rest, items, column, words, chrome, (left, right))
    items.sort(key=lambda item: (item.box.y0, item.box.x0))
    return Layout(tuple(items), tuple(chrome))


def _cut_heads(lines: Sequence[Line], column: Column) -> list[Line]:
    """The name and time that a header laid over the column cuts: at the top of an avatar that it cuts as well.

    Small print only, and only with words close below; what is printed as words are is read as far as it can be seen.
    """
    if len(column.avatars) < 3:
        return []
    first = min(column.avatars, key=lambda a: a.y0)
    sides = sorted(a.height for a in column.avatars)
    if first.height > CUT_FACE * sides[len(sides) // 2] or first.height > CUT_FACE * first.width:
        return []
    top = [n for n in lines if abs(n.box.y0 - first.y0) <= 0.4 * column.em and not first.contains(*_middle(n))]
    under = [n for n in lines if n not in top and 0 <= n.box.y0 - first.y0 <= 1.6 * column.em]
    if not under:
        return []
    tall, strong, wide = max(n.box.height for n in under), max(contrast(n) for n in under), pitch(under)
    lower = [n for n in top if n.box.height <= SMALL_PRINT * tall]
    return [n for n in lower if pitch([n]) <= SMALL_PRINT * wide or contrast(n) <= PALE * strong]


def _middle(line: Line) -> tuple[float, float]:
    return line.box.center_x, line.box.center_y


def _cut(line: Line, column: Column) -> bool:
    """Whether the column's edge runs through the line, so that what was read of it are halves of characters."""
    edge = min(abs(line.box.y0 - column.box.y0), abs(column.box.y1 - line.box.y1))
    if edge <= column.em and line.confidence < SCRAPS and line.box.height < 0.6 * column.em:
        return True
    outside = line.box.y0 < column.box.y0 - 1 or line.box.y1 > column.box.y1 + 1
    beyond = max(column.box.y0 - line.box.y0, line.box.y1 - column.box.y1)
    if beyond >= BEYOND * line.box.height and line.box.height < LOW * column.em:
        return True
    return (edge <= RIM * column.em or outside) and (
        line.confidence < CUT_CONFIDENCE or line.box.height < 0.7 * column.em
    )
