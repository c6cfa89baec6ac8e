"""Takes a page, hands on its message column: where the conversation runs, and the avatars in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.chat.clients import Words, bare
from evidence.chat.clock import read_stamp
from evidence.chat.contrast import contrast
from evidence.chat.foot import input_bar, last_of_many
from evidence.chat.panes import STATUS, best_pane, inside, is_bubble
from evidence.model import Box, Line, Page, Region, Side

SUBLINE = 0.4
"""Heights of the title within which its second line stands under it: measured ones touch it, a time below the header
keeps one and more away."""

PALER = 0.75
"""Contrast of that line against the title's where it is no lower: measured 0.55."""

AVATAR = (1.2, 5.0)
"""Least and greatest side of an avatar in line heights."""

RAIL = 0.8
"""Share of the pane's height from which a part of it is no card but the strip in which the avatars stand."""

_WINDOW = re.compile(r"[×✕]$|(^|[一—\-口□回凸0\s])[xX]$")
"""A window's title row ends with its close button."""


@dataclass(frozen=True, slots=True)
class Column:
    """The message column: its box, the height of a usual line in it, and the avatars at its two edges."""

    box: Box
    em: float
    avatars: tuple[Box, ...]
    pane: Box

    def holds(self, box: Box) -> bool:
        """Whether the box lies in the column (its centre, and most of its width)."""
        if not (self.box.y0 <= box.center_y < self.box.y1):
            return False
        shared = min(self.box.x1, box.x1) - max(self.box.x0, box.x0)
        return shared >= 0.8 * max(1, box.width)

    def among_avatars(self, box: Box) -> bool:
        """Whether a low box at the column's rim stands in the line of a side's avatars: a sign read into a cut one."""
        if min(abs(box.y0 - self.box.y0), abs(self.box.y1 - box.y1)) > 1.5 * self.em:
            return False
        for left in (True, False):
            band = [a for a in self.avatars if (a.center_x < self.box.center_x) == left]
            if len(band) > 1 and box.width <= 1.4 * band[0].width:
                shared = min(max(a.x1 for a in band), box.x1) - max(min(a.x0 for a in band), box.x0)
                if shared >= 0.7 * box.width:
                    return True
        return False

    def beside(self, box: Box) -> Side | None:
        """The side on which an avatar stands beside the box, its top not below the box's; None where none does."""
        for a in self.avatars:
            if min(a.y1, box.y1) - max(a.y0, box.y0) < 0.5 * min(a.height, box.height):
                continue
            if 0 <= box.x0 - a.x1 <= 2.5 * self.em and a.center_x < self.box.center_x:
                return "left"
            if 0 <= a.x0 - box.x1 <= 2.5 * self.em and a.center_x >= self.box.center_x:
                return "right"
        return None


def find_column(page: Page, words: Words) -> Column:
    """The page's message column; the whole page less what is plainly chrome where no pane stands out."""
    regions = page.surface.regions if page.surface else ()
    em = _median([line.box.height for line in page.lines]) or max(12.0, page.width / 40)
    pane = best_pane(page, regions, em) or Box(0, 0, page.width, page.height)
    avatars = _avatars(regions, pane, em, page.lines)
    inside = [line for line in page.lines if pane.contains(line.box.center_x, line.box.center_y)]
    top, bottom = _ends(page, pane, regions, inside, avatars, words, em)
    box = Box(pane.x0, top, pane.x1, max(top, bottom))
    avatars = tuple(a for a in avatars if a.y1 > top and a.y0 < bottom)
    body = [line.box.height for line in inside if top <= line.box.center_y < bottom]
    return Column(box=box, em=_median(body) or em, avatars=avatars, pane=pane)


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return float(ordered[len(ordered) // 2]) if ordered else 0.0


def _avatars(regions: Sequence[Region], pane: Box, em: float, lines: Sequence[Line]) -> tuple[Box, ...]:
    """Near-square things at the left and right edge of the pane."""
    found: list[Box] = []
    bubbles = [
        r.box for r in regions if r.flat and inside(pane, r.box) and r.box.width > 1.2 * em and is_bubble(r.box, lines)
    ]
    # What is whole first: a cut avatar is wider than high, as many things are that only reach the edge.
    for region in sorted(regions, key=lambda r: not 0.75 <= r.box.width / max(1, r.box.height) <= 1.34):
        box = region.box
        if not inside(pane, box, slack=int(0.02 * pane.width) + 2):
            continue
        square = 0.75 <= box.width / max(1, box.height) <= 1.34
        cut = box.width > box.height and (box.y0 <= pane.y0 + 2 or box.y1 >= pane.y1 - 2) and box.height > 0.3 * em
        if not (square or cut) or not AVATAR[0] * em <= box.width <= AVATAR[1] * em:
            continue
        if any(
            _card_around(box, other.box, pane, lines) and not _with_its_bubble(box, other, regions)
            for other in regions
            if other.flat
        ):
            continue
        if any(_bubble_around(box, other.box, pane) for other in regions if other.flat):
            continue
        if region.flat and _short_bubble(region, regions, bubbles, lines):
            continue
        margin = min(box.x0 - pane.x0, pane.x1 - box.x1)
        at_edge = margin <= max(2.5 * em, 0.05 * pane.width) or _partnered(box, bubbles, em)
        if at_edge and not any(inside(other, box) or (not square and inside(box, other)) for other in found):
            found = [other for other in found if not inside(box, other)]
            found.append(box)
    seeds = [b for b in found if _partnered(b, bubbles, em)]
    if seeds:
        # Beside pictures stand avatars too: like those beside bubbles in place and size.
        found = [b for b in found if _like_seed(b, seeds, em) or _faced(b, found, seeds, pane, em)]
    return tuple(_aligned(found, pane, em))


def _like_seed(box: Box, seeds: Sequence[Box], em: float) -> bool:
    """Whether the thing stands in line with an avatar beside a bubble."""
    return any(min(abs(box.x0 - s.x0), abs(box.x1 - s.x1)) <= 0.4 * em for s in seeds)


def _faced(box: Box, found: Sequence[Box], seeds: Sequence[Box], pane: Box, em: float) -> bool:
    """Whether the thing is an avatar of the other side, whose bubbles are not seen.

    There are two and more in one line, as large as the avatars known and as far from their edge of the pane.
    """
    left = box.center_x < pane.center_x
    rim = box.x0 - pane.x0 if left else pane.x1 - box.x1
    twins = [o for o in found if abs(o.x0 - box.x0) <= 3 and abs(o.width - box.width) <= 0.1 * box.width]
    return len(twins) > 1 and any(
        (s.center_x < pane.center_x) != left
        and abs(s.width - box.width) <= 0.1 * s.width
        and abs((s.x0 - pane.x0 if not left else pane.x1 - s.x1) - rim) <= 0.3 * em
        for s in seeds
    )


def _partnered(box: Box, bubbles: Sequence[Box], em: float) -> bool:
    """Whether a bubble stands beside the thing, near its top, as it does beside its sender's avatar."""
    return any(
        -0.5 * em <= b.y0 - box.y0 <= 2.5 * em and (0 <= b.x0 - box.x1 <= 2 * em or 0 <= box.x0 - b.x1 <= 2 * em)
        for b in bubbles
    )


def _card_around(box: Box, other: Box, pane: Box, lines: Sequence[Line]) -> bool:
    """Whether the thing is the picture of a card: it lies in a flat part of the pane together with text."""
    if other.area <= 1.6 * box.area or other.width > 0.93 * pane.width or other.area > 0.5 * pane.area:
        return False
    if other.height >= RAIL * pane.height:
        # The strip of the pane beside full-width posts: what is written in it is written in other avatars.
        return False
    if not inside(other, box, slack=0):
        return False
    return any(inside(other, n.box) and not inside(box, n.box, slack=4) for n in lines)


def _with_its_bubble(box: Box, other: Region, regions: Sequence[Region]) -> bool:
    """Whether the part around the thing is a bubble and the avatar beside it, seen as one where a header cuts both."""
    return any(
        r.flat
        and r.box.intersection(box) == 0
        and max(abs(r.box.y0 - other.box.y0), abs(r.box.y1 - other.box.y1)) <= 3
        and min(abs(r.box.x0 - other.box.x0), abs(r.box.x1 - other.box.x1)) <= 3
        and r.box.width >= 0.6 * other.box.width
        and max(abs(a - b) for a, b in zip(r.color, other.color, strict=True)) <= 8
        for r in regions
    )


def _short_bubble(region: Region, regions: Sequence[Region], bubbles: Sequence[Box], lines: Sequence[Line]) -> bool:
    """Whether the thing is a bubble of a sign or two: it has the colour, the height and the edge of longer ones."""
    box = region.box
    if not any(inside(box, n.box, slack=3) for n in lines):
        return False
    return any(
        r.flat
        and r.box in bubbles
        and r.box.width > 1.5 * box.width
        and abs(r.box.height - box.height) <= 3
        and min(abs(r.box.x0 - box.x0), abs(r.box.x1 - box.x1)) <= 3
        and max(abs(a - b) for a, b in zip(r.color, region.color, strict=True)) <= 8
        for r in regions
    )


def _bubble_around(box: Box, other: Box, pane: Box) -> bool:
    """Whether the thing is a sign in a bubble: in a flat part not much higher than itself, and wider."""
    return (
        other.width < 0.9 * pane.width
        and other.width > 1.5 * box.width
        and 1.15 * box.height < other.height < 2.5 * box.height
        and inside(other, box, slack=0)
    )


def _aligned(found: Sequence[Box], pane: Box, em: float) -> list[Box]:
    """The avatars in line with the others of their edge: same x, same width; bubbles with one sign are not."""
    kept: list[Box] = []
    for left in (True, False):
        side = [b for b in found if (b.x0 - pane.x0 < pane.x1 - b.x1) == left]
        if not side:
            continue
        widths = sorted(b.width for b in side)
        width = widths[len(widths) // 2]
        edge = min(b.x0 for b in side) if left else max(b.x1 for b in side)
        for box in side:
            off = box.x0 - edge if left else edge - box.x1
            if off <= 0.8 * em and abs(box.width - width) <= 0.35 * width:
                kept.append(box)
    return sorted(kept, key=lambda b: (b.y0, b.x0))


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped into rows that share most of their height, top to bottom, each row left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.box.center_y, one.box.x0)):
        last = rows[-1] if rows else None
        if last and abs(line.box.center_y - last[0].box.center_y) < 0.5 * min(line.box.height, last[0].box.height):
            last.append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.box.x0) for row in rows]


def _subline(row: Sequence[Line], title: Sequence[Line], bubbles: Sequence[Box]) -> bool:
    """Whether a row right under the title is its second line (`刚刚在线`): smaller, at its left edge or its middle."""
    if any(inside(b, n.box) for b in bubbles for n in row) or any(read_stamp(n.text) for n in row):
        return False
    # The button at the header's end may be framed, and its line taller than the name's.
    return any(
        n.box.y0 - named.box.y1 <= SUBLINE * named.box.height
        and (
            n.box.height < 0.95 * named.box.height
            or (n.box.height <= named.box.height and contrast(n) <= PALER * contrast(named))
        )
        and (
            abs(n.box.x0 - named.box.x0) <= 0.5 * named.box.height
            or abs(n.box.center_x - named.box.center_x) <= 0.5 * named.box.height
        )
        for named in title
        for n in row
    )


def _labelled(row: Sequence[Line], pane: Box, regions: Sequence[Region], em: float) -> list[Box]:
    """The low narrow parts around the row's lines, each around one, from left to right: buttons, however tight."""
    low = [r.box for r in regions if r.flat and r.box.height < 3.5 * em and r.box.width < 0.4 * pane.width]
    held = {b for b in low if sum(inside(b, n.box, slack=max(3, n.box.height // 4)) for n in row) == 1}
    return sorted(b for b in held if not any(o != b and inside(o, b) for o in held))


def _ends(
    page: Page,
    pane: Box,
    regions: Sequence[Region],
    lines: Sequence[Line],
    avatars: Sequence[Box],
    words: Words,
    em: float,
) -> tuple[int, int]:
    """Where the conversation starts and ends in the pane: under a status bar and title, over chips and input box."""
    top, bottom = pane.y0, pane.y1
    rows = rows_of(lines)
    bubbles = [
        r.box
        for r in regions
        if r.flat and inside(pane, r.box) and r.box.width <= 0.93 * pane.width and is_bubble(r.box, page.lines)
    ]
    bottom = input_bar(page, pane, regions, lines, em)
    rows = [row for row in rows if min(n.box.y0 for n in row) < bottom]
    if pane.y0 <= 2 * em and rows:
        zone = 0.055 * min(page.height, 3 * page.width)
        status = [row for row in rows if any(STATUS.match(bare(n.text)) and n.box.center_y < zone for n in row)]
        if status:
            top = max(n.box.y1 for row in status for n in row) + 1
            under = [row for row in rows if min(n.box.center_y for n in row) > top]
            if under:
                boxed = [n for n in under[0] if any(inside(b, n.box) for b in bubbles)]
                free = [n for n in under[0] if n not in boxed and not words.is_a("marks", n.text)]
                titled = max((n.box.height for n in free), default=0) >= max((n.box.height for n in boxed), default=0)
                if free and titled and not any(read_stamp(n.text) for n in under[0]):
                    top = max(n.box.y1 for n in under[0]) + 1
                    # Icons at the header's end make rows of their own.
                    for row in under[1:4]:
                        if _subline(row, under[0], bubbles):
                            top = max(top, max(n.box.y1 for n in row) + 1)
    if rows and top == pane.y0 and _WINDOW.search(rows[0][-1].text.strip()) and rows[0][0].box.y0 - pane.y0 < 2 * em:
        top = max(n.box.y1 for n in rows[0]) + 1
    for row in reversed(rows):
        low = min(line.box.y0 for line in row)
        if low < pane.y0 + 0.45 * pane.height:
            break
        chip = [
            line
            for line in row
            if (words.is_a("chips", line.text) or words.is_a("placeholders", line.text))
            and not last_of_many(line, lines, bubbles)
        ]
        talk = [
            line
            for line in row
            if not words.is_a("floating", line.text)
            and not any(a.contains(line.box.center_x, line.box.center_y) for a in avatars)
        ]
        boxes = [b for b in bubbles if any(inside(b, line.box) for line in talk)]
        outer = [b for b in boxes if not any(o != b and inside(o, b) for o in boxes)]
        apart = sorted(outer, key=lambda b: b.x0)
        if len(row) >= 3 and len(apart) < 3:
            apart = _labelled(row, pane, regions, em)
        side_by_side = len(apart) >= 3 and all(a.x1 <= b.x0 + 2 for a, b in zip(apart, apart[1:], strict=False))
        if side_by_side or (chip and len(chip) * 2 >= len(row)):
            around = [r.box for r in regions if r.flat and any(inside(r.box, n.box, 4) for n in chip)]
            holder = [b.y0 for b in [*outer, *around] if b.height < 3.5 * em]
            bottom = min([low, *holder])
            continue
        if bottom == pane.y1:
            break
        if not outer and len(row) == 1 and words.is_a("placeholders", row[0].text):
            bottom = low
            continue
        break
    return top, bottom
