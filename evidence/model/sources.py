"""A case: a folder of files, what its owner says of them, and which of them are used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from evidence.model.basics import Device, Notice, SourceKind, SourceStatus


@dataclass(frozen=True, slots=True)
class ExhibitNote:
    """What the case file says of one file."""

    file: str
    kind: SourceKind | None = None
    caption: str | None = None
    answers: str | None = None
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What the seller states in `case.toml`; it outranks what was read. Every field may be absent."""

    platform: str | None = None
    shop: str | None = None
    buyer: str | None = None
    order: str | None = None
    captured: datetime | None = None
    device: Device | None = None
    review_time: datetime | None = None
    review_stars: int | None = None
    review_text: str | None = None
    courier: str | None = None
    waybill: str | None = None
    signed: datetime | None = None
    exhibits: tuple[ExhibitNote, ...] = ()

    def note(self, path: str) -> ExhibitNote | None:
        """The note on the file with this path relative to the case folder."""
        return next((n for n in self.exhibits if n.file == path), None)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the case folder, hashed before it was opened.

    `path` is relative to the case folder with forward slashes; `width` and `height` are those of the picture as shown
    (the first page's, for a PDF rendered at 144 dpi). `device_time` is the EXIF time where the picture has one.

    A picture taken out of a recording names it in `derived_from` and stands at `offset` seconds in it; it is no file of
    the case folder and stands in no manifest.
    """

    id: str
    path: str
    sha256: str
    bytes: int
    media: str
    kind: SourceKind
    status: SourceStatus
    reason: Notice | None = None
    width: int | None = None
    height: int | None = None
    pages: int = 1
    duplicate_of: str | None = None
    modified: datetime | None = None
    device_time: datetime | None = None
    notes: tuple[Notice, ...] = ()
    caption: str | None = None
    answers: str | None = None
    device: Device | None = None
    derived_from: str | None = None
    offset: float | None = None

    @property
    def is_picture(self) -> bool:
        return self.media.startswith("image/")


@dataclass(frozen=True, slots=True)
class Case:
    """A folder taken in: every file accounted for, in the order of their paths."""

    root: Path
    sources: tuple[Source, ...]
    file: CaseFile = field(default_factory=CaseFile)

    def source(self, source_id: str) -> Source:
        """The source with this id; KeyError when there is none."""
        for one in self.sources:
            if one.id == source_id:
                return one
        raise KeyError(source_id)

    def path_of(self, source_id: str) -> Path:
        """Where the source's file lies."""
        return self.root / self.source(source_id).path

    def used(self, *kinds: SourceKind) -> tuple[Source, ...]:
        """The sources in use, all of them or those of the kinds named."""
        return tuple(s for s in self.sources if s.status == "used" and (not kinds or s.kind in kinds))
