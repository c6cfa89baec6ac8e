"""The nouns of a check: one item for each thing looked at, and the verdict over all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from evidence.errors import Exit
from evidence.model import Notice

State = Literal[
    "same", "changed", "missing", "moved", "unexpected", "unsealed", "broken", "untrusted", "sealed", "noted"
]

_AGAINST_THE_EVIDENCE: frozenset[State] = frozenset({"changed", "missing"})
_AGAINST_THE_SEAL: frozenset[State] = frozenset({"unsealed", "broken", "untrusted"})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was checked; `name` is the file's name or its path in the case folder."""

    name: str
    state: State
    notice: Notice

    @property
    def speaks_against(self) -> bool:
        """Whether it keeps the pack from passing."""
        return self.state in _AGAINST_THE_EVIDENCE | _AGAINST_THE_SEAL


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome: an exit code of the contract, every item looked at, and what is known of the time."""

    exit_code: Exit
    items: tuple[Item, ...]
    originals: int = 0
    time: Notice = field(default_factory=lambda: Notice.of("seal.time-none"))

    @property
    def whole(self) -> bool:
        """Whether nothing speaks against the pack."""
        return self.exit_code is Exit.DONE


def exit_of(items: Iterable[Item]) -> Exit:
    """CHANGED (7) where any evidence changed, else SEAL (8) where a seal does not hold, else DONE."""
    states = {item.state for item in items}
    if states & _AGAINST_THE_EVIDENCE:
        return Exit.CHANGED
    return Exit.SEAL if states & _AGAINST_THE_SEAL else Exit.DONE
