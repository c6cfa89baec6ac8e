"""A rule that holds in, the sentence that says why out: words as they stand in the message, not cut mid-phrase."""

from __future__ import annotations

import re

from evidence.match.compose import Candidate, Part

LONGEST = 36
"""Characters of a clause that is quoted whole; of a longer one only the words that matched. The longest clause in the
labelled lines has 31."""

_BETWEEN_CLAUSES = re.compile(r"[，。！？；,!?;\n…~～]|(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])")


def reason(sentence: str, one: Candidate) -> str:
    """The rule's sentence about the clauses in which it holds, each in quotation marks.

    `{words}` stands for the clauses, `{said}` for them with who said them where.
    """
    clauses: list[str] = []
    for part in one.parts:
        clause = _clause(part)
        if clause and not any(clause in known for known in clauses):
            clauses = [known for known in clauses if known not in clause] + [clause]
    words = "、".join(f"“{_inner(c)}”" for c in clauses)
    return sentence.replace("{said}", _whose(one) + words).replace("{words}", words)


def _whose(one: Candidate) -> str:
    message = one.last.message
    if message.channel == "review":
        return "评价中写有"
    return "买家说" if message.speaker == "buyer" else "聊天中有"


def _clause(part: Part) -> str:
    """The clause or clauses of the original text that the words stand in."""
    text = part.heard.normal.source
    start, end = part.heard.normal.span(part.hit.start, part.hit.end)
    words = text[start:end]
    while words and _BETWEEN_CLAUSES.match(words[-1]):
        words = words[:-1]
    stop = start + len(words)
    left, right = 0, len(text)
    for mark in _BETWEEN_CLAUSES.finditer(text):
        if mark.end() <= start:
            left = mark.end()
        elif mark.start() >= stop:
            right = mark.start()
            break
    whole = text[left:right].strip()
    return whole if len(whole) <= LONGEST else words.strip(" ，,。")


def _inner(words: str) -> str:
    """Quotation marks within a quotation."""
    return words.replace("“", "‘").replace("”", "’")
