"""Pictures as a viewer shows them, and hostile or damaged ones refused before they do harm."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from evidence.case import collect, open_picture
from evidence.case import picture as room
from evidence.errors import EvidenceError, Exit
from evidence.model import CHINA

RED, BLUE = (255, 0, 0), (0, 0, 255)


def half_and_half(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def noise(size: tuple[int, int] = (200, 200)) -> Image.Image:
    return Image.fromarray(np.random.default_rng(7).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


@pytest.mark.parametrize(("suffix", "media"), [
    ("png", "image/png"), ("jpg", "image/jpeg"), ("webp", "image/webp"), ("bmp", "image/bmp"), ("gif", "image/gif"),
])  # fmt: skip
def test_each_format_gives_the_same_kind_of_array(tmp_path: Path, suffix: str, media: str) -> None:
    path = tmp_path / f"a.{suffix}"
    half_and_half().save(path)
    picture = open_picture(path)
    assert picture.media == media
    assert picture.pixels.shape == (40, 60, 3) and picture.pixels.dtype == np.uint8
    assert picture.pixels.flags["C_CONTIGUOUS"]
    assert (picture.width, picture.height) == (60, 40)
    assert picture.pixels[20, 10, 0] > 200 > 60 > picture.pixels[20, 10, 2], "red stays red"


def told(orientation: int = 1, editor: str = "Adobe Photoshop 25.0") -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.Software] = orientation, editor
    exif[ExifTags.Base.DateTime] = "2026:10:05 14:30:00"
    return exif


def moved_back(data: bytes, kinds: tuple[bytes, ...]) -> bytes:
    """The PNG with its chunks of these kinds behind the pixels, where the format allows them as well."""
    chunks, at = [], 8
    while at < len(data):
        size = struct.unpack_from(">I", data, at)[0] + 12
        chunks.append(data[at : at + size])
        at += size
    late = [c for c in chunks if c[4:8] in kinds]
    rest = [c for c in chunks if c not in late]
    return data[:8] + b"".join((*rest[:-1], *late, rest[-1]))


def looked_at() -> Iterator[tuple[str, bytes]]:
    """Pictures that tell something besides their pixels, each in its own way."""
    for suffix in ("png", "jpeg", "webp"):
        for orientation in (1, 3, 6, 8):
            yield f"{suffix}, orientation {orientation}", bytes_of(half_and_half(), suffix, exif=told(orientation))
    words = PngInfo()
    words.add_text("Software", "美图秀秀")
    words.add_itxt("XML:com.adobe.xmp", '<x:xmpmeta tiff:Orientation="6" xmp:CreatorTool="GIMP 2.10"/>')
    with_words = bytes_of(half_and_half(), "png", pnginfo=words, exif=told(8))
    yield "png, words", with_words
    yield "png, words behind the pixels", moved_back(with_words, (b"tEXt", b"iTXt", b"eXIf"))
    yield "png, EXIF behind the pixels", moved_back(bytes_of(half_and_half(), "png", exif=told(6)), (b"eXIf",))
    yield "png, 16 bits", bytes_of(Image.new("I;16", (30, 20), 40_000), "png")
    yield "jpeg, grey", bytes_of(half_and_half().convert("L"), "jpeg", exif=told(5))
    yield "jpeg, four inks", bytes_of(half_and_half().convert("CMYK"), "jpeg")
    yield "jpeg, in steps", bytes_of(half_and_half((700, 400)), "jpeg", progressive=True)
    yield "jpeg, one pixel", bytes_of(half_and_half((1, 1)), "jpeg")
    frames = [half_and_half(), noise((60, 40))]
    for suffix in ("gif", "webp", "png"):
        yield f"{suffix}, moving", bytes_of(frames[0], suffix, save_all=True, append_images=frames[1:])
    yield "bmp", bytes_of(half_and_half(), "bmp")


def bytes_of(image: Image.Image, suffix: str, **how: Any) -> bytes:
    whole = BytesIO()
    image.save(whole, suffix, **how)
    return whole.getvalue()


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in looked_at()])
def test_looking_at_a_picture_tells_what_decoding_it_tells(data: bytes) -> None:
    looks = room.look_at(data, shown="a")
    picture = room.decode_picture(data, Path("a"), shown="a")
    assert (looks.width, looks.height) == (picture.width, picture.height)
    assert (looks.media, looks.notes, looks.device_time) == (picture.media, picture.notes, picture.device_time)


def test_the_pictures_looked_at_have_something_to_tell() -> None:
    every = [room.look_at(data, shown="a") for _, data in looked_at()]
    assert sum(1 for looks in every if looks.device_time) >= 14
    assert {n.key for looks in every for n in looks.notes} == {"case.editor-named", "case.first-frame"}
    assert {(looks.width, looks.height) for looks in every} >= {(60, 40), (40, 60)}


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
def test_exif_rotation_is_applied_once(tmp_path: Path, suffix: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # to be turned a quarter clockwise
    path = tmp_path / f"a.{suffix}"
    half_and_half().save(path, exif=exif)
    picture = open_picture(path)
    assert picture.pixels.shape == (60, 40, 3)
    assert picture.pixels[5, 20, 0] > 200 and picture.pixels[55, 20, 2] > 200, "what was left is at the top"
    assert (collect(tmp_path).sources[0].width, collect(tmp_path).sources[0].height) == (40, 60)


def test_transparency_becomes_white_paper(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    clear.save(tmp_path / "rgba.png")
    clear.convert("LA").save(tmp_path / "la.png")
    palette = Image.new("P", (4, 4), 0)
    palette.putpalette([0, 0, 0, 255, 255, 255])
    palette.save(tmp_path / "p.png", transparency=0)
    for name in ("rgba.png", "la.png", "p.png"):
        assert open_picture(tmp_path / name).pixels.min() == 255, name


def test_sixteen_bits_are_scaled_and_not_clipped(tmp_path: Path) -> None:
    deep = np.array([[0, 32768, 65535]], dtype=np.uint16)
    Image.fromarray(deep).save(tmp_path / "a.png")
    assert open_picture(tmp_path / "a.png").pixels[0, :, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_other_colour_modes_become_rgb(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    Image.new("RGB", (8, 8), "white").convert(mode).save(path)
    assert open_picture(path).pixels.min() > 250


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_an_animation_shows_its_first_frame_and_says_so(tmp_path: Path, suffix: str) -> None:
    frames = [Image.new("RGB", (20, 20), color) for color in (RED, BLUE, BLUE)]
    frames[1].putpixel((0, 0), (9, 9, 9))
    path = tmp_path / f"a.{suffix}"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    picture = open_picture(path)
    assert picture.pixels[10, 10, 0] > 200, "the first frame is red"
    assert [n.key for n in picture.notes] == ["case.first-frame"]
    assert dict(picture.notes[0].params)["frames"] == "3"
    half_and_half().save(tmp_path / "still.gif")
    assert open_picture(tmp_path / "still.gif").notes == ()


def xmp(tool: str) -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description xmp:CreatorTool="{tool}"/></x:xmpmeta>'.encode()


@pytest.mark.parametrize(("software", "editor"), [
    ("Adobe Photoshop 25.0 (Windows)", "Adobe Photoshop"),
    ("PicsArt", "PicsArt"),
    ("美图秀秀 10.1", "美图秀秀"),
    ("Snapseed 2.0", "Snapseed"),
    ("Android UP1A.231005.007", None),
    ("HUAWEI Screenshot", None),
    ("16.4.1", None),
    ("", None),
])  # fmt: skip
def test_an_editor_named_in_the_file_is_noted_and_a_phone_is_not(
    tmp_path: Path, software: str, editor: str | None
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Software] = software.encode("utf-8") if not software.isascii() else software
    half_and_half().save(tmp_path / "a.jpg", exif=exif)
    note = PngInfo()
    note.add_itxt("Software", software)
    half_and_half().save(tmp_path / "a.png", pnginfo=note)
    half_and_half().save(tmp_path / "a.webp", xmp=xmp(software))
    for name in ("a.jpg", "a.png", "a.webp"):
        found = [dict(n.params)["editor"] for n in open_picture(tmp_path / name).notes]
        if name == "a.jpg" and not software.isascii():
            continue  # EXIF text is ASCII; what a phone writes there instead is not settled
        assert found == ([editor] if editor else []), name


def test_a_place_in_the_file_is_noted(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (30.0, 15.0, 1.0)
    half_and_half().save(tmp_path / "a.jpg", exif=exif)
    assert [n.key for n in open_picture(tmp_path / "a.jpg").notes] == ["case.place-inside"]


@pytest.mark.parametrize(("value", "offset", "expected"), [
    ("2026:10:02 09:30:00", None, datetime(2026, 10, 2, 9, 30, tzinfo=CHINA)),
    ("2026:10:02 09:30:00", "+09:00", datetime(2026, 10, 2, 9, 30, tzinfo=timezone(timedelta(hours=9)))),
    ("2026:10:02 09:30:00", "-03:30", datetime(2026, 10, 2, 9, 30, tzinfo=timezone(-timedelta(hours=3, minutes=30)))),
    ("0000:00:00 00:00:00", None, None),
    ("2026:13:02 09:30:00", None, None),
    ("gestern", None, None),
])  # fmt: skip
def test_the_time_of_taking_carries_a_zone(
    tmp_path: Path, value: str, offset: str | None, expected: datetime | None
) -> None:
    exif = Image.Exif()
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = value
    if offset:
        detail[ExifTags.Base.OffsetTimeOriginal] = offset
    half_and_half().save(tmp_path / "a.jpg", exif=exif)
    assert open_picture(tmp_path / "a.jpg").device_time == expected
    assert collect(tmp_path).sources[0].device_time == expected


def refused(path: Path) -> EvidenceError:
    with pytest.raises(EvidenceError) as caught:
        open_picture(path)
    return caught.value


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "gif", "bmp"])
def test_a_picture_cut_short_is_refused_and_not_shown_half_grey(tmp_path: Path, suffix: str) -> None:
    whole = BytesIO()
    noise().save(whole, {"jpg": "JPEG"}.get(suffix, suffix))
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) * 6 // 10])
    error = refused(path)
    assert (error.exit_code, error.notice.key) == (Exit.UNUSABLE, "case.unreadable-picture")
    assert collect(tmp_path).sources[0].status == "unreadable"


def test_a_changed_byte_in_a_png_is_noticed(tmp_path: Path) -> None:
    whole = BytesIO()
    noise().save(whole, "png")
    data = bytearray(whole.getvalue())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "a.png").write_bytes(data)
    assert refused(tmp_path / "a.png").notice.key == "case.unreadable-picture"


def png_of(width: int, height: int) -> bytes:
    """A PNG that promises a size and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(9000, 9000), (60000, 60000), (100, 70000), (70000, 100)])
def test_a_picture_too_large_to_decode_is_refused_by_its_header(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "a.png").write_bytes(png_of(*size))
    assert refused(tmp_path / "a.png").notice.key in ("case.picture-too-large", "case.unreadable-picture")


def test_the_limit_lets_a_long_screenshot_through(tmp_path: Path) -> None:
    Image.new("1", (1080, 20000), 1).save(tmp_path / "a.png")
    assert open_picture(tmp_path / "a.png").height == 20000


def test_a_text_bomb_in_a_png_is_refused(tmp_path: Path) -> None:
    body = b"Comment\0\0" + zlib.compress(b"A" * 120_000_000, 9)
    bomb = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    whole = BytesIO()
    half_and_half().save(whole, "png")
    data = whole.getvalue()
    (tmp_path / "a.png").write_bytes(data[:33] + bomb + data[33:])
    assert refused(tmp_path / "a.png").exit_code is Exit.UNUSABLE


def test_a_file_too_heavy_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    half_and_half().save(tmp_path / "a.png")
    monkeypatch.setattr(room, "MAX_BYTES", 50)
    assert refused(tmp_path / "a.png").notice.key == "case.picture-too-heavy"


@pytest.mark.parametrize(("content", "suffix"), [
    (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "png"),
    (b"II*\x00\x08\x00\x00\x00\x00\x00", "jpg"),
    (b"", "png"),
])  # fmt: skip
def test_formats_with_a_program_inside_are_never_opened(tmp_path: Path, content: bytes, suffix: str) -> None:
    (tmp_path / f"a.{suffix}").write_bytes(content)
    assert refused(tmp_path / f"a.{suffix}").exit_code is Exit.UNUSABLE


def test_a_heic_without_its_decoder_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from evidence.catalogue import say

    monkeypatch.setitem(__import__("sys").modules, "pi_heif", None)
    (tmp_path / "a.heic").write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
    source = collect(tmp_path).sources[0]
    assert source.status == "ignored" and source.reason is not None
    assert 'pip install "evidence[heic]"' in say(source.reason, "zh")


def test_a_missing_file_is_a_file_error(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere.png").exit_code is Exit.FILE
