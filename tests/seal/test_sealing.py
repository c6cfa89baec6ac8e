"""Sealing: the time of an authority, a signature, a reply from elsewhere; an honest pack where none is to be had."""

from __future__ import annotations

import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

import page
import pikepdf
import pytest
from seal.packs import copied, digest, document_of, list_again
from seal.tsa import PASSWORD, Authority
from support import Run

from evidence.errors import EvidenceError, Exit
from evidence.seal import (
    Authority as Address,
)
from evidence.seal import (
    SealPlan,
    add_reply,
    load_signer,
    seal_pack,
    sidecars_of,
    verify_pack,
    write_request,
)

Runner = Callable[..., Run]
PackOf = Callable[[str], Path]
SEALED = ("time", "key", "both")


def pdfa_findings(pdf: Path) -> list[str]:
    judged = page.validate_pdf(pdf, profile=page.ValidationProfile.PDF_A_3B)
    return [f"{f.rule_id} {f.message}" for f in judged.failures]


@pytest.mark.parametrize("how", SEALED)
def test_a_sealed_pack_stays_pdfa_3b_and_whole(sealed_packs: dict[str, Path], how: str) -> None:
    assert pdfa_findings(sealed_packs[how]) == []
    with pikepdf.open(sealed_packs[how]) as document:
        assert "/Version" not in document.Root
    if shutil.which("qpdf"):
        checked = subprocess.run(["qpdf", "--check", str(sealed_packs[how])], capture_output=True, check=False)  # noqa: S607
        assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("how", SEALED)
def test_a_seal_is_trusted_by_who_trusts_its_root_and_by_no_one_else(
    sealed_packs: dict[str, Path], tsa: Authority, how: str
) -> None:
    assert verify_pack(sealed_packs[how], trust=tsa.ca).exit_code is Exit.DONE
    assert verify_pack(sealed_packs[how]).exit_code is Exit.SEAL


@pytest.mark.parametrize("how", ["time", "both"])
def test_the_reply_beside_the_pack_is_good_for_openssl(sealed_packs: dict[str, Path], tsa: Authority, how: str) -> None:
    pack = sealed_packs[how]
    reply = sidecars_of(pack).reply
    command = ["openssl", "ts", "-verify", "-data", str(pack), "-in", str(reply), "-CAfile", str(tsa.ca)]
    assert b"Verification: OK" in subprocess.run(command, capture_output=True, check=True).stdout


def test_only_hashes_leave_the_computer_and_one_request_for_each_seal(
    pack_of: PackOf, tsa: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(tsa.asked)
    seal_pack(pack_of("plain"), SealPlan(Address.at(tsa.url)))
    sent = tsa.asked[before:]
    assert len(sent) == 2
    assert all(len(request) < 100 for request in sent)


def no_network(*_: object, **__: object) -> None:
    raise AssertionError("the network was used")


def test_without_an_authority_nothing_touches_the_network(
    run: Runner, pack_of: PackOf, p12: Path, tsa: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pack = pack_of("plain")
    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setattr(urllib.request, "urlopen", no_network)
    monkeypatch.setenv("EVIDENCE_P12_PASSWORD", PASSWORD)
    assert run("seal", pack, "--tsq").code == Exit.DONE
    assert run("seal", pack, "--p12", p12).code == Exit.DONE
    assert run("verify", pack, "--trust", tsa.ca, "--originals", pack.parent / "案子").code == Exit.DONE


def test_the_sidecars_are_in_step_with_the_sealed_pack(sealed_packs: dict[str, Path]) -> None:
    pack = sealed_packs["both"]
    files = sidecars_of(pack)
    listed = dict(reversed(line.split("  ")) for line in files.hashes.read_text("utf-8").splitlines())
    assert listed == {path.name: digest(path) for path in (files.pdf, files.document, files.reply)}
    told = document_of(pack)["pack"]
    assert told["bytes"] == pack.stat().st_size
    assert told["seal"]["kind"] == "signature" and told["seal"]["by"] == "Test Authority"


def test_one_file_takes_one_seal(pack_of: PackOf, tsa: Authority, p12: Path) -> None:
    pack = pack_of("time")
    before = digest(pack)
    with pytest.raises(EvidenceError) as caught:
        seal_pack(pack, SealPlan(None, load_signer(p12, PASSWORD)))
    assert caught.value.exit_code is Exit.EXISTS
    assert digest(pack) == before


def test_a_changed_pack_is_not_sealed(pack_of: PackOf, tsa: Authority) -> None:
    pack = pack_of("plain")
    pack.write_bytes(pack.read_bytes() + b"%")
    before = len(tsa.asked)
    with pytest.raises(EvidenceError) as caught:
        seal_pack(pack, SealPlan(Address.at(tsa.url)))
    assert caught.value.exit_code is Exit.CHANGED
    assert len(tsa.asked) == before


def closed_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/"


def odd_answer(tsa: Authority, answer: bytes, status: int) -> str:
    tsa.answer, tsa.status = answer, status
    return tsa.url


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        pytest.param(None, 200, id="nobody there"),
        pytest.param(b"<html>busy</html>", 200, id="a web page"),
        pytest.param(b"", 200, id="nothing"),
        pytest.param(b"no", 503, id="busy"),
        pytest.param(b"", 302, id="sent elsewhere"),
        pytest.param(b"\x30\x05\x30\x03\x02\x01\x02", 200, id="refused"),
    ],
)
def test_an_authority_that_gives_no_time_changes_nothing_and_leaves_a_request(
    run: Runner, pack_of: PackOf, tsa: Authority, answer: bytes | None, status: int
) -> None:
    pack = pack_of("plain")
    before = {p.name: digest(p) for p in pack.parent.iterdir() if p.is_file()}
    try:
        url = closed_port() if answer is None else odd_answer(tsa, answer, status)
        ran = run("seal", pack, "--tsa", url)
    finally:
        tsa.answer, tsa.status = None, 200
    assert ran.code == Exit.SEAL
    assert "127.0.0.1" in ran.err and "--tsr" in ran.err and "Traceback" not in ran.err
    after = {p.name: digest(p) for p in pack.parent.iterdir() if p.is_file()}
    assert after.pop("证据包.pdf.tsq")
    assert after == before


def test_the_answer_to_another_question_is_not_used(
    pack_of: PackOf, tsa: Authority, sealed_packs: dict[str, Path]
) -> None:
    pack = pack_of("plain")
    tsa.answer = sidecars_of(sealed_packs["time"]).reply.read_bytes()
    try:
        with pytest.raises(EvidenceError) as caught:
            seal_pack(pack, SealPlan(Address.at(tsa.url)))
    finally:
        tsa.answer = None
    assert caught.value.exit_code is Exit.SEAL


def test_a_request_can_be_stamped_elsewhere_and_the_reply_added_later(
    run: Runner, pack_of: PackOf, tsa: Authority, tmp_path: Path
) -> None:
    pack = pack_of("plain")
    request = write_request(pack)
    brought = tmp_path / "回执.tsr"
    brought.write_bytes(tsa.reply(request.read_bytes()))
    before = digest(pack)
    assert run("seal", pack, "--tsr", brought).code == Exit.DONE
    assert digest(pack) == before
    assert sidecars_of(pack).reply.read_bytes() == brought.read_bytes()
    verdict = verify_pack(pack, pack.parent / "案子", trust=tsa.ca)
    assert verdict.exit_code is Exit.DONE
    assert "Test Authority" in dict(verdict.time.params)["by"]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda pack, other: b"not a reply", Exit.SEAL),
        (lambda pack, other: sidecars_of(other).reply.read_bytes(), Exit.SEAL),
        (lambda pack, other: sidecars_of(other).reply.read_bytes()[:-40], Exit.SEAL),
    ],
    ids=["something else", "about another pack", "cut short"],
)
def test_a_reply_that_is_not_about_this_pack_is_not_taken(
    pack_of: PackOf, sealed_packs: dict[str, Path], tmp_path: Path, make: Callable[[Path, Path], bytes], code: Exit
) -> None:
    pack = pack_of("plain")
    (tmp_path / "r.tsr").write_bytes(make(pack, sealed_packs["time"]))
    with pytest.raises(EvidenceError) as caught:
        add_reply(pack, tmp_path / "r.tsr")
    assert caught.value.exit_code is code
    assert not sidecars_of(pack).reply.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], Exit.USAGE),
        (["--tsq", "--tsa", "http://127.0.0.1:1/"], Exit.USAGE),
        (["--tsa", "ftp://127.0.0.1/"], Exit.USAGE),
        (["--tsa", "file:///etc/hosts"], Exit.USAGE),
        (["--tsa", "时间戳"], Exit.USAGE),
        (["--p12", "{pack}"], Exit.UNUSABLE),
        (["--p12", "gone.p12"], Exit.FILE),
        (["--tsr", "gone.tsr"], Exit.FILE),
    ],
)
def test_wrong_use_is_said_and_nothing_is_written(
    run: Runner, pack_of: PackOf, arguments: list[str], code: Exit
) -> None:
    pack = pack_of("plain")
    before = sorted(p.name for p in pack.parent.iterdir())
    ran = run("seal", pack, *(a.format(pack=pack) for a in arguments))
    assert ran.code == code
    assert "Traceback" not in ran.err
    assert sorted(p.name for p in pack.parent.iterdir()) == before


def test_a_wrong_password_is_said(run: Runner, pack_of: PackOf, p12: Path, tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("wrong\n", "utf-8")
    ran = run("seal", pack_of("plain"), "--p12", p12, "--passfile", tmp_path / "pw")
    assert ran.code == Exit.UNUSABLE
    assert "密码" in ran.err
    (tmp_path / "pw").write_text(PASSWORD + "\r\n", "utf-8")
    assert run("seal", pack_of("plain"), "--p12", p12, "--passfile", tmp_path / "pw").code == Exit.DONE


@pytest.mark.parametrize(
    ("url", "bare", "login"),
    [
        ("http://tsa.example/ts", "http://tsa.example/ts", None),
        ("https://a%40b:p%3Aw@tsa.example:8443/x?y=1", "https://tsa.example:8443/x?y=1", "a@b:p:w"),
        ("http://user@[::1]:80/", "http://[::1]:80/", "user:"),
    ],
)
def test_a_login_in_the_address_is_kept_out_of_all_that_is_said(url: str, bare: str, login: str | None) -> None:
    address = Address.at(url)
    assert (address.url, address.login) == (bare, login)


def test_the_seal_of_a_pack_without_sidecars_makes_its_own(pack_of: PackOf, tsa: Authority) -> None:
    pack = pack_of("plain")
    files = sidecars_of(pack)
    files.document.unlink()
    files.hashes.unlink()
    seal_pack(pack, SealPlan(Address.at(tsa.url)))
    assert verify_pack(pack, trust=tsa.ca).exit_code is Exit.DONE
    assert not files.document.exists()


def test_the_last_word_is_the_file_not_its_list(pack_of: PackOf, tsa: Authority, tmp_path: Path) -> None:
    pack = copied(pack_of("time"), tmp_path / "again")
    list_again(pack)
    assert verify_pack(pack, trust=tsa.ca).exit_code is Exit.DONE
