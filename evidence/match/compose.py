"""What was heard in, candidate findings out: pattern rules on one bubble, compositions over several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.match.ruleset import Rule, RuleSet
from evidence.match.scan import Heard, Hit
from evidence.match.schema import ComboFile
from evidence.model import Grade

RANK: dict[Grade, int] = {"weak": 0, "medium": 1, "strong": 2}
_LOWER: dict[Grade, Grade] = {"strong": "medium", "medium": "weak", "weak": "weak"}


@dataclass(frozen=True, slots=True)
class Part:
    """A hit at its place, with the role it plays and the words that name the role."""

    heard: Heard
    hit: Hit
    role: str
    says: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that holds; `heard` are the bubbles it takes, the last of them the one that completes it.

    `doubted` says that the whole of what was said speaks against it, `hinted` that only the whole speaks for it.
    """

    rule: Rule
    grade: Grade
    parts: tuple[Part, ...]
    doubted: bool = False
    hinted: bool = False

    @property
    def last(self) -> Heard:
        """The bubble that completes it."""
        return max((p.heard for p in self.parts), key=lambda h: h.place)

    @property
    def strength(self) -> tuple[int, int, int]:
        """Orders candidates: grade first, then how few bubbles it needs, then how many parts explain it."""
        return RANK[self.grade], -len({p.heard.place for p in self.parts}), len(self.parts)


def candidates(heard: Sequence[Heard], rules: RuleSet, speaker: str) -> list[Candidate]:
    """Every rule that holds of these bubbles of one side of one conversation, in the order of their last bubble."""
    found: list[Candidate] = []
    held: set[str] = set()
    for at, one in enumerate(heard):
        if not one.hits and not one.matches:
            continue
        for rule in rules.rules:
            if rule.file.speaker != speaker or rule.file.channel not in (one.message.channel, "any"):
                continue
            best = _by_pattern(rule, one, not held.isdisjoint((rule.id, *rule.file.after)))
            for combo in rule.file.combos:
                made = _by_combo(rule, combo, heard, at, rules)
                if made is not None and (best is None or made.strength > best.strength):
                    best = made
            if best is not None:
                held.add(rule.id)
                found.append(best)
    return found


def _by_pattern(rule: Rule, one: Heard, held: bool) -> Candidate | None:
    keys = (rule.id, rule.file.grade), (f"{rule.id}+", rule.file.grade), (f"{rule.id}~", _LOWER[rule.file.grade])
    for key, grade in keys:
        if key in one.matches and (held or not key.endswith("+")):
            says = rule.file.says or rule.file.label
            return Candidate(rule, grade, tuple(Part(one, h, rule.file.role, says) for h in one.matches[key]))
    return None


def _by_combo(rule: Rule, combo: ComboFile, heard: Sequence[Heard], at: int, rules: RuleSet) -> Candidate | None:
    core = heard[max(0, at - combo.core + 1) : at + 1]
    window = heard[max(0, at - combo.window + 1) : at + 1]
    parts: list[Part] = []
    for element in combo.here:
        part = _nearest(element, core, rules)
        if part is None:
            return None
        parts.append(part)
    if not any(p.heard is heard[at] for p in parts):
        return None
    for elements, bubbles in ((combo.earlier, window), (combo.before, window[:-1])):
        for element in elements:
            part = _nearest(element, bubbles, rules)
            if part is None:
                return None
            parts.append(part)
    against = {name for element in combo.unless for name in element.split("|")}
    if against and any(name in p.heard.hits for p in parts for name in against):
        return None
    ordered = tuple(sorted(parts, key=lambda p: (p.heard.place, p.hit.start, p.hit.end)))
    return Candidate(rule, combo.grade or rule.file.grade, ordered)


def _nearest(element: str, bubbles: Sequence[Heard], rules: RuleSet) -> Part | None:
    for one in reversed(bubbles):
        for name in element.split("|"):
            if name in one.hits:
                group = rules.groups[name]
                hit = max(one.hits[name], key=lambda h: h.end - h.start)
                return Part(one, hit, group.role, group.says or name)
    return None
