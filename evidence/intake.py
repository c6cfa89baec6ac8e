"""What a case holds besides pictures and PDFs: recordings, pasted texts, order exports, and the codes in pictures.

Told apart from the pipeline so that its story stays short; knows the rooms, as the pipeline does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evidence import case, facts
from evidence.model import Case, Fact, Facts, Notice, Page, Transcript

__all__ = ["Beyond", "beyond_pictures", "marked", "texts_of"]

_FRAMES = Path(".evidence", "frames")


@dataclass(frozen=True, slots=True)
class Beyond:
    """What was found: lengths of recordings, texts, tables, why a file could not be used, and what is to be said."""

    lengths: Mapping[str, float | None]
    texts: facts.Texts
    tables: facts.Tables
    failed: Mapping[str, Notice]
    notices: tuple[Notice, ...]

    def pages_of(self, taken: Case, pages: Sequence[Page]) -> list[Page]:
        """The pages of the case's own sources, with those of its texts."""
        kept = {source.id for source in taken.sources}
        return [*(page for page in pages if page.source in kept), *self.texts.pages]

    def established(
        self, taken: Case, pages: Sequence[Page], pictures: Mapping[tuple[str, int], Path], transcript: Transcript
    ) -> Facts:
        """The facts of the case, its recordings, exports and QR codes among them."""
        found = facts.establish(pages, transcript, taken, self.tables, _codes(taken, pictures))
        return replace(found, recordings=facts.recordings(taken, self.lengths, self.texts.transcripts))


def beyond_pictures(taken: Case, folder: Path) -> tuple[Case, Beyond]:
    """The case with the pictures of its screen recordings and its texts in use, and what else was found.

    Args:
        taken: the case as collected.
        folder: the case folder; pictures of recordings go into our own folder in it.

    Raises:
        EvidenceError: FILE (5) when a file cannot be read or a picture not be written.
    """
    taken, lengths, unheard = case.with_frames(taken, folder / _FRAMES)
    texts = facts.read_texts(taken)
    tables = facts.read_tables(taken)
    # A recording that cannot be opened stays an exhibit: its hash and its file speak for it.
    return texts.case, Beyond(lengths, texts, tables, tables.failed, (*unheard.values(), *tables.notices))


def _codes(taken: Case, pictures: Mapping[tuple[str, int], Path]) -> tuple[Fact, ...]:
    """The QR codes in the pictures of the review."""
    found: list[Fact] = []
    for source in taken.used("review"):
        if source.is_picture and (source.id, 1) in pictures:
            found.extend(facts.codes_in(case.open_picture(pictures[source.id, 1]).pixels, source.id))
    return tuple(found)


def texts_of(pages: Sequence[Page]) -> dict[str, list[str]]:
    """For each source the lines read on all its pages."""
    texts: dict[str, list[str]] = {}
    for page in pages:
        texts.setdefault(page.source, []).extend(line.text for line in page.lines)
    return texts


def marked(taken: Case, failed: Mapping[str, Notice]) -> Case:
    """The case with the sources that could not be read marked so, each with its reason."""
    return replace(
        taken,
        sources=tuple(
            replace(s, status="unreadable", reason=failed[s.id]) if s.id in failed else s for s in taken.sources
        ),
    )
