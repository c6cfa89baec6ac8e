"""Takes a picture's pixels, hands on the QR codes in it: what each says and where it stands. Nothing is opened."""

from __future__ import annotations

from typing import Any

from evidence.facts.times import narrow
from evidence.model import Box, Fact

# A code's text is at most 4,296 signs (ISO/IEC 18004); what is kept is what a person reads.
_LONGEST = 500


def codes_in(pixels: Any, source: str, page: int = 1) -> tuple[Fact, ...]:
    """The QR codes of an RGB picture (height × width × 3, uint8), from top to bottom; ones that cannot be read too.

    `value` is what the code says, empty where a code is there and cannot be read.
    """
    import cv2

    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    try:
        found, texts, corners, _ = cv2.QRCodeDetector().detectAndDecodeMulti(grey)
    except cv2.error:  # the decoder asserts on some broken codes
        return ()
    if not found or corners is None:
        return ()
    facts = []
    for text, points in zip(texts, corners, strict=True):
        xs, ys = [float(p[0]) for p in points], [float(p[1]) for p in points]
        high, wide = grey.shape[:2]
        x0, y0 = max(0, min(wide, int(min(xs)))), max(0, min(high, int(min(ys))))
        box = Box(x0, y0, max(x0, min(wide, round(max(xs)))), max(y0, min(high, round(max(ys)))))
        words = "".join(sign for sign in narrow(str(text)) if sign.isprintable())[:_LONGEST]
        facts.append(Fact(words, words or "二维码无法识别", "read", source, page, box))
    return tuple(sorted(facts, key=lambda fact: (fact.box or Box(0, 0, 0, 0), fact.value)))
