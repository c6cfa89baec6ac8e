"""Records: a page replayed is the page that was read, and a damaged or foreign record is read anew, never trusted."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.model import Box, Engine, Line, Page, Region, Surface
from evidence.ocr import dump, load
from evidence.ocr.records import Records

edge = st.integers(0, 20_000)
boxes = st.builds(lambda a, b, c, d: Box(min(a, b), min(c, d), max(a, b), max(c, d)), edge, edge, edge, edge)
channel = st.integers(0, 255)
colours = st.tuples(channel, channel, channel)
shares = st.integers(0, 10_000).map(lambda n: round(n / 10_000, 4))
words = st.text(st.characters(codec="utf-8"), max_size=30)
lines = st.builds(Line, words, shares, boxes, st.none() | colours, st.none() | colours)
surfaces = st.builds(
    Surface,
    colours,
    st.lists(st.builds(Region, boxes, colours, st.booleans()), max_size=4).map(tuple),
    st.lists(st.integers(0, 2**64 - 1), max_size=4).map(tuple),
)
engines = st.builds(Engine, words, words, st.lists(words, max_size=3).map(tuple))
pages = st.builds(
    Page,
    words,
    words,
    edge,
    edge,
    engines,
    st.lists(lines, max_size=4).map(tuple),
    st.none() | surfaces,
    st.integers(1, 9),
)

ENGINE = Engine("rapidocr", "9.9", ("det", "rec"))
PAGE = Page(
    "S007",
    "ab" * 32,
    100,
    200,
    ENGINE,
    (Line("给五十就删", 0.9912, Box(1, 2, 30, 20)),),
    Surface((9, 9, 9), (), (5, 2**64 - 1)),
)


@given(pages)
def test_a_page_comes_back_from_its_record_exactly(page: Page) -> None:
    text = json.dumps(dump(page), ensure_ascii=False)
    again = load(json.loads(text))
    assert again == page
    assert json.dumps(dump(again), ensure_ascii=False) == text


def kept(folder: Path, page: Page = PAGE, settings: str = "1") -> Records:
    records = Records(folder, page.engine, settings)
    records.keep(page)
    return records


def found(records: Records, source: str = "S001") -> Page | None:
    return records.find(PAGE.sha256, source, (100, 200))


def test_a_kept_page_is_found_again_under_the_id_of_today(tmp_path: Path) -> None:
    assert found(kept(tmp_path / "deep" / "ocr")) == replace(PAGE, source="S001")
    assert [p.suffix for p in (tmp_path / "deep" / "ocr").iterdir()] == [".json"], "no draft is left"


def test_the_same_page_writes_the_same_bytes(tmp_path: Path) -> None:
    for name, source in (("a", "S001"), ("b", "S002")):
        kept(tmp_path / name, replace(PAGE, source=source))
    first, second = (next((tmp_path / name).iterdir()) for name in "ab")
    assert (first.name, first.read_bytes()) == (second.name, second.read_bytes())


@pytest.mark.parametrize("other", [
    Records(None, Engine("rapidocr", "9.8", ("det", "rec")), "1"),
    Records(None, Engine("tesseract", "9.9", ("det", "rec")), "1"),
    Records(None, Engine("rapidocr", "9.9", ("det2", "rec")), "1"),
    Records(None, ENGINE, "2"),
])  # fmt: skip
def test_another_engine_version_model_or_setting_reads_anew(tmp_path: Path, other: Records) -> None:
    kept(tmp_path)
    other.folder = tmp_path
    assert found(other) is None


def changed(**values: Any) -> str:
    return json.dumps({**dump(PAGE), **values})


def test_a_record_of_an_older_version_with_its_rows_as_a_list_is_still_taken(tmp_path: Path) -> None:
    records = kept(tmp_path)
    whole = found(records)
    record = next(tmp_path.iterdir())
    told = json.loads(record.read_text("utf-8"))
    told["surface"]["rows"] = list(whole.surface.rows)
    record.write_text(json.dumps(told), "utf-8")
    assert whole.surface.rows and found(records) == whole


@pytest.mark.parametrize("content", [
    "", "{", "[]", "null", "7", "\x00" * 40, "[" * 100_000,
    changed(schema="evidence/ocr/0"),
    changed(sha256="cd" * 32),
    changed(width="100"),
    changed(width=True),
    changed(height=201),
    changed(lines=None),
    changed(lines=[{"text": "x"}]),
    changed(lines=[{"text": 5, "confidence": 0.5, "box": [0, 0, 1, 1]}]),
    changed(lines=[{"text": "x", "confidence": 1.5, "box": [0, 0, 1, 1]}]),
    changed(lines=[{"text": "x", "confidence": 0.5, "box": [5, 0, 1, 1]}]),
    changed(lines=[{"text": "x", "confidence": 0.5, "box": [0, 0, 1]}]),
    changed(lines=[{"text": "x", "confidence": 0.5, "box": [0, 0, 1, 1.5]}]),
    changed(surface={"background": [1, 2], "regions": [], "rows": []}),
    changed(surface={"background": [1, 2, 3], "regions": [], "rows": "no base64!"}),
    changed(surface={"background": [1, 2, 3], "regions": [], "rows": "AAAA"}),
    changed(surface={"background": [1, 2, 3], "regions": [], "rows": [1, "2"]}),
    changed(surface={"background": [1, 2, 3], "regions": [], "rows": 7}),
    changed(surface=[]),
    changed(engine={"name": "rapidocr", "version": "1.0", "models": []}),
])  # fmt: skip
def test_a_damaged_or_foreign_record_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    records = kept(tmp_path)
    assert found(records) is not None
    next(tmp_path.iterdir()).write_text(content, "utf-8")
    assert found(records) is None


def test_a_record_that_is_no_text_or_no_file_is_as_good_as_none(tmp_path: Path) -> None:
    records = kept(tmp_path)
    record = next(tmp_path.iterdir())
    record.write_bytes(b"\xff\xfe\x00\xd8")
    assert found(records) is None
    record.unlink()
    record.mkdir()
    assert found(records) is None


def test_a_folder_that_cannot_be_written_stops_no_one(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    records = kept(blocked / "ocr")
    assert records.trouble is not None and records.trouble.key == "ocr.records-not-kept"
    assert found(records) is None


def test_a_failed_write_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    records = kept(tmp_path)
    assert records.trouble is not None
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_nothing_is_kept() -> None:
    records = Records(None, ENGINE, "1")
    records.keep(PAGE)
    assert found(records) is None and records.trouble is None
