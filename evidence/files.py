"""Writing whole or not at all: beside the target, flushed, then renamed; nothing is overwritten unasked."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from evidence.errors import EvidenceError, Exit

__all__ = ["file_error", "hash_file", "refuse_existing", "whole_files"]

_CHUNK = 1 << 20


def hash_file(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal, read in pieces; OSError when it cannot be read."""
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
    return EvidenceError(Exit.FILE, "files.failed", path=path, cause=error.strerror or type(error).__name__)


def refuse_existing(targets: Sequence[Path], *, force: bool) -> None:
    """Stop before any work is done when an output would overwrite something.

    Raises:
        EvidenceError: EXISTS (6) without `force`, FILE (5) when the target's folder is not there or the target is one.
    """
    for target in targets:
        if target.is_dir():
            raise EvidenceError(Exit.FILE, "files.is-folder", path=target)
        if not target.parent.is_dir():
            raise EvidenceError(Exit.FILE, "files.no-folder", path=target, folder=target.parent)
        if not force and os.path.lexists(target):
            raise EvidenceError(Exit.EXISTS, "files.exists", path=target)


@contextmanager
def whole_files(targets: Sequence[Path], *, force: bool) -> Iterator[tuple[Path, ...]]:
    """Give a temporary path beside each target; on leaving, all are flushed and renamed, on an error all are removed.

    A temporary file that was removed inside is not wanted this time: what an earlier run left in its place goes too.

    Raises:
        EvidenceError: as `refuse_existing`, and FILE (5) when writing fails (disk full, not allowed).
    """
    refuse_existing(targets, force=force)
    drafts: list[Path] = []
    try:
        for target in targets:
            handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
            os.close(handle)
            drafts.append(Path(name))
        yield tuple(drafts)
        wanted = {draft for draft in drafts if draft.exists()}
        for draft in wanted:
            with draft.open("rb+") as stream:
                os.fsync(stream.fileno())
            draft.chmod(0o666 & ~_umask())
        refuse_existing(targets, force=force)
        for draft, target in zip(drafts, targets, strict=True):
            if draft in wanted:
                draft.replace(target)
            else:
                target.unlink(missing_ok=True)
    except OSError as error:
        raise file_error(error, Path(error.filename) if error.filename else targets[0]) from error
    finally:
        for draft in drafts:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
