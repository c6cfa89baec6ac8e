"""Takes the PDF as laid out; makes of it a PDF/A-3b (ISO 19005-3), with the originals inside where that is wanted.

The same PDF, files and time give the same bytes. The rules are kept by construction and tested, not validated again at
every build: that would take longer than laying out a hundred pages.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error
from evidence.model import CHINA, CustodyEntry, ManifestEntry, Sealing, Source
from evidence.seal.declare import declare

if TYPE_CHECKING:
    import pikepdf

MARK_MANIFEST = "/EvidenceManifest"
"""Key of the document information that holds `manifest_digest` of the files the pack was built from."""
MARK_CUSTODY = "/EvidenceCustody"
"""Key that holds number and hash of the entry of the custody log the pack was built on, `3 9f86d0…`."""
MARK_SEAL = "/EvidenceSeal"
"""Key that says which seal was to be put on the pack when it was made: `timestamp` or `signature`."""
_STATIC = b"31415926535897932384626433832795"
"""What qpdf writes as a file's identifier where it is told to take a fixed one."""
_END = 2048
"""Bytes at the end of a file that surely hold its trailer."""


@dataclass(frozen=True, slots=True)
class Original:
    """An input file to be put into the pack, and where it lies."""

    source: Source
    path: Path


def manifest_digest(files: Iterable[tuple[str, str]]) -> str:
    """The SHA-256 over the lines `digest  path` of every input file, in the order of the manifest."""
    told = "".join(f"{digest}  {path}\n" for digest, path in files)
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()


def archive(
    pdf: Path,
    *,
    generated: datetime,
    manifest: Sequence[ManifestEntry] = (),
    originals: Sequence[Original] = (),
    sealing: Sealing = "none",
    custody: CustodyEntry | None = None,
) -> None:
    """Rewrite the laid-out PDF in its place as PDF/A-3b.

    Args:
        pdf: the file as reportlab wrote it.
        generated: the time of the pack, which its metadata carry.
        manifest: every input file; their digest goes into the document information.
        originals: files to embed, each as an associated file (`/AFRelationship /Source`).
        sealing: which seal is to follow: a file that says so and has none was stripped of it.
        custody: the entry of the custody log the pack is built on.

    Raises:
        EvidenceError: SELF_CHECK (10) when an original is no longer the file that was read.
        OSError: when a file cannot be read or written.
    """
    import pikepdf

    finished = pdf.with_name(f"{pdf.name}.archive")
    try:
        with pikepdf.open(pdf) as document:
            for page in document.pages:
                if "/Trans" in page.obj:  # reportlab leaves an empty page transition, which no list of PDF/A keys has
                    del page.obj["/Trans"]
            for original in originals:
                _embed(document, original, generated)
            document.docinfo[MARK_MANIFEST] = manifest_digest((e.sha256, e.path) for e in manifest)
            if sealing in ("timestamp", "signature"):
                document.docinfo[MARK_SEAL] = sealing
            if custody is not None:
                document.docinfo[MARK_CUSTODY] = f"{custody.number} {custody.hash}"
            declare(document, generated)
            metadata = document.Root.Metadata.read_bytes() + document.docinfo.unparse()
            _no_ambiguous_ends(document)
            # to memory first: where writing fails (a full disk), qpdf would end the whole process
            written = io.BytesIO()
            document.save(
                written,
                static_id=True,
                preserve_pdfa=True,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
            )
        _name(written, metadata)
        finished.write_bytes(written.getbuffer())
        finished.replace(pdf)
    finally:
        with suppress(OSError):
            finished.unlink(missing_ok=True)


def attachment_name(source: Source) -> str:
    """What an original is called inside the pack: its id and its name, without folders, which readers mishandle."""
    return f"{source.id}-{source.path.rsplit('/', 1)[-1]}"


def _embed(document: pikepdf.Pdf, original: Original, generated: datetime) -> None:
    import pikepdf

    source = original.source
    try:
        data = original.path.read_bytes()
    except OSError as error:
        raise file_error(error, original.path) from error
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise EvidenceError(Exit.SELF_CHECK, "seal.original-changed", path=source.path)
    name = attachment_name(source)
    held = pikepdf.AttachedFileSpec(
        document,
        data,
        filename=name,
        description=f"{source.path} sha256={source.sha256}",
        mime_type=source.media,
        creation_date="",  # not known: the file system has the last change only
        mod_date=_pdf_date(source.modified or generated),
    )
    held.relationship = pikepdf.Name.Source
    document.attachments[name] = held


def _pdf_date(time: datetime) -> str:
    return time.astimezone(CHINA).strftime("D:%Y%m%d%H%M%S+08'00'")


def _name(written: io.BytesIO, metadata: bytes) -> None:
    """Give the file the identifier of its own (ISO 32000-1, 14.4): a digest of its metadata and its table of objects.

    qpdf would take it over every byte, which is half of the time it needs to write a pack of pictures. The table tells
    where each object stands, and the document information holds the digest of the input files.
    """
    with written.getbuffer() as data:
        end = bytes(data[-_END:])
        table = int(end[end.rindex(b"startxref") + 9 :].split()[0])
        digest = hashlib.sha256(metadata + bytes(data[table:])).hexdigest()
        at = len(data) - len(end) + end.rindex(_STATIC)
        data[at : at + len(_STATIC)] = digest[: len(_STATIC)].encode()


def _no_ambiguous_ends(document: pikepdf.Pdf) -> None:
    r"""Wrap every stream whose data ends in a carriage return once more (stored, not compressed).

    Before `endstream` stands a line feed that is no data; after data ending in CR the two read as one line end CR LF,
    and a strict checker finds `/Length` one byte too long (ISO 19005-3, 6.1.7.1). One picture in 256 ends so, by the
    last byte of its check sum.
    """
    import pikepdf

    for held in document.objects:
        if not isinstance(held, pikepdf.Stream):
            continue
        if bytes(memoryview(held.get_raw_stream_buffer())[-1:]) != b"\r":
            continue
        data = held.read_raw_bytes()
        filters, parameters = held.get("/Filter"), held.get("/DecodeParms")
        names = [] if filters is None else list(filters) if isinstance(filters, pikepdf.Array) else [filters]
        settings = list(parameters) if isinstance(parameters, pikepdf.Array) else [parameters] * len(names)
        level = 0 if zlib.compress(data, 0)[-1:] != b"\r" else 1
        held.write(
            zlib.compress(data, level),
            filter=pikepdf.Array([pikepdf.Name.FlateDecode, *names]),
            decode_parms=None if parameters is None else pikepdf.Array([None, *settings]),
        )
