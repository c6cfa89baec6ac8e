"""Vocabularies as written in, google-re2 patterns out: references put in, and what a rule's vocabularies are not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

from evidence.errors import EvidenceError, Exit
from evidence.match.schema import GroupFile, RuleFile
from evidence.match.sounds import sound_pattern

_REFERENCE = re.compile(r"\{([a-z][a-z0-9-]*)\}")
# The normalised text has the half-width forms of these; a rule may be written with either.
_PUNCTUATION = str.maketrans({"，": ",", "！": "!", "：": ":", "；": ";", "？": r"\?", "（": r"\(", "）": r"\)"})
_PATTERN_MEMORY = 128 << 20  # bytes of RE2's state cache: with the default 8 MB the union of all patterns thrashes


def together(rule: RuleFile) -> list[str]:
    """The rule's pairs as patterns: every order of the groups, within one sentence."""
    gap = f"[^。!?]{{0,{rule.within}}}"
    return [gap.join(f"{{{name}}}" for name in order) for pair in rule.pairs for order in permutations(pair)]


def fold(word: str) -> str:
    """A word as it stands in a normalised text: half-width and lower case (names of emoji are left to the table)."""
    return word.lower()


class Book:
    """Turns groups and references into pattern text and compiles it, naming file and key where that fails."""

    def __init__(self, group_files: Mapping[str, tuple[str, GroupFile]]) -> None:
        self._files = group_files
        self._patterns: dict[str, str] = {}

    def pattern(self, name: str, within: tuple[str, ...] = ()) -> str:
        """The group's members as one pattern, longest words first."""
        if name in self._patterns:
            return self._patterns[name]
        origin, one = self._files[name]
        if name in within:
            raise EvidenceError(Exit.CONFIG, "match.rules-circular", path=origin, key=f"group.{name}")
        words = sorted({fold(w) for w in one.words}, key=lambda w: (-len(w), w))
        parts = [self.expand(p, origin, f"group.{name}", (*within, name)) for p in one.patterns]
        parts += [re.escape(w).replace(r"\ ", " ") for w in words]
        parts += [sound_pattern(sound) for sound in one.sounds]
        self._patterns[name] = made = "(?:" + "|".join(parts) + ")"
        return made

    def expand(self, pattern: str, origin: str, key: str, within: tuple[str, ...] = ()) -> str:
        """The pattern with `{group}` replaced and punctuation as in normalised text."""

        def put(match: re.Match[str]) -> str:
            if match[1] not in self._files:
                raise EvidenceError(Exit.CONFIG, "match.rules-unknown-group", path=origin, key=key, group=match[1])
            return self.pattern(match[1], within)

        return _REFERENCE.sub(put, pattern.translate(_PUNCTUATION))

    def look_alikes(self, rule: RuleFile) -> list[str]:
        """What the groups that the rule's patterns name, or the groups within them, are told apart from."""
        found: dict[str, None] = {}
        todo = _REFERENCE.findall("".join((*rule.patterns, *rule.weaker, *rule.follow, *together(rule))))
        seen: set[str] = set()
        while todo:
            name = todo.pop()
            if name in self._files and name not in seen:
                seen.add(name)
                group = self._files[name][1]
                found |= dict.fromkeys(group.unless)
                todo += _REFERENCE.findall("".join(group.patterns))
        return sorted(found)

    def alert(self, patterns: Sequence[str]) -> Any:
        """One alternation of patterns known to be good that tells only whether it matches, of bytes of many lines.

        Measured, it takes half the time of one that tells where.
        """
        return self.regex("", "alert", patterns, alert=True)

    def regex(self, origin: str, key: str, patterns: Sequence[str], *, alert: bool = False) -> Any:
        """One compiled alternation."""
        import re2

        options = re2.Options()
        options.max_mem = _PATTERN_MEMORY
        options.log_errors = False
        options.never_capture = alert
        joined = "|".join(f"(?:{self.expand(p, origin, key)})" for p in patterns)
        try:
            return re2.compile(f"(?m){joined}".encode() if alert else joined, options=options)
        except re2.error as error:
            raise EvidenceError(Exit.CONFIG, "match.rules-bad-pattern", path=origin, key=key, reason=error) from error

    def optional(self, origin: str, key: str, patterns: Sequence[str]) -> Any:
        """As `regex`; None where there is nothing to match."""
        return self.regex(origin, key, patterns) if patterns else None
