"""PDFs, tables and case files from an adversary: named with their reason, within bounds, and never run."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile.papers import hostile_pdfs, hostile_tables, odd_pdfs, one_page, pdf
from hostile.scene import small_case
from hostile.test_pictures import put
from hostile.watch import Runner, build
from support import lend_records

from evidence.errors import EvidenceError, Exit
from evidence.facts import read_document
from evidence.model import Source

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def test_pdfs_that_cannot_be_shown_are_named_and_the_rest_is_in_the_pack(run: Runner, tmp_path: Path) -> None:
    built = build(run, tmp_path, lambda folder: put(folder, hostile_pdfs()))
    assert len({built.manifest[name]["reason"] for name, _, _ in hostile_pdfs()}) >= 4, "each with its own reason"


def test_pdfs_with_scripts_or_without_fonts_are_shown_and_not_run(run: Runner, tmp_path: Path) -> None:
    built = build(run, tmp_path, lambda folder: put(folder, odd_pdfs()))
    pack = (built.out / "包.pdf").read_bytes()
    assert b"/JavaScript" not in pack and b"/Launch" not in pack and b"/OpenAction" not in pack


def looping_form() -> bytes:
    draws = b"/Length 5>>\nstream\n/X Do\nendstream"
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>" + draws
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
    return pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, b"<<" + draws, form)


BOMBS: dict[str, Callable[[], bytes]] = {
    "content stream of 200 MB": lambda: one_page(b"0 0 9 9 re f\n" * 16_000_000, packed=True),
    "a form that draws itself": looping_form,
    "brackets without end": lambda: one_page(b"[" * 2_000_000, packed=True),
    "saved states without end": lambda: one_page(b"q " * 3_000_000, packed=True),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_pdf_that_wants_time_or_memory_without_end_is_stopped(tmp_path: Path, name: str) -> None:
    path = tmp_path / "b.pdf"
    path.write_bytes(BOMBS[name]())
    source = Source("S001", "b.pdf", "0" * 64, path.stat().st_size, "application/pdf", "document", "used")
    began = time.monotonic()
    try:
        read_document(path, source, pictures=tmp_path / "pages", timeout=6)
    except EvidenceError as error:
        assert error.exit_code is Exit.UNUSABLE
        assert dict(error.notice.params)["path"] == "b.pdf"
    assert time.monotonic() - began < 60
    assert not list((tmp_path / "pages").glob("*.part"))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 < 2200, "MB, the child's own limit is 2048"


def test_tables_of_any_kind_cost_nothing(run: Runner, tmp_path: Path) -> None:
    build(run, tmp_path, lambda folder: put(folder, hostile_tables()))


def test_a_formula_in_an_export_is_text_wherever_it_is_printed(run: Runner, tmp_path: Path) -> None:
    put(tmp_path, hostile_tables())
    for name, _, _ in hostile_tables():
        for form in ("csv", "json", "text"):
            began = time.monotonic()
            ran = run("orders", tmp_path / name, "--format", form)
            assert ran.code in (Exit.DONE, Exit.PARTLY, Exit.UNUSABLE, Exit.CONFIG), f"{name}: {ran.err}"
            assert time.monotonic() - began < 30, name
            if form == "csv":
                cells = [cell for line in ran.out.splitlines() for cell in line.split(",")]
                assert not [c for c in cells if c.lstrip('"')[:1] in ("=", "+", "@")], name


WRONG = {
    "a number of 5000 digits": f"[case]\norder = {'9' * 5000}\n",
    "a number in hexadecimal of 5000 digits": f"[review]\nstars = 0x{'f' * 5000}\n",
    "an order in hexadecimal of 5000 digits": f"[case]\norder = 0x{'f' * 5000}\n",
    "a time before time": "[case]\ncaptured = 0001-01-01T00:00:00+23:59\n",
    "a time after time": "[case]\ncaptured = 9999-12-31T23:59:59-23:59\n",
    "only a clock": "[case]\ncaptured = 12:30:00\n",
    "infinite stars": "[review]\nstars = inf\n",
    "no number of stars": "[review]\nstars = nan\n",
    "a list for a text": "[case]\nshop = ['a', 'b']\n",
    "a table for a text": "[case]\nshop = {a = 1}\n",
    "a text for a table": "case = 'x'\n",
    "a text for the exhibits": "exhibit = 'x'\n",
    "brackets without end": "x = " + "[" * 50_000,
    "keys without end": ".".join(["a"] * 5_000) + " = 1\n",
    "a table twice": "[case]\n[case]\n",
    "no text": '[case]\nshop = "\\u0000"\x00\n',
    "a way out of the folder": "[[exhibit]]\nfile = '../../etc/passwd'\n",
    "an absolute way": "[[exhibit]]\nfile = '/etc/passwd'\n",
    "a kind unknown": "[[exhibit]]\nfile = '聊天/01.png'\nkind = 'truth'\n",
    "half a surrogate": '[case]\nshop = "\\ud800"\n',
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_case_file_is_answered_with_file_and_key(run: Runner, tmp_path: Path, name: str) -> None:
    folder = small_case(tmp_path / "案")
    (folder / "case.toml").write_text(WRONG[name], "utf-8")
    ran = run("build", folder, "-o", tmp_path / "p.pdf")
    assert ran.code == Exit.CONFIG, ran.err
    assert "case.toml" in ran.err and len(ran.err) < 2000


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("option", ["--rules", "--platform"])
def test_a_wrong_rule_or_platform_file_is_answered_with_its_name(
    run: Runner, tmp_path: Path, name: str, option: str
) -> None:
    folder = small_case(tmp_path / "案")
    path = tmp_path / "自己的.toml"
    path.write_text(WRONG[name], "utf-8")
    ran = run("build", folder, "-o", tmp_path / "p.pdf", option, path)
    assert ran.code == Exit.CONFIG, ran.err
    assert "自己的.toml" in ran.err and len(ran.err) < 3000


EVIL = "<b>粗</b><img src='x'/> {0} %s [red] \\u202e\\u0007 =1+1 | `rm` $(x)"


def test_a_case_file_full_of_markup_is_printed_as_it_stands(run: Runner, tmp_path: Path) -> None:
    folder = small_case(tmp_path / "案")
    lend_records(folder)
    long = "长" * 100_000
    (folder / "case.toml").write_text(
        f'[case]\nshop = "{EVIL}"\nbuyer = "{EVIL}"\n[review]\ntext = "{EVIL}{long}"\nstars = 1\n[[exhibit]]\n'
        f'file = "聊天/01.png"\ncaption = "{EVIL}"\nanswers = "{EVIL}"\n',
        "utf-8",
    )
    ran = run("build", folder, "-o", tmp_path / "p.pdf")
    assert ran.code == Exit.DONE, ran.err
    assert not any(c in ran.err for c in "\u202e\x07")
    assert (tmp_path / "p.pdf").stat().st_size < 10_000_000
