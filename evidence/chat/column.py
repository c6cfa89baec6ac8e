"""Takes a page, hands on its message column: where the conversation runs, and the avatars in it.

Geometry decides: of the page's flat panes the one that holds bubbles (flat parts that their text fills) and name lines
with times, and that is large, is the conversation. Side lists hold lines too, but no bubbles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.chat.clients import Words, bare
from evidence.chat.clock import find_stamp, read_stamp
from evidence.model import Box, Line, Page, Region

PANE_WIDTH, PANE_HEIGHT = 0.22, 0.12
"""Least share of the page's width and (up to three times the width) height of a pane that can hold a conversation."""

NEAR = 5
"""Levels of a channel by which two pieces of one pane differ at most."""

OVERLAP = 0.2
"""Share of its height by which a piece overlaps the next of the same pane."""

HEADER = 0.3
"""Share of the pane's height that a header takes up at most."""

PADDING = 3.0
"""Most line heights between a bubble's edge and its widest line; measured clients have 0.5 to 1.5."""

AVATAR = (1.2, 5.0)
"""Least and greatest side of an avatar in line heights."""

_STATUS = re.compile(
    r"^(\d{1,2}:\d\d([AP]M)?|[45]G[+A]?|LTE|\d{1,3}%?|中国(移动|联通|电信|广电)|WiFi|.{0,3}[KM]?B/s|HD.*)+$", re.I
)


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


def find_column(page: Page, words: Words) -> Column:
    """The page's message column; the whole page less what is plainly chrome where no pane stands out."""
    regions = page.surface.regions if page.surface else ()
    em = _median([line.box.height for line in page.lines]) or max(12.0, page.width / 40)
    pane = _best_pane(page, regions, em) or Box(0, 0, page.width, page.height)
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


def inside(outer: Box, inner: Box, slack: int = 2) -> bool:
    """Whether `inner` lies within `outer`, give or take `slack` pixels."""
    return (
        inner.x0 >= outer.x0 - slack
        and inner.y0 >= outer.y0 - slack
        and inner.x1 <= outer.x1 + slack
        and inner.y1 <= outer.y1 + slack
    )


def _best_pane(page: Page, regions: Sequence[Region], em: float) -> Box | None:
    tall = min(page.height, 3 * page.width)
    large = [
        r for r in regions if r.flat and r.box.width >= PANE_WIDTH * page.width and r.box.height >= PANE_HEIGHT * tall
    ]
    panes = sorted(set(_whole(large)), key=lambda b: (b.area, b))
    if not panes:
        return None
    bubbles = [r.box for r in regions if r.flat and r.box.height < 0.5 * tall and is_bubble(r.box, page.lines)]
    score = dict.fromkeys(panes, 0.0)
    for bubble in bubbles:
        homes = [p for p in panes if inside(p, bubble) and p.area > 1.3 * bubble.area and bubble.width <= 0.9 * p.width]
        for home in homes[:1]:
            score[home] += 2
    for line in page.lines:
        around = next((p for p in panes if p.contains(line.box.center_x, line.box.center_y)), None)
        if around:
            found = find_stamp(line.text)
            score[around] += 1.0 if found and found[0].whole else 0.25
    best: Box | None = None
    most = 0.0
    for pane in panes:
        share = pane.area / (page.width * tall)
        middle = pane.x0 > 0.05 * page.width and pane.x1 < 0.97 * page.width
        held = [p for p in panes if p != pane and inside(pane, p) and p.area < 0.9 * pane.area]
        frame = sum(p.area for p in held if not any(o != p and inside(o, p) for o in held)) > 0.25 * pane.area
        frame = frame or _holds_columns(pane, panes)
        value = score[pane] * (0.15 + min(1.0, share)) * (1.4 if middle else 1.0) * (0.05 if frame else 1.0)
        if value > most:
            best, most = pane, value
    if best is not None:
        best = _under_header(best, [r for r in regions if r.flat])
    bars = [line.box for line in page.lines if _STATUS.match(bare(line.text)) and line.box.y1 < 0.06 * tall]
    if best is None:
        return None
    free = [p for p in panes if not any(inside(p, b) for b in bars) and p.intersection(best) < 0.5 * best.area]
    return _joined(best, free, bubbles)


def _under_header(pane: Box, large: Sequence[Region]) -> Box:
    """The pane less a strip of another colour across its top: corners let the pane's colour reach up beside it."""
    own = next((r.color for r in large if r.box == pane), None)
    lowest: int | None = None
    for region in large:
        box = region.box
        across = box.x0 <= pane.x0 + 3 and box.x1 >= pane.x1 - 3 and abs(box.y0 - pane.y0) <= 3
        unlike = own is not None and max(abs(a - b) for a, b in zip(region.color, own, strict=True)) > NEAR
        if across and unlike and box.height < HEADER * pane.height:
            lowest = box.y1 if lowest is None else min(lowest, box.y1)
    return pane if lowest is None else Box(pane.x0, lowest, pane.x1, pane.y1)


def _whole(large: Sequence[Region]) -> list[Box]:
    """The panes' boxes; pieces of one colour and width that overlap are one pane, which a wide bubble nearly cut."""
    whole: list[Region] = []
    for region in sorted(large, key=lambda r: (r.box.y0, -r.box.area, r.box)):
        box = region.box
        for at, other in enumerate(whole):
            low = min(box.height, other.box.height)
            shared = min(box.y1, other.box.y1) - max(box.y0, other.box.y0)
            aligned = max(abs(box.x0 - other.box.x0), abs(box.x1 - other.box.x1)) <= 0.03 * box.width
            near = max(abs(a - b) for a, b in zip(region.color, other.color, strict=True)) <= NEAR
            if aligned and near and shared >= OVERLAP * low:
                whole[at] = Region(Box.around((box, other.box)), other.color, True)
                break
        else:
            whole.append(region)
    return [r.box for r in whole]


def _holds_columns(pane: Box, panes: Sequence[Box]) -> bool:
    """Whether other panes stand side by side in the pane and take up most of it: then it is the window's frame."""
    within = [
        p
        for p in panes
        if p != pane
        and p.x0 >= pane.x0 - 3
        and p.x1 <= pane.x1 + 3
        and min(p.y1, pane.y1) - max(p.y0, pane.y0) >= 0.6 * pane.height
    ]
    return any(a.x1 <= b.x0 + 3 and a.width + b.width >= 0.8 * pane.width for a in within for b in within)


def _joined(best: Box, panes: Sequence[Box], bubbles: Sequence[Box]) -> Box:
    """The pane with those of its width right above and below that hold bubbles too: one column, cut by a strip."""
    grown = best
    for pane in sorted(panes, key=lambda p: p.y0):
        same = abs(pane.x0 - best.x0) <= 0.03 * best.width and abs(pane.x1 - best.x1) <= 0.03 * best.width
        near = min(abs(pane.y0 - grown.y1), abs(grown.y0 - pane.y1)) <= 0.1 * best.width
        held = [b for b in bubbles if inside(pane, b) and b.width <= 0.93 * pane.width and pane.area > 2 * b.area]
        held = [
            b for b in held if not any(o != b and b.intersection(o) > 0.5 * b.area and o.area >= b.area for o in held)
        ]
        level = any(a != b and min(a.y1, b.y1) > max(a.y0, b.y0) and not inside(a, b) for a in held for b in held)
        if pane != best and same and near and len(held) >= 2 and not level and not inside(grown, pane):
            grown = Box.around((grown, pane))
    return grown


def is_bubble(box: Box, lines: Sequence[Line]) -> bool:
    """Whether the flat part holds text that fills it from left to right, as a bubble's does."""
    held = [line.box for line in lines if inside(box, line.box, slack=max(2, line.box.height // 5))]
    if not held:
        return False
    em = max(b.height for b in held)
    around = Box.around(held)
    return (
        box.height >= 1.15 * em
        and around.x0 - box.x0 <= PADDING * em
        and box.x1 - around.x1 <= PADDING * em
        and around.y0 - box.y0 <= PADDING * em
        and box.y1 - around.y1 <= PADDING * em
    )


def _avatars(regions: Sequence[Region], pane: Box, em: float, lines: Sequence[Line]) -> tuple[Box, ...]:
    """Near-square things at the left and right edge of the pane."""
    found: list[Box] = []
    bubbles = [
        r.box for r in regions if r.flat and inside(pane, r.box) and r.box.width > 1.2 * em and is_bubble(r.box, lines)
    ]
    for region in regions:
        box = region.box
        if not inside(pane, box, slack=int(0.02 * pane.width) + 2):
            continue
        square = 0.75 <= box.width / max(1, box.height) <= 1.34
        cut = box.width > box.height and (box.y0 <= pane.y0 + 2 or box.y1 >= pane.y1 - 2) and box.height > 0.3 * em
        if not (square or cut) or not AVATAR[0] * em <= box.width <= AVATAR[1] * em:
            continue
        if any(_card_around(box, other.box, pane, lines) for other in regions if other.flat):
            continue
        if any(_bubble_around(box, other.box, pane) for other in regions if other.flat):
            continue
        margin = min(box.x0 - pane.x0, pane.x1 - box.x1)
        at_edge = margin <= max(2.5 * em, 0.05 * pane.width) or _partnered(box, bubbles, em)
        if at_edge and not any(inside(other, box) for other in found):
            found = [other for other in found if not inside(box, other)]
            found.append(box)
    seeds = [b for b in found if _partnered(b, bubbles, em)]
    if seeds:
        # Beside pictures stand avatars too: like those beside bubbles in place and size.
        found = [b for b in found if any(min(abs(b.x0 - s.x0), abs(b.x1 - s.x1)) <= 0.4 * em for s in seeds)]
    return tuple(_aligned(found, pane, em))


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
    if not inside(other, box, slack=0):
        return False
    return any(inside(other, n.box) and not inside(box, n.box, slack=4) for n in lines)


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
    if pane.y0 <= 2 * em and rows:
        zone = 0.055 * min(page.height, 3 * page.width)
        status = [row for row in rows if any(_STATUS.match(bare(n.text)) and n.box.center_y < zone for n in row)]
        if status:
            top = max(n.box.y1 for row in status for n in row) + 1
            under = [row for row in rows if min(n.box.center_y for n in row) > top]
            if under:
                over = [b for b in bubbles if any(inside(b, n.box) for n in under[0])]
                if not over and not any(read_stamp(n.text) for n in under[0]):
                    top = max(n.box.y1 for n in under[0]) + 1
    if rows and top == pane.y0 and _WINDOW.search(rows[0][-1].text.strip()) and rows[0][0].box.y0 - pane.y0 < 2 * em:
        top = max(n.box.y1 for n in rows[0]) + 1
    for row in reversed(rows):
        low = min(line.box.y0 for line in row)
        if low < pane.y0 + 0.45 * pane.height:
            break
        chip = [line for line in row if words.is_a("chips", line.text) or words.is_a("placeholders", line.text)]
        boxes = [b for b in bubbles if any(inside(b, line.box) for line in row)]
        outer = [b for b in boxes if not any(o != b and inside(o, b) for o in boxes)]
        apart = sorted(outer, key=lambda b: b.x0)
        side_by_side = len(apart) >= 3 and all(a.x1 <= b.x0 + 2 for a, b in zip(apart, apart[1:], strict=False))
        if side_by_side or (chip and len(chip) * 2 >= len(row)):
            holder = [b.y0 for b in outer if b.height < 3.5 * em]
            bottom = min([low, *holder])
            continue
        if bottom == pane.y1:
            break
        if not outer and len(row) == 1 and words.is_a("placeholders", row[0].text):
            bottom = low
            continue
        break
    return top, bottom
