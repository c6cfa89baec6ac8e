"""Takes an export file, CSV or spreadsheet, hands on its rows as text; hostile files are bounded, never trusted."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error

# The largest export a back office gives (100,000 rows of some forty columns) is about 60 MB as CSV.
MAX_BYTES = 256 << 20
MAX_ROWS = 1_000_000
# An address or a message is short; a longer cell is no export's.
MAX_CELL = 200_000
_MEGABYTES = 3072
_SECONDS = 180
_SNIFFED = 1 << 16
_SHEET = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def rows_of(path: Path) -> Iterator[list[str]]:
    """Every row of the table as text, in order; nothing is worked out, nothing is followed.

    Raises:
        EvidenceError: FILE (5) when it cannot be read; UNUSABLE (4) for what is no table, is too large, or is
            protected by a password.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise EvidenceError(Exit.UNUSABLE, "facts.table-size", path=path.name, limit=MAX_BYTES >> 20)
        with path.open("rb") as stream:
            head = stream.read(8)
        data = b"" if head.startswith(_SHEET) else path.read_bytes()
    except OSError as error:
        raise file_error(error, path) from error
    if head.startswith(_SHEET):
        data = _spreadsheet(path)
    return _csv(_decoded(data, path), path)


def _spreadsheet(path: Path) -> bytes:
    command = [
        sys.executable,
        "-P",  # modules are never taken from the folder we happen to stand in
        "-m",
        "evidence.facts.exports.sheet_child",
        str(path.resolve()),
        str(MAX_ROWS),
        str(_MEGABYTES),
        str(_SECONDS),
    ]
    names = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    environment = {name: os.environ[name] for name in names if name in os.environ}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[3])
    try:
        # The arguments are a path of ours and numbers; no shell reads them.
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise EvidenceError(Exit.UNUSABLE, "facts.table-slow", path=path.name, seconds=_SECONDS) from error
    except OSError as error:
        raise file_error(error, path) from error
    if done.returncode == 4:
        raise EvidenceError(Exit.UNUSABLE, "facts.table-encrypted", path=path.name)
    if done.returncode != 0:
        raise EvidenceError(Exit.UNUSABLE, "facts.table-damaged", path=path.name)
    return done.stdout


def _decoded(data: bytes, path: Path) -> str:
    """The text, by its byte order mark, else as UTF-8, else as GB 18030, which Chinese Excel writes."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text[:_SNIFFED]:
            return text
    raise EvidenceError(Exit.UNUSABLE, "facts.table-damaged", path=path.name)


def _csv(text: str, path: Path) -> Iterator[list[str]]:
    start = text[:_SNIFFED]
    delimiter = max(",\t;", key=lambda sign: (start.count(sign), sign == ","))
    # Back offices write a tab inside a cell to keep digits as text; a table parted by tabs has no commas between cells.
    if delimiter == "\t" and start.split("\n", 1)[0].count(",") >= start.split("\n", 1)[0].count("\t"):
        delimiter = ","
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader):
            if number >= MAX_ROWS:
                raise EvidenceError(Exit.UNUSABLE, "facts.table-rows", path=path.name, limit=MAX_ROWS)
            yield row
    except csv.Error as error:
        raise EvidenceError(Exit.UNUSABLE, "facts.table-damaged", path=path.name) from error
