"""Takes a picture and the lines read on it, hands on the lines with their colours and what else the pixels tell.

The `Surface` is plain integers, so that the chat room never needs the picture. A client paints panes, bubbles and
panels in flat colours: each colour that fills a part of the page is looked for on its own, its large connected parts
are the panes. What stands out from a pane, whatever its colour, is a blob: a bubble with its border, a card, an avatar,
a photograph. Letters are blobs too, and are dropped because a line's box explains them.

Row fingerprints. `Surface.rows` holds one integer for each pixel row: the row is cut into 16 strips of equal width, and
four bits of each strip, leftmost lowest, hold its mean brightness divided by 17. Compare with a tolerance of one level:
JPEG noise and rounding move a mean by less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.model import RGB, Box, Line, Region, Surface

Pixels = NDArray[np.uint8]
Mask = NDArray[np.uint8]

STRIPS = 16
"""Strips of a row's fingerprint; a desktop message column still spans five or more of them."""

LEVEL = 17
"""Brightness steps of one fingerprint level, so that white is level 15."""

SAME_PAPER, SAME_PAPER_NOISY = 4, 7
"""Two papers whose channels differ by no more are one colour, on clean pages and on noisy ones (JPEG, watermarks)."""

NOISY = 0.12
"""Share of pixels that differ from their neighbour by 1 to 3 levels from which a page is noisy: PNG captures have under
0.04, JPEG at quality 80 over 0.2."""

TOLERANCE = (2, 6)
"""Least and greatest distance of a pixel from the colour it belongs to. Bubbles nearly the colour of the background
(#FFFFFF on #F3F4F6) differ by 9, so 6 and half the way to the next colour keep the two apart."""

PALETTE = 28
"""Colours looked for on one page; real pages hold 5 to 12."""

PANE_AREA = 0.04
"""Share of the page from which a flat part counts as a pane."""

FLAT_SHARE = 0.45
"""Share of a blob in its most frequent colour from which it is flat: bubbles have 0.6 and more, avatars under 0.4."""

SOLID_FILL = 0.35
"""Share of its box a flat part must cover to be a bubble or card; the text in a full bubble takes up to half of it."""

SOLID_BLOB = 0.85
"""Share of its box, holes closed, from which a blob is one thing: bubbles with tails have 0.9, avatars in a circle
0.79 (and fall into no parts), a bubble bridged with its avatar under 0.8."""

LETTERS = 0.8
"""Share of a blob inside the lines' boxes from which it is letters that noise joined; the tightest bubble has 0.63."""

HOLLOW = 0.3
"""Share of its box below which a blob is an outline."""

BLOBS = 400
"""Blobs kept of one pane, largest first; more is a photograph or a pattern."""


def survey(pixels: NDArray[np.uint8], lines: Sequence[Line]) -> tuple[tuple[Line, ...], Surface]:
    """Measure a screenshot.

    Args:
        pixels: the picture as a viewer shows it, shape (height, width, 3), RGB.
        lines: the lines read on it.

    Returns:
        The lines, each with the colour of its ink and of the paper under it, and the surface.
    """
    height, width = pixels.shape[:2]
    measured = tuple(_coloured(pixels, line) for line in lines)
    em = _em(measured, width)
    palette = _palette(pixels, measured)
    text = _text_mask(measured, height, width)
    panes, regions = _fills(pixels, palette, text, em)
    blobs: list[Region] = []
    for box, mask in panes:
        blobs += _blobs(pixels, box, mask, text, em, regions)
    kept = _distinct(regions + blobs)
    background = palette[0][0] if palette else (255, 255, 255)
    return measured, Surface(background=background, regions=tuple(kept), rows=_fingerprints(pixels))


def _em(lines: Sequence[Line], width: int) -> float:
    """The usual height of a line, in pixels; a guess from the width where there are none."""
    heights = sorted(line.box.height for line in lines)
    return float(heights[len(heights) // 2]) if heights else max(12.0, width / 40)


def _crop(pixels: Pixels, box: Box) -> Pixels:
    height, width = pixels.shape[:2]
    return pixels[max(0, box.y0) : min(height, box.y1), max(0, box.x0) : min(width, box.x1)]


def _coloured(pixels: Pixels, line: Line) -> Line:
    """The line with its paper (the most frequent colour of its box) and its ink (the colours farthest from that)."""
    # A little above and below the letters, still inside the bubble, where noise leaves the paper as it is.
    more = line.box.height // 5
    around = Box(line.box.x0, max(0, line.box.y0 - more), line.box.x1, line.box.y1 + more)
    crop = _crop(pixels, around).reshape(-1, 3)
    if len(crop) == 0:
        return line
    paper = _mode(crop)
    distance = np.abs(crop.astype(np.int16) - np.array(paper, dtype=np.int16)).max(axis=1)
    far = crop[distance >= max(1, int(distance.max() * 0.8))]
    return replace(line, ink=_rgb(np.median(far, axis=0)) if len(far) else paper, paper=paper)


def _rgb(values: NDArray[np.float64]) -> RGB:
    return round(float(values[0])), round(float(values[1])), round(float(values[2]))


def _mode(crop: Pixels) -> RGB:
    """The most frequent colour: the fullest bin of 16 levels a channel, then the median near it."""
    bins = (crop >> 4).astype(np.int32)
    codes = (bins[:, 0] << 8) | (bins[:, 1] << 4) | bins[:, 2]
    code = int(np.bincount(codes, minlength=4096).argmax())
    centre = np.median(crop[codes == code], axis=0)
    near = crop[np.abs(crop.astype(np.int16) - centre.astype(np.int16)).max(axis=1) <= 12]
    return _rgb(np.median(near, axis=0))


def _palette(pixels: Pixels, lines: Sequence[Line]) -> list[tuple[RGB, int]]:
    """The page's flat colours, the one that covers most first, each with its own tolerance."""
    sample = pixels[::3, ::3].reshape(-1, 3)
    codes = (sample[:, 0].astype(np.int32) >> 2) << 12 | (sample[:, 1].astype(np.int32) >> 2) << 6 | sample[:, 2] >> 2
    values, counts = np.unique(codes, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:PALETTE]
    weighted: list[tuple[RGB, float]] = []
    for at in order:
        share = counts[at] / len(sample)
        if share < 0.004:
            break
        weighted.append((_rgb(np.median(sample[codes == values[at]], axis=0)), float(share)))
    total = sum(line.box.area for line in lines) or 1
    papers = [(line.paper, line.box.area / total) for line in lines if line.paper]
    steps = np.abs(np.diff(pixels[::3, :, 1].astype(np.int16), axis=1))
    same = SAME_PAPER_NOISY if float(((steps > 0) & (steps <= 3)).mean()) > NOISY else SAME_PAPER
    # The page's own colours first; then the papers, which cover little on a page with one short bubble of theirs.
    merged = _merged([], weighted, same)[: PALETTE // 2]
    merged = _merged(merged, papers, same)[:PALETTE]
    palette = []
    for colour, _ in merged:
        near = sample[np.abs(sample.astype(np.int16) - np.array(colour, dtype=np.int16)).max(axis=1) <= 8]
        spread = float(near.astype(np.float64).std(axis=0).max()) if len(near) else 0.0
        gap = min((_apart(colour, other) for other, _ in merged if other != colour), default=255)
        most = max(1, min(TOLERANCE[1], gap // 2))
        palette.append((colour, int(min(most, max(TOLERANCE[0], round(3 * spread))))))
    return palette


def _merged(held: list[tuple[RGB, float]], more: list[tuple[RGB, float]], same: int) -> list[tuple[RGB, float]]:
    """The colours held, then the new ones that are unlike them and each other, weightiest first."""
    fresh: list[tuple[RGB, float]] = []
    for colour, weight in sorted(more, key=lambda item: (-item[1], item[0])):
        if any(_apart(colour, other) <= same for other, _ in held):
            continue
        at = next((n for n, (other, _) in enumerate(fresh) if _apart(colour, other) <= same), None)
        if at is None:
            fresh.append((colour, weight))
        else:
            fresh[at] = (fresh[at][0], fresh[at][1] + weight)
    return held + sorted(fresh, key=lambda item: (-item[1], item[0]))


def _apart(a: Sequence[int], b: Sequence[int]) -> int:
    """The greatest difference of a channel, or of an edge."""
    return max(abs(x - y) for x, y in zip(a, b, strict=True))


def _text_mask(lines: Sequence[Line], height: int, width: int) -> Mask:
    """255 where a line's box lies, a little grown."""
    mask = np.zeros((height, width), dtype=np.uint8)
    for line in lines:
        box = line.box.grown(max(1, line.box.height // 10))
        mask[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1] = 255
    return mask


def _fills(
    pixels: Pixels, palette: Sequence[tuple[RGB, int]], text: Mask, em: float
) -> tuple[list[tuple[Box, Mask]], list[Region]]:
    """The connected parts of each flat colour as regions, and of the large ones, the panes, also the masks."""
    height, width = pixels.shape[:2]
    least = PANE_AREA * min(height, 3 * width) * width
    panes: list[tuple[Box, Mask]] = []
    regions: list[Region] = []
    for colour, tolerance in palette:
        low = np.array([max(0, c - tolerance) for c in colour], dtype=np.uint8)
        high = np.array([min(255, c + tolerance) for c in colour], dtype=np.uint8)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.inRange(pixels, low, high), connectivity=4)
        big = np.flatnonzero((stats[:, 2] >= 1.2 * em) & (stats[:, 3] >= em) & (stats[:, 4] >= em * em))
        for label in (int(n) for n in big if n):
            x, y, w, h, area = (int(v) for v in stats[label])
            box = Box(x, y, x + w, y + h)
            if area >= least and w >= 4 * em and h >= 3 * em:
                panes.append((box, (labels[y : y + h, x : x + w] == label).astype(np.uint8)))
                regions.append(Region(box, colour, True))
            elif area >= SOLID_FILL * w * h and not _explained(box, text, em):
                regions.append(Region(box, colour, True))
    return panes, regions


def _blobs(
    pixels: Pixels, frame: Box, mask: Mask, text: Mask, em: float, fills: Sequence[Region], depth: int = 0
) -> list[Region]:
    """What stands out from a flat part: blobs larger than letters, and one level of blobs inside the flat ones."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((mask == 0).astype(np.uint8), connectivity=8)
    found: list[Region] = []
    big = np.flatnonzero((stats[:, 2] >= 0.8 * em) & (stats[:, 3] >= 0.8 * em))
    order = sorted((int(n) for n in big if n), key=lambda n: (-int(stats[n, cv2.CC_STAT_AREA]), n))
    for label in order[:BLOBS]:
        x, y, w, h = (int(v) for v in stats[label][:4])
        box = Box(frame.x0 + x, frame.y0 + y, frame.x0 + x + w, frame.y0 + y + h)
        own = (labels[y : y + h, x : x + w] == label).astype(np.uint8)
        near_fills = [r.box for r in fills if r.box.area < 0.98 * box.area and box.intersection(r.box) == r.box.area]
        for part, shape, whole in _parted(box, own, em, near_fills):
            solid = min(part.width, part.height) >= 1.5 * em and _solidity(shape) > 0.7
            letters = float((_crop(text, part)[shape == 1] > 0).mean()) > LETTERS
            if not solid and (letters or _explained(part, text, em)):
                continue
            region = _measured(pixels, part, shape, em)
            if region is None or (not whole and _crop(text, part).any() and part.width > 5 * em):
                # Things noise joined and that could not be parted: their flat fills are regions of their own.
                continue
            found.append(region)
            if region.flat and depth < 1 and part.height > 1.8 * em and part.width > 3 * em:
                inside = _crop(pixels, part).astype(np.int16)
                near = np.abs(inside - np.array(region.color, dtype=np.int16)).max(axis=2) <= 8
                found += _blobs(pixels, part, near.astype(np.uint8), text, em, fills, depth + 1)
    return found


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
    if _solidity(own) < SOLID_BLOB:
        return False
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


def _measured(pixels: Pixels, box: Box, own: Mask, em: float) -> Region | None:
    """The blob as a region; None for thin strokes and for outlines that close no box."""
    inside = _crop(pixels, box)
    share = float(own.mean())
    if share < HOLLOW:
        if box.width < 2 * em or box.height < 1.2 * em or not _framed(own):
            return None
        return Region(box, _mode(inside.reshape(-1, 3)), True)
    colour = _mode(inside[own == 1])
    near = np.abs(inside.astype(np.int16) - np.array(colour, dtype=np.int16)).max(axis=2) <= 8
    flat = bool((near & (own == 1)).sum() >= FLAT_SHARE * own.sum()) and box.width > 1.2 * em
    return Region(box, colour, flat)


def _framed(own: Mask) -> bool:
    """Whether a hollow blob runs along the sides of its box, as a bubble's outline does (its corners may be round)."""
    band = 4
    across = [float(own[rows].mean(axis=1).max()) for rows in (slice(None, band), slice(-band, None))]
    down = [float(own[:, columns].mean(axis=0).max()) for columns in (slice(None, band), slice(-band, None))]
    return min(across) >= 0.6 and min(down) >= 0.2


def _explained(box: Box, text: Mask, em: float) -> bool:
    """Whether the blob is (part of) a line of text: it lies inside a line's box."""
    return box.height <= 2.2 * em and float((_crop(text, box) > 0).mean()) > 0.88


def _distinct(regions: Sequence[Region]) -> list[Region]:
    """Each region once, from the top down."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda r: (r.box.y0, r.box.x0, r.box.y1, r.box.x1, not r.flat, r.color)):
        if any(_apart(region.box.as_list(), o.box.as_list()) <= 2 and region.flat == o.flat for o in kept[-40:]):
            continue
        kept.append(region)
    return kept


def _fingerprints(pixels: Pixels) -> tuple[int, ...]:
    """One integer a row: 16 strips of four bits, leftmost lowest."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    width = grey.shape[1]
    if width < STRIPS:
        return ()
    cuts = [width * n // STRIPS for n in range(STRIPS + 1)]
    levels = np.stack([grey[:, cuts[n] : cuts[n + 1]].mean(axis=1) for n in range(STRIPS)], axis=1)
    steps = np.minimum(15, (levels / LEVEL).astype(np.uint64))
    shifts = np.arange(STRIPS, dtype=np.uint64) * np.uint64(4)
    return tuple(int(v) for v in np.bitwise_or.reduce(steps << shifts, axis=1))
