"""Takes two stretches of messages read from screens of different widths or clients, hands on one where they join.

Pixels tell nothing there, so the words must: the shared messages stand in the same order, from the end of the one to
the start of the other (or one stretch wholly inside the other), said by the same person, at times that agree. Where
only some of that holds the stretches stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from evidence.chat.clients import bare
from evidence.chat.clock import tidy
from evidence.chat.wording import same_words
from evidence.model import Message, Repeat

ALIKE = 0.85
"""Likeness of two readings of one bubble; the reader slips by one character in eight at most."""

LEAST_MESSAGES, LEAST_SIGNS = 2, 10
"""What must be shared for a joint without help from the times: fewer or shorter messages come twice in one talk."""

LONE_SIGNS = 8
"""Characters of a single shared message that joins, and only where its times agree."""

CARRIED = timedelta(minutes=15)
"""How far two times of one message may lie apart where one is only that of the separator above it."""

EXACT = timedelta(minutes=1)
"""How far they may lie apart where both stand at the bubble: one client prints seconds, the other none."""

LEAST_CUT = 4
"""Characters from which a cut message's rest tells which message it is."""

_TALK = ("text", "auto", "voice", "card", "image")


@dataclass(frozen=True, slots=True)
class Joint:
    """Two stretches as one; `sure` is false where they share words but not enough to be one talk."""

    messages: tuple[Message, ...]
    sure: bool


def join(first: Sequence[Message], second: Sequence[Message]) -> Joint | None:
    """The two stretches as one, the shared messages once; None where they share nothing."""
    one = [n for n, m in enumerate(first) if m.kind in _TALK and bare(m.text)]
    two = [n for n, m in enumerate(second) if m.kind in _TALK and bare(m.text)]
    doubtful = False
    best: tuple[int, int, list[tuple[int, int]]] | None = None
    for shift in range(-len(two) + 1, len(one)):
        pairs = [(one[n + shift], two[n]) for n in range(max(0, -shift), min(len(two), len(one) - shift))]
        matches = [(first[a], second[b]) for a, b in pairs]
        # The outermost message of a stretch may be cut by the screen's edge between two of its lines, unseen.
        rims = [(a in (one[0], one[-1]), b in (two[0], two[-1])) for a, b in pairs]
        if not all(_same(a, b, rim) for (a, b), rim in zip(matches, rims, strict=True)):
            continue
        signs = sum(min(len(bare(a.text)), len(bare(b.text))) for a, b in matches)
        timed = sum(_times_agree(a, b) is True for a, b in matches)
        enough = len(pairs) >= LEAST_MESSAGES and signs >= LEAST_SIGNS
        if not enough and not (timed and signs >= LONE_SIGNS):
            doubtful = doubtful or signs >= LEAST_SIGNS // 2
            continue
        if best is None or (timed, signs) > best[:2]:
            best = (timed, signs, pairs)
    if best is None:
        return Joint((), False) if doubtful else None
    return Joint(tuple(_merged(first, second, best[2])), True)


def _same(a: Message, b: Message, rim: tuple[bool, bool]) -> bool:
    """Whether two messages are two views of one: same words, same person, times that do not speak against it."""
    if "unknown" not in (a.speaker, b.speaker):
        if a.speaker != b.speaker:
            return False
    elif a.side != b.side:
        return False
    one, two = _worded(a), _worded(b)
    cut = ((a.partial or rim[0]) and _part_of(one, two)) or ((b.partial or rim[1]) and _part_of(two, one))
    if not cut and (same_words(a.text, b.text) < ALIKE or _figures(one) != _figures(two)):
        return False
    return _times_agree(a, b) is not False


def _part_of(cut: str, whole: str) -> bool:
    """Whether a text is the start or the end of another."""
    return len(cut) >= LEAST_CUT and (whole.startswith(cut) or whole.endswith(cut))


def _figures(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _times_agree(a: Message, b: Message) -> bool | None:
    """Whether both times are known and fit; None where one is unknown or both only come from separators above."""
    if a.time.value is None or b.time.value is None:
        return None
    apart = abs(a.time.value - b.time.value)
    carried = [m.time.origin == "carried" for m in (a, b)]
    if not any(carried):
        return apart <= EXACT
    if all(carried):
        return None if apart <= CARRIED else False
    # A separator stands before its bubbles, so the exact time is never the earlier one.
    exact, above = (b, a) if carried[0] else (a, b)
    if exact.time.value is None or above.time.value is None:
        return None
    return exact.time.value - above.time.value >= -EXACT and apart <= CARRIED


def _merged(first: Sequence[Message], second: Sequence[Message], pairs: Sequence[tuple[int, int]]) -> list[Message]:
    """Both stretches in order; before, between and behind the shared messages stand those of either alone."""
    told: list[Message] = []
    a = b = 0
    for n, m in pairs:
        told += _between(first[a:n], second[b:m])
        told.append(_one(first[n], second[m]))
        a, b = n + 1, m + 1
    return told + _between(first[a:], second[b:])


def _between(one: Sequence[Message], two: Sequence[Message]) -> list[Message]:
    """Separators and notices of two views of the same place, and whatever only one of them shows."""
    told, left = list(one), list(two)
    for at, message in enumerate(told):
        twin = next((m for m in left if m.kind == message.kind and _worded(m) == _worded(message)), None)
        if twin is not None:
            left.remove(twin)
            told[at] = _one(message, twin)
    return told + left


def _worded(message: Message) -> str:
    return bare(tidy(message.text))


def _one(a: Message, b: Message) -> Message:
    """Two views of one message: the whole one, with the better time, and where else it was seen."""
    rank = {"printed": 3, "resolved": 2, "carried": 1, "unknown": 0}
    shorter = len(_worded(a)) < len(_worded(b)) and _part_of(_worded(a), _worded(b))
    best, other = (b, a) if shorter or (a.partial and not b.partial) else (a, b)
    time = other.time if rank[other.time.origin] > rank[best.time.origin] else best.time
    return replace(
        best,
        speaker=other.speaker if best.speaker == "unknown" else best.speaker,
        name=best.name or other.name,
        quote=best.quote or other.quote,
        marks=best.marks or other.marks,
        time=time,
        repeats=(*best.repeats, Repeat(other.source, other.box), *other.repeats),
    )
