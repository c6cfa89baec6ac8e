"""Broken input and broken surroundings: the contract's exit code, words that name the remedy, nothing half written."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import SAMPLES, Run

from evidence.errors import Exit

Runner = Callable[..., Run]


def outputs(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.is_file())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "出 口"
    folder.mkdir()
    return folder


def test_an_empty_folder_is_not_usable(run: Runner, tmp_path: Path, out: Path) -> None:
    (tmp_path / "空").mkdir()
    ran = run("build", tmp_path / "空", "-o", out / "p.pdf")
    assert ran.code == Exit.UNUSABLE
    assert "空" in ran.err and "截图" in ran.err
    assert outputs(out) == []


def test_a_folder_that_is_not_there_is_a_file_error(run: Runner, tmp_path: Path, out: Path) -> None:
    ran = run("build", tmp_path / "没有", "-o", out / "p.pdf")
    assert ran.code == Exit.FILE
    assert outputs(out) == []


def test_a_folder_without_chats_says_so(run: Runner, case_of: Callable[[str], Path], tmp_path: Path, out: Path) -> None:
    folder = tmp_path / "只有照片"
    folder.mkdir()
    photo = next(p for p in sorted((SAMPLES / "coercion-douyin").rglob("*")) if "照片" in p.as_posix() and p.is_file())
    shutil.copy(photo, folder)
    ran = run("build", folder, "-o", out / "p.pdf")
    assert ran.code == Exit.UNUSABLE
    assert "聊天截图" in ran.err and "case.toml" in ran.err
    assert outputs(out) == []


def test_only_unreadable_pictures_are_not_usable(run: Runner, tmp_path: Path, out: Path) -> None:
    folder = tmp_path / "坏"
    folder.mkdir()
    (folder / "聊天.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    ran = run("build", folder, "-o", out / "p.pdf")
    assert ran.code == Exit.UNUSABLE
    assert outputs(out) == []


def test_an_existing_output_is_kept_and_no_work_is_done(run: Runner, tmp_path: Path, out: Path) -> None:
    (out / "p.json").write_text("mine", "utf-8")
    ran = run("build", SAMPLES / "coercion-douyin", "-o", out / "p.pdf")
    assert ran.code == Exit.EXISTS
    assert "--force" in ran.err and "p.json" in ran.err
    assert (out / "p.json").read_text("utf-8") == "mine"
    assert outputs(out) == ["p.json"]


def test_the_fallback_engine_missing_is_named_with_its_remedy(
    run: Runner, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "案"
    folder.mkdir()
    picture = next(p for p in sorted((SAMPLES / "lawful-complaint").rglob("*.png")))
    shutil.copy(picture, folder)
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = run("build", folder, "-o", out / "p.pdf", "--engine", "tesseract", "--workers", "1")
    assert ran.code == Exit.MISSING
    assert "apt-get install tesseract-ocr" in ran.err
    assert outputs(out) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[case]\ncaptured = "昨天"\n', "captured"),
        ("[case]\nplatfrom = 'douyin'\n", "platfrom"),
        ("[case\n", "case.toml"),
        ("[review]\nstars = 'one'\n", "stars"),
    ],
)
def test_a_wrong_case_file_is_named_with_the_key(run: Runner, tmp_path: Path, out: Path, text: str, named: str) -> None:
    folder = tmp_path / "案"
    folder.mkdir()
    shutil.copy(next(p for p in sorted((SAMPLES / "lawful-complaint").rglob("*.png"))), folder)
    (folder / "case.toml").write_text(text, "utf-8")
    ran = run("build", folder, "-o", out / "p.pdf")
    assert ran.code == Exit.CONFIG
    assert named in ran.err
    assert outputs(out) == []


@pytest.mark.parametrize(
    "arguments", [["build"], ["build", "x"], ["nonsense"], ["build", "x", "-o", "y", "--device", "cat"]]
)
def test_wrong_usage_is_exit_two(run: Runner, arguments: list[str]) -> None:
    assert run(*arguments).code == Exit.USAGE


def test_messages_follow_the_language_asked_for(run: Runner, tmp_path: Path) -> None:
    assert "does not exist" in run("build", tmp_path / "x", "-o", tmp_path / "p.pdf", lang="en").err
    assert "找不到" in run("build", tmp_path / "x", "-o", tmp_path / "p.pdf", "--lang", "zh", lang="en").err
    assert "does not exist" in run("--lang", "en", "build", tmp_path / "x", "-o", tmp_path / "p.pdf").err


def build_in_child(folder: Path, target: Path, before: Callable[[], None]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from evidence.cli import main; main()", "build", str(folder), "-o", str(target)],
        capture_output=True,
        text=True,
        timeout=300,
        preexec_fn=before,
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
        check=False,
    )


def full_disk() -> None:
    """The kernel refuses to let any file grow past 200 kB, as a disk does that has no more room."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def test_a_full_disk_leaves_no_half_written_pack(case_of: Callable[[str], Path], out: Path) -> None:
    ran = build_in_child(case_of("lawful-complaint"), out / "p.pdf", full_disk)
    assert ran.returncode == Exit.FILE, ran.stderr
    assert "Traceback" not in ran.stderr
    assert outputs(out) == []
