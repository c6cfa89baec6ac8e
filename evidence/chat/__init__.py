"""The chat room: pages of screenshots in, one trustworthy conversation out. It knows nothing of rules or appeals."""

from __future__ import annotations

from evidence.chat.clients import Client, clients, load_client
from evidence.chat.corrections import (
    Correction,
    correct,
    corrected,
    keep_corrections,
    load_corrections,
    with_corrections,
)
from evidence.chat.explain import explain
from evidence.chat.transcript import converse

__all__ = [
    "Client",
    "Correction",
    "clients",
    "converse",
    "correct",
    "corrected",
    "explain",
    "keep_corrections",
    "load_client",
    "load_corrections",
    "with_corrections",
]
