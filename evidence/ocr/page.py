"""Takes one picture file and an engine, hands on its `Page`: the step that a worker repeats."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error
from evidence.model import Page

if TYPE_CHECKING:
    from evidence.ocr.engine import Reader


@dataclass(frozen=True, slots=True)
class Job:
    """One picture to read: the source's id, its file, what messages call it, and the hash taken when it came in."""

    source: str
    path: Path
    shown: str
    sha256: str


def read_page(job: Job, reader: Reader) -> Page:
    """Read one picture.

    Raises:
        EvidenceError: UNUSABLE (4) when picture or engine fail, or when the file is not the one that was hashed;
            FILE (5) when it cannot be read; MISSING (3) when the engine cannot run.
    """
    from evidence.case.picture import decode_picture
    from evidence.ocr.missed import unread
    from evidence.ocr.surface import survey
    from evidence.ocr.watermark import without

    try:
        data = job.path.read_bytes()
    except OSError as error:
        raise file_error(error, Path(job.shown)) from error
    if sha256(data).hexdigest() != job.sha256:
        raise EvidenceError(Exit.UNUSABLE, "ocr.changed-meanwhile", path=job.shown)
    picture = decode_picture(data, job.path, shown=job.shown)
    lines, surface = survey(picture.pixels, reader.read(picture.pixels))
    pixels = picture.pixels
    clean = without(pixels, lines)
    if clean is not None:
        pixels = clean
        lines, surface = survey(pixels, reader.read(pixels))
    missed = unread(pixels, lines, surface)
    more = reader.glance(pixels, missed) if missed else ()
    if more:
        lines, surface = survey(pixels, (*lines, *more))
    # Rounded, so that a page replayed from its record is the page that was read.
    # Half a character, which an engine in native code might hand on, could be written in no document.
    exact = tuple(
        replace(
            line, text=line.text.encode("utf-8", "replace").decode("utf-8"), confidence=round(float(line.confidence), 4)
        )
        for line in lines
    )
    return Page(job.source, job.sha256, picture.width, picture.height, reader.engine, exact, surface)
