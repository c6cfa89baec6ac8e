"""Judge a pack later: is it unchanged, and are the originals those it was built from. Needs only the pack's files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error, hash_file
from evidence.model import Notice
from evidence.seal.manifest import sidecars_of

State = Literal["same", "changed", "missing", "moved", "unexpected", "unsealed"]

_HASH_LINE = re.compile(r"^([0-9a-f]{64}) [ *](.+)$")
_MAX_DOCUMENT = 200 << 20
_OURS = ".evidence"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was checked; `name` is the file's name or its path in the case folder."""

    name: str
    state: State
    notice: Notice


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome: an exit code of the contract and every item looked at."""

    exit_code: Exit
    items: tuple[Item, ...]
    originals: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing speaks against the pack."""
        return self.exit_code is Exit.DONE


def verify_pack(pack: Path, originals: Path | None = None) -> Verdict:
    """Compare the pack with its hashes, and the originals with its manifest.

    Args:
        pack: the PDF; its `.sha256` and `.json` are looked for beside it.
        originals: the case folder, where the files themselves are to be compared too.

    Raises:
        EvidenceError: FILE (5) when the pack or the folder cannot be read.
    """
    files = sidecars_of(pack)
    digest = _hash(pack)
    items: list[Item] = []
    listed = _listed(files.hashes)
    if listed is None:
        items.append(Item(files.hashes.name, "unsealed", Notice.of("seal.no-hashes", path=files.hashes)))
    elif pack.name not in listed:
        items.append(Item(files.hashes.name, "unsealed", Notice.of("seal.not-listed", path=files.hashes, pack=pack)))
    else:
        items.append(_compared(pack.name, listed[pack.name], digest))
    document = None
    if files.document.is_file():
        document_digest = _hash(files.document)
        if listed is not None and files.document.name in listed:
            items.append(_compared(files.document.name, listed[files.document.name], document_digest))
        elif listed is not None:
            items.append(
                Item(
                    files.document.name,
                    "unsealed",
                    Notice.of("seal.not-listed", path=files.hashes, pack=files.document),
                )
            )
        document = _document(files.document)
    elif originals is not None or (listed is not None and files.document.name in listed):
        items.append(Item(files.document.name, "unsealed", Notice.of("seal.no-document", path=files.document)))
    count = 0
    if originals is not None and files.document.is_file():
        if document is None:
            items.append(Item(files.document.name, "changed", Notice.of("seal.bad-document", path=files.document)))
        else:
            entries = document["manifest"]
            count = len(entries)
            items.extend(_originals(entries, originals, {f.resolve() for f in (*files.every, files.private)}))
    return Verdict(_exit(items), tuple(items), count)


def _exit(items: list[Item]) -> Exit:
    states = {item.state for item in items}
    if states & {"changed", "missing"}:
        return Exit.CHANGED
    if "unsealed" in states:
        return Exit.SEAL
    return Exit.DONE


def _hash(path: Path) -> str:
    try:
        return hash_file(path)
    except OSError as error:
        raise file_error(error, path) from error


def _listed(path: Path) -> dict[str, str] | None:
    """The hashes a `.sha256` file lists by name; None where there is no such file or a line of it is not understood."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    except OSError as error:
        raise file_error(error, path) from error
    listed: dict[str, str] = {}
    for line in lines:
        found = _HASH_LINE.match(line)
        if found is None or found[2] in listed:
            return None
        listed[found[2]] = found[1]
    return listed


def _compared(name: str, want: str, got: str) -> Item:
    if want == got:
        return Item(name, "same", Notice.of("seal.same", path=name, sha256=got))
    return Item(name, "changed", Notice.of("seal.changed", path=name, want=want, got=got))


def _document(path: Path) -> dict[str, Any] | None:
    """PACK.json where it has a manifest of the form we write, else None."""
    if path.stat().st_size > _MAX_DOCUMENT:
        return None
    try:
        document = json.loads(path.read_bytes())
        entries = document["manifest"]
        well_formed = isinstance(entries, list) and all(
            isinstance(e["path"], str) and isinstance(e["sha256"], str) for e in entries
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return document if well_formed else None


def _originals(entries: list[dict[str, str]], folder: Path, ours: set[Path]) -> list[Item]:
    """Compare the folder's files with the manifest: same, changed, missing, moved; others are named as unexpected."""
    if not folder.is_dir():
        raise EvidenceError(Exit.FILE, "files.not-found", path=folder)
    there: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if _OURS in relative.parts or path.is_symlink() or not path.is_file() or path.resolve() in ours:
            continue
        there[relative.as_posix()] = path
    hashes = {name: _hash(path) for name, path in there.items()}
    by_hash = {digest: name for name, digest in reversed(sorted(hashes.items()))}
    items: list[Item] = []
    for entry in entries:
        name, want = entry["path"], entry["sha256"]
        got = hashes.pop(name, None)
        if got is not None:
            items.append(_compared(name, want, got))
        elif not want:
            continue
        elif want in by_hash:
            items.append(Item(name, "moved", Notice.of("seal.moved", path=name, now=by_hash[want])))
        else:
            items.append(Item(name, "missing", Notice.of("seal.missing", path=name, folder=folder)))
    moved_to = {dict(i.notice.params)["now"] for i in items if i.state == "moved"}
    for name in sorted(set(hashes) - moved_to):
        if Path(name).name != "case.toml" and not any(part.startswith(".") for part in Path(name).parts):
            items.append(Item(name, "unexpected", Notice.of("seal.unexpected", path=name)))
    return items
