"""A quotation that fits: the message's words exactly as they stand, shortened only at the ends, marked with …."""

from __future__ import annotations

import re
import unicodedata

from evidence.appeal.words import form_length

SHORTEST = 4
"""Characters below which a quotation says nothing and is left out."""

# marks that turn the writing direction would reorder the form's own text; other invisible signs are part of the words
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_CLAUSE_END = re.compile(r"[，。！？；,.!?;～~…、\s]+")


def quote(text: str, target: tuple[int, int] | None, room: int) -> str | None:
    """The text, or as much of it around `target` as `room` allows (in form characters, the … counted).

    A shortened quotation starts at the start of a clause, so that no 不 or 没 before it is lost; the end falls on the
    end of a clause where one is near. None when nothing of use fits.
    """
    low, high = _printable(text, target)
    goal = (low, high) if target is None else (max(low, min(target[0], high)), min(high, max(target[1], low)))
    if high - low < 1:
        return None
    starts = sorted({low, *(m.end() for m in _CLAUSE_END.finditer(text, low, high) if m.end() <= goal[0])})
    for start in starts:  # the earliest start from which the whole target is reached
        if (cut := _from(text, start, high, room)) is not None and _reach(cut, start) >= goal[1]:
            return cut
    cut = _from(text, starts[-1], high, room)
    return cut if cut is not None and len(cut.strip("…")) >= min(SHORTEST, high - low) else None


def clause(text: str, target: tuple[int, int] | None, room: int) -> str | None:
    """As `quote`, but from the text's start, with all of `target`, to a clause's end; None where that cannot be."""
    made = quote(text, target, room)
    if made is None or made.startswith("…"):
        return None
    low, high = _printable(text, target)
    end = low + len(made.removesuffix("…"))
    if end >= high:
        return made
    return made if (target is None or target[1] <= end) and _CLAUSE_END.match(text, end) else None


def _printable(text: str, target: tuple[int, int] | None) -> tuple[int, int]:
    """The stretch without line breaks and control characters that holds the target, or else the longest one."""
    runs, start = [], 0
    for at, char in enumerate(text):
        if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") or char in _TURNING:
            runs.append((start, at))
            start = at + 1
    runs.append((start, len(text)))
    if target is not None and (holding := [r for r in runs if r[0] <= target[0] < r[1]]):
        low, high = holding[0]
    else:
        low, high = max(runs, key=lambda r: (r[1] - r[0], -r[0]))
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    return low, high


def _from(text: str, start: int, high: int, room: int) -> str | None:
    """What fits from `start` on, with … at the ends that were cut; None when no character does."""
    lead = "…" if text[:start].strip() else ""
    whole = lead + text[start:high] + ("…" if text[high:].strip() else "")
    if form_length(whole) <= room:
        return whole
    end = high
    while end > start and form_length(lead + text[start:end] + "…") > room:
        end -= 1
    if end <= start:
        return None
    ends = [m.start() for m in _CLAUSE_END.finditer(text, start, end) if m.start() > start]
    if ends and (ends[-1] - start) * 2 >= end - start:
        end = ends[-1]
    return lead + text[start:end] + "…"


def _reach(cut: str, start: int) -> int:
    """How far into the text a cut that begins at `start` comes."""
    return start + len(cut) - cut.startswith("…") - cut.endswith("…")
