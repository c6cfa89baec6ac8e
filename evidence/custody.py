"""The custody log of a case folder: what was done to the evidence, when and with what, each entry chained to the last.

Takes an event from the function that did it; keeps it in `.evidence/custody.jsonl`, one JSON object a line. Each entry
carries the hash of the one before and its own, so that none can be changed, moved or taken out unseen. What is cut off
at the end is seen only against something outside the log: the entry a pack names, and the pack's own entry.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from evidence import __version__
from evidence.model import CustodyEntry, CustodyEvent, Notice

if TYPE_CHECKING:
    from evidence.model import Page

__all__ = ["FOLDER", "LOG", "BrokenLog", "Custody", "read_log"]

FOLDER = ".evidence"
LOG = Path(FOLDER, "custody.jsonl")
_LOCK = Path(FOLDER, "custody.lock")
_START = "0" * 64
_MAX_LOG = 64 << 20
_KEYS = ("number", "time", "event", "tool", "detail", "previous")

Kept = Literal["collected", "read", "corrected"]
"""The events a pack is built on; the others tell of packs and copies."""


@dataclass(frozen=True, slots=True)
class BrokenLog(Exception):  # noqa: N818 - it is what was found, a finding more than a failure
    """The log is not as it was written: at this line (from 1) the chain does not hold."""

    line: int


@dataclass(slots=True)
class Custody:
    """Writes to the log of one case folder.

    Attributes:
        folder: the case folder.
        now: the time, with zone, that this run's entries carry; None keeps no log.
        troubles: what kept an entry from being written; a folder that cannot be written to stops no one.
    """

    folder: Path
    now: datetime | None
    troubles: list[Notice] = field(default_factory=list)

    def collected(self, files: Iterable[tuple[str, str]]) -> None:
        """The case's files were taken in: each path and SHA-256. The same files again are no new event."""
        self.note("collected", once="last", files=[[path, digest] for path, digest in files])

    def read(self, pages: Sequence[Page]) -> None:
        """Pages were read. The same reading again is no new event."""
        told = "\n".join("\t".join((p.sha256, str(p.number), *(line.text for line in p.lines))) for p in pages)
        engines = sorted({f"{p.engine.name} {p.engine.version}" for p in pages})
        digest = sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
        self.note("read", once="ever", pages=len(pages), engines=engines, digest=digest)

    def built(self, pack: Path, digest: str, pages: int, *, share: bool = False) -> None:
        """A pack was made of the folder, or a copy of one to be shared."""
        self.note("built", pack=pack.name, sha256=digest, pages=pages, share=share)

    def exported(self, target: Path, files: Mapping[str, str]) -> None:
        """Files were handed out: a kit, pictures of the pages, a volume; `files` has the SHA-256 of each by name."""
        self.note("exported", to=target.name, files=dict(files))

    def sealed(self, pack: Path, digest: str, seal: Mapping[str, object]) -> None:
        """A pack was sealed; `digest` is that of the sealed file, `seal` what its document says of the seal."""
        self.note("sealed", pack=pack.name, sha256=digest, seal=dict(seal))

    def kept(self) -> tuple[CustodyEntry, ...]:
        """What the log holds of the evidence itself, for a pack to print; nothing where the log does not hold."""
        if self.now is None:
            return ()
        try:
            return built_on(read_log(self.folder))
        except BrokenLog as broken:
            self.troubles.append(Notice.of("custody.broken", path=LOG.as_posix(), line=broken.line))
        except OSError as error:
            self._trouble(error)
        return ()

    def note(
        self, event: CustodyEvent, *, once: Literal["", "last", "ever"] = "", **detail: object
    ) -> CustodyEntry | None:
        """Add an entry; hands it back, or None when it could not be written.

        Args:
            event: what was done.
            once: where the last entry of this event (or `ever` one) says the same, add nothing and hand back that one:
                reading the same files again changes nobody's custody.
            detail: what there is to say of it, as JSON values.
        """
        if event not in get_args(CustodyEvent):
            raise ValueError(event)
        if self.now is None:
            return None
        try:
            (self.folder / FOLDER).mkdir(exist_ok=True)
            with _locked(self.folder / _LOCK):
                return self._append(event, self.now, detail, once)
        except OSError as error:
            self._trouble(error)
            return None

    def _trouble(self, error: OSError) -> None:
        notice = Notice.of("custody.not-kept", path=LOG.as_posix(), cause=error.strerror or type(error).__name__)
        if notice not in self.troubles:
            self.troubles.append(notice)

    def _append(self, event: CustodyEvent, now: datetime, detail: Mapping[str, object], once: str) -> CustodyEntry:
        path = self.folder / LOG
        text = path.read_bytes() if path.exists() else b""
        lines = text.splitlines()
        detail = json.loads(json.dumps(detail))
        if once:
            earlier = [e for e in map(_entry, lines) if e is not None and e.event == event]
            same = [e for e in (earlier if once == "ever" else earlier[-1:]) if e.detail == detail]
            if same:
                return same[-1]
        last = _entry(lines[-1]) if lines else None
        # a log that was tampered with is gone on with, not mended: the break stays where it is
        previous = last.hash if last is not None else sha256(lines[-1]).hexdigest() if lines else _START
        told = {
            "number": len(lines) + 1,
            "time": now.isoformat(),
            "event": event,
            "tool": f"evidence {__version__}",
            "detail": detail,
            "previous": previous,
        }
        line = _line({**told, "hash": sha256(_line(told)).hexdigest()})
        if text and not text.endswith(b"\n"):
            text += b"\n"
        _replace(path, text + line + b"\n")
        entry = _entry(line)
        if entry is None:
            raise ValueError(event)
        return entry


def read_log(folder: Path) -> tuple[CustodyEntry, ...]:
    """Every entry of a folder's log, checked one by one; empty where there is no log.

    Raises:
        BrokenLog: at the first line that is not as it was written or does not follow from the one before.
        OSError: when the log cannot be read.
    """
    path = folder / LOG
    if not path.exists():
        return ()
    if path.stat().st_size > _MAX_LOG:
        raise BrokenLog(1)
    data = path.read_bytes()
    entries: list[CustodyEntry] = []
    previous = _START
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        entry = _entry(line)
        if entry is None or entry.number != number or entry.previous != previous:
            raise BrokenLog(number)
        entries.append(entry)
        previous = entry.hash
    if data and not data.endswith(b"\n"):
        raise BrokenLog(len(entries) + 1)
    return tuple(entries)


def built_on(entries: tuple[CustodyEntry, ...]) -> tuple[CustodyEntry, ...]:
    """The entries that tell of the evidence itself, not of packs: what a pack made now rests on, the last one last."""
    return tuple(e for e in entries if e.event in get_args(Kept))


def _line(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _entry(line: bytes) -> CustodyEntry | None:
    """The entry of a line that is exactly as we write it and whose hash is right; else None."""
    try:
        told = json.loads(line)
        rest = {key: told[key] for key in _KEYS}
        if _line({**rest, "hash": told["hash"]}) != line or sha256(_line(rest)).hexdigest() != told["hash"]:
            return None
        return CustodyEntry(
            number=told["number"],
            time=datetime.fromisoformat(told["time"]),
            event=told["event"],
            tool=str(told["tool"]),
            detail=dict(told["detail"]),
            previous=told["previous"],
            hash=told["hash"],
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _replace(path: Path, data: bytes) -> None:
    """Write the log whole: whoever is killed here leaves the old one or the new one."""
    handle, name = tempfile.mkstemp(prefix=".custody.", suffix=".part", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time; the system frees the lock of a writer that is killed."""
    with path.open("a+b") as stream:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                stream.seek(0)
                msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX)
            yield
