"""What an earlier run found of a case's pictures, so that each need be opened but once.

Takes the SHA-256 of the very bytes, hands on their looks; kept in `.evidence/pictures.json`. Only pictures that could
be opened are kept: what failed is tried again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evidence.keeping import code_mark, read_record, write_record
from evidence.model import Notice, Source

SCHEMA = "evidence/pictures/1"
_DAMAGE = (ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Looks:
    """What a picture tells besides its pixels: media type, size as shown, notes, EXIF time (see `Picture`)."""

    media: str
    width: int
    height: int
    notes: tuple[Notice, ...]
    device_time: datetime | None

    def laid_on(self, source: Source) -> Source:
        """The source with these looks; its notes speak of the file by the name it has in this run."""
        return replace(
            source,
            media=self.media,
            width=self.width,
            height=self.height,
            device_time=self.device_time,
            notes=tuple(note.about(source.path) for note in self.notes),
        )


class KnownPictures:
    """The pictures known by their digest, and those of this run."""

    def __init__(self, path: Path | None) -> None:
        """Take up the record at `path`, None for no record; one that is damaged or of other code is as good as none."""
        self._path = path
        self._known: dict[str, Looks] = {}
        self._seen: dict[str, Looks] = {}
        if path is None:
            return
        self._mark = f"{code_mark('evidence.case')} pillow {version('pillow')}"
        record = read_record(path) or {}
        if record.get("schema") == SCHEMA and record.get("mark") == self._mark:
            try:
                self._known = {digest: _read(told) for digest, told in record["pictures"].items()}
            except _DAMAGE:
                self._known = {}

    def find(self, digest: str) -> Looks | None:
        """What is known of the picture with these bytes."""
        known = self._known.get(digest)
        if known is not None:
            self._seen[digest] = known
        return known

    def add(self, digest: str, looks: Looks) -> None:
        """A picture that was looked at in this run."""
        if looks.media != "image/heic":  # whether that can be opened hangs on what is installed
            self._seen[digest] = looks

    def keep(self) -> None:
        """Write what this run saw, where it is other than what was known; OSError where that cannot be written."""
        if self._path is None or self._seen == self._known:
            return
        pictures = {digest: _written(looks) for digest, looks in sorted(self._seen.items())}
        write_record(self._path, {"schema": SCHEMA, "mark": self._mark, "pictures": pictures})


def _written(looks: Looks) -> dict[str, Any]:
    return {
        "media": looks.media,
        "size": [looks.width, looks.height],
        "time": None if looks.device_time is None else looks.device_time.isoformat(),
        "notes": [[note.key, dict(note.params)] for note in looks.notes],
    }


def _read(told: Mapping[str, Any]) -> Looks:
    """The looks of one picture; ValueError and its like where they are not of the schema."""
    width, height = told["size"]
    if not all(type(side) is int and side > 0 for side in (width, height)) or not told["media"].startswith("image/"):
        raise ValueError(told)
    time = None if told["time"] is None else datetime.fromisoformat(told["time"])
    if time is not None and time.tzinfo is None:
        raise ValueError(told)
    notes = tuple(Notice.of(key, **params) for key, params in told["notes"])
    return Looks(told["media"], width, height, notes, time)
