"""Takes a page and its message column, hands on what stands in it from top to bottom: bubbles, cards, pictures, centred
notices, each with its lines, and what the client prints around it (name, time, read mark) sorted out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from evidence.chat.clients import Words, bare
from evidence.chat.clock import Stamp, read_stamp
from evidence.chat.column import Column, inside, is_bubble, rows_of
from evidence.chat.wording import header, meta
from evidence.model import RGB, Box, Line, Mark, MessageKind, Page, Quote, Region, Side

WIDEST = 0.9
"""Share of the column's width from which a flat part is no bubble but a strip of the pane."""

NEAR = 1.3
"""Line heights within which a small line above or below belongs to a bubble."""


HUGE = 3.0
"""Line heights from which a line was read into a picture: the largest writing in a chat has 1.6."""

CUT_CONFIDENCE = 0.9
"""Confidence under which a line touched by the column's edge was read from halves of characters; whole lines reach
0.97 and more."""


@dataclass(slots=True)
class Item:
    """One thing of the column. `stamp` is the time printed at it, `name` the sender's name printed at it."""

    kind: MessageKind
    side: Side
    box: Box
    lines: list[Line] = field(default_factory=list)
    colour: RGB | None = None
    name: str | None = None
    stamp: Stamp | None = None
    quote: Quote | None = None
    marks: list[Mark] = field(default_factory=list)
    partial: bool = False
    boxed: bool = False
    headed: bool = False
    inner: bool = False
    unsure: bool = False
    ink: RGB | None = None
    heading: Line | None = None


@dataclass(slots=True)
class Holder:
    """A bubble's box with the lines in it."""

    box: Box
    colour: RGB
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Layout:
    """What `lay_out` hands on: the items from top to bottom and the lines that belong to none."""

    items: tuple[Item, ...]
    left_over: tuple[Line, ...]


def lay_out(page: Page, column: Column, words: Words) -> Layout:
    """The column's items from top to bottom, sides settled, and the lines of the page that are chrome."""
    lines = [line for line in page.lines if column.holds(line.box)]
    chrome = [line for line in page.lines if not column.holds(line.box)]
    cut = [n for n in lines if _cut(n, column) or n.box.height > HUGE * column.em]
    lines = [line for line in lines if line not in cut]
    chrome += cut
    regions = page.surface.regions if page.surface else ()
    strips = [
        r.box
        for r in regions
        if r.flat and r.box.width > WIDEST * column.box.width and r.box.height < 4 * column.em and column.holds(r.box)
    ]
    banner = [n for n in lines if any(inside(b, n.box, slack=3) for b in strips)]
    lines = [line for line in lines if line not in banner]
    chrome += banner
    on_avatar = [n for n in lines if any(a.contains(n.box.center_x, n.box.center_y) for a in column.avatars)]
    lines = [line for line in lines if line not in on_avatar]
    chrome += on_avatar
    holders, loose, signs = _holders(page, column, lines)
    faces = _in_faces(page, column, loose)
    loose = [line for line in loose if line not in faces]
    chrome += faces
    chrome += signs
    holders += _wordless(page, column, holders)
    photos = _photos(page, column, holders)
    for photo in photos:
        chrome += [n for n in loose if inside(photo, n.box, slack=4)]
        loose = [n for n in loose if not inside(photo, n.box, slack=4)]
    row_mates, holders = _chips(holders, column)
    chrome += row_mates
    boxes = [h.box for h in holders] + photos
    left, right = _anchors(column, boxes)
    items = [Item("text", "center", h.box, h.lines, colour=h.colour, boxed=True) for h in holders]
    items += [Item("image", "center", photo, boxed=True) for photo in photos]
    items.sort(key=lambda item: (item.box.y0, item.box.x0))
    for item in items:
        item.side = _side(item, column, left, right, boxes)
        if not item.lines:
            item.kind = "image"
        item.partial = item.box.y0 <= column.box.y0 + 2 or item.box.y1 >= column.box.y1 - 2
    _by_colour(items, column)
    rest = _attach(items, loose, column, words)
    items += _bare_rows(rest, items, column, words, chrome, (left, right))
    items.sort(key=lambda item: (item.box.y0, item.box.x0))
    return Layout(tuple(items), tuple(chrome))


def _cut(line: Line, column: Column) -> bool:
    """Whether the column's edge runs through the line, so that what was read of it are halves of characters."""
    edge = min(abs(line.box.y0 - column.box.y0), abs(column.box.y1 - line.box.y1))
    outside = line.box.y0 < column.box.y0 - 1 or line.box.y1 > column.box.y1 + 1
    return (edge <= 0.15 * column.em or outside) and (
        line.confidence < CUT_CONFIDENCE or line.box.height < 0.7 * column.em
    )


def _holders(page: Page, column: Column, lines: Sequence[Line]) -> tuple[list[Holder], list[Line], list[Line]]:
    """Each line under the outermost flat part that is still a bubble or card; the lines that stand free; and what was
    read into emoji.
    """
    regions = page.surface.regions if page.surface else ()
    frames = [
        r
        for r in regions
        if r.flat
        and r.box.width <= WIDEST * column.box.width
        and r.box.height <= 0.9 * column.pane.height
        and column.pane.intersection(r.box) >= 0.9 * r.box.area
        and not any(inside(r.box, a, slack=0) and a.area * 1.5 < r.box.area for a in column.avatars)
        and not any(inside(a, r.box) for a in column.avatars)
        and (is_bubble(r.box, page.lines) or r.box.height > 3 * column.em)
    ]
    frames += _stacks(page, column, frames)
    frames.sort(key=lambda r: (-r.box.area, r.box))
    signs: list[Line] = []
    emoji = [r.box for r in regions if not r.flat and r.box.height < 2.5 * column.em]
    held: dict[Box, list[Line]] = {}
    colour: dict[Box, RGB] = {}
    loose: list[Line] = []
    for line in lines:
        slack = max(2, line.box.height // 4)
        home = next((r for r in frames if inside(r.box, line.box, slack)), None)
        if home is None:
            home = next((r for r in frames if r.box.intersection(line.box) >= 0.8 * line.box.area), None)
        if home is None:
            loose.append(line)
            continue
        held.setdefault(home.box, [])
        colour[home.box] = line.paper or home.color
        if sum(line.box.intersection(e) for e in emoji) > 0.6 * line.box.area and line.confidence < 0.95:
            signs.append(line)
        else:
            held[home.box].append(line)
    holders = []
    for box, own in held.items():
        papers = [n.paper for n in own if n.paper]
        holders.append(Holder(box, max(set(papers), key=papers.count) if papers else colour[box], own))
    return sorted(holders, key=lambda h: (h.box.y0, h.box.x0)), loose, signs


def _in_faces(page: Page, column: Column, loose: Sequence[Line]) -> list[Line]:
    """Short words at the column's edge on a paper that is not the pane's: written in an avatar that was not parted."""
    regions = page.surface.regions if page.surface else ()
    pane = next((r.color for r in regions if r.flat and r.box == column.pane), None)
    if pane is None:
        return []
    margin = max(2.5 * column.em, 0.05 * column.box.width)
    return [
        n
        for n in loose
        if n.paper is not None
        and max(abs(a - b) for a, b in zip(n.paper, pane, strict=True)) > 40
        and n.box.width <= 3.5 * column.em
        and min(n.box.x0 - column.box.x0, column.box.x1 - n.box.x1) <= margin
    ]


def _wordless(page: Page, column: Column, holders: Sequence[Holder]) -> list[Holder]:
    """Bubbles in which nothing was read (a sign, an emoji): flat parts of a bubble's colour that hold no line."""
    regions = page.surface.regions if page.surface else ()
    colours = [h.colour for h in holders]
    found: list[Holder] = []
    for region in sorted(regions, key=lambda r: (-r.box.area, r.box)):
        box = region.box
        size = (
            1.4 * column.em <= box.height <= 8 * column.em and 1.2 * column.em <= box.width <= WIDEST * column.box.width
        )
        if not region.flat or not size or not column.holds(box) or not any(_like(region.color, c) for c in colours):
            continue
        if any(
            box.intersection(o) > 0.1 * min(box.area, o.area)
            for o in [h.box for h in [*holders, *found]] + list(column.avatars)
        ):
            continue
        kept_to = any(min(abs(box.x0 - h.box.x0), abs(box.x1 - h.box.x1)) <= 0.8 * column.em for h in holders)
        if kept_to and column.box.y0 <= box.y0 and box.y1 <= column.box.y1:
            found.append(Holder(box, region.color, []))
    return found


def _stacks(page: Page, column: Column, frames: Sequence[Region]) -> list[Region]:
    """Parts of one card, parted by thin rules only, as one frame."""
    regions = page.surface.regions if page.surface else ()
    flat = sorted(
        (r for r in regions if r.flat and r.box.width <= WIDEST * column.box.width and r.box.width > 4 * column.em),
        key=lambda r: (r.box.y0, r.box.x0),
    )
    stacks: list[Region] = []
    for at, upper in enumerate(flat):
        box = upper.box
        for lower in flat[at + 1 :]:
            if lower.box.y0 - box.y1 > 0.25 * column.em:
                break
            same = abs(box.x0 - lower.box.x0) <= 3 and abs(box.x1 - lower.box.x1) <= 3
            if same and lower.box.y0 - box.y1 >= -2 and _like(upper.color, lower.color):
                box = Box.around((box, lower.box))
        if box != upper.box:
            stacks.append(Region(box, upper.color, True))
    return [r for r in stacks if column.pane.intersection(r.box) >= 0.9 * r.box.area]


def _photos(page: Page, column: Column, holders: Sequence[Holder]) -> list[Box]:
    """Pictures sent in the chat: what is not flat, larger than an emoji, in no bubble and no avatar."""
    found: list[Box] = []
    regions = page.surface.regions if page.surface else ()
    for region in sorted(regions, key=lambda r: (-r.box.area, r.box)):
        box = region.box
        if region.flat or box.width > 0.8 * column.box.width or min(box.width, box.height) < 2.2 * column.em:
            continue
        if not column.holds(box) or any(box.intersection(a) > 0.3 * min(box.area, a.area) for a in column.avatars):
            continue
        if any(box.intersection(h.box) > 0.2 * min(box.area, h.box.area) for h in holders):
            continue
        written = sum(n.box.intersection(box) for n in page.lines)
        if (
            any(box.intersection(other) > 0 for other in found)
            or written > 0.3 * box.area
            or not 0.2 <= box.width / box.height <= 5
        ):
            continue
        if any(
            r.flat and r.box.area < box.area and inside(box, r.box) and is_bubble(r.box, page.lines) for r in regions
        ):
            continue
        found.append(box)
    return found


def _chips(holders: list[Holder], column: Column) -> tuple[list[Line], list[Holder]]:
    """Boxes side by side in a row are buttons or reactions: two bubbles never share a row."""
    chips: set[int] = set()
    for at, one in enumerate(holders):
        for to, other in enumerate(holders):
            low = max(one.box.height, other.box.height) <= 3.2 * column.em
            # A reaction beside a wordless one: buttons of one height.
            twins = (
                low and abs(one.box.height - other.box.height) <= 0.2 * one.box.height and one.box.width < 8 * column.em
            )
            if at == to or not low or not ((one.lines and other.lines) or twins):
                continue
            shared = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
            apart = one.box.x1 <= other.box.x0 + 2 or other.box.x1 <= one.box.x0 + 2
            if apart and shared >= 0.6 * min(one.box.height, other.box.height):
                chips |= {at, to}
    dropped = [line for at in sorted(chips) for line in holders[at].lines]
    return dropped, [h for at, h in enumerate(holders) if at not in chips]


def _anchors(column: Column, boxes: Sequence[Box]) -> tuple[int | None, int | None]:
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


def _side(item: Item, column: Column, left: int | None, right: int | None, boxes: Sequence[Box]) -> Side:
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
    at_left = left is not None and abs(box.x0 - left) <= 0.8 * em
    at_right = right is not None and abs(box.x1 - right) <= 0.8 * em
    if at_left and at_right:
        item.unsure = True
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


def _minor(item: Item, column: Column) -> bool:
    """Whether the item's text is printed small."""
    return all(line.box.height <= 0.9 * column.em for line in item.lines)


def _by_colour(items: list[Item], column: Column) -> None:
    """A bubble as wide as the column, which its edges do not place, takes the side of the bubbles of its colour."""
    for item in items:
        wide = item.side == "center" and item.box.width >= 0.55 * column.box.width
        if item.kind != "text" or not (wide or item.unsure):
            continue
        sure = [o for o in items if o.side != "center" and not o.unsure and o is not item]
        sides = [o.side for o in sure if o.colour and item.colour and _like(o.colour, item.colour)]
        if sides and all(s == sides[0] for s in sides):
            item.side = sides[0]
        elif item.unsure and not sides and len({o.side for o in sure}) == 1:
            item.side = "right" if sure[0].side == "left" else "left"


def _like(a: RGB, b: RGB) -> bool:
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) <= 8


def _attach(items: Sequence[Item], loose: Sequence[Line], column: Column, words: Words) -> list[Line]:
    """Names, times and marks around bubbles go to their bubble; the lines left are handed back."""
    rest: list[Line] = []
    em = column.em
    solid = [item for item in items if item.boxed]
    for row in rows_of(loose):
        free: list[Line] = []
        for line in row:
            beside = [
                i
                for i in solid
                if min(i.box.y1, line.box.y1) - max(i.box.y0, line.box.y0) >= 0.5 * line.box.height
                and (-0.4 * em <= i.box.x0 - line.box.x1 <= 4 * em or -0.4 * em <= line.box.x0 - i.box.x1 <= 4 * em)
            ]
            found = meta(line.text, words)
            if beside and i_takes(beside[0], line, found):
                continue
            free.append(line)
        if not free:
            continue
        box = Box.around(n.box for n in free)
        if _headed(solid, free, box, column, words) or _footed(solid, free, box, column, words):
            continue
        rest += free
    return rest


def i_takes(item: Item, line: Line, found: tuple[Stamp | None, list[str]] | None) -> bool:
    """A line beside a bubble: a read mark, a time, or a short name."""
    if found is not None:
        stamp, marks = found
        item.stamp = item.stamp or stamp
        item.marks += [Mark(text, line.box) for text in marks]
        return True
    if len(bare(line.text)) <= 12 and item.name is None and line.box.height <= item.box.height:
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


def _footed(solid: Sequence[Item], row: Sequence[Line], box: Box, column: Column, words: Words) -> bool:
    """The row under a bubble, when it holds nothing but its time and marks."""
    above = [i for i in solid if -0.4 * column.em <= box.y0 - i.box.y1 <= NEAR * column.em and _aligned(i, box, column)]
    if not above:
        return False
    found = [meta(line.text, words) for line in row]
    if any(one is None for one in found):
        return False
    item = max(above, key=lambda i: i.box.y1)
    for line, one in zip(row, found, strict=True):
        if one is not None:
            item.stamp = item.stamp or one[0]
            item.marks += [Mark(text, line.box) for text in one[1]]
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
    name, stamp = header(text)
    item.name, item.stamp, item.headed = name or None, stamp or item.stamp, True
    item.ink, item.heading = row[0].ink, row[0]
    return True


def _nearer_above(solid: Sequence[Item], box: Box, below: Item, column: Column) -> bool:
    """Whether a row of nothing but a time stands closer to the bubble above it than to the one below."""
    above = [i for i in solid if i.box.y1 <= box.y0 + 0.4 * column.em and _aligned(i, box, column)]
    return bool(above) and box.y0 - max(i.box.y1 for i in above) <= below.box.y0 - box.y1


def _bare_rows(
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
    found: list[Item] = []
    current: Item | None = None
    starts = sorted(item.box.y0 for item in items)
    for row in rows_of(rest):
        box = Box.around(line.box for line in row)
        text = "  ".join(line.text for line in row)
        between = current is not None and any(current.box.y0 < y <= box.y0 for y in starts)
        if current is not None and between:
            current = None
        name, stamp = header(text)
        if stamp is not None and name and _leading(box, column):
            current = Item("text", "left", box, [], name=name, stamp=stamp, headed=True, ink=row[0].ink)
            found.append(current)
            continue
        whole = read_stamp(text)
        adrift = current is None and _adrift(box, column, edges)
        if whole is not None or words.is_a("system", text) or _centred(box, column) or adrift:
            if _centred(box, column) or adrift or (whole is not None and not current):
                kind: MessageKind = "time" if whole is not None else "system"
                found.append(Item(kind, "center", box, list(row), stamp=whole))
                current = None
                continue
        if all(meta(line.text, words) is not None for line in row):
            # A time or mark whose bubble is out of sight.
            left_over += row
            continue
        marks = [line for line in row if _mark_only(line, words)]
        body = [line for line in row if line not in marks]
        if current is not None and (not current.lines or box.y0 - current.box.y1 <= 1.2 * column.em):
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
        side: Side = "left" if box.x0 - column.box.x0 <= column.box.x1 - box.x1 else "right"
        last = found[-1] if found else None
        if (
            last
            and last.kind == "text"
            and last.side == side
            and not any(last.box.y0 < y <= box.y0 for y in starts)
            and 0 <= box.y0 - last.box.y1 <= 0.7 * column.em
            and abs((box.x0 - last.box.x0) if side == "left" else (box.x1 - last.box.x1)) <= 0.6 * column.em
        ):
            last.lines += body
            last.box = Box.around((last.box, box))
            continue
        item = Item("text", side, box, body, marks=[Mark(n.text, n.box) for n in marks])
        item.partial = box.y0 <= column.box.y0 + 2 or box.y1 >= column.box.y1 - 2
        found.append(item)
    return _with_cards(found, items, column)


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
        alike = 0.75 <= line.box.height / max(1, head.box.height) <= 1.33 and _like_ink(line.ink, item.ink)
        if alike and min(abs(line.box.x0 - head.box.x0), abs(line.box.x1 - head.box.x1)) <= 0.6 * column.em:
            return True
    return False


def _like_ink(a: RGB, b: RGB | None) -> bool:
    return b is not None and max(abs(x - y) for x, y in zip(a, b, strict=True)) <= 30


def _with_cards(found: list[Item], items: Sequence[Item], column: Column) -> list[Item]:
    """A name line directly over a card or picture heads it; a name line over nothing is dropped as an edge."""
    kept = []
    for item in found:
        if item.headed and not item.lines:
            below = [i for i in items if 0 <= i.box.y0 - item.box.y1 <= 2.2 * column.em and i.name is None]
            if below:
                first = min(below, key=lambda i: i.box.y0)
                first.name, first.stamp, first.headed, first.ink = item.name, item.stamp, True, item.ink
                first.side = "left"
                continue
            item.partial = True
        kept.append(item)
    return kept


def _mark_only(line: Line, words: Words) -> bool:
    found = meta(line.text, words)
    return found is not None and found[0] is None and bool(found[1])


def _leading(box: Box, column: Column) -> bool:
    return box.x0 - column.box.x0 <= 0.2 * column.box.width


def _centred(box: Box, column: Column) -> bool:
    off = abs((box.x0 - column.box.x0) - (column.box.x1 - box.x1))
    return off <= max(1.2 * column.em, 0.05 * column.box.width) and box.x0 - column.box.x0 > 0.08 * column.box.width


def shifted(item: Item, dy: int) -> Item:
    """The item moved down by `dy` pixels (up when negative, never past the top)."""
    return replace(item, box=item.box.shifted(0, dy))
