"""Takes the TOML files beside the code, hands on couriers, parcel states, panel labels and claims, checked once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from evidence.errors import EvidenceError, Exit

Mark = Literal["O", "N", "3", "C", "M"]
Kind = Literal["number", "time", "money", "text", "logistics", "waybill", "courier", "name", "other"]


def _a_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"no pattern: {error}") from error
    return text


Pattern = Annotated[str, AfterValidator(_a_pattern)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CourierData(_Strict):
    """One courier: its 快递100 code, its names, and the forms of its waybill numbers."""

    code: str
    name: str
    names: tuple[str, ...]
    short: tuple[str, ...] = ()
    lettered: tuple[Pattern, ...] = ()
    digits: tuple[Pattern, ...] = ()
    source: Mark


class CouriersData(_Strict):
    """couriers.toml."""

    as_of: Day
    courier: tuple[CourierData, ...]


class StateData(_Strict):
    """One 快递100 state and the words that tell it."""

    code: Annotated[str, Field(pattern=r"^\d{1,4}$")]
    label: str
    any: tuple[Pattern, ...]


class StatusData(_Strict):
    """status.toml."""

    as_of: Day
    source: Mark
    quiet: tuple[Pattern, ...]
    state: tuple[StateData, ...]


class FieldData(_Strict):
    """One field of an order panel and the labels that announce it."""

    name: str
    kind: Kind
    labels: tuple[str, ...]


class StatusWords(_Strict):
    """The order states that panels print without a label."""

    words: tuple[str, ...]


class NumberData(_Strict):
    """One platform's form of order numbers."""

    platform: str
    pattern: Pattern
    length: int
    bare: bool
    source: Mark


class PanelData(_Strict):
    """panel.toml."""

    as_of: Day
    source: Mark
    field: tuple[FieldData, ...]
    status: StatusWords
    number: tuple[NumberData, ...]


class ReviewData(_Strict):
    """review.toml: what a review page prints beside the review's own words."""

    as_of: Day
    source: Mark
    time: tuple[str, ...]
    text: tuple[str, ...]
    follow_up: tuple[Pattern, ...]
    reply: tuple[Pattern, ...]
    columns: tuple[str, ...]
    buyer: tuple[str, ...]
    stars: tuple[Pattern, ...]
    chrome: tuple[Pattern, ...]


class ClaimData(_Strict):
    """One kind of claim: the words that make it and the words around it that take it back."""

    id: str
    label: str
    any: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()


class ClaimsData(_Strict):
    """claims.toml."""

    as_of: Day
    source: Mark
    claim: tuple[ClaimData, ...]


class TopicData(_Strict):
    """One kind of claim about goods or parcel, and what answers it; see the head of chain.toml."""

    id: str
    label: str
    any: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()
    claim: str | None = None
    named: tuple[str, ...]
    seen: bool
    weight: bool
    contradiction: tuple[str, ...] = ()
    look_for: Annotated[tuple[str, ...], Field(min_length=1)]


class ChainData(_Strict):
    """chain.toml."""

    as_of: Day
    source: Mark
    topic: tuple[TopicData, ...]


class RecordingsData(_Strict):
    """recordings.toml: announcements that a call is recorded."""

    as_of: Day
    source: Mark
    notice: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]


class ShopData(_Strict):
    """shop.toml: how shops' names end, what only looks like one, and clients whose header names a person."""

    as_of: Day
    source: Mark
    telling: tuple[str, ...]
    plain: tuple[str, ...]
    never: tuple[Pattern, ...]
    people: tuple[str, ...]
    service: tuple[Pattern, ...]


_Data = TypeVar("_Data", bound=BaseModel)


def parse(text: str, model: type[_Data], file: str) -> _Data:
    """One TOML text as checked data.

    Raises:
        EvidenceError: CONFIG (9), naming the file, the key and what is wrong with it.
    """
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise EvidenceError(Exit.CONFIG, "facts.bad-data", file=file, where="TOML", cause=error) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise EvidenceError(Exit.CONFIG, "facts.bad-data", file=file, where=where, cause=first["msg"]) from error


def _load(file: str, model: type[_Data]) -> _Data:
    return parse(files("evidence.facts").joinpath(file).read_text("utf-8"), model, file)


@cache
def couriers() -> CouriersData:
    """The couriers known."""
    return _load("couriers.toml", CouriersData)


@cache
def status() -> StatusData:
    """The parcel states and their words."""
    return _load("status.toml", StatusData)


@cache
def panel() -> PanelData:
    """The labels of order panels and the forms of order numbers."""
    return _load("panel.toml", PanelData)


@cache
def review() -> ReviewData:
    """The labels of review pages."""
    return _load("review.toml", ReviewData)


@cache
def claims() -> ClaimsData:
    """The claims that a parcel's track can speak against."""
    return _load("claims.toml", ClaimsData)


@cache
def chain() -> ChainData:
    """The claims about goods and parcels, and what answers each."""
    return _load("chain.toml", ChainData)


@cache
def recordings() -> RecordingsData:
    """The announcements that a call is recorded."""
    return _load("recordings.toml", RecordingsData)


@cache
def shop() -> ShopData:
    """How a shop's name is known for one."""
    return _load("shop.toml", ShopData)
