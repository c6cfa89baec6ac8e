"""What stands in a message column: the nouns the layout is made of. Nothing here decides anything."""

from __future__ import annotations

from dataclasses import dataclass, field

from evidence.chat.clock import Stamp
from evidence.model import RGB, Box, Line, Mark, MessageKind, Quote, Side


@dataclass(slots=True)
class Item:
    """One thing of the column. `stamp` is the time printed at it, `name` the sender's name printed at it.

    `logged` is one whose name and time stand on the row of its words.
    """

    kind: MessageKind
    side: Side
    box: Box
    lines: list[Line] = field(default_factory=list)
    colour: RGB | None = None
    name: str | None = None
    stamp: Stamp | None = None
    quote: Quote | None = None
    marks: list[Mark] = field(default_factory=list)
    partial: bool = False
    boxed: bool = False
    headed: bool = False
    logged: bool = False
    inner: bool = False
    unsure: bool = False
    ink: RGB | None = None
    heading: Line | None = None
    row: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Holder:
    """A bubble's box with the lines in it."""

    box: Box
    colour: RGB
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Layout:
    """What `lay_out` hands on: the items from top to bottom and the lines that belong to none."""

    items: tuple[Item, ...]
    left_over: tuple[Line, ...]
