"""Takes a pack, being made or finished; seals it and keeps its sidecars in step, or leaves a request for a seal."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.custody import BrokenLog, Custody, read_log
from evidence.errors import EvidenceError, Exit
from evidence.files import file_error, hash_file, refuse_existing, whole_files
from evidence.seal.authority import file_request, stamp_file
from evidence.seal.logged import known
from evidence.seal.manifest import Sidecars, seal_text, sidecars_of
from evidence.seal.signing import SealPlan, is_sealed, put_seal
from evidence.seal.tokens import NoToken, Stamp, check_token, token_of
from evidence.seal.verdict import Verdict
from evidence.seal.verify import verify_pack


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was done: `kind` is `timestamp`, `signature` or `reply`; the stamp over the whole file, if there is one."""

    kind: str
    files: Sidecars
    stamp: Stamp | None

    @property
    def record(self) -> dict[str, Any]:
        """The entry `seal` of the pack in its document."""
        stamp = self.stamp
        told = None if stamp is None or stamp.time is None else stamp.time.isoformat()
        return {"kind": self.kind, "time": told, "by": None if stamp is None else stamp.by}


def seal_draft(drafts: Sidecars, plan: SealPlan) -> Sealed:
    """Seal a pack under way: a seal inside the PDF and, with an authority, its reply over the whole file beside it.

    Raises:
        EvidenceError: SEAL (8) when the authority gives no time; the PDF may hold half a seal then and is made anew.
    """
    put_seal(drafts.pdf, plan)
    stamp = None
    if plan.authority is not None:
        drafts.reply.write_bytes(stamp_file(drafts.pdf, plan.authority))
        stamp = _stamp(drafts.pdf, drafts.reply.read_bytes(), drafts.reply)
    return Sealed(plan.kind, drafts, stamp)


def close_pack(drafts: Sidecars, sealed: Sealed | None, *, request: bool) -> None:
    """Leave of the two optional sidecars what this pack has: a reply, or the request for one, or neither."""
    if sealed is None or sealed.stamp is None:
        drafts.reply.unlink(missing_ok=True)
    if request:
        drafts.request.write_bytes(file_request(drafts.pdf))
    else:
        drafts.request.unlink(missing_ok=True)


def listing(drafts: Sidecars, files: Sidecars) -> str:
    """The text of the `.sha256` file: every file of the pack there is, under the name it will have."""
    there = ((d, f) for d, f in zip(drafts.every, files.every, strict=True) if f not in (files.hashes, files.request))
    return seal_text([(hash_file(draft), final) for draft, final in there if draft.exists()])


def seal_pack(pack: Path, plan: SealPlan, *, log: Custody | None = None) -> Sealed:
    """Seal a finished pack in its place, bring its sidecars in step, and tell the custody log of its case.

    Raises:
        EvidenceError: CHANGED (7) when the pack is not as it was made, EXISTS (6) when it is sealed already, SEAL (8)
            when the authority gives no time: then nothing changes but a `.tsq` is left; FILE (5), UNUSABLE (4).
    """
    files = sidecars_of(pack)
    _refuse_changed(pack)
    if is_sealed(pack):
        raise EvidenceError(Exit.EXISTS, "seal.already", path=pack)
    refuse_existing([files.reply], force=False)
    try:
        with whole_files(files.every, force=True) as taken:
            drafts = Sidecars(*taken)
            shutil.copyfile(files.pdf, drafts.pdf)
            sealed = seal_draft(drafts, plan)
            close_pack(drafts, sealed, request=False)
            _keep_in_step(files, drafts, sealed)
    except EvidenceError as error:
        if error.exit_code is Exit.SEAL:
            with whole_files([files.request], force=True) as (request,):
                request.write_bytes(file_request(pack))
        raise
    return _told(Sealed(sealed.kind, files, sealed.stamp), log)


def _told(sealed: Sealed, log: Custody | None) -> Sealed:
    if log is not None:
        log.sealed(sealed.files.pdf, hash_file(sealed.files.pdf), sealed.record)
    return sealed


def add_reply(pack: Path, reply: Path, *, log: Custody | None = None) -> Sealed:
    """Put an authority's reply, brought from elsewhere, beside the pack it is about.

    Raises:
        EvidenceError: CHANGED (7) when the pack is not as it was made, SEAL (8) when the reply is none, is forged or is
            about another file, EXISTS (6) when the pack has a reply, FILE (5).
    """
    files = sidecars_of(pack)
    _refuse_changed(pack)
    refuse_existing([files.reply], force=False)
    try:
        data = reply.read_bytes()
    except OSError as error:
        raise file_error(error, reply) from error
    stamp = _stamp(pack, data, reply)
    sealed = Sealed("reply", files, stamp)
    with whole_files([files.document, files.reply, files.hashes], force=True) as (document, copy, hashes):
        copy.write_bytes(data)
        _keep_in_step(files, Sidecars(pack, document, copy, files.request, hashes), sealed)
    return _told(sealed, log)


def log_folder(pack: Path, case: Path | None) -> Path | None:
    """The case folder whose custody log tells of this pack: the one named, or one beside the pack; None for none."""
    places = [pack.parent, *sorted(p for p in pack.parent.iterdir() if p.is_dir())] if case is None else [case]
    for place in places:
        with suppress(OSError, BrokenLog):
            if known(read_log(place), pack):
                return place
    return None


def write_request(pack: Path) -> Path:
    """Write `PACK.pdf.tsq` beside the pack; hands back where. EvidenceError: CHANGED (7), EXISTS (6), FILE (5)."""
    files = sidecars_of(pack)
    _refuse_changed(pack)
    with whole_files([files.request], force=False) as (request,):
        request.write_bytes(file_request(pack))
    return files.request


def _refuse_changed(pack: Path) -> None:
    """A seal on a changed pack would make the change look whole."""
    verdict: Verdict = verify_pack(pack)
    if verdict.exit_code is Exit.CHANGED:
        first = next(item.notice for item in verdict.items if item.speaks_against)
        raise EvidenceError(Exit.CHANGED, first.key, **dict(first.params))


def _stamp(pdf: Path, data: bytes, reply: Path) -> Stamp:
    """The reply's stamp, once it is known to be about this very file; whom to trust is left to who verifies."""
    try:
        token = token_of(data)
    except NoToken as error:
        raise EvidenceError(Exit.SEAL, "seal.reply-unreadable", path=reply) from error
    stamp = check_token(token, {"sha256": bytes.fromhex(hash_file(pdf))}, ())
    if not stamp.matches:
        raise EvidenceError(Exit.SEAL, "seal.reply-other", path=reply, pack=pdf)
    if not stamp.sound:
        raise EvidenceError(Exit.SEAL, "seal.forged", path=reply)
    return stamp


def _keep_in_step(files: Sidecars, drafts: Sidecars, sealed: Sealed) -> None:
    """The document tells of the seal, the `.sha256` lists what there is now. A pack without a document gets none."""
    if files.document.is_file():
        document = json.loads(files.document.read_text("utf-8"))
        document["pack"] = {**document.get("pack", {}), "bytes": drafts.pdf.stat().st_size, "seal": sealed.record}
        drafts.document.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    else:
        drafts.document.unlink()
    drafts.hashes.write_text(listing(drafts, files) + _others(files), "utf-8")


def _others(files: Sidecars) -> str:
    """The lines of the `.sha256` file that are about other files than these: volumes of the pack."""
    try:
        lines = files.hashes.read_text("utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return ""
    ours = {path.name for path in files.every}
    return "".join(line for line in lines if line.rstrip("\n").partition("  ")[2] not in ours)
