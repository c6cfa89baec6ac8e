"""Takes a pane's mask, hands on what stands out from it: bubbles with their borders, cards, avatars, photographs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from evidence.model import RGB, Box, Region
from evidence.ocr.colours import middle
from evidence.ocr.groups import groups
from evidence.ocr.segments import Mask, Pixels, Segment, Segments

FLAT_SHARE = 0.4
"""Share of a blob in its largest smooth part from which it is flat: bubbles have 0.5 and more with their text, avatars
and photographs under 0.35."""

SOLID_BLOB = 0.85
"""Share of its box, holes closed, from which a blob is one thing: bubbles with tails have 0.9, avatars in a circle
0.79 (and fall into no parts), a bubble bridged with its avatar under 0.8."""

PICTURE = 0.94
"""The same from which a blob about as wide as high is one picture, whatever flat parts there are in it."""

ROUND = 0.72
"""Share of its box from which a blob as wide as high may be an avatar in a circle (0.79) and no letters."""

LETTERS = 0.8
"""Share of a blob inside the lines' boxes from which it is letters that noise joined; the tightest bubble has 0.63."""

FILLED = 0.72
"""Share of a blob from which a flat part in it is the thing itself, and the rest its border, tail or noise."""

RESIDUE = 0.2
"""Share of its side that a flat part leaves of a thing as wide as high, from which the thing is a picture and the part
its sky: avatars drawn so left 0.28, a short bubble its tail's 0.15."""

HOLLOW = 0.3
"""Share of its box below which a blob is an outline."""

BLOBS = 400
"""Blobs kept of one pane, largest first; more is a photograph or a pattern."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What every blob is measured against: the page, where its text is, its usual line height, its smooth parts."""

    pixels: Pixels
    text: Mask
    em: float
    level: Segments
    fills: Sequence[Region]


def blobs_of(ground: Ground, pane: Segment, mask: Mask) -> list[Region]:
    """What stands out from the pane and is larger than letters."""
    found = _blobs(ground, pane.box, mask)
    for part in ground.level.parts:
        # One level deeper: pictures, chips and quotes inside a bubble or card.
        box = part.box
        inner = part is not pane and box.height > 1.8 * ground.em and box.width > 3 * ground.em
        if inner and part.area < 0.5 * pane.area and _inside(pane.box, box):
            found += _blobs(ground, box, ground.level.mask(part))
    return found


def explained(box: Box, text: Mask, em: float) -> bool:
    """Whether the box is (part of) a line of text: it lies inside a line's box."""
    return box.height <= 2.2 * em and float((crop(text, box) > 0).mean()) > 0.88


def crop(pixels: Pixels, box: Box) -> Pixels:
    """The part of a page under a box."""
    height, width = pixels.shape[:2]
    return pixels[max(0, box.y0) : min(height, box.y1), max(0, box.x0) : min(width, box.x1)]


def _inside(outer: Box, inner: Box) -> bool:
    return outer.x0 <= inner.x0 and outer.y0 <= inner.y0 and outer.x1 >= inner.x1 and outer.y1 >= inner.y1


def _blobs(ground: Ground, frame: Box, mask: Mask) -> list[Region]:
    em = ground.em
    labels, stats = groups((mask == 0).astype(np.uint8))
    found: list[Region] = []
    big = np.flatnonzero((stats[:, 2] >= 0.8 * em) & (stats[:, 3] >= 0.8 * em))
    order = sorted((int(n) for n in big if n), key=lambda n: (-int(stats[n, cv2.CC_STAT_AREA]), n))
    for label in order[:BLOBS]:
        x, y, w, h = (int(v) for v in stats[label][:4])
        own = (labels[y : y + h, x : x + w] == label).astype(np.uint8)
        box = Box(frame.x0 + x, frame.y0 + y, frame.x0 + x + w, frame.y0 + y + h)
        halo = ground.level.halo
        if min(w, h) > 6 * halo and box.y0 > 0 and box.x0 > 0:
            # What the pane keeps off the thing is not the thing.
            own = own[halo:-halo, halo:-halo]
            box = Box(box.x0 + halo, box.y0 + halo, box.x1 - halo, box.y1 - halo)
        near = [r.box for r in ground.fills if r.box.area < 0.98 * box.area and box.intersection(r.box) == r.box.area]
        for part, shape, whole in _parted(box, own, em, near):
            region = _kept(ground, part, shape, whole, near)
            if region is not None:
                found.append(region)
    return found


def _kept(ground: Ground, part: Box, shape: Mask, whole: bool, fills: Sequence[Box]) -> Region | None:
    """The blob as a region; None for letters and for what noise joined."""
    em = ground.em
    if not shape.any():
        return None
    solidity = _solidity(shape)
    small = min(part.width, part.height)
    square = small >= 1.1 * em and solidity > ROUND and max(part.width, part.height) < 1.35 * small
    solid = square or (small >= 1.5 * em and solidity > 0.7)
    written = float((crop(ground.text, part)[shape == 1] > 0).mean())
    if not solid and (written > LETTERS or explained(part, ground.text, em)):
        return None
    if _filled(part, fills, em):
        return None
    region = _measured(ground, part, shape)
    if region is None or (not whole and crop(ground.text, part).any() and part.width > 5 * em):
        # Things noise joined and that could not be parted: their flat fills are regions of their own.
        return None
    return region


def _filled(part: Box, fills: Sequence[Box], em: float) -> bool:
    """Whether flat parts make up the blob: one with its border, or several side by side that are no stack of rows."""
    held = [f for f in fills if part.intersection(f) == f.area]
    held = [f for f in held if not any(o != f and o.intersection(f) == f.area for o in held)]
    if sum(f.area for f in held) < FILLED * part.area:
        return False
    if len(held) == 1 and 0.75 <= part.width / part.height <= 1.34:
        only = held[0]
        rest = max(only.x0 - part.x0, only.y0 - part.y0, part.x1 - only.x1, part.y1 - only.y1)
        if rest > RESIDUE * min(part.width, part.height):
            return False
    spread = max(max(abs(f.x0 - g.x0), abs(f.x1 - g.x1)) for f in held for g in held)
    return len(held) == 1 or spread > 0.3 * em


def _parted(box: Box, own: Mask, em: float, fills: Sequence[Box], least: int = 0) -> list[tuple[Box, Mask, bool]]:
    """The blob and whether it is one thing, or the parts it falls into where JPEG noise only bridged the gaps.

    A bubble or card fills its box, and its flat parts reach all its edges; a bubble joined with the avatar and the
    read mark beside it does not.
    """
    if _one_thing(box, own, em, fills):
        return [(box, own, True)]
    bubbles = [f for f in fills if f.width > 1.5 * em and f.area < 0.9 * box.area]
    if bubbles and least == 0:
        # The flat parts are regions of their own; what is left of the blob without them is avatars and pictures.
        rest = own.copy()
        for fill in bubbles:
            grown = fill.grown(int(0.25 * em))
            rest[max(0, grown.y0 - box.y0) : grown.y1 - box.y0, max(0, grown.x0 - box.x0) : grown.x1 - box.x0] = 0
        return [part for piece in _pieces(box, rest, em, 3) for part in _parted(*piece, em, (), 3)]
    for size in sorted(n for n in {3, 5, 2 * int(em * 0.16) + 1} if n > least):
        parts: list[tuple[Box, Mask, bool]] = []
        for part, shape in _pieces(box, own, em, size):
            held = [f for f in fills if part.intersection(f) >= 0.9 * f.area]
            parts += _parted(part, shape, em, held, size)
        if len(parts) > 1 or any(whole for _, _, whole in parts):
            return parts
    return [(box, own, False)]


def _pieces(box: Box, own: Mask, em: float, size: int) -> list[tuple[Box, Mask]]:
    """The parts a mask falls into once bridges thinner than `size` pixels are cut, those larger than a letter."""
    opened = cv2.morphologyEx(own, cv2.MORPH_OPEN, np.ones((size, size), dtype=np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    pieces = []
    for label in range(1, len(stats)):
        x, y, w, h = (int(v) for v in stats[label][:4])
        if w >= 0.8 * em and h >= 0.8 * em:
            shape = (labels[y : y + h, x : x + w] == label).astype(np.uint8)
            pieces.append((Box(box.x0 + x, box.y0 + y, box.x0 + x + w, box.y0 + y + h), shape))
    return pieces


def _one_thing(box: Box, own: Mask, em: float, fills: Sequence[Box]) -> bool:
    """Whether the blob fills its box and the flat parts in it, where there are large ones, reach its edges."""
    solidity = _solidity(own)
    if solidity < SOLID_BLOB:
        return False
    if solidity >= PICTURE and 0.5 <= box.width / box.height <= 2:
        return True
    large = [f for f in fills if f.area > 0.3 * box.area]
    if not large:
        return True
    around = Box.around(large)
    margin = max(around.x0 - box.x0, around.y0 - box.y0, box.x1 - around.x1, box.y1 - around.y1)
    return margin <= 0.8 * em


def _solidity(own: Mask) -> float:
    """How much of its box the blob fills once its holes are closed."""
    contours, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    filled = np.zeros_like(own)
    cv2.drawContours(filled, contours, -1, 1, cv2.FILLED)
    return float(filled.mean())


def _measured(ground: Ground, box: Box, own: Mask) -> Region | None:
    """The blob as a region, flat where one smooth part makes up much of it; None for strokes and open outlines."""
    em = ground.em
    share = float(own.mean())
    inside = crop(ground.pixels, box)
    if share < HOLLOW:
        if box.width < 2 * em or box.height < 1.2 * em or not _framed(own):
            return None
        return Region(box, _middle(inside.reshape(-1, 3)), True)
    counts = np.bincount(ground.level.labels[box.y0 : box.y1, box.x0 : box.x1][own == 1])
    if len(counts):
        counts[0] = 0
    label = int(counts.argmax()) if len(counts) else 0
    if label and counts[label] >= FLAT_SHARE * own.sum() and box.width > 1.2 * em:
        part = next((p for p in ground.level.parts if p.label == label), None)
        if part is not None:
            return Region(box, part.color, True)
    return Region(box, _middle(inside[own == 1]), False)


def _middle(colours: Pixels) -> RGB:
    """The median colour, measured on a sample."""
    return middle(colours[:: max(1, len(colours) // 5000)])


def _framed(own: Mask) -> bool:
    """Whether a hollow blob runs along the sides of its box, as a bubble's outline does (its corners may be round)."""
    band = 4
    across = [float(own[rows].mean(axis=1).max()) for rows in (slice(None, band), slice(-band, None))]
    down = [float(own[:, columns].mean(axis=0).max()) for columns in (slice(None, band), slice(-band, None))]
    return min(across) >= 0.6 and min(down) >= 0.2
