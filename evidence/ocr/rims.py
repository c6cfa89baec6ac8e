"""Takes the marks on a page, hands on them without the edges of bubbles and panes, or these edges, or pale print.

An edge is long, straight and thin; a row of small letters that hang together is as long, but not as thin.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import Box
from evidence.ocr.groups import groups

Pixels = NDArray[np.uint8]

FAINT = 7
"""Levels by which pale marks change at least, away from strokes."""

THIN = 6
"""Pixels across from which what runs along is no edge: measuring change makes one of a sharp step two wide, of a soft
one four."""

OUTLINE = 0.25
"""Share of its box from which what hangs together is no outline."""

LARGE = 2.4
"""Height from which strokes are no letters, not even a heading's, in heights of a usual letter."""

MOST = 10_000
"""Groups of strokes from which a page is taken for a photograph or a pattern, and not looked at one by one."""


def no_edge(marks: Pixels, em: float) -> Pixels:
    """The marks less what is long and thin. Small letters hang together to rows as long as an edge, but not as thin."""
    long = max(12, int(1.5 * em))
    across = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    down = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    tall = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((THIN, 1), np.uint8))
    wide = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((1, THIN), np.uint8))
    edges = cv2.max(cv2.subtract(across, tall), cv2.subtract(down, wide))
    return np.asarray(cv2.subtract(marks, edges), dtype=np.uint8)


def rims(pale: Pixels, em: float) -> Pixels:
    """The pale rims of bubbles and panes on a noisy page: outlines with something long, thin and straight in them."""
    edges = cv2.subtract(pale, no_edge(pale, em))
    part, stats = groups(pale)
    w, h, area = (stats[:, c] for c in (2, 3, 4))
    rim = np.zeros(len(stats), dtype=np.uint8)
    rim[np.unique(part[edges > 0])] = 1
    # A gradient is pale all over.
    rim[(area > OUTLINE * w * h) & (np.minimum(w, h) > THIN)] = 0
    rim[0] = 0
    return np.asarray(rim[part], dtype=np.uint8)


def faint(pale: Pixels, em: float) -> list[Box]:
    """What may be pale letters on a noisy page: marks under its noise, but not in the blocks that strokes stand in."""
    letters = no_edge(pale, em)
    rows = cv2.morphologyEx(letters, cv2.MORPH_CLOSE, np.ones((1, 1 + int(em)), np.uint8))
    _, stats = groups(rows)
    if len(stats) > MOST:
        return []
    found = []
    for x, y, w, h, area in stats[1:].tolist():
        if 0.4 * em <= h <= LARGE * em and w >= 0.8 * em and area >= 0.3 * w * h:
            found.append(Box(x, y, x + w, y + h))
    return found
