"""Takes a page's pixels and what was read on it, hands on the pixels without the watermark that is laid over all.

Back offices print the sub-account's name in pale letters all over the page, slanted, at even distances. It runs through
bubbles, where it breaks their lines apart, and between them, where it looks like words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import Line

PALE = 0.3
"""Contrast of a watermark against the page's strong lines at most; measured ones have 0.05 to 0.2, grey times 0.25
and more, but these stand in no lattice."""

SIZE, LEVELS = 4, 16
"""Pixels and levels within which two pieces of one watermark agree in box and ink."""

PITCH = 4
"""Pixels within which the distances in a lattice agree."""

LEAST = 5
"""Pieces of one kind from which they make a watermark: names and read marks repeat too, but never evenly both ways."""

RIM = 24
"""Pixels from which a pale straight line is a rim, not a stroke."""

OVER, REST = 1.7, 5
"""Times its measured contrast, and levels more, up to which a difference from the paper is the watermark's."""


def without(pixels: NDArray[np.uint8], lines: Sequence[Line]) -> NDArray[np.uint8] | None:
    """The page less its watermark; None where it has none. `lines` carry their colours.

    What stands off its paper no further than the watermark does, and is no wider than a stroke, becomes paper.
    """
    pieces = repeated(lines)
    if not pieces:
        return None
    contrasts = sorted(_contrast(n) for n in pieces)
    reach = OVER * contrasts[len(contrasts) // 2] + REST
    tall = sorted(n.box.height for n in pieces)[len(pieces) // 2]
    side = max(5, tall // 3) | 1
    kernel = np.ones((side, side), np.uint8)
    darker = sum(sum(n.ink or ()) < sum(n.paper or ()) for n in pieces) * 2 >= len(pieces)
    paper = cv2.morphologyEx(pixels, cv2.MORPH_CLOSE if darker else cv2.MORPH_OPEN, kernel)
    off = cv2.absdiff(pixels, paper).max(axis=2)
    ours = ((off > 0) & (off <= reach)).astype(np.uint8)
    ours[_rims(ours, max(RIM, tall))] = 0
    return np.where(ours[..., None] > 0, paper, pixels).astype(np.uint8)


def _rims(pale: NDArray[np.uint8], length: int) -> NDArray[np.bool_]:
    """What hangs together with a level or upright line longer than a letter's stroke: the pale rims of bubbles."""
    level = cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    count, part = cv2.connectedComponents(pale, connectivity=8)
    long = np.zeros(count, bool)
    long[np.unique(part[cv2.bitwise_or(level, upright) > 0])] = True
    long[0] = False
    return np.asarray(long[part])


def repeated(lines: Sequence[Line]) -> list[Line]:
    """The pale lines of one size that stand in a lattice: in two columns and more, at one even distance in each."""
    contrasts = sorted(_contrast(n) for n in lines)
    if not contrasts:
        return []
    limit = PALE * contrasts[int(0.9 * (len(contrasts) - 1))]
    pale = [n for n in lines if 0 < _contrast(n) <= limit]
    groups: list[list[Line]] = []
    for line in pale:
        home = next((g for g in groups if _alike(g[0], line)), None)
        if home is None:
            groups.append([line])
        else:
            home.append(line)
    return [n for g in groups if len(g) >= LEAST and _one_text(g) and _lattice(g) for n in g]


def _one_text(pieces: Sequence[Line]) -> bool:
    """Whether half of the pieces and more read the same."""
    return Counter(n.text for n in pieces).most_common(1)[0][1] * 2 >= len(pieces)


def _lattice(pieces: Sequence[Line]) -> bool:
    columns: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda n: n.box.x0):
        if columns and piece.box.x0 - columns[-1][0].box.x0 <= PITCH:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    steps = [[b - a for a, b in pairwise(sorted(n.box.y0 for n in column))] for column in columns if len(column) > 1]
    every = sorted(step for column in steps for step in column)
    if len(steps) < 2 or len(every) < 3:
        return False
    least = every[0]
    even = [min(step % least, -step % least) <= PITCH for step in every]
    return least > 2 * pieces[0].box.height and all(even)


def _alike(a: Line, b: Line) -> bool:
    if a.ink is None or b.ink is None:
        return False
    size = abs(a.box.width - b.box.width) <= SIZE and abs(a.box.height - b.box.height) <= SIZE
    return size and max(abs(x - y) for x, y in zip(a.ink, b.ink, strict=True)) <= LEVELS


def _contrast(line: Line) -> float:
    if line.ink is None or line.paper is None:
        return 0.0
    return float(sum(abs(a - b) for a, b in zip(line.ink, line.paper, strict=True)) / 3)
