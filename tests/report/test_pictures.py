"""What becomes of a picture's data: handed on untouched where PDF can hold it, the same pixels anew where it cannot."""

from __future__ import annotations

import io
import zlib
from datetime import UTC, datetime

import numpy as np
import pikepdf
import pytest
from PIL import Image

from evidence.report.canvas import PackCanvas, PageIndex, Running
from evidence.report.pictures import load

PIXELS = np.random.default_rng(7).integers(0, 255, (24, 40, 3), dtype=np.uint8)


def opened(path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB"))


def idat(data: bytes) -> bytes:
    parts, at = [], 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            parts.append(data[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(parts)


@pytest.mark.parametrize(("mode", "space"), [("RGB", "DeviceRGB"), ("L", "DeviceGray"), ("P", "DeviceGray")])
def test_a_plain_png_is_handed_on_as_it_is(tmp_path, mode, space):
    path = tmp_path / "a.png"
    Image.fromarray(PIXELS).convert(mode).save(path)
    picture = load(path, opened)
    assert (picture.way, picture.space, picture.width, picture.height) == ("png", space, 40, 24)
    assert picture.data == idat(path.read_bytes())
    assert (picture.palette is not None) == (mode == "P")


def unpacked(picture) -> np.ndarray:
    rows = np.frombuffer(zlib.decompress(picture.data), np.uint8).reshape(picture.height, -1)
    assert set(rows[:, 0]) == {2}
    return np.cumsum(rows[:, 1:].astype(int), axis=0).astype(np.uint8).reshape(picture.height, picture.width, 3)


def alpha(path):
    Image.fromarray(PIXELS).convert("RGBA").save(path)


def deep(path):
    Image.fromarray(np.arange(960, dtype=np.uint16).reshape(24, 40) * 60).save(path)


def transparent_palette(path):
    Image.fromarray(PIXELS).convert("P").save(path, transparency=3)


def broken_sum(path):
    Image.fromarray(PIXELS).save(path)
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("make", [alpha, deep, transparent_palette, broken_sum])
def test_other_pngs_are_packed_anew_pixel_for_pixel(tmp_path, make):
    path = tmp_path / "a.png"
    make(path)
    picture = load(path, lambda _: PIXELS)
    assert picture.way == "pixels"
    assert (unpacked(picture) == PIXELS).all()


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_is_handed_on_as_it_is(tmp_path, progressive):
    path = tmp_path / "a.jpg"
    Image.fromarray(PIXELS).save(path, quality=90, progressive=progressive)
    picture = load(path, opened)
    assert (picture.way, picture.data) == ("jpeg", path.read_bytes())


@pytest.mark.parametrize("turned", [1, 6])
def test_a_jpeg_that_must_be_turned_is_not_handed_on(tmp_path, turned):
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = turned
    Image.fromarray(PIXELS).save(path, exif=exif)
    assert load(path, opened).way == ("jpeg" if turned == 1 else "pixels")


def test_a_jpeg_for_print_or_cut_short_is_not_handed_on(tmp_path):
    path = tmp_path / "a.jpg"
    Image.fromarray(PIXELS).convert("CMYK").save(path)
    assert load(path, opened).way == "pixels"
    target = io.BytesIO()
    Image.fromarray(PIXELS).save(target, "JPEG")
    path.write_bytes(target.getvalue()[:-40])
    assert load(path, lambda _: PIXELS).way == "pixels"


def test_other_formats_are_packed_anew(tmp_path):
    path = tmp_path / "a.bmp"
    Image.fromarray(PIXELS).save(path)
    assert (unpacked(load(path, opened)) == PIXELS).all()


def test_a_picture_shown_in_several_places_is_kept_once(tmp_path):
    paths = [tmp_path / name for name in ("a.png", "b.png")]
    Image.fromarray(PIXELS).save(paths[0])
    Image.fromarray(PIXELS[::-1]).save(paths[1])
    target = io.BytesIO()
    before = PageIndex(pages=1)
    canvas = PackCanvas(target, Running("", "", "", "", "", datetime(2026, 1, 1, tzinfo=UTC)), before, final=True)
    pictures = [load(path) for path in paths]
    for place, picture in enumerate([*pictures, *pictures, pictures[0]]):
        canvas.picture(picture, 0, place, 10, 10)
    canvas.showPage()
    canvas.save()
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages[0].Resources.XObject) == 2
        assert sum(isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image" for o in pdf.objects) == 2
