"""Takes jobs, hands on what became of each, from single-threaded worker processes that may be killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING, Any

from evidence.errors import EvidenceError, Exit
from evidence.model import Notice, Page

if TYPE_CHECKING:
    from evidence.ocr.engine import Reader
    from evidence.ocr.page import Job

Outcome = Page | Notice
Opener = Callable[[str], "Reader"]

_THREADS = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
PATIENCE = 600.0
"""Seconds a worker may take over one picture; the largest allowed (60 megapixels) takes about a minute of CPU."""

_LEAVE = 5.0
"""Seconds a worker may take to leave before it is killed."""


def usual_workers() -> int:
    """One worker for each core this process may run on."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:
        return max(1, os.cpu_count() or 1)


def outcomes(
    jobs: Sequence[Job], engine: str, workers: int | None, opener: Opener | None = None
) -> Iterator[tuple[Job, Outcome]]:
    """Read all jobs, yielding each with its page, or with the reason there is none, as they finish.

    `workers` processes read, one for each core when None; when it is 1, everything happens in this process, and
    nothing bounds an engine that crashes or hangs. Otherwise even a single picture has a process of its own. A worker
    that dies (killed for want of memory, a crash in native code) loses only its picture: that is tried once more,
    alone, in a new worker.

    Raises:
        EvidenceError: MISSING (3) or USAGE (2), when no picture could be read for the same reason.
    """
    if not jobs:
        return
    if workers == 1:
        yield from _here(jobs, engine, opener)
        return
    lost: list[Job] = []
    for job, outcome in _pool(jobs, engine, min(workers or usual_workers(), len(jobs)), opener):
        if outcome is None:
            lost.append(job)
        else:
            yield job, outcome
    for job in lost:
        for _, outcome in _pool([job], engine, 1, opener):
            yield job, outcome or Notice.of("ocr.worker-died", path=job.shown)


def _here(jobs: Sequence[Job], engine: str, opener: Opener | None) -> Iterator[tuple[Job, Outcome]]:
    from evidence.ocr.engine import open_reader

    reader = (opener or open_reader)(engine)
    for job in jobs:
        yield job, _attempt(job, reader)


def _attempt(job: Job, reader: Reader) -> Outcome:
    """The page, or why there is none; what concerns every picture is raised instead."""
    from evidence.ocr.page import read_page

    try:
        return read_page(job, reader)
    except EvidenceError as error:
        if error.exit_code in (Exit.UNUSABLE, Exit.FILE):
            return error.notice
        raise
    except MemoryError:
        return Notice.of("ocr.out-of-memory", path=job.shown)


@dataclass(slots=True)
class _Worker:
    """A child process, its pipe, the jobs first its own, and the one in hand since when (seconds, monotonic clock)."""

    process: SpawnProcess
    pipe: Connection
    stretch: deque[Job]
    job: Job | None = None
    since: float = 0.0


def _pool(
    jobs: Sequence[Job], engine: str, workers: int, opener: Opener | None
) -> Iterator[tuple[Job, Outcome | None]]:
    """Each job with its outcome, None when its worker died; one that died or hangs is replaced while there is work."""
    # Each worker has its own stretch of neighbours: it remembers the lines that the next screenshot shows again.
    share = -(-len(jobs) // workers)
    stretches = [deque(jobs[start : start + share]) for start in range(0, len(jobs), share)]
    team = [_start(engine, opener, stretch) for stretch in stretches]
    try:
        for worker in team:
            _give(worker, stretches)
        while any(worker.job for worker in team):
            busy = [worker for worker in team if worker.job]
            left = min(worker.since for worker in busy) + PATIENCE - time.monotonic()
            ready = wait([worker.pipe for worker in busy], max(0.0, left))
            for worker in busy:
                late = time.monotonic() - worker.since > PATIENCE
                if worker.job is None or (worker.pipe not in ready and not late):
                    continue
                job = worker.job
                outcome = _hear(worker) if worker.pipe in ready else None
                if outcome is None:
                    team.remove(worker)
                    _end(worker)
                    if any(stretches):
                        worker = _start(engine, opener, worker.stretch)
                        team.append(worker)
                        _give(worker, stretches)
                    if late:
                        outcome = Notice.of("ocr.too-slow", path=job.shown, seconds=int(PATIENCE))
                else:
                    _give(worker, stretches)
                yield job, outcome
    finally:
        for worker in team:
            _end(worker)


def _start(engine: str, opener: Opener | None, stretch: deque[Job]) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, engine, opener), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours, stretch)


def _give(worker: _Worker, stretches: Sequence[deque[Job]]) -> None:
    """The worker's next job; when its own are done, the last of the longest other stretch."""
    longest = max(stretches, key=len)
    worker.job = worker.stretch.popleft() if worker.stretch else longest.pop() if longest else None
    worker.since = time.monotonic()
    if worker.job is not None:
        with suppress(OSError):  # the worker is gone: its end of the pipe says so when it is heard
            worker.pipe.send(worker.job)


def _hear(worker: _Worker) -> Outcome | None:
    """What the worker says of its job, None when it died over it."""
    try:
        kind, said = worker.pipe.recv()
    except (EOFError, OSError):
        return None
    if kind == "stop":
        exit_code, key, params = said
        raise EvidenceError(Exit(exit_code), key, **dict(params))
    outcome: Outcome = said
    return outcome


def _end(worker: _Worker) -> None:
    """See that the worker is gone, whatever it is doing."""
    worker.pipe.close()
    if worker.job is not None:
        worker.process.terminate()
    worker.process.join(_LEAVE)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


def _work(pipe: Connection, engine: str, opener: Opener | None) -> None:
    """A worker's life: load the engine once, then read one picture after another until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers itself
    for name in _THREADS:
        os.environ[name] = "1"
    warnings.simplefilter("ignore")  # libraries' words to developers, which a person could do nothing about
    from evidence.ocr.engine import open_reader

    try:
        _one_thread()
        reader = (opener or open_reader)(engine)
        while True:
            said: Any = ("done", _attempt(pipe.recv(), reader))
            pipe.send(said)
    except EvidenceError as error:
        with suppress(OSError):
            pipe.send(("stop", (int(error.exit_code), error.notice.key, error.notice.params)))
    except (EOFError, OSError):
        return


def _one_thread() -> None:
    import cv2

    cv2.setNumThreads(1)
