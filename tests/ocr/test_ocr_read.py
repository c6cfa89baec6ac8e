"""Reading a case: one bad picture stops no other, a dead worker costs at most its picture, a replay is the same."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from ocr.drawn import page
from ocr.fakes import ABSENT, BROKEN, ENGINE, FATAL, FLAKY, Fake, fake

from evidence.case import collect
from evidence.errors import EvidenceError, Exit
from evidence.model import Case, Line, Notice, Page
from evidence.ocr import dump, read_pages, tesseract
from evidence.ocr import engine as engines
from evidence.ocr.page import Job
from evidence.ocr.workers import outcomes


def folder_of(tmp_path: Path, *widths: int) -> Case:
    folder = tmp_path / "case"
    folder.mkdir()
    for number, width in enumerate(widths, 1):
        page((width, 50 + number)).save(folder / f"{number}.png")
    return collect(folder)


def jobs_of(case: Case) -> list[Job]:
    return [Job(s.id, case.path_of(s.id), s.path, s.sha256) for s in case.used()]


def summed(results: Iterator[tuple[Job, Page | Notice]]) -> dict[str, str]:
    return {job.source: o.lines[0].text if isinstance(o, Page) else o.key for job, o in results}


@pytest.fixture(autouse=True)
def no_worker_is_left() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_picture_that_fails_does_not_stop_the_others(tmp_path: Path, workers: int) -> None:
    case = folder_of(tmp_path, 50, BROKEN, 60)
    results = summed(outcomes(jobs_of(case), "rapidocr", workers, fake))
    assert results == {"S001": "50x51", "S002": "ocr.engine-failed", "S003": "60x53"}


def test_a_worker_killed_over_a_picture_costs_only_that_picture(tmp_path: Path) -> None:
    case = folder_of(tmp_path, 50, FATAL, 60, 70)
    results = summed(outcomes(jobs_of(case), "rapidocr", 2, fake))
    assert results == {"S001": "50x51", "S002": "ocr.worker-died", "S003": "60x53", "S004": "70x54"}


def test_a_worker_killed_by_chance_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    once = tmp_path / "once"
    once.touch()
    monkeypatch.setenv("FAKE_ONCE", str(once))
    case = folder_of(tmp_path, FLAKY, 50)
    results = summed(outcomes(jobs_of(case), "rapidocr", 2, fake))
    assert results == {"S001": "20x51", "S002": "50x52"} and not once.exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_missing_engine_is_said_once_and_not_for_each_picture(tmp_path: Path, workers: int) -> None:
    case = folder_of(tmp_path, ABSENT, ABSENT)
    with pytest.raises(EvidenceError) as caught:
        list(outcomes(jobs_of(case), "rapidocr", workers, fake))
    assert (caught.value.exit_code, caught.value.notice.key) == (Exit.MISSING, "ocr.rapidocr-missing")


def test_an_interrupted_reading_ends_its_workers(tmp_path: Path) -> None:
    case = folder_of(tmp_path, 50, 60, 70, 80)
    running = outcomes(jobs_of(case), "rapidocr", 2, fake)
    next(running)
    running.close()  # as a KeyboardInterrupt in the loop does; the fixture looks for workers left behind


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let `read_pages` use the fake engine in this process; the list counts the pictures it read."""
    count: list[int] = []

    class Counting(Fake):
        def read(self, pixels: NDArray[np.uint8]) -> tuple[Line, ...]:
            count.append(1)
            return super().read(pixels)

    monkeypatch.setattr("evidence.ocr.rapid.open_reader", Counting)
    monkeypatch.setattr("evidence.ocr.rapid.describe", lambda: ENGINE)
    return count


def read(case: Case, records: Path | None = None, **options: Any) -> Any:
    return read_pages(case, records=records, workers=1, **options)


def test_a_second_run_needs_no_engine_and_gives_the_same_pages(tmp_path: Path, faked: list[int]) -> None:
    case = folder_of(tmp_path, 50, 60)
    records = tmp_path / "case" / ".evidence" / "ocr"
    first, second = read(case, records), read(case, records)
    assert len(faked) == 2 and (first.from_records, second.from_records) == (0, 2)
    assert [dump(p) for p in first.pages] == [dump(p) for p in second.pages]
    assert [p.source for p in second.pages] == ["S001", "S002"]
    assert second.pages[0].surface is not None and second.engine == ENGINE


def test_a_record_follows_its_picture_when_the_files_are_renumbered(tmp_path: Path, faked: list[int]) -> None:
    case = folder_of(tmp_path, 50, 60)
    read(case, tmp_path / "records")
    (tmp_path / "case" / "1.png").unlink()
    again = read(collect(tmp_path / "case"), tmp_path / "records")
    assert [(p.source, p.lines[0].text) for p in again.pages] == [("S001", "60x52")]
    assert len(faked) == 2


def test_a_picture_changed_since_it_was_hashed_is_not_used(tmp_path: Path, faked: list[int]) -> None:
    case = folder_of(tmp_path, 50, 60)
    page((50, 51), paper="red").save(tmp_path / "case" / "1.png")
    reading = read(case)
    assert [(s, n.key) for s, n in reading.failed] == [("S001", "ocr.changed-meanwhile")]
    assert [p.source for p in reading.pages] == ["S002"]


def test_progress_counts_every_picture_and_only_those_asked_for(tmp_path: Path, faked: list[int]) -> None:
    case = folder_of(tmp_path, 50, BROKEN, 60, 70)
    told: list[tuple[int, int, str]] = []
    reading = read(case, only={"S001", "S002", "S003"}, progress=lambda *step: told.append(step))
    assert told == [(1, 3, "1.png"), (2, 3, "2.png"), (3, 3, "3.png")]
    assert [p.source for p in reading.pages] == ["S001", "S003"] and [s for s, _ in reading.failed] == ["S002"]


def test_a_folder_that_cannot_be_written_is_noted_and_read_all_the_same(tmp_path: Path, faked: list[int]) -> None:
    case = folder_of(tmp_path, 50)
    (tmp_path / "file").touch()
    reading = read(case, tmp_path / "file" / "ocr")
    assert len(reading.pages) == 1 and [n.key for n in reading.notes] == ["ocr.records-not-kept"]


def test_a_page_on_which_nothing_was_read_is_noted(
    tmp_path: Path, faked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = folder_of(tmp_path, 50)
    monkeypatch.setattr(Fake, "read", lambda *_: ())
    reading = read(case)
    assert [n.key for n in reading.notes] == ["ocr.nothing-read"] and reading.pages[0].lines == ()


def test_the_real_engine_reads_through_workers_as_it_does_alone(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    for number, text in enumerate(("不补三十就去写差评", "我们按规定给您处理"), 1):
        page((500, 160), (30, 50, 28, text)).save(folder / f"{number}.png")
    case = collect(folder)
    together = read_pages(case, records=None, workers=2)
    alone = read_pages(case, records=None, workers=1)
    assert [line.text for p in together.pages for line in p.lines] == ["不补三十就去写差评", "我们按规定给您处理"]
    assert [dump(p) for p in together.pages] == [dump(p) for p in alone.pages]


def test_without_tesseract_the_choice_of_it_is_an_error_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tesseract, "trouble", lambda: Notice.of("ocr.tesseract-missing"))
    with pytest.raises(EvidenceError) as caught:
        read_pages(folder_of(tmp_path, 50), engine="tesseract", records=None)
    assert caught.value.exit_code is Exit.MISSING
    assert sorted(engines.ENGINES) == ["rapidocr", "tesseract"]
