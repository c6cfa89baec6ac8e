"""The README's picture of a pack: three of its pages side by side, a shadow under each, in few colours and bytes.

Run: `python tools/pack_picture.py demo/coercion-douyin.pdf docs/pack.png 1 3 9`
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

SCALE, GAP, COLOURS = 1.05, 24, 128
GROUND, SHADOW = (226, 224, 220), (190, 188, 184)


def main() -> None:
    """Draw the pages named by their numbers."""
    pack, target, *numbers = sys.argv[1:]
    document = pdfium.PdfDocument(pack)
    pages = [document[int(n) - 1].render(scale=SCALE).to_pil() for n in numbers]
    width = sum(p.width for p in pages) + GAP * (len(pages) + 1)
    sheet = Image.new("RGB", (width, max(p.height for p in pages) + 2 * GAP), GROUND)
    pen, x = ImageDraw.Draw(sheet), GAP
    for page in pages:
        pen.rectangle((x + 3, GAP + 3, x + page.width + 3, GAP + page.height + 3), fill=SHADOW)
        sheet.paste(page, (x, GAP))
        x += page.width + GAP
    few = sheet.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(Path(target), optimize=True)


if __name__ == "__main__":
    main()
