"""Takes a page, its picture and the transcript, hands on a copy of the picture with what was understood drawn on it.

For looking at, never for a pack: the pictures of a pack are untouched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.chat.clients import Words
from evidence.chat.column import find_column
from evidence.files import file_error
from evidence.model import Box, Message, Page, Transcript

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image, ImageDraw

REGION, COLUMN, AVATAR, CHROME = (255, 170, 170), (200, 0, 200), (0, 150, 0), (255, 150, 0)
SIDES = {"left": (0, 90, 255), "right": (0, 160, 60), "center": (120, 120, 120)}
"""Colours: flat parts pale red, the message column purple, avatars dark green, what is no message orange; messages blue
on the left, green on the right, grey in the middle, with a line for each row of text."""


def explain(
    folder: Path, pages: Sequence[Page], pictures: Mapping[tuple[str, int], Path], transcript: Transcript
) -> None:
    """Write `ID.png` into the folder for each screenshot of the transcript.

    Raises:
        EvidenceError: FILE (5) when that fails.
    """
    from evidence.case import open_picture

    seen = {screen.source for screen in transcript.screens}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for page in pages:
            if page.source in seen:
                pixels = open_picture(pictures[page.source, page.number]).pixels
                explained(page, pixels, transcript).save(folder / f"{page.source}.png")
    except OSError as error:
        raise file_error(error, folder) from error


def explained(page: Page, pixels: NDArray[np.uint8], transcript: Transcript) -> Image.Image:
    """A copy of the picture with its parts, column, avatars, messages and chrome drawn on it.

    Args:
        page: the page as read.
        pixels: the picture, shape (height, width, 3), RGB.
        transcript: the transcript that the page is part of.
    """
    from PIL import Image, ImageDraw

    picture = Image.fromarray(pixels.copy())
    pen = ImageDraw.Draw(picture)
    thick = max(1, min(page.width, page.height) // 400)
    for region in page.surface.regions if page.surface else ():
        pen.rectangle(_edges(region.box), outline=REGION, width=1)
    column = find_column(page, Words(None))
    pen.rectangle(_edges(column.box), outline=COLUMN, width=2 * thick)
    for avatar in column.avatars:
        pen.rectangle(_edges(avatar), outline=AVATAR, width=thick)
    for chrome in transcript.chrome:
        if chrome.source == page.source:
            pen.rectangle(_edges(chrome.box), outline=CHROME, width=thick)
    for message in transcript.messages:
        _message(pen, page, message, thick)
    return picture


def _message(pen: ImageDraw.ImageDraw, page: Page, message: Message, thick: int) -> None:
    colour = SIDES[message.side]
    here = [message.box] if message.source == page.source else []
    here += [r.box for r in message.repeats if r.source == page.source]
    for box in here:
        pen.rectangle(_edges(box.grown(3)), outline=colour, width=2 * thick)
        pen.text((box.x0, max(0, box.y0 - 14)), f"{message.id} {message.speaker} {message.kind}", fill=colour)
    if message.source == page.source:
        for line in message.lines:
            pen.rectangle(_edges(line.box), outline=colour, width=1)


def _edges(box: Box) -> tuple[int, int, int, int]:
    return box.x0, box.y0, max(box.x0, box.x1 - 1), max(box.y0, box.y1 - 1)
