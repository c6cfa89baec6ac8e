"""An engine that reads what it is told to, or fails as it is told to, in the place of the real one."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
from hostile.scene import SIZE, bubbles
from numpy.typing import NDArray

from evidence.errors import EvidenceError, Exit
from evidence.model import Box, Engine, Line

SETTINGS = "told"
SAID: list[str] = []
"""What the first bubbles hold instead of what is drawn there."""
FAULT = os.environ.get("FAULT", "")


def describe() -> Engine:
    return Engine("told", "1", ())


class Told:
    engine = describe()

    def read(self, pixels: NDArray[np.uint8]) -> tuple[Line, ...]:
        fail(FAULT)
        if pixels.shape[:2] != (SIZE[1], SIZE[0]):
            return ()
        header = Line("青柠用户27", 0.99, Box(200, 20, 330, 50))
        lines = [header, Line("2026年10月5日 14:35", 0.99, Box(170, 95, 360, 118))]
        for at, (_, text, box) in enumerate(bubbles(1)):
            lines.append(Line(SAID[at] if at < len(SAID) else text, 0.99, Box(*box)))
        return (*lines, Line("输入消息", 0.99, Box(30, SIZE[1] - 52, 120, SIZE[1] - 28)))


def fail(fault: str) -> None:
    if fault == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if fault == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "hang":
        time.sleep(3600)
    if fault == "error":
        raise EvidenceError(Exit.UNUSABLE, "ocr.engine-failed", engine="told", cause="told to")
    if fault == "memory":
        raise MemoryError
    once = os.environ.get("FAULT_ONCE", "")
    if fault == "once" and once and Path(once).exists():
        Path(once).unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def open_reader(_name: str = "") -> Told:
    return Told()
