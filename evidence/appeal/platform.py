"""A platform's appeal rules from a TOML file: read, validated, and handed on as data with the source of every fact.

Marks of a fact's source: `O` official text, `N` news, court or statute, `3` a third party's tutorial, `C` public source
code or captured interface text, `M` unconfirmed, `U` the user's own statement, `-` not found (value `"unknown"`).
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

import re2
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints, ValidationError, model_validator

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error
from evidence.model import Category, Channel, Grade, Speaker

__all__ = [
    "UNKNOWN", "CheckUse", "Count", "Entry", "Form", "Platform", "Reason", "Support", "Text", "list_platforms",
    "load_platform", "starts_with_client",
]  # fmt: skip

UNKNOWN = "unknown"

Mark = Literal["O", "N", "3", "C", "M", "U", "-"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Share = Annotated[float, Field(gt=0, le=1)]


class _Record(BaseModel):
    """Frozen, and without room for keys nobody reads: a misspelt key is an error, not silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _Fact(_Record):
    """What every fact carries beside its value: who says so, since when, and what else there is to say."""

    source: Mark
    as_of: date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _unknown_is_marked(self) -> Self:
        if (getattr(self, "value", None) == UNKNOWN) != (self.source == "-"):
            raise ValueError('value = "unknown" and source = "-" belong together')
        return self


class Count(_Fact):
    """A number (days, pictures, bytes, characters), or `"unknown"`."""

    value: PositiveInt | Literal["unknown"]

    @property
    def known(self) -> int | None:
        """The number, None where it was not found."""
        return None if isinstance(self.value, str) else self.value


class Text(_Fact):
    """A fact in words, or `"unknown"`."""

    value: Words

    @property
    def known(self) -> str | None:
        """The words, None where nothing was found."""
        return None if self.value == UNKNOWN else self.value


class Entry(_Record):
    """One way into the back office: the menu path as last seen, and what it serves."""

    path: Words
    use: Words
    source: Mark
    as_of: date | None = None


class Form(_Record):
    """What the appeal form takes: pictures, bytes for each picture, characters of the description, file formats."""

    images: Count
    image_bytes: Count
    description: Count
    formats: Text


class Support(_Record):
    """One thing a reason can rest on, and its score: a finding of a kind, a contradiction, or the steps of a trade.

    `rules` and `ids` hold shell patterns on a finding's rule or a contradiction's id, empty meaning any; what matches
    `excepts` does not count; all of `steps` must be shown. `lacks` says what is missing when this is all there is;
    `says` replaces the reason's own clause where this support carries less than that.
    """

    on: Literal["finding", "contradiction", "trade"]
    score: Share
    category: Category | None = None
    grade: Grade = "strong"
    channel: Channel | None = None
    speaker: Speaker = "buyer"
    rules: tuple[Words, ...] = ()
    ids: tuple[Words, ...] = ()
    excepts: tuple[Words, ...] = ()
    steps: tuple[Literal["order", "payment", "shipping", "delivery", "chat", "review"], ...] = ()
    lacks: str = ""
    says: str = ""

    @model_validator(mode="after")
    def _says_what_it_rests_on(self) -> Self:
        if self.on == "finding" and self.category is None and not self.rules:
            raise ValueError("a support on a finding needs category or rules")
        if self.on == "contradiction" and (self.category is not None or self.rules):
            raise ValueError("a support on a contradiction takes ids, not category or rules")
        if (self.on == "trade") != bool(self.steps):
            raise ValueError("steps belong to a support on a trade, and such a support names them")
        return self


class Reason(_Record):
    """An appeal reason (ground) as the platform's form words it, and what it rests on.

    `plain` names it where the label's own words would accuse somebody and no finding stands behind them.
    `gates` are patterns of gate ids that touch this reason, each with its own effect; those in `blocked_by` block
    whatever their effect. `says` is the event in one clause for the statement; `needs` what is missing when nothing
    supports the reason. `window` replaces the platform's where the reason has its own. A `notice` accuses nobody and is
    never chosen by itself: it answers a notice of the platform, and only its receiver knows of that.
    """

    id: Name
    label: Words
    source: Mark
    as_of: date | None = None
    aliases: tuple[Words, ...] = ()
    kind: Literal["review", "report", "notice"] = "review"
    plain: str = ""
    says: Words
    needs: Words
    support: tuple[Support, ...] = ()
    gates: tuple[Words, ...] = ()
    blocked_by: tuple[Words, ...] = ()
    window: Count | None = None
    window_from: Literal["review", "chat", "order"] = "review"
    materials: tuple[Words, ...] = ()
    steps: tuple[Words, ...] = ()
    notes: tuple[Words, ...] = ()


class CheckUse(_Record):
    """One line of the platform's checklist: the id of a check of `checks.toml`, where the demand comes from, for what.

    `reasons` names the reasons the check matters to; empty means all of them.
    """

    id: Name
    source: Mark
    as_of: date | None = None
    reasons: tuple[Name, ...] = ()
    remedy: str = ""


class Platform(_Record):
    """All that is known of one platform's appeals.

    `holds_from` is the score from which a reason holds, `weakening` what each weakening gate takes off.
    """

    id: Name
    name: Words
    as_of: date
    aliases: tuple[Words, ...] = ()
    clients: tuple[Name, ...] = ()
    native_client: str = ""
    order_number: Text | None = None
    holds_from: Share = 0.6
    weakening: Annotated[float, Field(ge=0, le=1)] = 0.1
    window: Count
    tries: Text
    result: Text
    outcome: Text
    form: Form
    entries: tuple[Entry, ...] = ()
    reasons: tuple[Reason, ...] = ()
    checks: tuple[CheckUse, ...] = ()
    materials: tuple[Words, ...] = ()
    steps: tuple[Words, ...] = ()
    notes: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _names_only_what_is_there(self) -> Self:
        ids = [r.id for r in self.reasons]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"reasons: the id {twice[0]} stands twice")
        for reason in self.reasons:
            for support in reason.support:
                if support.on == "finding" and support.grade != "strong" and support.score >= self.holds_from:
                    raise ValueError(f"reasons: {reason.id} may not hold on a {support.grade} finding: lower its score")
        for use in self.checks:
            if use.id not in known_checks():
                raise ValueError(f"checks: no check is called {use.id}; there are {', '.join(sorted(known_checks()))}")
            if missing := sorted(set(use.reasons) - set(ids)):
                raise ValueError(f"checks: {use.id} names the reason {missing[0]}, which is not in this file")
        if self.order_number and self.order_number.known:
            try:
                re2.compile(self.order_number.known)
            except re2.error as error:
                raise ValueError(f"order_number: {error} is no pattern") from error
        return self

    def reason(self, name: str) -> Reason | None:
        """The reason with this id, label or alias."""
        wanted = name.strip()
        return next((r for r in self.reasons if wanted in (r.id, r.label, *r.aliases)), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, in lower case."""
        return tuple(n.lower() for n in (self.id, self.name, *self.aliases))


def starts_with_client(client: str, platform: Platform) -> int:
    """How many characters of a chat client's id name this platform; 0 where it is not one of the platform's clients."""
    return max((len(c) for c in platform.clients if client == c or client.startswith(f"{c}-")), default=0)


@cache
def known_checks() -> frozenset[str]:
    """The ids of the checks that `checks.toml` words."""
    table = tomllib.loads(files("evidence.appeal").joinpath("checks.toml").read_text("utf-8"))
    return frozenset(table["check"])


@cache
def list_platforms() -> tuple[Platform, ...]:
    """The platforms that come with the program, sorted by id."""
    folder = files("evidence.appeal").joinpath("platforms")
    every = [_parse(f.read_bytes(), f"platforms/{f.name}") for f in folder.iterdir() if f.name.endswith(".toml")]
    return tuple(sorted(every, key=lambda p: p.id))


def load_platform(name_or_path: str | Path) -> Platform:
    """A platform by its id or one of its names, or from the user's own file (a path, or text ending in `.toml`).

    Raises:
        EvidenceError: USAGE for a name nobody knows (the known ones are listed), FILE when the file cannot be read,
            CONFIG when it does not say what a platform file must (file, key and remedy are named).
    """
    if isinstance(name_or_path, Path) or name_or_path.lower().endswith(".toml"):
        path = Path(name_or_path)
        try:
            return _parse(path.read_bytes(), str(name_or_path))
        except OSError as error:
            raise file_error(error, path) from error
    wanted = name_or_path.strip().lower()
    for platform in list_platforms():
        if wanted in platform.names:
            return platform
    known = "、".join(f"{p.id}（{p.name}）" for p in list_platforms())
    raise EvidenceError(Exit.USAGE, "appeal.unknown-platform", name=name_or_path.strip(), known=known)


def _parse(data: bytes, shown: str) -> Platform:
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise EvidenceError(Exit.CONFIG, "appeal.platform-not-utf8", path=shown, at=error.start) from error
    except (ValueError, RecursionError) as error:  # a ValueError of its own: a number of thousands of digits
        raise EvidenceError(Exit.CONFIG, "appeal.platform-not-toml", path=shown, cause=error) from error
    try:
        return Platform.model_validate(table)
    except ValidationError as error:
        raise _config_error(error, shown) from error


def _config_error(error: ValidationError, shown: str) -> EvidenceError:
    """The first fault in the file as an error; the rest show once it is mended."""
    fault = error.errors(include_url=False)[0]
    # pydantic adds the union member it tried ("int", "literal['unknown']") to the place; a person needs the key only
    place = [str(p) for p in fault["loc"] if isinstance(p, int) or str(p).replace("_", "").isalnum()]
    key = ".".join(p for p in place if p not in ("int", "constrained-int")) or "—"
    match fault["type"]:
        case "missing":
            return EvidenceError(Exit.CONFIG, "appeal.platform-missing-key", path=shown, key=key)
        case "extra_forbidden":
            return EvidenceError(Exit.CONFIG, "appeal.platform-unknown-key", path=shown, key=key)
        case _:
            cause = fault["msg"].removeprefix("Value error, ")
            return EvidenceError(Exit.CONFIG, "appeal.platform-bad-value", path=shown, key=key, cause=cause)
