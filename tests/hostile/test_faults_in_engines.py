"""Engines that crash, hang, print garbage or say nothing; workers that are killed; a second reader that lies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hostile import engine
from hostile.scene import GOOD, chat, small_case
from hostile.watch import Runner
from support import lend_records

from evidence.errors import Exit
from evidence.model import Notice, Page
from evidence.ocr import engine as engines
from evidence.ocr.page import Job
from evidence.ocr.workers import outcomes

TESTS = str(Path(__file__).parents[1])


def jobs(folder: Path) -> list[Job]:
    from evidence.files import hash_file

    small_case(folder)
    return [Job(f"S{n:03d}", folder / name, name, hash_file(folder / name)) for n, name in enumerate(GOOD, 1)]


@pytest.mark.parametrize("fault", ["crash", "killed", "error", "memory", "hang"])
def test_an_engine_that_fails_over_every_picture_names_each_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setenv("FAULT", fault)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([TESTS, os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr("evidence.ocr.workers.PATIENCE", 6.0)
    began = time.monotonic()
    came = list(outcomes(jobs(tmp_path / "案"), "rapidocr", 2, engine.open_reader))
    assert time.monotonic() - began < 120
    assert sorted(job.shown for job, _ in came) == sorted(GOOD)
    for job, outcome in came:
        assert isinstance(outcome, Notice)
        if fault != "error":
            assert dict(outcome.params)["path"] == job.shown


@pytest.mark.parametrize("fault", ["crash", "hang"])
def test_a_single_picture_cannot_take_the_run_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setenv("FAULT", fault)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([TESTS, os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr("evidence.ocr.workers.PATIENCE", 6.0)
    ((_, outcome),) = outcomes(jobs(tmp_path / "案")[:1], "rapidocr", None, engine.open_reader)
    assert isinstance(outcome, Notice)


def test_a_worker_killed_once_costs_no_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULT", "once")
    (tmp_path / "once").touch()
    monkeypatch.setenv("FAULT_ONCE", str(tmp_path / "once"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([TESTS, os.environ.get("PYTHONPATH", "")]))
    came = list(outcomes(jobs(tmp_path / "案"), "rapidocr", 2, engine.open_reader))
    assert not (tmp_path / "once").exists()
    assert [isinstance(outcome, Page) for _, outcome in came] == [True, True]


def test_a_picture_the_engine_fails_on_is_named_and_the_rest_is_in_the_pack(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engines.ENGINES, "rapidocr", "hostile.engine")
    folder = tmp_path / "案"
    folder.mkdir()
    (folder / "1.png").write_bytes(chat(1))
    (folder / "2.png").write_bytes(chat(2))
    real = engine.Told.read
    seen: list[int] = []

    def second_fails(self: engine.Told, pixels: object) -> object:
        seen.append(1)
        engine.fail("error" if len(seen) == 2 else "")
        return real(self, pixels)  # type: ignore[arg-type]

    monkeypatch.setattr(engine.Told, "read", second_fails)
    ran = run("build", folder, "-o", tmp_path / "p.pdf", "--workers", "1")
    assert ran.code == Exit.PARTLY, ran.err
    assert "2.png" in ran.err
    manifest = json.loads((tmp_path / "p.json").read_text("utf-8"))["manifest"]
    assert {entry["path"]: entry["status"] for entry in manifest} == {"1.png": "used", "2.png": "unreadable"}


def test_an_engine_that_reads_nothing_is_said_and_not_taken_for_success(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engines.ENGINES, "rapidocr", "hostile.engine")
    monkeypatch.setattr(engine.Told, "read", lambda self, pixels: ())
    folder = small_case(tmp_path / "案")
    ran = run("build", folder, "-o", tmp_path / "p.pdf", "--workers", "1")
    assert ran.code == Exit.UNUSABLE
    assert all(name in ran.err for name in GOOD) or "截图" in ran.err
    assert not (tmp_path / "p.pdf").exists()


GARBAGE = {
    "no text": "import sys; sys.stdout.buffer.write(bytes(range(256)) * 99)",
    "nothing": "",
    "crash": "import os; os.abort()",
    "failure": "import sys; sys.exit('boom')",
    "other columns": "print('a\\tb\\n1\\t2')",
    "numbers that are none": "print('level\\tpage_num\\tconf\\ttext\\n5\\tx\\tnan\\t字')",
    "endless words": "print('字' * 3_000_000)",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_a_second_reader_out_of_its_mind_changes_nothing_else(tmp_path: Path, name: str) -> None:
    """A program called tesseract that answers for its version and languages, and then does this."""
    folder = small_case(tmp_path / "案")
    lend_records(folder)
    for record in (folder / ".evidence" / "ocr").glob("*tesseract*"):
        record.unlink()
    tools = tmp_path / "tools"
    tools.mkdir()
    program = tools / "tesseract"
    program.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "if '--version' in sys.argv: print('tesseract 5.3.0'); sys.exit()\n"
        "if '--list-langs' in sys.argv: print('List of available languages (2):\\nchi_sim\\neng'); sys.exit()\n"
        f"{GARBAGE[name]}\n",
        "utf-8",
    )
    program.chmod(0o755)
    ran = subprocess.run(
        [sys.executable, "-c", "from evidence.cli import main; main()", "build", folder, "-o", tmp_path / "p.pdf"],
        env={**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == Exit.DONE, ran.stderr
    assert "Traceback" not in ran.stderr
    assert (tmp_path / "p.pdf").exists()


@pytest.mark.parametrize("record", ["", "{", "[]", '{"schema":"evidence/ocr/1"}', "[" * 100_000, '{"lines": NaN}'])
def test_a_damaged_record_is_read_anew(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: str
) -> None:
    monkeypatch.setitem(engines.ENGINES, "rapidocr", "hostile.engine")
    folder = small_case(tmp_path / "案")
    assert run("build", folder, "-o", tmp_path / "p.pdf", "--workers", "1").code == Exit.DONE
    first = (tmp_path / "p.json").read_bytes()
    for kept in (folder / ".evidence" / "ocr").iterdir():
        kept.write_text(record, "utf-8")
    assert run("build", folder, "-o", tmp_path / "p.pdf", "--workers", "1", "--force").code == Exit.DONE
    documents = [json.loads(data) for data in (first, (tmp_path / "p.json").read_bytes())]
    assert documents[0]["transcript"] == documents[1]["transcript"]
