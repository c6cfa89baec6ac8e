"""Takes boxes of lines, hands on boxes: with a margin, without what others cover, those that meet made one."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.model import Box

MARGIN = 0.25
"""Margin around a line's ink, in its heights. Of 292 drawn lines the recogniser reads all but two alike from 0.12 to
0.35; 0.08 takes a quarter more time, as letters then fill the network's height."""


def grown(box: Box, em: float, width: int, height: int) -> Box:
    """A line's box with the margin that the recogniser likes best, inside a page of this size."""
    high = max(box.height, 0.8 * em)
    more, side = round(MARGIN * high + (high - box.height) / 2), round(MARGIN * high)
    return Box(max(0, box.x0 - side), max(0, box.y0 - more), min(width, box.x1 + side), min(height, box.y1 + more))


def uncovered(box: Box, lines: Sequence[Box]) -> Box | None:
    """What of a box no line covers, where that is wide enough for a letter; None otherwise."""
    x0, x1 = box.x0, box.x1
    for line in sorted(lines):
        shared = min(box.y1, line.y1) - max(box.y0, line.y0)
        if shared < 0.4 * min(box.height, line.height) or line.x1 <= x0 or line.x0 >= x1:
            continue
        if line.x0 - x0 >= x1 - line.x1:
            x1 = line.x0
        else:
            x0 = line.x1
    return Box(x0, box.y0, x1, box.y1) if x1 - x0 >= 0.5 * box.height else None


def merged(boxes: Sequence[Box]) -> list[Box]:
    """The boxes, those that meet made one."""
    kept: list[Box] = []
    for box in boxes:
        meets = [other for other in kept if other.intersection(box) > 0]
        while meets:
            kept = [other for other in kept if other not in meets]
            box = Box.around((box, *meets))
            meets = [other for other in kept if other.intersection(box) > 0]
        kept.append(box)
    return kept


def alone(box: Box, lines: Sequence[Box], em: float) -> bool:
    """Whether a lone letter is the last of a text, in a row of its own."""
    if not 0.4 * em < box.height < 1.5 * em or box.width > 1.4 * box.height:
        return False
    return any(
        abs(line.x0 - box.x0) < 0.35 * em and 0 < box.y0 - line.y1 < 1.1 * em and box.height < 1.3 * line.height
        for line in lines
    )


def met(lines: Sequence[Box], em: float) -> list[Box]:
    """The lines, those that overlap in one row made one: small letters fall apart in upper and lower halves."""
    kept: list[Box] = []
    for box in sorted(lines, key=lambda b: (-b.area, b)):
        for at, other in enumerate(kept):
            if box.intersection(other) > 0.6 * box.area:
                break
            beside = min(box.x1, other.x1) - max(box.x0, other.x0)
            shared = min(box.y1, other.y1) - max(box.y0, other.y0)
            both = max(box.y1, other.y1) - min(box.y0, other.y0)
            high = max(box.height, other.height)
            row = shared >= 0.6 * min(box.height, other.height) and both <= 1.3 * high
            halves = beside >= 0.6 * min(box.width, other.width) and both <= 1.25 * max(high, em)
            if beside > 0 and (row or halves):
                kept[at] = Box.around((box, other))
                break
        else:
            kept.append(box)
    return kept
