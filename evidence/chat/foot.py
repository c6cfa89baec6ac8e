"""Takes a pane's parts and lines, hands on where the input box at its foot starts, and what no button is."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.chat.clients import bare
from evidence.chat.contrast import contrast
from evidence.chat.panes import inside, is_bubble
from evidence.model import Box, Line, Page, Region

INPUT_WIDTH, INPUT_FOOT = 0.45, 0.16
"""Least width of an input box as a share of the pane's, and how far up from the page's foot it starts at most."""

PLACEHOLDER = 0.5
"""Contrast of what an input box asks for, against that of the page's lines: measured 0.25 to 0.4."""

APART = 0.8
"""The same, against the strongest line, with an icon at either end or two at one, or much wider than its words, which
no bubble is: white themes have 0.4, dark ones 0.73."""


def input_bar(page: Page, pane: Box, regions: Sequence[Region], lines: Sequence[Line], em: float) -> int:
    """Where the input box starts at the foot of a pane that reaches the page's; the pane's foot where there is none.

    A low flat box across most of the pane, below all else, empty or with a pale line in it.
    """
    if pane.y1 < page.height - 3:
        return pane.y1
    contrasts = sorted(contrast(n) for n in lines)
    strong = contrasts[len(contrasts) // 2] if contrasts else 0.0
    strongest = max(contrasts, default=0.0)
    for region in regions:
        box = region.box
        if not region.flat or not inside(pane, box) or not INPUT_WIDTH * pane.width <= box.width <= 0.95 * pane.width:
            continue
        if box.height > 3.2 * em or box.y0 < pane.y1 - INPUT_FOOT * min(pane.height, 3 * pane.width):
            continue
        held = [n for n in lines if inside(box, n.box, slack=4)]
        below = [n for n in lines if n.box.y0 > box.y1 + 0.5 * em and n.confidence > 0.8 and len(bare(n.text)) > 2]
        limit = PLACEHOLDER * (strongest if _only_one(region, regions, lines) else strong)
        if _icons_beside(box, pane, regions) or not is_bubble(box, held):
            limit = APART * strongest
        if not below and all(contrast(n) <= limit for n in held) and len(held) <= 1:
            return box.y0 - int(0.3 * em)
    return pane.y1


def last_of_many(line: Line, lines: Sequence[Line], bubbles: Sequence[Box]) -> bool:
    """Whether the line stands below another of a wider bubble: the last word of what was said, no button."""
    slack = max(2, line.box.height // 4)
    return any(
        inside(b, line.box, slack)
        and any(
            inside(b, n.box, slack)
            and n.box.y1 <= line.box.center_y
            and line.box.y0 - n.box.y1 <= line.box.height
            and abs(n.box.x0 - line.box.x0) <= 0.5 * line.box.height
            for n in lines
            if n is not line
        )
        for b in bubbles
    )


def _only_one(region: Region, regions: Sequence[Region], lines: Sequence[Line]) -> bool:
    """Whether no bubble has the part's colour."""
    return not any(
        r.flat
        and r.box != region.box
        and max(abs(a - b) for a, b in zip(r.color, region.color, strict=True)) <= 8
        and is_bubble(r.box, lines)
        for r in regions
    )


def _icons_beside(box: Box, pane: Box, regions: Sequence[Region]) -> bool:
    """Whether something small stands at either end of the box, in its row, or two alike at one of them."""
    small = [
        r.box
        for r in regions
        if box.y0 <= r.box.center_y <= box.y1 and r.box.height <= box.height and r.box.width <= 1.5 * box.height
    ]
    before = [b for b in small if pane.x0 <= b.x0 and b.x1 <= box.x0 + 2]
    after = [b for b in small if box.x1 - 2 <= b.x0 and b.x1 <= pane.x1]
    return bool(before and after) or _pair(before) or _pair(after)


def _pair(icons: Sequence[Box]) -> bool:
    """Whether two of the icons are of one size, side by side in one row."""
    return any(
        a.x1 < b.x0 and max(abs(a.height - b.height), abs(a.center_y - b.center_y)) <= 0.15 * a.height
        for a in icons
        for b in icons
    )
