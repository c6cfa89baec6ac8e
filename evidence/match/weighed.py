"""What the rules found and what each message weighs in, the findings that stand out: some doubted, some added.

The rules name the parts of coercion; whether a message as a whole is one is weighed, alone and with the talk around it
(`weights.py`). What the rules tied together in a message that reads like ordinary after-sales talk is kept as a hint
only; and where the whole reads like nothing but coercion, its parts count though no rule has tied them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from evidence.match.compose import Candidate, Part
from evidence.match.contrast import CONTRAST
from evidence.match.course import LINKS, LOOSE, MONEY, NAMED, TOPICS, WINDOW, declines, first
from evidence.match.ruleset import Rule, RuleSet
from evidence.match.scan import Heard, Hit, says
from evidence.match.weights import ANSWERED, BEFORE, Said, Weights, features, features_of_talk, together
from evidence.model import Grade, Message

STRETCH = 12
"""Messages of the buyer, those around the one that is weighed, that make up its talk; of the labelled talks nearly all
have no more."""

AFTER = 4
"""How many of them follow it, in a longer talk."""

UNNAMED = "act-for-money"
"""The rule of a price with something else in store for who does not pay."""

_DEMANDS = tuple(dict.fromkeys((*MONEY, *NAMED, "refund-only", "ask-refund", "choice-to-pay", "amount-named")))
_TIES = (*LINKS, CONTRAST, "withheld", "hush", "if-paid", "price-void", "depends", "silence-bought")
_MERE_REFUSALS = ("no-deal",)  # a tie only where both demand and lever are named


def lay_out(heard: Sequence[Heard], others: Sequence[Heard], rules: RuleSet) -> None:
    """Note for each message of one side what it will be weighed by, `others` being the other side's.

    To be done before the guards: what they silence is part of what was said. Nothing is noted where none was heard.
    """
    if rules.weights is None or not any(one.hits for one in heard):
        return
    answers = [(one.place, Said(one.normal.text)) for one in others]
    before: list[Said] = []
    for one in heard:
        one.said = Said(one.normal.text, frozenset(one.hits))
        one.before = tuple(before[-BEFORE:])
        one.answers = tuple(words for place, words in answers if place < one.place)[-ANSWERED:]
        before.append(one.said)


class _Scales:
    """The messages of one side weighed where they stand, each once."""

    def __init__(self, heard: Sequence[Heard], weights: Weights, talks: Weights | None) -> None:
        self._heard = [one for one in heard if one.said is not None]
        self._place = {id(one): at for at, one in enumerate(self._heard)}
        self._weights, self._talks = weights, talks if len(self._heard) > 1 else None
        self.bars = (self._talks or weights).bars
        self._alone: dict[int, float] = {}
        self._chances: dict[int, float] = {}
        self._around: dict[int, float] = {}

    def chance(self, one: Heard) -> float:
        """How far a message that was laid out reads like coercion where it stands, 0 to 1."""
        at = self._place[id(one)]
        if at not in self._chances:
            self._chances[at] = self._weigh(one, at)
        return self._chances[at]

    def _weigh(self, one: Heard, at: int) -> float:
        chance = self.alone(one)
        if self._talks is None:
            return chance
        begin = max(0, min(at - STRETCH + AFTER + 1, len(self._heard) - STRETCH))
        if begin not in self._around:
            stretch = self._heard[begin : begin + STRETCH]
            said = [heard.said for heard in stretch if heard.said is not None]
            found = features_of_talk(said, dict.fromkeys(answer for heard in stretch for answer in heard.answers))
            self._around[begin] = self._talks.chance(found)
        return together(chance, self._around[begin], self._talks.bars)

    def alone(self, one: Heard) -> float:
        """The same of a message with what was said right before it only."""
        at = self._place[id(one)]
        if at not in self._alone and one.said is not None:
            self._alone[at] = self._weights.chance(features(one.said, one.before, one.answers))
        return self._alone[at]

    def between(self, candidate: Candidate) -> list[Heard]:
        """The messages that a candidate reaches over."""
        begun = min(p.heard.place for p in candidate.parts)
        return [one for one in self._heard if begun <= one.place <= candidate.last.place]


def weighed(found: Sequence[Candidate], buyer: Sequence[Heard], rules: RuleSet) -> list[Candidate]:
    """The candidates with what the weights say of them, and those that the weights add."""
    if rules.weights is None:
        return list(found)
    scales = _Scales(buyer, rules.weights, rules.talks)
    kept = [_doubted(one, scales, rules.kinds) for one in found]
    plain = {id(one.last) for one in kept if one.grade == "strong"}
    added: list[Candidate] = []
    for at, one in enumerate(buyer):
        if one.said is None or id(one) in plain or declines(one):
            continue
        made = _named(buyer[max(0, at - WINDOW) : at + 1], rules)
        if made is not None:
            grade = _grade(made, scales.chance(one), scales)
            if grade is not None:
                added.append(replace(made, grade=grade, hinted=grade == "weak"))
    if any(one.grade == "strong" and _demands(one) for one in (*kept, *added)):
        # where the demand is said too, what is said without it is no more than a part of that
        added = [one if _demands(one) or one.grade != "strong" else replace(one, grade="medium") for one in added]
    return [*kept, *added]


def _demands(one: Candidate) -> bool:
    return any(part.role == "demand" for part in one.parts)


def _doubted(one: Candidate, scales: _Scales, kinds: Weights | None) -> Candidate:
    """The candidate, no more than a hint where none of the bubbles it reaches over reads like it."""
    if one.grade == "weak" or not one.rule.shipped:
        return one
    between = scales.between(one)
    if not between or any(scales.chance(heard) >= scales.bars["held"] for heard in between):
        return one
    if not one.rule.file.levers and (kinds is None or any(_reads_bad(heard, kinds, scales) for heard in between)):
        return one
    return replace(one, grade="weak", doubted=True)


def _reads_bad(one: Heard, kinds: Weights, scales: _Scales) -> bool:
    """Whether a message reads like anything that is no fair word, if only a little."""
    chances = kinds.chance(features(Said(one.normal.text))), scales.alone(one)
    return max(chances) >= kinds.bars["held"]


def _grade(made: Candidate, chance: float, scales: _Scales) -> Grade | None:
    """Strong where two parts are named, medium where one is; of what is less sure a hint."""
    sure = "unnamed" if made.rule.id == UNNAMED else "sure"
    if made.grade == "strong" and chance >= scales.bars[sure]:
        return "strong"
    if made.grade != "weak" and chance >= scales.bars["one"]:
        return "medium"
    return "weak" if chance >= scales.bars["hint"] else None


def _named(bubbles: Sequence[Heard], rules: RuleSet) -> Candidate | None:
    """The parts of coercion in the last bubble, what it lacks taken from those before; strong where two are named."""
    return _tied(bubbles, rules) or _priced(bubbles, rules) or _lone(bubbles[-1], rules)


def _tied(bubbles: Sequence[Heard], rules: RuleSet) -> Candidate | None:
    """A named lever with a demand or a firm tie."""
    for rule in rules.rules:
        if not rule.file.levers or rule.file.speaker != "buyer":
            continue
        names = [n for n in rule.file.levers if n not in LOOSE]
        lever = _nearest(bubbles, names, rules) or _nearest(bubbles[-1:], [*LOOSE, *TOPICS], rules)
        demand = _nearest(bubbles, rule.file.demands or _DEMANDS, rules)
        tie = first(bubbles[-1], _TIES, rules)
        firm = tie is not None and tie.hit.name not in _MERE_REFUSALS and not rule.file.demands
        if len(bubbles) == 1 and tie is not None and tie.hit.name == "link-else" and tie.hit.start == 0:
            firm = False  # 不然一星: what else is said elsewhere
        if lever is not None and (demand is not None or firm):
            return _of(rule, [p for p in (lever, demand, tie) if p is not None])
    return None


def _priced(bubbles: Sequence[Heard], rules: RuleSet) -> Candidate | None:
    """A price in the last bubble and what ties it, where what it is pressed with has no name in any vocabulary."""
    demand, tie = (
        first(bubbles[-1], _DEMANDS, rules),
        first(bubbles[-1], [n for n in _TIES if n not in _MERE_REFUSALS], rules),
    )
    if demand is None or tie is None or (demand.hit.start, demand.hit.end) == (tie.hit.start, tie.hit.end):
        return None
    if tie.hit.end == len(bubbles[-1].normal.text):  # 三百 不然: what follows tells
        return None
    hints = bubbles[-1].hits.get("hint", [])
    if any(h.start < tie.hit.end and tie.hit.start < h.end for h in hints):  # 自己体会: says nothing
        return None
    return _of(_shown_as(None, rules), (demand, tie))


def _lone(one: Heard, rules: RuleSet) -> Candidate | None:
    """A price or a lever that stands alone; a lever that is one only beside more is never more than a hint."""
    levers = dict.fromkeys(n for rule in rules.rules for n in rule.file.levers)
    part = first(one, _DEMANDS, rules) or first(one, [n for n in levers if n not in LOOSE], rules)
    if part is not None:
        return replace(_of(_shown_as(part, rules), [part]), grade="medium")
    part = first(one, [*LOOSE, *TOPICS], rules)
    return replace(_of(_shown_as(part, rules), [part]), grade="weak") if part is not None else None


def _shown_as(lever: Part | None, rules: RuleSet) -> Rule:
    """The rule of a lever, or of a price for which none is named."""
    named = lever.hit.name if lever is not None else None
    return next((rule for rule in rules.rules if named in rule.file.levers), None) or rules.rule(UNNAMED)


def _nearest(bubbles: Sequence[Heard], names: Iterable[str], rules: RuleSet) -> Part | None:
    return next((p for one in reversed(bubbles) if (p := first(one, names, rules)) is not None), None)


def _of(rule: Rule, parts: Sequence[Part]) -> Candidate:
    return Candidate(rule, "strong", tuple(sorted(parts, key=lambda p: (p.heard.place, p.hit.start, p.hit.end))))


def likely(heard: Sequence[Heard], found: Sequence[Candidate], rules: RuleSet) -> list[Candidate]:
    """What the weights alone say of one side's messages in which no rule holds: insults, threats, risks."""
    plain = {id(one.last) for one in found if one.grade != "weak"}
    told = {id(one.last) for one in found}
    made = []
    for one in heard:
        if one.likely is None or id(one) in (plain if one.likely.sure else told):
            continue
        rule = rules.rule(one.likely.rule)
        if rule.id == "paid-praise" and _makes_good([h.message for h in heard if h.place <= one.place], rules):
            continue
        if rule.file.channel in (one.message.channel, "any"):
            whole = Hit(rule.id, 0, len(one.normal.text))
            part = Part(one, whole, rule.file.role, rule.file.says or rule.file.label)
            grade: Grade = rule.file.grade if one.likely.sure else "weak"
            made.append(Candidate(rule, grade, (part,), hinted=not one.likely.sure))
    return made


def _makes_good(said: Sequence[Message], rules: RuleSet) -> bool:
    """Whether a seller has offered to make good a fault and spoken of no review: a sum is then what it seems."""
    offered = any(says(rules, name, one) for one in said for name in ("offer", "redress", "acknowledges"))
    return offered and not any(says(rules, name, one) for one in said for name in ("review-talk", "praise"))
