"""Takes the items of a column, hands on the side each stands on: by avatars, by the edges kept to, by colour."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.chat.column import Column
from evidence.chat.contrast import contrast
from evidence.chat.items import Item
from evidence.model import RGB, Box, Side

PALE_NOTICE = 0.65
"""Contrast of a notice's ink against the talk's: grey on a grey pill has 0.4 to 0.6."""


EXACT, LOOSE = 0.1, 0.25
"""Line heights by which a bubble keeps to its own edge, and by which one as wide as the talk misses the other's."""


FACED = 0.75
"""Share of the boxes with an avatar beside them where each message has one; notices and cards have none."""


def anchors(column: Column, boxes: Sequence[Box]) -> tuple[int | None, int | None]:
    """Where left bubbles start and right bubbles end: the x most of them share."""
    tolerance = 0.6 * column.em
    pane = column.box
    aside = [b for b in boxes if abs((b.x0 - pane.x0) - (pane.x1 - b.x1)) > 0.03 * pane.width]
    boxes = aside or boxes
    starts = [b.x0 for b in boxes if b.x0 - pane.x0 < pane.x1 - b.x1 - tolerance]
    ends = [b.x1 for b in boxes if pane.x1 - b.x1 < b.x0 - pane.x0 - tolerance]
    return _common(starts, tolerance), _common(ends, tolerance)


def _common(values: Sequence[int], tolerance: float) -> int | None:
    if not values:
        return None
    return max(sorted(values), key=lambda v: sum(abs(v - other) <= tolerance for other in values))


def side_of(item: Item, column: Column, left: int | None, right: int | None, boxes: Sequence[Box]) -> Side:
    """Left or right by the avatar beside the item, then by the edge it keeps to; centre where it keeps to neither."""
    box, em = item.box, column.em
    beside = [
        a for a in column.avatars if a.y0 - em <= box.y1 and box.y0 - 2.2 * em <= a.y1 and a.y0 <= box.y0 + 1.2 * em
    ]
    on_left = any(0 <= box.x0 - a.x1 <= 2.5 * em and min(a.y1, box.y1) > max(a.y0, box.y0) for a in beside)
    on_right = any(0 <= a.x0 - box.x1 <= 2.5 * em and min(a.y1, box.y1) > max(a.y0, box.y0) for a in beside)
    if on_left != on_right:
        return "left" if on_left else "right"
    pane = column.box
    from_left, from_right = box.x0 - pane.x0, pane.x1 - box.x1
    barred_left, barred_right = _barred(box, column)
    if barred_left != barred_right:
        return "right" if barred_left else "left"
    at_left = left is not None and abs(box.x0 - left) <= 0.8 * em
    at_right = right is not None and abs(box.x1 - right) <= 0.8 * em
    if at_left and at_right:
        if _nobodys(box, boxes, column):
            return "center"
        item.unsure = True
        off_left, off_right = abs(box.x0 - (left or 0)), abs(box.x1 - (right or 0))
        if min(off_left, off_right) <= EXACT * em < LOOSE * em <= max(off_left, off_right):
            item.unsure = False
            return "left" if off_left < off_right else "right"
        starts = sum(abs(b.x0 - box.x0) <= 0.8 * em for b in boxes)
        ends = sum(abs(b.x1 - box.x1) <= 0.8 * em for b in boxes)
        if starts != ends:
            return "left" if starts > ends else "right"
        return "left" if from_left < from_right else "right"
    if box.width >= 0.55 * pane.width and abs(from_left - from_right) <= 0.04 * pane.width:
        item.unsure = True
    if at_left or at_right:
        middle = abs(from_left - from_right) <= max(0.6 * em, 0.02 * pane.width)
        if not (middle and len(item.lines) == 1 and _minor(item, column)):
            return "left" if at_left else "right"
    if abs(from_left - from_right) <= max(1.0 * em, 0.04 * pane.width):
        return "center"
    return "left" if from_left < from_right else "right"


def _nobodys(box: Box, boxes: Sequence[Box], column: Column) -> bool:
    """Whether a box in the column's very middle has no avatar where nearly every other has one."""
    off = abs((box.x0 - column.box.x0) - (column.box.x1 - box.x1))
    if off > 0.01 * column.box.width or column.beside(box) is not None or len(boxes) < 4:
        return False
    return sum(column.beside(b) is not None for b in boxes) >= FACED * len(boxes)


def _barred(box: Box, column: Column) -> tuple[bool, bool]:
    """Whether a box reaches in between the avatars of the left, and of the right: bubbles beside avatars do not."""
    middle = column.box.center_x
    lefts = [a for a in column.avatars if a.center_x < middle]
    rights = [a for a in column.avatars if a.center_x >= middle]
    return (
        len(lefts) > 1 and box.x0 < min(a.center_x for a in lefts) + 0.25 * lefts[0].width,
        len(rights) > 1 and box.x1 > max(a.center_x for a in rights) - 0.25 * rights[0].width,
    )


def _minor(item: Item, column: Column) -> bool:
    """Whether the item's text is printed small."""
    return all(line.box.height <= 0.9 * column.em for line in item.lines)


def by_colour(items: list[Item], column: Column) -> None:
    """A bubble as wide as the column, which its edges do not place, takes the side of the bubbles of its colour."""
    boxes = [i.box for i in items if i.boxed]
    for item in items:
        wide = item.side == "center" and item.box.width >= 0.55 * column.box.width
        if item.kind != "text" or not (wide or item.unsure):
            continue
        if item.side == "center" and _nobodys(item.box, boxes, column):
            continue
        sure = [o for o in items if o.side != "center" and not o.unsure and o is not item]
        sides = [o.side for o in sure if o.colour and item.colour and like(o.colour, item.colour)]
        if sides and all(s == sides[0] for s in sides):
            item.side = sides[0]
        elif item.unsure and not sides and len({o.side for o in sure}) == 1:
            item.side = "right" if sure[0].side == "left" else "left"


def like(a: RGB, b: RGB) -> bool:
    """Whether two colours are one but for noise."""
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) <= 8


def to_centre(items: Sequence[Item], column: Column) -> None:
    """A box in the very middle that no avatar stands beside, unlike the bubbles of either side, is a notice.

    Unlike in its colour, which none of them has, or in its pale ink.
    """
    inked = [contrast(line) for item in items for line in item.lines if not _middle(item, column)]
    usual = max(inked, default=255.0)
    for item in items:
        if item.side == "center" or not item.boxed or not item.lines or not _middle(item, column):
            continue
        if any(min(a.y1, item.box.y1) > max(a.y0, item.box.y0) for a in column.avatars):
            continue
        others = [o for o in items if o.boxed and o.colour and not _middle(o, column)]
        strange = bool(others) and not any(like(o.colour, item.colour) for o in others if o.colour and item.colour)
        pale = max(contrast(line) for line in item.lines) <= PALE_NOTICE * usual
        narrow = item.box.width <= 0.8 * column.box.width
        if len(item.lines) <= 3 and ((narrow and (strange or pale)) or _set_centred(item, column.em)):
            item.side = "center"


def _set_centred(item: Item, em: float) -> bool:
    """Whether the item's lines are set around its middle, each of its own length: bubbles set theirs flush left."""
    lines = item.lines
    middle = all(abs(n.box.center_x - item.box.center_x) <= 0.5 * em for n in lines)
    return len(lines) > 1 and middle and max(n.box.x0 for n in lines) - min(n.box.x0 for n in lines) > 1.5 * em


def _middle(item: Item, column: Column) -> bool:
    off = abs((item.box.x0 - column.box.x0) - (column.box.x1 - item.box.x1))
    return off <= max(0.6 * column.em, 0.02 * column.box.width)
