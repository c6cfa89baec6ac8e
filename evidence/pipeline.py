"""The whole way through the house, told once: folder, reading, conversation, judgement, facts, appeal, pack, seal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evidence import __version__, appeal, case, chat, facts, match, ocr, seal
from evidence.binding import Binding, bind
from evidence.custody import Custody
from evidence.errors import EvidenceError, Exit
from evidence.exports import Exports, outputs_of, refuse
from evidence.files import hash_file, refuse_existing
from evidence.intake import beyond_pictures, chats_of, marked, pictures_of, placed_in_films, texts_of
from evidence.model import (
    UNKNOWN_TIME,
    Box,
    Dossier,
    Message,
)

if TYPE_CHECKING:
    from evidence.model import (
        Case,
        CustodyEntry,
        Device,
        Facts,
        Judgement,
        Notice,
        Page,
        SecondReading,
        Source,
        Transcript,
    )
    from evidence.seal import SealPlan

__all__ = ["BuildOptions", "Built", "Progress", "Survey", "build", "read", "survey"]

Progress = Callable[[str, int, int, str], None]
"""Told of work under way: the stage, how many are done, of how many, and what is being worked on."""

_RECORDS = Path(".evidence", "ocr")
_PICTURES = Path(".evidence", "pictures.json")
_TALK = Path(".evidence", "transcript.json")
CORRECTIONS = Path(".evidence", "corrections.json")
_PDF_PICTURES = Path(".evidence", "pages")
_CROP_MARGIN = 2
"""Pixels kept around a line for the second reader: boxes hug the ink, and a cut stroke is a misread sign."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What a caller may decide of a build; everything absent is found out from the folder."""

    platform: str | None = None
    ground: str | None = None
    report: bool = False
    captured: datetime | None = None
    device: Device | None = None
    engine: str = "rapidocr"
    rules: tuple[Path, ...] = ()
    statement: str | None = None
    workers: int | None = None
    force: bool = False
    attach_originals: bool = False
    exports: Exports = field(default_factory=Exports)
    seal: SealPlan | None = None
    raw: bool = False  # of `read`: without a person's corrections
    explain: Path | None = None  # of `read`: a folder for pictures of what was understood


@dataclass(frozen=True, slots=True)
class Survey:
    """A folder read as far as its conversation and facts, before anything is judged."""

    case: Case
    pages: tuple[Page, ...]
    transcript: Transcript
    facts: Facts
    pictures: Mapping[tuple[str, int], Path]
    notices: tuple[Notice, ...] = ()
    custody: tuple[CustodyEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: what it holds, where it lies, and what could not be used."""

    dossier: Dossier
    files: seal.Sidecars
    pages: int
    unused: tuple[Source, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def exit_code(self) -> Exit:
        """DONE, or PARTLY where an input could not be used or no authority gave the time that was asked for."""
        partly = any(s.status == "unreadable" for s in self.unused) or self.dossier.sealing == "unreachable"
        return Exit.PARTLY if partly else Exit.DONE


@dataclass(slots=True)
class _Readings:
    """What reading has gathered so far: the pages, each page's picture, and the sources that failed."""

    pages: list[Page] = field(default_factory=list)
    pictures: dict[tuple[str, int], Path] = field(default_factory=dict)
    failed: dict[str, Notice] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)


def build(
    folder: Path, target: Path, options: BuildOptions, *, now: datetime, progress: Progress | None = None
) -> Built:
    """Make the evidence pack of a case folder, with its document and its hashes beside it.

    Args:
        folder: the case folder.
        target: where the PDF goes.
        options: what the caller decides.
        now: the time the pack is made, with zone.
        progress: told of the work under way.

    Raises:
        EvidenceError: with the exit code of the contract; nothing is left half written.
    """
    files = seal.sidecars_of(target)
    refuse_existing((files.private, *files.every), force=options.force)
    refuse(options.exports, attach=options.attach_originals, force=options.force)
    rules = match.load_rules(options.rules)
    platform = appeal.load_platform(options.platform) if options.platform else None
    ours = (files.private, *files.every, *outputs_of(options.exports))
    read_folder = survey(folder, options, skip=ours, progress=progress, now=now)
    transcript, found = read_folder.transcript, read_folder.facts
    judgement = match.judge((*transcript.messages, *_reviews(found)), rules=rules)
    if platform is None:
        platform = appeal.load_platform(appeal.recognise_platform(read_folder.case, transcript, found)[0])
    argued = appeal.argue(
        read_folder.case,
        transcript,
        judgement,
        found,
        platform=platform,
        now=now,
        ground=options.ground,
        statement=options.statement,
        report=options.report,
    )
    second = _second_readings(judgement, read_folder, folder / _RECORDS, progress)
    dossier = Dossier(
        read_folder.case, read_folder.pages, transcript, judgement, found, argued, second, now, __version__,
        custody=read_folder.custody,
    )  # fmt: skip
    if progress:
        progress("pack", 0, 1, target.name)
    private = appeal.private_check(transcript, judgement, found.chain)
    how = Binding(options.exports, options.attach_originals, options.seal, options.force, private)
    bound = bind(dossier, files, how, picture=lambda s, n: read_folder.pictures[s, n], platform=platform)
    if progress:
        progress("pack", 1, 1, target.name)
    unused = tuple(s for s in dossier.case.sources if s.status in ("unreadable", "ignored"))
    return Built(bound.dossier, files, bound.pages, unused, (*read_folder.notices, *bound.notices))


def survey(
    folder: Path, options: BuildOptions, *, skip: Sequence[Path] = (), progress: Progress | None = None,
    now: datetime | None = None,
) -> Survey:  # fmt: skip
    """Read a case folder: its conversation and its facts. With the time `now`, the custody log is told of it.

    Raises:
        EvidenceError: UNUSABLE (4) when the folder holds no file to work on, or neither chat nor review nor order.
    """
    taken = case.collect(folder, skip=skip, known=folder / _PICTURES)
    if not taken.used():
        raise EvidenceError(Exit.UNUSABLE, "pipeline.nothing-usable", path=folder, count=len(taken.sources))
    log = Custody(folder, now)
    log.collected((s.path, s.sha256) for s in taken.sources)
    taken, more = beyond_pictures(taken, folder)
    readings = _read_everything(taken, options, folder / _RECORDS, progress)
    readings.failed.update(more.failed)
    readings.notices.extend(more.notices)
    log.read(readings.pages)
    if not any(page.lines for page in readings.pages):  # an engine gone wrong reads nothing, and no error
        raise EvidenceError(Exit.UNUSABLE, "pipeline.nothing-readable", path=folder, count=len(taken.sources))
    taken = case.only_talk(case.recognised(marked(taken, readings.failed), texts_of(readings.pages)))
    readings.pages = more.pages_of(taken, readings.pages)
    if not taken.used("chat", "review"):
        raise EvidenceError(Exit.UNUSABLE, "pipeline.no-chat", path=folder, count=len(taken.used()))
    transcript, lost = chat.with_corrections(
        _transcript(taken, readings.pages, options, folder / _TALK), folder / CORRECTIONS
    )
    readings.notices.extend(lost)
    found = more.established(taken, readings.pages, readings.pictures, transcript)
    kept, notices = log.kept(), (*readings.notices, *log.troubles)
    return Survey(taken, tuple(readings.pages), transcript, found, dict(readings.pictures), notices, kept)


def read(
    paths: Sequence[Path], options: BuildOptions, *, progress: Progress | None = None, now: datetime | None = None
) -> tuple[Transcript, tuple[Notice, ...]]:
    """Read screenshots to one transcript. Files named one by one are taken for chats; a folder's are told apart.

    A screen recording is read by the pictures where it rests, each message with its place in the recording. With the
    time `now`, the custody log of a folder is told of it.

    Raises:
        EvidenceError: UNUSABLE (4) when nothing could be read.
    """
    folder = paths[0] if len(paths) == 1 and paths[0].is_dir() else None
    taken = case.collect_paths(paths, known=folder / _PICTURES if folder else None)
    if not taken.used():
        raise EvidenceError(Exit.UNUSABLE, "pipeline.nothing-usable", path=paths[0], count=len(taken.sources))
    with pictures_of(taken, folder) as pictures:
        if not any(s.is_picture for s in pictures.used()):
            raise EvidenceError(Exit.UNUSABLE, "pipeline.no-pictures", path=paths[0], count=len(taken.sources))
        readings = _read_everything(pictures, options, folder / _RECORDS if folder else None, progress)
        if folder is not None:
            Custody(folder, now).read(readings.pages)
        known = marked(pictures, readings.failed)
        if not readings.pages:
            raise EvidenceError(Exit.UNUSABLE, "pipeline.nothing-readable", path=paths[0], count=len(known.sources))
        known = chats_of(known, readings.pages, named=not any(p.is_dir() for p in paths))
        if not known.used("chat"):
            raise EvidenceError(Exit.UNUSABLE, "pipeline.no-chat", path=paths[0], count=len(known.sources))
        transcript = _transcript(known, readings.pages, options, folder / _TALK if folder else None)
        if folder is not None and not options.raw:
            transcript, lost = chat.with_corrections(transcript, folder / CORRECTIONS)
            readings.notices.extend(lost)
        if options.explain is not None:
            chat.explain(options.explain, readings.pages, readings.pictures, transcript)
    return transcript if folder else placed_in_films(transcript), tuple(readings.notices)


def _read_everything(taken: Case, options: BuildOptions, records: Path | None, progress: Progress | None) -> _Readings:
    """Pictures through OCR, PDFs through their text or, where that is none, through OCR of their rendered pages."""
    readings = _Readings()
    scanned: list[Source] = []
    for source in taken.used():
        if source.media == "application/pdf":
            scanned.extend(_read_document(taken, source, readings))
        elif source.is_picture:
            readings.pictures[source.id, 1] = taken.path_of(source.id)
    pictures = replace(taken, sources=(*(s for s in taken.sources if s.is_picture), *scanned))
    if pictures.used():
        reading = ocr.read_pages(
            pictures,
            engine=options.engine,
            records=records,
            workers=options.workers,
            progress=None if progress is None else partial(progress, "read"),
        )
        for page in reading.pages:
            source_id, _, number = page.source.partition("#")
            readings.pages.append(replace(page, source=source_id, number=int(number or 1)))
        readings.notices.extend(reading.notes)
        for source_id, reason in reading.failed:
            readings.failed[source_id.partition("#")[0]] = reason
    order = {s.id: n for n, s in enumerate(taken.sources)}
    readings.pages.sort(key=lambda p: (order[p.source], p.number))
    return readings


def _read_document(taken: Case, source: Source, readings: _Readings) -> list[Source]:
    """Read one PDF; hands back its rendered pages as pictures to be read by OCR where it holds no usable text."""
    try:
        document = facts.read_document(taken.path_of(source.id), source, pictures=taken.root / _PDF_PICTURES)
    except EvidenceError as error:
        if error.exit_code is not Exit.UNUSABLE:
            raise
        readings.failed[source.id] = error.notice
        return []
    for number, picture in enumerate(document.pictures, 1):
        readings.pictures[source.id, number] = picture
    if not document.unreadable_text:
        readings.pages.extend(document.pages)
        return []
    return [
        replace(
            source,
            id=f"{source.id}#{number}",
            path=picture.relative_to(taken.root).as_posix(),
            media="image/png",
            sha256=hash_file(picture),
        )
        for number, picture in enumerate(document.pictures, 1)
    ]


def _transcript(taken: Case, pages: Sequence[Page], options: BuildOptions, kept: Path | None) -> Transcript:
    chats = {s.id for s in taken.used("chat") if s.is_picture}
    return chat.recalled(
        [p for p in pages if p.source in chats],
        taken.sources,
        captured=options.captured or taken.file.captured,
        device=options.device or taken.file.device,
        buyer=taken.file.buyer,
        shop=taken.file.shop,
        kept=kept,
    )


def _reviews(found: Facts) -> tuple[Message, ...]:
    """The review's own words as utterances of the buyer, so that the review rules can judge them."""
    utterances = []
    for number, fact in enumerate((found.review.text, found.review.follow_up), 1):
        if fact is not None:
            utterances.append(
                Message(
                    id=f"R{number:04d}",
                    source=fact.source or "",
                    speaker="buyer",
                    side="left",
                    kind="text",
                    text=fact.value,
                    confidence=fact.confidence,
                    box=fact.box or Box(0, 0, 0, 0),
                    time=UNKNOWN_TIME,
                    channel="review",
                )
            )
    return tuple(utterances)


def _second_readings(
    judgement: Judgement, read_folder: Survey, records: Path, progress: Progress | None
) -> tuple[SecondReading, ...]:
    """Have every line that the pack quotes read again by the independent engine."""
    quoted = {m for f in judgement.findings for m in f.messages} | {m for g in judgement.gates for m in g.messages}
    messages = [m for m in read_folder.transcript.messages if m.id in quoted and m.lines]
    pictures: dict[str, list[Message]] = {}
    for message in messages:
        pictures.setdefault(message.source, []).append(message)
    items = []
    for number, (source_id, held) in enumerate(sorted(pictures.items())):
        if progress:
            progress("second", number, len(pictures), read_folder.case.source(source_id).path)
        pixels = case.open_picture(read_folder.pictures[source_id, 1]).pixels
        for message in held:
            for index, line in enumerate(message.lines):
                box = line.box.grown(_CROP_MARGIN)
                items.append((message.id, index, line, pixels[box.y0 : box.y1, box.x0 : box.x1].copy()))
    return ocr.reread(items, records=records)
