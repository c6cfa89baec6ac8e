"""Takes a picture file that may be hostile, hands on its pixels as a viewer shows them, and what is worth noting."""

from __future__ import annotations

import re
import struct
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps

from evidence.case.known import Looks
from evidence.case.media import MAX_BYTES
from evidence.errors import EvidenceError, Exit
from evidence.files import file_error
from evidence.model import CHINA, Notice

MAX_PIXELS = 60_000_000
"""Most pixels taken: 1080 x 55000, a scroll of about 24 phone screens. Decoding costs about 4 bytes a pixel."""

MAX_SIDE = 65_500
"""Longest side taken; JPEG cannot hold more, so no pack could show a reduced copy."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_MEDIA = {"MPO": "image/jpeg", "HEIF": "image/heic", "BMP": "image/bmp"}
_ANIMATED = ("GIF", "WEBP", "PNG")
_TELLING = (b"eXIf", b"tEXt", b"zTXt", b"iTXt")
_ON_ITS_SIDE = (5, 6, 7, 8)
_DEEP = ("I;16", "I;16B", "I;16L", "I;16N", "I")
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError)
_UNDECODABLE = (*_DAMAGE, struct.error, zlib.error, Image.DecompressionBombError)
_XMP_TOOL = re.compile(rb"(?:CreatorTool|softwareAgent)\s*(?:=\s*[\"']|>)\s*([^\"'<]{1,100})")


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture as a viewer shows it.

    `pixels` has the shape (height, width, 3), uint8, RGB, C-contiguous: EXIF rotation applied once, transparency
    flattened on white, 16 bits scaled to 8, first frame of an animation. `path` leads to the untouched file.
    `device_time` is the EXIF time of taking; a time without a zone is taken for China Standard Time (+08:00).
    """

    pixels: NDArray[np.uint8]
    media: str
    path: Path
    notes: tuple[Notice, ...] = ()
    device_time: datetime | None = None

    @property
    def width(self) -> int:
        """Pixels from left to right, as shown."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels from top to bottom, as shown."""
        return int(self.pixels.shape[0])


def open_picture(path: Path) -> Picture:
    """Open a picture as a viewer shows it.

    Args:
        path: a PNG, JPEG, WebP, GIF or BMP file, or HEIC where `evidence[heic]` is installed.

    Raises:
        EvidenceError: UNUSABLE (4) for what is no picture, damaged, cut short or too large; MISSING (3) for HEIC
            without its decoder; FILE (5) when the file cannot be read.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise EvidenceError(Exit.UNUSABLE, "case.picture-too-heavy", path=path.name, limit=MAX_BYTES // 1_000_000)
        data = path.read_bytes()
    except OSError as error:
        raise file_error(error, path) from error
    return decode_picture(data, path, shown=path.name)


def decode_picture(data: bytes, path: Path, *, shown: str) -> Picture:
    """Decode a picture already read; `shown` is what messages call it. Raises as `open_picture`."""
    with _checked(data, shown) as image:
        image.load()
        looks = _looks(image, shown)
        pixels = _flattened(_upright(image))
    return Picture(pixels, looks.media, path, looks.notes, looks.device_time)


def look_at(data: bytes, *, shown: str) -> Looks:
    """What a picture already read tells without its pixels, which are not kept; `shown` is what messages call it.

    A PNG is known by the checksums of its parts, a JPEG by an eighth of its size; what they leave unseen is found when
    it is decoded. Raises as `open_picture`.
    """
    with _checked(data, shown) as image:
        looks = None
        if image.format == "PNG" and not _tells_later(data):
            return _looks(image, shown)
        if image.format == "JPEG":
            looks = _looks(image, shown)  # first: a part of the size is told for the whole
            image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()
        return looks or _looks(image, shown)


@contextmanager
def _checked(data: bytes, shown: str) -> Iterator[Image.Image]:
    """The picture opened at its first frame, its size allowed and its checksums right; raises as `open_picture`."""
    if len(data) > MAX_BYTES:
        raise EvidenceError(Exit.UNUSABLE, "case.picture-too-heavy", path=shown, limit=MAX_BYTES // 1_000_000)
    formats: tuple[str, ...] = _FORMATS
    if is_heif(data):
        _load_heif(shown)
        formats = (*_FORMATS, "HEIF")
    try:
        with _opened(data, formats, shown) as first:
            first.verify()
        with _opened(data, formats, shown) as image:
            if image.format in _ANIMATED and getattr(image, "is_animated", False):
                image.seek(0)
            yield image
    except _UNDECODABLE as error:
        raise EvidenceError(Exit.UNUSABLE, "case.unreadable-picture", path=shown, cause=_cause(error)) from error


def _looks(image: Image.Image, shown: str) -> Looks:
    media = _MEDIA.get(image.format or "", f"image/{(image.format or 'unknown').lower()}")
    wide, high = image.size
    if _exif(image).get(ExifTags.Base.Orientation) in _ON_ITS_SIDE:
        wide, high = high, wide
    return Looks(media, wide, high, _notes(image, shown), _device_time(image))


def _tells_later(data: bytes) -> bool:
    """Whether a PNG holds words or EXIF behind its pixels, which are only read with them (PNG, 5.6)."""
    at, pixels = 8, False
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if pixels and kind in _TELLING:
            return True
        pixels = pixels or kind == b"IDAT"
        at += size + 12
    return False


def is_heif(data: bytes) -> bool:
    """Whether the file starts like HEIC or AVIF-free HEIF, by its brand (ISO/IEC 23008-12)."""
    return data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


@contextmanager
def _opened(data: bytes, formats: tuple[str, ...], shown: str) -> Iterator[Image.Image]:
    """The picture's header read and its size allowed, before anything is decoded."""
    with Image.open(BytesIO(data), formats=formats) as image:
        width, height = image.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            size, limit = f"{width}x{height}", MAX_PIXELS // 1_000_000
            raise EvidenceError(Exit.UNUSABLE, "case.picture-too-large", path=shown, size=size, limit=limit)
        yield image


def _load_heif(shown: str) -> None:
    try:
        from pi_heif import register_heif_opener
    except ImportError as error:
        raise EvidenceError(Exit.MISSING, "case.heic-decoder-missing", path=shown) from error
    register_heif_opener(thumbnails=False)


def _cause(error: BaseException) -> str:
    """Why, in a few words without the memory addresses that Pillow prints."""
    if isinstance(error, MemoryError):
        return "out of memory"
    text = str(error).splitlines()[0] if str(error) else ""
    return re.sub(r"<_io\.BytesIO object at 0x[0-9a-f]+>", "data", text)[:120] or type(error).__name__


def _upright(image: Image.Image) -> Image.Image:
    """The picture with its EXIF rotation applied; a damaged EXIF block rotates nothing."""
    with suppress(*_UNDECODABLE):
        ImageOps.exif_transpose(image, in_place=True)
    return image


def _flattened(image: Image.Image) -> NDArray[np.uint8]:
    """RGB pixels, whatever the mode: 16 bits scaled (Pillow would clip), alpha laid on white."""
    if image.mode in _DEEP:
        deep = np.clip(np.asarray(image).astype(np.float32) / 257, 0, 255)
        grey = np.rint(deep).astype(np.uint8)
        return np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        image = Image.alpha_composite(paper, layered)
    return np.ascontiguousarray(np.asarray(image if image.mode == "RGB" else image.convert("RGB"), dtype=np.uint8))


def _notes(image: Image.Image, shown: str) -> tuple[Notice, ...]:
    """What a reviewer would ask about: more frames than shown, an editor's name, a place."""
    notes = []
    if image.format in _ANIMATED and getattr(image, "is_animated", False):
        notes.append(Notice.of("case.first-frame", path=shown, frames=getattr(image, "n_frames", 1)))
    editor = _editor(image)
    if editor:
        notes.append(Notice.of("case.editor-named", path=shown, editor=editor))
    if _exif(image, ExifTags.IFD.GPSInfo):
        notes.append(Notice.of("case.place-inside", path=shown))
    return tuple(notes)


def _exif(image: Image.Image, part: int | None = None) -> dict[int, Any]:
    """The EXIF block or one of its parts; empty where there is none or it is damaged."""
    try:
        block = Image.Image.getexif(image)  # a PNG's own would decode it first
        return dict(block.get_ifd(part) if part is not None else block)
    except _UNDECODABLE:
        return {}


def _editor(image: Image.Image) -> str | None:
    """The picture editor that the file says wrote it, if it names one that `editors.toml` knows."""
    claims = [str(_exif(image).get(tag, "")) for tag in (ExifTags.Base.Software, ExifTags.Base.ProcessingSoftware)]
    claims += [str(image.info.get(key, "")) for key in ("Software", "software", "Comment", "comment")]
    for key in ("xmp", "XML:com.adobe.xmp"):
        block = image.info.get(key, b"")
        raw = block.encode("utf-8", "replace") if isinstance(block, str) else bytes(block)
        claims += [m.decode("utf-8", "replace") for m in _XMP_TOOL.findall(raw[:1_000_000])]
    for claim in claims:
        for name, marks in _editors():
            if any(mark in claim.casefold() for mark in marks):
                return name
    return None


@cache
def _editors() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Editors by name, with the words that betray them, from `editors.toml`."""
    data = tomllib.loads(files("evidence.case").joinpath("editors.toml").read_text("utf-8"))
    return tuple((e["name"], tuple(w.casefold() for w in e["marks"])) for e in data["editor"])


def _device_time(image: Image.Image) -> datetime | None:
    """The EXIF time: taken, digitised, or written. Without an offset it is taken for +08:00, the platforms' zone."""
    detail, base = _exif(image, ExifTags.IFD.Exif), _exif(image)
    for value, offset in (
        (detail.get(ExifTags.Base.DateTimeOriginal), detail.get(ExifTags.Base.OffsetTimeOriginal)),
        (detail.get(ExifTags.Base.DateTimeDigitized), detail.get(ExifTags.Base.OffsetTimeDigitized)),
        (base.get(ExifTags.Base.DateTime), detail.get(ExifTags.Base.OffsetTime)),
    ):
        moment = _exif_moment(value, offset)
        if moment is not None:
            return moment
    return None


def _exif_moment(value: object, offset: object) -> datetime | None:
    match = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)\x00?", str(value).strip())
    if not match:
        return None
    zone = CHINA
    shift = re.fullmatch(r"([+-])(\d\d):(\d\d)\x00?", str(offset).strip())
    if shift and int(shift[2]) < 24:
        minutes = int(shift[2]) * 60 + int(shift[3])
        zone = timezone(timedelta(minutes=-minutes if shift[1] == "-" else minutes))
    try:
        return datetime(*(int(g) for g in match.groups()), tzinfo=zone)  # type: ignore[misc,arg-type]
    except ValueError:
        return None
