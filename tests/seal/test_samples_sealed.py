"""The pack of every sample, as it is and sealed, is a PDF/A-3b that still holds its quotes and all that was read."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import page
import pdfplumber
import pytest
from pikepdf import pdfa
from seal.tsa import PASSWORD, Authority
from support import SAMPLES, Run

from evidence.errors import Exit
from evidence.seal import Authority as Address
from evidence.seal import SealPlan, load_signer, seal_pack

CASES = sorted(p.name for p in SAMPLES.iterdir() if (SAMPLES / "truth" / f"{p.name}.json").is_file())


def folded(text: str) -> str:
    kept = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "LN")
    return "".join(kept)


def findings(pdf: Path) -> list[str]:
    return [str(f.message) for f in page.validate_pdf(pdf, profile=page.ValidationProfile.PDF_A_3B).failures]


@pytest.mark.parametrize("case", CASES)
def test_the_pack_of_every_sample_is_an_archive_file_sealed_or_not(
    run: Callable[..., Run], case_of: Callable[[str], Path], tmp_path: Path, tsa: Authority, p12: Path,
    monkeypatch: pytest.MonkeyPatch, case: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1704067200")
    pack = tmp_path / "包.pdf"
    ran = run("build", case_of(case), "-o", pack, "--workers", "1", "--attach-originals")
    assert ran.code == Exit.DONE, ran.err
    assert findings(pack) == []
    assert pdfa.validate_written(pack, "3b").verdict == "pass"

    document = json.loads(pack.with_suffix(".json").read_text("utf-8"))
    with pdfplumber.open(pack) as pdf:
        text = folded("".join(p.extract_text() or "" for p in pdf.pages))
    quotes = [part for f in document["findings"]["findings"] for part in f["quote"].split(" … ")]
    lines = [line["text"] for m in document["transcript"]["messages"] for line in m["lines"]]
    assert [q for q in quotes if folded(q) not in text] == []
    assert len(lines) > 5 and [line for line in lines if folded(line) not in text] == []

    for name, plan in {
        "time": SealPlan(Address.at(tsa.url)),
        "both": SealPlan(Address.at(tsa.url), load_signer(p12, PASSWORD)),
    }.items():
        (tmp_path / name).mkdir()
        for beside in tmp_path.glob("包*"):
            shutil.copy(beside, tmp_path / name)
        seal_pack(tmp_path / name / "包.pdf", plan)
        assert findings(tmp_path / name / "包.pdf") == []
        assert run("verify", tmp_path / name / "包.pdf", "--trust", tsa.ca).code == Exit.DONE
