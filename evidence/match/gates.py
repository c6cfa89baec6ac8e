"""What sinks or weakens an appeal, found in the conversation's order."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.match.compose import Candidate
from evidence.match.scan import Heard
from evidence.model import Finding, Gate


def find_gates(
    buyer: Sequence[Heard], seller: Sequence[Heard], findings: Sequence[Finding], at_fault: Sequence[Candidate]
) -> list[Gate]:
    """The gates of one conversation."""
    return []
