"""The last room: a finished pack becomes an archive file with manifest and hashes, and is judged by them later."""

from evidence.seal.archive import Original, archive
from evidence.seal.manifest import Sidecars, manifest_of, seal_text, sidecars_of
from evidence.seal.selfcheck import self_check
from evidence.seal.verify import Item, Verdict, verify_pack

__all__ = [
    "Item",
    "Original",
    "Sidecars",
    "Verdict",
    "archive",
    "manifest_of",
    "seal_text",
    "self_check",
    "sidecars_of",
    "verify_pack",
]
