"""What a pack is made from and what it is listed as: its manifest, its custody, and all of the case together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidence.model.appeals import Appeal
    from evidence.model.basics import CustodyEvent, Sealing, SourceKind, SourceStatus
    from evidence.model.pages import Page, SecondReading
    from evidence.model.records import Facts
    from evidence.model.sources import Case
    from evidence.model.talk import Transcript
    from evidence.model.verdicts import Judgement


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One input file and what became of it."""

    source: str
    path: str
    sha256: str
    bytes: int
    kind: SourceKind
    status: SourceStatus
    reason: str | None
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CustodyEntry:
    """One entry of the custody log: what was done, when, with what; `previous` and `hash` chain the entries."""

    number: int
    time: datetime
    event: CustodyEvent
    tool: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it: what the report prints and PACK.json holds."""

    case: Case
    pages: tuple[Page, ...]
    transcript: Transcript
    judgement: Judgement
    facts: Facts
    appeal: Appeal
    second: tuple[SecondReading, ...]
    generated: datetime
    version: str
    sealing: Sealing = "none"
    custody: tuple[CustodyEntry, ...] = ()

    def page(self, source_id: str, number: int = 1) -> Page | None:
        """The reading of a source's page."""
        return next((p for p in self.pages if p.source == source_id and p.number == number), None)
