"""The reading room: takes pictures, hands on a `Page` each: text lines with box, confidence and colours.

What is public here is loaded when it is first asked for: the engines take a second to load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.lazy import lazily

if TYPE_CHECKING:
    from evidence.ocr.engine import Reader, open_reader
    from evidence.ocr.read import Reading, read_pages
    from evidence.ocr.records import dump, load
    from evidence.ocr.second import available, reread

__all__ = ["Reader", "Reading", "available", "dump", "load", "open_reader", "read_pages", "reread"]

_HOMES = {
    "Reader": "engine",
    "Reading": "read",
    "available": "second",
    "dump": "records",
    "load": "records",
    "open_reader": "engine",
    "read_pages": "read",
    "reread": "second",
}

__getattr__ = lazily(__name__, _HOMES)
