"""Takes a case, hands on a `Reading`: a page for each picture in use, from its record or from the engine."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from evidence.model import Case, Engine, Notice, Page, Source
from evidence.ocr.engine import describe
from evidence.ocr.records import Records

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a case's pictures.

    `pages` stands in the order of the sources; `failed` holds the id of each picture that could not be read with the
    reason; `from_records` counts the pages that needed no engine; `notes` are for the person, and stop nothing.
    """

    pages: tuple[Page, ...]
    failed: tuple[tuple[str, Notice], ...]
    engine: Engine
    from_records: int = 0
    notes: tuple[Notice, ...] = ()


def read_pages(
    case: Case,
    *,
    engine: str = "rapidocr",
    records: Path | None,
    workers: int | None = None,
    progress: Progress | None = None,
    only: Collection[str] | None = None,
) -> Reading:
    """Read every picture in use. One bad picture never stops the others.

    Args:
        case: the case as collected; PDFs, recordings and tables are passed over.
        engine: `rapidocr` or `tesseract`.
        records: the folder for the records (`<case>/.evidence/ocr`), None to keep none.
        workers: processes, each on one thread; one for each core when None, 1 to read in this process.
        progress: told how many are done, of how many, and the path of the one just done.
        only: the ids of the sources to read, all when None.

    Raises:
        EvidenceError: USAGE (2) for an unknown engine, MISSING (3) when it is not installed.
    """
    found, settings = describe(engine)
    kept = Records(records, found, settings)
    wanted = [s for s in case.used() if s.is_picture and (only is None or s.id in only)]
    pages: dict[str, Page] = {}
    unread: list[Source] = []
    for source in wanted:
        page = kept.find(source.sha256, source.id, (source.width, source.height))
        if page is not None:
            pages[source.id] = page
            if progress:
                progress(len(pages), len(wanted), source.path)
        else:
            unread.append(source)
    from_records = len(pages)
    failed: dict[str, Notice] = {}
    if unread:
        from evidence.ocr.page import Job
        from evidence.ocr.workers import outcomes  # the engines' rooms are heavy, and a second run needs none

        jobs = [Job(s.id, case.root / s.path, s.path, s.sha256) for s in unread]
        for job, outcome in outcomes(jobs, engine, workers):
            if isinstance(outcome, Page):
                pages[job.source] = outcome
                kept.keep(outcome)
            else:
                failed[job.source] = outcome
            if progress:
                progress(len(pages) + len(failed), len(wanted), job.shown)
    silent = (Notice.of("ocr.nothing-read", path=s.path) for s in wanted if s.id in pages and not pages[s.id].lines)
    return Reading(
        pages=tuple(pages[s.id] for s in wanted if s.id in pages),
        failed=tuple((s.id, failed[s.id]) for s in wanted if s.id in failed),
        engine=found,
        from_records=from_records,
        notes=(*silent, *((kept.trouble,) if kept.trouble else ())),
    )
