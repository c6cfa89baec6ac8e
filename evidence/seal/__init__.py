"""The last room: a finished pack becomes an archive file, is sealed where asked for, and is judged later."""

from evidence.seal.apply import Sealed, add_reply, close_pack, listing, log_folder, seal_draft, seal_pack, write_request
from evidence.seal.archive import Original, archive
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
