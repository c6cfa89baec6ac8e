"""Findings, facts and a platform's rules in; the appeal out: reason, deadline, checklist, statement, timeline."""

from evidence.appeal.argue import argue
from evidence.appeal.platform import Platform, list_platforms, load_platform
from evidence.appeal.private import private_check
from evidence.appeal.recognise import recognise_platform

__all__ = ["Platform", "argue", "list_platforms", "load_platform", "private_check", "recognise_platform"]
