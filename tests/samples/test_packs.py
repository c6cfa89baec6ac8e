"""The whole way, on the sample cases with the real engines: what a reviewer and a seller must find in each pack."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from support import NOW, SAMPLES

from evidence.errors import Exit
from evidence.pipeline import BuildOptions, Built, build
from evidence.seal import verify_pack

CASES = ("coercion-douyin", "not-received-taobao", "lawful-complaint")
ACCUSATIONS = ("要挟", "勒索", "敲诈", "骗赔", "恶意", "威胁", "讹", "碰瓷", "谋取", "谋利")
OVERCLAIMS = ("证明了", "足以证明", "犯罪", "违法犯罪", "真实有效", "确凿")


@dataclass(frozen=True)
class Pack:
    """A sample's pack as its users meet it: the PDF's text page by page, the document, and what is true of the case."""

    built: Built
    folder: Path
    pdf: Path
    pages: list[str]
    document: dict[str, Any]
    truth: dict[str, Any]

    @property
    def text(self) -> str:
        return "".join(self.pages)


def packed(text: str) -> str:
    """The text without white space, as lines are broken where the page ends."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def pack_of(case_of: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Pack]:
    made: dict[str, Pack] = {}

    def pack(name: str) -> Pack:
        if name not in made:
            folder = case_of(name)
            target = tmp_path_factory.mktemp("out") / f"{name}.pdf"
            built = build(folder, target, BuildOptions(workers=1), now=NOW)
            with pdfplumber.open(target) as pdf:
                pages = [packed(page.extract_text()) for page in pdf.pages]
            document = json.loads(target.with_suffix(".json").read_text("utf-8"))
            told = json.loads((SAMPLES / "truth" / f"{name}.json").read_text("utf-8"))
            made[name] = Pack(built, folder, target, pages, document, told)
        return made[name]

    return pack


@pytest.mark.parametrize("name", CASES)
def test_the_ground_is_the_one_that_holds_and_none_where_none_does(pack_of: Callable[[str], Pack], name: str) -> None:
    pack = pack_of(name)
    chosen = pack.document["ground"]["chosen"]
    assert (chosen and chosen["id"]) == pack.truth["expected"]["ground"]
    assert chosen is None or chosen["holds"]


@pytest.mark.parametrize("name", CASES)
def test_a_reviewer_finds_order_waybill_and_signing_time(pack_of: Callable[[str], Pack], name: str) -> None:
    pack = pack_of(name)
    signed = datetime.fromisoformat(pack.truth["shipment"]["signed"])
    assert pack.truth["order"]["number"] in pack.text
    assert pack.truth["shipment"]["waybill"] in pack.text
    assert pack.truth["shipment"]["courier"] in pack.text
    assert re.search(rf"{signed.year}[-年]{signed.month:02}?{signed.month % 10}?[-月]", pack.text)
    assert f"{signed:%H:%M}" in pack.text


@pytest.mark.parametrize("name", ["coercion-douyin", "not-received-taobao"])
def test_the_buyers_key_words_stand_in_the_pack(pack_of: Callable[[str], Pack], name: str) -> None:
    pack = pack_of(name)
    for quote in pack.truth["key_quotes"]:
        assert packed(quote) in pack.text, quote


def test_the_coercing_words_are_the_findings_and_the_buyers(pack_of: Callable[[str], Pack]) -> None:
    document = pack_of("coercion-douyin").document
    strong = [f for f in document["findings"]["findings"] if f["grade"] == "strong"]
    said = {m["id"]: m for m in document["transcript"]["messages"]}
    quoted = packed("".join(said[m]["text"] for f in strong for m in f["messages"]))
    for quote in pack_of("coercion-douyin").truth["key_quotes"]:
        assert packed(quote) in quoted
    for finding in strong:
        assert finding["speaker"] == "buyer"
        for span in finding["spans"]:
            assert 0 <= span["start"] < span["end"] <= len(said[span["message"]]["text"])


def test_an_appeal_against_a_lawful_complaint_is_called_weak_and_accuses_nobody(pack_of: Callable[[str], Pack]) -> None:
    pack = pack_of("lawful-complaint")
    assert [f for f in pack.document["findings"]["findings"] if f["grade"] == "strong"] == []
    own_words = packed("".join(m["text"] for m in pack.document["transcript"]["messages"]))
    # the one place where the reason may be named is the sentence which says that an appeal for it fails
    told = re.sub("按买家利用评价谋利申诉会失败", "", pack.text)
    assert told != pack.text
    accused = {word for word in ACCUSATIONS if word in told and word not in own_words}
    assert accused == set()
    assert "没有一项申诉理由成立" in pack.pages[0]


@pytest.mark.parametrize("name", CASES)
def test_no_pack_claims_more_than_is_known(pack_of: Callable[[str], Pack], name: str) -> None:
    pack = pack_of(name)
    assert [word for word in OVERCLAIMS if word in pack.text] == []


@pytest.mark.parametrize("name", CASES)
def test_the_statement_keeps_to_the_form(pack_of: Callable[[str], Pack], name: str) -> None:
    statement = pack_of(name).document["statement"]
    if pack_of(name).truth["expected"]["ground"] is None:
        assert statement is None or not statement["text"]
        return
    assert 0 < len(statement["text"]) <= statement["limit"]
    assert pack_of(name).truth["order"]["number"] in statement["text"] + statement["long"]
    assert not re.search(r"[SMF]\d{3,}", statement["text"])


@pytest.mark.parametrize("name", CASES)
def test_every_file_of_the_folder_is_listed_with_its_hash(pack_of: Callable[[str], Pack], name: str) -> None:
    pack = pack_of(name)
    named = {one["path"]: one["sha256"] for one in pack.document["manifest"]}
    for one in pack.truth["files"]:
        assert named[one["path"]] == one["sha256"]
        assert one["sha256"] in pack.text or one["sha256"][:16] in pack.text


@pytest.mark.parametrize("name", CASES)
def test_what_was_said_is_read_to_the_letter_and_by_whom(pack_of: Callable[[str], Pack], name: str) -> None:
    pack = pack_of(name)
    read = {(m["speaker"], packed(m["text"])) for m in pack.document["transcript"]["messages"]}
    said = [m for m in pack.truth["messages"] if m["kind"] == "text" and m["speaker"] in ("buyer", "seller")]
    missing = [m["text"] for m in said if (m["speaker"], packed(m["text"])) not in read]
    assert missing == []


@pytest.mark.parametrize("name", CASES)
def test_times_are_those_that_were_and_none_that_is_printed_is_missing(
    pack_of: Callable[[str], Pack], name: str
) -> None:
    pack = pack_of(name)
    read = {(m["speaker"], packed(m["text"])): m["time"]["value"] for m in pack.document["transcript"]["messages"]}
    wrong = []
    for said in pack.truth["messages"]:
        at = read.get((said["speaker"], packed(said["text"])), "not read")
        printed = any(view["prints_time"] and not view["partial"] for view in said["views"])
        if said["kind"] == "text" and printed and (at or "")[:16] != said["time"][:16]:
            wrong.append((said["text"], at, said["time"]))
    assert wrong == []


def test_a_window_that_names_itself_is_the_client_it_says(pack_of: Callable[[str], Pack]) -> None:
    screens = pack_of("not-received-taobao").document["transcript"]["screens"]
    assert {screen["client"] for screen in screens} == {"qianniu"}


@pytest.mark.parametrize("name", CASES)
def test_a_conversation_that_overlaps_shot_by_shot_has_no_gap(pack_of: Callable[[str], Pack], name: str) -> None:
    assert pack_of(name).document["transcript"]["gaps"] == []


def test_the_pack_and_its_originals_are_verified_and_a_changed_original_is_caught(
    pack_of: Callable[[str], Pack], tmp_path: Path
) -> None:
    pack = pack_of("coercion-douyin")
    assert verify_pack(pack.pdf, pack.folder).exit_code == Exit.DONE
    changed = tmp_path / "originals"
    shutil.copytree(pack.folder, changed)
    picture = next(p for p in sorted(changed.rglob("*.png")) if ".evidence" not in p.parts)
    picture.write_bytes(picture.read_bytes() + b"\0")
    assert verify_pack(pack.pdf, changed).exit_code == Exit.CHANGED


def test_the_same_folder_makes_the_same_bytes(pack_of: Callable[[str], Pack], tmp_path: Path) -> None:
    pack = pack_of("lawful-complaint")
    again = tmp_path / pack.pdf.name
    build(pack.folder, again, BuildOptions(workers=1), now=NOW)
    assert again.read_bytes() == pack.pdf.read_bytes()
    assert again.with_suffix(".json").read_bytes() == pack.pdf.with_suffix(".json").read_bytes()
