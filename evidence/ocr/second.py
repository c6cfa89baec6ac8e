"""Takes pictures of single lines that a pack quotes, hands on what an independent engine, Tesseract, reads there."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence.errors import EvidenceError
from evidence.files import scratch
from evidence.model import Engine, Line, Notice, SecondReading
from evidence.ocr import tesseract
from evidence.ocr.records import Records

Item = tuple[str, int, Line, NDArray[np.uint8]]

SETTINGS = "second-1"
BORDER = 10
"""Pixels of paper around a line; without any, Tesseract loses the outer letters (engineering.md)."""

USABLE = 24
"""Least height of a line's picture in pixels; lower ones are enlarged to `ENLARGED`."""

ENLARGED = 40
BATCH = 40
"""Line pictures given to one process, which is 2.6 to 5 times faster than a process each."""

LINE_TIMEOUT = 5
START_TIMEOUT = 20


def available() -> Notice | None:
    """None when the second reading can be made here; otherwise why not, with the remedy."""
    return tesseract.trouble()


def reread(items: Sequence[Item], *, records: Path | None = None) -> tuple[SecondReading, ...]:
    """Read lines again with Tesseract, all in few processes.

    Never fails: where Tesseract or its Chinese data are missing, or it stumbles, `text` and `agrees` are None.

    Args:
        items: message id, number of the line in the message, the line as first read, and the picture of that line
            alone: uint8, shape (height, width, 3), RGB, cut a little wider than the line's box.
        records: the folder in which readings are kept, under the SHA-256 of the line's picture; None for nowhere.

    Returns:
        One reading for each item, in the same order.
    """
    engine = None if tesseract.trouble() is not None else tesseract.describe()
    read: dict[str, tuple[str, float] | None] = {}
    digests = [_digest(crop) for *_, crop in items]
    if engine is not None:
        read = _readings(dict(zip(digests, (crop for *_, crop in items), strict=True)), engine, records)
    made = []
    for (message, number, line, _), digest in zip(items, digests, strict=True):
        text, confidence = read.get(digest) or (None, None)
        agrees = None if text is None else folded(text) == folded(line.text)
        made.append(
            SecondReading(message, number, line.text, text, confidence, agrees, engine if read.get(digest) else None)
        )
    return tuple(made)


def folded(text: str) -> str:
    """What two readings are compared by: NFKC, without spaces, punctuation, symbols and letter case."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LNM")


def _digest(crop: NDArray[np.uint8]) -> str:
    shape = "x".join(str(side) for side in crop.shape)
    return sha256(shape.encode() + b"\n" + np.ascontiguousarray(crop).tobytes()).hexdigest()


def _readings(
    crops: dict[str, NDArray[np.uint8]], engine: Engine, folder: Path | None
) -> dict[str, tuple[str, float] | None]:
    """For each picture, by digest, text and confidence; from the records where they have it."""
    kept = Records(folder, engine, SETTINGS)
    read: dict[str, tuple[str, float] | None] = {}
    for digest in crops:
        found = _recorded(kept.value(digest))
        if found is not None:
            read[digest] = found
    pending = [digest for digest, crop in crops.items() if digest not in read and crop.size > 0]
    for start in range(0, len(pending), BATCH):
        batch = pending[start : start + BATCH]
        for digest, reading in zip(batch, _batch([crops[d] for d in batch]), strict=True):
            read[digest] = reading
            if reading is not None:
                kept.write(digest, {"text": reading[0], "confidence": reading[1]})
    return read


def _recorded(record: dict[str, Any] | None) -> tuple[str, float] | None:
    if record is None:
        return None
    text, confidence = record.get("text"), record.get("confidence")
    if not isinstance(text, str) or not isinstance(confidence, float | int) or not 0 <= confidence <= 1:
        return None
    return text, float(confidence)


def _batch(crops: Sequence[NDArray[np.uint8]]) -> list[tuple[str, float] | None]:
    """Text and confidence of each picture from one process; one by one when the process fails over the list."""
    try:
        return _together(crops)
    except EvidenceError:
        if len(crops) == 1:
            return [None]
        return [reading for crop in crops for reading in _batch([crop])]


def _together(crops: Sequence[NDArray[np.uint8]]) -> list[tuple[str, float] | None]:
    with scratch() as folder:
        files = []
        for number, crop in enumerate(crops):
            file = Path(folder, f"{number:03d}.png")
            growth = 1.0 if crop.shape[0] >= USABLE else ENLARGED / crop.shape[0]
            tesseract.prepared(crop, growth, BORDER).save(file, dpi=(300, 300))
            files.append(file)
        listed = Path(folder, "lines.txt")
        listed.write_text("".join(f"{file}\n" for file in files), "utf-8")
        found = tesseract.words(str(listed), psm=7, timeout=START_TIMEOUT + LINE_TIMEOUT * len(crops))
    readings: list[tuple[str, float] | None] = []
    for number in range(1, len(crops) + 1):
        row = [word for word in found if word.picture == number]
        weakest = min((word.confidence for word in row), default=0.0)
        readings.append((tesseract.joined(row), round(weakest, 4)))
    return readings
