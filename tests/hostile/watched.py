"""Runs the program as a process of its own, and ends it at a moment: for the tests and for bench/interruptions.py."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OUTPUTS = ["包.json", "包.pdf", "包.pdf.sha256", "包.private.md"]
WORKS = (0, 1)
ENDED = {signal.SIGINT: (130, -2), signal.SIGTERM: (130, -15), signal.SIGKILL: (-9,)}
"""What an ended run may leave with; before Python has set itself up a signal ends it without words."""


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "from evidence.cli import main; main()", *map(str, arguments)]


def environment(temporary: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(temporary), "SOURCE_DATE_EPOCH": "1791334800", "LC_ALL": "C.UTF-8", **more}


def run(*arguments: object, temporary: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    place = temporary or Path(tempfile.gettempdir())
    return subprocess.run(
        command(*arguments), env=environment(place, **more), capture_output=True, text=True, timeout=300, check=False
    )


@dataclass(frozen=True)
class Moment:
    """When a run is ended, in shares of a whole run's time, and by what."""

    share: float
    by: signal.Signals


def moments(count: int, seed: int) -> list[Moment]:
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    signals = [signal.SIGINT, signal.SIGKILL, signal.SIGTERM]
    return [Moment(chance.uniform(0.02, 1.0), signals[n % 3]) for n in range(count)]


def end_at(moment: Moment, whole: float, arguments: Sequence[object], temporary: Path) -> tuple[int, str]:
    """Start the program, end it at the moment, hand back its exit code and what it said."""
    process = subprocess.Popen(
        command(*arguments),
        env=environment(temporary),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    )
    try:
        process.wait(moment.share * whole)
    except subprocess.TimeoutExpired:
        process.send_signal(moment.by)
    said = process.communicate(timeout=120)[1].decode("utf-8", "replace")
    return process.returncode, said


def drafts_in(out: Path) -> set[str]:
    """What killed runs left there, until a run comes that gets as far as clearing it away."""
    return {p.name for p in out.iterdir() if p.name.startswith(".")}


def faults(out: Path, code: int, said: str, moment: Moment, *, fresh: bool, earlier: set[str]) -> list[str]:
    """What is wrong after a run was ended; `fresh` where no former pack lay there, `earlier` the drafts that did."""
    found = []
    there = sorted(p.name for p in out.iterdir() if not p.name.startswith("."))
    if code not in (*WORKS, *ENDED[moment.by]):
        found.append(f"exit code {code}: {said[-300:]}")
    if "Traceback" in said and "evidence/cli" in said and "KeyboardInterrupt" not in said:
        found.append(f"traceback: {said[-300:]}")
    for name in there:
        if name not in OUTPUTS:
            found.append(f"left behind: {name}")
    if "包.pdf" in there:
        data = (out / "包.pdf").read_bytes()
        if not data.startswith(b"%PDF-") or not data.rstrip().endswith(b"%%EOF"):
            found.append("half a PDF")
    if "包.pdf.sha256" in there:
        told = run("verify", out / "包.pdf")
        if told.returncode != 0:
            found.append(f"verify says {told.returncode}: {told.stderr[-300:]}")
    if moment.by is not signal.SIGKILL and drafts_in(out) - earlier:
        found.append("drafts left behind")
    if fresh and code not in WORKS and moment.by is not signal.SIGKILL and 0 < len(there) < 3:
        found.append(f"only {there}")
    return found


def time_of(arguments: Sequence[object], temporary: Path) -> float:
    """Seconds of a whole run."""
    began = time.monotonic()
    done = subprocess.run(command(*arguments), env=environment(temporary), capture_output=True, check=False)
    if done.returncode not in WORKS:
        raise RuntimeError(done.stderr.decode())
    return time.monotonic() - began
