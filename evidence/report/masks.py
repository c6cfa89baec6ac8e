"""What a shared copy must hide in text: takes strings, hands on where the private parts are, and the string without.

Covered text keeps its length, so that places in it (spans of a finding) stay right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

COVER = "*"
_SHORTEST_NAME = 2
_FUZZY_NAME = 4
"""A line as long as a known nickname of at least this many characters, with one of them misread, is the nickname."""


@dataclass(frozen=True, slots=True)
class Private:
    """A private part of a string: where, of what kind, and how many of its first characters may stay."""

    start: int
    end: int
    what: str
    keep: int = 0


@dataclass(frozen=True, slots=True)
class _Pattern:
    what: str
    find: re.Pattern[str]
    keep: int
    luhn: bool
    name: bool


@cache
def _patterns() -> tuple[tuple[_Pattern, ...], frozenset[str], dict[int, int]]:
    table = tomllib.loads(files("evidence.report").joinpath("masks.toml").read_text("utf-8"))
    surname = f"[{table['names']['surnames']}]"
    patterns = tuple(
        _Pattern(
            one["what"],
            re.compile(one["find"].replace("{surname}", surname)),
            one["keep"],
            one.get("check") == "luhn",
            one.get("name", False),
        )
        for one in table["pattern"]
    )
    digits = str.maketrans(table["digits"]["from"], table["digits"]["to"])
    return patterns, frozenset(table["names"]["not_names"]), digits


@dataclass(frozen=True, slots=True)
class Privacy:
    """What is private in this case besides what patterns find: `names` to hide anywhere, `public` numbers to leave."""

    names: tuple[str, ...] = ()
    public: frozenset[str] = frozenset()

    def parts(self, text: str) -> list[Private]:
        """The private parts of the text, in order, none overlapping another."""
        patterns, not_names, digits = _patterns()
        plain = text.translate(digits)
        found: list[Private] = []
        for pattern in patterns:
            searched = text if pattern.name else plain
            for match in pattern.find.finditer(searched):
                start, end = match.span("hide")
                said = searched[start:end]
                if pattern.luhn and not _luhn(said):
                    continue
                if pattern.name and any(said.startswith(word) for word in not_names):
                    continue
                if self._is_public(plain, start, end) or set(said) <= {COVER, "＊"}:
                    continue
                found.append(Private(start, end, pattern.what, pattern.keep))
        for name in self.names:
            found += [
                Private(m.start(), m.end(), "姓名或昵称", 1) for m in re.finditer(re.escape(name), text, re.IGNORECASE)
            ]
            if len(name) >= _FUZZY_NAME and len(text) == len(name) and _differ(text, name) == 1:
                found.append(Private(0, len(text), "姓名或昵称", 1))
        return _apart(found)

    def covered(self, text: str) -> str:
        """The text with its private parts covered, as long as before."""
        return cover(text, self.parts(text))

    def _is_public(self, plain: str, start: int, end: int) -> bool:
        """Whether the part lies in a number that the case is about: order and waybill stay readable."""
        return any(
            m.start() <= start and end <= m.end()
            for number in self.public
            for m in re.finditer(re.escape(number), plain)
        )


def cover(text: str, parts: Iterable[Private]) -> str:
    """The text with the parts covered but for the characters that may stay."""
    signs = list(text)
    for part in parts:
        for at in range(part.start + part.keep, part.end):
            signs[at] = COVER
    return "".join(signs)


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """The names that stand at a label (收件人, 业务员 …) anywhere in the texts."""
    patterns, not_names, _ = _patterns()
    names = set()
    for text in texts:
        for pattern in (p for p in patterns if p.name):
            for match in pattern.find.finditer(text):
                said = match.group("hide")
                if len(said) >= _SHORTEST_NAME and not any(said.startswith(word) for word in not_names):
                    names.add(said)
    return frozenset(names)


def is_name(text: str) -> bool:
    """Whether the text may be a person's name or nickname, and not a word such as 本人 or 代收."""
    return (
        len(text) >= _SHORTEST_NAME and not any(text.startswith(word) for word in _patterns()[1]) and COVER not in text
    )


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _luhn(number: str) -> bool:
    """The check digit of bank cards (ISO/IEC 7812-1)."""
    digits = [int(c) for c in number if c.isdigit()][::-1]
    return sum(d if n % 2 == 0 else d * 2 - 9 * (d > 4) for n, d in enumerate(digits)) % 10 == 0


def _apart(parts: list[Private]) -> list[Private]:
    """Overlapping parts as one: the longest names its kind; the fewest characters stay."""
    merged: list[Private] = []
    for part in sorted(parts, key=lambda p: (p.start, -p.end)):
        if merged and part.start < merged[-1].end:
            last = merged.pop()
            kept = max(0, min(last.start + last.keep, part.start + part.keep if part.start == last.start else 1 << 30))
            end = max(last.end, part.end)
            merged.append(Private(last.start, end, last.what, min(kept - last.start, end - last.start)))
        else:
            merged.append(part)
    return merged
