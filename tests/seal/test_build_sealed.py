"""A build with a seal: sealed in one go, or finished and honestly marked where the authority gives no time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import page
import pypdfium2 as pdfium
import pytest
from seal.tsa import PASSWORD, Authority
from support import Run

from evidence.errors import Exit
from evidence.seal import sidecars_of

Runner = Callable[..., Run]
EARLY = "1704067200"
"""The pack's own time, 2024-01-01: before anything the authority of the tests dates."""


def text_of(pdf: Path) -> str:
    document = pdfium.PdfDocument(pdf)
    return "".join("".join(p.get_textpage().get_text_range().split()) for p in document)


def is_archive(pdf: Path) -> bool:
    return bool(page.validate_pdf(pdf, profile=page.ValidationProfile.PDF_A_3B).is_compliant)


@pytest.fixture
def build(
    run: Runner, case_of: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Run, Path]]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EARLY)
    monkeypatch.setenv("EVIDENCE_P12_PASSWORD", PASSWORD)
    folder = case_of("lawful-complaint")

    def call(*arguments: object) -> tuple[Run, Path]:
        return run("build", folder, "-o", tmp_path / "包.pdf", "--workers", "1", *arguments), tmp_path / "包.pdf"

    return call


def test_a_build_is_sealed_or_honest(
    build: Callable[..., tuple[Run, Path]], run: Runner, tsa: Authority, p12: Path
) -> None:
    ran, pack = build("--tsa", tsa.url, "--p12", p12)
    files = sidecars_of(pack)
    assert ran.code == Exit.DONE, ran.err
    assert files.reply.exists() and not files.request.exists()
    assert is_archive(pack)
    assert run("verify", pack, "--trust", tsa.ca).code == Exit.DONE
    assert "未加盖" not in text_of(pack) and "以证书签名" in text_of(pack)

    again, _ = build("--tsa", tsa.url)
    assert again.code == Exit.EXISTS

    silent, _ = build("--tsa", "http://127.0.0.1:9/", "--force")
    assert silent.code == Exit.PARTLY
    assert "127.0.0.1" in silent.err and "--tsr" in silent.err
    assert files.request.exists() and not files.reply.exists(), "the reply of the pack before is about another file"
    assert "未能取得可信时间戳" in text_of(pack)
    assert json.loads(files.document.read_text("utf-8"))["pack"]["seal"] is None
    assert is_archive(pack)
    assert run("verify", pack).code == Exit.DONE

    late = files.pdf.with_name("回执.tsr")
    late.write_bytes(tsa.reply(files.request.read_bytes()))
    assert run("seal", pack, "--tsr", late).code == Exit.DONE
    checked = run("verify", pack, "--trust", tsa.ca)
    assert checked.code == Exit.DONE
    assert "Test Authority" in checked.out.splitlines()[0]


def test_a_wrong_key_stops_a_build_before_any_work(
    build: Callable[..., tuple[Run, Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, p12: Path
) -> None:
    monkeypatch.setenv("EVIDENCE_P12_PASSWORD", "wrong")
    ran, pack = build("--p12", p12)
    assert ran.code == Exit.UNUSABLE
    assert not list(tmp_path.glob("包*"))
