"""What a case holds besides pictures and PDFs: recordings, pasted texts, order exports, and the codes in pictures.

Told apart from the pipeline so that its story stays short; knows the rooms, as the pipeline does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evidence import case, facts
from evidence.errors import EvidenceError, Exit
from evidence.files import scratch
from evidence.model import Notice

if TYPE_CHECKING:
    from evidence.model import Case, Fact, Facts, Page, Source, Transcript

__all__ = ["Beyond", "beyond_pictures", "chats_of", "marked", "pictures_of", "placed_in_films", "texts_of"]

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


@contextmanager
def pictures_of(taken: Case, folder: Path | None) -> Iterator[Case]:
    """The case as far as `evidence read` can use it: its pictures, and those where a screen recording rests.

    Args:
        taken: the case as collected.
        folder: its folder, where pictures of recordings are kept; None for files named one by one, beside which nothing
            is written: their pictures are gone on leaving.

    Raises:
        EvidenceError: FILE (5) when a picture cannot be written; UNUSABLE (4) where nothing but a recording is there
            that cannot be opened.
    """
    told = replace(taken, sources=tuple(_to_be_read(source) for source in taken.sources))
    films = {source.id: source for source in told.used("recording")}
    if not films:
        yield told
        return
    with nullcontext(folder / _FRAMES) if folder is not None else scratch() as place:
        filmed, _, unseen = case.with_frames(told, place)
        seen = {source.derived_from for source in filmed.sources}
        still = {film: Notice.of("pipeline.film-without-pictures", path=films[film].path) for film in {*films} - seen}
        filmed = marked(filmed, still | unseen)
        if unseen and not any(source.is_picture for source in filmed.used()):
            first = next(iter(unseen.values()))
            raise EvidenceError(Exit.UNUSABLE, first.key, **dict(first.params))
        yield filmed


def _to_be_read(source: Source) -> Source:
    if source.status != "used" or source.is_picture or source.media.startswith("video/"):
        return source
    return replace(source, status="ignored", reason=Notice.of("pipeline.not-a-picture", path=source.path))


def chats_of(known: Case, pages: Sequence[Page], *, named: bool) -> Case:
    """The case with its chats told from the rest, which is left out of a conversation and says so.

    Pictures `named` one by one are chats because somebody said so; of a recording only those that show talk are, or
    all of them where none does.
    """
    told = case.recognised(known, texts_of(pages))
    talking = {source.derived_from for source in told.used("chat")} - {None}
    sources = []
    for source, kinds in zip(known.sources, told.sources, strict=True):
        if source.status != "used":
            sources.append(source)
        elif source.derived_from is not None:
            if kinds.kind == "chat" or (named and source.derived_from not in talking):
                sources.append(replace(source, kind="chat"))
        elif source.is_picture:
            sources.append(replace(source, kind="chat") if named else _if_a_chat(kinds))
        else:
            sources.append(source if named or source.id in talking else _if_a_chat(source))
    return replace(known, sources=tuple(sources))


def _if_a_chat(source: Source) -> Source:
    if source.kind == "chat":
        return source
    told = Notice.of("pipeline.not-a-chat", path=source.path, kind=source.kind)
    return replace(source, status="ignored", reason=told)


def placed_in_films(transcript: Transcript) -> Transcript:
    """The transcript with pictures of recordings named by their place in it (`film.mp4#t=12.5`): they are gone now."""
    films = {source.id: source.path for source in transcript.sources}
    return replace(
        transcript,
        sources=tuple(
            source if source.derived_from is None or source.offset is None
            else replace(source, path=f"{films[source.derived_from]}#t={source.offset:.1f}")
            for source in transcript.sources
        ),
    )  # fmt: skip


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
    """The case with the sources that could not be read marked so, each with its reason, and the copies of such."""
    return replace(taken, sources=tuple(_marked(source, failed) for source in taken.sources))


def _marked(source: Source, failed: Mapping[str, Notice]) -> Source:
    reason = failed.get(source.duplicate_of or source.id)
    if reason is None:
        return source
    told = reason if source.duplicate_of is None else reason.about(source.path)
    return replace(source, status="unreadable", reason=told, duplicate_of=None)
