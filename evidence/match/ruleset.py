"""Rule files in, one compiled set out: vocabularies and patterns as google-re2, so that no text can make them slow."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evidence.errors import EvidenceError, Exit
from evidence.match.book import Book, fold, together
from evidence.match.schema import ComboFile, GroupFile, GuardFile, RuleFile, RulesFile
from evidence.match.weights import Weights, load_weights

# what the course of a conversation and the gates ask for besides the parts of combos
_SPOKEN_OF = (
    "review-talk", "praise", "sum", "bare-sum", "benefit", "refund-only", "refund-whole",
    "refund-sum", "paid-for", "private", "unpaid", "link", "no-deal",
    "link-else", "answers", "trade", "keeps-goods",
    "withheld", "amount-named", "redress", "ask-soft", "hush", "unit-price", "ask-refund",
    "if-paid", "price-table", "price-void", "ask-money", "ask-thing", "depends", "topic-review", "topic-tell",
    "choice", "outcome-good", "outcome-bad",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """A compiled vocabulary. `hit` finds its members, `unless` the look-alikes that silence them."""

    name: str
    role: str
    says: str
    hit: Any
    unless: Any


@dataclass(frozen=True, slots=True)
class Guard:
    """A compiled guard; see `GuardFile`."""

    name: str
    why: str
    silences: frozenset[str]
    reach: str
    speaker: str
    hit: Any
    unless: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as written, with its patterns compiled: `hit` at the rule's grade, `weaker` one grade lower.

    `follow` is as `hit`, once the rule has held before. Where `opens` finds nothing, none of them does. `look_alikes`
    finds what a seller's rule does not read: the look-alikes of the groups its patterns name.
    """

    file: RuleFile
    hit: Any
    weaker: Any
    origin: str
    follow: Any = None
    look_alikes: Any = None
    opens: Any = None

    @property
    def id(self) -> str:
        """The id as written."""
        return self.file.id

    @property
    def shipped(self) -> bool:
        """Whether it is one of ours, which were weighed against labelled talk; a user's own holds as written."""
        return self.origin in _shipped_names()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All vocabularies, guards and rules in use, in a fixed order; `heard` are the groups that combos are made of.

    Of the first pass: `opens` finds what a finding cannot do without, save that a lever (`pressed`) is enough in a
    conversation with a loose wish (`wished`), with a number and a condition (`tied`) in one bubble, or in one bubble
    with a number (`priced`); all these look at bytes. `weights` tell what a buyer's message amounts to as a whole,
    `talks` and `gates` what a whole talk does, `kinds` and `risks` for which other rule the wording of a buyer's or a
    seller's message speaks.
    """

    groups: dict[str, Group]
    guards: tuple[Guard, ...]
    rules: tuple[Rule, ...]
    heard: tuple[Group, ...] = ()
    first_pass: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    opens: Any = None
    wished: Any = None
    priced: Any = None
    pressed: Any = None
    tied: Any = None
    weights: Weights | None = None
    talks: Weights | None = None
    gates: Weights | None = None
    kinds: Weights | None = None
    risks: Weights | None = None

    def unweighed(self) -> RuleSet:
        """The same rules, by themselves."""
        return replace(self, weights=None, talks=None, gates=None, kinds=None, risks=None)

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id; KeyError when there is none."""
        for one in self.rules:
            if one.id == rule_id:
                return one
        raise KeyError(rule_id)


def load_rules(extra: Sequence[Path] = ()) -> RuleSet:
    """The shipped rules, with those of `extra` files added (a rule, group or guard of the same name replaces ours).

    Raises:
        EvidenceError: `Exit.CONFIG` when a user's file is unreadable, not TOML, not of the schema, or names an unknown
            group; `Exit.FILE` when it cannot be opened.
    """
    return _shipped() if not extra else _compile([*_shipped_files(), *((str(p), read_rules(p)) for p in extra)])


def read_rules(path: Path) -> RulesFile:
    """One rule file, validated; errors as `load_rules`."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise EvidenceError(Exit.CONFIG, "match.rules-not-utf8", path=path, offset=error.start) from error
    except OSError as error:
        raise EvidenceError(Exit.FILE, "match.rules-unreadable", path=path, reason=error.strerror or error) from error
    return _parse(str(path), text)


def _parse(name: str, text: str) -> RulesFile:
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a ValueError of its own: a number of thousands of digits
        raise EvidenceError(Exit.CONFIG, "match.rules-not-toml", path=name, reason=error) from error
    try:
        return RulesFile.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "-"
        raise EvidenceError(Exit.CONFIG, "match.rules-invalid", path=name, key=key, reason=first["msg"]) from error


@cache
def _shipped() -> RuleSet:
    return _compile(_shipped_files())


def _shipped_files() -> list[tuple[str, RulesFile]]:
    folder = files("evidence.match").joinpath("rules")
    return [(name, _parse(name, folder.joinpath(name).read_text("utf-8"))) for name in sorted(_shipped_names())]


@cache
def _shipped_names() -> frozenset[str]:
    folder = files("evidence.match").joinpath("rules")
    return frozenset(f.name for f in folder.iterdir() if f.name.endswith(".toml") and f.name != "disguise.toml")


def _compile(read: Iterable[tuple[str, RulesFile]]) -> RuleSet:
    group_files: dict[str, tuple[str, GroupFile]] = {}
    guard_files: dict[str, tuple[str, GuardFile]] = {}
    rule_files: dict[str, tuple[str, RuleFile]] = {}
    for name, content in read:
        group_files |= {key: (name, one) for key, one in content.group.items()}
        guard_files |= {key: (name, one) for key, one in content.guard.items()}
        rule_files |= {one.id: (name, one) for one in content.rule}
    book = Book(group_files)
    groups = {
        name: Group(
            name,
            one.role or name,
            one.says,
            book.regex(origin, f"group.{name}", [book.pattern(name)]),
            book.optional(origin, f"group.{name}.unless", one.unless),
        )
        for name, (origin, one) in group_files.items()
    }
    guards = tuple(
        Guard(
            name,
            one.why,
            frozenset(one.silences),
            one.reach,
            one.speaker,
            book.regex(origin, f"guard.{name}", [*map(re.escape, map(fold, one.words)), *one.patterns]),
            book.optional(origin, f"guard.{name}.unless", one.unless),
        )
        for name, (origin, one) in guard_files.items()
    )
    rules = tuple(
        Rule(
            one,
            book.optional(
                origin, f"rule.{one.id}", [*map(re.escape, map(fold, one.words)), *one.patterns, *together(one)]
            ),
            book.optional(origin, f"rule.{one.id}.weaker", one.weaker),
            origin,
            book.optional(origin, f"rule.{one.id}.follow", one.follow),
            book.optional(origin, f"rule.{one.id}", book.look_alikes(one) if one.speaker == "seller" else ()),
            book.optional(origin, f"rule.{one.id}.opens", one.opens),
        )
        for origin, one in rule_files.values()
    )
    used = set(_SPOKEN_OF)
    for rule in rules:
        for combo in rule.file.combos:
            used |= _elements(rule, combo, groups)
        used |= _known(rule, {*rule.file.levers, *rule.file.demands}, groups)
    heard = tuple(group for name, group in groups.items() if name in used)
    opens = _openings(rules, groups)
    alarms = [groups[name] for name in _ALARMS if name in groups]
    first = _first_pass(book, [*opens, *alarms], alarms[:1], rules)
    levers = sorted({name for rule in rules for name in rule.file.levers})
    return RuleSet(
        groups,
        guards,
        rules,
        heard,
        first,
        _union(book, [*opens, *alarms[:1]]),
        _union(book, [groups[name] for name in _WISHES if name in groups]),
        _union(book, [groups["amount-named"]]) if "amount-named" in groups else None,
        _union(book, [groups[name] for name in (*levers, *_TOPICS) if name in groups]) if levers else None,
        _union(book, [groups[name] for name in _TIES if name in groups]),
        *(load_weights(name) for name in ("coercion", "talks", "gates", "kinds", "risks")),
    )


_ALARMS = ("gate-off-platform", "gate-review-told")  # what can open a gate; the first of them whoever says it
_DEMANDS = (
    "sum",
    "unit-price",
    "bare-sum",
    "benefit",
    "redress",
    "paid-for",
    "private",
    "refund-only",
    "refund-whole",
    "unpaid",
    "choice-to-pay",
    "if-paid",
    "price-table",
)
_WISHES = ("ask-soft", "ask-refund", "ask-thing", "ask-money", "asks-for-it")
_TOPICS = ("topic-review", "topic-tell")
_TIES = ("unpaid", "if-paid", "withheld", "price-void", "link-else", "depends", "choice", "no-deal", "hush")
_COMMON = frozenset({"link", "link-else", "no-deal", "answers", "review-talk", "praise"})


def _openings(rules: Sequence[Rule], groups: dict[str, Group]) -> list[Group]:
    """Groups of which one at least stands in every conversation that any rule or gate can speak of.

    Of a combo one element is enough: all must be there. A rule with levers asks for a demand beside them. Rules for
    reviews are left out, as every review is looked at.
    """
    needed = set(_DEMANDS) & groups.keys()
    for rule in rules:
        if rule.file.channel == "review":
            continue
        needed |= set(rule.file.demands)
        for combo in rule.file.combos:
            elements = [set(e.split("|")) for e in (*combo.here, *combo.earlier, *combo.before)]
            needed |= min(elements, key=lambda e: (not e <= needed, bool(e & _COMMON), len(e)))
    return [groups[name] for name in sorted(needed)]


def _elements(rule: Rule, combo: ComboFile, groups: dict[str, Group]) -> set[str]:
    """The groups a combo is made of."""
    names = {
        name for element in (*combo.here, *combo.earlier, *combo.before, *combo.unless) for name in element.split("|")
    }
    return _known(rule, names, groups)


def _known(rule: Rule, names: set[str], groups: dict[str, Group]) -> set[str]:
    for name in sorted(names - groups.keys()):
        raise EvidenceError(
            Exit.CONFIG, "match.rules-unknown-group", path=rule.origin, key=f"rule.{rule.id}", group=name
        )
    return names


def _union(book: Book, groups: Sequence[Group]) -> Any:
    """One pattern that matches wherever any of the groups does."""
    return book.alert([g.hit.pattern for g in groups])


def _cheapest(rule: Rule) -> list[Any]:
    """What one of must be found for the rule to hold: the words that open it, or else its patterns."""
    return (
        [rule.opens] if rule.opens is not None else [p for p in (rule.hit, rule.weaker, rule.follow) if p is not None]
    )


def _first_pass(
    book: Book, groups: Sequence[Group], either: Sequence[Group], rules: tuple[Rule, ...]
) -> dict[str, tuple[Any, ...]]:
    """For each side, patterns of all that opens a finding: these groups, and the side's own rules' patterns.

    Several and not one for the buyer: measured on ordinary talk, the union of all is ten times slower than each, as
    its states do not fit in memory; the seller's do, and eight searches cost eight times one (3 microseconds). Rules
    for reviews are left out: every review is looked at.
    """
    made = {}
    for speaker, own in (("buyer", (*groups, *either)), ("seller", tuple(either))):
        unions = [[g.hit.pattern for g in own]]
        mine = [r for r in rules if r.file.speaker == speaker and r.file.channel != "review"]
        for origin in dict.fromkeys(r.origin for r in mine):
            same_file = [r for r in mine if r.origin == origin]
            unions.append([p.pattern for r in same_file for p in _cheapest(r)])
        if speaker == "seller":
            unions = [[pattern for union in unions for pattern in union]]
        made[speaker] = tuple(book.alert(union) for union in unions if union)
    return made
