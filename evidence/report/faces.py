"""Where faces may be in a picture: avatars beside bubbles, and in photographs shapes of skin colour with eyes in them.

No trained face detector comes with what is installed (the wheel of OpenCV 5 holds none), so a photograph is searched by
colour and shape: over-masking is accepted, and the pack asks a person to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evidence.model import Box, Message, Page, Side

_AVATAR = (0.018, 0.16)
"""Side of an avatar as part of the picture's width: 0.023 on desktop clients, 0.11 on phones."""
_BESIDE = 0.06
"""How far from its bubble an avatar stands at most, as part of the width."""
_SKIN = ((0, 136, 80), (255, 178, 132))
"""YCrCb range of skin under indoor and outdoor light (Chai and Ngan 1999: Cr 133-173, Cb 77-127), a little widened."""
_FACE_AREA = (0.002, 0.5)
_FACE_SHAPE = (0.75, 2.1)
_FACE_FILL = 0.5
_EYES = (0.02, 0.45)
_SEARCHED = 800


def avatars(page: Page, messages: Sequence[Message]) -> list[Box]:
    """The square pictures beside the bubbles of a chat screenshot."""
    if page.surface is None:
        return []
    low, high = (part * page.width for part in _AVATAR)
    found = []
    bubbles = [m.box for m in messages if m.source == page.source and m.side in ("left", "right")]
    bubbles += [r.box for m in messages for r in m.repeats if r.source == page.source]
    for region in page.surface.regions:
        box = region.box
        if not (low <= box.width <= high and 0.8 <= box.width / max(1, box.height) <= 1.25):
            continue
        for bubble in bubbles:
            level = box.y0 < bubble.y1 and bubble.y0 - 2 * box.height < box.y1
            gap = max(bubble.x0 - box.x1, box.x0 - bubble.x1)
            if level and -2 <= gap <= _BESIDE * page.width:
                found.append(box)
                break
    return found


def avatars_beside(page: Page, names: Sequence[Box]) -> list[Box]:
    """The square pictures just left of a name: at a review, in a title bar."""
    if page.surface is None:
        return []
    low, high = (part * page.width for part in _AVATAR)
    return [
        region.box
        for region in page.surface.regions
        if low <= region.box.width <= high
        and 0.8 <= region.box.width / max(1, region.box.height) <= 1.25
        and any(
            region.box.y0 < name.y1 and name.y0 < region.box.y1 and -6 <= name.x0 - region.box.x1 <= region.box.width
            for name in names
        )
    ]


def avatar_columns(found: Sequence[Box], bubbles: Sequence[tuple[Box, Side]], width: int, height: int) -> list[Box]:
    """The strips in which avatars stand, for rows whose avatar was not told from its ground.

    A phone's two columns stand at the same distance from the edges: one that shows no avatar is where the other's is.
    """
    left = [b for b in found if b.center_x < width / 2]
    right = [b for b in found if b.center_x >= width / 2]
    if width < height:
        left = left or [_mirrored(b, width) for b in right]
        right = right or [_mirrored(b, width) for b in left]
    strips = []
    for held, side in ((left, "left"), (right, "right")):
        if not held:
            continue
        x0, x1 = min(b.x0 for b in held), max(b.x1 for b in held)
        size = max(b.height for b in held)
        strips += [
            Box(x0, max(0, bubble.y0 - size // 2), x1, min(height, bubble.y0 + size))
            for bubble, own in bubbles
            if own == side
        ]
    return strips


def _mirrored(box: Box, width: int) -> Box:
    return Box(max(0, width - box.x1), box.y0, max(0, width - box.x0), box.y1)


def faces(pixels: Any) -> list[Box]:
    """Boxes of what may be a face in an RGB picture: skin-coloured, upright, with darker places where eyes would be."""
    import cv2
    import numpy as np

    high, wide = pixels.shape[:2]
    scale = min(1.0, _SEARCHED / max(high, wide))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    colours = cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb)
    skin = cv2.inRange(colours, np.array(_SKIN[0], np.uint8), np.array(_SKIN[1], np.uint8))
    skin = cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    closed = cv2.morphologyEx(skin, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed)
    found = []
    for x, y, w, h, area in stats[1:count]:
        part = area / closed.size
        if not _FACE_AREA[0] <= part <= _FACE_AREA[1] or not _FACE_SHAPE[0] <= h / w <= _FACE_SHAPE[1]:
            continue
        inside = skin[y : y + int(h * 0.75), x + w // 6 : x + w - w // 6]
        dark = 1 - float((inside > 0).mean())
        if area / (w * h) < _FACE_FILL or not _EYES[0] <= dark <= _EYES[1]:
            continue
        grown = int(0.15 * max(w, h))
        x0, y0 = max(0, x - grown), max(0, y - 2 * grown)
        x1, y1 = min(skin.shape[1], x + w + grown), min(skin.shape[0], y + h + grown)
        found.append(Box(*(round(float(v) / scale) for v in (x0, y0, x1, y1))))
    return found
