"""Output is whole or not there at all."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from support import ROOT

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error, hash_file, refuse_existing, whole_files


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_all_outputs_appear_together(tmp_path: Path) -> None:
    targets = [tmp_path / "a.pdf", tmp_path / "a.json"]
    with whole_files(targets, force=False) as drafts:
        for draft in drafts:
            draft.write_text("whole", "utf-8")
        assert not any(t.exists() for t in targets)
    assert [t.read_text("utf-8") for t in targets] == ["whole", "whole"]
    assert left(tmp_path) == ["a.json", "a.pdf"]


def test_an_output_not_wanted_this_time_does_not_stay_from_the_last(tmp_path: Path) -> None:
    targets = [tmp_path / "a.pdf", tmp_path / "a.pdf.tsr"]
    for target in targets:
        target.write_text("of the last run", "utf-8")
    with whole_files(targets, force=True) as (pdf, reply):
        pdf.write_text("new", "utf-8")
        reply.unlink()
    assert left(tmp_path) == ["a.pdf"]
    assert targets[0].read_text("utf-8") == "new"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), Exit.FILE),
        (OSError(errno.EACCES, "Permission denied"), Exit.FILE),
        (KeyboardInterrupt(), None),
        (ValueError("a defect"), None),
    ],
)
def test_a_failed_write_leaves_nothing_and_keeps_what_was_there(
    tmp_path: Path, fault: BaseException, code: Exit | None
) -> None:
    target = tmp_path / "pack.pdf"
    target.write_text("the old pack", "utf-8")
    with (
        pytest.raises((EvidenceError, KeyboardInterrupt, ValueError)) as caught,
        whole_files([target], force=True) as (draft,),
    ):
        draft.write_text("half of the n", "utf-8")
        raise fault
    if code is not None:
        assert isinstance(caught.value, EvidenceError)
        assert caught.value.exit_code is code
    assert target.read_text("utf-8") == "the old pack"
    assert left(tmp_path) == ["pack.pdf"]


KILLED = """
import os, signal, sys
from pathlib import Path
from evidence import files
folder, left, force = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "force"
targets = [folder / name for name in ("包.pdf", "包.json", "包.pdf.tsr", "包.pdf.sha256")]
def counted(step):
    def wrapped(*arguments, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*arguments, **named)
    return wrapped
os.link, Path.replace, Path.unlink = counted(os.link), counted(Path.replace), counted(Path.unlink)
with files.whole_files(targets, force=force) as drafts:
    for draft in drafts:
        draft.write_text(f"new {draft.name}", "utf-8")
    os.unlink(drafts[2])  # no timestamp this time
"""


def killed(folder: Path, steps: int, *, force: bool) -> int:
    """Write a pack in a process that is killed after so many steps of giving names."""
    command = [sys.executable, "-c", KILLED, str(folder), str(steps), "force" if force else "new"]
    return subprocess.run(command, capture_output=True, cwd=ROOT).returncode


@pytest.mark.parametrize("steps", range(6))
@pytest.mark.parametrize("force", [False, True])
def test_a_run_killed_between_two_names_is_finished_by_the_next(tmp_path: Path, steps: int, force: bool) -> None:
    if force:
        for name in ("包.pdf", "包.json", "包.pdf.tsr", "包.pdf.sha256"):
            (tmp_path / name).write_text(f"old {name}", "utf-8")
    code = killed(tmp_path, steps, force=force)
    assert code == (-9 if steps < (5 if force else 4) else 0)
    with suppress(EvidenceError):
        refuse_existing([tmp_path / "包.pdf"], force=False)
    there = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert there == {name: f"new {name}" for name in ("包.json", "包.pdf", "包.pdf.sha256")}


@pytest.mark.parametrize("change", ["removed", "changed", "another", "opened to others"])
def test_a_killed_run_is_not_finished_where_somebody_went_on_by_hand(tmp_path: Path, change: str) -> None:
    assert killed(tmp_path, 2, force=False) == -9
    (place,) = (path for path in tmp_path.iterdir() if path.is_dir())
    if change == "removed":
        (tmp_path / "包.pdf").unlink()
        (place / "包.pdf").unlink()  # the pack itself is gone for good
    elif change == "changed":
        (tmp_path / "包.pdf").write_text("by hand", "utf-8")
    elif change == "another":
        (tmp_path / "包.pdf.sha256").write_text("by hand", "utf-8")
    else:
        place.chmod(0o777)
    with suppress(EvidenceError):
        refuse_existing([tmp_path / "包.pdf"], force=False)
    left_there = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert left_there.get("包.pdf.sha256") in (None, "by hand")
    assert "包.json" in left_there or change == "removed"


@pytest.mark.parametrize("name", ["../outside.pdf", "/etc/passwd", "", ".."])
def test_a_note_that_points_elsewhere_is_not_followed(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "out"
    place = folder / ".包.pdf.x.part"
    place.mkdir(parents=True, mode=0o700)
    (place / "包.pdf").write_text("x", "utf-8")
    (place / ".journal").write_text(json.dumps([[name, None, [1, 2, 3]], ["包.pdf", [1, 1, 1], None]]), "utf-8")
    refuse_existing([folder / "包.pdf"], force=False)
    assert left(folder) == [] and left(tmp_path) == ["out"]


@pytest.mark.parametrize(
    ("name", "force", "code"),
    [
        ("there.pdf", False, Exit.EXISTS),
        ("there.pdf", True, None),
        ("new.pdf", False, None),
        ("folder", True, Exit.FILE),
        ("no/such/place.pdf", False, Exit.FILE),
        ("dangling.pdf", False, Exit.EXISTS),
    ],
)
def test_nothing_is_overwritten_unasked(tmp_path: Path, name: str, force: bool, code: Exit | None) -> None:
    (tmp_path / "there.pdf").write_text("x", "utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling.pdf").symlink_to(tmp_path / "gone")
    if code is None:
        refuse_existing([tmp_path / name], force=force)
        return
    with pytest.raises(EvidenceError) as caught:
        refuse_existing([tmp_path / name], force=force)
    assert caught.value.exit_code is code


def test_a_file_that_appears_during_the_work_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "pack.pdf"
    with pytest.raises(EvidenceError) as caught, whole_files([target], force=False) as (draft,):
        draft.write_text("ours", "utf-8")
        target.write_text("somebody else's", "utf-8")
    assert caught.value.exit_code is Exit.EXISTS
    assert target.read_text("utf-8") == "somebody else's"
    assert left(tmp_path) == ["pack.pdf"]


def test_a_folder_in_place_of_a_file_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(OSError) as caught:
        hash_file(tmp_path)
    told = file_error(caught.value, tmp_path)
    assert (told.exit_code, told.notice.key) == (Exit.FILE, "files.folder-not-file")
