"""Takes a third-party PDF, hands on its text and a picture of each page; the PDF is opened in a limited child only."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evidence.errors import EvidenceError, Exit
from evidence.facts.pdf_child import MAX_JSON, MAX_PAGES, MAX_POINTS
from evidence.model import Box, Engine, Line, Page, Source

# What a proof of a few pages needs, with room: drawing an A3 page takes about 0.2 GB.
_MEGABYTES = 2048
# A PDF without this share of readable signs has fonts that give no text (`(cid:17)`, private-use signs).
_READABLE = 0.9
_GARBAGE = re.compile(r"\(cid:\d+\)|[-�-]")
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_KANGXI = frozenset(map(chr, range(0x2F00, 0x2FD6)))
# Radicals that Unicode does not decompose, and ⼾, whose simplified form fonts share with it.
_RADICALS = dict(
    zip(
        "⼾⺠⻄⻅⻆⻉⻋⻓⻔⻙⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰⻳⻘",
        "户民西见角贝车长门韦页风飞食马鬼鱼鸟麦黄齐齿龙龟青",
        strict=True,
    )
)
_KEYS = {
    "encrypted": "facts.pdf-encrypted",
    "damaged": "facts.pdf-damaged",
    "pages": "facts.pdf-pages",
    "size": "facts.pdf-size",
    "memory": "facts.pdf-memory",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF as read: `pages` from its own text, `pictures` of the same pages at 144 dpi.

    `unreadable_text` is true where the text is missing or garbage on any page that shows something; the pictures are
    then to be read by OCR instead. Boxes are in pixels of the pictures.
    """

    pages: tuple[Page, ...]
    pictures: tuple[Path, ...]
    unreadable_text: bool


def read_document(path: Path, source: Source, *, pictures: Path, timeout: float = 60) -> Document:
    """Read a PDF in a child process with limits on memory, time, pages and page size.

    Pictures are written to `pictures/<sha256>-<n>.png`, each whole or not at all.

    Raises:
        EvidenceError: UNUSABLE (4) with a key for the cause: not a PDF, encrypted, damaged, too many or too large
            pages, too much memory, too slow; FILE (5) when the file cannot be read or the pictures not be written.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(1024)
        pictures.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvidenceError(Exit.FILE, "facts.pdf-disk", path=source.path, cause=error.strerror) from error
    if b"%PDF-" not in start:
        raise EvidenceError(Exit.UNUSABLE, "facts.pdf-none", path=source.path)
    before = {part.name for part in pictures.glob("*.part")}
    try:
        answer = _ask(path, source, pictures, timeout)
    finally:
        for part in pictures.glob("*.part"):
            if part.name not in before:
                with suppress(OSError):
                    part.unlink()
    if "refused" in answer:
        _refuse(answer, source)
    return _document(answer, source, pictures)


def _ask(path: Path, source: Source, pictures: Path, timeout: float) -> dict[str, Any]:
    """Run the child and take its answer: no shell, no input, and of our environment only what finds its libraries."""
    command = [
        sys.executable,
        "-P",  # modules are never taken from the folder we happen to stand in
        "-m",
        "evidence.facts.pdf_child",
        str(path.resolve()),
        str(pictures.resolve()),
        source.sha256,
        str(_MEGABYTES),
        str(max(1, int(timeout) + 1)),
    ]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment |= {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    try:
        with tempfile.TemporaryFile() as out:
            # The arguments are paths of ours and numbers; no shell reads them.
            done = subprocess.run(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=timeout,
                check=False,
                env=environment,
            )
            written = out.seek(0, os.SEEK_END)
            out.seek(0)
            said = out.read(MAX_JSON) if written <= MAX_JSON else b""
    except subprocess.TimeoutExpired as error:
        raise EvidenceError(Exit.UNUSABLE, "facts.pdf-slow", path=source.path, seconds=f"{timeout:g}") from error
    except OSError as error:
        raise EvidenceError(Exit.FILE, "facts.pdf-disk", path=source.path, cause=error.strerror) from error
    if done.returncode != 0 or not said:
        raise EvidenceError(Exit.UNUSABLE, "facts.pdf-crashed", path=source.path, code=done.returncode)
    try:
        answer = json.loads(said)
    except ValueError as error:
        raise EvidenceError(Exit.UNUSABLE, "facts.pdf-crashed", path=source.path, code="JSON") from error
    if not isinstance(answer, dict):
        raise EvidenceError(Exit.UNUSABLE, "facts.pdf-crashed", path=source.path, code="JSON")
    return answer


def _refuse(answer: dict[str, Any], source: Source) -> None:
    reason = str(answer["refused"])
    if reason == "disk":
        raise EvidenceError(Exit.FILE, "facts.pdf-disk", path=source.path, cause=answer.get("cause", ""))
    key = _KEYS.get(reason, "facts.pdf-damaged")
    raise EvidenceError(
        Exit.UNUSABLE, key, path=source.path, pages=MAX_PAGES, points=int(MAX_POINTS), megabytes=_MEGABYTES
    )


def _document(answer: dict[str, Any], source: Source, pictures: Path) -> Document:
    """The child's answer as pages; whatever has not the agreed shape counts as a crash."""
    engine = Engine("pdfplumber", version("pdfplumber"))
    pages: list[Page] = []
    paths: list[Path] = []
    try:
        for number, ((name, width, height), lines) in enumerate(
            zip(answer["pages"], answer["lines"], strict=True), start=1
        ):
            if name != f"{source.sha256}-{number}.png":
                raise ValueError(name)
            read = tuple(
                Line(_unified(str(words)), 1.0, Box(int(x0), int(y0), int(x1), int(y1)))
                for words, x0, y0, x1, y1 in lines
            )
            pages.append(Page(source.id, source.sha256, int(width), int(height), engine, read, number=number))
            paths.append(pictures / name)
    except (KeyError, TypeError, ValueError) as error:
        raise EvidenceError(Exit.UNUSABLE, "facts.pdf-crashed", path=source.path, code="JSON") from error
    return Document(tuple(pages), tuple(paths), any(_is_garbage(page) for page in pages))


def _unified(text: str) -> str:
    """The text with radicals made the characters they look like: fonts of Chinese PDFs often give ⼈ for 人."""
    return "".join(_RADICALS.get(sign) or _plain(sign) for sign in text)


def _plain(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign) if sign in _KANGXI else sign


def _is_garbage(page: Page) -> bool:
    """Whether a page's text is missing or no text: fonts without a map to Unicode."""
    text = "".join(line.text for line in page.lines)
    signs = re.sub(r"\s", "", text)
    if not signs:
        return True
    bad = sum(len(match.group()) for match in _GARBAGE.finditer(signs))
    return bad > (1 - _READABLE) * len(signs)
