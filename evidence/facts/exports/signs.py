"""Takes screening.toml, or a shop's own file of the same shape, hands on the signs of abnormal orders, checked."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from evidence.facts.data import Day, Mark, Pattern, parse
from evidence.files import file_error

_SHARE = Annotated[float, Field(ge=0, le=1)]
_COUNT = Annotated[int, Field(ge=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Repeat(_Strict):
    orders: _COUNT
    bad_stars: Annotated[int, Field(ge=1, le=5)]
    bad_share: _SHARE
    rated: _COUNT
    refunds: _COUNT
    refund_share: _SHARE
    within_hours: _COUNT
    close_orders: _COUNT
    accounts: _COUNT


class RefundWords(_Strict):
    """The words of refunds and stages, and how soon a refund is at once."""

    at_once_minutes: _COUNT
    only_words: tuple[str, ...]
    asked: tuple[str, ...]
    none: tuple[str, ...]
    after: tuple[str, ...]
    before: tuple[str, ...]
    unpaid: tuple[str, ...]
    gone: tuple[str, ...]


class _Address(_Strict):
    shortest: _COUNT
    house: tuple[Pattern, ...]
    vague: tuple[Pattern, ...]
    shared: tuple[Pattern, ...]


class _Note(_Strict):
    patterns: tuple[Pattern, ...]


class Signs(_Strict):
    """screening.toml, or a shop's own file of the same shape."""

    as_of: Day
    source: Mark
    repeat: _Repeat
    refund: RefundWords
    address: _Address
    note: _Note
    advice: dict[str, str]


@cache
def usual_signs() -> Signs:
    """The signs that come with the program."""
    return parse(files("evidence.facts.exports").joinpath("screening.toml").read_text("utf-8"), Signs, "screening.toml")


def load_signs(path: Path) -> Signs:
    """A shop's own signs.

    Raises:
        EvidenceError: FILE (5) when it cannot be read, CONFIG (9) naming file and key when it is wrong.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise file_error(error, path) from error
    return parse(text, Signs, path.name)
