"""A timestamp authority for tests: `openssl ts` behind a small server on this machine, with keys of its own."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
PASSWORD = "口令 p12"  # noqa: S105


@dataclass
class Identity:
    """A key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    cert: x509.Certificate

    def pem(self) -> bytes:
        return self.cert.public_bytes(Encoding.PEM)

    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def p12(self, *chain: Identity) -> bytes:
        protected = BestAvailableEncryption(PASSWORD.encode())
        return pkcs12.serialize_key_and_certificates(
            b"shop", self.key, self.cert, [c.cert for c in chain] or None, protected
        )


def identity(
    name: str,
    issuer: Identity | None = None,
    *,
    usage: x509.ObjectIdentifier | None = None,
    start: datetime | None = None,
    days: int = 3650,
) -> Identity:
    """A certificate of this name; without an issuer it is a root, with a usage it is made for that alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = start or datetime.now(UTC) - timedelta(days=1)
    ca = issuer is None
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.cert.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )  # fmt: skip
    if usage is not None:
        built = built.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    signed = built.sign(key if issuer is None else issuer.key, hashes.SHA256())
    return Identity(key, signed)


@dataclass
class Authority:
    """A running authority: where to ask, whom to trust, and what it was asked."""

    folder: Path
    root: Identity
    signer: Identity
    asked: list[bytes] = field(default_factory=list)
    answer: bytes | None = None
    status: int = 200
    url: str = ""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "ca.pem").write_bytes(self.root.pem())
        (self.folder / "tsa.pem").write_bytes(self.signer.pem())
        (self.folder / "tsa.key").write_bytes(self.signer.key_pem())
        (self.folder / "tsa.cnf").write_text(CONFIG.format(folder=self.folder), "utf-8")

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    def reply(self, request: bytes) -> bytes:
        """What the authority answers, made by openssl."""
        self.asked.append(request)
        if self.answer is not None:
            return self.answer
        (self.folder / "query.tsq").write_bytes(request)
        command = [
            "openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-signer", "tsa.pem",
            "-inkey", "tsa.key", "-out", "reply.tsr",
        ]  # fmt: skip
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, timeout=60)
        return (self.folder / "reply.tsr").read_bytes()


@contextmanager
def running(folder: Path, *, root: Identity | None = None, signer: Identity | None = None) -> Iterator[Authority]:
    """An authority that answers on this machine until the block is left."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no authority to test against")
    root = root or identity("Test Root")
    signer = signer or identity("Test Authority", root, usage=ExtendedKeyUsageOID.TIME_STAMPING)
    authority = Authority(folder, root, signer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802
            request = self.rfile.read(int(self.headers["Content-Length"]))
            answer = authority.reply(request)
            self.send_response(authority.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
