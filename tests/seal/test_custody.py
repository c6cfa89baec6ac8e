"""The custody log: whole whoever writes to it or is killed writing, and never mended by going on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from support import ROOT

from evidence.custody import LOG, BrokenLog, Custody, read_log
from evidence.model import CHINA

NOW = datetime(2026, 5, 6, 7, 8, 9, tzinfo=CHINA)

WRITER = """
import sys
from datetime import datetime
from pathlib import Path
from evidence.custody import Custody
from evidence.model import CHINA
log = Custody(Path(sys.argv[1]), datetime(2026, 5, 6, tzinfo=CHINA))
for number in range(int(sys.argv[3])):
    entry = log.note("exported", by=sys.argv[2], turn=number)
    print(entry.number if entry else log.troubles, flush=True)
"""


def writer(folder: Path, name: str, turns: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), name, str(turns)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)


def filled(folder: Path) -> Custody:
    log = Custody(folder, NOW)
    log.collected([("聊天/01.png", "a" * 64), ("02.png", "b" * 64)])
    log.note("read", pages=2, engines=["rapidocr 3"], digest="c" * 64)
    log.built(Path("包.pdf"), "d" * 64, 7)
    return log


def test_entries_are_numbered_chained_and_say_what_was_done(tmp_path: Path) -> None:
    filled(tmp_path)
    entries = read_log(tmp_path)
    assert [(e.number, e.event) for e in entries] == [(1, "collected"), (2, "read"), (3, "built")]
    assert [e.previous for e in entries] == ["0" * 64, entries[0].hash, entries[1].hash]
    assert entries[0].time == NOW and entries[0].detail["files"][0] == ["聊天/01.png", "a" * 64]
    assert entries[2].detail["sha256"] == "d" * 64


def test_writers_at_the_same_time_leave_one_whole_chain(tmp_path: Path) -> None:
    crew = [writer(tmp_path, f"w{n}", 12) for n in range(4)]
    for one in crew:
        assert one.wait(120) == 0
    entries = read_log(tmp_path)
    assert len(entries) == 48
    assert {(e.detail["by"], e.detail["turn"]) for e in entries} == {(f"w{n}", t) for n in range(4) for t in range(12)}


def test_a_killed_writer_loses_nothing_that_was_written_and_holds_up_no_one(tmp_path: Path) -> None:
    told: list[int] = []
    for delay in (0.0, 0.004, 0.011):
        one = writer(tmp_path, "killed", 100000)
        assert one.stdout is not None
        told.append(int(one.stdout.readline()))
        time.sleep(delay)
        one.send_signal(signal.SIGKILL)
        told += [int(n) for n in one.stdout.read().split("\n")[:-1]]
        one.wait(60)
    entry = Custody(tmp_path, NOW).note("exported", by="the next")
    entries = read_log(tmp_path)
    assert entry == entries[-1]
    assert set(told) <= {e.number for e in entries}


@pytest.mark.parametrize(
    ("event", "repeated", "count"),
    [
        (lambda log, n: log.collected([("a.png", "1" * 64)]), "the same files", 1),
        (lambda log, n: log.collected([("a.png", str(n % 2) * 64)]), "files that come and go", 4),
        (lambda log, n: log.built(Path("p.pdf"), "1" * 64, 3), "packs", 4),
    ],
)
def test_the_same_files_collected_again_are_no_new_event(
    tmp_path: Path, event: Callable[[Custody, int], None], repeated: str, count: int
) -> None:
    for number in range(4):
        event(Custody(tmp_path, NOW.replace(hour=8 + number)), number)
    assert len(read_log(tmp_path)) == count, repeated


def lines(folder: Path) -> list[bytes]:
    return (folder / LOG).read_bytes().splitlines(keepends=True)


def edited(line: bytes, key: str, value: object) -> bytes:
    told = json.loads(line)
    told[key] = value
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


BREAKS: list[tuple[str, Callable[[list[bytes]], list[bytes]], int]] = [
    ("a word changed", lambda rows: [rows[0].replace(b"02.png", b"03.png"), *rows[1:]], 1),
    ("a time changed", lambda rows: [rows[0], edited(rows[1], "time", "2026-05-06T00:00:00+08:00"), rows[2]], 2),
    ("an entry taken out", lambda rows: [rows[0], rows[2]], 2),
    ("the first entry taken out", lambda rows: rows[1:], 1),
    ("two entries changed about", lambda rows: [rows[0], rows[2], rows[1]], 2),
    ("an entry twice", lambda rows: [rows[0], rows[0], *rows[1:]], 2),
    ("a line of rubbish", lambda rows: [*rows, b"rubbish\n"], 4),
    ("an empty line", lambda rows: [*rows, b"\n"], 4),
    ("a blank added", lambda rows: [rows[0].replace(b'"event":', b'"event": '), *rows[1:]], 1),
    ("a key added", lambda rows: [rows[0], edited(rows[1], "more", 1), rows[2]], 2),
    ("the last line cut", lambda rows: [*rows[:2], rows[2][:-9]], 3),
    ("only the last end of line cut", lambda rows: [*rows[:2], rows[2][:-1]], 3),
]


@pytest.mark.parametrize(("change", "line"), [b[1:] for b in BREAKS], ids=[b[0] for b in BREAKS])
def test_what_was_changed_is_seen_where_it_was_changed_and_stays_seen(
    tmp_path: Path, change: Callable[[list[bytes]], list[bytes]], line: int
) -> None:
    log = filled(tmp_path)
    (tmp_path / LOG).write_bytes(b"".join(change(lines(tmp_path))))
    with pytest.raises(BrokenLog) as caught:
        read_log(tmp_path)
    assert caught.value.line == line
    assert log.kept() == ()
    if line < 3:  # a cut last line is indeed not to be told from one that was never finished
        log.note("exported", to="kit")
        with pytest.raises(BrokenLog) as again:
            read_log(tmp_path)
        assert again.value.line == line


def test_a_folder_that_cannot_be_written_to_is_said_and_stops_no_one(tmp_path: Path) -> None:
    (tmp_path / ".evidence").write_text("a file where the folder should be", "utf-8")
    log = Custody(tmp_path, NOW)
    assert log.note("exported") is None
    assert [n.key for n in log.troubles] == ["custody.not-kept"]
    assert log.kept() == ()
