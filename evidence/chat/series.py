"""Takes the sheets (pages laid out) of a folder, hands on conversations: strands of sheets that continue each other.

Two screenshots of one scroll show the same rows at another height. An offset is proposed by lines that both read, and
holds only if the lines agree all over the shared part and, where the pages have row fingerprints, the pixels do too.
Repeats are therefore only ever seen between neighbours, and the same words said twice stay two messages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evidence.chat.clients import bare
from evidence.chat.column import Column
from evidence.chat.items import Item
from evidence.chat.pixels import offsets_seen, same_pixels
from evidence.chat.screens import View
from evidence.chat.wording import same_words
from evidence.model import CHINA, Line, Page, Source

_NEVER = datetime(1, 1, 1, tzinfo=CHINA)

AGREE, AGREE_SEEN = 0.8, 0.6
"""Share of the characters in the shared part that must be the same on both sheets, without and with the pixels
agreeing: a line cut by the edge is read as something else on one of them."""

PEAKS = 12
"""Offsets tried for a pair of sheets."""

SAME_TITLE = 0.8
"""Likeness of two header names from which they are one; the reader slips by a character at most."""


@dataclass(slots=True)
class Sheet:
    """One page laid out; `captured` when its picture was taken, as far as known, `moments` the times read on it."""

    page: Page
    source: Source | None
    column: Column
    items: list[Item]
    seen: View
    captured: datetime | None
    moments: list[datetime]
    order: int
    captured_origin: str | None = None
    _body: tuple[Line, ...] | None = None

    @property
    def body(self) -> tuple[Line, ...]:
        """The lines of the column that scroll, without what is written in avatars; asked for with every other sheet."""
        if self._body is None:
            faces = self.column.avatars
            self._body = tuple(
                n
                for n in self.page.lines
                if self.column.holds(n.box) and not any(a.contains(n.box.center_x, n.box.center_y) for a in faces)
            )
        return self._body


@dataclass(frozen=True, slots=True)
class Strand:
    """Sheets of one scroll: each with the pixels by which it lies below the one before (0 for the first)."""

    sheets: tuple[Sheet, ...]
    offsets: tuple[int, ...]


def conversations(sheets: Sequence[Sheet]) -> list[list[Strand]]:
    """The sheets as conversations, each a list of strands in order; between two strands something may be missing."""
    if not sheets:
        return []
    links = _links(sheets)
    groups = _groups(sheets, links)
    told = []
    for group in groups:
        strands = _strands(group, links)
        told.append(_in_time(strands, sheets))
    told.sort(key=lambda strands: min(s.order for strand in strands for s in strand.sheets))
    return told


@dataclass(frozen=True, slots=True)
class _Link:
    upper: int
    lower: int
    offset: int
    score: float


def _links(sheets: Sequence[Sheet]) -> list[_Link]:
    """Every pair of sheets that overlap, upper and lower told apart."""
    shared: dict[str, set[int]] = defaultdict(set)
    for at, sheet in enumerate(sheets):
        for line in sheet.body:
            text = bare(line.text)
            if len(text) >= 2:
                shared[text].add(at)
    pairs: Counter[tuple[int, int]] = Counter()
    for _, at_all in sorted(shared.items()):
        if len(at_all) > 12:
            continue
        ordered = sorted(at_all)
        for n, a in enumerate(ordered):
            for b in ordered[n + 1 :]:
                pairs[a, b] += 1
    found = []
    for a, b in sorted(pairs):
        link = _overlap(a, b, sheets)
        if link:
            found.append(link)
    return found + _without_words(sheets, found)


def _without_words(sheets: Sequence[Sheet], links: Sequence[_Link]) -> list[_Link]:
    """Neighbouring files that share nothing but a picture: their pixels alone must agree, and no line disagree."""
    uppers, lowers = {link.upper for link in links}, {link.lower for link in links}
    found = []
    for at in range(len(sheets) - 1):
        for a, b in ((at, at + 1), (at + 1, at)):
            one, two = sheets[a], sheets[b]
            same = one.seen.title and two.seen.title and same_words(one.seen.title, two.seen.title) >= SAME_TITLE
            if a in uppers or b in lowers or not same or one.page.width != two.page.width or _backwards(one, two):
                continue
            downs = offsets_seen((one.page, one.column), (two.page, two.column))
            if len(downs) == 1 and _no_line_apart(one, two, downs[0]):
                found.append(_Link(a, b, downs[0], 0.0))
    return found


def _no_line_apart(upper: Sheet, lower: Sheet, down: int) -> bool:
    """Whether no line that was read well stands in the shared part of only one of the sheets."""
    em = upper.column.em
    top, bottom = lower.column.box.y0 + down + 0.9 * em, upper.column.box.y1 - 0.9 * em
    mine = [n for n in upper.body if top <= n.box.center_y <= bottom and n.confidence >= 0.85]
    theirs = [n for n in lower.body if top <= n.box.center_y + down <= bottom and n.confidence >= 0.85]
    slack = 0.4 * em
    return all(
        any(abs(n.box.y0 + sign * down - o.box.y0) <= slack and _same_line(n.text, o.text) for o in others)
        for own, others, sign in ((mine, theirs, -1), (theirs, mine, 1))
        for n in own
    )


def _overlap(a: int, b: int, sheets: Sequence[Sheet]) -> _Link | None:
    """The overlap of two sheets, whichever is the upper; None where they do not join."""
    one, two = sheets[a], sheets[b]
    if one.page.width != two.page.width or one.column.box.x0 - two.column.box.x0 > one.column.em:
        return None
    if one.seen.title and two.seen.title and same_words(one.seen.title, two.seen.title) < SAME_TITLE:
        return None
    em = one.column.em
    votes: list[tuple[int, float]] = []
    mine, theirs = _by_text(one.body), _by_text(two.body)
    for text in sorted(mine.keys() & theirs.keys()):
        weight = len(text) / (len(mine[text]) * len(theirs[text]))
        for line in mine[text]:
            for twin in theirs[text]:
                if abs(twin.box.x0 - line.box.x0) <= 0.8 * em:
                    votes.append((line.box.y0 - twin.box.y0, weight))
    best: _Link | None = None
    for offset in _peaks(votes, max(3, int(0.25 * em))):
        upper, lower, down = (one, two, offset) if offset >= 0 else (two, one, -offset)
        score = _agreement(upper, lower, down)
        if score is None or _backwards(upper, lower):
            continue
        indices = (a, b) if offset >= 0 else (b, a)
        if best is None or score > best.score:
            best = _Link(*indices, down, score)
    return best


def _backwards(upper: Sheet, lower: Sheet) -> bool:
    """Whether the times speak against the order: all of the lower sheet's lie before the upper's last."""
    return bool(upper.moments and lower.moments) and max(lower.moments) < max(upper.moments)


def _by_text(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Lines of two characters and more by their text without spaces."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if len(bare(line.text)) >= 2:
            found[bare(line.text)].append(line)
    return found


def _peaks(votes: Sequence[tuple[int, float]], slack: int) -> list[int]:
    """The offsets proposed, the weightiest first, near ones taken together."""
    left = sorted(votes)
    peaks: list[tuple[float, int]] = []
    while left and len(peaks) < 40:
        top = max((v for v, _ in left), key=lambda v: (sum(w for o, w in left if abs(v - o) <= slack), -abs(v)))
        near = [(o, w) for o, w in left if abs(top - o) <= slack]
        peaks.append((sum(w for _, w in near), near[len(near) // 2][0]))
        left = [(o, w) for o, w in left if abs(top - o) > slack]
    peaks.sort(key=lambda one: (-one[0], abs(one[1])))
    return [offset for _, offset in peaks[:PEAKS]]


def _agreement(upper: Sheet, lower: Sheet, down: int) -> float | None:
    """How much of the shared part agrees (in characters), or None where too little does."""
    em = upper.column.em
    top = max(upper.column.box.y0, lower.column.box.y0 + down)
    bottom = min(upper.column.box.y1, lower.column.box.y1 + down)
    if bottom - top < 1.2 * em:
        return None
    mine = [n for n in upper.body if top <= n.box.center_y <= bottom]
    theirs = [n for n in lower.body if top <= n.box.center_y + down <= bottom]
    if not mine or not theirs:
        return None
    slack = max(3.0, 0.4 * em)
    matched = 0.0
    mine_left, theirs_left = list(mine), list(theirs)
    for line in mine:
        for twin in theirs_left:
            if abs(twin.box.y0 + down - line.box.y0) > slack or abs(twin.box.x0 - line.box.x0) > 1.2 * em:
                continue
            if _same_line(line.text, twin.text):
                mine_left.remove(line)
                theirs_left.remove(twin)
                matched += max(_weight(line), _weight(twin))
                break
    # A line at the rim may show on one sheet only, or half of it: what it fails to match says nothing.
    low, high = top + 0.9 * em, bottom - 0.9 * em
    alone = [n for n in mine_left if low <= n.box.center_y <= high]
    alone_below = [n for n in theirs_left if low <= n.box.center_y + down <= high]
    total = matched + max(sum(_weight(n) for n in alone), sum(_weight(n) for n in alone_below))
    seen = same_pixels((upper.page, upper.column), (lower.page, lower.column), down, top, bottom)
    if not matched or seen is False or matched < (AGREE if seen is None else AGREE_SEEN) * total:
        return None
    return matched


def _same_line(a: str, b: str) -> bool:
    """Whether two readings are of one line: alike, and with the same figures but for a slip."""
    if same_words(a, b) < 0.7:
        return False
    one, two = re.sub(r"\D", "", a), re.sub(r"\D", "", b)
    if len(one) < 4 and len(two) < 4:
        return True
    if abs(len(one) - len(two)) > 1:
        return False
    return (
        one == two or sum(x != y for x, y in zip(one, two, strict=False)) + abs(len(one) - len(two)) <= len(one) // 12
    )


def _weight(line: Line) -> float:
    """What a line counts for: its characters, less where it was hardly read (icons, halves of characters)."""
    length = len(bare(line.text))
    return float(length) if length >= 2 and line.confidence >= 0.85 else 0.2 * length


def _groups(sheets: Sequence[Sheet], links: Sequence[_Link]) -> list[list[int]]:
    """Sheets by conversation: the same header name, or an overlap; one without a name joins the only conversation."""
    home = list(range(len(sheets)))

    def root(at: int) -> int:
        while home[at] != at:
            at = home[at]
        return at

    for link in links:
        home[max(root(link.upper), root(link.lower))] = min(root(link.upper), root(link.lower))
    for a, one in enumerate(sheets):
        for b in range(a + 1, len(sheets)):
            two = sheets[b]
            if one.seen.title and two.seen.title and same_words(one.seen.title, two.seen.title) >= SAME_TITLE:
                home[max(root(a), root(b))] = min(root(a), root(b))
                break
    groups: dict[int, list[int]] = defaultdict(list)
    for at in range(len(sheets)):
        groups[root(at)].append(at)
    named = [g for g in groups.values() if any(sheets[at].seen.title for at in g)]
    nameless = [g for g in groups.values() if g not in named]
    if len(named) <= 1:
        return [sorted(at for g in groups.values() for at in g)]
    return sorted(named + nameless)


def _strands(group: Sequence[int], links: Sequence[_Link]) -> list[tuple[list[int], list[int]]]:
    """Sheets linked to their nearest neighbour below, as chains with their offsets."""
    inside = set(group)
    after: dict[int, _Link] = {}
    before: dict[int, _Link] = {}
    for link in sorted(links, key=lambda one: (one.offset, -one.score, one.upper, one.lower)):
        if link.upper not in inside or link.lower not in inside:
            continue
        if link.upper in after or link.lower in before or _reaches(link.lower, link.upper, after):
            continue
        after[link.upper] = link
        before[link.lower] = link
    strands = []
    for at in group:
        if at in before:
            continue
        chain, offsets = [at], [0]
        while chain[-1] in after:
            link = after[chain[-1]]
            chain.append(link.lower)
            offsets.append(link.offset)
        strands.append((chain, offsets))
    return strands


def _reaches(start: int, goal: int, after: dict[int, _Link]) -> bool:
    while start in after and start != goal:
        start = after[start].lower
    return start == goal


def _in_time(chains: Sequence[tuple[list[int], list[int]]], sheets: Sequence[Sheet]) -> list[Strand]:
    """Strands in conversation order: by the times read on them, those without times by their place among the files.

    Files taken while scrolling up stand in reverse; the links inside the strands tell which way the seller scrolled.
    """
    downward = sum(1 if b > a else -1 for chain, _ in chains for a, b in zip(chain, chain[1:], strict=False))
    direction = -1 if downward < 0 else 1
    strands = [Strand(tuple(sheets[at] for at in chain), tuple(offsets)) for chain, offsets in chains]
    if direction == 1 and downward == 0:
        timed = [s for s in strands if _first(s)]
        by_file = sorted(timed, key=lambda s: s.sheets[0].order)
        moments = [m for s in by_file if (m := _first(s))]
        falls = sum(1 if b < a else -1 for a, b in zip(moments, moments[1:], strict=False))
        direction = -1 if falls > 0 else 1
    placed = sorted(strands, key=lambda s: direction * s.sheets[0].order)
    timed = sorted((s for s in placed if _first(s)), key=lambda s: _first(s) or _NEVER)
    result: list[Strand] = []
    for strand in placed:
        if not _first(strand):
            result.append(strand)
        else:
            result.append(timed.pop(0))
    return result


def _first(strand: Strand) -> datetime | None:
    """The strand's middle time: a separator at its top may still belong to what came before."""
    moments = sorted(m for sheet in strand.sheets for m in sheet.moments)
    return moments[len(moments) // 2] if moments else None
