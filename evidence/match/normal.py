"""A message's text in, the text as matching sees it out, with a map back to the original characters.

Everything here undoes a dress that words are put into so that filters miss them: full width, circled digits, zero-width
signs, traditional characters, capital numerals, emoji, split characters, pinyin, signs put inside a word.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_CAPITAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
SPACED = 4
"""Characters that must stand apart before the spaces between them count as a disguise: three may be a size, 3 X L."""

_SEPARATORS = r"[\s\.·•\*_~`\-—=/\\|#@^+&\"'“”‘’]"


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text; `origin[i]` is the half-open range of original code points behind its i-th character.

    `origin` is None where every character stands for itself.
    """

    text: str
    source: str
    origin: tuple[tuple[int, int], ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original text behind `start:end` of the normalised one."""
        if self.origin is None or start >= end:
            return start, end
        part = self.origin[start:end]
        return min(a for a, _ in part), max(b for _, b in part)


class _Fold(dict[int, str]):
    """What one character becomes, worked out once per character: `str.translate` asks it for each."""

    def __init__(self, emoji: dict[str, str]) -> None:
        super().__init__()
        self._emoji = emoji
        self._simplify: Any = None

    def __missing__(self, code: int) -> str:
        self[code] = folded = self._fold(chr(code))
        return folded

    def _fold(self, char: str) -> str:
        if char in self._emoji:
            return self._emoji[char]
        if char in "\n\r\t":
            return " "
        # Cf: zero-width signs and joiners; Mn/Me: variation selectors, key caps, strokes laid over characters.
        if unicodedata.category(char) in ("Cf", "Cc", "Mn", "Me"):
            return ""
        if unicodedata.category(char) == "Cs":
            return "\ufffd"  # half a character, which JSON can write and the pattern engine cannot take
        plain = unicodedata.normalize("NFKC", char).lower()
        if len(plain) > 2 and plain[0] == "(" and plain[-1] == ")":
            plain = plain[1:-1]  # ⑴ and ㈠ decompose with their brackets
        if len(plain) > 4:
            return char
        if "À" <= plain[:1] <= "ɏ":
            plain = unicodedata.normalize("NFD", plain)[0]  # pinyin with its tones
        return "".join(self._simple(c) for c in plain)

    def _simple(self, char: str) -> str:
        if not "㐀" <= char <= "鿿":
            return char
        try:
            char.encode("gb2312")  # the simplified character set: nothing in it needs conversion
        except UnicodeEncodeError:
            if self._simplify is None:
                from opencc import OpenCC

                self._simplify = OpenCC("t2s")
            converted = str(self._simplify.convert(char))
            return converted if len(converted) == 1 else char
        return char


@dataclass(frozen=True, slots=True)
class _Rewrite:
    pattern: Any
    replacement: str | None  # None: capital numerals, character by character


class _Disguises:
    """The table `rules/disguise.toml`, compiled."""

    def __init__(self) -> None:
        import re2

        table = tomllib.loads(files("evidence.match").joinpath("rules/disguise.toml").read_text("utf-8"))
        self.fold = _Fold(table["emoji"])
        sources: list[tuple[str, str | None]] = [(re2.escape(k), v) for k, v in table["split"].items()]
        for word in table["word"]:
            sources += [
                (p, word["text"]) for p in _dresses(word["text"], word["pinyin"].split(), word.get("short", ()))
            ]
        sources += [(r["pattern"], r["text"]) for r in table["rewrite"]]
        sources.append(
            (
                "[壹贰叁肆伍陆柒捌玖拾佰仟零]{2,}|[壹贰叁肆伍陆柒捌玖拾佰仟](?:元|圆|块|星|颗|分|沅|整)"
                "|[0-9][壹贰叁肆伍陆柒捌玖]",
                None,
            )
        )
        self.rewrites = [_Rewrite(re2.compile(p), text) for p, text in sources]
        options = re2.Options()
        options.max_mem = 64 << 20
        self.any = re2.compile("|".join(f"(?:{p})" for p, _ in sources), options=options)


def _dresses(word: str, syllables: list[str], short: list[str]) -> list[str]:
    """Patterns of a two-character word with signs inside it, or with one or both characters spelt in pinyin."""
    first, second = word[0], word[1]
    gap = _SEPARATORS + "{0,2}"
    # 质量太差 评价…: the sign is a pause, not a disguise, where the second character begins another word.
    after = "(?P<rest>[^价论分级语测定]|$)" if second == "评" else "(?P<rest>)"
    forms = [
        f"{first}{_SEPARATORS}{{1,3}}{second}{after}",
        rf"\b{syllables[0]}{gap}{second}",
        rf"{first}{gap}{syllables[1]}\b",
        rf"\b{syllables[0]}{gap}{syllables[1]}\b",
    ]
    return forms + list(short)


@cache
def _disguises() -> _Disguises:
    return _Disguises()


def normalise(text: str) -> Normal:
    """The text as the rules see it, with the way back to the original characters."""
    table = _disguises()
    folded = text.translate(table.fold)
    rewritten = table.any.search(folded) is not None
    spaced = _is_spaced(folded)
    if not rewritten and not spaced and (folded == text or all(len(table.fold[ord(c)]) == 1 for c in text)):
        return Normal(folded, text)
    characters: list[str] = []
    origin: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        for piece in table.fold[ord(char)]:
            characters.append(piece)
            origin.append((at, at + 1))
    if spaced:
        kept = [at for at, char in enumerate(characters) if char != " "]
        characters, origin = [characters[at] for at in kept], [origin[at] for at in kept]
        rewritten = table.any.search("".join(characters)) is not None
    if rewritten:
        for rewrite in table.rewrites:
            characters, origin = _rewrite(rewrite, characters, origin)
    return Normal("".join(characters), text, tuple(origin))


def _is_spaced(text: str) -> bool:
    """Whether nearly every character stands alone between spaces: 不 给 我 就 写."""
    if text.count(" ") * 5 < len(text) * 2:
        return False
    words = text.split()
    return len(words) >= SPACED and sum(len(word) == 1 for word in words) * 5 >= len(words) * 4


def _rewrite(
    rewrite: _Rewrite, characters: list[str], origin: list[tuple[int, int]]
) -> tuple[list[str], list[tuple[int, int]]]:
    """One table entry applied to the whole text, every new character carrying the range it replaces."""
    text = "".join(characters)
    out: list[str] = []
    back: list[tuple[int, int]] = []
    at = 0
    for match in rewrite.pattern.finditer(text):
        start, end = match.span()
        rest = rewrite.pattern.groupindex.get("rest")  # what follows the word and stays as it is
        if rest is not None and match.start(rest) >= 0:
            end = match.start(rest)
        if start < at or end <= start:
            continue
        out += characters[at:start]
        back += origin[at:start]
        if rewrite.replacement is None:
            out += text[start:end].translate(_CAPITAL)
            back += origin[start:end]
        else:
            whole = (origin[start][0], origin[end - 1][1])
            out += rewrite.replacement
            back += [whole] * len(rewrite.replacement)
        at = end
    return out + characters[at:], back + origin[at:]
