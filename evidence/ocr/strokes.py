"""Takes a page, hands on the lines of text that stand on flat paper, and the places that only the detector can judge.

A client paints letters on flat paper: each letter is a few strokes with one smooth part around them, while the edge of
a bubble lies between two. Strokes on one paper, of like size and side by side, are a line. What is too large or too
dense for letters (avatars, photographs, icons), and what an edge cuts through, is handed on as doubt.

Where JPEG left noise around the letters, only strong strokes count; the pale rims of bubbles, and pale print, show in
the blocks that no strong stroke stands in. A page with noise all over, or with more doubt than lines, is not fit for
this way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import Box
from evidence.ocr.boxes import alone, merged, met
from evidence.ocr.colours import strongest
from evidence.ocr.groups import groups
from evidence.ocr.rims import FAINT, LARGE, MOST, faint, no_edge, rims
from evidence.ocr.scale import doubled, halved
from evidence.ocr.segments import forwarded

Ints = NDArray[np.int32]
Pixels = NDArray[np.uint8]

EDGE = 2
"""Levels by which a channel may change over three pixels on smooth paper, as `segments.CLEAN` has it."""

STEEPER = 4
"""The same on the half of a page, where a gradient is twice as steep, and an edge is not."""

NOISE = 36
"""The same on a page that is noisy as JPEG is: even grey letters change by more, the noise around them by less."""

STILL = 0.5
"""Share of a noisy page on which nothing changes at least: screenshots have more however often they were saved, for a
picture's noise stays in the blocks that letters stand in; photographs of a screen have next to none."""

BLOCK = 8
"""Side in pixels of the blocks that JPEG saves a picture in."""

PHONE, DESKTOP = 640, 2400
"""Width in pixels from which an upright page, or another, may have letters so large that the half of it will do."""

LEAST_EM = 13.0
"""Least height of usual letters on the half: desktops have 13 and more."""

DASH = 8
"""Greatest height of a level stroke alone, in pixels, with the rim that measuring change adds: one in 60-pixel type."""

PAPER = 1.6
"""Side of the least smooth part that is somebody's paper, in heights of a letter: more than a letter encloses."""

GRAIN = 0.35
"""Greatest side of a grain, in heights of a letter. Clean pages hold a few commas as small, a photograph hundreds."""

ROUND = 4.5
"""Side up to which an edge between two papers is an avatar or a button, in heights of a letter, and no bubble."""

ALIKE = 1.7
"""How many times as high as the other the larger of two letters side by side is at most."""

SMALL = 0.5
"""Share of the height up to which the smaller is a point, a comma or a part of a letter, which may stand anywhere."""

COMMA = 0.62
"""The same of a comma beside figures, which are lower than characters: it is as slim as it is small."""

POINTS = 5
"""Small signs, but larger than points, behind the letters of a row from which they are a text of their own."""

REACH = 1.0
"""Widest gap between two letters of a line, in heights of the larger: a full-width comma leaves less, columns more."""

DOTS, DOT = (3, 12), 0.4
"""How many points side by side may be a message (`……`, `。。。`), and their greatest side, in heights of a letter."""

LOOSE = 0.3
"""Share of a row that is paper from which square things in it are icons; three in a header left 0.32, headings less."""

PAIRS = 100_000
"""Pairs of strokes looked at together: what these take of memory is no more than the page itself."""

READABLE = 0.8
"""Share of its height that a letter cut by an edge must show to be worth reading."""

DOUBTFUL = 0.3
"""Share of the page in doubt from which the page is not fit for this way."""


@dataclass(frozen=True, slots=True)
class Found:
    """Boxes of lines, tight around their ink, boxes of places in doubt, and the usual height of letters in pixels."""

    lines: tuple[Box, ...]
    doubts: tuple[Box, ...]
    em: float


@dataclass(frozen=True, slots=True)
class _Strokes:
    """Groups of strokes that hang together: their edges, pixels, how many papers they border on, and which if one."""

    x0: Ints
    y0: Ints
    x1: Ints
    y1: Ints
    area: Ints
    papers: Ints
    paper: Ints

    @property
    def w(self) -> Ints:
        return self.x1 - self.x0

    @property
    def h(self) -> Ints:
        return self.y1 - self.y0

    def of(self, at: NDArray[Any]) -> _Strokes:
        """Some of them."""
        return _Strokes(*(getattr(self, name)[at] for name in ("x0", "y0", "x1", "y1", "area", "papers", "paper")))

    def box(self, at: Any = ...) -> Box:
        """The box around some of them; without the pixel on each side that measuring change adds."""
        x0, y0 = int(self.x0[at].min()) + 1, int(self.y0[at].min()) + 1
        return Box(x0, y0, max(x0 + 1, int(self.x1[at].max()) - 1), max(y0 + 1, int(self.y1[at].max()) - 1))


def found(pixels: Pixels) -> Found | None:
    """The lines and doubts of a page, shape (height, width, 3), RGB; None where it is not fit for this way."""
    height, width = pixels.shape[:2]
    edge = NOISE if forwarded(pixels) else EDGE
    if width >= (PHONE if height > width else DESKTOP):
        half = _found(halved(pixels), max(edge, STEEPER), BLOCK // 2)
        if half is not None and half.em >= LEAST_EM:
            lines, doubts = (
                tuple(_tight(pixels, doubled(box, pixels), edge) for box in each) for each in (half.lines, half.doubts)
            )
            return Found(lines, doubts, 2 * half.em)
    return _found(pixels, edge, BLOCK)


def _found(pixels: Pixels, edge: int, block: int) -> Found | None:
    change = strongest(cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)))
    if edge >= NOISE and float((change <= EDGE).mean()) < STILL:
        return None
    drawn = (change > edge).astype(np.uint8)
    inks, stats = groups(drawn)
    if not 1 < len(stats) <= MOST:
        return None
    em = _usual(stats[1:])
    pale = np.zeros_like(drawn)
    if edge >= NOISE:
        pale = ((change > FAINT) & (cv2.dilate(drawn, np.ones((2 * block + 1,) * 2, np.uint8)) == 0)).astype(np.uint8)
    edges = cv2.max(drawn, rims(pale, em)) if edge >= NOISE else drawn
    _, parts, spans, _ = cv2.connectedComponentsWithStats(1 - edges, connectivity=4)
    big = np.flatnonzero((spans[:, 4] >= (PAPER * em) ** 2) & (np.minimum(spans[:, 2], spans[:, 3]) >= em))
    papers = np.zeros(len(spans), dtype=np.int32)
    papers[big[big > 0]] = np.arange(1, int((big > 0).sum()) + 1)
    papers = papers[parts]
    strokes = _strokes(stats, inks, papers)
    if _grained(strokes, em):
        return None
    lines, doubts = _sorted(strokes, em)
    cut = (strokes.papers > 1) & (np.maximum(strokes.w, strokes.h) >= ROUND * em)
    doubts += _cut(drawn, inks, cut, papers, em)
    if edge >= NOISE:
        doubts += faint(pale, em)
    lines += [box for box in doubts if alone(box, lines, em)]
    lines = met(lines, em)
    doubts = [box for box in doubts if not any(box.intersection(line) > 0.6 * box.area for line in lines)]
    if len(lines) < 2 or sum(box.area for box in doubts) > DOUBTFUL * drawn.size:
        return None
    return Found(tuple(lines), tuple(doubts), em)


def _tight(pixels: Pixels, box: Box, edge: int) -> Box:
    """A line's box found on the half, to the pixel: the same line on the next screenshot is then the same picture."""
    around = box.grown(3)
    crop = pixels[around.y0 : around.y1, around.x0 : around.x1]
    change = strongest(cv2.morphologyEx(crop, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))) > edge
    rows, columns = np.flatnonzero(change.any(axis=1)), np.flatnonzero(change.any(axis=0))
    if len(rows) < 3 or len(columns) < 3:
        return box
    x0, y0 = around.x0 + int(columns[0]) + 1, around.y0 + int(rows[0]) + 1
    return Box(x0, y0, max(x0 + 1, around.x0 + int(columns[-1])), max(y0 + 1, around.y0 + int(rows[-1])))


def _grained(strokes: _Strokes, em: float) -> bool:
    """Whether the page holds more grains than letters: a photograph or a pattern that strokes are lost in."""
    size = np.maximum(strokes.w, strokes.h)
    letters = (strokes.papers == 1) & (size >= 0.6 * em) & (strokes.h <= 1.5 * em)
    return int(((strokes.papers == 1) & (size < GRAIN * em)).sum()) > int(letters.sum())


def _usual(stats: Ints) -> float:
    """The usual height of letters, each group of strokes weighing as much as it is wide."""
    w, h, area = (stats[:, c] for c in (2, 3, 4))
    # A level stroke is filled, and as wide as its letter is high; letters that hang together leave paper between.
    dash = (h <= DASH) & (w > 3 * h) & (area > 0.85 * w * h)
    size = np.where(dash, w, h).astype(np.int32)
    letters = (size >= 7) & (size <= 110) & (w >= 0.5 * h) & (area >= 0.25 * w * h)
    return _middle(size[letters], w[letters], 0.5) - 2 if letters.any() else 14.0


def _middle(values: Ints, weights: Ints, share: float) -> float:
    """The value below which lies this share of the weights."""
    order = np.argsort(values, kind="stable")
    passed = np.cumsum(weights[order])
    return float(values[order][int(np.searchsorted(passed, share * passed[-1]))])


def _strokes(stats: NDArray[Any], inks: Ints, papers: Ints) -> _Strokes:
    """The groups of strokes with the papers they border on."""
    count = int(papers.max()) + 1
    seen = np.zeros(len(stats) * count, dtype=bool)
    width = inks.shape[1]
    flat, below = inks.ravel(), papers.ravel()
    # The page's outermost pixels have no neighbour on one side, and are passed over.
    drawn = np.flatnonzero(flat)
    drawn = drawn[(drawn >= width) & (drawn < flat.size - width)]
    group = flat[drawn] * count
    for step in (-1, 1, -width, width):
        seen[group + below[drawn + step]] = True
    beside = seen.reshape(len(stats), count)[1:, 1:]
    papers_of = beside.sum(axis=1).astype(np.int32)
    paper = beside.argmax(axis=1).astype(np.int32) if count > 1 else np.zeros(len(stats) - 1, dtype=np.int32)
    x0, y0, w, h, area = (stats[1:, c].astype(np.int32) for c in range(5))
    return _Strokes(x0, y0, x0 + w, y0 + h, area, papers_of, np.where(papers_of == 1, paper, -1).astype(np.int32))


def _sorted(strokes: _Strokes, em: float) -> tuple[list[Box], list[Box]]:
    """The lines, and the places in doubt."""
    w, h, one = strokes.w, strokes.h, strokes.papers == 1
    sparse = strokes.area < 0.16 * w * h
    pictures = one & (h > LARGE * em) & (w > 0.8 * em) & ~(sparse & (w > 6 * em))
    frames = (strokes.papers > 1) & (np.maximum(w, h) < ROUND * em) & (np.minimum(w, h) > 1.6 * em)
    lost = (strokes.papers == 0) & (np.minimum(w, h) >= 0.5 * em)
    doubtful = np.flatnonzero(pictures | frames | lost)
    inside = np.zeros(len(w), dtype=bool)
    for n in doubtful:
        inside |= (
            (strokes.x0 >= strokes.x0[n])
            & (strokes.x1 <= strokes.x1[n])
            & (strokes.y0 >= strokes.y0[n])
            & (strokes.y1 <= strokes.y1[n])
        )
    dust = np.maximum(w, h) < max(4.0, 0.1 * em)
    rule = (w > 3 * em) & (h < 0.3 * em + 2)
    corner = (strokes.area < 0.13 * w * h) & (np.minimum(w, h) > 0.9 * em)
    letters = np.flatnonzero(one & ~inside & ~dust & ~rule & ~corner & (h <= LARGE * em))
    doubts = [strokes.box(np.array([n])) for n in doubtful]
    lines: list[Box] = []
    for kind in np.unique(strokes.paper[letters]):
        for row in _rows(strokes.of(letters[strokes.paper[letters] == kind]), em, doubts):
            box = row.box()
            if max(box.height, box.width) < 0.5 * em:
                continue
            ink = float(row.area.sum()) / box.area
            letterless = box.height > LARGE * em or box.width < 1.3 * box.height or ink < 0.12 or box.height < 4
            (lines if _dotted(row, em) or not (letterless or _loose(row)) else doubts).append(box)
    return lines, doubts


def _rows(strokes: _Strokes, em: float, doubts: list[Box]) -> Iterator[_Strokes]:
    """The strokes on one paper, line by line; what stands higher than the letters beside it is in doubt.

    That is an avatar beside a name, or the bar before a quote.
    """
    odd = np.zeros(len(strokes.x0), dtype=bool)
    rows = _joined(strokes, em)
    for row in rows:
        w, h = strokes.w[row], strokes.h[row]
        # A name whose letters hang together is one group, and the avatar beside it weighs too much.
        rest = np.arange(len(row)) != int(h.argmax())
        apart = len(row) > 1 and int(w[rest].sum()) >= 1.5 * int(w[~rest].sum())
        usual = _middle(h[rest], w[rest], 0.7) if apart else _middle(h, w, 0.7)
        odd[row] = (h > 1.35 * usual) & (h > 1.25 * em) & (w < 1.6 * h)
    doubts += [strokes.box(np.array([n])) for n in np.flatnonzero(odd)]
    letters = strokes.of(np.flatnonzero(~odd)) if odd.any() else strokes
    for row in _joined(letters, em) if odd.any() else rows:
        yield from _with_small_print(letters.of(row), em)


def _with_small_print(row: _Strokes, em: float) -> Iterator[_Strokes]:
    """A row, and what is small behind all of its letters, where that is too much for points: a time beside an emoji."""
    # Without the rim that measuring change adds, of which a point has more than of ink.
    high = np.maximum(np.maximum(row.h, np.minimum(row.w, em)) - 2, 1)
    large = high > SMALL * float(high.max())
    behind = ~large & (high > GRAIN * SMALL * float(high.max())) & (row.x0 >= int(row.x1[large].max()))
    if int(behind.sum()) >= POINTS:
        yield row.of(np.flatnonzero(~behind))
        yield row.of(np.flatnonzero(behind))
    else:
        yield row


def _dotted(row: _Strokes, em: float) -> bool:
    """Whether a row is nothing but points, which may be all of a message, and which the detector often passes over."""
    order = np.argsort(row.x0, kind="stable")
    # Without the rim that measuring change adds; two points may hang together by it.
    w, h, gaps = row.w - 2, row.h - 2, row.x0[order][1:] - row.x1[order][:-1]
    if not DOTS[0] <= len(w) <= DOTS[1] or int(h.max()) > min(DOT * em, 1.25 * int(h.min()) + 2):
        return False
    points = np.abs(w - h) <= 2
    even = int(gaps.max()) <= 1.5 * max(1, int(gaps.min())) + 2
    return even and float(points.mean()) > 0.5 and int(w.max()) <= 4 * int(h.max())


def _loose(row: _Strokes) -> bool:
    """Whether what stands in a row stands apart, as icons do."""
    order = np.argsort(row.x0, kind="stable")
    gaps = row.x0[order][1:] - np.maximum.accumulate(row.x1[order])[:-1]
    square = np.minimum(row.w, row.h) > 0.6 * float(np.median(np.maximum(row.w, row.h)))
    apart = float(np.maximum(gaps, 0).sum()) > LOOSE * float(row.x1.max() - row.x0.min())
    return apart and float(square.mean()) > 0.5


def _joined(strokes: _Strokes, em: float) -> list[NDArray[Any]]:
    """Members of each line: groups of strokes side by side."""
    order = np.argsort(strokes.x0, kind="stable")
    x0, y0, x1, y1 = (edge[order] for edge in (strokes.x0, strokes.y0, strokes.x1, strokes.y1))
    count = len(order)
    # A dash is as wide as a letter is high, and stands in the middle of its line.
    size = np.maximum(y1 - y0, np.minimum(x1 - x0, em)).astype(np.float32)
    middle = (y0 + y1) / 2
    top, foot = np.minimum(y0, middle - size / 2), np.maximum(y1, middle + size / 2)
    parent = list(range(count))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    ends = np.searchsorted(x0, x1 + REACH * 1.6 * em, side="right")
    for n, m in _pairs(ends):
        big, less = np.maximum(size[n], size[m]), np.minimum(size[n], size[m])
        slim = np.where(size[n] <= size[m], x1[n] - x0[n], x1[m] - x0[m])
        small = (less <= SMALL * big) | ((less <= COMMA * big) & (slim <= SMALL * big))
        shared = np.minimum(foot[n], foot[m]) - np.maximum(top[n], top[m])
        level = shared >= np.where(small, 0.3, 0.6) * np.minimum(foot[n] - top[n], foot[m] - top[m])
        level &= np.maximum(y1[n], y1[m]) - np.minimum(y0[n], y0[m]) <= 1.4 * big
        near = x0[m] - x1[n] <= REACH * np.minimum(big, 1.6 * em)
        beside = np.flatnonzero(near & level & ((less * ALIKE >= big) | small))
        for one, other in zip(n[beside].tolist(), m[beside].tolist(), strict=True):
            parent[root(other)] = root(one)
    roots = np.array([root(n) for n in range(count)], dtype=np.int32)
    return [order[np.flatnonzero(roots == r)] for r in np.unique(roots)]


def _pairs(ends: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Each number with those after it and below its end, in order, no more than a usual page's pairs at a time."""
    counts = np.maximum(ends - np.arange(1, len(ends) + 1), 0)
    start = 0
    while start < len(ends):
        passed = np.cumsum(counts[start:])
        stop = start + max(1, int(np.searchsorted(passed, PAIRS, side="right")))
        some = counts[start:stop]
        first = np.repeat(np.arange(start, stop), some)
        place = np.arange(len(first)) - np.repeat(np.cumsum(some) - some, some)
        yield first, first + 1 + place
        start = stop


def _cut(drawn: Pixels, inks: Ints, cut: NDArray[np.bool_], papers: Ints, em: float) -> list[Box]:
    """What hangs on a bubble's or pane's edge and is no edge: letters that the edge cuts through or touches."""
    if not cut.any():
        return []
    hung = np.concatenate(([0], cut)).astype(np.uint8).take(inks)
    letters = no_edge(hung, em)
    held = np.flatnonzero(letters.any(axis=1))
    if not len(held):
        return []
    rows = slice(max(0, int(held[0]) - 2), int(held[-1]) + 3)
    left, stats = groups(letters[rows])
    if len(stats) > MOST:
        return []
    stats[:, 1] += rows.start
    pieces = _strokes(stats, left, papers[rows])
    dense = pieces.area >= 0.25 * pieces.w * pieces.h
    whole = (np.maximum(pieces.w, pieces.h) >= 0.25 * em) & (pieces.h <= LARGE * em)
    pieces = pieces.of(np.flatnonzero((pieces.papers > 0) & dense & whole))
    found = [pieces.box(row) for row in _joined(pieces, em)] if len(pieces.x0) else []
    kept = [box for box in found if box.width >= 1.2 * em and box.height >= READABLE * em]
    return merged([_widened(box, letters, int(REACH * em)) for box in kept])


def _widened(box: Box, hung: Pixels, reach: int) -> Box:
    """A box with what hangs in its rows to the left and right of it, over gaps of at most `reach` pixels."""
    columns = np.flatnonzero(hung[box.y0 : box.y1].any(axis=0))
    breaks = np.flatnonzero(np.diff(columns) > reach)
    first = int(np.searchsorted(columns[breaks], box.x0, side="right")) if len(breaks) else 0
    last = int(np.searchsorted(columns[breaks], box.x1, side="left")) if len(breaks) else 0
    x0 = int(columns[breaks[first - 1] + 1]) if first else int(columns[0])
    x1 = int(columns[breaks[last]]) + 1 if last < len(breaks) else int(columns[-1]) + 1
    return Box(min(box.x0, x0), box.y0, max(box.x1, x1), box.y1)
