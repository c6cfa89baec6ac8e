"""Takes the client files (`clients/*.toml`), hands on what is known of each chat client as checked data.

A client file helps geometry with words: whose screen it is, what is printed at bubbles, what is no message. Without any
of them bubbles, sides and times are still found.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from evidence.errors import EvidenceError, Exit
from evidence.model import Device

COMMON = "generic"
"""The id of the client file whose words hold everywhere."""


class Client(BaseModel):
    """What one client file says. Patterns are regular expressions searched in a whole line without its spaces."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    as_of: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    basis: Literal["O", "N", "3", "C", "M"]
    device: Device | None = None
    right: Device | None = None
    titles: tuple[str, ...] = ()
    """The window's own title: one of them names the client, while of `words` two are needed."""
    words: tuple[str, ...] = ()
    seller_words: tuple[str, ...] = ()
    buyer_words: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    auto: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    chips: tuple[str, ...] = ()
    system: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    voice: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    menu: tuple[str, ...] = ()
    floating: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    buyer_tags: tuple[str, ...] = ()
    seller_tags: tuple[str, ...] = ()
    selling: tuple[str, ...] = ()
    buying: tuple[str, ...] = ()
    right_paper: tuple[tuple[int, int, int], ...] = ()

    @field_validator(
        "titles",
        "words",
        "seller_words",
        "buyer_words",
        "marks",
        "auto",
        "placeholders",
        "chips",
        "system",
        "cards",
        "voice",
        "header",
        "buttons",
        "menu",
        "floating",
        "files",
        "sizes",
        "buyer_tags",
        "seller_tags",
        "selling",
        "buying",
    )
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern}: {error}") from error
        return patterns


def parse_client(text: str, where: str) -> Client:
    """One client file, checked.

    Raises:
        EvidenceError: `Exit.CONFIG` with file, key and cause.
    """
    try:
        return Client.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise EvidenceError(Exit.CONFIG, "chat.client-toml", path=where, cause=error) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "?"
        raise EvidenceError(Exit.CONFIG, "chat.client-key", path=where, key=key, cause=first["msg"]) from error


def load_client(path: Path) -> Client:
    """A client file of the user's own; EvidenceError as `parse_client`, and `Exit.FILE` where it cannot be read."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(Exit.FILE, "chat.client-unreadable", path=path, cause=error) from error
    return parse_client(text, str(path))


@cache
def known_clients() -> tuple[Client, ...]:
    """All clients that come with the program, by id."""
    folder = files("evidence.chat").joinpath("clients")
    every = [
        parse_client(file.read_text("utf-8"), f"clients/{file.name}")
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return tuple(sorted(every, key=lambda client: client.id))


def bare(text: str) -> str:
    """The text without spaces, as the patterns want it."""
    return re.sub(r"\s+", "", text)


_TOPICS = (
    "marks",
    "auto",
    "placeholders",
    "chips",
    "system",
    "cards",
    "voice",
    "header",
    "buttons",
    "menu",
    "floating",
    "files",
    "sizes",
    "buyer_tags",
    "seller_tags",
    "selling",
    "buying",
)


class Words:
    """The words of the common file and of one client (all clients where none is known), ready to be asked."""

    def __init__(self, known: Client | None) -> None:
        self.client = known
        self._patterns = _patterns(None if known is None else known.id)

    def is_a(self, topic: str, text: str) -> bool:
        """Whether the whole text is one of the topic's words."""
        return bool(self._patterns[topic].fullmatch(bare(text)))

    def has_a(self, topic: str, text: str) -> bool:
        """Whether one of the topic's words stands in the text."""
        return bool(self._patterns[topic].search(bare(text)))

    def all_of(self, topic: str, text: str) -> list[str]:
        """The topic's words in the text, in order."""
        return self._patterns[topic].findall(bare(text))

    def without(self, topic: str, text: str) -> str:
        """The text less the topic's words at its end."""
        while True:
            cut = next(
                (m.start() for m in self._patterns[topic].finditer(text) if m.end() == len(text) and m.start()), None
            )
            if cut is None:
                return text.strip()
            text = text[:cut].strip()


@cache
def _patterns(known: str | None) -> dict[str, re.Pattern[str]]:
    """The patterns of each topic, of the common file and of one client, or of all where none is known."""
    chosen = [c for c in known_clients() if c.id == COMMON or known is None or c.id == known]
    return {topic: _any(p for client in chosen for p in getattr(client, topic)) for topic in _TOPICS}


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{p})" for p in sorted(set(patterns), key=lambda p: (-len(p), p)))
    return re.compile(joined or r"(?!)")
