"""A picture seen once is not opened again, and what is said of it stays the same, whatever the record holds."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from evidence.case import collect
from evidence.model import CHINA, Case


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case with a plain picture, one that an editor wrote at a known time, and one that is none."""
    place = tmp_path / "案"
    place.mkdir()
    Image.new("RGB", (40, 30), "white").save(place / "甲.png")
    told = Image.Exif()
    told[0x0131], told[0x0132] = "Adobe Photoshop 25.0", "2026:10:05 14:30:00"
    Image.new("RGB", (50, 20), "grey").save(place / "乙.jpg", exif=told)
    (place / "坏.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 60)
    return place


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the pictures that were opened."""
    from evidence.case import picture

    names: list[str] = []
    real = picture.look_at

    def counted(data: bytes, *, shown: str) -> picture.Looks:
        names.append(shown)
        return real(data, shown=shown)

    monkeypatch.setattr(picture, "look_at", counted)
    return names


def taken(folder: Path) -> Case:
    return collect(folder, known=folder / ".evidence" / "pictures.json")


def test_a_second_run_opens_only_what_failed_and_finds_the_same(folder: Path, opened: list[str]) -> None:
    first = taken(folder)
    assert sorted(opened) == ["乙.jpg", "坏.png", "甲.png"]
    edited = next(s for s in first.sources if s.path == "乙.jpg")
    assert [n.key for n in edited.notes] == ["case.editor-named"]
    assert edited.device_time == datetime(2026, 10, 5, 14, 30, tzinfo=CHINA)
    opened.clear()
    assert taken(folder) == first
    assert opened == ["坏.png"]


def test_without_a_place_for_it_nothing_is_written(folder: Path) -> None:
    collect(folder)
    assert not (folder / ".evidence").exists()


def test_a_picture_under_another_name_is_spoken_of_by_that_name(folder: Path, opened: list[str]) -> None:
    taken(folder)
    opened.clear()
    (folder / "乙.jpg").rename(folder / "丙.jpg")
    renamed = next(s for s in taken(folder).sources if s.path == "丙.jpg")
    assert "丙.jpg" not in opened and dict(renamed.notes[0].params)["path"] == "丙.jpg"


def test_other_bytes_under_the_same_name_and_time_are_another_picture(folder: Path, opened: list[str]) -> None:
    taken(folder)
    opened.clear()
    before = (folder / "甲.png").stat()
    Image.new("RGB", (60, 45), "white").save(folder / "甲.png")
    os.utime(folder / "甲.png", (before.st_atime, before.st_mtime))
    fresh = next(s for s in taken(folder).sources if s.path == "甲.png")
    assert "甲.png" in opened and (fresh.width, fresh.height) == (60, 45)


def test_what_is_no_longer_in_the_case_is_forgotten(folder: Path) -> None:
    taken(folder)
    (folder / "甲.png").unlink()
    taken(folder)
    record = json.loads((folder / ".evidence" / "pictures.json").read_text("utf-8"))
    assert len(record["pictures"]) == 1


def test_the_record_of_another_version_is_not_taken_up(
    folder: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = taken(folder)
    opened.clear()
    monkeypatch.setattr("evidence.case.known.version", lambda _: "1.0")
    assert taken(folder) == first and "甲.png" in opened


@pytest.mark.parametrize(
    "change",
    [
        {"size": [40]},
        {"size": [0, 30]},
        {"size": [True, 30]},
        {"size": ["40", 30]},
        {"media": "text/html"},
        {"media": None},
        {"time": "yesterday"},
        {"time": "2026-10-05T14:30:00"},
        {"notes": [["case.editor-named"]]},
        {"notes": {"a": 1}},
    ],
)
def test_a_damaged_entry_makes_the_record_worth_nothing(
    folder: Path, opened: list[str], change: dict[str, object]
) -> None:
    first = taken(folder)
    place = folder / ".evidence" / "pictures.json"
    record = json.loads(place.read_text("utf-8"))
    for told in record["pictures"].values():
        told.update(change)
    place.write_text(json.dumps(record), "utf-8")
    opened.clear()
    assert taken(folder) == first and "甲.png" in opened


@pytest.mark.parametrize("record", ["", "{", "[]", "{}", "[" * 100_000, '{"pictures": NaN}'])
def test_a_damaged_record_is_as_good_as_none(folder: Path, record: str) -> None:
    first = taken(folder)
    (folder / ".evidence" / "pictures.json").write_text(record, "utf-8")
    assert taken(folder) == first


def test_a_pipe_in_place_of_the_record_is_not_waited_for(folder: Path) -> None:
    first = taken(folder)
    place = folder / ".evidence" / "pictures.json"
    place.unlink()
    os.mkfifo(place)
    assert taken(folder) == first


def test_a_record_that_cannot_be_written_stops_no_one(folder: Path) -> None:
    first = collect(folder)
    (folder.parent / "一个文件").write_text("", "utf-8")
    assert collect(folder, known=folder.parent / "一个文件" / "pictures.json") == first


def test_the_case_file_still_outranks_what_is_known(folder: Path) -> None:
    first = taken(folder)
    (folder / "case.toml").write_text('[[exhibit]]\nfile = "甲.png"\nkind = "review"\n', "utf-8")
    noted = next(s for s in taken(folder).sources if s.path == "甲.png")
    plain = next(s for s in first.sources if s.path == "甲.png")
    assert noted.kind == "review" and replace(noted, kind=plain.kind) == plain
