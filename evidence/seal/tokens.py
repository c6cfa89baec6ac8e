"""Takes a timestamp token and the roots a checker trusts; tells the time, by whom it was given, and if that holds."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error

if TYPE_CHECKING:
    from asn1crypto import cms, x509
    from pyhanko_certvalidator import ValidationContext

Distrust = Literal["expired", "purpose", "revoked", "unknown", "other"]
"""Why a certificate is not trusted: not valid at that time, not made for this, revoked, from no trusted root."""

_MAX_TOKEN = 1 << 20
_PEM = re.compile(rb"-----BEGIN (?:TRUSTED )?CERTIFICATE-----.*?-----END (?:TRUSTED )?CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a token or a signature says and how far that holds.

    Attributes:
        time: the time it states, with zone; None for a signature without a token.
        by: who issued the token, or who signed.
        root: the trusted root its certificates lead to; None when they lead to none that is trusted.
        matches: whether it is about exactly these bytes.
        sound: whether its own signature is good.
        why: why no trusted root was reached; None when one was.
    """

    time: datetime | None
    by: str
    root: str | None
    matches: bool
    sound: bool
    why: Distrust | None = None


class NoToken(ValueError):
    """These bytes are no timestamp token."""


def load_roots(path: Path | None) -> list[x509.Certificate]:
    """The roots to trust: every certificate of a PEM or DER file, or those of the system when no file is named.

    Raises:
        EvidenceError: FILE (5) when the file cannot be read, UNUSABLE (4) when it holds no certificate.
    """
    from asn1crypto import pem, x509

    if path is None:
        return [x509.Certificate.load(der) for der in ssl.create_default_context().get_ca_certs(binary_form=True)]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise file_error(error, path) from error
    try:
        ders = [pem.unarmor(block)[2] for block in _PEM.findall(data)] or [data]
        roots = [x509.Certificate.load(der, strict=True) for der in ders]
        for root in roots:
            _ = root.subject, root.public_key.native
    except (ValueError, TypeError, KeyError) as error:
        raise EvidenceError(Exit.UNUSABLE, "seal.bad-roots", path=path) from error
    return roots


def token_of(data: bytes) -> cms.ContentInfo:
    """The token in a `.tsr` reply or a bare token; raises `NoToken` when there is none."""
    from asn1crypto import cms, tsp

    if len(data) > _MAX_TOKEN:
        raise NoToken("too long")
    try:
        try:
            token = tsp.TimeStampResp.load(data, strict=True)["time_stamp_token"]
            _ = token["content_type"].native  # a reply without a token has none
        except (ValueError, TypeError, KeyError, AttributeError):
            token = cms.ContentInfo.load(data, strict=True)
        if token["content_type"].native != "signed_data":
            raise NoToken("no signed data")
        _ = token["content"]["encap_content_info"]["content"].parsed.native["gen_time"]  # all of it is parsed here
    except NoToken:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NoToken(type(error).__name__) from error
    return token


def check_token(token: cms.ContentInfo, digests: dict[str, bytes], roots: Sequence[x509.Certificate]) -> Stamp:
    """Judge a token over the whole file.

    Args:
        token: as `token_of` gives it.
        digests: the file's digest by algorithm, `sha256` at least.
        roots: the certificates to trust; none is fetched.
    """
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data

    signed = token["content"]
    info = signed["encap_content_info"]["content"].parsed
    time: datetime = info["gen_time"].native
    imprint = info["message_imprint"]
    matches = digests.get(imprint["hash_algorithm"]["algorithm"].native) == imprint["hashed_message"].native
    stated = imprint["hashed_message"].native
    status = settled(validate_tst_signed_data(signed, trusting(roots, time), lambda _: stated))
    if status is None:
        return Stamp(time, "", None, matches, False)
    why = distrust(status["trust_problem_indic"])
    root = None if why else root_of(status["validation_path"])
    return Stamp(time, name_of(status["signing_cert"]), root, matches, bool(status["valid"] and status["intact"]), why)


def trusting(roots: Sequence[x509.Certificate], moment: datetime | None) -> ValidationContext:
    """A judge of certificates who trusts these roots, looks at them as of this moment, and fetches nothing."""
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=list(roots), moment=moment, allow_fetching=False)


def settled(work: Coroutine[Any, Any, Any]) -> Any:
    """The outcome of a check, or None where what is checked is so broken that there is none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator.errors import ValidationError

    # what the libraries raise for certificates and tokens with single bits turned, found by doing so
    broken = (
        SignatureValidationError, SigningError, PdfError, ValidationError, UnsupportedAlgorithm, ValueError, TypeError,
        AttributeError, LookupError, ArithmeticError, AssertionError, NotImplementedError,
    )  # fmt: skip
    try:
        return asyncio.run(work)
    except broken:
        return None


def name_of(certificate: x509.Certificate) -> str:
    """The name a certificate was given: common name, else organisation, else all of it; `?` for a garbled one."""
    try:
        subject = certificate.subject.native
    except (ValueError, TypeError, KeyError):
        return "?"
    for part in ("common_name", "organization_name"):
        if isinstance(subject.get(part), str):
            return str(subject[part])
    return str(certificate.subject.human_friendly)


def root_of(path: Any) -> str | None:
    """The name of the root that a path of certificates leads to."""
    if path is None:
        return None
    anchor = path.trust_anchor
    certificate = getattr(anchor, "certificate", None)
    return str(anchor.name.human_friendly) if certificate is None else name_of(certificate)


def distrust(problem: object) -> Distrust | None:
    """Why certificates lead to no trusted root; None where they do. `problem` is pyhanko's indication."""
    if problem is None:
        return None
    word = str(getattr(problem, "name", problem))
    if word in ("EXPIRED", "NOT_YET_VALID", "OUT_OF_BOUNDS_NO_POE", "OUT_OF_BOUNDS_NOT_REVOKED"):
        return "expired"
    if word == "CHAIN_CONSTRAINTS_FAILURE":
        return "purpose"
    if word.startswith("REVOKED"):
        return "revoked"
    return "unknown" if word == "NO_CERTIFICATE_CHAIN_FOUND" else "other"
