"""The last room: a finished pack becomes an archive file, is sealed where asked for, and is judged later.

Importing this package costs next to nothing; what seals and judges is loaded when something is sealed or judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.lazy import lazily

if TYPE_CHECKING:
    from evidence.seal.apply import (
        Sealed,
        add_reply,
        close_pack,
        listing,
        log_folder,
        seal_draft,
        seal_pack,
        write_request,
    )
    from evidence.seal.archiving import Original, archive
    from evidence.seal.authority import Authority
    from evidence.seal.manifest import Sidecars, manifest_of, seal_text, sidecars_of
    from evidence.seal.selfcheck import self_check
    from evidence.seal.signing import SealPlan, load_signer, put_seal
    from evidence.seal.verdict import Item, Verdict
    from evidence.seal.verify import verify_pack

__all__ = [
    "Authority",
    "Item",
    "Original",
    "SealPlan",
    "Sealed",
    "Sidecars",
    "Verdict",
    "add_reply",
    "archive",
    "close_pack",
    "listing",
    "load_signer",
    "log_folder",
    "manifest_of",
    "put_seal",
    "seal_draft",
    "seal_pack",
    "seal_text",
    "self_check",
    "sidecars_of",
    "verify_pack",
    "write_request",
]

_HOMES = {
    "Authority": "authority",
    "Item": "verdict",
    "Original": "archiving",
    "SealPlan": "signing",
    "Sealed": "apply",
    "Sidecars": "manifest",
    "Verdict": "verdict",
    "add_reply": "apply",
    "archive": "archiving",
    "close_pack": "apply",
    "listing": "apply",
    "load_signer": "signing",
    "log_folder": "apply",
    "manifest_of": "manifest",
    "put_seal": "signing",
    "seal_draft": "apply",
    "seal_pack": "apply",
    "seal_text": "manifest",
    "self_check": "selfcheck",
    "sidecars_of": "manifest",
    "verify_pack": "verify",
    "write_request": "apply",
}

__getattr__ = lazily(__name__, _HOMES)
