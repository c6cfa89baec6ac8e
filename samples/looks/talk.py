"""What is said in a sample and how a chat client words its time: takes plain data, hands on HTML-ready text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from html import escape
from typing import Literal

CHINA = timezone(timedelta(hours=8))
SEPARATOR_AFTER = timedelta(minutes=5)

Who = Literal["buyer", "seller", "auto", "notice", "card"]


@dataclass(frozen=True, slots=True)
class Said:
    """One bubble or notice; `note` is what the client prints at it, `at` when it was sent."""

    id: str
    who: Who
    at: datetime
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A person or shop in a picture: the name shown and the avatar drawn."""

    name: str
    avatar: str


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """What an order panel shows, each value as the client words it."""

    number: str
    status: str
    goods: str
    spec: str
    price: str
    picture: str
    paid: datetime
    paid_by: str
    shipped: datetime
    courier: str
    waybill: str
    signed: datetime
    receiver: str


def clock(month: int, day: int, hour: int, minute: int, second: int = 0) -> datetime:
    """A moment of 2026 in China."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=CHINA)


def wording(at: datetime, captured: datetime, *, seconds: bool, spaced: bool = False) -> str:
    """The time as a Chinese client words it on the day of capture: `20:12`, `昨天 20:12`, `10月4日20:12`."""
    hand = f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"
    days = (captured.date() - at.date()).days
    if days == 0:
        return hand
    if days == 1:
        return f"昨天 {hand}"
    return f"{day(at.date())}{' ' if spaced else ''}{hand}"


def day(of: date) -> str:
    """`10月4日`."""
    return f"{of.month}月{of.day}日"


def needs_separator(previous: Said | None, said: Said) -> bool:
    """Whether a client prints a time of its own between these two."""
    return previous is None or said.at - previous.at > SEPARATOR_AFTER


def stamp(at: datetime) -> str:
    """`2026-10-04 16:32:09`, as panels and tracks print it."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def marked(said_id: str, text: str) -> str:
    """The text as HTML that the measuring script can find again."""
    return f'<span data-m="{escape(said_id)}">{escape(text)}</span>'
