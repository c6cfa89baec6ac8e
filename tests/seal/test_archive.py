"""Every pack is a PDF/A-3b by two independent judges, is still the same pack, and is the same bytes each time."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import page
import pdfplumber
import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import pdfa
from report import pack_extremes, pack_scenes
from report.drawn import ORDER, Scene
from support import ROOT

from evidence.errors import EvidenceError, Exit
from evidence.model import Dossier
from evidence.report import write_pack
from evidence.seal import Original, archive, manifest_of

SCENES = {
    "rich": pack_scenes.rich,
    "lawful": pack_scenes.lawful,
    "tall": pack_extremes.tall,
    "hostile": pack_extremes.hostile,
}


def laid_out(name: str, folder: Path) -> tuple[Dossier, Scene, Path]:
    dossier, scene = SCENES[name](folder / "case")
    target = folder / f"{name}.pdf"
    write_pack(dossier, target, picture=scene.path)
    return dossier, scene, target


def originals_of(dossier: Dossier, scene: Scene) -> list[Original]:
    return [Original(s, scene.root / s.path) for s in dossier.case.used()]


def findings(pdf: Path) -> list[str]:
    """What the two judges of PDF/A hold against the file."""
    judged = page.validate_pdf(pdf, profile=page.ValidationProfile.PDF_A_3B)
    found = [f"page-validation: {f.rule_id} {f.message}" for f in judged.failures]
    with pikepdf.open(pdf) as document:
        if "/AcroForm" in document.Root:
            return found  # pikepdf's judge has no opinion of signed files
    report = pdfa.validate_written(pdf, "3b")
    return found + [f"pikepdf: {f}" for f in report.findings] + ([] if report.verdict == "pass" else [report.verdict])


@pytest.mark.parametrize("name", sorted(SCENES))
@pytest.mark.parametrize("attach", [False, True], ids=["", "with originals"])
def test_every_pack_is_pdfa_3b(tmp_path: Path, name: str, attach: bool) -> None:
    dossier, scene, target = laid_out(name, tmp_path)
    originals = originals_of(dossier, scene) if attach else []
    archive(target, generated=dossier.generated, manifest=manifest_of(dossier.case, {}), originals=originals)
    assert findings(target) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["case", target.name]


def test_the_judges_do_find_what_is_wrong(tmp_path: Path) -> None:
    _, _, target = laid_out("lawful", tmp_path)
    told = "\n".join(findings(target))
    assert "page-validation" in told and "pikepdf" in told


def test_qpdf_finds_nothing_wrong(tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    dossier, scene, target = laid_out("rich", tmp_path)
    archive(target, generated=dossier.generated, originals=originals_of(dossier, scene))
    ran = subprocess.run(["qpdf", "--check", str(target)], capture_output=True, text=True, check=False)  # noqa: S607
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_same_inputs_and_time_give_the_same_bytes_and_another_time_does_not(tmp_path: Path) -> None:
    dossier, scene, target = laid_out("rich", tmp_path)
    laid = target.read_bytes()
    digests, names = [], []
    for generated in (dossier.generated, dossier.generated, dossier.generated + timedelta(seconds=1)):
        target.write_bytes(laid)
        archive(target, generated=generated, originals=originals_of(dossier, scene))
        digests.append(hashlib.sha256(target.read_bytes()).hexdigest())
        with pikepdf.open(target) as document:
            names.append([bytes(part) for part in document.trailer["/ID"]])
    assert digests[0] == digests[1] != digests[2]
    assert names[0] == names[1] and names[0][1] != names[2][1]


def test_every_word_and_every_picture_is_as_it_was_laid_out(tmp_path: Path) -> None:
    dossier, _, target = laid_out("rich", tmp_path)
    laid = tmp_path / "laid.pdf"
    shutil.copy(target, laid)
    archive(target, generated=dossier.generated)
    with pdfplumber.open(laid) as before, pdfplumber.open(target) as after:
        said = [[p.extract_text() for p in pdf.pages] for pdf in (before, after)]
    assert said[0] == said[1]
    assert any(ORDER in text for text in said[1])
    lines = ["".join(line.text.split()) for page_ in dossier.pages for line in page_.lines]
    found = "".join("".join(text.split()) for text in said[1])
    assert len(lines) > 20 and [line for line in lines if line not in found] == []
    for number in range(len(said[0])):
        drawn = [pdfium.PdfDocument(p)[number].render(scale=0.4).to_numpy().tobytes() for p in (laid, target)]
        assert drawn[0] == drawn[1]


def test_originals_come_out_byte_for_byte_and_say_what_they_are(tmp_path: Path) -> None:
    dossier, scene, target = laid_out("rich", tmp_path)
    archive(target, generated=dossier.generated, originals=originals_of(dossier, scene))
    with pikepdf.open(target) as document:
        held = {spec.description: spec for spec in document.attachments.values()}
        assert len(held) == len(dossier.case.used()) > 3
        for source in dossier.case.used():
            spec = held[f"{source.path} sha256={source.sha256}"]
            assert spec.get_file().read_bytes() == (scene.root / source.path).read_bytes()
            assert spec.relationship == pikepdf.Name.Source
            assert "/" not in spec.filename


def test_an_original_that_changed_during_the_build_is_not_passed_off(tmp_path: Path) -> None:
    dossier, scene, target = laid_out("lawful", tmp_path)
    originals = originals_of(dossier, scene)
    wrong = replace(originals[0], source=replace(originals[0].source, sha256="0" * 64))
    with pytest.raises(EvidenceError) as caught:
        archive(target, generated=dossier.generated, originals=[wrong])
    assert caught.value.exit_code is Exit.SELF_CHECK
    assert sorted(p.name for p in tmp_path.iterdir()) == ["case", target.name]


FULL_DISK = """
import os, resource, signal, sys
from datetime import datetime
from pathlib import Path
from evidence.model import CHINA
from evidence.seal import archive
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
target = Path(sys.argv[1])
room = os.path.getsize(target) - 2000
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    archive(target, generated=datetime(2026, 1, 1, tzinfo=CHINA))
except OSError as error:
    print(error.errno)
"""


def test_a_disk_that_fills_up_is_an_error_not_the_end_of_the_program(tmp_path: Path) -> None:
    _, _, target = laid_out("lawful", tmp_path)
    before = target.read_bytes()
    command = [sys.executable, "-c", FULL_DISK, str(target)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, str(errno.EFBIG)), ran.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["case", target.name]
    assert target.read_bytes() == before


def ends_in_return(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """A content stream of drawing operators whose compressed form ends in a carriage return."""
    for number in range(5000):
        packed = zlib.compress(b"0 0 m %d 0 l S" % number + b" " * (number % 8))
        if packed.endswith(b"\r"):
            stream = pdf.make_stream(b"")
            stream.write(packed, filter=pikepdf.Name.FlateDecode)
            return stream
    raise AssertionError("no such stream in 5000")


def test_a_stream_that_ends_in_a_carriage_return_is_not_read_a_byte_short(tmp_path: Path) -> None:
    dossier, _, target = laid_out("lawful", tmp_path)
    with pikepdf.open(target, allow_overwriting_input=True) as document:
        document.pages[0].contents_add(ends_in_return(document))
        document.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    archive(target, generated=dossier.generated)
    assert findings(target) == []
    with pikepdf.open(target) as document:
        ends = [o.read_raw_bytes()[-1:] for o in document.objects if isinstance(o, pikepdf.Stream)]
        assert b"\r" not in ends
        assert any(b" 0 l S" in o.read_bytes() for o in document.objects if isinstance(o, pikepdf.Stream))
