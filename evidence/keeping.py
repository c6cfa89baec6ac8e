"""Small records that a later run may take up again: JSON, read where it is sound and written whole or not at all.

Nothing may rest on such a record alone: what it holds can be made again from the files it was made from.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

__all__ = ["code_mark", "read_record", "write_record"]

MOST = 256 << 20
"""Bytes of the largest record taken up; the transcript of a thousand screenshots has 6 MB."""


def read_record(path: Path) -> dict[str, Any] | None:
    """The record as JSON gives it; None where there is none, or none that parses to a table."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > MOST:  # a pipe would be waited for without end
            return None
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write a record, and the folder it lies in; OSError where that fails, and then the former one stands."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(draft).replace(path)
    except (OSError, ValueError):
        with suppress(OSError):
            Path(draft).unlink(missing_ok=True)
        raise


def code_mark(*rooms: str) -> str:
    """A digest of the rooms' code and data (`evidence.chat`): what other code made is made again."""
    digest = sha256()
    for room in rooms:
        for name, data in sorted(_contents(files(room), room)):
            digest.update(f"{name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _contents(folder: Traversable, shown: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{shown}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _contents(entry, name)
        elif entry.name.endswith((".py", ".toml")):
            yield name, entry.read_bytes()
