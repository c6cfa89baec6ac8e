"""The default engine on drawn pages: what a seller's screenshot says is read, wherever it stands and however small."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from ocr.drawn import font, page, pixels, texts
from PIL import Image, ImageDraw

from evidence.catalogue import say
from evidence.errors import EvidenceError, Exit
from evidence.model import Box, Line
from evidence.ocr import open_reader, rapid
from evidence.ocr.engine import Reader
from evidence.ocr.page import Job, read_page


@pytest.fixture(scope="module")
def reader() -> Reader:
    return open_reader("rapidocr")


def test_lines_stand_in_reading_order_with_boxes_in_page_pixels(reader: Reader) -> None:
    drawn = page((800, 400), (400, 40, 28, "右边的第一句"), (40, 44, 28, "左边的话"), (40, 200, 28, "下面还有一行"))
    lines = reader.read(pixels(drawn))
    assert texts(lines) == ["左边的话", "右边的第一句", "下面还有一行"]
    assert all(line.confidence > 0.9 and line.confidence == round(line.confidence, 4) for line in lines)
    box = lines[2].box
    assert 20 <= box.x0 <= 44 and box.x1 - 208 <= 24 and 190 <= box.y0 <= 215 and 225 <= box.y1 <= 255


def test_white_letters_on_a_dark_page_are_read(reader: Reader) -> None:
    drawn = page((500, 200), (40, 60, 26, "晚上也要能看清"), paper="#111111", ink="#dddddd")
    assert texts(reader.read(pixels(drawn))) == ["晚上也要能看清"]


def test_small_print_on_a_large_desktop_is_found(reader: Reader) -> None:
    small = [
        (900, 500, 12, "窗口中间的小字也要读到"),
        (1900, 900, 12, "运单号 78950000000012"),
        (40, 1380, 12, "左下角的提示文字"),
    ]
    found = texts(reader.read(pixels(page((2560, 1440), *small))))
    assert found == ["窗口中间的小字也要读到", "运单号78950000000012", "左下角的提示文字"]


def test_a_long_scroll_is_read_to_its_end_and_no_line_twice(reader: Reader) -> None:
    said = [f"第{n}句话在这里" for n in range(1, 20)]
    drawn = page((600, 4000), *((40 + 200 * (n % 2), 60 + 190 * n, 28, text) for n, text in enumerate(said)))
    assert texts(reader.read(pixels(drawn))) == said


def test_a_page_without_text_gives_no_lines(reader: Reader) -> None:
    assert reader.read(np.full((400, 300, 3), 250, np.uint8)) == ()


def test_a_tilted_photo_is_read_too(reader: Reader) -> None:
    drawn = page((1000, 700), (150, 200, 40, "出库前检查合格"), (150, 320, 40, "外箱完好没有破损"), paper="#c8b8a8")
    found = texts(reader.read(pixels(drawn.rotate(7, fillcolor="#c8b8a8"))))
    assert "出库前检查合格" in found and "外箱完好没有破损" in found


def test_the_same_pixels_give_the_same_lines(reader: Reader) -> None:
    drawn = pixels(page((600, 300), (30, 40, 24, "一样的图"), (30, 140, 24, "一样的结果")))
    assert reader.read(drawn) == reader.read(drawn) == open_reader().read(drawn)


def test_an_empty_result_on_a_page_with_strokes_is_tried_once_more(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = pixels(page((600, 300), (30, 40, 24, "引擎第一次没有看到")))
    monkeypatch.setattr(reader, "_detected", lambda *_: ((), False))
    assert texts(reader.read(drawn)) == ["引擎第一次没有看到"]


def test_a_failure_inside_the_engine_is_named(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

    def fail(*_: object) -> None:
        raise ONNXRuntimeError("Traceback\n  line\nRuntimeException: bad tensor")

    monkeypatch.setattr(reader, "_detected", fail)
    with pytest.raises(EvidenceError) as caught:
        reader.read(pixels(page((100, 100))))
    assert (caught.value.exit_code, caught.value.notice.key) == (Exit.UNUSABLE, "ocr.engine-failed")
    assert "bad tensor" in say(caught.value.notice)


def test_a_missing_model_is_named_and_never_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elsewhere = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(rapid, "find_spec", lambda _: elsewhere)
    with pytest.raises(EvidenceError) as caught:
        open_reader()
    assert (caught.value.exit_code, caught.value.notice.key) == (Exit.MISSING, "ocr.model-missing")


def test_without_the_package_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapid, "find_spec", lambda _: None)
    with pytest.raises(EvidenceError) as caught:
        open_reader()
    assert caught.value.exit_code is Exit.MISSING
    assert "pip install rapidocr" in say(caught.value.notice, "en")


def test_an_unknown_engine_is_wrong_usage() -> None:
    with pytest.raises(EvidenceError) as caught:
        open_reader("glasses")
    assert caught.value.exit_code is Exit.USAGE


@pytest.mark.parametrize(
    ("em", "said"), [(24, "……"), (32, "……"), (32, "。。。"), (48, "。。。"), (48, "......"), (24, "…")]
)
def test_points_that_are_all_of_a_message_are_read(reader: Reader, tmp_path: Path, em: int, said: str) -> None:
    rows = ("在吗老板", "东西坏了怎么办呢", said, "好的稍等我看一下", "给我退钱")
    image = Image.new("RGB", (24 * em, 24 * em), "#ededed")
    pen = ImageDraw.Draw(image)
    for n, words in enumerate(rows):
        wide, y = int(pen.textlength(words, font=font(em))) + int(1.6 * em), (2 + 4 * n) * em
        x = 20 * em - wide if n % 2 else 4 * em
        pen.rounded_rectangle((x, y, x + wide, y + int(2.4 * em)), em // 3, fill="#95ec69" if n % 2 else "#ffffff")
        pen.text((x + int(0.8 * em), y + em // 2), words, font=font(em), fill="#111111")
    path = tmp_path / "a.png"
    image.save(path)
    found = read_page(Job("S001", path, "a.png", sha256(path.read_bytes()).hexdigest()), reader).lines
    (points,) = (line.text for line in found if 10 * em <= line.box.center_y <= 12.4 * em)
    assert points and set(points) <= set("….。·"), "points, as many as the engine sees"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("??", True),
        ("！！", True),
        ("?", True),
        ("O", False),
        ("已?", False),
        ("○。。", True),
        ("○", False),
        ("○○", False),
    ],
)
def test_marks_alone_in_a_bubble_are_taken_on_less_certainty(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, text: str, kept: bool
) -> None:
    box = Box(10, 10, 40, 40)
    monkeypatch.setattr(reader, "_recognised", lambda *_: (Line(text, 0.6, box),))
    assert bool(reader.glance(pixels(page((60, 60))), (box,))) is kept
