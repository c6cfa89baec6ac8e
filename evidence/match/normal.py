"""A message's text in, the text as matching sees it out, with a map back to the original characters.

Everything here undoes a dress that words are put into so that filters miss them: full width, circled digits, zero-width
signs, traditional characters, capital numerals, emoji, split characters, pinyin, signs put inside a word.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_CAPITAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_SEPARATORS = r"[\s\.·•・\*_~`\-—=/\\|#@^+&\"'“”‘’、丶丿灬乀]"
_APART = " .·•・*_~`-—=/\\|#^+、丶丿灬乀"
"""Signs put between the characters of a text to hide its words."""
_BETWEEN = f"[{re.escape(_APART)}]"
_PAUSE = r"[,:;!?“”\"]{0,2}"
_SPACED_OUT = rf"(?:[\p{{Han}}a-z0-9]{_PAUSE}{_BETWEEN}{{1,4}}{_PAUSE}{_BETWEEN}{{0,3}}){{3,}}[\p{{Han}}a-z0-9]"
_STOPPED = r"(?:[\p{Han}a-z0-9][。,;!…~]\s?){5,}[\p{Han}a-z0-9]"
_STOPS = "。,;!…~ "
"""The same with a full stop or a comma after every character."""
_FEWEST_HAN = 3
"""Chinese characters of a text written with a sign between each; a list of sizes (s/m/l/xl) has fewer."""

_LEET = {"a": "a4@α", "o": "o0〇", "i": "i1l!|丨", "s": "s5$", "e": "e3", "g": "g9", "b": "b8", "z": "z2"}
_WITHIN = r"[\s\.·•・\*_~`\-丶、]{0,2}"


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
        plain = _bare_letter(unicodedata.normalize("NFKC", char).lower())
        if len(plain) > 2 and plain[0] == "(" and plain[-1] == ")":
            plain = plain[1:-1]  # ⑴ and ㈠ decompose with their brackets
        if len(plain) > 4:
            return char
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


def _bare_letter(plain: str) -> str:
    """A Latin letter without its tone mark (pinyin is written with them); anything else as it is."""
    first = unicodedata.normalize("NFD", plain)[:1]
    return first if len(plain) == 1 and first.isascii() and first.isalpha() else plain


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
        self.spaced_out = re2.compile(_SPACED_OUT)
        self.stopped = re2.compile(_STOPPED)
        self.rewrites = [_Rewrite(re2.compile(p), text) for p, text in sources]
        options = re2.Options()
        options.max_mem = 64 << 20
        apart = [_SPACED_OUT, _STOPPED]
        self.any = re2.compile("|".join(f"(?:{p})" for p in (*apart, *(p for p, _ in sources))), options=options)


def _dresses(word: str, syllables: list[str], short: list[str]) -> list[str]:
    """Patterns of a two-character word with signs inside it, or with one or both characters spelt in pinyin."""
    first, second = word[0], word[1]
    sound, other = (_spelt(syllable) for syllable in syllables)
    gap = _SEPARATORS + "{0,2}"
    # 质量太差 评价…: the sign is a pause, not a disguise, where the second character begins another word.
    after = "(?P<rest>[^价论分级语测定]|$)" if second == "评" else "(?P<rest>)"
    forms = [
        f"{first}{_SEPARATORS}{{1,3}}{second}{after}",
        rf"\b{sound}{gap}{second}",
        rf"{first}{gap}{other}\b",
        rf"\b{sound}{gap}{other}\b",
    ]
    return forms + list(short)


def _spelt(syllable: str) -> str:
    """A pattern of a syllable in letters, also with signs between them or digits that look like them: p1ng, ch a."""
    letters = [f"[{_LEET[c]}]" if c in _LEET else c for c in syllable]
    return _WITHIN.join(letters)


@cache
def _disguises() -> _Disguises:
    return _Disguises()


def normalise(text: str) -> Normal:
    """The text as the rules see it, with the way back to the original characters."""
    table = _disguises()
    folded = text.translate(table.fold)
    rewritten = table.any.search(folded) is not None
    if not rewritten and (folded == text or all(len(table.fold[ord(c)]) == 1 for c in text)):
        return Normal(folded, text)
    characters: list[str] = []
    origin: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        for piece in table.fold[ord(char)]:
            characters.append(piece)
            origin.append((at, at + 1))
    if rewritten:
        characters, origin = _drawn_together(table.spaced_out, _APART, characters, origin)
        characters, origin = _drawn_together(table.stopped, _STOPS, characters, origin)
        for rewrite in table.rewrites:
            characters, origin = _rewrite(rewrite, characters, origin)
    return Normal("".join(characters), text, tuple(origin))


def _drawn_together(
    pattern: Any, signs: str, characters: list[str], origin: list[tuple[int, int]]
) -> tuple[list[str], list[tuple[int, int]]]:
    """The text without the signs between single characters; lists of sizes and numbers keep theirs."""
    dropped: set[int] = set()
    for match in pattern.finditer("".join(characters)):
        within = range(*match.span())
        if sum("一" <= characters[at] <= "鿿" and characters[at] not in signs for at in within) >= _FEWEST_HAN:
            dropped.update(at for at in within if characters[at] in signs)
    kept = [at for at in range(len(characters)) if at not in dropped]
    return [characters[at] for at in kept], [origin[at] for at in kept]


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
