"""Takes `case.toml`, hands on a `CaseFile`; a key or value that is wrong is named with what was expected."""

from __future__ import annotations

import difflib
import tomllib
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error
from evidence.model import CHINA, CaseFile, Device, ExhibitNote, SourceKind

MAX_BYTES = 1_000_000
"""Largest case file read; one with a note on each of a hundred exhibits has 20 kB."""

_YEARS = range(2000, 2101)
"""Years a case can speak of: outside of them a slip of the pen, and times that no other zone can write."""


def _zoned(value: datetime) -> datetime:
    """A time written without a zone is the platforms' (+08:00)."""
    if value.year not in _YEARS:
        raise ValueError("year")
    return value if value.tzinfo else value.replace(tzinfo=CHINA)


def _only_datetime(value: object) -> object:
    if not isinstance(value, datetime):
        raise ValueError("time")
    return value


def _whole_number(value: object) -> object:
    """An order number or waybill may be written without quotes; a number keeps all its digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _portable(value: str) -> str:
    """The path as the case lists it: forward slashes, composed accents, no leading `./`."""
    return unicodedata.normalize("NFC", value.replace("\\", "/")).removeprefix("./")


Text = Annotated[str, Field(strict=True, min_length=1)]
Number = Annotated[Text, BeforeValidator(_whole_number)]
Time = Annotated[datetime, AfterValidator(_zoned), BeforeValidator(_only_datetime)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _CaseTable(_Table):
    platform: Text | None = None
    shop: Text | None = None
    buyer: Text | None = None
    order: Number | None = None
    captured: Time | None = None
    device: Device | None = None


class _ReviewTable(_Table):
    time: Time | None = None
    stars: Annotated[int, Field(strict=True, ge=1, le=5)] | None = None
    text: Text | None = None


class _ShipmentTable(_Table):
    courier: Text | None = None
    waybill: Number | None = None
    signed: Time | None = None


class _ExhibitTable(_Table):
    file: Annotated[Text, AfterValidator(_portable)]
    kind: SourceKind | None = None
    caption: Text | None = None
    answers: Text | None = None
    device: Device | None = None


class _Document(_Table):
    case: _CaseTable = _CaseTable()
    review: _ReviewTable = _ReviewTable()
    shipment: _ShipmentTable = _ShipmentTable()
    exhibit: tuple[_ExhibitTable, ...] = ()


_TABLES: dict[str, type[_Table]] = {
    "case": _CaseTable, "review": _ReviewTable, "shipment": _ShipmentTable, "exhibit": _ExhibitTable
}  # fmt: skip
_EXPECTED = {
    "device": " | ".join(get_args(Device)),
    "kind": " | ".join(get_args(SourceKind)),
    "stars": "1, 2, 3, 4, 5",
    "captured": "2026-10-06T20:00:00+08:00",
    "time": "2026-10-06T20:00:00+08:00",
    "signed": "2026-10-06T20:00:00+08:00",
    "exhibit": "[[exhibit]]",
    "case": "[case]",
    "review": "[review]",
    "shipment": "[shipment]",
    "order": '"6953495324704314513"',
    "waybill": '"78950012345678"',
    "file": '"chat/01.png"',
}


def load_casefile(path: Path) -> CaseFile:
    """Read a case file (contract.md, "case.toml"); every key is optional, a time without a zone is +08:00.

    Raises:
        EvidenceError: CONFIG (9), naming file, key and what was expected, for what is no TOML, an unknown key (with
            the nearest known one) or a value of the wrong type; FILE (5) when the file cannot be read.
    """
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise EvidenceError(Exit.CONFIG, "case.file-not-regular", path=path.name)
        if path.stat().st_size > MAX_BYTES:
            raise EvidenceError(Exit.CONFIG, "case.file-too-large", path=path.name, limit=MAX_BYTES // 1000)
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise file_error(error, path) from error
    except UnicodeDecodeError as error:
        raise EvidenceError(Exit.CONFIG, "case.file-not-utf8", path=path.name) from error
    except (ValueError, RecursionError) as error:  # a ValueError of its own: a number of thousands of digits
        raise EvidenceError(Exit.CONFIG, "case.file-not-toml", path=path.name, cause=_plain(error)) from error
    try:
        document = _Document.model_validate(data)
    except ValidationError as error:
        raise _explained(error, data, path) from error
    _refuse_twice(document, path)
    case, review, shipment = document.case, document.review, document.shipment
    return CaseFile(
        platform=case.platform,
        shop=case.shop,
        buyer=case.buyer,
        order=case.order,
        captured=case.captured,
        device=case.device,
        review_time=review.time,
        review_stars=review.stars,
        review_text=review.text,
        courier=shipment.courier,
        waybill=shipment.waybill,
        signed=shipment.signed,
        exhibits=tuple(ExhibitNote(e.file, e.kind, e.caption, e.answers, e.device) for e in document.exhibit),
    )


def _plain(error: BaseException) -> str:
    return str(error).splitlines()[0][:160] or type(error).__name__


def _refuse_twice(document: _Document, path: Path) -> None:
    seen: set[str] = set()
    for exhibit in document.exhibit:
        if exhibit.file in seen:
            raise EvidenceError(Exit.CONFIG, "case.exhibit-twice", path=path.name, named=exhibit.file)
        seen.add(exhibit.file)


def _explained(error: ValidationError, data: dict[str, Any], path: Path) -> EvidenceError:
    """The first thing wrong, in words for a person who writes TOML once a year."""
    first = min(error.errors(), key=lambda e: [str(part) for part in e["loc"]])
    place = [str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"]]
    key = ".".join(place)
    name = next((str(p) for p in reversed(first["loc"]) if isinstance(p, str)), "")
    table = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        known = list(_TABLES) if len(place) == 1 else list(_TABLES[table].model_fields)
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
        every = ", ".join(known)
        return EvidenceError(Exit.CONFIG, "case.unknown-key", path=path.name, name=key, near=near, known=every)
    expected = _EXPECTED.get(name, '"…"')
    if first["type"] == "missing":
        return EvidenceError(Exit.CONFIG, "case.key-missing", path=path.name, name=key, expected=expected)
    try:
        given = repr(first["input"])[:60] if not isinstance(first["input"], dict) else "[…]"
    except ValueError:  # a hexadecimal number with more digits than Python writes out
        given = "[…]"
    return EvidenceError(Exit.CONFIG, "case.wrong-value", path=path.name, name=key, given=given, expected=expected)
