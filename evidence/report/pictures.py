"""Pictures for the page: the file's own data handed on unchanged where PDF can hold it, else the same pixels anew.

Each picture is one object in the file however often, and in however many parts, it is shown.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from reportlab.pdfbase import pdfdoc

from evidence.errors import EvidenceError, Exit
from evidence.report.edition import Reduction

PNG = b"\x89PNG\r\n\x1a\n"
_PLAIN, _ORIENTED = 1, 0x0112
_CHANNELS = {0: 1, 2: 3, 3: 1}
_FRAMES = {0xC0, 0xC1, 0xC2}
"""JPEG frames that PDF viewers decode: baseline, extended and progressive Huffman (ISO 32000-1, 7.4.8)."""

Way = Literal["png", "jpeg", "pixels", "reduced"]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture ready for a PDF: its size in pixels, its data as the filter expects it, and how it was taken over.

    `way` is `png` or `jpeg` where the file's own data is passed through, `pixels` where the decoded pixels are packed
    anew without loss, `reduced` for a smaller copy, whose own size is `stored`; `width` and `height` stay the file's.
    Two pictures are the same where they are the same object: telling by their data would mean to hash every file anew.
    """

    width: int
    height: int
    way: Way
    data: bytes
    space: str
    palette: bytes | None = None
    stored: tuple[int, int] | None = None


class PictureObject(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab has no types
    """The image XObject (ISO 32000-1, 8.9.5) of a picture."""

    def __init__(self, picture: Picture) -> None:
        """Take the picture; nothing is encoded until the document is written."""
        self.picture = picture

    def format(self, document: Any) -> bytes:
        """The object as bytes of the file."""
        picture = self.picture
        channels = 3 if picture.space == "DeviceRGB" else 1
        entries: dict[str, Any] = {"Type": pdfdoc.PDFName("XObject"), "Subtype": pdfdoc.PDFName("Image")}
        entries["Width"], entries["Height"] = picture.stored or (picture.width, picture.height)
        entries["BitsPerComponent"], entries["Length"] = 8, len(picture.data)
        if picture.palette is None:
            entries["ColorSpace"] = pdfdoc.PDFName(picture.space)
        else:
            last = len(picture.palette) // 3 - 1
            entries["ColorSpace"] = f"[/Indexed /DeviceRGB {last} <{picture.palette.hex()}>]"
        if picture.way in ("jpeg", "reduced"):
            entries["Filter"] = pdfdoc.PDFName("DCTDecode")
        else:
            entries["Filter"] = pdfdoc.PDFName("FlateDecode")
            entries["DecodeParms"] = pdfdoc.PDFDictionary(
                {"Predictor": 15, "Colors": channels, "BitsPerComponent": 8, "Columns": picture.width}
            )
        # Put together in one step: reportlab's own stream would copy the data three times.
        return b"".join((pdfdoc.PDFDictionary(entries).format(document), b"\nstream\n", picture.data, b"\nendstream\n"))


def load(path: Path, pixels: Callable[[Path], Any] | None = None) -> Picture:
    """Make a picture of the file ready.

    Args:
        path: the untouched file.
        pixels: opens a picture as an array of 8-bit RGB, as `evidence.case.open_picture` does; only asked where the
            file's data cannot be passed through.

    Raises:
        EvidenceError: FILE (5) when it cannot be read; whatever `pixels` raises.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EvidenceError(Exit.FILE, "report.picture-gone", path=path, cause=error.strerror or error) from error
    ready = _from_png(data) if data.startswith(PNG) else _from_jpeg(data) if data.startswith(b"\xff\xd8") else None
    return ready or _from_pixels((pixels or _opened)(path))


def reduced(picture: Picture, path: Path, reduction: Reduction) -> Picture:
    """A smaller copy of the picture as JPEG; the picture itself where that would not be smaller."""
    from io import BytesIO

    from PIL import Image

    size = reduction.size(picture.width, picture.height)
    image = Image.fromarray(_opened(path))
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    target = BytesIO()
    image.save(target, "JPEG", quality=reduction.quality, optimize=True)
    if target.tell() >= len(picture.data):
        return picture
    return Picture(picture.width, picture.height, "reduced", target.getvalue(), "DeviceRGB", stored=size)


def _opened(path: Path) -> Any:
    from evidence.case import open_picture

    return open_picture(path).pixels


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG; stops where one is cut or its check sum is wrong."""
    at = len(PNG)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        check = data[at + 8 + length : at + 12 + length]
        if len(check) < 4 or zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(check, "big"):
            return
        yield kind, body
        at += 12 + length


def _from_png(data: bytes) -> Picture | None:
    """Pass a PNG's data through, where it is what a PDF's PNG predictor expects: 8 bits, not interlaced, no alpha.

    Its check sums are verified; that it unpacks was seen when the picture was read.
    """
    parts: list[bytes] = []
    palette: bytes | None = None
    width = height = 0
    colour = -1
    ended = False
    for kind, body in _chunks(data):
        if kind == b"IHDR":
            width, height, bits, colour, packing, filtering, interlace = struct.unpack(">IIBBBBB", body)
            if bits != 8 or colour not in _CHANNELS or packing or filtering or interlace:
                return None
        elif kind == b"PLTE":
            palette = body if colour == 3 else None
        elif kind == b"tRNS" or (kind == b"eXIf" and _orientation(body) != _PLAIN):
            return None
        elif kind == b"IDAT":
            parts.append(body)
        elif kind == b"IEND":
            ended = True
    if not ended or not parts or (colour == 3 and palette is None):
        return None
    return Picture(width, height, "png", b"".join(parts), "DeviceRGB" if colour == 2 else "DeviceGray", palette)


def _from_jpeg(data: bytes) -> Picture | None:
    """Pass a JPEG through, where it is 8-bit grey or three-channel colour that needs no turning."""
    at, width, height, channels = 2, 0, 0, 0
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + length]
        if marker == 0xE1 and body.startswith(b"Exif\0\0") and _orientation(body[6:]) != _PLAIN:
            return None
        if marker in _FRAMES and len(body) >= 6:
            bits, height, width, channels = struct.unpack(">BHHB", body[:6])
            if bits != 8:
                return None
        if marker == 0xDA:
            break
        at += 2 + length
    if not width or not height or channels not in (1, 3) or not data.rstrip(b"\0").endswith(b"\xff\xd9"):
        return None
    return Picture(width, height, "jpeg", data, "DeviceRGB" if channels == 3 else "DeviceGray")


def _orientation(exif: bytes) -> int:
    """The orientation tag of an EXIF block (TIFF 6.0 layout); 1 where it has none, 0 where it cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 8:
        return _PLAIN if not exif else 0
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for entry in range(count):
            tag, _, _, value = struct.unpack_from(order + "HHIH", exif, start + 2 + entry * 12)
            if tag == _ORIENTED:
                return int(value)
    except struct.error:
        return 0
    return _PLAIN


def _from_pixels(pixels: Any) -> Picture:
    """Pack 8-bit RGB pixels without loss, each row as its difference to the one above: flat screenshots shrink well."""
    import numpy as np

    height, width = pixels.shape[:2]
    rows = np.ascontiguousarray(pixels, dtype=np.uint8).reshape(height, width * 3)
    packed = np.empty((height, width * 3 + 1), dtype=np.uint8)
    packed[:, 0] = 2
    packed[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=packed[1:, 1:])
    return Picture(width, height, "pixels", zlib.compress(packed.tobytes(), 6), "DeviceRGB")
