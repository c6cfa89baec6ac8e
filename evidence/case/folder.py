"""Takes a case folder, or files named one by one; hands on a `Case`: every file hashed, listed once, opened safely."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath

from evidence.case.known import KnownPictures
from evidence.case.media import HEAD, MAX_BYTES, claims_picture, first_kind, media_of
from evidence.errors import EvidenceError, Exit
from evidence.files import file_error, hash_file, is_text
from evidence.model import CHINA, Case, CaseFile, ExhibitNote, Notice, Source

CASE_FILE = "case.toml"
OWN_FOLDER = ".evidence"
MAX_FILES = 5000
"""Files taken in at most: a case has tens, a folder with more was chosen by mistake (a home folder, a disk)."""

TOGETHER = 2
"""Files looked at at the same time: each may be a picture of 60 megapixels, which takes 240 MB while it is unpacked."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A directory entry: where it lies, what it is called in the case, and why it cannot be taken, if so."""

    path: Path
    shown: str
    barred: Notice | None = None


def collect(root: Path, *, skip: Collection[Path] = (), known: Path | None = None) -> Case:
    """Take in a case folder with its sub-folders.

    Hidden files, `.evidence/`, `case.toml` and the paths in `skip` (our own outputs) are passed over; everything else
    is listed once, in the natural order of the paths, as S001, S002, ... Symbolic links are listed, never followed.

    Args:
        root: the folder.
        skip: files that are no part of the case.
        known: where to keep what was found of each picture, so that the next run need not open it; None for nowhere.

    Raises:
        EvidenceError: FILE (5) when `root` is no folder that can be read, CONFIG (9) for a wrong case file,
            UNUSABLE (4) for a folder with more than `MAX_FILES` files.
    """
    if not _is_there(root):
        raise EvidenceError(Exit.FILE, "case.no-such-folder", path=root)
    if not root.is_dir():
        raise EvidenceError(Exit.FILE, "case.not-a-folder", path=root)
    if not is_text(root.resolve().name):
        raise EvidenceError(Exit.FILE, "files.bad-name", path=root)
    _check_own(root / OWN_FOLDER)
    own = {_absolute(path) for path in skip}
    case_path = root / CASE_FILE
    stated = _stated(case_path)
    found = [f for f in _walk(root, root) if _absolute(f.path) not in own and f.path != case_path]
    found.sort(key=lambda f: _natural(f.shown))
    _check_notes(stated, found, case_path)
    return _taken(root, found, stated, known)


def collect_paths(paths: Sequence[Path], *, known: Path | None = None) -> Case:
    """Take in files and folders named one by one, in the order given, folders expanded; no case file is read.

    The case's root is the folder that holds them all; `known` as for `collect`.

    Raises:
        EvidenceError: FILE (5) for a path that does not exist, UNUSABLE (4) for too many files.
    """
    for path in paths:
        if not _is_there(path):
            raise EvidenceError(Exit.FILE, "case.no-such-file", path=path)
        if path.is_dir():
            _check_own(path / OWN_FOLDER)
    if not paths:
        return Case(Path(), ())
    places = [Path(os.path.abspath(p)) for p in paths]  # noqa: PTH100 - resolve() would follow links
    root = Path(os.path.commonpath([p if p.is_dir() else p.parent for p in places]))
    found: list[_Found] = []
    for path in places:
        if path.is_dir():
            inside = (f for f in _walk(path, root) if f.path != path / CASE_FILE)
            found += sorted(inside, key=lambda f: _natural(f.shown))
        else:
            found.append(_entry(path, root, path.stat().st_mode))
    once = {f.path: f for f in reversed(found)}
    return _taken(root, [f for f in dict.fromkeys(found) if once[f.path] is f], CaseFile(), known)


def _stated(case_path: Path) -> CaseFile:
    """What the case file says, nothing where there is none; raises as `load_casefile`."""
    if not os.path.lexists(case_path):
        return CaseFile()
    from evidence.case.casefile import load_casefile

    return load_casefile(case_path)


def _is_there(path: Path) -> bool:
    """Whether the path leads anywhere.

    Raises:
        EvidenceError: FILE (5) when the system cannot even look (a name too long, a folder that is closed to us).
    """
    try:
        return path.exists()
    except OSError as error:
        raise file_error(error, path) from error


def _check_own(own: Path) -> None:
    """Our own folder is written into: a link in its place would make us write outside of the case."""
    if not os.path.lexists(own):
        return
    try:
        linked = own.is_symlink() or not own.is_dir() or any(path.is_symlink() for path in own.iterdir())
    except OSError as error:
        raise file_error(error, own) from error
    if linked:
        raise EvidenceError(Exit.FILE, "case.own-folder", path=own)


def _absolute(path: Path) -> str:
    """The path without `..`, as the folder's own walk would give it; the last part is not followed."""
    return os.path.join(path.parent.resolve(), path.name)  # noqa: PTH118 - a Path would compare case by platform


def _natural(shown: str) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """A sort key that puts 2.png before 10.png, whatever the locale or the file system's way of writing accents."""
    parts = unicodedata.normalize("NFC", shown).split("/")
    pieces = (re.findall(r"[0-9]+|[^0-9]+", part.casefold()) for part in parts)
    key = tuple(tuple((0, int(p), "") if p[0] in "0123456789" else (1, 0, p) for p in every) for every in pieces)
    return (*key, ((1, 0, shown),))


def _walk(folder: Path, root: Path) -> Iterator[_Found]:
    """Every entry below the folder that is not hidden; a link or a special file carries the reason it is not taken."""
    pending, count = [folder], 0
    while pending:
        here = pending.pop()
        try:
            with os.scandir(here) as entries:
                listed = sorted(entries, key=lambda e: e.name)
        except OSError as error:
            if here == folder:
                raise file_error(error, here) from error
            yield _Found(here, _shown(here, root), Notice.of("case.folder-unreadable", path=_shown(here, root)))
            continue
        for entry in listed:
            path = Path(entry.path)
            if entry.name.startswith(".") or entry.name in ("Thumbs.db", "desktop.ini", "__MACOSX"):
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
                continue
            count += 1
            if count > MAX_FILES:
                raise EvidenceError(Exit.UNUSABLE, "case.too-many-files", path=folder, limit=MAX_FILES)
            try:
                mode = entry.stat(follow_symlinks=False).st_mode
            except OSError as error:  # gone since the folder was listed
                yield _Found(path, _shown(path, root), file_error(error, Path(_shown(path, root))).notice)
                continue
            yield _entry(path, root, mode)


def _entry(path: Path, root: Path, mode: int) -> _Found:
    shown = _shown(path, root)
    if stat.S_ISLNK(mode):
        return _Found(path, shown, Notice.of("case.link", path=shown))
    if not stat.S_ISREG(mode):
        return _Found(path, shown, Notice.of("case.special-file", path=shown))
    if shown != path.relative_to(root).as_posix():
        return _Found(path, shown, Notice.of("case.bad-file-name", path=shown))
    return _Found(path, shown)


def _shown(path: Path, root: Path) -> str:
    """The path in the case; bytes that are no text (a name from another encoding) are written out as escapes."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def _check_notes(stated: CaseFile, found: Sequence[_Found], case_path: Path) -> None:
    """A note on a file that is not there is a slip of the pen that would lose a caption: say so."""
    import difflib

    names = [unicodedata.normalize("NFC", f.shown) for f in found]
    for note in stated.exhibits:
        if note.file not in names:
            near = difflib.get_close_matches(note.file, names, n=1, cutoff=0.0)
            hint = near[0] if near else "-"
            raise EvidenceError(Exit.CONFIG, "case.exhibit-not-found", path=case_path.name, named=note.file, near=hint)


def _taken(root: Path, found: Sequence[_Found], stated: CaseFile, known: Path | None) -> Case:
    """Each file's source, ids in order; a byte-identical later copy of a usable file is its duplicate."""
    if len(found) > MAX_FILES:
        raise EvidenceError(Exit.UNUSABLE, "case.too-many-files", path=root, limit=MAX_FILES)
    sources: list[Source] = []
    first: dict[str, str] = {}
    pictures = KnownPictures(known)
    for plain in _sources(found, pictures):
        source = _noted(plain, stated)
        if source.status == "used":
            original = first.setdefault(source.sha256, source.id)
            if original != source.id:
                source = replace(source, status="duplicate", duplicate_of=original)
        sources.append(source)
    with suppress(OSError):  # a folder that cannot be written to is told of by the reading room
        pictures.keep()
    return Case(root, tuple(sources), stated)


def _sources(found: Sequence[_Found], known: KnownPictures) -> list[Source]:
    """Each file hashed and seen, two at a time: unpacking a picture leaves the other thread its core."""
    pool = ThreadPoolExecutor(TOGETHER)
    try:
        ids = (f"S{number:03d}" for number in range(1, len(found) + 1))
        return list(pool.map(partial(_source, known=known), ids, found))
    finally:
        pool.shutdown(cancel_futures=True)


def _noted(source: Source, stated: CaseFile) -> Source:
    """The source with what the case file says of it."""
    note: ExhibitNote | None = stated.note(unicodedata.normalize("NFC", source.path))
    if note is None:
        return source
    kind = note.kind or source.kind
    return replace(source, kind=kind, caption=note.caption, answers=note.answers, device=note.device)


def _source(source_id: str, file: _Found, known: KnownPictures) -> Source:
    """Hash the file, then see what it is."""
    source = Source(
        id=source_id, path=file.shown, sha256="", bytes=0, media="application/octet-stream", kind="other", status="used"
    )
    if file.barred is not None:
        return replace(source, status="ignored", reason=file.barred)
    try:
        facts = file.path.stat()
        modified = _moment(facts.st_mtime)
        whole = file.path.read_bytes() if facts.st_size <= MAX_BYTES else None
        if whole is not None:
            digest, head, size = sha256(whole).hexdigest(), whole[:HEAD], len(whole)
        else:
            digest, size = hash_file(file.path), facts.st_size
            with file.path.open("rb") as stream:
                head = stream.read(HEAD)
    except OSError as error:
        return replace(source, status="unreadable", reason=file_error(error, Path(file.shown)).notice)
    source = replace(source, sha256=digest, bytes=size, modified=modified)
    if size == 0:
        return replace(source, status="unreadable", reason=Notice.of("case.empty-file", path=file.shown))
    name = PurePosixPath(file.shown)
    media = media_of(head, name)
    if media is None:
        if claims_picture(name):
            cause = Notice.of("case.not-a-picture", path=file.shown)
            return replace(source, status="unreadable", reason=cause)
        return replace(source, status="ignored", reason=Notice.of("case.unknown-type", path=file.shown))
    source = replace(source, media=media, kind=first_kind(media))
    return _pictured(source, whole, file, known) if source.is_picture else source


def _moment(seconds: float) -> datetime | None:
    """The time of a file system, None where a calendar has no such year."""
    try:
        return datetime.fromtimestamp(seconds, CHINA)
    except (ValueError, OverflowError, OSError):
        return None


def _pictured(source: Source, whole: bytes | None, file: _Found, known: KnownPictures) -> Source:
    """The source of a picture by its looks, from the bytes that were hashed; reading it may still find it damaged."""
    if whole is None:
        limit = MAX_BYTES // 1_000_000
        reason = Notice.of("case.picture-too-heavy", path=file.shown, limit=limit)
        return replace(source, status="unreadable", reason=reason)
    looks = known.find(source.sha256)
    if looks is None:
        from evidence.case.picture import look_at  # loads Pillow, which a second run need not

        try:
            looks = look_at(whole, shown=file.shown)
        except EvidenceError as error:
            if error.exit_code is Exit.MISSING:
                return replace(source, status="ignored", reason=error.notice)
            return replace(source, status="unreadable", reason=error.notice)
        known.add(source.sha256, looks)
    return looks.laid_on(source)
