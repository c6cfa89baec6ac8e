"""What a buyer types reaches matching, the pack and the terminal as text, whatever it looks like."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from hostile import engine
from hostile.scene import chat
from hostile.watch import Runner

from evidence.errors import Exit
from evidence.ocr.engine import ENGINES

DEMAND = "不返我30元就给差评"
WORDS = {
    "markup": f'<b>{DEMAND}</b><img src="聊天/01.png"/><a href="file:///etc/passwd">x</a><para>&lt;&#0;',
    "unclosed markup": f"<font color='red' <<< {DEMAND} & </para></doc>",
    "links": f"{DEMAND} http://127.0.0.1:9/x?a=1&b=2 javascript:alert(1) file:///etc/passwd \\\\srv\\share",
    "format strings": f"{DEMAND} {{}} {{0.__class__}} {{path}} %s %n %(x)s ${{HOME}} $(id) `id`",
    "rich markup": f"[red]{DEMAND}[/red] [link=file:///etc/passwd]x[/link] [/]",
    "terminal escapes": f"\x1b[2J\x1b]0;x\x07\x1b]8;;http://127.0.0.1:9\x07{DEMAND}\x9b31m\x7f\x00",
    "line ends": f"{DEMAND}\r\n错误:一切正常\u2028\u2029\x0b\x0c\x85完",
    "direction": f"\u202e{DEMAND}\u202c\u2066abc\u2069\u200f\u061c",
    "invisible": "\u200b".join(DEMAND) + "\ufeff\u00ad\u180e\ufe0f",
    "half a surrogate": f"{DEMAND}\ud83d \udc00",
    "no characters": f"{DEMAND}\ufffe\uffff\U0010ffff\ue000\u0378",
    "combining": f"{DEMAND}" + "\u0301" * 500,
    "emoji": f"{DEMAND}👨\u200d👩\u200d👧🏽🇨🇳😂" * 3,
    "right to left": f"שלום {DEMAND} مرحبا",
    "rare characters": DEMAND + "𠀀𪚥𰻝ⲁ፩꧁꧂𝕏Ⅷ㍿ﷺ",
    "formula": f"=cmd|'/c calc'!A0 {DEMAND}",
    "long": DEMAND + "长" * 100_000,
    "long word": DEMAND + "A1" * 50_000,
    "many demands": DEMAND * 5_000,
    "spaces": " \t\u3000" * 10_000 + DEMAND,
    "nothing": "",
    "quotes": DEMAND + "\"'`\\" * 1_000,
}
FORBIDDEN = "\x00\x07\x1b\x7f\x9b\u202e\u2066\u2028"
"""Signs that a terminal must never be given."""


def lines(text: str) -> str:
    row = {"speaker": "buyer", "text": text, "name": text[:200], "time": text[:200]}
    return json.dumps(row) + "\n" + json.dumps({"speaker": "seller", "text": text[:2000]}) + "\n"


@pytest.mark.parametrize("name", WORDS)
def test_matching_finds_its_words_in_any_company_and_points_into_the_text(
    run: Runner, tmp_path: Path, name: str
) -> None:
    text = WORDS[name]
    (tmp_path / "话.jsonl").write_text(lines(text), "utf-8")
    began = time.monotonic()
    ran = run("match", tmp_path / "话.jsonl", "-o", tmp_path / "f.json")
    assert ran.code == Exit.DONE, ran.err
    assert time.monotonic() - began < 60
    found = json.loads((tmp_path / "f.json").read_text("utf-8"))["findings"]
    assert bool(found) == (name != "nothing"), "the demand is lost"
    for finding in found:
        for span in finding["spans"]:
            held = text if span["message"] == "M0001" else text[:2000]
            assert 0 <= span["start"] < span["end"] <= len(held)
    assert run("match", tmp_path / "话.jsonl", "--format", "text").code == Exit.DONE


@pytest.mark.parametrize("name", [n for n in WORDS if n != "nothing"])
def test_the_pack_prints_any_words_and_obeys_none(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(ENGINES, "rapidocr", "hostile.engine")
    most = None if name == "long" else 10_000  # one of full length will do: each costs as much as a long chat
    monkeypatch.setattr(engine, "SAID", [WORDS[name][:most], WORDS[name][:300], DEMAND])
    folder = tmp_path / "案"
    folder.mkdir()
    (folder / "聊天.png").write_bytes(chat(1))
    ran = run("build", folder, "-o", tmp_path / "p.pdf", "--workers", "1")
    assert ran.code == Exit.DONE, ran.err[:3000]
    assert not [c for c in FORBIDDEN if c in ran.err]
    document = json.loads((tmp_path / "p.json").read_text("utf-8"))
    assert any(DEMAND in f["quote"] for f in document["findings"]["findings"]), "the plain demand beside it is lost"
    with pikepdf.open(tmp_path / "p.pdf") as pack:
        for page in pack.pages:
            for note in page.get("/Annots", []):
                action = note.get("/A", {})
                assert action.get("/S") in (None, "/GoTo"), f"a live link: {action}"
        assert not pack.attachments
    with pdfplumber.open(tmp_path / "p.pdf") as pack:
        assert len(pack.pages) < 120
        text = "".join(page.extract_text() or "" for page in pack.pages[:15])
        assert "\x00" not in text and "(cid:" not in text
    for form in ("text", "csv", "markdown", "json"):
        read = run("read", folder, "--format", form, "--workers", "1", "-o", tmp_path / f"r.{form}")
        assert read.code == Exit.DONE, read.err[:2000]
    table = (tmp_path / "r.csv").read_text("utf-8-sig")
    assert not [c for line in table.splitlines() for c in line.split(",") if c.lstrip('"').startswith(("=", "@"))]


def at_a_terminal(*arguments: str) -> tuple[int, str]:
    """Run the program with a terminal as its output; what it was given."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from evidence.cli import main; main()", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8"},
    )
    os.close(theirs)
    said = bytearray()
    while select.select([ours], [], [], 60)[0]:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    return process.wait(60), said.decode("utf-8", "replace")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_terminal_is_given_nothing_that_it_would_obey(tmp_path: Path, form: str) -> None:
    every = "".join(lines(WORDS[n]) for n in ("terminal escapes", "line ends", "direction", "half a surrogate"))
    (tmp_path / "话.jsonl").write_text(every, "utf-8")
    code, said = at_a_terminal("match", str(tmp_path / "话.jsonl"), "--format", form)
    assert code == Exit.DONE
    assert DEMAND in said
    assert not [c for c in FORBIDDEN if c in said]
    if form == "json":
        assert json.loads(said)["findings"]
