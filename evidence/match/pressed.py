"""A bubble and the course of its conversation in, coercion out where a price is set before two outcomes.

二百到了我手就稳, 一百六来了它就走,不来它就住下: the lever may be named in no dictionary. It counts where the buyer has
asked for money or things, has nothing to complain of, has spoken of reviews, complaints or the public, and now ties
the price to what will happen.
"""

from __future__ import annotations

from evidence.match.compose import Part
from evidence.match.contrast import CONTRAST
from evidence.match.course import DUTIES, LOOSE, NAMED, TOPICS, WINDOW, Course, declines, first, part
from evidence.match.ruleset import Rule, RuleSet
from evidence.match.scan import Heard, Hit

TIES = ("unpaid", "if-paid", CONTRAST, "withheld", "price-void", "link-else", "depends", "choice", "no-deal", "hush")

_GOOD = ("praise", "hush", "silence-bought", "outcome-good")

ENOUGH = 2
"""Signs of greed that make up for a lever which is not plain. In the labelled talks every coercion that the plainer
rules miss shows two or more, and no lawful talk with a price, a review and a condition shows more than one."""

_TOPIC_OF = {"lever-review": "topic-review", "lever-expose": "topic-tell", "lever-authority": "topic-tell"}


def pressed(rule: Rule, one: Heard, turn: int, course: Course, rules: RuleSet) -> tuple[Part, Part, Part] | None:
    """Demand, lever and tie where this bubble presses for a price for nothing; None where it does not."""
    if rule.file.demands or course.lawful or declines(one):
        return None
    tie = next((p for name in TIES if (p := part(one, name, rules)) is not None and not _duty(p)), None)
    lever = _lever(rule, one, turn, course, rules)
    if lever is None:
        return None
    if tie is None and course.greed:
        tie = _outcomes(one, lever, course, rules) or _answer(one, lever, course, rules)
    if tie is None:
        return None
    plain = lever.heard is one and lever.hit.name not in (*LOOSE, *TOPICS, "lever-authority")
    if course.greed + _two_sided(one) + ("hush" in one.hits) < (1 if plain else ENOUGH):
        return None
    demand = next((p for name in (*NAMED, "amount-named") if (p := part(one, name, rules, lever)) is not None), None)
    if demand is None and course.named is not None and turn - course.named_turn <= WINDOW:
        demand = course.named
    return None if demand is None or course.promised_this(demand) else (demand, lever, tie)


def _duty(tie: Part) -> bool:
    """Whether what is refused is the seller's duty: 不退 may be the beginning of 不退款."""
    return DUTIES.search(tie.heard.normal.text[tie.hit.start : tie.hit.end + 1]) is not None


def _two_sided(one: Heard) -> bool:
    """Whether the bubble says both what payment brings and what its absence does."""
    paid = any(name in one.hits for name in ("if-paid", "price-table"))
    withheld = any(name in one.hits for name in ("withheld", "unpaid", "price-void"))
    return CONTRAST in one.hits or "choice" in one.hits or (paid and withheld) or _good(one) is not None


def _good(one: Heard) -> Hit | None:
    """The good end (五颗, 没事, 我闭麦) that stands beside a bad one in this bubble."""
    bad = [h for name in ("outcome-bad", "lever-expose", "lever-authority") for h in one.hits.get(name, [])]
    good = [h for name in _GOOD for h in one.hits.get(name, [])]
    return next((g for g in good if any(b.end <= g.start or g.end <= b.start for b in bad)), None)


def _outcomes(one: Heard, lever: Part, course: Course, rules: RuleSet) -> Part | None:
    """Two ends side by side, each for what is given or not: 送杯子五颗,光送个套一颗."""
    good = _good(one)
    if good is None or lever.heard is not one:
        return None
    if not course.denied and first(one, (*NAMED, "amount-named"), rules) is None:
        return None
    return Part(one, good, "link", "两种结果")


def _answer(one: Heard, lever: Part, course: Course, rules: RuleSet) -> Part | None:
    """What is threatened in answer to a refusal: 送不了呢 - 那俺就上网给恁写."""
    if not course.rebuffed or course.complaint or lever.heard is not one or "outcome-bad" not in one.hits:
        return None
    priced = first(one, (*NAMED, "amount-named"), rules) is not None
    return part(one, "answers", rules) or (part(one, "outcome-bad", rules) if priced else None)


def _lever(rule: Rule, one: Heard, turn: int, course: Course, rules: RuleSet) -> Part | None:
    """The plainest lever of the bubble, or else the plainest that the buyer has spoken of lately."""
    names = [*(n for n in rule.file.levers if n not in LOOSE), *(n for n in LOOSE if n in rule.file.levers)]
    names += [topic for lever, topic in _TOPIC_OF.items() if lever in rule.file.levers and topic in TOPICS]
    here = first(one, names, rules)
    if here is not None:
        return here
    before = [course.topics[name] for name in names if name in course.topics]
    return next((p for p, said in before if turn - said <= WINDOW), None)
