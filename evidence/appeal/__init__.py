"""Findings, facts and a platform's rules in; the appeal out: reason, deadline, checklist, statement, timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.lazy import lazily

if TYPE_CHECKING:
    from evidence.appeal.argument import argue
    from evidence.appeal.platform import Platform, list_platforms, load_platform
    from evidence.appeal.private import private_check
    from evidence.appeal.recognise import recognise_platform

__all__ = [
    "Platform",
    "argue",
    "list_platforms",
    "load_platform",
    "private_check",
    "recognise_platform",
]

_HOMES = {
    "Platform": "platform",
    "argue": "argument",
    "list_platforms": "platform",
    "load_platform": "platform",
    "private_check": "private",
    "recognise_platform": "recognise",
}

__getattr__ = lazily(__name__, _HOMES)
