"""Takes a page as read, hands it on as JSON and back, bit for bit; keeps the record beside the case."""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from evidence.keeping import read_record, write_record
from evidence.model import RGB, Box, Engine, Line, Notice, Page, Region, Surface

SCHEMA = "evidence/ocr/1"
_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError, struct.error)


def dump(page: Page) -> dict[str, Any]:
    """The page as JSON values, keys in a fixed order; `load` gives back an equal page."""
    return {
        "schema": SCHEMA,
        "source": page.source,
        "sha256": page.sha256,
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "engine": {"name": page.engine.name, "version": page.engine.version, "models": list(page.engine.models)},
        "lines": [_line(line) for line in page.lines],
        "surface": None if page.surface is None else _surface(page.surface),
    }


def load(record: Mapping[str, Any]) -> Page:
    """The page of a record.

    Raises:
        ValueError: when the record is not one of this schema or anything in it has the wrong shape.
    """
    try:
        if record["schema"] != SCHEMA:
            raise ValueError(f"schema {record['schema']!r}")
        engine = record["engine"]
        surface = record["surface"]
        return Page(
            source=_text(record["source"]),
            sha256=_text(record["sha256"]),
            width=_whole(record["width"]),
            height=_whole(record["height"]),
            engine=Engine(
                _text(engine["name"]), _text(engine["version"]), tuple(_text(model) for model in engine["models"])
            ),
            lines=tuple(_read_line(line) for line in record["lines"]),
            surface=None if surface is None else _read_surface(surface),
            number=_whole(record["number"]),
        )
    except _DAMAGE as error:
        raise ValueError(f"not a page: {error}") from error


def _line(line: Line) -> dict[str, Any]:
    colours = {"ink": line.ink, "paper": line.paper}
    return {
        "text": line.text,
        "confidence": line.confidence,
        "box": line.box.as_list(),
        **{name: list(colour) for name, colour in colours.items() if colour is not None},
    }


def _read_line(record: Mapping[str, Any]) -> Line:
    ink, paper = record.get("ink"), record.get("paper")
    return Line(
        _text(record["text"]),
        _fraction(record["confidence"]),
        _box(record["box"]),
        None if ink is None else _colour(ink),
        None if paper is None else _colour(paper),
    )


def _surface(surface: Surface) -> dict[str, Any]:
    return {
        "background": list(surface.background),
        "regions": [{"box": r.box.as_list(), "color": list(r.color), "flat": r.flat} for r in surface.regions],
        "rows": b64encode(struct.pack(f"<{len(surface.rows)}Q", *surface.rows)).decode(),
    }


def _read_surface(record: Mapping[str, Any]) -> Surface:
    return Surface(
        _colour(record["background"]),
        tuple(Region(_box(r["box"]), _colour(r["color"]), _truth(r["flat"])) for r in record["regions"]),
        _rows(record["rows"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"no text: {value!r}")
    value.encode("utf-8")  # half a character raises: no engine of ours wrote it
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"no whole number: {value!r}")
    return value


def _rows(value: object) -> tuple[int, ...]:
    """The fingerprints of the rows, of 8 bytes each, the lowest first: as a list they were nine tenths of a record.

    Records of older versions hold that list.
    """
    if isinstance(value, str):
        packed = b64decode(value, validate=True)
        return struct.unpack(f"<{len(packed) // 8}Q", packed)
    if not isinstance(value, list):
        raise ValueError("no fingerprints")
    return tuple(_whole(row) for row in value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"neither true nor false: {value!r}")
    return value


def _fraction(value: object) -> float:
    if not isinstance(value, float | int) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError(f"no share from 0 to 1: {value!r}")
    return float(value)


def _box(value: Sequence[object]) -> Box:
    x0, y0, x1, y1 = (_whole(edge) for edge in value)
    return Box(x0, y0, x1, y1)


def _colour(value: Sequence[object]) -> RGB:
    red, green, blue = (_whole(channel) for channel in value)
    return red, green, blue


class Records:
    """The folder that holds the records of one engine with one set of settings.

    A record that cannot be read, is not of this schema, or is not about the picture asked for is as good as none: the
    picture is read again. A folder that cannot be written leaves `trouble` behind and stops no one.
    """

    def __init__(self, folder: Path | None, engine: Engine, settings: str) -> None:
        """Keep records in `folder`, None for nowhere; `settings` is a word for the settings in force."""
        self.folder = folder
        self.engine = engine
        self.trouble: Notice | None = None
        told = "\n".join((SCHEMA, engine.name, engine.version, *engine.models, settings))
        self._mark = f"{engine.name}-{sha256(told.encode()).hexdigest()[:12]}"

    def find(self, digest: str, source: str, size: tuple[int | None, int | None]) -> Page | None:
        """The record of the picture with this SHA-256 as a page of `source`, if there is a sound one.

        `size` is the picture's width and height where they are known: a record of other measures is not about it.
        """
        record = self.value(digest)
        if record is None:
            return None
        try:
            page = load(record)
        except ValueError:
            return None
        width, height = size
        fits = width in (None, page.width) and height in (None, page.height)
        if page.sha256 != digest or page.engine != self.engine or not fits:
            return None
        return replace(page, source=source)

    def keep(self, page: Page) -> None:
        """Write the page's record; without the source's id, which another run may count otherwise."""
        self.write(page.sha256, dump(replace(page, source="")))

    def value(self, digest: str) -> dict[str, Any] | None:
        """The record under this digest as JSON gives it, None when there is none that parses to a table."""
        return None if self.folder is None else read_record(self._path(self.folder, digest))

    def write(self, digest: str, record: Mapping[str, Any]) -> None:
        """Write a record whole or not at all."""
        if self.folder is None or self.trouble is not None:
            return
        try:
            write_record(self._path(self.folder, digest), record)
        except OSError as error:
            cause = error.strerror or type(error).__name__
            self.trouble = Notice.of("ocr.records-not-kept", path=".evidence/ocr", cause=cause)

    def _path(self, folder: Path, digest: str) -> Path:
        return folder / f"{digest}.{self._mark}.json"
