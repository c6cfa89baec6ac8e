"""Small pages drawn for the tests, in the font that the pack embeds."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from evidence.model import Line

FONT = Path(str(files("evidence").joinpath("report/fonts/NotoSansSC-Regular.ttf")))


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


def page(
    size: tuple[int, int],
    *texts: tuple[int, int, int, str],
    paper: str = "#f5f5f5",
    ink: str = "#1a1a1a",
) -> Image.Image:
    """A page of `size` with texts given as (x, y, letter size, text)."""
    image = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(image)
    for x, y, high, text in texts:
        draw.text((x, y), text, font=font(high), fill=ink)
    return image


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.asarray(image.convert("RGB"), dtype=np.uint8))


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text.replace(" ", "").replace(",", ",") for line in lines]
