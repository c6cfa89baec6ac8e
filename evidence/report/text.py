"""Text made fit for a page: runs of words with their look, cleaned of what cannot be seen, each piece with its font."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from evidence.report.fonts import REGULAR, font_for

_INVISIBLE = frozenset(
    [
        *range(0x00, 0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x180E,
        *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF,
        *range(0xFE00, 0xFE10), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE1000),
    ]
)  # fmt: skip
"""Control, direction and joining characters: they draw nothing, and direction marks would turn a sentence round."""

_SPACES = frozenset("\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words with one look; what is None is as the block's style has it.

    `link` names an anchor of the pack; `wash` puts a tint behind the words.
    """

    text: str
    bold: bool | None = None
    color: str | None = None
    size: float | None = None
    underline: bool = False
    wash: bool = False
    link: str | None = None


def clean(text: str) -> str:
    """The text without characters that cannot be seen; every kind of blank becomes a plain space, breaks stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(" " if c in _SPACES else c for c in text if ord(c) not in _INVISIBLE)


def hidden_characters(text: str) -> int:
    """How many characters `clean` leaves out, emoji joiners and variant selectors not counted."""
    return sum(ord(c) in _INVISIBLE and c not in "\r\u200d\ufe0e\ufe0f" for c in text)


def one_line(text: str, limit: int) -> str:
    """The text on one line, shortened to `limit` characters with an ellipsis."""
    flat = " ".join(clean(text).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def pieces(text: str, bold: bool) -> Iterator[tuple[str, str]]:
    """Each character of cleaned text with its font; one that no font holds is shown by its code point."""
    for char in text:
        name = font_for(char, bold)
        if name is not None:
            yield char, name
            continue
        # A look-alike by compatibility (full-width forms, ligatures) reads better than a code, but is not the character
        # itself: evidence shows the code.
        for shown in f"[U+{ord(char):04X}]":
            yield shown, font_for(shown, bold) or REGULAR


def as_printed(text: str) -> str:
    """The text as a page shows it: without what cannot be seen, and with a code for a sign that no font holds."""
    lines = clean(text).split("\n")
    return "\n".join("".join(shown for shown, _ in pieces(line, bold=False)) for line in lines)


def marked(text: str, spans: list[tuple[int, int]], base: Run) -> list[Run]:
    """Runs of `text` in which the spans (code points, may overlap) are bold and underlined."""
    inside = [False] * len(text)
    for start, end in spans:
        for position in range(max(0, start), min(len(text), end)):
            inside[position] = True
    runs: list[Run] = []
    begin = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or inside[position] != inside[begin]:
            part = replace(base, text=text[begin:position])
            runs.append(replace(part, bold=True, underline=True) if inside[begin] else part)
            begin = position
    return runs


def is_wide(char: str) -> bool:
    """Whether the character is set as one square of Chinese type, so that a line may break beside it."""
    return unicodedata.east_asian_width(char) in "WF" or ord(char) >= 0x2E80
