"""Messages in, what the vocabularies and guards hear in each of them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from evidence.match.contrast import CONTRAST, contrasts
from evidence.match.filler import is_filler
from evidence.match.normal import Normal, normalise
from evidence.match.ruleset import Guard, RuleSet
from evidence.match.weights import BEFORE, Said, Weights, features
from evidence.model import Message

MARKS = "~+"
"""Endings of the names under which a rule's weaker and following matches are kept."""

GLIMPSE = 0.25
"""Least chance, by its words alone, of a message for whose sake the whole conversation is heard."""


@dataclass(frozen=True, slots=True)
class Likely:
    """The rule for which the wording of a message alone speaks; not `sure`, it is no more than a hint."""

    rule: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A member of a group (or a rule's pattern) in a normalised text, `start` to `end`."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Heard:
    """One message with its hits by group, its pattern rules' hits, and which guards spoke against what.

    `called` says that the first pass found something in it; `said` and what was said before it are what it is weighed
    by, set before the guards silence anything; `likely` is the rule that its wording alone speaks for.
    """

    message: Message
    normal: Normal
    place: int
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    matches: dict[str, list[Hit]] = field(default_factory=dict)
    silenced: list[tuple[str, Hit]] = field(default_factory=list)
    called: bool = False
    said: Said | None = None
    before: Sequence[Said] = ()
    answers: Sequence[Said] = ()
    likely: Likely | None = None

    def text(self, hit: Hit) -> str:
        """The hit's words as they stand in the original."""
        start, end = self.normal.span(hit.start, hit.end)
        return self.normal.source[start:end]


def spans(pattern: Any, text: str) -> list[tuple[int, int]]:
    """Every non-empty match; of a pattern with a group named `hit`, that group's range."""
    if pattern is None:
        return []
    found: list[tuple[int, int]] = []
    if pattern.search(text) is None:
        return found
    named = pattern.groupindex.get("hit")
    for match in pattern.finditer(text):
        span = match.span(named) if named is not None and match.start(named) >= 0 else match.span()
        if span[1] > span[0]:
            found.append(span)
    return found


def says(rules: RuleSet, group: str, message: Message) -> bool:
    """Whether the message holds a member of the group, guards aside."""
    held, text = rules.groups[group], normalise(message.text).text
    return held.hit.search(text) is not None and (held.unless is None or held.unless.search(text) is None)


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def listen(
    messages: Sequence[Message], rules: RuleSet, speaker: str, *, whole: bool = False, thorough: bool = False
) -> list[Heard]:
    """The messages of one side with everything the rules know in them; a message without any has no hits.

    `speaker` is the side the rules are written for: what `unknown` says is heard as the buyer's. A cheap first pass
    looks for what every finding needs; where none of these messages holds any of it they are not looked at further
    (with `whole` the vocabularies are heard all the same). `thorough` leaves that pass out.
    """
    heard = [Heard(message, normalise(message.text), place) for place, message in enumerate(messages)]
    every = _lines(one.normal.text for one in heard)
    alerts = [] if thorough else [alert for alert in rules.first_pass[speaker] if alert.search(every)]
    kinds = rules.kinds if speaker == "buyer" else rules.risks
    for one in heard:
        one.likely = _likely(one.normal.text, kinds) if kinds is not None else None
        one.called = thorough or one.likely is not None or one.message.channel == "review" or _alerts(one, alerts)
    if speaker == "buyer" and not thorough and _pressed(heard, rules):
        whole = True
        for one in heard:
            one.called = True
    if not whole and not any(one.called for one in heard):
        return heard
    # the parts of a finding may stand in bubbles that hold none of what opens it, so all are heard or none
    opened = whole or thorough or any(one.message.channel == "review" for one in heard)
    if speaker == "buyer" and not opened:
        opened = any(_alerts(one, (rules.opens,)) for one in heard if one.called)
    for one in heard:
        if one.called:
            _hear_rules(one, rules, speaker)
    if speaker == "buyer" and (opened or any(one.matches for one in heard)):
        for one in heard:
            _hear_groups(one, rules)
    return heard


def _likely(text: str, weights: Weights) -> Likely | None:
    if not weights.may(text):
        return None
    found = features(Said(text))
    chance = weights.chance(found)
    if chance < weights.bars["hint"]:
        return None
    name, named = weights.likeliest(found)
    return Likely(name, chance >= weights.bars["sure"] and named >= weights.bars["named"])


def _pressed(heard: Sequence[Heard], rules: RuleSet) -> bool:
    """Whether a lever stands anywhere beside a wish or a priced condition, or in one bubble with a number.

    Where whole messages are weighed, also where one with a lever in it or before it, or with a tied price, may read
    like coercion.
    """
    if rules.pressed is None:
        return False
    texts = [one.normal.text for one in heard]
    every = _lines(texts)
    if not rules.pressed.search(every) and (rules.priced is None or not rules.priced.search(every)):
        return False
    seen = [text.encode() for text in texts]
    lever = next((at for at, text in enumerate(seen) if rules.pressed.search(text)), None)
    priced = [at for at, text in enumerate(seen) if rules.priced is not None and rules.priced.search(text)]
    if lever is None:
        return any(_may_weigh(texts, at, rules) for at in priced)
    if any(rules.pressed.search(seen[at]) for at in priced):
        return True
    wished = rules.wished is not None and any(rules.wished.search(text) for text in seen)
    if wished or any(rules.tied.search(seen[at]) or contrasts(texts[at]) for at in priced):
        return True
    parts = [one for one in (rules.pressed, rules.priced, rules.wished, rules.tied) if one is not None]
    return any(
        any(one.search(seen[at]) for one in parts) and _may_weigh(texts, at, rules) for at in range(lever, len(texts))
    )


def _lines(texts: Iterable[str]) -> bytes:
    """All that is said, to be looked at once: what stands in one line stands in it, and little else does."""
    return "\n".join(texts).encode()


def _alerts(one: Heard, alerts: Iterable[Any]) -> bool:
    text = one.normal.text.encode()
    return any(alert.search(text) is not None for alert in alerts)


def _may_weigh(texts: Sequence[str], at: int, rules: RuleSet) -> bool:
    """Whether a message with a lever, a wish, a price or a condition in it is worth hearing whole."""
    if rules.weights is None:
        return False
    before = [Said(text) for text in texts[max(0, at - BEFORE) : at]]
    return rules.weights.chance(features(Said(texts[at]), before)) >= GLIMPSE


def _hear_groups(one: Heard, rules: RuleSet) -> None:
    text = one.normal.text
    for group in rules.heard:
        found = spans(group.hit, text)
        if found and group.unless is not None:
            against = spans(group.unless, text)
            found = [s for s in found if not _overlaps(s, against)]
        if found:
            one.hits[group.name] = [Hit(group.name, *s) for s in found]
    pairs = contrasts(text)
    if pairs:
        one.hits[CONTRAST] = [Hit(CONTRAST, *s) for s in pairs]


def _hear_rules(one: Heard, rules: RuleSet, speaker: str) -> None:
    for rule in rules.rules:
        if rule.file.speaker != speaker or rule.file.channel not in (one.message.channel, "any"):
            continue
        if rule.opens is not None and rule.opens.search(one.normal.text) is None:
            continue
        text = _masked(one.normal.text, rule.look_alikes)
        found = spans(rule.hit, text)
        if rule.file.shape == "filler" and is_filler(one.message.text):
            found = [(0, len(one.normal.text))]
        if found:
            one.matches[rule.id] = [Hit(rule.id, *s) for s in found]
        for mark, pattern in (("~", rule.weaker), ("+", rule.follow)):
            found = spans(pattern, text)
            if found:
                one.matches[f"{rule.id}{mark}"] = [Hit(f"{rule.id}{mark}", *s) for s in found]


def _masked(text: str, look_alikes: Any) -> str:
    """The text with look-alikes made unreadable, every other character in its place."""
    for start, end in spans(look_alikes, text):
        text = text[:start] + "\ufffd" * (end - start) + text[end:]
    return text


def silence(heard: Sequence[Heard], others: Sequence[Heard], rules: RuleSet, side: str = "buyer") -> None:
    """Takes out the hits of one side's lines that guards speak against; `others` are the other side's lines.

    A guard speaks by its own side's lines; one that reaches `after` also against what the other side says later.
    """
    if not any(one.hits or one.matches for one in heard):
        return
    for guard in rules.guards:
        if guard.reach in ("after", "conversation"):
            lines = [*heard, *others] if guard.speaker == "any" else heard if guard.speaker == side else others
            starts = [one.place for one in lines if _guards(guard, one)]
            if starts:
                first = min(starts) if guard.reach == "after" else 0
                for one in heard:
                    if one.place >= first:
                        _drop(guard, one, None)
            continue
        if guard.speaker not in (side, "any"):
            continue
        for one in heard:
            if not one.hits and not one.matches:
                continue
            where = _guards(guard, one)
            if where:
                _drop(guard, one, where if guard.reach == "span" else None)


def _guards(guard: Guard, one: Heard) -> list[tuple[int, int]]:
    found = spans(guard.hit, one.normal.text)
    if found and guard.unless is not None:
        against = spans(guard.unless, one.normal.text)
        found = [s for s in found if not (_overlaps(s, against) if guard.reach == "span" else against)]
    return found


def _drop(guard: Guard, one: Heard, where: list[tuple[int, int]] | None) -> None:
    for table in (one.hits, one.matches):
        for name in list(table):
            if not silences(guard, name.rstrip(MARKS)):
                continue
            gone = [h for h in table[name] if where is None or _overlaps((h.start, h.end), where)]
            if gone:
                one.silenced += [(guard.name, h) for h in gone]
                kept = [h for h in table[name] if h not in gone]
                if kept:
                    table[name] = kept
                else:
                    del table[name]


def silences(guard: Guard, name: str) -> bool:
    """Whether the guard speaks against this group or rule; `lever-*` stands for all that begin so."""
    return name in guard.silences or any(s.endswith("*") and name.startswith(s[:-1]) for s in guard.silences)
