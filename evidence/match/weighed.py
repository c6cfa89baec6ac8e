"""What the rules found and what each message weighs in, the findings that stand out: some doubted, some added.

The rules name the parts of coercion; whether a message as a whole is one is weighed (`weights.py`). What the rules tied
together in a message that reads like ordinary after-sales talk is kept as a hint only; and where the whole reads like
nothing but coercion, its parts count though no rule has tied them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from evidence.match.compose import Candidate, Part
from evidence.match.contrast import CONTRAST
from evidence.match.course import LINKS, LOOSE, MONEY, NAMED, TOPICS, WINDOW, first
from evidence.match.ruleset import Rule, RuleSet
from evidence.match.scan import Heard, Hit
from evidence.match.weights import ANSWERED, BEFORE, Said, Weights, features

ALONE = 0.95
"""Least chance where no lever is named."""

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


def _chance(one: Heard, weights: Weights) -> float:
    """How far a message that was laid out reads like coercion where it stands, 0 to 1."""
    return weights.chance(features(one.said, one.before, one.answers)) if one.said is not None else 0.0


def weighed(found: Sequence[Candidate], buyer: Sequence[Heard], rules: RuleSet) -> list[Candidate]:
    """The candidates with what the weights say of them, and those that the weights add."""
    weights = rules.weights
    if weights is None:
        return list(found)
    kept = [_doubted(one, buyer, rules) for one in found]
    plain = {id(one.last) for one in kept if one.grade == "strong"}
    for at, one in enumerate(buyer):
        if one.said is None or id(one) in plain:
            continue
        window = buyer[max(0, at - WINDOW) : at + 1]
        made, least = _tied(window, rules), weights.sure
        if made is None:
            made, least = _priced(window, rules), ALONE
        if made is not None and _chance(one, weights) >= least:
            kept.append(made)
    return kept


def _doubted(one: Candidate, buyer: Sequence[Heard], rules: RuleSet) -> Candidate:
    """The candidate, no more than a hint where none of the bubbles it reaches over reads like coercion."""
    if not one.rule.file.levers or one.grade == "weak" or not one.rule.shipped or rules.weights is None:
        return one
    begun = min(p.heard.place for p in one.parts)
    weighed = [heard for heard in buyer if heard.said is not None and begun <= heard.place <= one.last.place]
    if not weighed or any(_holds(heard, rules.weights) for heard in weighed):
        return one
    return replace(one, grade="weak", doubted=True)


def _holds(one: Heard, weights: Weights) -> bool:
    return _chance(one, weights) >= (weights.later if one.before else weights.least)


def _tied(bubbles: Sequence[Heard], rules: RuleSet) -> Candidate | None:
    """Coercion of the parts in the last bubble, what it lacks taken from those before; None where no lever is named."""
    for rule in rules.rules:
        if not rule.file.levers or rule.file.speaker != "buyer":
            continue
        names = [n for n in rule.file.levers if n not in LOOSE]
        lever = _nearest(bubbles, names, rules) or _nearest(bubbles[-1:], [*LOOSE, *TOPICS], rules)
        demand = _nearest(bubbles, rule.file.demands or _DEMANDS, rules)
        tie = first(bubbles[-1], _TIES, rules)
        firm = tie is not None and tie.hit.name not in _MERE_REFUSALS and not rule.file.demands
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
    named = next((rule for rule in rules.rules if rule.id == UNNAMED), None)
    return _of(named, (demand, tie)) if named is not None else None


def _nearest(bubbles: Sequence[Heard], names: Iterable[str], rules: RuleSet) -> Part | None:
    return next((p for one in reversed(bubbles) if (p := first(one, names, rules)) is not None), None)


def _of(rule: Rule, parts: Sequence[Part]) -> Candidate:
    return Candidate(rule, "strong", tuple(sorted(parts, key=lambda p: (p.heard.place, p.hit.start, p.hit.end))))


def likely(heard: Sequence[Heard], found: Sequence[Candidate], rules: RuleSet) -> list[Candidate]:
    """What the weights alone say of one side's messages in which no rule holds: insults, threats, risks."""
    told = {id(one.last) for one in found if one.grade != "weak"}
    made = []
    for one in heard:
        if one.likely is None or id(one) in told:
            continue
        rule = rules.rule(one.likely)
        if rule.file.channel in (one.message.channel, "any"):
            whole = Hit(rule.id, 0, len(one.normal.text))
            part = Part(one, whole, rule.file.role, rule.file.says or rule.file.label)
            made.append(Candidate(rule, rule.file.grade, (part,)))
    return made
