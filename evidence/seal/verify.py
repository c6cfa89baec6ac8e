"""Judge a pack later: is it unchanged, since when, and are the originals those it was built from.

Needs only the pack and the files beside it, and for the originals the case folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error, hash_file
from evidence.model import Notice
from evidence.seal.archiving import manifest_digest
from evidence.seal.inside import Inside, NoPdf, look_inside
from evidence.seal.judged import Seals, judge_inner, judge_reply
from evidence.seal.logged import judge_custody
from evidence.seal.manifest import Sidecars, sidecars_of
from evidence.seal.tokens import load_roots
from evidence.seal.verdict import Item, Verdict, exit_of

_HASH_LINE = re.compile(r"^([0-9a-f]{64}) [ *](.+)$")
_MAX_DOCUMENT = 200 << 20
_OURS = ".evidence"


def verify_pack(
    pack: Path, originals: Path | None = None, *, trust: Path | None = None, now: datetime | None = None
) -> Verdict:
    """Compare the pack with its hashes and seals, and the originals with its manifest.

    Args:
        pack: the PDF; what belongs to it is looked for beside it.
        originals: the case folder, where the files themselves are to be compared too.
        trust: certificates to trust instead of the system's.
        now: the time at which a signature without an authority's time is judged; the clock's when left out.

    Raises:
        EvidenceError: FILE (5) when the pack, the folder or `trust` cannot be read, UNUSABLE (4) when `trust` holds no
            certificate.
    """
    files = sidecars_of(pack)
    items: list[Item] = []
    listed = _sidecars(files, items)
    document = _document(files.document) if files.document.is_file() else None
    roots = load_roots(trust)
    seals = Seals()
    created = anchor = None
    try:
        inside = look_inside(pack, roots, now)
    except NoPdf as error:
        items.append(Item(pack.name, "changed", Notice.of("seal.no-pdf", path=pack, cause=error)))
    except OSError as error:
        raise file_error(error, pack) from error
    else:
        created, anchor = inside.created, inside.custody
        judge_inner(pack.name, inside, seals)
        items += _embedded(pack, inside)
        if document is not None:
            items += _fits(files, inside, document)
    judge_reply(pack, files.reply, listed=listed or {}, created=created, roots=roots, seals=seals)
    items += seals.items
    count = 0
    if files.document.is_file() and document is None and originals is not None:
        items.append(Item(files.document.name, "changed", Notice.of("seal.bad-document", path=files.document)))
    elif document is None and (originals is not None or (listed is not None and files.document.name in listed)):
        if not files.document.is_file():
            items.append(Item(files.document.name, "unsealed", Notice.of("seal.no-document", path=files.document)))
    elif document is not None and originals is not None:
        count = len(document["manifest"])
        items += _originals(document["manifest"], originals, {f.resolve() for f in (*files.every, files.private)})
    if originals is not None:
        items += judge_custody(originals, pack, anchor, document)
    return Verdict(exit_of(items), tuple(items), count, seals.summary)


def _sidecars(files: Sidecars, items: list[Item]) -> dict[str, str] | None:
    """Compare the pack and its document with the `.sha256` file; hands back what that lists."""
    digest = _hash(files.pdf)
    listed = _listed(files.hashes)
    if listed is None:
        items.append(Item(files.hashes.name, "unsealed", Notice.of("seal.no-hashes", path=files.hashes)))
        return None
    for path, got in ((files.pdf, digest), (files.document, None)):
        if not path.is_file():
            continue
        if path.name in listed:
            items.append(_compared(path.name, listed[path.name], got or _hash(path)))
        else:
            notice = Notice.of("seal.not-listed", path=files.hashes, pack=path)
            items.append(Item(path.name, "unsealed", notice))
    for name, want in listed.items():
        path = files.hashes.with_name(name)
        if path not in files.every and path.is_file():
            items.append(_compared(name, want, _hash(path)))
    return listed


def _embedded(pack: Path, inside: Inside) -> list[Item]:
    """The originals inside the PDF against the digests that stand beside them."""
    items, good = [], 0
    for held in inside.embedded:
        if held.want == held.got:
            good += 1
        elif held.want is None:
            items.append(Item(held.name, "changed", Notice.of("seal.foreign-attachment", path=held.name)))
        else:
            notice = Notice.of("seal.attachment-changed", path=held.path, want=held.want, got=held.got)
            items.append(Item(held.name, "changed", notice))
    if good:
        items.append(Item(pack.name, "same", Notice.of("seal.attachments-same", path=pack.name, count=good)))
    return items


def _fits(files: Sidecars, inside: Inside, document: Mapping[str, Any]) -> list[Item]:
    """Whether the document's list of files is the one the PDF was made from: a document of another pack is not."""
    if inside.manifest is None:
        return []
    told = manifest_digest((entry["sha256"], entry["path"]) for entry in document["manifest"])
    held = {(e.path, e.want) for e in inside.embedded if e.want is not None}
    every = {(entry["path"], entry["sha256"]) for entry in document["manifest"]}
    if told == inside.manifest and held <= every:
        pack = document.get("pack")
        size = pack.get("bytes") if isinstance(pack, dict) else None
        if size is None or size == files.pdf.stat().st_size:
            return []
        notice = Notice.of("seal.size-other", path=files.pdf, document=files.document, want=size)
        return [Item(files.pdf.name, "changed", notice)]
    return [Item(files.document.name, "changed", Notice.of("seal.document-other", path=files.document, pack=files.pdf))]


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
        if found is None or found[2] in listed or Path(found[2]).name != found[2]:
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
