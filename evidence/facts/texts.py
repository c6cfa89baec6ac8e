"""Takes text files of the case, hands on pasted tracking records as pages, and transcripts of recordings as text.

Other text files stay what they are, ignored: a note is no exhibit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from evidence.facts.layout import Piece
from evidence.facts.status import is_collected
from evidence.facts.tracking import read_events
from evidence.model import Box, Case, Engine, Line, Page, Source

_SUFFIXES = (".txt", ".md", ".text", ".log")
# A parcel's record has some dozens of lines; an hour of speech is about 15,000 signs.
_MOST_BYTES = 1 << 20
_MOST_LINES = 5000
# So many scans with a known state make a text a tracking record.
_SCANS = 2
_ENGINE = Engine("text", "1")
# A text has no layout: each line is given one, so that what reads pages reads it too.
_HIGH, _STEP, _WIDE = 20, 30, 10


@dataclass(frozen=True, slots=True)
class Texts:
    """What text files gave: the case with those in use, their pages, and the transcripts by the recording's id."""

    case: Case
    pages: tuple[Page, ...]
    transcripts: dict[str, tuple[str, str]]


def read_texts(case: Case) -> Texts:
    """Admit the text files that are tracking records, or have the name of a recording (call.m4a and call.txt).

    `transcripts` maps a recording's id to its transcript's id and text. A file that cannot be read stays ignored.
    """
    recordings = {_stem(s): s for s in case.used("recording")}
    sources: list[Source] = []
    pages: list[Page] = []
    transcripts: dict[str, tuple[str, str]] = {}
    for source in case.sources:
        text = _text(case, source)
        if text is None:
            sources.append(source)
            continue
        page = page_of(source, text)
        scans = sum(is_collected(e.status) for e in read_events(Piece(source.id, 1, page.lines)))
        recording = recordings.get(_stem(source))
        if recording is not None:
            transcripts[recording.id] = (source.id, text)
            sources.append(replace(source, status="used", kind="document", media="text/plain", reason=None))
        elif scans >= _SCANS:
            pages.append(page)
            sources.append(replace(source, status="used", kind="logistics", media="text/plain", reason=None))
        else:
            sources.append(source)
    return Texts(replace(case, sources=tuple(sources)), tuple(pages), transcripts)


def page_of(source: Source, text: str) -> Page:
    """A text as a page: one line of text a line, tabs as columns."""
    lines: list[Line] = []
    rows = text.splitlines()[:_MOST_LINES]
    for row, words in enumerate(rows):
        x = 0
        for cell in words.split("\t"):
            wide = _width(cell)
            if cell.strip():
                lines.append(Line(cell.strip(), 1.0, Box(x, row * _STEP, x + max(1, wide), row * _STEP + _HIGH)))
            x += wide + 4 * _HIGH
    width = max((line.box.x1 for line in lines), default=1)
    return Page(source.id, source.sha256, width, max(1, len(rows) * _STEP), _ENGINE, tuple(lines))


def _width(text: str) -> int:
    return sum(2 * _WIDE if ord(sign) > 0xFF else _WIDE for sign in text)


def _stem(source: Source) -> str:
    path = PurePosixPath(source.path)
    return (path.parent / path.stem).as_posix()


def _text(case: Case, source: Source) -> str | None:
    unknown = source.status == "ignored" and source.reason is not None and source.reason.key == "case.unknown-type"
    if not unknown or PurePosixPath(source.path).suffix.lower() not in _SUFFIXES or source.bytes > _MOST_BYTES:
        return None
    try:
        data = case.path_of(source.id).read_bytes()
    except OSError:
        return None
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
