"""The transcript of the last run is taken up only where everything it was made from is the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from chat.sketch import Sketch

from evidence.chat import recalled, transcript
from evidence.keeping import code_mark
from evidence.model import CHINA, Box, Line, Page, Region, Source, Surface, Transcript

WHEN = datetime(2026, 10, 6, 20, 0, tzinfo=CHINA)


def drawn(first: str = "壶盖裂了") -> Page:
    page = Sketch()
    y = page.notice(40, "昨天 14:30")
    y = page.bubble(y, [first])
    y = page.bubble(y, ["您好", "马上给您换"], right=True, paper=(149, 236, 105))
    page.bubble(y, ["不给50元就差评"])
    return page.page()


PAGE = drawn()
SOURCE = Source("S001", "聊天.png", "0" * 64, 10, "image/png", "chat", "used", modified=WHEN, width=600, height=1100)
GIVEN: dict[str, Any] = {"pages": [PAGE], "sources": [SOURCE], "captured": WHEN, "device": "seller"}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each transcript that is made instead of recalled."""
    count: list[int] = []
    real = transcript.converse

    def counted(*arguments: Any, **named: Any) -> Transcript:
        count.append(1)
        return real(*arguments, **named)

    monkeypatch.setattr(transcript, "converse", counted)
    return count


def test_what_is_recalled_is_what_was_made(tmp_path: Path, made: list[int]) -> None:
    kept = tmp_path / "案" / "transcript.json"
    first, second = recalled(**GIVEN, kept=kept), recalled(**GIVEN, kept=kept)
    assert len(made) == 1
    assert second == first == transcript.converse(**GIVEN)
    assert first.messages[1].text == "壶盖裂了" and first.messages[0].time.value is not None
    assert second.messages[0].time.value is not None
    assert second.messages[0].time.value.isoformat() == first.messages[0].time.value.isoformat()


def test_without_a_place_for_it_it_is_made_each_time(made: list[int]) -> None:
    assert recalled(**GIVEN) == recalled(**GIVEN)
    assert len(made) == 2


def changed(value: object) -> object:
    """Another value of the same kind."""
    if isinstance(value, Box):
        return value.shifted(0, 1)
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, int | float):
        return value / 2 if isinstance(value, float) else value + 1
    if isinstance(value, tuple):
        return (*value[:-1], changed(value[-1])) if value else (1,)
    if is_dataclass(value) and not isinstance(value, type):
        last = fields(value)[-1].name
        return replace(value, **{last: changed(getattr(value, last))})
    return (1, 2, 3)


def every_change(page: Page) -> Iterator[tuple[str, Page]]:
    """The page with one field of it, of one of its lines or of its surface changed, each in turn."""
    surface = page.surface
    assert surface is not None
    for one in fields(Page):
        yield f"page.{one.name}", replace(page, **{one.name: changed(getattr(page, one.name))})
    for one in fields(Line):
        line = replace(page.lines[0], **{one.name: changed(getattr(page.lines[0], one.name))})
        yield f"line.{one.name}", replace(page, lines=(line, *page.lines[1:]))
    for one in fields(Surface):
        other = replace(surface, **{one.name: changed(getattr(surface, one.name))})
        yield f"surface.{one.name}", replace(page, surface=other)
    for one in fields(Region):
        region = replace(surface.regions[0], **{one.name: changed(getattr(surface.regions[0], one.name))})
        yield f"region.{one.name}", replace(page, surface=replace(surface, regions=(region, *surface.regions[1:])))


@pytest.mark.parametrize(("what", "page"), [pytest.param(w, p, id=w) for w, p in every_change(PAGE)])
def test_no_field_of_a_page_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, page: Page
) -> None:
    marker = Transcript(None, (), ())
    kept = tmp_path / "transcript.json"
    monkeypatch.setattr(transcript, "converse", lambda *_, **__: marker)
    recalled(**GIVEN, kept=kept)
    key = json.loads(kept.read_text("utf-8"))["key"]
    recalled(**{**GIVEN, "pages": [page]}, kept=kept)
    assert page != PAGE and json.loads(kept.read_text("utf-8"))["key"] != key, what


def lines_changed(change: Callable[[Line], Line]) -> Page:
    return replace(PAGE, lines=tuple(change(line) if "50" in line.text else line for line in PAGE.lines))


OTHER = {
    "words": {"pages": [lines_changed(lambda n: replace(n, text="不给500元就差评"))]},
    "place": {"pages": [lines_changed(lambda n: replace(n, box=n.box.shifted(0, 1)))]},
    "confidence": {"pages": [lines_changed(lambda n: replace(n, confidence=0.5))]},
    "ink": {"pages": [lines_changed(lambda n: replace(n, ink=(1, 2, 3)))]},
    "picture": {"pages": [drawn("壶嘴裂了")]},
    "surface": {"pages": [replace(PAGE, surface=None)]},
    "capture time": {"captured": WHEN.replace(day=7)},
    "device": {"device": "buyer"},
    "buyer": {"buyer": "小雨"},
    "shop": {"shop": "青瓷小铺"},
    "file's name": {"sources": [replace(SOURCE, path="IMG_20260901_101010.png")]},
    "file's time": {"sources": [replace(SOURCE, modified=WHEN.replace(day=1))]},
    "phone's time": {"sources": [replace(SOURCE, device_time=WHEN.replace(day=2))]},
    "file's device": {"sources": [replace(SOURCE, device="buyer")]},
}


@pytest.mark.parametrize("what", OTHER)
def test_whatever_it_is_made_from_may_not_have_changed(tmp_path: Path, made: list[int], what: str) -> None:
    kept, other = tmp_path / "transcript.json", {**GIVEN, **OTHER[what]}
    recalled(**GIVEN, kept=kept)
    assert recalled(**other, kept=kept) == transcript.converse(**other)
    assert len(made) == 3, "made, made anew, and made to compare"


def test_other_files_of_the_case_change_nothing_and_are_listed_as_they_are_now(tmp_path: Path, made: list[int]) -> None:
    kept = tmp_path / "transcript.json"
    recalled(**GIVEN, kept=kept)
    review = Source("S002", "差评.png", "1" * 64, 10, "image/png", "review", "used")
    again = recalled(**{**GIVEN, "sources": [SOURCE, review]}, kept=kept)
    assert len(made) == 1 and again.sources == (SOURCE, review)


@pytest.mark.parametrize("damage", ["text", "speaker", "box", "cut", "empty", "list"])
def test_a_damaged_record_is_made_anew(tmp_path: Path, made: list[int], damage: str) -> None:
    kept = tmp_path / "transcript.json"
    first = recalled(**GIVEN, kept=kept)
    record = json.loads(kept.read_text("utf-8"))
    message = record["transcript"]["messages"][1]
    if damage == "text":
        message["text"] = 5
    elif damage == "speaker":
        message["speaker"] = "nobody"
    elif damage == "box":
        message["box"] = {"x0": 9, "y0": 9, "x1": 1, "y1": 1}
    elif damage == "list":
        record["transcript"] = []
    whole = json.dumps(record, ensure_ascii=False)
    kept.write_text({"cut": whole[:-30], "empty": ""}.get(damage, whole), "utf-8")
    assert recalled(**GIVEN, kept=kept) == first
    assert len(made) == 2


def test_a_place_that_cannot_be_written_stops_no_one(tmp_path: Path) -> None:
    (tmp_path / "一个文件").write_text("", "utf-8")
    assert recalled(**GIVEN, kept=tmp_path / "一个文件" / "transcript.json") == transcript.converse(**GIVEN)


def test_other_code_or_data_of_the_room_is_another_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "a_room"
    (room / "clients").mkdir(parents=True)
    (room / "__init__.py").write_text("", "utf-8")
    marks = set()
    monkeypatch.syspath_prepend(tmp_path)
    for name, text in (("x.py", "A = 1"), ("x.py", "A = 2"), ("clients/a.toml", "b = 1"), ("clients/a.toml", "b = 2")):
        (room / name).write_text(text, "utf-8")
        marks.add(code_mark("a_room"))
    assert len(marks) == 4
    (room / "__pycache__").mkdir()
    (room / "__pycache__" / "x.py").write_text("", "utf-8")
    assert code_mark("a_room") in marks
