"""Takes a case and the lines read on its pictures and PDFs, hands on the case with each exhibit's kind told."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, PositiveFloat, PositiveInt

from evidence.model import Case, Source, SourceKind

_RIVALS: tuple[SourceKind, ...] = ("chat", "review", "logistics", "order")
"""The kinds that words tell; where two have the same points the earlier is taken."""


def _pattern(value: str) -> str:
    re.compile(value)
    return value


class _Cue(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: SourceKind
    pattern: Annotated[str, AfterValidator(_pattern)]
    weight: PositiveFloat
    most: PositiveFloat
    client: bool = False


class _Name(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: SourceKind
    words: tuple[str, ...]


class _Cues(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    as_of: str
    source: str
    name_weight: PositiveFloat
    needed: PositiveFloat
    chat_first: PositiveFloat
    few_letters: PositiveInt
    cue: tuple[_Cue, ...]
    name: tuple[_Name, ...]


def recognised(case: Case, texts: Mapping[str, Sequence[str]]) -> Case:
    """Tell the kinds of the pictures and PDFs in use.

    What the case file says of a file outranks what is found. A page with the marks of a chat client is a chat, even
    with an order panel beside it; a picture with hardly any text is a photo; a picture whose text is nothing known is
    taken for a chat when people talk in it, because a chat passed over is a loss and an odd page in the chat is not.

    Args:
        case: the case as collected.
        texts: for each source id the lines read, top to bottom; sources without an entry are told by name alone.
    """
    return replace(case, sources=tuple(_told(case, source, texts.get(source.id)) for source in case.sources))


def _told(case: Case, source: Source, lines: Sequence[str] | None) -> Source:
    readable = source.is_picture or source.media == "application/pdf"
    note = case.file.note(unicodedata.normalize("NFC", source.path))
    if source.status not in ("used", "duplicate") or not readable or (note is not None and note.kind is not None):
        return source
    if source.status == "duplicate" and lines is None and source.duplicate_of is not None:
        return source
    return replace(source, kind=_kind(source, [_folded(line) for line in lines or ()]))


def _kind(source: Source, lines: Sequence[str]) -> SourceKind:
    cues = _cues()
    named = _named(source.path)
    client, talk, points = _points(lines)
    if named in points:
        points[named] += cues.name_weight
    best = max(_RIVALS, key=lambda kind: (points[kind], -_RIVALS.index(kind)))
    if not source.is_picture:
        told = best if points[best] >= cues.needed and best != "chat" else named
        return told if told in ("review", "logistics", "order") else "document"
    if client >= cues.chat_first or (client >= cues.needed and talk >= cues.needed and named in (None, "chat")):
        return "chat"
    if sum(len(line) for line in lines) < cues.few_letters and points[best] < cues.needed:
        return "photo"
    if points[best] >= cues.needed:
        return "photo" if named == "photo" and points[best] < 2 * cues.needed else best
    if named == "photo":
        return "photo"
    return "chat" if client + talk > 0 else "other"


def _points(lines: Sequence[str]) -> tuple[float, float, dict[str, float]]:
    """The points of client marks, of talk, and of each kind in all."""
    client = talk = 0.0
    points = {str(kind): 0.0 for kind in _RIVALS}
    for cue, pattern in _compiled():
        hits = sum(1 for line in lines if pattern.search(line))
        gained = min(cue.most, hits * cue.weight)
        points[cue.kind] += gained
        if cue.kind == "chat":
            client, talk = (client + gained, talk) if cue.client else (client, talk + gained)
    return client, talk, points


def _folded(line: str) -> str:
    """The line without spaces and with full-width letters, digits and punctuation made half-width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", line))


def _named(path: str) -> SourceKind | None:
    """The kind that the file's name tells, or else its folder's, the nearest first."""
    for part in reversed(unicodedata.normalize("NFKC", path).casefold().split("/")):
        stem = part.rsplit(".", 1)[0]
        for name in _cues().name:
            for word in name.words:
                # A Latin word stands alone ("order" is not in "border"); a Chinese one may stand anywhere.
                alone = rf"(?<![a-z]){re.escape(word)}(?:s|ed|ing)?(?![a-z])"
                if re.search(alone, stem) if word.isascii() else word in stem:
                    return name.kind
    return None


@cache
def _cues() -> _Cues:
    data: dict[str, Any] = tomllib.loads(files("evidence.case").joinpath("kinds.toml").read_text("utf-8"))
    return _Cues.model_validate(data)


@cache
def _compiled() -> tuple[tuple[_Cue, re.Pattern[str]], ...]:
    return tuple((cue, re.compile(cue.pattern)) for cue in _cues().cue)
