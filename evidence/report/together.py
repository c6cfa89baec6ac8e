"""Headings and what they head as one: takes a flow, hands on one in which no heading stands alone at a page's foot.

reportlab moves a heading with all of a table to the next page where the table does not fit; here the heading takes as
much of it along as fits, and the rest follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reportlab.platypus import Flowable

from evidence.report.blocks import draw_flow, flow_height, split_flow


class Together(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Flowables below each other that break only where the last of them does."""

    def __init__(self, content: list[Any]) -> None:
        """Take the headings and, last, what they head."""
        super().__init__()
        self.content = content

    def getSpaceBefore(self) -> float:  # noqa: N802, D102 - reportlab's name
        return float(self.content[0].getSpaceBefore())

    def getSpaceAfter(self) -> float:  # noqa: N802, D102 - reportlab's name
        return float(self.content[-1].getSpaceAfter())

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The height of all of it."""
        self.width, self.height = width, flow_height(self.content, width)
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """What fits, and the rest; nothing where only headings would."""
        first, rest = split_flow(self.content, width, height)
        return [Together(first), Together(rest)] if first and rest else []

    def draw(self) -> None:
        """Draw all of it."""
        draw_flow(self.canv, self.content, 0, self.height, self.width)


def together(flow: Iterable[Any]) -> list[Any]:
    """The flow with each run of headings and what follows them made one flowable."""
    made: list[Any] = []
    held: list[Any] = []
    for one in flow:
        held.append(one)
        if not getattr(one, "keepWithNext", 0):
            made.append(Together(held) if len(held) > 1 else one)
            held = []
    return made + held
