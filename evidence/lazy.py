"""Lets a room name what is public in it without loading it: each name is fetched when it is first asked for (PEP 562).

A room's engines, tables and patterns take up to a second to load, and most commands need a few of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["lazily"]


def lazily(room: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """A package's `__getattr__`: from the package's name, and for each public name the module that it lives in."""

    def fetch(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        found = getattr(import_module(f"{room}.{homes[name]}"), name)
        setattr(sys.modules[room], name, found)
        return found

    return fetch
