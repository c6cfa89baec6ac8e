"""Takes pages as `converse` does, hands on the same transcript; taken up from the last run where nothing changed.

The record lies beside the case (`.evidence/transcript.json`) under a digest of all that the transcript is made from:
pages, files, what was given, and this room's own code. A person's corrections are laid over it later and are no part
of it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from evidence.keeping import code_mark, read_record, write_record
from evidence.model import Device, Page, Source, Transcript

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMA = "evidence/recall/1"
_EDGES = ("box.x0", "box.y0", "box.x1", "box.y1")
_LINE = attrgetter("text", "confidence", *_EDGES, "ink", "paper")
_REGION = attrgetter(*_EDGES, "color", "flat")


class Given(TypedDict, total=False):
    """What `converse` is given by name."""

    captured: datetime | None
    device: Device | None
    buyer: str | None
    shop: str | None


def recalled(
    pages: Sequence[Page], sources: Sequence[Source], *, kept: Path | None = None, **given: Unpack[Given]
) -> Transcript:
    """The conversation the pages show: see `converse`; `kept` is where its record lies, None for nowhere."""
    if kept is None:
        return _made(pages, sources, given)
    shown = {page.source for page in pages}
    told = (sorted(given.items()), [s for s in sources if s.id in shown], [_told(page) for page in pages])
    key = sha256(f"{code_mark('evidence.chat', 'evidence.model')}\n{told!r}".encode()).hexdigest()
    found = _found(kept, key)
    if found is None:
        found = _made(pages, sources, given)
        _keep(kept, key, found)
    return replace(found, sources=tuple(sources))


def _told(page: Page) -> tuple[object, ...]:
    """All that the page says, in plain tuples: a page has hundreds of nouns, and their own `repr` is slow."""
    surface = page.surface
    return (
        *(page.source, page.sha256, page.width, page.height, page.engine, page.number),
        list(map(_LINE, page.lines)),
        surface and (surface.background, list(map(_REGION, surface.regions)), _packed(surface.rows)),
    )


def _packed(rows: tuple[int, ...]) -> str:
    return sha256(struct.pack(f"<{len(rows)}Q", *rows)).hexdigest()


def _made(pages: Sequence[Page], sources: Sequence[Source], given: Given) -> Transcript:
    from evidence.chat.transcript import converse  # with the clients' words and numpy: not needed to recall

    return converse(pages, sources, **given)


def _found(kept: Path, key: str) -> Transcript | None:
    """The transcript of the record, if it was made from the same."""
    record = read_record(kept)
    if record is None or record.get("schema") != SCHEMA or record.get("key") != key:
        return None
    try:
        return _form().validate_python(record["transcript"])
    except (ValueError, KeyError, RecursionError):
        return None


def _keep(kept: Path, key: str, transcript: Transcript) -> None:
    """Write the record; a folder that cannot be written to is told of by the reading room."""
    bare = replace(transcript, sources=())
    with suppress(OSError, ValueError):
        write_record(kept, {"schema": SCHEMA, "key": key, "transcript": _form().dump_python(bare, mode="json")})


@cache
def _form() -> TypeAdapter[Transcript]:
    from pydantic import TypeAdapter

    return TypeAdapter(Transcript)
