"""Takes a page's smooth parts, hands on its message pane: the part that holds bubbles.

Geometry decides: of the page's flat panes the one that holds bubbles (flat parts that their text fills) and name lines
with times, and that is large, is the conversation. Side lists hold lines too, but no bubbles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.chat.clients import bare
from evidence.chat.clock import find_stamp
from evidence.chat.threads import strips_of
from evidence.model import Box, Line, Page, Region

PANE_WIDTH, PANE_HEIGHT = 0.22, 0.12
"""Least share of the page's width and (up to three times the width) height of a pane that can hold a conversation."""

NEAR = 5
"""Levels of a channel by which two pieces of one pane differ at most."""

OVERLAP = 0.2
"""Share of its height by which a piece overlaps the next of the same pane."""

HEADER = 0.3
"""Share of the pane's height that a header takes up at most."""

CORNER = 0.03
"""Share of the pane's height by which its rounded corners, or the shadow around it, reach up over its header."""

HALF = 0.25
"""Least share of a gradient's height that each of its two parts has."""

PADDING = 3.0
"""Most line heights between a bubble's edge and its widest line; measured clients have 0.5 to 1.5."""

RULE = 4
"""Pixels of a rule between two messages of a list at most, at twice the usual scale."""

STATUS = re.compile(
    r"^(\d{1,2}:\d\d([AP]M)?|[45]G[+A]?|LTE|\d{1,3}%?|中国(移动|联通|电信|广电)|WiFi|.{0,3}[KM]?B/s|HD.*)+$", re.I
)
"""What a phone's status bar prints."""


def inside(outer: Box, inner: Box, slack: int = 2) -> bool:
    """Whether `inner` lies within `outer`, give or take `slack` pixels."""
    return (
        inner.x0 >= outer.x0 - slack
        and inner.y0 >= outer.y0 - slack
        and inner.x1 <= outer.x1 + slack
        and inner.y1 <= outer.y1 + slack
    )


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


def best_pane(page: Page, regions: Sequence[Region], em: float) -> Box | None:
    """The pane that holds the conversation, less header and input bar; None where no pane stands out."""
    tall = min(page.height, 3 * page.width)
    large = [
        r for r in regions if r.flat and r.box.width >= PANE_WIDTH * page.width and r.box.height >= PANE_HEIGHT * tall
    ]
    panes = sorted(set(_whole(large)), key=lambda b: (b.area, b))
    parts = [r.box for r in large]
    panes = [p for p in panes if not any(_piece_of(o, p, parts) for o in panes)]
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
        # A photograph sent in the talk is flat too, but nothing is written in it.
        held = [p for p in held if any(p.contains(n.box.center_x, n.box.center_y) for n in page.lines)]
        frame = sum(p.area for p in held if not any(o != p and inside(o, p) for o in held)) > 0.25 * pane.area
        frame = frame or _holds_columns(pane, panes)
        value = score[pane] * (0.15 + min(1.0, share)) * (1.4 if middle else 1.0) * (0.05 if frame else 1.0)
        if value > most:
            best, most = pane, value
    if best is not None:
        flat = [r for r in regions if r.flat]
        best = _over_footer(_under_header(best, flat), flat, page)
        best = _over_rule(best, flat, bubbles)
    bars = [line.box for line in page.lines if STATUS.match(bare(line.text)) and line.box.y1 < 0.06 * tall]
    if best is None:
        return None
    thread = strips_of(regions, page.lines, page.width, em)
    if thread and inside(Box.around(thread), best, slack=5):
        return Box.around(thread)
    free = [p for p in panes if not any(inside(p, b) for b in bars) and p.intersection(best) < 0.5 * best.area]
    return _ruled(_joined(best, free, bubbles), panes, page)


def _piece_of(pane: Box, half: Box, panes: Sequence[Box]) -> bool:
    """Whether the pane is made of this part and another, one on the other: a gradient that was seen in two."""
    if half == pane or max(abs(half.x0 - pane.x0), abs(half.x1 - pane.x1)) > 3 or half.height < HALF * pane.height:
        return False
    return any(
        max(abs(o.x0 - pane.x0), abs(o.x1 - pane.x1)) <= 3
        and o.height >= HALF * pane.height
        and abs(min(o.y0, half.y0) - pane.y0) <= 5
        and abs(max(o.y1, half.y1) - pane.y1) <= 5
        and min(abs(o.y0 - half.y1), abs(half.y0 - o.y1)) <= 5
        for o in panes
        if o not in (pane, half)
    )


def _over_rule(pane: Box, flat: Sequence[Region], bubbles: Sequence[Box]) -> Box:
    """The pane less the part under a rule that was seen only here and there: the input below a pane of its colour."""
    ends = [
        upper.box.y1
        for upper in flat
        for lower in flat
        if max(abs(upper.box.x0 - pane.x0), abs(upper.box.x1 - pane.x1), abs(upper.box.y0 - pane.y0)) <= 3
        and max(abs(lower.box.x1 - pane.x1), abs(lower.box.y1 - pane.y1)) <= 3
        and abs(lower.box.x0 - pane.x0) <= 0.01 * pane.width
        and abs(lower.box.y0 - upper.box.y1) <= 6
        and lower.box.height < HEADER * pane.height
        and not any(inside(lower.box, b) for b in bubbles)
    ]
    return Box(pane.x0, pane.y0, pane.x1, min(ends)) if ends else pane


def _under_header(pane: Box, large: Sequence[Region]) -> Box:
    """The pane less a strip of another colour across its top: corners let the pane's colour reach up beside it."""
    own = next((r.color for r in large if r.box == pane), None)
    lowest: int | None = None
    for region in large:
        box = region.box
        lower = box.y0 - pane.y0
        across = box.x0 <= pane.x0 + 3 and box.x1 >= pane.x1 - 3 and -3 <= lower <= max(3, CORNER * pane.height)
        unlike = own is not None and max(abs(a - b) for a, b in zip(region.color, own, strict=True)) > NEAR
        if across and unlike and box.height < HEADER * pane.height:
            lowest = box.y1 if lowest is None else min(lowest, box.y1)
    return pane if lowest is None else Box(pane.x0, lowest, pane.x1, pane.y1)


def _over_footer(pane: Box, flat: Sequence[Region], page: Page) -> Box:
    """The pane less a strip of another colour that reaches across its bottom down to the page's end: the input bar."""
    own = next((r.color for r in flat if r.box.height >= pane.height and inside(r.box, pane)), None)
    if own is None or pane.y1 < page.height - 3:
        return pane
    highest = pane.y1
    for region in flat:
        box = region.box
        across = box.x0 <= pane.x0 + 3 and box.x1 >= pane.x1 - 3 and abs(box.y1 - pane.y1) <= 3
        unlike = max(abs(a - b) for a, b in zip(region.color, own, strict=True)) > NEAR
        if across and unlike and box.height < HEADER * pane.height:
            highest = min(highest, box.y0)
    return Box(pane.x0, pane.y0, pane.x1, highest)


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


def _ruled(best: Box, panes: Sequence[Box], page: Page) -> Box:
    """The pane with the strips above and below it that only a rule parts from it, and that hold name lines with times.

    A list of messages with a rule after each is one conversation.
    """
    timed = [n.box for n in page.lines if (found := find_stamp(n.text)) is not None and found[0].whole]
    if not any(inside(best, box) for box in timed):
        return best
    grown = best
    for strips in (sorted(panes, key=lambda p: p.y0), sorted(panes, key=lambda p: -p.y1)):
        for pane in strips:
            same = abs(pane.x0 - best.x0) <= 3 and abs(pane.x1 - best.x1) <= 3
            apart = min(abs(pane.y0 - grown.y1), abs(grown.y0 - pane.y1))
            if same and apart <= RULE and not inside(grown, pane) and any(inside(pane, box) for box in timed):
                grown = Box.around((grown, pane))
    return grown
