"""The chat room: pages of screenshots in, one trustworthy conversation out. It knows nothing of rules or appeals."""

from __future__ import annotations

from evidence.chat.clients import Client, clients, load_client
from evidence.chat.transcript import converse

__all__ = ["Client", "clients", "converse", "load_client"]
