"""What is handed out besides the pack is there whole or not at all, and replaces nothing that is not ours."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import page
import pdfplumber
import pytest
from report import pack_scenes

from evidence.appeal import load_platform
from evidence.errors import EvidenceError, Exit
from evidence.exports import Exports, exporting, outputs_of, refuse
from evidence.report import write_pack

DOUYIN = load_platform("douyin")


def hand_out(root: Path, exports: Exports) -> list[str]:
    """Export the case that carries an appeal; returns the keys of what a person is told."""
    (root / "case").mkdir(exist_ok=True)
    dossier, scene = pack_scenes.rich(root / "case")
    with exporting(dossier, picture=scene.path, exports=exports, platform=DOUYIN) as outgoing:
        write_pack(outgoing.dossier, root / "pack.pdf", picture=outgoing.picture, edition=outgoing.edition)
        outgoing.finish(root / "pack.pdf", root / "pack.pdf")
    return [notice.key for notice in outgoing.notices]


def test_kit_and_pages_lie_where_they_were_asked_for_and_nothing_else_is_left(tmp_path):
    told = hand_out(tmp_path, Exports(kit=tmp_path / "上传", pages=tmp_path / "页"))
    assert {"report.kit-written", "report.pages-written"} == set(told)
    assert {"上传清单.txt", "申诉说明.txt"} < {p.name for p in (tmp_path / "上传").iterdir()}
    with pdfplumber.open(tmp_path / "pack.pdf") as pdf:
        assert len(list((tmp_path / "页").iterdir())) == len(pdf.pages)
    assert {p.name for p in tmp_path.iterdir()} == {"case", "pack.pdf", "上传", "页"}


def test_a_failure_leaves_no_folder_and_no_draft(tmp_path):
    dossier, scene = pack_scenes.rich(tmp_path)
    before = {p.name for p in tmp_path.iterdir()}
    exports = Exports(kit=tmp_path / "上传")
    with (
        pytest.raises(EvidenceError),
        exporting(dossier, picture=scene.path, exports=exports, platform=DOUYIN) as outgoing,
    ):
        write_pack(outgoing.dossier, tmp_path / "pack.pdf", picture=outgoing.picture)
        outgoing.finish(tmp_path / "pack.pdf", tmp_path / "pack.pdf")
        raise EvidenceError(Exit.SELF_CHECK, "seal.words-missing")
    assert {p.name for p in tmp_path.iterdir()} - before == {"pack.pdf"}


def test_force_replaces_an_earlier_export_and_leaves_what_is_not_ours(tmp_path):
    folder = tmp_path / "上传"
    folder.mkdir()
    (folder / "99-聊天截图-旧.png").write_bytes(b"old")
    (folder / "我的笔记.txt").write_text("留着", "utf-8")
    with pytest.raises(EvidenceError) as caught:
        refuse(Exports(kit=folder), attach=False, force=False)
    assert caught.value.exit_code is Exit.EXISTS
    refuse(Exports(kit=folder), attach=False, force=True)
    hand_out(tmp_path, Exports(kit=folder))
    names = {p.name for p in folder.iterdir()}
    assert "我的笔记.txt" in names and "99-聊天截图-旧.png" not in names and "申诉说明.txt" in names


def test_an_earlier_export_in_the_case_folder_is_no_part_of_the_case(tmp_path):
    folder = tmp_path / "上传"
    hand_out(tmp_path, Exports(kit=folder))
    (folder / "我的截图.png").write_bytes(b"mine")
    names = {p.name for p in outputs_of(Exports(kit=folder))}
    assert "申诉说明.txt" in names and "我的截图.png" not in names


@pytest.mark.parametrize(
    ("exports", "code"),
    [
        (Exports(share=True), Exit.USAGE),
        (Exports(kit=Path("/nowhere-at-all/上传")), Exit.FILE),
    ],
)
def test_what_cannot_be_is_refused_before_any_work(exports, code):
    with pytest.raises(EvidenceError) as caught:
        refuse(exports, attach=True, force=False)
    assert caught.value.exit_code is code


def test_without_a_ground_no_kit_is_written_and_it_is_said(tmp_path):
    dossier, scene = pack_scenes.lawful(tmp_path)
    exports = Exports(kit=tmp_path / "上传")
    with exporting(dossier, picture=scene.path, exports=exports, platform=DOUYIN) as outgoing:
        write_pack(outgoing.dossier, tmp_path / "pack.pdf", picture=outgoing.picture)
        outgoing.finish(tmp_path / "pack.pdf", tmp_path / "pack.pdf")
    assert [n.key for n in outgoing.notices] == ["report.kit-none"]
    assert not (tmp_path / "上传").exists()


@pytest.mark.parametrize(
    ("said", "size"), [("10MB", 10_000_000), ("9.5m", 9_500_000), ("800 KB", 800_000), ("123456", 123_456)]
)
def test_a_size_is_read_as_people_write_it(said, size):
    from evidence.cli.shell import parse_size

    assert parse_size.convert(said, None, None) == size


def test_the_command_hands_out_a_masked_pack_a_kit_and_volumes(case_of, run, tmp_path):
    folder, target = case_of("not-received-taobao"), tmp_path / "pack.pdf"
    told = run(
        "build", folder, "-o", target, "--kit", tmp_path / "上传", "--max-size", "400KB", "--share", "--captured",
        "2026-10-12T20:30:00+08:00",
    )  # fmt: skip
    assert told.code == 0, told.err
    volumes = sorted(tmp_path.glob("pack-第*册.pdf"))
    assert volumes and all(v.stat().st_size <= 400_000 for v in volumes)
    listed = (tmp_path / "pack.pdf.sha256").read_text("utf-8")
    for volume in volumes:
        assert f"{hashlib.sha256(volume.read_bytes()).hexdigest()}  {volume.name}" in listed
        judged = page.validate_pdf(volume, profile=page.ValidationProfile.PDF_A_3B)
        assert not judged.failures, [f.message for f in judged.failures]
    with pdfplumber.open(target) as pdf:
        whole = "".join("".join((one.extract_text() or "").split()) for one in pdf.pages)
    document = json.loads((tmp_path / "pack.json").read_text("utf-8"))
    assert "遮盖清单" in whole and "tb73520186_44" not in whole
    assert "tb73520186_44" not in json.dumps(document, ensure_ascii=False)
    originals = {p.read_bytes() for p in folder.rglob("*") if p.suffix in (".png", ".jpg")}
    pictures = [p for p in (tmp_path / "上传").iterdir() if p.suffix in (".png", ".jpg")]
    assert pictures and {p.read_bytes() for p in pictures} <= originals, "the platform's own copy is not masked"
    assert not (tmp_path / "pack.private.md").exists(), "the self-check quotes what the copy masks"
    assert run("verify", target).code == 0
