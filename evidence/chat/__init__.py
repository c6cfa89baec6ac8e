"""The chat room: pages of screenshots in, one trustworthy conversation out. It knows nothing of rules or appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.lazy import lazily

if TYPE_CHECKING:
    from evidence.chat.clients import Client, known_clients, load_client
    from evidence.chat.corrections import (
        Correction,
        correct,
        corrected,
        keep_corrections,
        load_corrections,
        with_corrections,
    )
    from evidence.chat.drawing import explain
    from evidence.chat.recall import recalled
    from evidence.chat.transcript import converse

__all__ = [
    "Client",
    "Correction",
    "converse",
    "correct",
    "corrected",
    "explain",
    "keep_corrections",
    "known_clients",
    "load_client",
    "load_corrections",
    "recalled",
    "with_corrections",
]

_HOMES = {
    "Client": "clients",
    "Correction": "corrections",
    "converse": "transcript",
    "correct": "corrections",
    "corrected": "corrections",
    "explain": "drawing",
    "keep_corrections": "corrections",
    "known_clients": "clients",
    "load_client": "clients",
    "load_corrections": "corrections",
    "recalled": "recall",
    "with_corrections": "corrections",
}

__getattr__ = lazily(__name__, _HOMES)
