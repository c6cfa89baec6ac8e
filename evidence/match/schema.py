"""The rule language: what a rule file may hold, checked with pydantic. See `docs/rules.md`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evidence.model import Category, Channel, Grade

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GroupFile(_Strict):
    """A vocabulary: words and patterns that play one role. `{name}` in a pattern stands for another group.

    `sounds` are words given by their pinyin (`"cha ping"`): every spelling with those sounds counts, which is safe only
    in groups that are used together with others. `unless` are look-alikes: a hit that overlaps one does not count.
    """

    role: str = ""
    says: str = ""
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class GuardFile(_Strict):
    """What speaks against: where it matches, hits of the groups and rules named in `silences` do not count.

    `reach`: `span` silences hits that overlap it, `message` those of its whole bubble, `after` those of its bubble and
    of all later ones, `conversation` those of every bubble of the conversation. An
    `unless` that matches takes the guard back: where it overlaps (`span`), or for the whole bubble.
    """

    silences: tuple[str, ...]
    why: str
    reach: Literal["span", "message", "after", "conversation"] = "span"
    speaker: Literal["buyer", "seller", "any"] = "buyer"
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class ComboFile(_Strict):
    """A composition of elements that stand in the last bubbles of one speaker.

    Each element of `here` lies within the last `core` bubbles (one of them in the very last), of `earlier` within the
    last `window`, of `before` within `window` but not in the last. An element is a group, or several parted by `|` of
    which one is enough; the groups of `unless` must be absent.
    """

    here: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    core: int = Field(default=1, ge=1, le=5)
    window: int = Field(default=9, ge=1, le=30)
    unless: tuple[str, ...] = ()
    grade: Grade | None = None


class RuleFile(_Strict):
    """A rule: patterns on one bubble, combos over several, or levers; with examples that must and must not match.

    With `levers` (groups) the rule holds where the conversation's course makes coercion of one of them: see
    `evidence.match.coercion`. `demands` are the groups that count as its demand; empty means the usual ones.
    `pairs` are groups that stand in one sentence of one bubble, in any order, at most `within` characters apart.
    `follow` are patterns that hold only after the rule, or one of `after`, has held in an earlier bubble of the same
    side.
    `opens` are words of which every match holds at least one: cheap to look for, where the patterns are not.
    `reason` is the sentence a finding gives as its reason, with `{said}` for what was said and by whom; without it the
    parts are listed by their roles.
    """

    id: Name
    label: str
    category: Category = "abuse"
    grade: Grade = "strong"
    basis: str = ""
    channel: Channel | Literal["any"] = "chat"
    speaker: Literal["buyer", "seller"] = "buyer"
    role: str = "match"
    says: str = ""
    reason: str = ""
    patterns: tuple[str, ...] = ()
    pairs: tuple[tuple[Name, ...], ...] = ()
    within: int = Field(default=14, ge=1, le=40)
    weaker: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    after: tuple[Name, ...] = ()
    opens: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    combos: tuple[ComboFile, ...] = ()
    shape: Literal["", "filler"] = ""
    levers: tuple[Name, ...] = ()
    demands: tuple[Name, ...] = ()
    instead: str = ""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


class RulesFile(_Strict):
    """One TOML file of vocabularies, guards and rules."""

    as_of: str
    group: dict[Name, GroupFile] = {}
    guard: dict[Name, GuardFile] = {}
    rule: tuple[RuleFile, ...] = ()

    @model_validator(mode="after")
    def _rules_can_match(self) -> RulesFile:
        for rule in self.rule:
            if not (
                rule.patterns or rule.pairs or rule.words or rule.combos or rule.weaker or rule.levers or rule.shape
            ):
                raise ValueError(f"rule {rule.id} has no words, patterns, pairs, combos, levers or shape")
        return self
