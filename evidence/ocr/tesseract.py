"""Tesseract behind the reader's protocol, for whole pages; and the one door to the program for the second reading."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence.errors import EvidenceError, Exit
from evidence.model import Box, Engine, Line, Notice

NAME = "tesseract"
SETTINGS = "4"
LANGUAGES = ("chi_sim", "eng")
PAGE_TIMEOUT = 180
"""Seconds for one page; a 1080 x 2340 page measured 6 s of CPU."""

TALL = 36.0
"""Height in pixels to which a page's small text is enlarged; the chi_sim data were trained on about 40 px lines."""

MAX_GROWTH = 4.0
MAX_SIDE = 30_000
"""Longest side given to Tesseract, which refuses more than 32767."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of Tesseract's table: which picture of the list, which line of it, text, confidence 0 to 1, box."""

    picture: int
    line: tuple[int, int, int]
    text: str
    confidence: float
    box: Box


def describe() -> Engine:
    """Name, version and languages; MISSING (3) when the program or its Chinese data are not installed."""
    missing = trouble()
    if missing is not None:
        raise EvidenceError(Exit.MISSING, missing.key, **dict(missing.params))
    return Engine(NAME, _version(), LANGUAGES)


def open_reader() -> TesseractReader:
    """The reader; MISSING (3) as `describe`."""
    return TesseractReader(describe())


def trouble() -> Notice | None:
    """What keeps Tesseract from running here, with the remedy; None when nothing does."""
    return _trouble(os.environ.get("PATH", ""))


@cache
def _trouble(path: str) -> Notice | None:
    """As `trouble`, asked once for each search path: it takes three short processes."""
    try:
        program = _program()
    except ImportError:
        return Notice.of("ocr.pytesseract-missing")
    try:
        _version()
        languages = set(program.get_languages())
    except program.TesseractNotFoundError:
        return Notice.of("ocr.tesseract-missing")
    except (program.TesseractError, OSError, SystemExit) as error:
        return Notice.of("ocr.tesseract-broken", cause=_first_line(error))
    absent = [name for name in LANGUAGES if name not in languages]
    return Notice.of("ocr.language-missing", names=", ".join(absent)) if absent else None


def words(image: object, *, psm: int, timeout: float) -> tuple[Word, ...]:
    """Run Tesseract once, on a PIL image or on a text file that lists picture files, and read its table.

    Raises:
        EvidenceError: UNUSABLE (4) when it fails or takes longer than `timeout` seconds.
    """
    program = _program()
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    config = f"--psm {psm} -c preserve_interword_spaces=0"
    try:
        table = program.image_to_data(image, lang="+".join(LANGUAGES), config=config, timeout=timeout)
    except program.TesseractNotFoundError as error:  # an OSError too: the program is gone, the picture is not bad
        raise EvidenceError(Exit.MISSING, "ocr.tesseract-missing") from error
    except program.TesseractError as error:  # a RuntimeError too, so it stands first
        raise EvidenceError(Exit.UNUSABLE, "ocr.engine-failed", engine=NAME, cause=_first_line(error)) from error
    except RuntimeError as error:
        raise EvidenceError(Exit.UNUSABLE, "ocr.engine-timeout", engine=NAME, seconds=int(timeout)) from error
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        raise EvidenceError(Exit.UNUSABLE, "ocr.engine-failed", engine=NAME, cause=_first_line(error)) from error
    return tuple(_parsed(table))


def _parsed(table: str) -> Iterable[Word]:
    """The words of the table; rows of other levels, without text, or out of shape are passed over."""
    for row in csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text:
            continue
        try:
            left, top, wide, high = (int(row[name]) for name in ("left", "top", "width", "height"))
            place = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
            share = min(1.0, max(0.0, float(row["conf"]) / 100))
            yield Word(int(row["page_num"]), place, text, share, Box(left, top, left + wide, top + high))
        except (KeyError, TypeError, ValueError):
            continue


class TesseractReader:
    """Tesseract on whole pages: sparse layout, dark pages inverted, small text enlarged."""

    def __init__(self, engine: Engine) -> None:
        """Keep who reads."""
        self.engine = engine

    def read(self, pixels: NDArray[np.uint8]) -> tuple[Line, ...]:
        """The lines of a picture; see `Reader`."""
        from evidence.ocr.tiles import glyph_height

        height, width = pixels.shape[:2]
        growth = min(MAX_GROWTH, max(1.0, TALL / glyph_height(pixels)), MAX_SIDE / max(height, width))
        found = words(prepared(pixels, growth), psm=11, timeout=PAGE_TIMEOUT)
        read = [_line(part, growth, width, height) for row in _rows(found) for part in _parts(row)]
        return tuple(sorted((r for r in read if r is not None), key=lambda line: (line.box.y0, line.box.x0)))

    def glance(self, pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> tuple[Line, ...]:
        """Nothing: a lone sign in a box is more than Tesseract reads with certainty."""
        return ()


def prepared(pixels: NDArray[np.uint8], growth: float, border: int = 0) -> Any:
    """A grey PIL image with dark letters on light paper, enlarged, with a border in the paper's colour."""
    import cv2
    from PIL import Image

    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if float(np.median(grey)) < 128:
        grey = cv2.bitwise_not(grey)
    if growth != 1.0:
        grey = cv2.resize(grey, None, fx=growth, fy=growth, interpolation=cv2.INTER_CUBIC)
    if border:
        paper = int(np.median(grey))
        grey = cv2.copyMakeBorder(grey, border, border, border, border, cv2.BORDER_CONSTANT, value=paper)
    return Image.fromarray(grey)


def _rows(found: Iterable[Word]) -> list[list[Word]]:
    """Words that stand on one row: the sparse layout takes a wide letter gap for the end of a line."""
    rows: list[list[Word]] = []
    for word in sorted(found, key=lambda w: (w.box.center_y, w.box.x0)):
        near = rows[-1] if rows else []
        if near and abs(word.box.center_y - near[0].box.center_y) < 0.5 * max(word.box.height, near[0].box.height):
            near.append(word)
        else:
            rows.append([word])
    return rows


def _parts(row: list[Word]) -> Iterable[list[Word]]:
    """A row cut where the gap is wide: two bubbles side by side are not one line."""
    part: list[Word] = []
    for word in sorted(row, key=lambda w: w.box.x0):
        if part and word.box.x0 - part[-1].box.x1 > 2 * max(word.box.height, part[-1].box.height):
            yield part
            part = []
        part.append(word)
    if part:
        yield part


def _line(row: list[Word], growth: float, width: int, height: int) -> Line | None:
    """One line in page pixels; its confidence is its weakest word's, the measure that finds wrong lines best."""
    around = Box.around(word.box for word in row)
    x0, y0 = (int(edge / growth) for edge in (around.x0, around.y0))
    x1, y1 = min(width, -int(-around.x1 // growth)), min(height, -int(-around.y1 // growth))
    if x1 <= x0 or y1 <= y0:
        return None
    return Line(joined(row), round(min(word.confidence for word in row), 4), Box(x0, y0, x1, y1))


def joined(row: Iterable[Word]) -> str:
    """The words with a space only between two Latin ones: Tesseract puts one after every Chinese word."""
    text = ""
    for word in row:
        apart = bool(text) and text[-1].isascii() and word.text[0].isascii()
        text += f" {word.text}" if apart else word.text
    return text


def _version() -> str:
    return str(_program().get_tesseract_version())


def _program() -> Any:
    import pytesseract

    return pytesseract


def _first_line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0][:160] if text else type(error).__name__
