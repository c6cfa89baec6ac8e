"""Takes a page and its column, hands on what holds the talk: bubbles and cards with their lines, pictures.

What was written in avatars, buttons and emoji instead is parted from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence.chat.column import Column
from evidence.chat.items import Holder
from evidence.chat.panes import inside, is_bubble
from evidence.chat.sides import like
from evidence.model import RGB, Box, Line, Page, Region

WIDEST = 0.9
"""Share of the column's width from which a flat part is no bubble but a strip of the pane."""


MATE, RULE = 0.4, 3
"""Share of a part's width that each of the bubbles has which were taken for one, and the pixels by which their gap, and
the difference of their widths, are more than a rule's inside a card."""

STRIP = 24
"""Levels of a channel by which a card's coloured top differs from the rest; the pieces of a gradient differ by 8."""


def holders_of(page: Page, column: Column, lines: Sequence[Line]) -> tuple[list[Holder], list[Line], list[Line]]:
    """Each line under the outermost flat part that is still a bubble or card.

    Also the lines that stand free, and those that were read into emoji.
    """
    regions = page.surface.regions if page.surface else ()
    frames = [
        r
        for r in regions
        if r.flat
        and (r.box.width <= WIDEST * column.box.width or _wide_card(r.box, column, lines))
        and r.box.height <= 0.9 * column.pane.height
        and column.pane.intersection(r.box) >= 0.9 * r.box.area
        and not any(r.box.intersection(a) >= 0.3 * a.area and a.area * 1.5 < r.box.area for a in column.avatars)
        and not any(inside(a, r.box) for a in column.avatars)
        and (
            is_bubble(r.box, page.lines)
            or r.box.height > 3 * column.em
            or _cut(r.box, column, lines)
            or _cut_card(r.box, column, lines, regions)
            or _in_the_middle(r.box, column, lines)
        )
    ]
    frames = [r for r in frames if not _two_bubbles(r, regions, lines)]
    frames += _stacks(page, column, frames) + _capped(page, column)
    frames.sort(key=lambda r: (-r.box.area, r.box))
    signs: list[Line] = []
    emoji = [r.box for r in regions if not r.flat and r.box.height < 2.5 * column.em]
    held: dict[Box, list[Line]] = {}
    colour: dict[Box, RGB] = {}
    loose: list[Line] = []
    for line in lines:
        slack = max(2, line.box.height // 4)
        # The box of a line that the column's edge cuts reaches over it, where no bubble is.
        box = line.box
        seen = Box(
            box.x0, min(max(box.y0, column.box.y0), box.y1 - 1), box.x1, max(min(box.y1, column.box.y1), box.y0 + 1)
        )
        home = next((r for r in frames if inside(r.box, seen, slack)), None)
        if home is None:
            home = next((r for r in frames if r.box.intersection(seen) >= 0.8 * seen.area), None)
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


def _two_bubbles(frame: Region, regions: Sequence[Region], lines: Sequence[Line]) -> bool:
    """Whether the part is no bubble but two, one close under the other and of another width, with all its lines."""
    held = [n.box for n in lines if inside(frame.box, n.box, slack=max(2, n.box.height // 4))]
    pieces = [
        r.box
        for r in regions
        if r.flat
        and r.box != frame.box
        and inside(frame.box, r.box)
        and r.box.width >= MATE * frame.box.width
        and like(r.color, frame.color)
        and is_bubble(r.box, lines)
    ]
    return any(
        b.y0 - a.y1 > RULE
        and max(abs(a.x0 - b.x0), abs(a.x1 - b.x1)) > RULE
        and min(abs(a.x0 - b.x0), abs(a.x1 - b.x1)) <= RULE
        and all(inside(a, n, slack=n.height // 4) or inside(b, n, slack=n.height // 4) for n in held)
        for a in pieces
        for b in pieces
    )


def _cut(box: Box, column: Column, lines: Sequence[Line]) -> bool:
    """Whether the part is a bubble cut by the column's edge, whose widest line may be out of sight."""
    em = column.em
    at_edge = min(abs(box.y0 - column.box.y0), abs(box.y1 - column.box.y1)) <= max(3, 0.5 * em)
    return at_edge and any(
        inside(box, n.box, slack=max(2, n.box.height // 4))
        and n.box.x0 - box.x0 <= 1.5 * em
        and n.box.height >= 0.7 * em
        for n in lines
    )


def _cut_card(box: Box, column: Column, lines: Sequence[Line], regions: Sequence[Region]) -> bool:
    """Whether the part is a card cut by the column's edge: its words stand beside a picture."""
    at_edge = min(abs(box.y0 - column.box.y0), abs(box.y1 - column.box.y1)) <= max(3, 0.5 * column.em)
    if not at_edge or box.height < 1.5 * column.em:
        return False
    held = [
        n.box for n in lines if inside(Box(box.x0, box.y0 - int(column.em), box.x1, box.y1 + int(column.em)), n.box)
    ]
    return any(
        not r.flat
        and box.x0 <= r.box.x0
        and r.box.x1 <= box.x1
        and r.box.height >= column.em
        and min(r.box.y1, box.y1) - max(r.box.y0, box.y0) >= 0.8 * r.box.height
        and any(0 < n.x0 - r.box.x1 <= 2 * column.em for n in held)
        for r in regions
    )


def _in_the_middle(box: Box, column: Column, lines: Sequence[Line]) -> bool:
    """Whether the part stands in the column's very middle, with words: a card wider than they are."""
    off = abs((box.x0 - column.box.x0) - (column.box.x1 - box.x1))
    wide = 0.4 * column.box.width <= box.width and box.height >= 1.3 * column.em
    return off <= max(2, 0.01 * column.box.width) and wide and any(inside(box, n.box) for n in lines)


def _wide_card(box: Box, column: Column, lines: Sequence[Line]) -> bool:
    """Whether the part is a card nearly as wide as the column: set in a little at both edges, of several lines."""
    several = sum(inside(box, n.box) for n in lines) >= 2 and box.height >= 3 * column.em
    set_in = min(box.x0 - column.box.x0, column.box.x1 - box.x1) >= 0.015 * column.box.width
    return several and set_in and box.height <= 0.5 * column.pane.height and _in_the_middle(box, column, lines)


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
            if same and lower.box.y0 - box.y1 >= -2 and like(upper.color, lower.color):
                box = Box.around((box, lower.box))
        if box != upper.box:
            stacks.append(Region(box, upper.color, True))
    return [r for r in stacks if column.pane.intersection(r.box) >= 0.9 * r.box.area]


def _capped(page: Page, column: Column) -> list[Region]:
    """A strip and the part of another colour right under it, as wide as it, as one frame: a picture's or card's top."""
    regions = page.surface.regions if page.surface else ()
    em = column.em
    flat = [
        r
        for r in regions
        if r.flat and 4 * em < r.box.width <= WIDEST * column.box.width and column.holds(r.box) and r.box.height >= em
    ]
    return [
        Region(Box.around((a.box, b.box)), b.color, True)
        for a in flat
        for b in flat
        if abs(a.box.x0 - b.box.x0) <= 3
        and abs(a.box.x1 - b.box.x1) <= 3
        and abs(b.box.y0 - a.box.y1) <= 3
        and a.box.height <= 4 * em
        and b.box.height > 2.5 * em
        and max(abs(x - y) for x, y in zip(a.color, b.color, strict=True)) > STRIP
    ]


def in_faces(page: Page, column: Column, loose: Sequence[Line]) -> list[Line]:
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


def wordless(page: Page, column: Column, holders: Sequence[Holder]) -> list[Holder]:
    """Bubbles in which nothing was read (a sign, an emoji): flat parts of a bubble's colour that hold no line."""
    regions = page.surface.regions if page.surface else ()
    colours = [h.colour for h in holders]
    found: list[Holder] = []
    for region in sorted(regions, key=lambda r: (-r.box.area, r.box)):
        box = region.box
        size = (
            1.4 * column.em <= box.height <= 8 * column.em and 1.2 * column.em <= box.width <= WIDEST * column.box.width
        )
        if not region.flat or not size or not column.holds(box) or not any(like(region.color, c) for c in colours):
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


def photos_of(page: Page, column: Column, holders: Sequence[Holder]) -> list[Box]:
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


def chips_of(holders: list[Holder], column: Column) -> tuple[list[Line], list[Holder]]:
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
