"""Takes the first bytes of a file and its name, hands on its media type and what kind of exhibit that makes it."""

from __future__ import annotations

from pathlib import PurePosixPath

from evidence.model import SourceKind

HEAD = 1024
"""Bytes of a file that are looked at; the PDF marker may stand anywhere in the first 1024 (ISO 32000, annex H)."""

MAX_BYTES = 100_000_000
"""Largest picture file taken; a 60-megapixel PNG of screenshots measured 20-55 MB."""

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"BM", "image/bmp"),
    (8, b"WEBP", "image/webp"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypheim", "image/heic"),
    (4, b"ftypheis", "image/heic"),
    (4, b"ftyphevc", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypmsf1", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BY_NAME = {".mp3": "audio/mpeg", ".aac": "audio/aac", ".wma": "audio/x-ms-wma", ".wmv": "video/x-ms-wmv"}
_PICTURE_NAMES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".heic", ".heif"})


def media_of(head: bytes, path: PurePosixPath) -> str | None:
    """The media type, by content first and by name only for what has no signature; None when it is none of ours.

    Args:
        head: the first `HEAD` bytes of the file.
        path: its path; only the suffix counts.
    """
    suffix = path.suffix.lower()
    for at, mark, media in _SIGNATURES:
        if head[at : at + len(mark)] == mark:
            return media
    if b"%PDF-" in head:
        return "application/pdf"
    if head[:4] == b"PK\x03\x04" and suffix in (".xlsx", ".xlsm"):
        return _XLSX
    if head[:4] == b"\xd0\xcf\x11\xe0" and suffix == ".xls":
        return "application/vnd.ms-excel"
    if suffix in (".csv", ".tsv") and b"\x00" not in head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")[::2]:
        return "text/csv" if suffix == ".csv" else "text/tab-separated-values"
    if head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9") and suffix in _BY_NAME:
        return _BY_NAME[suffix]
    if head[:4] == b"0&\xb2u" and suffix in _BY_NAME:
        return _BY_NAME[suffix]
    return None


def claims_picture(path: PurePosixPath) -> bool:
    """Whether the name promises a picture; one that holds something else is damaged, not merely of no use."""
    return path.suffix.lower() in _PICTURE_NAMES


def first_kind(media: str) -> SourceKind:
    """The kind that the media type alone tells; pictures and PDFs are told apart once they are read."""
    if media.startswith(("video/", "audio/")):
        return "recording"
    if media in ("text/csv", "text/tab-separated-values", "application/vnd.ms-excel", _XLSX):
        return "table"
    return "document" if media == "application/pdf" else "other"
