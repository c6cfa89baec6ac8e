"""Takes a case folder's custody log and a pack; tells if the log is whole and is the one the pack was made under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from evidence.custody import FOLDER, LOG, BrokenLog, read_log
from evidence.files import file_error
from evidence.model import CustodyEntry, Notice
from evidence.seal.verdict import Item

_END = re.compile(rb"%%EOF\r?\n?")


def judge_custody(folder: Path, pack: Path, anchor: str | None, document: Mapping[str, Any] | None) -> list[Item]:
    """Check the log of the case folder against the pack.

    Args:
        folder: the case folder; a copy of it without `.evidence` has no log, which is said and not held against it.
        pack: the PDF.
        anchor: number and hash of the entry the PDF was built on, as it says itself; None where it says nothing.
        document: PACK.json, whose list of files has to be the one that was collected.
    """
    name = LOG.as_posix()
    if not (folder / LOG).is_file():
        if anchor is None or not (folder / FOLDER).is_dir():
            return [Item(name, "noted", Notice.of("seal.log-none", path=folder))]
        return [Item(name, "missing", Notice.of("seal.log-missing", path=folder / LOG))]
    try:
        entries = read_log(folder)
    except BrokenLog as broken:
        return [Item(name, "changed", Notice.of("seal.log-broken", path=name, line=broken.line))]
    except OSError as error:
        raise file_error(error, folder / LOG) from error
    if anchor is not None and anchor not in {f"{e.number} {e.hash}" for e in entries}:
        return [Item(name, "changed", Notice.of("seal.log-other", path=name))]
    if not known(entries, pack):
        return [Item(name, "changed", Notice.of("seal.log-no-pack", path=name, pack=pack.name))]
    if document is not None and anchor is not None and _collected(entries, anchor) != _listed(document):
        return [Item(name, "changed", Notice.of("seal.log-other-files", path=name, pack=pack.name))]
    return [Item(name, "same", Notice.of("seal.log-whole", path=name, count=len(entries)))]


def known(entries: tuple[CustodyEntry, ...], pack: Path) -> bool:
    """Whether the log tells of this very pack, or of what it was before a seal was appended to it."""
    told = {str(e.detail.get("sha256")) for e in entries if e.event in ("built", "sealed")}
    return any(digest in told for digest in _revisions(pack))


def _revisions(pack: Path) -> Iterator[str]:
    """The SHA-256 of the file, and of each earlier state it was appended to: up to each end mark but the last."""
    data = pack.read_bytes()
    yield sha256(data).hexdigest()
    for end in _END.finditer(data):
        yield sha256(memoryview(data)[: end.end()]).hexdigest()


def _collected(entries: tuple[CustodyEntry, ...], anchor: str) -> list[list[str]] | None:
    """The files that had been taken in when the anchor's entry was written."""
    number = int(anchor.split(" ")[0])
    taken = [e for e in entries if e.event == "collected" and e.number <= number]
    try:
        return sorted([str(path), str(digest)] for path, digest in taken[-1].detail["files"])
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def _listed(document: Mapping[str, Any]) -> list[list[str]]:
    return sorted([entry["path"], entry["sha256"]] for entry in document["manifest"])
