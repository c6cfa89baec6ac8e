"""Third-party PDFs: read where they can be, refused with the cause where not, and never able to hang or harm us."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from evidence.catalogue import say
from evidence.errors import EvidenceError, Exit
from evidence.facts import establish, pdf, read_document
from evidence.model import Case, Source, Transcript
from evidence.report.fonts import REGULAR, font

ROWS = [
    [("快件运单详情", 0)],
    [("运单号：73811112222333", 260), ("快递公司：中通快递", 0)],
    [("时间", 150), ("地点", 100), ("描述", 0)],
    [("2026-09-30 18:40:12", 150), ("义乌市", 100), ("【义乌市】已揽收，揽收员：李四", 0)],
    [("2026-10-02 10:31:05", 150), ("杭州市", 100), ("【杭州市】快件已签收，签收人是：本人", 0)],
]


def source(path: Path) -> Source:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Source("S009", path.name, digest, path.stat().st_size, "application/pdf", "logistics", "used")


def write(
    path: Path, rows: list[list[tuple[str, int]]], *, size: tuple[float, float] = (595, 842), pages: int = 1
) -> Path:
    name = font(REGULAR).fontName  # the pack's own object: reportlab keeps one font per face, the first one made
    drawing = canvas.Canvas(str(path), pagesize=size)
    for _ in range(pages):
        drawing.setFont(name, 11)
        for at, row in enumerate(rows):
            x = 40
            for cell, width in row:
                drawing.drawString(x, 800 - 22 * at, cell)
                x += width
        drawing.showPage()
    drawing.save()
    return path


def raw(path: Path, content: bytes, *, extra: bytes = b"", resources: bytes = b"<< >>", kids: bytes = b"3 0 R") -> Path:
    """A PDF of one page written by hand, with objects no writer would make."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources " + resources + b" >>"
    pages = b"<< /Type /Pages /Kids [" + kids + b"] /Count 1 >>"
    out = b"%PDF-1.4\n"
    places = []
    for at, body in enumerate([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, content, extra], start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, body or b"null")
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    path.write_bytes(out + end % (table, len(out)))
    return path


def test_a_tracking_pdf_becomes_pages_pictures_and_facts(tmp_path: Path) -> None:
    path = write(tmp_path / "物流.pdf", ROWS, pages=2)
    where = source(path)
    document = read_document(path, where, pictures=tmp_path / "pictures")
    assert not document.unreadable_text
    assert [p.name for p in document.pictures] == [f"{where.sha256}-1.png", f"{where.sha256}-2.png"]
    assert [(p.number, p.width, p.height, p.engine.name) for p in document.pages] == [
        (1, 1190, 1684, "pdfplumber"),
        (2, 1190, 1684, "pdfplumber"),
    ]
    with Image.open(document.pictures[0]) as picture:
        assert picture.size == (1190, 1684)
        line = next(n for n in document.pages[0].lines if "签收人" in n.text)
        ink = picture.convert("L").crop((line.box.x0, line.box.y0, line.box.x1, line.box.y1))
        assert min(ink.tobytes()) < 100  # the box lies on the words
    assert [n.text for n in document.pages[0].lines][:3] == [
        "快件运单详情",
        "运单号：73811112222333",
        "快递公司：中通快递",
    ]
    facts = establish(document.pages, Transcript(None, (), ()), Case(tmp_path, (where,)))
    assert facts.shipment.waybill is not None and facts.shipment.waybill.value == "73811112222333"
    assert facts.shipment.courier is not None and facts.shipment.courier.value == "中通快递"
    assert [(e.status, e.place) for e in facts.shipment.events] == [("103", "义乌市"), ("301", "杭州市")]
    assert facts.shipment.signed is not None and facts.shipment.signed.value == "2026-10-02T10:31:05+08:00"


def test_a_page_without_text_is_handed_to_ocr(tmp_path: Path) -> None:
    path = raw(tmp_path / "scan.pdf", b"<< /Length 16 >>\nstream\n0 0 300 300 re f\nendstream")
    document = read_document(path, source(path), pictures=tmp_path)
    assert document.unreadable_text and document.pictures[0].exists()


def test_fonts_that_give_no_text_are_noticed(tmp_path: Path) -> None:
    path = write(tmp_path / "cid.pdf", ROWS)
    with pikepdf.open(path, allow_overwriting_input=True) as opened:
        for page in opened.pages:
            for font in page.Resources.Font.values():
                if "/ToUnicode" in font:
                    del font["/ToUnicode"]
        opened.save(path)
    answer = {"pages": [[f"{source(path).sha256}-1.png", 10, 10]], "lines": [[["(cid:17)(cid:9) 2", 0, 0, 9, 9]]]}
    assert pdf._document(answer, source(path), tmp_path).unreadable_text
    assert read_document(path, source(path), pictures=tmp_path).unreadable_text


def test_radicals_become_the_characters_they_look_like(tmp_path: Path) -> None:
    where = source(write(tmp_path / "a.pdf", ROWS))
    answer = {"pages": [[f"{where.sha256}-1.png", 99, 99]], "lines": [[["签收⼈：本⼈ ⻓沙 客⼾ ⽹点", 0, 0, 9, 9]]]}
    assert pdf._document(answer, where, tmp_path).pages[0].lines[0].text == "签收人：本人 长沙 客户 网点"


def encrypted(folder: Path) -> Path:
    path = write(folder / "locked.pdf", ROWS)
    with pikepdf.open(path, allow_overwriting_input=True) as opened:
        opened.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))
    return path


def truncated(folder: Path) -> Path:
    path = write(folder / "cut.pdf", ROWS)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def junk(folder: Path) -> Path:
    path = folder / "junk.pdf"
    path.write_bytes(b"%PDF-1.4\n" + b"\x00\xff<<>>" * 99)
    return path


def no_pdf(folder: Path) -> Path:
    path = folder / "photo.pdf"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


def looping(folder: Path) -> Path:
    return raw(folder / "loop.pdf", b"<< /Length 0 >>\nstream\n\nendstream", kids=b"2 0 R")


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (encrypted, "facts.pdf-encrypted"),
        (truncated, "facts.pdf-damaged"),
        (junk, "facts.pdf-damaged"),
        (no_pdf, "facts.pdf-none"),
        (looping, "facts.pdf-damaged"),
        (lambda folder: write(folder / "wall.pdf", [], size=(14400, 14400)), "facts.pdf-size"),
        (lambda folder: write(folder / "book.pdf", [], pages=61), "facts.pdf-pages"),
    ],
)
def test_a_pdf_that_cannot_be_used_is_refused_with_its_cause(tmp_path: Path, make: object, key: str) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    pictures = tmp_path / "pictures"
    with pytest.raises(EvidenceError) as caught:
        read_document(path, source(path), pictures=pictures)
    assert caught.value.exit_code is Exit.UNUSABLE
    assert caught.value.notice.key == key
    for lang in ("zh", "en"):
        assert path.name in say(caught.value.notice, lang)  # type: ignore[arg-type]
    assert not list(pictures.glob("*"))


def test_a_content_bomb_is_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    packed = zlib.compress(b"0 0 m 10 10 l S\n" * 8_000_000, 9)
    head = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    path = raw(tmp_path / "bomb.pdf", head + packed + b"\nendstream")
    with pytest.raises(EvidenceError) as caught:
        read_document(path, source(path), pictures=tmp_path / "pictures", timeout=3)
    assert caught.value.exit_code is Exit.UNUSABLE
    assert not list((tmp_path / "pictures").glob("*.part"))


def test_a_form_that_draws_itself_does_not_stop_the_run(tmp_path: Path) -> None:
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << /XObject << /F 5 0 R >> >> /Length 5 >>\n"
        b"stream\n/F Do\nendstream"
    )
    use = b"<< /XObject << /F 5 0 R >> >>"
    path = raw(tmp_path / "self.pdf", b"<< /Length 5 >>\nstream\n/F Do\nendstream", extra=form, resources=use)
    try:
        assert read_document(path, source(path), pictures=tmp_path, timeout=30).unreadable_text
    except EvidenceError as error:
        assert error.exit_code is Exit.UNUSABLE


@pytest.mark.parametrize(
    "said", [b"", b"no json", b"[1]", b'{"pages": [["../x.png", 1, 1]], "lines": [[]]}', b'{"pages": [1], "lines": []}']
)
def test_whatever_the_child_says_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    path = write(tmp_path / "a.pdf", ROWS)

    def crashed(command: list[str], *, stdout: object, **_: object) -> subprocess.CompletedProcess[bytes]:
        stdout.write(said)  # type: ignore[attr-defined]
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(pdf.subprocess, "run", crashed)
    with pytest.raises(EvidenceError) as caught:
        read_document(path, source(path), pictures=tmp_path)
    assert caught.value.notice.key == "facts.pdf-crashed"


def test_a_killed_child_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.pdf", ROWS)
    monkeypatch.setattr(pdf.subprocess, "run", lambda c, **_: subprocess.CompletedProcess(c, -9))
    with pytest.raises(EvidenceError) as caught:
        read_document(path, source(path), pictures=tmp_path)
    assert dict(caught.value.notice.params)["code"] == "-9"


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    heavy = "{'pdfplumber', 'pypdfium2', 'PIL', 'numpy', 'cv2'}"
    code = f"import sys, evidence.facts; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
