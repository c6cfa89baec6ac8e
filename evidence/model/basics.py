"""What every noun is made of: the platforms' zone, the closed sets of words, a box, a notice, a time as written.

Boxes are in pixels of the picture as a viewer shows it (EXIF rotation applied), origin top left.
Every time carries its zone; the zone of the platforms is China Standard Time (+08:00).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

CHINA = timezone(timedelta(hours=8))

Speaker = Literal["buyer", "seller", "system", "unknown"]
Side = Literal["left", "right", "center"]
Device = Literal["seller", "buyer"]
MessageKind = Literal["text", "time", "system", "card", "auto", "image", "voice"]
SourceKind = Literal["chat", "review", "order", "logistics", "photo", "recording", "table", "document", "other"]
SourceStatus = Literal["used", "duplicate", "unreadable", "ignored"]
TimeOrigin = Literal["printed", "resolved", "carried", "unknown"]
FactOrigin = Literal["read", "case-file"]
TimePrecision = Literal["day", "minute", "second"]
Grade = Literal["strong", "medium", "weak"]
Category = Literal[
    "extortion", "threat", "abuse", "privacy", "advert", "meaningless", "false-review", "malicious-order"
]
CheckState = Literal["pass", "warn", "fail", "unknown"]
Channel = Literal["chat", "review"]
Sealing = Literal["none", "timestamp", "signature", "unreachable"]
"""What is done to a pack when it is made: nothing, an authority's time, a key's signature, or a time nobody gave."""
CustodyEvent = Literal["collected", "read", "corrected", "built", "sealed", "exported"]
RGB = tuple[int, int, int]


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """An upright rectangle `x0, y0, x1, y1` in pixels; the right and lower edges are exclusive.

    Raises:
        ValueError: when an edge lies before the opposite one.
    """

    x0: int
    y0: int
    x1: int
    y1: int

    def __post_init__(self) -> None:
        if self.x1 < self.x0 or self.y1 < self.y0:
            raise ValueError(f"box edges out of order: {self.x0, self.y0, self.x1, self.y1}")

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def center_x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def center_y(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def area(self) -> int:
        return self.width * self.height

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies inside."""
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1

    def intersection(self, other: Box) -> int:
        """The shared area in square pixels."""
        wide = min(self.x1, other.x1) - max(self.x0, other.x0)
        high = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(0, wide) * max(0, high)

    def shifted(self, dx: int, dy: int) -> Box:
        """The same box moved."""
        return Box(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def grown(self, by: int) -> Box:
        """The same box with `by` pixels more on each edge, never past the top left corner."""
        return Box(max(0, self.x0 - by), max(0, self.y0 - by), self.x1 + by, self.y1 + by)

    def as_list(self) -> list[int]:
        """`[x0, y0, x1, y1]`, as documents hold it."""
        return [self.x0, self.y0, self.x1, self.y1]

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of `boxes`; ValueError when there are none."""
        every = list(boxes)
        if not every:
            raise ValueError("no boxes to surround")
        return Box(
            min(b.x0 for b in every), min(b.y0 for b in every), max(b.x1 for b in every), max(b.y1 for b in every)
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person must be told: a key of the message catalogue and what fills its blanks."""

    key: str
    params: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(key: str, /, **params: object) -> Notice:
        """A notice with its blanks filled by keyword."""
        return Notice(key, tuple((name, str(value)) for name, value in params.items()))

    def about(self, path: str) -> Notice:
        """The same said of another file; of none where no file is named."""
        return Notice(self.key, tuple((name, path if name == "path" else value) for name, value in self.params))


def written(time: datetime, precision: TimePrecision | None = None) -> str:
    """A time in China as exactly as it is known; without a precision, midnight is a day and full minutes have none.

    A time of day that nobody wrote is never printed: `2026-10-01`, `2026-10-01 09:30`, `2026-10-01 09:30:15`.
    """
    local = time.astimezone(CHINA)
    if precision is None and not (local.hour or local.minute or local.second):
        precision = "day"
    form = {"day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M", "second": "%Y-%m-%d %H:%M:%S"}
    return local.strftime(form[precision or ("second" if local.second else "minute")])
