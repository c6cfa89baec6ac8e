"""Takes a pack's PDF; tells what it holds against tampering: its revisions, seals, marks, and the originals inside."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.model import CHINA
from evidence.seal.archiving import MARK_CUSTODY, MARK_MANIFEST, MARK_SEAL
from evidence.seal.tokens import Stamp, distrust, name_of, root_of, settled, trusting

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.sign.validation import EmbeddedPdfSignature

_TOLD = re.compile(r"(?P<path>.*) sha256=(?P<sha256>[0-9a-f]{64})\Z", re.DOTALL)
_MAX_ORIGINAL = 512 << 20
"""Bytes an embedded file may have when unpacked; a longer one is not one of ours."""


class NoPdf(ValueError):
    """The file cannot be read as a PDF of ours; the reason is the library's."""


@dataclass(frozen=True, slots=True)
class InnerSeal:
    """A seal inside the PDF.

    Attributes:
        by_key: whose key signed; None for a mere timestamp.
        time: the authority's stamp; None for a signature without one.
        intact: whether the bytes it covers are those that were sealed.
        covers: whether it covers the entire file, its own place apart.
    """

    by_key: Stamp | None
    time: Stamp | None
    intact: bool
    covers: bool


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file inside the PDF: the path and digest its description gives (None where it gives none), and its real one."""

    name: str
    path: str | None
    want: str | None
    got: str


@dataclass(frozen=True, slots=True)
class Inside:
    """All that the PDF says of itself."""

    revisions: int
    seals: tuple[InnerSeal, ...]
    embedded: tuple[Embedded, ...]
    manifest: str | None
    custody: str | None
    sealing: str | None
    created: datetime | None


def look_inside(pdf: Path, roots: Sequence[x509.Certificate], now: datetime | None) -> Inside:
    """Read the PDF's seals, revisions, marks and embedded files.

    Args:
        pdf: the pack.
        roots: whom the checker trusts.
        now: the time at which a signer's certificate has to hold where no authority dates the signature.

    Raises:
        NoPdf: when it cannot be read.
        OSError: when it cannot be opened.
    """
    import pikepdf
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    stream = pdf.open("rb")
    try:
        reader = PdfFileReader(stream)
        seals = tuple(_seal(found, roots, now) for found in reader.embedded_signatures)
        revisions = reader.xrefs.total_revisions
        with pikepdf.open(pdf) as document:
            embedded = tuple(_embedded(document))
            info = document.docinfo
            marks = {key: str(info[key]) for key in (MARK_MANIFEST, MARK_CUSTODY, MARK_SEAL) if key in info}
            created = _date(str(info.get("/CreationDate", "")))
    except (PdfError, pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise NoPdf(str(error) or type(error).__name__) from error
    except (
        OSError,
        RecursionError,
        AssertionError,
        RuntimeError,
        zlib.error,
    ) as error:  # OSError: a seek out of bounds
        raise NoPdf(type(error).__name__) from error
    finally:
        stream.close()
    return Inside(
        revisions, seals, embedded, marks.get(MARK_MANIFEST), marks.get(MARK_CUSTODY), marks.get(MARK_SEAL), created
    )


def _seal(found: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], now: datetime | None) -> InnerSeal:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    found.compute_integrity_info(skip_diff=True)
    covers = found.coverage == SignatureCoverageLevel.ENTIRE_FILE and _fills_its_place(found)
    if found.sig_object_type == "/DocTimeStamp":
        return _document_timestamp(found, roots, covers)
    return _signature(found, roots, now, covers)


def _fills_its_place(found: EmbeddedPdfSignature) -> bool:
    """Whether only zeros follow the seal in the place kept for it, the one part of the file that no seal covers."""
    from asn1crypto import parser

    kept = bytes(found.pkcs7_content)
    return not any(kept[parser.peek(kept) :])


def _document_timestamp(found: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], covers: bool) -> InnerSeal:
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp

    time = _time_of(found.signed_data)
    status = settled(async_validate_pdf_timestamp(found, trusting(roots, time), skip_diff=True))
    if status is None:
        return InnerSeal(None, Stamp(time, "", None, False, False), False, covers)
    return InnerSeal(None, _stamp(status, time), bool(status.intact), covers)


def _signature(
    found: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], now: datetime | None, covers: bool
) -> InnerSeal:
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    # a shop's own certificate may say either of the two usages that fit, or none
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
    time = next((_time_of(token) for token in _tokens(found)), None)
    status = settled(
        async_validate_pdf_signature(
            found, trusting(roots, time or now), trusting(roots, time or now), key_usage_settings=usage, skip_diff=True
        )
    )
    if status is None:
        return InnerSeal(Stamp(None, "", None, False, False), None, False, covers)
    dated = status.timestamp_validity
    stamp = None if dated is None else _stamp(dated, dated.timestamp)
    return InnerSeal(_stamp(status, None), stamp, bool(status.intact), covers)


def _tokens(found: EmbeddedPdfSignature) -> list[Any]:
    """The signed data of the tokens that date a signature."""
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

    return list(extract_tst_data_iter(found.signer_info, signed=False))


def _time_of(signed_data: Any) -> datetime:
    time: datetime = signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    return time


def _stamp(status: Any, time: datetime | None) -> Stamp:
    why = distrust(status.trust_problem_indic)
    root = None if why else root_of(status.validation_path)
    return Stamp(time, name_of(status.signing_cert), root, bool(status.intact), bool(status.valid), why)


def _embedded(document: Any) -> Iterator[Embedded]:
    import pikepdf

    for name, spec in sorted(document.attachments.items()):
        stream = spec.get_file().obj
        filters = stream.get("/Filter")
        data = stream.read_raw_bytes()
        if filters is None:
            got = hashlib.sha256(data).hexdigest()
        else:
            names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
            got = _unpacked_digest(data) if names == [pikepdf.Name.FlateDecode] else ""
        told = _TOLD.match(spec.description or "")
        yield Embedded(name, told and told["path"], told and told["sha256"], got)


def _unpacked_digest(data: bytes) -> str:
    """The SHA-256 of what is packed here, unpacked in pieces: a small file may unpack to gigabytes."""
    unpacking, digest, left = zlib.decompressobj(), hashlib.sha256(), _MAX_ORIGINAL
    while left > 0 and (piece := unpacking.decompress(data, min(left, 1 << 20))):
        digest.update(piece)
        left -= len(piece)
        data = unpacking.unconsumed_tail
    return digest.hexdigest()


def _date(text: str) -> datetime | None:
    """A PDF date as our packs write it, `D:20261007090000+08'00'`."""
    found = re.match(r"D:(\d{14})\+08'00'?\Z", text)
    try:
        return None if found is None else datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=CHINA)
    except ValueError:
        return None
