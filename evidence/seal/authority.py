"""Asks a timestamp authority (RFC 3161): a hash goes out, a dated token comes back. The only network there is."""

from __future__ import annotations

import base64
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from evidence.errors import EvidenceError, Exit
from evidence.files import hash_file

if TYPE_CHECKING:
    from asn1crypto import cms, tsp

_TIMEOUT = 20.0
"""Seconds to wait for an authority: answers take well under one; a dead address must not hold up a finished pack."""
_MAX_REPLY = 1 << 20
"""Bytes of a reply at most; tokens have 3 to 8 kB."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Where to ask. `url` holds no user name and no password; `login` is `user:password` or None."""

    url: str
    login: str | None = None

    @classmethod
    def at(cls, url: str) -> Authority:
        """The authority at this address; a login may stand in it as `https://user:password@host/`.

        Raises:
            EvidenceError: USAGE (2) when it is no http or https address.
        """
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname, parts.port
            plain = url.isascii()
        except ValueError:
            host, port, plain = None, None, False
        if host is None or not plain or parts.scheme not in ("http", "https"):
            raise EvidenceError(Exit.USAGE, "seal.bad-address", url=url)
        login = None
        if parts.username is not None:
            login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        place = f"[{host}]" if ":" in host else host
        bare = parts._replace(netloc=place if port is None else f"{place}:{port}", fragment="")
        return cls(bare.geturl(), login)

    @property
    def host(self) -> str:
        """The name of the machine that is asked."""
        return urlsplit(self.url).hostname or self.url


def file_request(pdf: Path) -> bytes:
    """The `.tsq` that asks for a token over the whole file: only its SHA-256, no nonce, so that anyone can bring it."""
    request: bytes = request_for(bytes.fromhex(hash_file(pdf)), nonce=False).dump()
    return request


def stamp_file(pdf: Path, authority: Authority) -> bytes:
    """Have the file's SHA-256 dated; the reply (`.tsr`) as the authority sent it.

    Raises:
        EvidenceError: SEAL (8) when the authority cannot be reached, refuses, or answers something else.
    """
    request = request_for(bytes.fromhex(hash_file(pdf)), nonce=True)
    reply = ask(authority, request.dump())
    granted(reply, request, authority)
    return reply


def granted(reply: bytes, request: tsp.TimeStampReq, authority: Authority) -> cms.ContentInfo:
    """The token of a reply that answers this very request; EvidenceError (8) for anything else."""
    from asn1crypto import tsp

    try:
        response = tsp.TimeStampResp.load(reply, strict=True)
        status = response["status"]["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise EvidenceError(Exit.SEAL, "seal.authority-refused", host=authority.host, cause=status)
        token = response["time_stamp_token"]
        info = token["content"]["encap_content_info"]["content"].parsed
        asked, answered = request["message_imprint"], info["message_imprint"]
        same = (
            asked["hashed_message"].native == answered["hashed_message"].native
            and asked["hash_algorithm"]["algorithm"].native == answered["hash_algorithm"]["algorithm"].native
            and request["nonce"].native == info["nonce"].native
        )
        if not same:
            raise EvidenceError(Exit.SEAL, "seal.authority-odd", host=authority.host)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise EvidenceError(Exit.SEAL, "seal.authority-odd", host=authority.host) from error
    return token


def ask(authority: Authority, request: bytes) -> bytes:
    """Send the request, hand back the reply (RFC 3161, 3.4).

    Raises:
        EvidenceError: SEAL (8) when no reply comes.
    """
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    if authority.login is not None:
        headers["Authorization"] = "Basic " + base64.b64encode(authority.login.encode()).decode("ascii")
    # S310: `Authority.at` lets only http and https through
    asked = urllib.request.Request(authority.url, data=request, headers=headers)  # noqa: S310
    try:
        with urllib.request.build_opener(_Stay).open(asked, timeout=_TIMEOUT) as answer:
            reply: bytes = answer.read(_MAX_REPLY + 1)
    except urllib.error.HTTPError as error:
        raise _unreachable(authority, f"HTTP {error.code}") from error
    except urllib.error.URLError as error:
        raise _unreachable(authority, str(error.reason)) from error
    except (OSError, HTTPException, ValueError) as error:
        raise _unreachable(authority, str(error) or type(error).__name__) from error
    if len(reply) > _MAX_REPLY:
        raise EvidenceError(Exit.SEAL, "seal.authority-odd", host=authority.host)
    return reply


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what was named is what is asked."""

    def redirect_request(self, *_: object) -> None:
        """Refuse; the redirect comes out as an HTTP error."""


def _unreachable(authority: Authority, cause: str) -> EvidenceError:
    return EvidenceError(Exit.SEAL, "seal.unreachable", host=authority.host, cause=cause)


def request_for(digest: bytes, *, nonce: bool) -> tsp.TimeStampReq:
    """The request to date a SHA-256 digest, with the authority's certificates in the answer."""
    from pyhanko.sign.timestamps import TimeStamper

    request: tsp.TimeStampReq = TimeStamper(include_nonce=nonce).request_cms(digest, "sha256")[1]
    return request
