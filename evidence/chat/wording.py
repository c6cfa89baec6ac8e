"""Takes the text a client prints around bubbles, hands on what it is: a mark, a time, a sender's name with a time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.chat.clients import Words, bare
from evidence.chat.clock import Stamp, find_stamp, tidy
from evidence.model import Line

TWO_MARKS = 40
"""Characters that two marks printed together have at most; the longest that is known has twelve."""

_TICKS = re.compile(r"^[√✓✔vVwW#/丿]{0,3}$")
_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_ARROW = re.compile(r"\s*[-—–一]{1,3}\s*[>》＞]\s*")


def meta(text: str, words: Words) -> tuple[Stamp | None, list[str]] | None:
    """The time and the marks that make up the whole text; None when there is anything else in it."""
    clean = tidy(text)
    stamp = None
    found = find_stamp(clean)
    if found is not None:
        stamp = found[0]
        clean = f"{clean[: found[1]]} {clean[found[2] :]}"
    marks: list[str] = []
    for part in re.split(r"[\s·•|]+", clean.strip(" ·•|")):
        if words.is_a("marks", part) or words.is_a("auto", part):
            marks.append(part)
        elif not _TICKS.match(part) and not _pieces(part, words, marks):
            return None
    return (stamp, marks) if stamp is not None or marks else None


def _pieces(text: str, words: Words, marks: list[str]) -> bool:
    """Whether the text is two marks printed without a space; adds them."""
    for cut in range(1, len(text) if len(text) <= TWO_MARKS else 0):
        a, b = text[:cut], text[cut:]
        if all(words.is_a("marks", part) or words.is_a("auto", part) for part in (a, b)):
            marks += [a, b]
            return True
    return False


def header(text: str) -> tuple[str, Stamp | None]:
    """A sender's line taken apart into name and time (None where it has none)."""
    clean = tidy(text)
    found = find_stamp(clean)
    if found is None:
        return clean.strip(" -·|"), None
    stamp, start, end = found
    name = f"{clean[:start]} {clean[end:]}"
    name = re.sub(r"[(（\[【]\s*[)）\]】]", " ", name).strip(" -·|()[]（）:：")
    return re.sub(r"\s+", " ", name), stamp


def sender(name: str) -> str:
    """The one who speaks in a name line: what stands before the arrow of `买家 --> 店铺:子账号`."""
    return _ARROW.split(name, maxsplit=1)[0].strip()


def directed(name: str) -> tuple[str, str] | None:
    """Both ends of a name line with an arrow; None where it has none."""
    parts = _ARROW.split(name, maxsplit=1)
    return (parts[0].strip(), parts[1].strip()) if len(parts) == 2 and parts[0] and parts[1] else None


def join(lines: Sequence[Line]) -> str:
    """A bubble's lines as one text: nothing between Chinese characters, a space between Latin words."""
    text = ""
    for row in lines:
        piece = row.text.strip()
        chinese = re.search(rf"[{_CJK}]$", text) or re.match(rf"[{_CJK}]", piece)
        if not chinese and re.search(r"[\w,.!?;:]$", text) and re.match(r"\w", piece):
            text += " "
        text += piece
    return text


def pitch(lines: Sequence[Line]) -> float:
    """The width of a character of the lines in pixels; Latin letters and figures are half as wide."""
    wide = sum(1.0 if ord(sign) > 0x2E80 else 0.5 for n in lines for sign in bare(n.text))
    return sum(n.box.width for n in lines) / max(0.5, wide)


def same_words(a: str, b: str) -> float:
    """How alike two texts are, 0 to 1, spaces and width forms aside: shared characters in order."""
    import difflib

    one, two = bare(tidy(a)), bare(tidy(b))
    if one == two:
        return 1.0
    if not one or not two:
        return 0.0
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()
