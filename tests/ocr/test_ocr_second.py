"""The second, independent reading: it agrees where both engines see the same, and its absence never stops a pack."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from ocr.drawn import page, pixels, texts

from evidence.catalogue import say
from evidence.errors import EvidenceError, Exit
from evidence.model import Box, Line, Notice
from evidence.ocr import available, open_reader, reread, second, tesseract

needs_tesseract = pytest.mark.skipif(tesseract.trouble() is not None, reason="Tesseract with chi_sim is not installed")


def item(
    number: int, first: str, *, drawn: str = "", size: int = 28, paper: str = "#ffffff", ink: str = "#111111"
) -> second.Item:
    """A line first read as `first`, and the picture of it, which shows `drawn`."""
    text = drawn or first
    area = (size * (len(text) + 1), int(1.6 * size))
    crop = pixels(page(area, (size // 2, 2, size, text), paper=paper, ink=ink))
    return "M0001", number, Line(first, 0.99, Box(0, 0, *area)), crop


@needs_tesseract
def test_the_second_reader_agrees_on_clear_lines_light_dark_and_small(tmp_path: Path) -> None:
    items = [
        item(0, "不补偿三十元就给差评"),
        item(1, "订单号 6901234567890123456"),
        item(2, "晚上发的消息也要看清", paper="#22282e", ink="#eeeeee"),
        item(3, "小字的一行也能认出来", size=14),
    ]
    read = reread(items, records=tmp_path)
    assert [(r.message, r.line, r.first) for r in read] == [(m, n, line.text) for m, n, line, _ in items]
    assert [r.agrees for r in read] == [True] * 4, [r.text for r in read]
    assert all(r.engine is not None and r.engine.name == "tesseract" and 0 < (r.confidence or 0) <= 1 for r in read)


@needs_tesseract
def test_a_word_the_first_engine_invented_is_contradicted() -> None:
    read = reread([item(0, "你再不赔钱我就杀", drawn="你再不赔钱我就亲自来")])
    assert read[0].agrees is False and read[0].text is not None and "亲" in read[0].text


@needs_tesseract
def test_a_reading_is_kept_and_not_made_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [item(0, "这一行只读一次")]
    first = reread(items, records=tmp_path)
    monkeypatch.setattr(second, "_batch", lambda _: pytest.fail("read again"))
    assert reread(items, records=tmp_path) == first
    for record in tmp_path.iterdir():
        record.write_text('{"text": 5}', "utf-8")
    with pytest.raises(pytest.fail.Exception):
        reread(items, records=tmp_path)


def test_without_tesseract_there_is_no_second_reading_and_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "trouble", lambda: Notice.of("ocr.tesseract-missing"))
    read = reread([item(0, "没有第二个引擎")])
    assert (read[0].first, read[0].text, read[0].agrees, read[0].engine) == ("没有第二个引擎", None, None, None)
    notice = available()
    assert notice is not None and "apt-get install" in say(notice) and "brew install" in say(notice, "en")


@needs_tesseract
def test_one_line_that_breaks_the_program_leaves_the_others_their_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    real = second._together

    def brittle(crops: list[NDArray[np.uint8]]) -> object:
        if any(crop.shape[0] == 3 for crop in crops):
            raise EvidenceError(Exit.UNUSABLE, "ocr.engine-failed", engine="tesseract", cause="told to")
        return real(crops)

    monkeypatch.setattr(second, "_together", brittle)
    bad = ("M0002", 0, Line("坏", 0.5, Box(0, 0, 9, 3)), np.zeros((3, 9, 3), np.uint8))
    empty = ("M0003", 0, Line("空", 0.5, Box(0, 0, 0, 0)), np.zeros((0, 0, 3), np.uint8))
    read = reread([item(0, "前面的一行"), bad, empty, item(1, "后面的一行")])
    assert [r.agrees for r in read] == [True, None, None, True]


@pytest.mark.parametrize(("one", "other", "same"), [
    ("不给50元,就差评!", "不给 50 元, 就差评 !", True),
    ("ABC１２３", "abc 123", True),
    ("“差评”", "差评", True),
    ("亲", "杀", False),
    ("50元", "500元", False),
    ("不删", "删", False),
])  # fmt: skip
def test_readings_are_compared_by_letters_and_digits_alone(one: str, other: str, same: bool) -> None:
    assert (second.folded(one) == second.folded(other)) is same


@needs_tesseract
def test_tesseract_reads_whole_pages_light_and_dark() -> None:
    reader = open_reader("tesseract")
    for paper, ink in (("#f5f5f5", "#111111"), ("#111111", "#e0e0e0")):
        drawn = page((700, 300), (40, 40, 24, "给我退一半的钱"), (300, 160, 24, "请您拍一张照片"), paper=paper, ink=ink)
        lines = reader.read(pixels(drawn))
        read = dict(zip(texts(lines), lines, strict=True))
        assert any("退一半的钱" in text for text in read)
        box = next(line.box for text, line in read.items() if "一张照片" in text)
        assert abs(box.x0 - 300) < 12 and abs(box.x1 - 468) < 16 and 155 < box.y0 < 180


@pytest.mark.parametrize(("error", "key"), [
    (RuntimeError("Tesseract process timeout"), "ocr.engine-timeout"),
    (OSError("no space"), "ocr.engine-failed"),
])  # fmt: skip
def test_a_hanging_or_crashing_program_is_a_named_failure(
    monkeypatch: pytest.MonkeyPatch, error: Exception, key: str
) -> None:
    import pytesseract

    def fail(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(pytesseract, "image_to_data", fail)
    with pytest.raises(EvidenceError) as caught:
        tesseract.words("list.txt", psm=7, timeout=3)
    assert (caught.value.exit_code, caught.value.notice.key) == (Exit.UNUSABLE, key)


def test_rubbish_in_the_table_is_passed_over() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    good = "5\t1\t1\t1\t1\t1\t3\t4\t10\t12\t87.5\t差评\n"
    bad = "5\t1\t1\t1\t1\t1\tx\t4\t10\t12\t87\t字\n5\t1\n4\t1\t1\t1\t1\t0\t3\t4\t10\t12\t-1\t\n"
    bad += "5\t1\t1\t1\t1\t1\t3\t4\t-5\t12\t9\t字\n"
    found = list(tesseract._parsed(head + bad + good))
    assert [(w.text, w.confidence, w.box) for w in found] == [("差评", 0.875, Box(3, 4, 13, 16))]


def test_a_missing_program_and_a_missing_language_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    import pytesseract

    def plain() -> Notice | None:
        tesseract._trouble.cache_clear()
        return tesseract.trouble()

    monkeypatch.setattr(tesseract, "_version", lambda: "5")
    monkeypatch.setattr(pytesseract, "get_languages", lambda: ["eng", "osd"])
    notice = plain()
    assert notice is not None and notice.key == "ocr.language-missing" and "chi_sim" in say(notice)

    def absent() -> str:
        raise pytesseract.TesseractNotFoundError

    monkeypatch.setattr(tesseract, "_version", absent)
    notice = plain()
    assert notice is not None and notice.key == "ocr.tesseract-missing"
    monkeypatch.setitem(sys.modules, "pytesseract", None)
    notice = plain()
    assert notice is not None and notice.key == "ocr.pytesseract-missing"
