"""`evidence read` takes screen recordings: what is said in them, with its place in the recording, and nothing left."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import SAMPLES, Run

from evidence.errors import Exit

Runner = Callable[..., Run]
FILM = next((SAMPLES / "recorded-douyin" / "录屏").glob("*.mp4"))


def truth() -> list[dict[str, Any]]:
    return json.loads((SAMPLES / "truth" / "recorded-douyin.json").read_text("utf-8"))["messages"]


def joined(text: str) -> str:
    return "".join(text.split())


def told(document: dict[str, Any]) -> dict[str, Any]:
    return {joined(m["text"]): m for m in document["messages"]}


def test_a_folder_with_a_recording_is_read_and_each_message_has_its_place(
    case_of: Callable[[str], Path], run: Runner
) -> None:
    folder = case_of("recorded-douyin")
    done = run("read", folder)
    assert done.code == Exit.DONE
    document = json.loads(done.out)
    by_id = {source["id"]: source for source in document["sources"]}
    messages = told(document)
    for one in truth():
        place = messages[joined(one["text"])]["recording"]
        first = min(view["at"] for view in one["views"] if not view["partial"])
        assert first <= place["offset"] <= first + 2.2, one["text"]
        assert by_id[place["source"]]["path"].endswith(".mp4") and by_id[place["source"]]["status"] == "used"
    frames = [source for source in document["sources"] if "derived_from" in source]
    assert {m["source"] for m in document["messages"]} <= {source["id"] for source in frames}
    text = run("read", folder, "--format", "text").out
    assert "，录像 00:02.5] 买家：" in text
    header, *rows = run("read", folder, "--format", "csv").out.splitlines()
    assert header.endswith(",录像位置") and all(row[-7:].startswith("00:0") for row in rows)


def test_a_film_named_itself_is_read_and_nothing_is_left_of_it(
    tmp_path: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = tmp_path / "和 买家.mp4"
    shutil.copy(FILM, film)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    done = run("read", film, "--captured", "2026-11-08T15:06:20+08:00")
    assert done.code == Exit.DONE
    document = json.loads(done.out)
    assert set(told(document)) >= {joined(one["text"]) for one in truth()}
    paths = [source["path"] for source in document["sources"]]
    assert paths[0] == "和 买家.mp4" and all(path.startswith("和 买家.mp4#t=") for path in paths[1:]) and len(paths) > 2
    assert str(tmp_path) not in done.out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["scratch", "和 买家.mp4"] and not list(scratch.iterdir())


def test_a_film_that_cannot_be_opened_says_so(tmp_path: Path, run: Runner) -> None:
    film = tmp_path / "坏.mp4"
    film.write_bytes(FILM.read_bytes()[:3000])
    done = run("read", film)
    assert done.code == Exit.UNUSABLE and "坏.mp4" in done.err and "损坏" in done.err
    done = run("read", tmp_path)
    assert done.code == Exit.UNUSABLE and "坏.mp4" in done.err


def test_a_broken_film_beside_a_good_picture_is_named_and_the_picture_is_read(
    tmp_path: Path, run: Runner, case_of: Callable[[str], Path]
) -> None:
    folder = case_of("coercion-douyin")
    for other in ("订单", "评价", "物流"):
        shutil.rmtree(folder / other, ignore_errors=True)
    (folder / "坏.mp4").write_bytes(FILM.read_bytes()[:3000])
    done = run("read", folder)
    assert done.code == Exit.PARTLY and "坏.mp4" in done.err
    document = json.loads(done.out)
    assert document["messages"] and "recording" not in document["messages"][0]
    assert {s["path"]: s["status"] for s in document["sources"]}["坏.mp4"] == "unreadable"


def test_sound_is_no_picture(tmp_path: Path, run: Runner) -> None:
    shutil.copy(next((SAMPLES / "recorded-douyin" / "录音").glob("*.wav")), tmp_path / "通话.wav")
    done = run("read", tmp_path / "通话.wav")
    assert done.code == Exit.UNUSABLE and "通话.wav" in done.err
