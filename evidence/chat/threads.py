"""Takes a page's flat parts and lines, hands on the strips of a thread: posts one below the other.

Each strip reaches across the pane and holds its post's name and time; together they are the conversation.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence.chat.clock import find_stamp
from evidence.model import Box, Line, Region

RULE, GAP = 5, 2.0
"""Pixels between two strips, a rule and the rims that measuring leaves beside it, or line heights between two boxes."""

POSTS = 2
"""Dated strips from which they are a thread; a header and one pane below it are none."""

WIDE = 0.3
"""Least width of a strip as a share of the page's."""


def strips_of(regions: Sequence[Region], lines: Sequence[Line], width: int, em: float) -> list[Box]:
    """The strips of the page's largest thread from top to bottom; none where it has no thread."""
    flat = sorted(
        (r for r in regions if r.flat and r.box.width >= WIDE * width and 2 * em <= r.box.height),
        key=lambda r: (r.box.y0, r.box),
    )
    best: list[Box] = []
    for first in flat:
        run = [first]
        for other in flat:
            last = run[-1].box
            same = abs(other.box.x0 - last.x0) <= 3 and abs(other.box.x1 - last.x1) <= 3
            if (
                same
                and -RULE <= other.box.y0 - last.y1 <= max(RULE, GAP * em)
                and _near(other, first)
                and other.box.y1 > last.y1
            ):
                run.append(other)
        # What heads the thread, or ends it, has no post's date.
        dated = [at for at, r in enumerate(run) if _dated(r.box, lines, em)]
        if len(dated) >= POSTS:
            posts = [r.box for r in run[dated[0] : dated[-1] + 1]]
            if len(dated) == len(posts) and sum(b.area for b in posts) > sum(b.area for b in best):
                best = posts
    return best


def _dated(box: Box, lines: Sequence[Line], em: float) -> bool:
    """Whether a date with its time of day stands in the strip's first row, and words below it."""
    held = [n for n in lines if box.contains(n.box.center_x, n.box.center_y)]
    if not held:
        return False
    top = min(n.box.y0 for n in held)
    first = [n for n in held if n.box.center_y - top <= em]
    stamps = [found[0] for n in first if (found := find_stamp(n.text))]
    return any(s.clock is not None and (s.dated or s.whole) for s in stamps) and len(held) > len(first)


def _near(a: Region, b: Region) -> bool:
    return max(abs(x - y) for x, y in zip(a.color, b.color, strict=True)) <= 12
