"""Takes a dossier, hands on the finished files: the pack laid out, archived, sealed, its document and hashes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evidence import report, seal
from evidence.custody import Custody
from evidence.documents import dumps, pack_document
from evidence.errors import EvidenceError, Exit
from evidence.exports import exporting
from evidence.files import hash_file, whole_files
from evidence.model import Notice

if TYPE_CHECKING:
    from evidence.appeal import Platform
    from evidence.exports import Exports, Outgoing
    from evidence.model import Case, Dossier
    from evidence.seal import SealPlan

__all__ = ["Binding", "Bound", "bind"]


@dataclass(frozen=True, slots=True)
class Binding:
    """How the files are to be made: what is handed out besides, originals inside, the seal, what may be replaced."""

    exports: Exports
    attach_originals: bool = False
    seal: SealPlan | None = None
    force: bool = False
    private: str = ""
    """The seller's self-check: it lies beside the pack, and is in none of its documents and hashes."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The dossier as it was printed, the pack's pages, and what is to be told of the making."""

    dossier: Dossier
    pages: int
    notices: tuple[Notice, ...]


def bind(
    dossier: Dossier, files: seal.Sidecars, how: Binding, *, picture: Callable[[str, int], Path], platform: Platform
) -> Bound:
    """Make the pack and everything beside it, whole or not at all.

    Args:
        dossier: all that is known of the case.
        files: where the pack and its sidecars go.
        how: what the caller decides.
        picture: the picture of a source's page.
        platform: whose form the kit is made for.

    Raises:
        EvidenceError: with the exit code of the contract; nothing is left half written.
    """
    exporter = exporting(dossier, picture=picture, exports=how.exports, platform=platform)
    targets = (*files.every[:-1], files.private, files.hashes)
    with exporter as outgoing, whole_files(targets, force=how.force) as drafted:
        private = drafted[targets.index(files.private)]
        if how.exports.share:
            private.unlink()  # it quotes what the copy masks, and lies where the copy is taken from
        else:
            private.write_text(how.private, "utf-8")
        drafts = seal.Sidecars(*(d for d, t in zip(drafted, targets, strict=True) if t != files.private))
        plan, notices, sealed = how.seal, [], None
        shown = replace(outgoing.dossier, sealing=plan.kind if plan else outgoing.dossier.sealing)
        if how.exports.share:
            shown = replace(shown, custody=())  # the log names files as they are called, which a shared copy does not
        printed = _print(shown, drafts.pdf, files.pdf, outgoing, dossier.case if how.attach_originals else None)
        if plan is not None:
            try:
                sealed = seal.seal_draft(drafts, plan)
            except EvidenceError as error:
                if error.exit_code is not Exit.SEAL:
                    raise
                # the pack is made all the same, says that it has no time, and leaves the request to be stamped later
                notices += [error.notice, Notice.of("seal.request-left", path=files.request, pack=files.pdf)]
                shown = replace(shown, sealing="unreachable")
                printed = _print(shown, drafts.pdf, files.pdf, outgoing, dossier.case if how.attach_originals else None)
        seal.close_pack(drafts, sealed, request=shown.sealing == "unreachable")
        digest = hash_file(drafts.pdf)
        pack = {
            "file": files.pdf.name,
            "pages": printed.pages,
            "bytes": drafts.pdf.stat().st_size,
            "seal": None if sealed is None else sealed.record,
        }
        manifest = seal.manifest_of(shown.case, printed.shown)
        drafts.document.write_text(dumps(pack_document(shown, manifest, pack)), "utf-8")
        handed_out = outgoing.finish(drafts.pdf, files.pdf)
        drafts.hashes.write_text(seal.listing(drafts, files) + seal.seal_text(handed_out), "utf-8")
        if how.attach_originals:
            size = f"{drafts.pdf.stat().st_size / 1e6:.1f} MB"
            notices.append(Notice.of("seal.attached", count=len(_originals(dossier.case)), size=size))
    log = Custody(dossier.case.root, dossier.generated)
    log.built(files.pdf, digest, printed.pages, share=how.exports.share)
    if sealed is not None:
        log.sealed(files.pdf, digest, sealed.record)
    for volume_digest, volume in handed_out:
        log.exported(volume, {volume.name: volume_digest})
    for folder in how.exports.folders:
        if folder.is_dir():
            log.exported(folder, {p.name: hash_file(p) for p in sorted(folder.iterdir()) if p.is_file()})
    notices += log.troubles
    return Bound(replace(dossier, sealing=shown.sealing), printed.pages, (*outgoing.notices, *notices))


def _print(dossier: Dossier, pdf: Path, target: Path, outgoing: Outgoing, attached: Case | None) -> report.PackInfo:
    """Lay the pack out, make it an archive file with the originals of `attached` inside, and read it back."""
    printed = report.write_pack(dossier, pdf, picture=outgoing.picture, edition=outgoing.edition)
    seal.archive(
        pdf,
        generated=dossier.generated,
        manifest=seal.manifest_of(dossier.case, printed.shown),
        originals=() if attached is None else _originals(attached),
        sealing=dossier.sealing,
        custody=dossier.custody[-1] if dossier.custody else None,
    )
    seal.self_check(pdf, name=target.name, pages=printed.pages, words=_must_be_found(dossier))
    return printed


def _must_be_found(dossier: Dossier) -> list[str]:
    """The words a reviewer will look for: they must be found when the pack is read back."""
    order, shipment = dossier.facts.order, dossier.facts.shipment
    words = [f.value for f in (order.number, shipment.waybill) if f is not None]
    if dossier.appeal.ground is not None:
        held = set(dossier.appeal.ground.findings)
        strong = [f for f in dossier.judgement.findings if f.id in held and f.grade == "strong"]
        # a quote over several bubbles joins their words with a sign of its own
        words += [part for f in strong for part in f.quote.split(" … ")]
    return [report.as_printed(word) for word in words]


def _originals(taken: Case) -> tuple[seal.Original, ...]:
    return tuple(seal.Original(s, taken.path_of(s.id)) for s in taken.used() if s.derived_from is None)
