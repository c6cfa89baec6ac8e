"""What an earlier run found of a case's pictures, so that each need be decoded but once to know that it is sound.

Takes the SHA-256 of the very bytes, hands on size, kind, time and notes; kept in `.evidence/pictures.json`. Only
pictures that could be decoded are kept: what failed is tried again.
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
class PictureFacts:
    """What `Source` says of a picture besides its bytes; `notes` are notices by key, with their blanks less `path`."""

    media: str
    width: int
    height: int
    device_time: datetime | None
    notes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    def laid_on(self, source: Source) -> Source:
        """The source with these facts; its notices speak of the file by the name it has in this run."""
        return replace(
            source,
            media=self.media,
            width=self.width,
            height=self.height,
            device_time=self.device_time,
            notes=tuple(Notice.of(key, path=source.path, **dict(params)) for key, params in self.notes),
        )


class KnownPictures:
    """The pictures known by their digest, and those of this run."""

    def __init__(self, path: Path | None) -> None:
        """Take up the record at `path`, None for no record; one that is damaged or of other code is as good as none."""
        self._path = path
        self._known: dict[str, PictureFacts] = {}
        self._seen: dict[str, PictureFacts] = {}
        if path is None:
            return
        self._mark = f"{code_mark('evidence.case')} pillow {version('pillow')}"
        record = read_record(path) or {}
        if record.get("schema") == SCHEMA and record.get("mark") == self._mark:
            try:
                self._known = {digest: _read(told) for digest, told in record["pictures"].items()}
            except _DAMAGE:
                self._known = {}

    def find(self, digest: str) -> PictureFacts | None:
        """What is known of the picture with these bytes."""
        known = self._known.get(digest)
        if known is not None:
            self._seen[digest] = known
        return known

    def add(self, source: Source) -> None:
        """A picture that was decoded in this run, as its source tells of it."""
        if source.media == "image/heic":  # whether it can be decoded hangs on what is installed
            return
        if source.width is None or source.height is None:
            raise ValueError(source.id)
        notes = tuple((n.key, tuple(pair for pair in n.params if pair[0] != "path")) for n in source.notes)
        facts = PictureFacts(source.media, source.width, source.height, source.device_time, notes)
        self._seen[source.sha256] = facts

    def keep(self) -> None:
        """Write what this run saw, where it is other than what was known; OSError where that cannot be written."""
        if self._path is None or self._seen == self._known:
            return
        pictures = {digest: _written(facts) for digest, facts in sorted(self._seen.items())}
        write_record(self._path, {"schema": SCHEMA, "mark": self._mark, "pictures": pictures})


def _written(facts: PictureFacts) -> dict[str, Any]:
    return {
        "media": facts.media,
        "size": [facts.width, facts.height],
        "time": None if facts.device_time is None else facts.device_time.isoformat(),
        "notes": [[key, dict(params)] for key, params in facts.notes],
    }


def _read(told: Mapping[str, Any]) -> PictureFacts:
    """The facts of one picture; ValueError and its like where they are not of the schema."""
    width, height = told["size"]
    if not all(type(side) is int and side > 0 for side in (width, height)) or not told["media"].startswith("image/"):
        raise ValueError(told)
    time = None if told["time"] is None else datetime.fromisoformat(told["time"])
    if time is not None and time.tzinfo is None:
        raise ValueError(told)
    notes = tuple((key, tuple((str(k), str(v)) for k, v in params.items())) for key, params in told["notes"])
    return PictureFacts(told["media"], width, height, time, notes)
