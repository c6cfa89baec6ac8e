"""A small pack with everything that belongs to it, made once and copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from report import pack_scenes
from report.drawn import Scene

from evidence.custody import Custody
from evidence.documents import dumps, pack_document
from evidence.files import hash_file
from evidence.model import CHINA, Dossier, Sealing
from evidence.report import write_pack
from evidence.seal import Original, archive, listing, manifest_of, sidecars_of

MADE = datetime(2024, 3, 5, 9, 30, tzinfo=CHINA)
"""Long before any authority of the tests is asked: what they date lies after it."""
CASE = "案子"
NAME = "证据包.pdf"


def make_pack(
    folder: Path,
    scene_of: Callable[[Path], tuple[Dossier, Scene]] = pack_scenes.lawful,
    *,
    made: datetime = MADE,
    sealing: Sealing = "none",
) -> Path:
    """Write a pack, its document and hashes, and the case folder of its originals; hands back the PDF."""
    dossier, scene = scene_of(folder / CASE)
    log = Custody(folder / CASE, made)
    log.collected((s.path, s.sha256) for s in dossier.case.sources)
    log.read(dossier.pages)
    dossier = replace(dossier, custody=log.kept(), generated=made)
    files = sidecars_of(folder / NAME)
    printed = write_pack(dossier, files.pdf, picture=scene.path)
    manifest = manifest_of(dossier.case, printed.shown)
    originals = [Original(s, scene.root / s.path) for s in dossier.case.used()]
    archive(
        files.pdf,
        generated=made,
        manifest=manifest,
        originals=originals,
        sealing=sealing,
        custody=dossier.custody[-1],
    )
    pack = {"file": NAME, "pages": printed.pages, "bytes": files.pdf.stat().st_size, "seal": None}
    files.document.write_text(dumps(pack_document(dossier, manifest, pack)), "utf-8")
    files.hashes.write_text(listing(files, files), "utf-8")
    log.built(files.pdf, hash_file(files.pdf), printed.pages)
    return files.pdf


def copied(pack: Path, folder: Path) -> Path:
    """Everything beside the pack copied to another folder; hands back the copy of the PDF."""
    shutil.copytree(pack.parent, folder, dirs_exist_ok=True)
    return folder / pack.name


def list_again(pack: Path) -> None:
    """What a forger does who knows of the hashes: list the files as they are now."""
    files = sidecars_of(pack)
    files.hashes.write_text(listing(files, files), "utf-8")


def document_of(pack: Path) -> dict[str, object]:
    return json.loads(sidecars_of(pack).document.read_text("utf-8"))


def digest(path: Path) -> str:
    return hash_file(path)
