"""What is handed out besides the pack: the upload kit, the pages as pictures, volumes; and which edition the pack is.

Everything is made beside its target first and moved into place after the pack is there, whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from evidence import report
from evidence.errors import EvidenceError, Exit
from evidence.files import DraftFolder, file_error, refuse_existing, scratch, undisturbed
from evidence.model import Notice

if TYPE_CHECKING:
    from evidence.appeal import Platform
    from evidence.model import Dossier

__all__ = ["Exports", "Outgoing", "exporting", "outputs_of", "refuse"]

Pictures = Callable[[str, int], Path]

_OURS = re.compile(r"^(?:\d{2}-.+|第\d{3}页|备选-.+)\.(?:png|jpg)$|^(?:上传清单|申诉说明)\.txt$")
"""Names that a kit or a folder of page pictures holds: what `--force` may replace."""


@dataclass(frozen=True, slots=True)
class Exports:
    """What a caller wants handed out: folders for the kit and the page pictures, the pack's size, a shared copy."""

    kit: Path | None = None
    pages: Path | None = None
    max_size: int | None = None
    share: bool = False

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders asked for."""
        return tuple(f for f in (self.kit, self.pages) if f is not None)


@dataclass(slots=True)
class Outgoing:
    """An export under way: the dossier, pictures and edition the pack is written from, and what is to be put where."""

    dossier: Dossier
    picture: Pictures
    edition: report.Edition
    _whole: Dossier
    _originals: Pictures
    _exports: Exports
    _platform: Platform
    _drafts: list[tuple[Path, Path]] = field(default_factory=list)
    _places: list[DraftFolder] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def finish(self, pdf: Path, target: Path) -> list[tuple[str, Path]]:
        """Make all that is made from the finished pack; hands back the digests of volumes, by their final names."""
        self._notices(target)
        if self._exports.kit is not None:
            self._kit(self._exports.kit)
        if self._exports.pages is not None:
            limit = self._platform.form.image_bytes.known
            pages = self._draft(self._exports.pages)
            for name, data in report.page_pictures(pdf, limit=limit):
                (pages / name).write_bytes(data)
            count = sum(1 for _ in pages.iterdir())
            self.notices.append(Notice.of("report.pages-written", path=self._exports.pages, count=count))
        return self._volumes(pdf, target)

    def _notices(self, target: Path) -> None:
        if self.edition.reduction is not None:
            self.notices.append(Notice.of("report.reduced", path=target.name))
        if self.edition.masks is not None:
            places = sum(1 for mask in self.edition.masks if mask.box is not None)
            self.notices.append(Notice.of("report.shared", path=target.name, count=places))

    def _kit(self, folder: Path) -> None:
        form = self._platform.form
        limits = report.KitLimits(form.images.known, form.image_bytes.known, form.description.known)
        if self._whole.appeal.ground is None:
            self.notices.append(Notice.of("report.kit-none", path=folder))
            return
        draft = self._draft(folder)
        pictures = 0
        for name, data in report.kit_files(self._whole, limits, picture=self._originals):
            (draft / name).write_bytes(data)
            pictures += name[:2].isdigit()
        self.notices.append(Notice.of("report.kit-written", path=folder, count=pictures))

    def _volumes(self, pdf: Path, target: Path) -> list[tuple[str, Path]]:
        digests: list[tuple[str, Path]] = []
        if self._exports.max_size is None:
            return digests
        volumes = report.divide(pdf, self._exports.max_size)
        for number, data in enumerate(volumes, 1):
            volume = target.with_name(f"{target.stem}-第{number}册{target.suffix}")
            self._draft(target.parent, name=volume.name).write_bytes(data)
            digests.append((sha256(data).hexdigest(), volume))
        if volumes:
            self.notices.append(Notice.of("report.volumes", path=target.name, count=len(volumes)))
        return digests

    def _draft(self, folder: Path, *, name: str | None = None) -> Path:
        """A place beside the target, on the same disk: for a folder, or for the file `name` in it."""
        parent, called = (folder.parent, folder.name) if name is None else (folder, name)
        place = DraftFolder(parent, f".{called[:40]}.")
        self._places.append(place)
        draft = place.folder if name is None else place.folder / name
        self._drafts.append((draft, folder if name is None else folder / name))
        return draft

    def commit(self) -> None:
        """Move what was made to where it belongs."""
        for draft, target in self._drafts:
            if draft.is_file():
                draft.replace(target)
                continue
            target.mkdir(exist_ok=True)
            for old in target.iterdir():
                if _OURS.match(old.name) and old.is_file():
                    old.unlink()
            for made in sorted(draft.iterdir()):
                made.replace(target / made.name)

    def clear(self) -> None:
        """Remove what was not moved."""
        with undisturbed():
            for place in self._places:
                place.clear()


def refuse(exports: Exports, *, attach: bool, force: bool) -> None:
    """Stop before any work where an export cannot be written.

    Raises:
        EvidenceError: USAGE (2) for originals inside a shared copy, EXISTS (6) for a folder that holds something,
            FILE (5) where its parent is missing or a file has its name.
    """
    if exports.share and attach:
        raise EvidenceError(Exit.USAGE, "report.share-attached")
    for folder in exports.folders:
        if folder.is_dir():
            if not force and any(folder.iterdir()):
                raise EvidenceError(Exit.EXISTS, "files.exists", path=folder)
        else:
            refuse_existing([folder], force=False)


def outputs_of(exports: Exports) -> tuple[Path, ...]:
    """Files of an earlier export, which are no part of a case even where they lie in its folder."""
    return tuple(p for folder in exports.folders if folder.is_dir() for p in folder.iterdir() if _OURS.match(p.name))


@contextmanager
def exporting(dossier: Dossier, *, picture: Pictures, exports: Exports, platform: Platform) -> Iterator[Outgoing]:
    """Work out the edition of the pack; on leaving without an error, everything made is moved into place.

    Raises:
        EvidenceError: FILE (5) when something cannot be written; whatever the report raises.
    """
    with scratch() as folder:
        printed, pictures, edition = dossier, picture, report.WHOLE
        if exports.share:
            shared = report.share(dossier, picture=picture, folder=folder)
            printed, pictures, edition = shared.dossier, shared.picture, replace(edition, masks=shared.masks)
        if exports.max_size is not None:
            edition = report.fitted(printed, exports.max_size, picture=pictures, edition=edition)
        outgoing = Outgoing(printed, pictures, edition, dossier, picture, exports, platform)
        try:
            yield outgoing
            outgoing.commit()
        except OSError as error:
            raise file_error(error, Path(error.filename) if error.filename else folder) from error
        finally:
            outgoing.clear()
