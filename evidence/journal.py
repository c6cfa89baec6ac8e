"""Takes drafts about to get their names, hands on a note of it: a run killed between two names is finished by the next.

Several files cannot be renamed at once. The note lies in the drafts' own folder, names files of the folder above it and
nothing else, and is followed only where everything is still as the killed run left it.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["finish", "write"]

_NAME = ".journal"
_LARGEST = 100_000

Mark = list[int]
"""What tells a file from any other without reading it: inode, bytes, time of change in nanoseconds."""


def write(place: Path, names: Sequence[str]) -> None:
    """Note that the drafts in `place` are whole and are to get these names in the folder above, in this order.

    A name without a draft is to be removed there.

    Raises:
        OSError: when it cannot be written.
    """
    steps = [[name, _mark(place / name), _mark(place.parent / name)] for name in names]
    with (place / _NAME).open("x", encoding="utf-8") as stream:
        json.dump(steps, stream)
        stream.flush()
        os.fsync(stream.fileno())


def finish(place: Path) -> None:
    """Carry out what the note in an abandoned folder of drafts says; nothing where there is none or it does not fit."""
    with suppress(OSError, ValueError, TypeError):
        own = place.lstat()
        if not stat.S_ISDIR(own.st_mode) or own.st_uid != os.geteuid() or own.st_mode & 0o077:
            return  # another person's folder: what it says is not ours to do
        with (place / _NAME).open("rb") as stream:
            steps = json.loads(stream.read(_LARGEST))
        if not all(_fits(place, *step) for step in steps):
            return
        for name, draft, before in steps:
            target = place.parent / name
            if draft is None:
                if before is not None:
                    target.unlink(missing_ok=True)
            elif _mark(target) != draft:
                (place / name).replace(target)


def _fits(place: Path, name: Any, draft: Mark | None, before: Mark | None) -> bool:
    """Whether the step is done, or can be: the target is the draft already, or what it was, or was taken away."""
    if not isinstance(name, str) or Path(name).name != name:
        return False
    there = _mark(place.parent / name)
    if draft is not None and there == draft:
        return True
    untouched = there is None or there == before
    return untouched and (draft is None or _mark(place / name) == draft)


def _mark(path: Path) -> Mark | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise ValueError(path.name)
    return [found.st_ino, found.st_size, found.st_mtime_ns]
