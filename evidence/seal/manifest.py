"""A finished pack's manifest (every input file and what became of it) and the names and text of its sidecars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.catalogue import say
from evidence.model import Case, ManifestEntry


@dataclass(frozen=True, slots=True)
class Sidecars:
    """The files of a pack: the PDF, its document, their hashes; and, where time is asked for, the reply or request."""

    pdf: Path
    document: Path
    reply: Path
    request: Path
    hashes: Path

    @property
    def every(self) -> tuple[Path, Path, Path, Path, Path]:
        """All of them, the PDF first, and last the hashes that vouch for the others (as `whole_files` wants it)."""
        return self.pdf, self.document, self.reply, self.request, self.hashes

    @property
    def private(self) -> Path:
        """The seller's self-check, which lies beside the pack and belongs to none of it."""
        return self.pdf.with_name(f"{self.pdf.name.removesuffix('.pdf')}.private.md")


def sidecars_of(pack: Path) -> Sidecars:
    """Where the files of a pack lie: `PACK.pdf`, `PACK.json`, `PACK.pdf.tsr`, `PACK.pdf.tsq`, `PACK.pdf.sha256`."""
    is_pdf = pack.suffix.lower() == ".pdf"
    document = pack.with_suffix(".json") if is_pdf else pack.with_name(pack.name + ".json")
    hashes, reply, request = (pack.with_name(pack.name + suffix) for suffix in (".sha256", ".tsr", ".tsq"))
    return Sidecars(pack, document, reply, request, hashes)


def manifest_of(case: Case, shown: Mapping[str, Sequence[int]]) -> tuple[ManifestEntry, ...]:
    """Every input file in the order of the case; `shown` tells on which pages of the pack a source stands."""
    return tuple(
        ManifestEntry(
            source=s.id,
            path=s.path,
            sha256=s.sha256,
            bytes=s.bytes,
            kind=s.kind,
            status=s.status,
            reason=None if s.reason is None else say(s.reason, "zh"),
            pages=tuple(shown.get(s.id, ())),
        )
        for s in case.sources
        if s.derived_from is None
    )


def seal_text(hashes: Sequence[tuple[str, Path]]) -> str:
    """The lines of a `.sha256` file, in the form that `sha256sum -c` reads."""
    return "".join(f"{digest}  {path.name}\n" for digest, path in hashes)
