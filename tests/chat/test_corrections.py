"""What a person corrects: kept apart, found again, both readings visible."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from evidence.chat import Correction, correct, corrected, keep_corrections, load_corrections
from evidence.errors import EvidenceError, Exit
from evidence.model import CHINA, Box, Message, Repeat, Source, Transcript
from evidence.transcripts import as_text


def message(number: int, text: str, y: int, source: str = "S001", repeats: tuple[Repeat, ...] = ()) -> Message:
    box = Box(90, y, 300, y + 40)
    return Message(f"M{number:04d}", source, "unknown", "left", "text", text, 0.9, box, repeats=repeats)


def files(*hashes: str) -> tuple[Source, ...]:
    return tuple(Source(f"S{n:03d}", f"{n}.png", h, 1, "image/png", "chat", "used") for n, h in enumerate(hashes, 1))


TALK = Transcript(None, files("a" * 64), (message(1, "壶盖裂了", 100), message(2, "不给5O元就差评", 200)))


def test_both_readings_are_kept() -> None:
    kept = correct(TALK, (), "M0002", text="不给50元就差评", speaker="buyer")
    told, lost = corrected(TALK, kept)
    second = told.message("M0002")
    assert (second.text, second.speaker, lost) == ("不给50元就差评", "buyer", ())
    assert dict(second.corrected) == {"text": "不给5O元就差评", "speaker": "unknown"}
    assert "机器原识别：不给5O元就差评" in as_text(told)
    assert told.message("M0001") == TALK.message("M0001")


def test_a_later_correction_adds_to_the_earlier_and_outranks_it() -> None:
    kept = correct(TALK, (), "M0002", text="不给50元就差评")
    kept = correct(TALK, kept, "M0002", time=datetime(2026, 5, 3, 14, 30, tzinfo=CHINA))
    kept = correct(TALK, kept, "M0002", text="不给500元就差评")
    second = corrected(TALK, kept)[0].message("M0002")
    assert len(kept) == 1 and second.text == "不给500元就差评"
    assert second.time.value == datetime(2026, 5, 3, 14, 30, tzinfo=CHINA)


def test_a_correction_finds_its_message_when_pictures_are_added_and_numbers_change() -> None:
    kept = correct(TALK, (), "M0002", speaker="buyer")
    view = Repeat("S002", Box(90, 202, 300, 241))
    moved = Transcript(
        None,
        files("b" * 64, "a" * 64),
        (
            message(1, "在吗", 50),
            message(2, "壶盖裂了", 100, "S002"),
            message(3, "不给5O元就差评", 700, repeats=(view,)),
        ),
    )
    told, lost = corrected(moved, kept)
    assert [m.speaker for m in told.messages] == ["unknown", "unknown", "buyer"] and lost == ()


def test_a_correction_whose_picture_is_gone_is_named_and_changes_nothing() -> None:
    kept = correct(TALK, (), "M0002", speaker="buyer")
    other = replace(TALK, sources=files("c" * 64))
    told, lost = corrected(other, kept)
    assert told == other and [n.key for n in lost] == ["chat.correction-lost"]


def test_a_message_that_is_not_there_is_wrong_usage() -> None:
    with pytest.raises(EvidenceError) as error:
        correct(TALK, (), "M0009", text="x")
    assert error.value.exit_code is Exit.USAGE and "M0002" in str(error.value)


def test_corrections_come_back_from_their_file(tmp_path: Path) -> None:
    file = tmp_path / ".evidence" / "corrections.json"
    assert load_corrections(file) == ()
    time = datetime(2026, 5, 3, 14, 30, tzinfo=CHINA)
    kept = (
        Correction("a" * 64, Box(1, 2, 3, 4), "旧", "新", "seller", time),
        Correction("b" * 64, Box(0, 0, 1, 1), "旧"),
    )
    keep_corrections(file, kept)
    assert load_corrections(file) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"schema": "evidence/corrections/9", "corrections": []}',
        json.dumps(
            {"schema": "evidence/corrections/1", "corrections": [{"picture": "a", "box": [1, 2, 3], "read": ""}]}
        ),
        json.dumps(
            {
                "schema": "evidence/corrections/1",
                "corrections": [{"picture": "a", "box": [0, 0, 1, 1], "read": "", "speaker": "cat"}],
            }
        ),
        json.dumps(
            {
                "schema": "evidence/corrections/1",
                "corrections": [{"picture": "a", "box": [0, 0, 1, 1], "read": "", "time": "2026-05-03T14:30"}],
            }
        ),
    ],
)
def test_a_broken_file_is_named_and_nothing_is_guessed(tmp_path: Path, text: str) -> None:
    file = tmp_path / "corrections.json"
    file.write_text(text, "utf-8")
    with pytest.raises(EvidenceError) as error:
        load_corrections(file)
    assert error.value.exit_code is Exit.CONFIG and "corrections.json" in str(error.value)
