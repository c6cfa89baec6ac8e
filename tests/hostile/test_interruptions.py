"""Ended at any moment: nothing half written, nothing of the chats left lying about, and a rerun goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hostile.scene import small_case
from hostile.watch import seen
from hostile.watched import OUTPUTS, command, drafts_in, end_at, environment, faults, moments, run, time_of
from support import SAMPLES, lend_records

from evidence.errors import Exit


@pytest.fixture
def place(tmp_path: Path) -> Path:
    small_case(tmp_path / "案")
    lend_records(tmp_path / "案")
    (tmp_path / "出").mkdir()
    (tmp_path / "暂").mkdir()
    return tmp_path


def test_ended_at_any_moment_it_leaves_a_whole_pack_or_none_and_a_rerun_makes_it(place: Path) -> None:
    out, temporary = place / "出", place / "暂"
    arguments = ("build", place / "案", "-o", out / "包.pdf", "--workers", "1", "--force")
    whole = time_of(arguments, temporary)
    first = (out / "包.pdf").read_bytes()
    before = seen(place / "案")
    for number, moment in enumerate(moments(9, seed=20261121)):
        fresh = number % 2 == 0
        if fresh:
            for path in out.iterdir():
                path.unlink() if path.is_file() else None
        earlier = drafts_in(out)
        code, said = end_at(moment, whole, arguments, temporary)
        wrong = faults(out, code, said, moment, fresh=fresh, earlier=earlier)
        assert not wrong, f"{moment}: {wrong}"
        assert seen(place / "案") == before, "an original was touched"
    done = run(*arguments, temporary=temporary)
    assert done.returncode == Exit.DONE, done.stderr
    assert sorted(p.name for p in out.iterdir()) == OUTPUTS, "what killed runs left is cleared away"
    assert (out / "包.pdf").read_bytes() == first
    assert run("verify", out / "包.pdf", "--originals", place / "案").returncode == Exit.DONE


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupt_that_a_library_turns_into_an_error_is_an_interrupt(number: str) -> None:
    code = (
        "import os, signal, sys, evidence.match as m\n"
        # Started in the background or by nohup, a process inherits that it ignores these; a person's shell does not.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"if signal.{number} != signal.SIGINT: signal.signal(signal.{number}, signal.SIG_DFL)\n"
        "def load_rules(*_):\n"
        f"    try: os.kill(os.getpid(), signal.{number}); [0 for _ in range(10**6)]\n"
        "    except BaseException: raise ValueError('a library says')\n"
        "m.load_rules = load_rules\n"
        "from evidence.cli import reported_main; sys.exit(reported_main(['match', os.devnull]))"
    )
    done = subprocess.run([command()[0], "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == Exit.INTERRUPTED, done.stderr


def test_two_builds_of_one_folder_at_once_make_one_whole_pack_and_the_other_is_told(place: Path) -> None:
    both = [
        subprocess.Popen(
            command("build", place / "案", "-o", place / "出" / "包.pdf", "--workers", "1"),
            env=environment(place / "暂"),
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    ends = [process.communicate(timeout=120)[1].decode() for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 0], [0, 6]), ends
    assert codes == [0, 6], "both claim to have written the same file"
    assert sorted(p.name for p in (place / "出").iterdir()) == OUTPUTS
    assert run("verify", place / "出" / "包.pdf", "--originals", place / "案").returncode == Exit.DONE


def test_two_forced_builds_at_once_leave_one_whole_pack(place: Path) -> None:
    both = [
        subprocess.Popen(
            command("build", place / "案", "-o", place / "出" / "包.pdf", "--workers", "1", "--force"),
            env=environment(place / "暂"),
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    assert [process.wait(120) for process in both] == [0, 0]
    assert sorted(p.name for p in (place / "出").iterdir()) == OUTPUTS
    assert run("verify", place / "出" / "包.pdf").returncode == Exit.DONE


NO_NETWORK = """
import os, socket
def forbidden(*_a, **_k):
    with open(os.environ["TRIED"], "a") as note:
        note.write("tried\\n")
    raise OSError("no network here")
socket.socket.connect = forbidden
socket.socket.connect_ex = forbidden
socket.socket.sendto = forbidden
socket.getaddrinfo = forbidden
socket.create_connection = forbidden
"""


def test_nothing_asks_for_the_network_and_nothing_is_left_lying_about(tmp_path: Path) -> None:
    """With sockets that tell on whoever connects, in the program and in all its children that are Python."""
    folder, out, temporary, spies = (tmp_path / name for name in ("案", "出", "暂", "spies"))
    small_case(folder)
    for made in (out, temporary, spies):
        made.mkdir()
    (spies / "sitecustomize.py").write_text(NO_NETWORK, "utf-8")
    tried = tmp_path / "tried"
    more = {"TRIED": str(tried), "PYTHONPATH": os.pathsep.join([str(spies), os.environ.get("PYTHONPATH", "")])}
    proof = subprocess.run(
        [command()[0], "-c", "import socket\ntry: socket.create_connection(('127.0.0.1', 9))\nexcept OSError: pass"],
        env=environment(temporary, **more),
        check=True,
    )
    assert proof.returncode == 0 and tried.exists(), "the spy does not work"
    tried.unlink()
    lend_records(folder)
    kept = list((folder / ".evidence" / "ocr").glob("*rapidocr*"))
    for record in kept:  # two pictures are read by the engine itself, in workers
        record.unlink()
    for arguments in (
        ("build", folder, "-o", out / "包.pdf", "--kit", out / "kit", "--share", "--workers", "2"),
        ("read", folder, "--format", "text", "-o", out / "t.txt"),
        ("verify", out / "包.pdf"),
        ("doctor",),
    ):
        done = run(*arguments, temporary=temporary, **more)
        assert done.returncode in (0, 1), done.stderr
    assert not tried.exists(), "something asked for the network"
    # Also what native code keeps: onnxruntime's telemetry client writes a session file there when it is on.
    assert list(temporary.iterdir()) == [], "temporary files are left"


def test_the_telemetry_of_a_library_is_off_before_the_library_is_loaded() -> None:
    code = (
        "import evidence, os, sys; sys.exit(os.environ['ORT_DISABLE_TELEMETRY'] != '1' or 'onnxruntime' in sys.modules)"
    )
    assert subprocess.run([command()[0], "-c", code], check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("unshare") or os.geteuid() != 0, reason="needs unshare and root")
def test_a_pack_is_made_where_there_is_no_network_at_all(place: Path) -> None:
    target = place / "出" / "包.pdf"
    alone = ["unshare", "-n", *command("build", place / "案", "-o", target, "--workers", "1")]
    done = subprocess.run(alone, env=environment(place / "暂"), capture_output=True, text=True, check=False)
    if "unshare failed" in done.stderr:
        pytest.skip("not allowed to unshare here")
    assert done.returncode == Exit.DONE, done.stderr


def test_files_are_for_the_user_alone_where_the_user_wants_that(place: Path) -> None:
    target = place / "出" / "包.pdf"
    made = ["bash", "-c", 'umask 077; exec "$@"', "-", *command("build", place / "案", "-o", target, "--workers", "1")]
    subprocess.run(made, env=environment(place / "暂"), check=True, capture_output=True)
    ours = [*(place / "出").iterdir(), *(p for p in (place / "案" / ".evidence").rglob("*") if p.is_file())]
    assert len(ours) > 4
    open_to_others = [
        p.name for p in ours if p.stat().st_mode & 0o077 and p.stat().st_mtime > target.stat().st_mtime - 60
    ]
    lent = {p.name for p in (place / "案" / ".evidence" / "ocr").iterdir()}
    assert not [name for name in open_to_others if name not in lent]


def test_a_defect_is_told_without_a_word_of_the_chat(place: Path) -> None:
    broken = (
        "import evidence.match as m\n"
        "def judge(messages, **_): raise ValueError('said: ' + messages[-1].text)\n"
        "m.judge = judge\n"
        "from evidence.cli import main; main()"
    )
    done = subprocess.run(
        [command()[0], "-c", broken, "build", place / "案", "-o", place / "出" / "p.pdf", "-v"],
        env=environment(place / "暂"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == Exit.SELF_CHECK
    assert "ValueError" in done.stderr and "pipeline.py" in done.stderr
    assert "said" not in done.stderr.replace("'said: '", "") and "售后" not in done.stderr
    assert list((place / "出").iterdir()) == []


@pytest.mark.parametrize("name", ["lawful-complaint"])
def test_the_same_case_gives_the_same_bytes_anywhere(tmp_path: Path, name: str) -> None:
    """Another run, worker count, locale, zone, hash seed, place on the disk, order of the files in the folder.

    Times of change of the files are kept, as `cp -p` does: the pack prints them, so they are part of the evidence.
    """
    here, there = tmp_path / "一" / "案", tmp_path / "another place" / "案"
    shutil.copytree(SAMPLES / name, here)
    there.mkdir(parents=True)
    files = [p.relative_to(here) for p in here.rglob("*") if p.is_file()]
    for path in sorted(files, reverse=True):
        (there / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(here / path, there / path)
    lend_records(here)
    lend_records(there)
    ways = [
        (here, "2", {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1"}),
        (here, "1", {"LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2"}),
        (there, "1", {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "3", "LANG": "en_US.UTF-8"}),
    ]
    packs = []
    for at, (folder, workers, more) in enumerate(ways):
        out = tmp_path / f"出{at}"
        out.mkdir()
        done = run("build", folder, "-o", out / "包.pdf", "--workers", workers, **more)
        assert done.returncode in (0, 1), done.stderr
        packs.append([(out / n).read_bytes() for n in OUTPUTS[:3]])
    for pack in packs[1:]:
        assert [a == b for a, b in zip(packs[0], pack, strict=True)] == [True] * 3
