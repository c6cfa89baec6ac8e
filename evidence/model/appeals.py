"""What is asked of a platform: the grounds, the deadline, the checklist, the timeline and the statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evidence.model.basics import CheckState


@dataclass(frozen=True, slots=True)
class Ground:
    """An appeal reason of a platform and how well the case carries it (`score` from 0 to 1)."""

    id: str
    label: str
    score: float
    holds: bool
    why: str
    missing: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """The window to appeal; `days_left` is negative when it has closed, None when the review's time is unknown."""

    window_days: int
    last_day: datetime | None
    days_left: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist a reviewer goes through, with the remedy where it does not pass."""

    id: str
    title: str
    state: CheckState
    found: str
    remedy: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event on the common time line; `value` is None only where no time is known and order alone places it."""

    time: datetime | None
    origin: str
    who: str
    what: str
    source: str | None
    message: str | None = None
    key: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """The text for the form, within the platform's `limit` in characters, and the longer one for the pack."""

    text: str
    limit: int
    long: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Appeal:
    """The case as it can be put to the platform. `ground` is None where no appeal reason holds."""

    platform: str
    platform_name: str
    platform_as_of: str
    ground: Ground | None
    runners_up: tuple[Ground, ...]
    why: str
    deadline: Deadline
    checklist: tuple[Check, ...]
    statement: Statement
    timeline: tuple[TimelineEntry, ...]
    steps: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
