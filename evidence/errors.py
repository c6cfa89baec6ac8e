"""What can go wrong: one exception with an exit code of the contract and a notice that names file, cause and remedy."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidence.model import Notice


class Exit(IntEnum):
    """The exit codes of the contract."""

    DONE = 0
    PARTLY = 1
    USAGE = 2
    MISSING = 3
    UNUSABLE = 4
    FILE = 5
    EXISTS = 6
    CHANGED = 7
    SEAL = 8
    CONFIG = 9
    SELF_CHECK = 10
    INTERRUPTED = 130


class EvidenceError(Exception):
    """A failure a person can act on; `notice` is a key of `catalogue.toml` and what fills its blanks."""

    def __init__(self, exit_code: Exit, key: str, /, **params: object) -> None:
        """Keep the exit code and the notice; the text is made where it is printed, in the reader's language."""
        from evidence.model import Notice  # loaded when something went wrong: `--help` needs no nouns

        self.exit_code = exit_code
        self.notice: Notice = Notice.of(key, **params)
        super().__init__(f"{key}: " + ", ".join(f"{name}={value}" for name, value in self.notice.params))
