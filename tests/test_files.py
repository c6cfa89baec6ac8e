"""Output is whole or not there at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from evidence.errors import EvidenceError, Exit
from evidence.files import refuse_existing, whole_files


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
