"""Writing whole or not at all: beside the target, flushed, then renamed; nothing is overwritten unasked."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from evidence import journal
from evidence.errors import EvidenceError, Exit

__all__ = [
    "DraftFolder", "file_error", "hash_file", "is_text", "refuse_existing", "scratch", "undisturbed", "whole_files"
]  # fmt: skip

_CHUNK = 1 << 20
_DRAFTS = ".part"
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV, errno.EMLINK, errno.EACCES, errno.EINVAL)
"""What a file system answers that knows no hard links (FAT on a memory stick, some network shares)."""


def hash_file(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal, read in pieces; OSError when it cannot be read or is a pipe or device."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):  # a pipe would be waited for without end
        wrong = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(wrong, os.strerror(wrong), str(path))
    digest = sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def file_error(error: OSError, path: Path) -> EvidenceError:
    """The error a person can act on for a file that cannot be read or written (exit code 5)."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EvidenceError(Exit.FILE, "files.disk-full", path=path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return EvidenceError(Exit.FILE, "files.not-allowed", path=path)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return EvidenceError(Exit.FILE, "files.not-found", path=path)
    if error.errno == errno.EISDIR:
        return EvidenceError(Exit.FILE, "files.folder-not-file", path=path)
    return EvidenceError(Exit.FILE, "files.failed", path=path, cause=error.strerror or type(error).__name__)


def refuse_existing(targets: Sequence[Path], *, force: bool) -> None:
    """Stop before any work is done when an output would overwrite something.

    What a killed run left half named is finished first (see `evidence.journal`): it counts as there.

    Raises:
        EvidenceError: EXISTS (6) without `force`, FILE (5) when the target's folder is not there or the target is one.
    """
    for target in targets:
        try:
            is_folder, has_folder, is_there = target.is_dir(), target.parent.is_dir(), os.path.lexists(target)
            target.parent.joinpath(
                target.name + _DRAFTS
            ).is_file()  # too long a name says so before the work, not after
        except OSError as error:
            raise file_error(error, target) from error
        if not is_text(target.name):
            raise EvidenceError(Exit.FILE, "files.bad-name", path=target)
        if has_folder:
            _clear_abandoned(target.parent, _prefix(target))
        if is_folder:
            raise EvidenceError(Exit.FILE, "files.is-folder", path=target)
        if not has_folder:
            raise EvidenceError(Exit.FILE, "files.no-folder", path=target, folder=target.parent)
        if not force and is_there:
            raise EvidenceError(Exit.EXISTS, "files.exists", path=target)


def is_text(name: str) -> bool:
    """Whether the name is text: one in another encoding could stand in no document and no list of hashes."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def whole_files(targets: Sequence[Path], *, force: bool) -> Iterator[tuple[Path, ...]]:
    """Give a path for a draft of each target; on leaving, all are flushed and put in place, on an error all are gone.

    The drafts lie in a hidden folder beside their target that only the user may open. A run that was killed leaves that
    folder behind; the next run with the same target clears it away. Where the run was killed while it gave the finished
    drafts their names, the rest of them get theirs first. With `force`, the last target is taken away before the others
    change and comes last: it vouches for them (`PACK.pdf.sha256`), and must never speak of a former pack.

    A draft that was removed inside is not wanted this time: what an earlier run left in its place goes too.

    Raises:
        EvidenceError: as `refuse_existing`, also where a target appeared meanwhile, and FILE (5) when writing fails
            (disk full, not allowed).
    """
    refuse_existing(targets, force=force)
    places: dict[Path, DraftFolder] = {}
    try:
        for target in targets:
            if target.parent not in places:
                places[target.parent] = DraftFolder(target.parent, _prefix(target))
        drafts = tuple(places[t.parent].folder / t.name for t in targets)
        for draft in drafts:
            draft.touch(0o600)
        yield drafts
        for draft in drafts:
            if draft.exists():
                with draft.open("rb+") as stream:
                    os.fsync(stream.fileno())
                draft.chmod(0o666 & ~_umask())
        with undisturbed():
            refuse_existing(targets, force=force)
            for folder, place in places.items():
                journal.write(place.folder, [t.name for t in targets if t.parent == folder])
            _put_in_place(drafts, targets, force=force)
    except OSError as error:
        raise file_error(error, _named(error, places, targets)) from error
    finally:
        with undisturbed():
            for place in places.values():
                place.clear()


def _named(error: OSError, places: dict[Path, DraftFolder], targets: Sequence[Path]) -> Path:
    """The file a person knows for the one that failed: a draft is called by its target's name."""
    if not error.filename:
        return targets[0]
    path = Path(os.fsdecode(error.filename))
    for target in targets:
        place = places.get(target.parent)
        if place is not None and path.is_relative_to(place.folder):
            return next((t for t in targets if t.name == path.name), target)
    return path


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for pictures on their way to another program; gone afterwards, or when the next run starts."""
    place = DraftFolder(Path(tempfile.gettempdir()), "evidence-")
    try:
        yield place.folder
    finally:
        with undisturbed():
            place.clear()


class DraftFolder:
    """A folder for drafts that only the user may open, locked while its maker lives, so that others leave it alone."""

    def __init__(self, parent: Path, prefix: str) -> None:
        """Clear away what killed runs left under the same prefix, then make the folder and lock it.

        Where the file system knows no locks it stays unlocked, and nothing is ever cleared.
        """
        _clear_abandoned(parent, prefix)
        self._lock: int | None = None
        while True:
            self.folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=_DRAFTS, dir=parent))
            self._lock = _locked(self.folder)
            # Between the two lines another run may have taken it for abandoned.
            if self.folder.is_dir():
                return
            self._unlock()

    def clear(self) -> None:
        """Remove the folder with all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _prefix(target: Path) -> str:
    return f".{target.name[:40]}."


def _locked(folder: Path) -> int | None:
    """An open descriptor that holds the folder's lock; None where that cannot be had."""
    try:
        import fcntl
    except ImportError:  # Windows, which does not let go of open files anyway
        return None
    handle = None
    try:
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if handle is not None:
            os.close(handle)
        return None
    return handle


def _clear_abandoned(parent: Path, prefix: str) -> None:
    """Remove what earlier runs that were killed left there: parts of a pack hold the chats.

    Where such a run was killed while its finished drafts got their names, the rest of them get theirs first.
    """
    with suppress(OSError):
        for path in list(parent.iterdir()):
            named = path.name.startswith(prefix) and path.name.endswith(_DRAFTS)
            if not named or path.is_symlink() or not path.is_dir():
                continue
            lock = _locked(path)
            if lock is not None:
                if prefix.startswith("."):
                    journal.finish(path)
                shutil.rmtree(path, ignore_errors=True)
                os.close(lock)


def _put_in_place(drafts: Sequence[Path], targets: Sequence[Path], *, force: bool) -> None:
    done: list[Path] = []
    if force and len(targets) > 1:
        targets[-1].unlink(missing_ok=True)
    try:
        for draft, target in zip(drafts, targets, strict=True):
            if not draft.exists():
                target.unlink(missing_ok=True)
                continue
            if force:
                draft.replace(target)
            else:
                _move_new(draft, target)
            done.append(target)
    except (OSError, EvidenceError):
        if not force:
            for target in done:
                target.unlink(missing_ok=True)
        raise
    for folder in {t.parent for t in targets}:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _move_new(draft: Path, target: Path) -> None:
    """Give the draft its name unless something has it: of two builds at once, one wins and the other is told."""
    try:
        os.link(draft, target)
    except FileExistsError as error:
        raise EvidenceError(Exit.EXISTS, "files.exists", path=target) from error
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        draft.replace(target)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C and the end of the terminal wait until the block is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {s: signal.signal(s, lambda number, _frame: waiting.append(number)) for s in names}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if waiting:
            signal.raise_signal(waiting[0])


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
