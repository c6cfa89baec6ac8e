"""A pack that was changed, or whose originals were, is caught; an untouched one passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.errors import EvidenceError, Exit
from evidence.files import hash_file
from evidence.seal import seal_text, sidecars_of, verify_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small pack with its sidecars, and a case folder of two originals."""
    case = tmp_path / "案子"
    (case / "聊天").mkdir(parents=True)
    (case / "聊天" / "01.png").write_bytes(b"first picture")
    (case / "02.png").write_bytes(b"second picture")
    files = sidecars_of(tmp_path / "证据包.pdf")
    files.pdf.write_bytes(b"%PDF-1.7 a pack")
    manifest = [{"path": name, "sha256": hash_file(case / name)} for name in ("02.png", "聊天/01.png")]
    files.document.write_text(json.dumps({"manifest": manifest}, ensure_ascii=False), "utf-8")
    files.hashes.write_text(
        seal_text([(hash_file(files.pdf), files.pdf), (hash_file(files.document), files.document)]), "utf-8"
    )
    return files.pdf


def test_an_untouched_pack_and_its_originals_pass(pack: Path) -> None:
    verdict = verify_pack(pack, pack.parent / "案子")
    assert verdict.exit_code is Exit.DONE
    assert verdict.originals == 2
    assert {item.state for item in verdict.items} == {"same"}


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[5] ^= 1
    path.write_bytes(data)


TAMPERING: list[tuple[str, Callable[[Path], None], Exit]] = [
    ("a byte appended to the pack", lambda p: append(p), Exit.CHANGED),
    ("a bit flipped in the pack", lambda p: flip(p), Exit.CHANGED),
    ("the document edited", lambda p: append(p.with_suffix(".json")), Exit.CHANGED),
    ("the document removed", lambda p: p.with_suffix(".json").unlink(), Exit.SEAL),
    ("the hashes removed", lambda p: sidecars_of(p).hashes.unlink(), Exit.SEAL),
    ("the hashes emptied", lambda p: sidecars_of(p).hashes.write_text("", "utf-8") and None, Exit.SEAL),
    ("the hashes garbled", lambda p: sidecars_of(p).hashes.write_bytes(b"\xff\xfe") and None, Exit.SEAL),
    (
        "the hashes of another pack",
        lambda p: sidecars_of(p).hashes.write_text(f"{'0' * 64}  x.pdf\n", "utf-8") and None,
        Exit.SEAL,
    ),
    (
        "a wrong hash",
        lambda p: sidecars_of(p).hashes.write_text(f"{'0' * 64}  {p.name}\n", "utf-8") and None,
        Exit.CHANGED,
    ),
    ("an original edited", lambda p: append(p.parent / "案子" / "02.png"), Exit.CHANGED),
    ("an original removed", lambda p: (p.parent / "案子" / "02.png").unlink(), Exit.CHANGED),
    (
        "an original swapped for another",
        lambda p: (p.parent / "案子" / "02.png").write_bytes(b"other") and None,
        Exit.CHANGED,
    ),
]


@pytest.mark.parametrize(("tamper", "code"), [t[1:] for t in TAMPERING], ids=[t[0] for t in TAMPERING])
def test_tampering_is_caught(pack: Path, tamper: Callable[[Path], None], code: Exit) -> None:
    tamper(pack)
    assert verify_pack(pack, pack.parent / "案子").exit_code is code


def test_a_moved_original_and_a_later_file_do_not_change_the_verdict(pack: Path) -> None:
    case = pack.parent / "案子"
    (case / "02.png").rename(case / "聊天" / "改名.png")
    (case / "后来的.png").write_bytes(b"later")
    verdict = verify_pack(pack, case)
    assert verdict.exit_code is Exit.DONE
    assert {i.name: i.state for i in verdict.items if i.state != "same"} == {
        "02.png": "moved",
        "后来的.png": "unexpected",
    }


def test_a_manifest_of_the_wrong_form_is_not_taken_for_an_empty_one(pack: Path) -> None:
    files = sidecars_of(pack)
    files.document.write_text('{"manifest": [{"path": 1}]}', "utf-8")
    files.hashes.write_text(
        seal_text([(hash_file(files.pdf), files.pdf), (hash_file(files.document), files.document)]), "utf-8"
    )
    assert verify_pack(pack, pack.parent / "案子").exit_code is Exit.CHANGED


def test_a_pack_that_is_not_there_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        verify_pack(tmp_path / "gone.pdf")
    assert caught.value.exit_code is Exit.FILE
