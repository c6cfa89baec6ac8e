"""What every engine offers, and the one place that opens an engine by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from evidence.errors import EvidenceError, Exit
from evidence.model import Box, Engine, Line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENGINES = {"rapidocr": "evidence.ocr.rapid", "tesseract": "evidence.ocr.tesseract"}


class Reader(Protocol):
    """An engine that reads pictures. One reader serves one thread of one process."""

    @property
    def engine(self) -> Engine:
        """Name, version and models, as records and packs print them."""

    def read(self, pixels: NDArray[np.uint8]) -> tuple[Line, ...]:
        """The lines of a picture of shape (height, width, 3), RGB, top to bottom and left to right.

        Raises:
            EvidenceError: UNUSABLE (4) when the engine failed on this picture, MISSING (3) when it cannot run at all.
        """

    def glance(self, pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> tuple[Line, ...]:
        """What stands in these boxes of the picture, each taken for one line of text; raises as `read`."""


def open_reader(name: str = "rapidocr") -> Reader:
    """Load an engine with its models.

    Raises:
        EvidenceError: USAGE (2) for an unknown name, MISSING (3) when the engine or a file it needs is not installed.
    """
    opener: Callable[[], Reader] = _room(name).open_reader
    return opener()


def describe(name: str = "rapidocr") -> tuple[Engine, str]:
    """An engine's name, version and models, and a word for its settings, without loading it. Raises as above."""
    room = _room(name)
    found: Engine = room.describe()
    return found, str(room.SETTINGS)


class _EngineRoom(Protocol):
    SETTINGS: str

    def describe(self) -> Engine: ...
    def open_reader(self) -> Reader: ...


def _room(name: str) -> _EngineRoom:
    if name not in ENGINES:
        raise EvidenceError(Exit.USAGE, "ocr.unknown-engine", name=name, known=", ".join(sorted(ENGINES)))
    room: _EngineRoom = import_module(ENGINES[name])
    return room
