"""Takes a finished pack; puts one seal into it, a document timestamp or a signature, and keeps it a PDF/A-3b."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error
from evidence.seal.authority import Authority, ask, granted, request_for

if TYPE_CHECKING:
    from asn1crypto import cms
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper

_FIELD = "EvidenceSeal"
_ROOM = 32768
"""Hex digits kept for a seal in the file: 16 kB, where a token has 3 to 8 kB and a signature with one up to 12 kB.
Measuring instead would cost a second request to the authority."""


@dataclass(frozen=True, slots=True)
class SealPlan:
    """How to seal: with a key, an authority's time, or both. At least one is there."""

    authority: Authority | None = None
    signer: SimpleSigner | None = None

    @property
    def kind(self) -> Literal["timestamp", "signature"]:
        """`signature` where a key signs, else `timestamp`."""
        return "timestamp" if self.signer is None else "signature"


def load_signer(p12: Path, password: str | None) -> SimpleSigner:
    """The key and certificates of a PKCS #12 file.

    Raises:
        EvidenceError: FILE (5) when it cannot be read, UNUSABLE (4) when the password is wrong or it holds no key.
    """
    from pyhanko.sign.signers import SimpleSigner

    try:
        data = p12.read_bytes()
    except OSError as error:
        raise file_error(error, p12) from error
    try:
        secret = None if password is None else password.encode()
        signer: SimpleSigner = SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=secret)
    except (ValueError, AttributeError, TypeError) as error:  # a file without a key leaves pyhanko with None
        raise EvidenceError(Exit.UNUSABLE, "seal.bad-key", path=p12) from error
    return signer


def put_seal(pdf: Path, plan: SealPlan) -> None:
    """Add the seal as the last revision of the file, in its place.

    A key signs by PAdES (ETSI EN 319 142-1): level B-T with an authority's time, B-B without. Without a key the
    authority's token goes in as a document timestamp; a plan with neither leaves the file alone.

    Raises:
        EvidenceError: SEAL (8) when the authority gives no token, UNUSABLE (4) when the key cannot sign.
        OSError: when the file cannot be written.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.general import SigningError

    stamper = None if plan.authority is None else _stamper(plan.authority)
    with pdf.open("rb+") as stream:
        try:
            writer = _writer(stream)
            if plan.signer is None:
                if stamper is None:
                    return
                stamping = signers.PdfTimeStamper(stamper, field_name=_FIELD)
                stamping.timestamp_pdf(writer, "sha256", bytes_reserved=_ROOM, in_place=True)
                return
            meta = signers.PdfSignatureMetadata(
                field_name=_FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, embed_validation_info=False
            )
            signing = signers.PdfSigner(meta, plan.signer, timestamper=stamper)
            signing.sign_pdf(writer, bytes_reserved=_ROOM, in_place=True)
        except (SigningError, PdfError, ValueError) as error:
            raise EvidenceError(Exit.UNUSABLE, "seal.cannot-sign", path=pdf.name, cause=error) from error


def is_sealed(pdf: Path) -> bool:
    """Whether the file already holds a signature or a document timestamp.

    Raises:
        EvidenceError: UNUSABLE (4) when it is no PDF that can be read, FILE (5) when it cannot be opened.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        with pdf.open("rb") as stream:
            return bool(PdfFileReader(stream).embedded_signatures)
    except OSError as error:
        raise file_error(error, pdf) from error
    except (PdfError, ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise EvidenceError(Exit.UNUSABLE, "seal.not-a-pack", path=pdf) from error


def _writer(stream: object) -> IncrementalPdfFileWriter:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Archived(IncrementalPdfFileWriter):
        """Leaves the version of the file alone: ISO 19005-3 (6.1.2) knows none above 1.7, pyhanko would write 2.0."""

        def ensure_output_version(self, version: object) -> None:
            """Do nothing."""

    return Archived(stream)


def _stamper(authority: Authority) -> TimeStamper:
    from pyhanko.sign.timestamps import TimeStamper

    class Asking(TimeStamper):
        """Asks our way: one address, no redirects, limited size, errors that say what to do."""

        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
            """Ask for a token over the digest."""
            request = request_for(message_digest, nonce=True)
            return granted(ask(authority, request.dump()), request, authority)

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what goes wrong is said in our own words
    stamper: TimeStamper = Asking()  # type: ignore[no-untyped-call]  # the constructor it inherits has no types
    return stamper
