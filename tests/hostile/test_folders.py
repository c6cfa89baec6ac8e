"""Names, links, pipes, permissions, crowds: what a folder can hold besides pictures."""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hostile.images import plain, saved
from hostile.scene import GOOD, small_case
from hostile.watch import Runner, build, seen
from support import lend_records

from evidence.case.folder import MAX_FILES
from evidence.errors import Exit

ODD_NAMES = (
    "换行\n错误：一切正常.png",
    "回车\r覆盖.png",
    "清屏\x1b[2J\x1b]0;标题\x07.png",
    "倒序\u202egnp.exe\u202c.png",
    "零宽\u200b\u2066.png",
    "C1\x9b31m.png",
    "删除\x7f.png",
    "{path} {0.__class__} %s %n.png",
    "[bold]标记[red] <b>x &amp;.png",
    "$(touch x) `id` ; rm -rf ~.png",
    "-o 选项.png",
    "=cmd|calc!A1.png",
    "尾点..png",
    "表情😂👨\u200d👩.png",
    "生僻𠮷𠂇.png",
    "caf\u00e9.png",
    "cafe\u0301.png",
    "长" * 83 + "ab.png",
)


def test_odd_names_are_taken_in_and_shown_without_being_obeyed(run: Runner, tmp_path: Path) -> None:
    def put(folder: Path) -> Mapping[str, str]:
        # Every second one is broken, so that its name is said at the terminal too.
        fates = {}
        for number, name in enumerate(ODD_NAMES):
            broken = number % 2 == 0
            colour = f"#{number + 1:02x}8040"
            (folder / name).write_bytes(b"broken" if broken else saved(plain(colour)))
            fates[name] = "unreadable" if broken else "used"
        return fates

    built = build(run, tmp_path, put)
    assert not any(c in built.run.err for c in "\x1b\x07\x9b\x7f\r\u202e\u2066"), "a terminal would obey it"
    assert "\n错误：一切正常" not in built.run.err, "a name must not look like a line of ours"


def test_links_pipes_and_sockets_are_named_and_never_followed(run: Runner, tmp_path: Path) -> None:
    outside = tmp_path / "外面"
    outside.mkdir()
    (outside / "秘密.png").write_bytes(saved(plain("#ABCDEF")))

    def put(folder: Path) -> Mapping[str, str]:
        (folder / "指向外面.png").symlink_to(outside / "秘密.png")
        (folder / "外面的文件夹").symlink_to(outside)
        (folder / "自己.png").symlink_to(folder / "自己.png")
        (folder / "回到上面").symlink_to(folder)
        (folder / "断了.png").symlink_to(folder / "没有")
        os.mkfifo(folder / "管道.png")
        here = Path.cwd()
        with socket.socket(socket.AF_UNIX) as door:
            os.chdir(folder)  # a socket's path may not be long
            door.bind("插座.png")
            os.chdir(here)
        names = ("指向外面.png", "外面的文件夹", "自己.png", "回到上面", "断了.png", "管道.png", "插座.png")
        return dict.fromkeys(names, "ignored")

    built = build(run, tmp_path, put)
    assert all(not entry["sha256"] for entry in built.manifest.values() if entry["status"] == "ignored")


@pytest.mark.parametrize("inner", ["", "ocr", "pages"])
def test_a_link_in_place_of_our_own_folder_makes_nothing_be_written_outside(
    run: Runner, tmp_path: Path, inner: str
) -> None:
    folder, outside = small_case(tmp_path / "案"), tmp_path / "外面"
    outside.mkdir()
    place = folder / ".evidence"
    if inner:
        place.mkdir()
        place = place / inner
    place.symlink_to(outside)
    for command in (("build", folder, "-o", tmp_path / "p.pdf"), ("read", folder), ("init", folder)):
        ran = run(*command)
        assert ran.code == Exit.FILE
        assert ".evidence" in ran.err
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("make", ["link", "pipe", "folder", "huge"])
def test_a_case_file_that_is_none_is_refused_by_name(run: Runner, tmp_path: Path, make: str) -> None:
    folder = small_case(tmp_path / "案")
    path = folder / "case.toml"
    if make == "link":
        path.symlink_to("/etc/hostname")
    elif make == "pipe":
        os.mkfifo(path)
    elif make == "folder":
        path.mkdir()
    else:
        path.write_text("# " + "x" * 3_000_000, "utf-8")
    ran = run("build", folder, "-o", tmp_path / "p.pdf")
    assert ran.code == Exit.CONFIG
    assert "case.toml" in ran.err


def test_a_name_in_another_encoding_is_named_and_left_out(run: Runner, tmp_path: Path) -> None:
    shown_name = "\\xb2\\xee\\xc6\\xc0.png"

    def put(folder: Path) -> Mapping[str, str]:
        try:
            with open(os.fsencode(folder) + b"/\xb2\xee\xc6\xc0.png", "wb") as stream:  # noqa: PTH123 - bytes path
                stream.write(saved(plain("#010203")))
        except OSError:
            pytest.skip("this file system takes only UTF-8 names")
        return {shown_name: "ignored"}

    build(run, tmp_path, put)


def test_a_folder_or_output_whose_name_is_no_text_is_refused_by_name(run: Runner, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xb2\xee")
    try:
        small_case(folder)
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    refused = run("build", folder, "-o", tmp_path / "p.pdf")
    assert (refused.code, "udcb2" in refused.err) == (Exit.FILE, True)
    refused = run("build", small_case(tmp_path / "案"), "-o", tmp_path / os.fsdecode(b"\xb5\xe7.pdf"))
    assert (refused.code, "udcb5" in refused.err) == (Exit.FILE, True)


def test_times_no_calendar_knows_are_no_obstacle(run: Runner, tmp_path: Path) -> None:
    def put(folder: Path) -> Mapping[str, str]:
        for name, when in (("远.png", 2**40), ("早.png", -(2**33)), ("零.png", 0)):
            (folder / name).write_bytes(saved(plain(f"#{len(name):02x}{when % 251:02x}11")))
            try:
                os.utime(folder / name, (when, when))
            except OverflowError:
                pytest.skip("this file system keeps no such time")
        return dict.fromkeys(("远.png", "早.png", "零.png"), "used")

    build(run, tmp_path, put)


def test_deep_folders_and_a_path_too_long_to_open(run: Runner, tmp_path: Path) -> None:
    deep = "/".join("层" for _ in range(60))

    def put(folder: Path) -> Mapping[str, str]:
        (folder / deep).mkdir(parents=True)
        (folder / deep / "底.png").write_bytes(saved(plain("#102030")))
        here = Path.cwd()
        try:  # a path longer than the system opens can only be made step by step
            os.chdir(folder)
            for _ in range(20):
                Path("长" * 80).mkdir()
                os.chdir("长" * 80)
            Path("到不了.png").write_bytes(b"x")
        finally:
            os.chdir(here)
        return {f"{deep}/底.png": "used"}

    folder, out = tmp_path / "案", tmp_path / "出"
    small_case(folder)
    lend_records(folder)
    out.mkdir()
    put(folder)
    ran = run("build", folder, "-o", out / "p.pdf", lang="en")
    assert ran.code in (Exit.DONE, Exit.PARTLY), ran.err
    assert "长长长" in ran.err, "what could not be reached is named"
    assert f"{deep}/底.png" in (out / "p.json").read_text("utf-8")
    remove_deep(folder)


def remove_deep(folder: Path) -> None:
    """shutil.rmtree of pytest stumbles over paths too long to name."""
    subprocess.run(["rm", "-rf", "--", str(folder)], check=True)  # noqa: S607


def test_a_thousand_files_are_each_accounted_for(run: Runner, tmp_path: Path) -> None:
    def put(folder: Path) -> Mapping[str, str]:
        (folder / "杂").mkdir()
        for number in range(1000):
            (folder / "杂" / f"{number}.txt").write_text(str(number), "utf-8")
        return {f"杂/{number}.txt": "ignored" for number in range(1000)}

    build(run, tmp_path, put)


def test_a_home_folder_chosen_by_mistake_is_refused_at_once(run: Runner, tmp_path: Path) -> None:
    folder = small_case(tmp_path / "家")
    for number in range(MAX_FILES):
        (folder / f"{number}.txt").touch()
    ran = run("build", folder, "-o", tmp_path / "p.pdf")
    assert ran.code == Exit.UNUSABLE
    assert str(MAX_FILES) in ran.err
    assert not (tmp_path / "p.pdf").exists()


def without_privilege() -> None:
    """Give up root's right to pass over permissions (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH; linux/capability.h)."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (1, 2):
            libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP, in force from the next exec on


def child(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from evidence.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=without_privilege,
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
        check=False,
    )


def test_a_file_that_may_not_be_read_is_named_and_the_rest_is_in_the_pack(tmp_path: Path) -> None:
    folder, out = small_case(tmp_path / "案"), tmp_path / "出"
    lend_records(folder)
    out.mkdir()
    (folder / "锁.png").write_bytes(saved(plain("#998877")))
    (folder / "锁.png").chmod(0)
    (folder / "关").mkdir(mode=0)
    ran = child("build", folder, "-o", out / "p.pdf")
    assert ran.returncode == Exit.PARTLY, ran.stderr
    assert "锁.png" in ran.stderr and "关" in ran.stderr
    assert all(name in (out / "p.json").read_text("utf-8") for name in (*GOOD, "锁.png"))


def test_a_case_on_a_read_only_medium_is_built_all_the_same(tmp_path: Path) -> None:
    folder, out = small_case(tmp_path / "案"), tmp_path / "出"
    out.mkdir()
    lend_records(folder)
    for path in (folder, *(p for p in folder.rglob("*") if p.is_dir())):
        path.chmod(0o555)
    kept = sorted((folder / ".evidence").rglob("*"))
    before = seen(folder)
    ran = child("build", folder, "-o", out / "p.pdf", "--workers", "1")
    assert ran.returncode == Exit.DONE, ran.stderr
    assert ".evidence" in ran.stderr, "what could not be kept is said"
    assert seen(folder) == before
    assert sorted((folder / ".evidence").rglob("*")) == kept


def test_an_output_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    folder, out = small_case(tmp_path / "案"), tmp_path / "出"
    lend_records(folder)
    out.mkdir(mode=0o555)
    ran = child("build", folder, "-o", out / "p.pdf")
    assert ran.returncode == Exit.FILE, ran.stderr
    assert "p.pdf" in ran.stderr and "Traceback" not in ran.stderr
    assert list(out.iterdir()) == []


# The peak of the program's own memory and that of its children, kB. What the system keeps for a child of ours would not
# do: it starts with the memory of the process that made it, which here has run hundreds of tests.
_MEASURED = """
import atexit, re, resource, sys
from pathlib import Path

def measure(target=Path(sys.argv.pop(1))):
    own = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]
    target.write_text(f"{own} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")

atexit.register(measure)
from evidence.cli import main
main()
"""


def test_memory_for_a_hostile_folder_is_bounded(tmp_path: Path) -> None:
    """A gigabyte and a half of address space above what the libraries map suffices for every bomb together."""
    from hostile.images import unreadable
    from hostile.test_pictures import put

    folder = small_case(tmp_path / "案")
    lend_records(folder)
    put(folder, unreadable())
    limit = 4 << 30
    ran = subprocess.run(
        [sys.executable, "-c", _MEASURED, f"{tmp_path}/peak", "build", str(folder), "-o", f"{tmp_path}/p.pdf"],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        check=False,
    )
    assert ran.returncode == Exit.PARTLY, ran.stderr
    used = max(int(figure) for figure in (tmp_path / "peak").read_text("utf-8").split()) / 1024
    assert used > 50, "nothing was measured"
    assert used < 1500, f"{used:.0f} MB"
