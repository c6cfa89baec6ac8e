"""A conversation: messages with their speaker, time, place and repeats, and the gaps between screenshots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evidence.model.basics import Box, Channel, Device, MessageKind, Side, Speaker, TimeOrigin
from evidence.model.pages import Engine, Line
from evidence.model.sources import Source


@dataclass(frozen=True, slots=True)
class Moment:
    """A message's time: the value, what the picture shows, and how the one came from the other."""

    value: datetime | None
    shown: str | None
    origin: TimeOrigin


UNKNOWN_TIME = Moment(None, None, "unknown")


@dataclass(frozen=True, slots=True)
class Quote:
    """A message quoted inside a reply: its words belong to the other person."""

    name: str | None
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Mark:
    """What the client prints at a bubble: 已读, 商家配置发送, 智能客服."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Repeat:
    """Where a message was seen again, in the next overlapping screenshot."""

    source: str
    box: Box


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble, or one centred notice, in conversation order."""

    id: str
    source: str
    speaker: Speaker
    side: Side
    kind: MessageKind
    text: str
    confidence: float
    box: Box
    lines: tuple[Line, ...] = ()
    time: Moment = UNKNOWN_TIME
    name: str | None = None
    quote: Quote | None = None
    marks: tuple[Mark, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    partial: bool = False
    conversation: int = 1
    channel: Channel = "chat"
    corrected: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Two neighbouring screenshots that do not join; `reason` is plain text."""

    after: str
    before: str
    reason: str


@dataclass(frozen=True, slots=True)
class Chrome:
    """Text of the picture that is no message: title bar, input box, side panels. Kept, never dropped."""

    source: str
    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Screen:
    """How one screenshot was understood.

    `client` is the id of a client file or None where geometry alone decided; `device` whose screen it is and
    `device_origin` what says so; `title` the name in the header; `whole` whether the window's own chrome (header and
    input box) is in the picture, as platforms demand of a screenshot; `captured` when it was taken, `captured_origin`
    what says so: `given`, `exif`, `file-name` or `file-time`.
    """

    source: str
    client: str | None
    device: Device | None
    device_origin: str
    title: str | None
    whole: bool
    dark: bool = False
    conversation: int = 1
    captured: datetime | None = None
    captured_origin: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation (or several, told apart by `Message.conversation`) from many screenshots."""

    engine: Engine | None
    sources: tuple[Source, ...]
    messages: tuple[Message, ...]
    gaps: tuple[Gap, ...] = ()
    chrome: tuple[Chrome, ...] = ()
    screens: tuple[Screen, ...] = ()

    def message(self, message_id: str) -> Message:
        """The message with this id; KeyError when there is none."""
        for one in self.messages:
            if one.id == message_id:
                return one
        raise KeyError(message_id)
