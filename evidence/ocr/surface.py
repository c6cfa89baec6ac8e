"""Takes a picture and the lines read on it, hands on the lines with their colours and what else the pixels tell.

The `Surface` is plain integers, so that the chat room never needs the picture. The page's large smooth parts are its
panes; what stands out from a pane, whatever its colour, is a blob: a bubble with its border, a card, an avatar, a
photograph. Letters are blobs too, and are dropped because a line's box explains them.

Row fingerprints. `Surface.rows` holds one integer for each pixel row: the row is cut into 16 strips of equal width, and
four bits of each strip, leftmost lowest, hold its mean brightness divided by 17. Compare with a tolerance of one level:
JPEG noise and rounding move a mean by less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from evidence.model import RGB, Box, Line, Region, Surface
from evidence.ocr.blobs import Ground, blobs_of, explained
from evidence.ocr.colours import away, middle, usual
from evidence.ocr.scale import doubled, half_of, halved
from evidence.ocr.segments import Mask, Pixels, Segment, Segments, segments

LEAST_EM = 19.0
"""Least height of a usual line, its margin included, with which the half of a page is measured in its place."""

STRIPS = 16
"""Strips of a row's fingerprint; a desktop message column still spans five or more of them."""

LEVEL = 17
"""Brightness steps of one fingerprint level, so that white is level 15."""

PANE_AREA = 0.04
"""Share of the page from which a smooth part counts as a pane."""

STRIP_WIDTH, STRIP_HEIGHT = 0.5, 0.35
"""Least width and greatest height of a strip across the page (header, order strip), as shares of the page."""

APART = 0.01
"""Share of the strip's width by which the bubble under it keeps off either end; phones leave 0.03 and more."""

STRIP_RIM = 0.03
"""Share of its width within which each row of a strip reaches both its ends; what scrolled under it is a bubble, and
keeps off them. The input box and the buttons in a strip are no part of it, so that its rows have holes."""

PANE_FILL = 0.25
"""Share of its box that a pane covers at least; a title strip joined with a scroll bar covers less."""

NEAR = 5
"""Levels of a channel by which two papers differ at most that are one."""

SAME = 0.86
"""Overlap (intersection over union) from which two parts are one thing, seen with and without its border."""

TALL = 1.3
"""Heights of a usual line from which a line's box is checked against its ink."""

SOLID_FILL = 0.35
"""Share of its box a smooth part must cover to be a bubble or card."""


def survey(pixels: Pixels, lines: Sequence[Line]) -> tuple[tuple[Line, ...], Surface]:
    """Measure a screenshot.

    Args:
        pixels: the picture as a viewer shows it, shape (height, width, 3), RGB.
        lines: the lines read on it.

    Returns:
        The lines, each with the colour of its ink and of the paper under it, and the surface.
    """
    em = _em(lines, pixels.shape[1])
    measured = tuple(_tightened(pixels, _coloured(pixels, line), em) for line in lines)
    if em >= 2 * LEAST_EM:
        small = [replace(line, box=half_of(line.box)) for line in measured]
        found, background = _regions(halved(pixels), small, em / 2)
        regions = [replace(region, box=doubled(region.box, pixels)) for region in found]
    else:
        regions, background = _regions(pixels, measured, em)
    return measured, Surface(background=background, regions=tuple(regions), rows=_fingerprints(pixels))


def _regions(pixels: Pixels, lines: Sequence[Line], em: float) -> tuple[list[Region], RGB]:
    """The parts of a page that are more than letters, and the colour of its largest pane."""
    height, width = pixels.shape[:2]
    text = _text_mask(lines, height, width)
    regions: list[Region] = []
    background: RGB = (255, 255, 255)
    most = 0
    for number, level in enumerate(segments(pixels, lines, em)):
        panes = _fills(level, number, text, em, regions)
        for part, mask in panes:
            ground = Ground(pixels, text, em, level, regions)
            if level.crisp:
                regions += blobs_of(ground, part, mask)
            if part.area > most:
                most, background = part.area, part.color
    return _distinct(regions), background


def _tightened(pixels: Pixels, line: Line, em: float) -> Line:
    """A line much taller than the usual one cut down to its ink and a fifth more: the detector took it too large."""
    box = line.box
    if line.ink is None or line.paper is None or box.height <= TALL * em:
        return line
    strong = 0.5 * max(abs(a - b) for a, b in zip(line.ink, line.paper, strict=True))
    inked = away(pixels[box.y0 : box.y1, box.x0 : box.x1], line.paper) > max(12.0, strong)
    rows = np.flatnonzero(inked.any(axis=1))
    if not len(rows):
        return line
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    more = (bottom - top) // 5 + 1
    tight = Box(box.x0, max(box.y0, box.y0 + top - more), box.x1, min(box.y1, box.y0 + bottom + more))
    return replace(line, box=tight)


def _em(lines: Sequence[Line], width: int) -> float:
    """The usual height of a line, in pixels; a guess from the width where there are none."""
    heights = sorted(line.box.height for line in lines)
    return float(heights[len(heights) // 2]) if heights else max(12.0, width / 40)


def _coloured(pixels: Pixels, line: Line) -> Line:
    """The line with its paper (the most frequent colour of its box) and its ink (the colours farthest from that)."""
    # A little above and below the letters, still inside the bubble, where noise leaves the paper as it is.
    more = line.box.height // 5
    box = line.box
    crop = pixels[max(0, box.y0 - more) : box.y1 + more, max(0, box.x0) : box.x1].reshape(-1, 3)
    if len(crop) == 0:
        return line
    if len(crop) > SAMPLE:
        crop = crop[:: len(crop) // SAMPLE]
    paper = usual(crop)
    # The ink is measured without the rows above and below, where the next line's may stand.
    inner = box.height // 6
    inked = _less_emoji(pixels[max(0, box.y0 + inner) : box.y1 - inner, max(0, box.x0) : box.x1], paper)
    crop = inked.reshape(-1, 3)
    if len(crop) > SAMPLE:
        crop = crop[:: len(crop) // SAMPLE]
    distance = away(inked, paper).ravel()
    if len(distance) > SAMPLE:
        distance = distance[:: len(distance) // SAMPLE]
    far = crop[distance >= max(1, int(distance.max() * 0.8))]
    return replace(line, ink=middle(far) if len(far) else paper, paper=paper)


def _less_emoji(crop: Pixels, paper: RGB) -> Pixels:
    """The line's picture without the few cells in which alone its farthest colours lie: an emoji among the letters."""
    side = max(1, crop.shape[0])
    count = crop.shape[1] // side
    if count < LETTERS:
        return crop
    whole = crop[:, : count * side]
    distance = away(whole, paper)
    deepest = distance.max(axis=0).reshape(count, side).max(axis=1)
    far = deepest >= deepest.max() * 0.8
    inked = deepest >= deepest.max() * 0.4
    if far.sum() > EMOJI * inked.sum():
        return crop
    sign = whole[:, np.repeat(far, side)][distance[:, np.repeat(far, side)] >= deepest.max() * 0.8]
    colour = middle(sign)
    return np.asarray(whole[:, np.repeat(~far, side)]) if max(colour) - min(colour) >= BRIGHT else crop


LETTERS, EMOJI = 5, 0.35
"""Cells, as wide as high, from which a line has letters enough to tell an emoji among them, and the share of those with
ink that emoji take up at most."""

BRIGHT = 60
"""Spread of an emoji's channels; white, grey and black letters have next to none."""

SAMPLE = 6_000
"""Pixels of a line that its colours are measured on; more tell no more."""


def _text_mask(lines: Sequence[Line], height: int, width: int) -> Mask:
    """255 where a line's box lies, a little grown."""
    mask = np.zeros((height, width), dtype=np.uint8)
    for line in lines:
        box = line.box.grown(max(1, line.box.height // 10))
        mask[max(0, box.y0) : box.y1, max(0, box.x0) : box.x1] = 255
    return mask


def _fills(level: Segments, number: int, text: Mask, em: float, regions: list[Region]) -> list[tuple[Segment, Mask]]:
    """Adds the smooth parts that are panes, bubbles or cards to `regions`; hands on the panes with their masks."""
    height, width = text.shape
    least = PANE_AREA * min(height, 3 * width) * width
    panes = []
    for part in level.parts:
        box = part.box
        if box.width < 1.2 * em:
            continue
        halo = level.halo
        outer = Box(max(0, box.x0 - halo), max(0, box.y0 - halo), min(width, box.x1 + halo), min(height, box.y1 + halo))
        pieces = _strip_and_rest(level, part, em, width, height)
        regions += [Region(piece, part.color, True) for piece in pieces]
        fresh = not pieces and not (number and _repeated(outer, part.color, regions))
        if part.area >= least and box.width >= 4 * em and box.height >= 3 * em:
            panes.append((part, level.mask(part)))
            if fresh and part.area >= PANE_FILL * box.area:
                regions.append(Region(outer, part.color, True))
        elif (
            fresh
            and part.area >= SOLID_FILL * box.area
            and (box.width > 2 * box.height or not explained(box, text, em))
        ):
            regions.append(Region(outer, part.color, True))
    return panes


def _strip_and_rest(level: Segments, part: Segment, em: float, width: int, height: int) -> list[Box]:
    """A strip across the page and the bubble of its colour that scrolled half under it, told apart; else nothing."""
    box = part.box
    if box.width < STRIP_WIDTH * width or not 1.5 * em < box.height < STRIP_HEIGHT * height:
        return []
    mask = level.mask(part)
    rim = 1 + int(STRIP_RIM * box.width)
    wide = (mask[:, :rim].any(axis=1) & mask[:, -rim:].any(axis=1)).astype(bool)
    for rows, down in ((wide, True), (wide[::-1], False)):
        if not rows[:2].any():
            continue
        narrow = np.flatnonzero(~rows[2:])
        end = int(narrow[0]) + 2 if len(narrow) else len(rows)
        if rows[end:].any() or end < 0.8 * em or len(rows) - end < 0.3 * em:
            continue
        rest = mask[end:] if down else mask[: len(rows) - end]
        columns = np.flatnonzero(rest.any(axis=0))
        left, right = box.x0 + int(columns[0]), box.x0 + int(columns[-1]) + 1
        if min(left - box.x0, box.x1 - right) < APART * box.width:
            continue
        cut = box.y0 + end if down else box.y1 - end
        strip = Box(box.x0, box.y0, box.x1, cut) if down else Box(box.x0, cut, box.x1, box.y1)
        under = Box(left, cut, right, box.y1) if down else Box(left, box.y0, right, cut)
        return [strip, under]
    return []


def _repeated(box: Box, colour: RGB, regions: Sequence[Region]) -> bool:
    """Whether a coarser pass only finds again, differently cut, what a finer one found: its colour is its home's."""
    homes = [r for r in regions if r.flat and r.box.intersection(box) >= 0.97 * box.area]
    if not homes:
        return False
    home = min(homes, key=lambda r: r.box.area)
    return max(abs(a - b) for a, b in zip(home.color, colour, strict=True)) <= NEAR


def _distinct(regions: Sequence[Region]) -> list[Region]:
    """Each region once, from the top down; of a flat thing with and without its border the outer."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda r: (-r.box.area, r.box, not r.flat, r.color)):
        if not any(region.flat == o.flat and _same(region.box, o.box) for o in kept):
            kept.append(region)
    return sorted(kept, key=lambda r: (r.box.y0, r.box.x0, r.box.y1, r.box.x1, not r.flat, r.color))


def _same(a: Box, b: Box) -> bool:
    shared = a.intersection(b)
    return shared >= SAME * (a.area + b.area - shared)


def _fingerprints(pixels: Pixels) -> tuple[int, ...]:
    """One integer a row: 16 strips of four bits, leftmost lowest."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    width = grey.shape[1]
    if width < STRIPS:
        return ()
    cuts = [width * n // STRIPS for n in range(STRIPS + 1)]
    strips = (grey[:, cuts[n] : cuts[n + 1]] for n in range(STRIPS))
    levels = np.hstack([cv2.reduce(one, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S) / one.shape[1] for one in strips])
    steps = np.minimum(15, (levels / LEVEL).astype(np.uint64))
    shifts = np.arange(STRIPS, dtype=np.uint64) * np.uint64(4)
    return tuple(int(v) for v in np.bitwise_or.reduce(steps << shifts, axis=1))
