"""One message in, how matching saw it out: its normalised text, what matched, and which guard spoke against what."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.match.judging import sides
from evidence.match.ruleset import RuleSet, load_rules
from evidence.match.scan import MARKS, Heard, Hit, listen, silence
from evidence.match.weighed import lay_out
from evidence.match.weights import features
from evidence.model import Message


@dataclass(frozen=True, slots=True)
class Seen:
    """A part of the original text (code points) of a group or rule; `against` is the guard that silenced it."""

    name: str
    start: int
    end: int
    text: str
    against: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one message was read by the rules, on its own.

    `chance` is how far a buyer's message as a whole reads like coercion, 0 to 1, None where it was not weighed;
    `telling` are the runs of characters and groups that told most, with their share of the odds.
    """

    message: str
    original: str
    normalised: str
    seen: tuple[Seen, ...]
    chance: float | None = None
    telling: tuple[tuple[str, float], ...] = ()


def explain(message: Message, *, rules: RuleSet | None = None) -> Explanation:
    """The message as the rules of its speaker see it; context from other messages is left out."""
    rules = rules or load_rules()
    if message.channel == "review":
        heard = listen([message], rules, "buyer", thorough=True)
        lay_out(heard, (), rules)
        silence(heard, (), rules)
    else:
        buyer, seller = sides([message], rules, thorough=True)
        heard = buyer or seller
    if not heard:
        return Explanation(message.id, message.text, message.text, ())
    one = heard[0]
    reasons = {guard.name: guard.why for guard in rules.guards}
    parts = [_seen(one, hit) for table in (one.hits, one.matches) for hits in table.values() for hit in hits]
    parts += [_seen(one, hit, guard, reasons[guard]) for guard, hit in one.silenced]
    ordered = tuple(sorted(parts, key=lambda s: (s.start, s.end, s.name, s.against or "")))
    if rules.weights is None or one.said is None:
        return Explanation(message.id, message.text, one.normal.text, ordered)
    found = features(one.said)
    told = tuple((key, round(share, 2)) for key, share in rules.weights.telling(found))
    return Explanation(message.id, message.text, one.normal.text, ordered, round(rules.weights.chance(found), 2), told)


def _seen(one: Heard, hit: Hit, against: str | None = None, why: str = "") -> Seen:
    start, end = one.normal.span(hit.start, hit.end)
    return Seen(hit.name.rstrip(MARKS), start, end, one.normal.source[start:end], against, why)
