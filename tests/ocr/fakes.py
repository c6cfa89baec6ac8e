"""An engine for tests that can be sent to worker processes, and misbehaves when told to."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evidence.errors import EvidenceError, Exit
from evidence.model import Box, Engine, Line

ENGINE = Engine("rapidocr", "0", ())
FATAL, FLAKY, BROKEN, ABSENT = 10, 20, 30, 40
"""Widths of pictures that kill their worker always, kill it once, fail in the engine, or show that it is missing."""


class Fake:
    """An engine that reads a picture's size, and misbehaves at certain widths."""

    engine = ENGINE

    def read(self, pixels: NDArray[np.uint8]) -> tuple[Line, ...]:
        height, width = pixels.shape[:2]
        once = Path(os.environ.get("FAKE_ONCE", "/nonexistent"))
        if width == FATAL or (width == FLAKY and once.exists()):
            once.unlink(missing_ok=True)
            os.kill(os.getpid(), signal.SIGKILL)
        if width == BROKEN:
            raise EvidenceError(Exit.UNUSABLE, "ocr.engine-failed", engine="fake", cause="told to")
        if width == ABSENT:
            raise EvidenceError(Exit.MISSING, "ocr.rapidocr-missing")
        return (Line(f"{width}x{height}", 0.98765432, Box(0, 0, 4, 4)),)

    def glance(self, pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> tuple[Line, ...]:
        return ()


def fake(_: str) -> Fake:
    return Fake()
