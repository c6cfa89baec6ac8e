"""A picture as it was read: lines of text, smooth regions and the surfaces behind them."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.model.basics import RGB, Box


@dataclass(frozen=True, slots=True)
class Engine:
    """Who read: the engine's name, version and models."""

    name: str
    version: str
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as read; `confidence` runs from 0 to 1; `ink` and `paper` are its colours where measured."""

    text: str
    confidence: float
    box: Box
    ink: RGB | None = None
    paper: RGB | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture that stands out from what is around it: a bubble, a panel, an avatar, a photograph.

    `flat` is true where one colour fills it (bubble, card, panel), false for pictures and avatars.
    """

    box: Box
    color: RGB
    flat: bool


@dataclass(frozen=True, slots=True)
class Surface:
    """What the pixels tell besides text, measured once so that nothing later needs the picture again.

    `rows` holds one fingerprint of 64 bits for each pixel row (see `evidence.ocr.surface`), used to find the same
    rows again in the next screenshot.
    """

    background: RGB
    regions: tuple[Region, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One picture (or one page of a PDF) as the machine read it: the record everything later is computed from."""

    source: str
    sha256: str
    width: int
    height: int
    engine: Engine
    lines: tuple[Line, ...]
    surface: Surface | None = None
    number: int = 1


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What an independent engine read on a line the pack quotes; `text` is None where it could not run."""

    message: str
    line: int
    first: str
    text: str | None
    confidence: float | None
    agrees: bool | None
    engine: Engine | None = None
