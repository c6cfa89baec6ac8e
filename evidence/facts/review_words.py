"""Takes a line of a review's page, hands on whether it is a label, a button or a filter of the page, and its value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from evidence.facts import data
from evidence.facts.layout import follows, same_row
from evidence.facts.times import narrow
from evidence.model import Line


@cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of review.toml under this key."""
    return tuple(re.compile(p) for p in getattr(data.review(), name))


def first(lines: Sequence[Line], patterns: Sequence[re.Pattern[str]]) -> Line | None:
    """The first line in which one of the patterns is found."""
    return next((line for line in lines if any(p.search(narrow(line.text).strip()) for p in patterns)), None)


def label(line: Line, labels: Iterable[str]) -> str | None:
    """What follows one of the labels in the line (empty where it stands alone), or None."""
    plain = narrow(line.text).strip()
    for label in sorted(labels, key=lambda one: (-len(one), one)):
        if plain.startswith(label):
            rest = plain[len(label) :]
            if not rest or rest[0] in ": " or (rest[0].isdigit() and len(label) > 2):
                return line.text.strip()[len(label) :].strip(" :：")
    return None


def is_labelled(line: Line) -> bool:
    """Whether the line begins with a label of an order panel."""
    labels = [label for one in data.panel().field for label in one.labels if len(label) > 2]
    return label(line, labels) is not None


def is_chrome(line: Line) -> bool:
    """Whether the line is the page's own: a button, a filter, a label, the goods' specification."""
    text = narrow(line.text).strip()
    return text.rstrip(":") in own_labels() or any(p.search(text) for p in patterns("chrome")) or is_labelled(line)


@cache
def own_labels() -> frozenset[str]:
    """The labels and column headings of review pages."""
    own = data.review()
    return frozenset((*own.time, *own.text, *own.buyer, *own.columns))


def is_heading(line: Line) -> bool:
    """Whether the line is a label itself, as where a table's headings stand in a row."""
    return narrow(line.text).strip(" :") in own_labels() or is_labelled(line)


def right_or_below(label: Line, lines: Sequence[Line]) -> Line | None:
    """The line that holds a label's value: right of it in its row, else under it."""
    right = [n for n in lines if n is not label and n.box.x0 >= label.box.x1 - 2 and same_row(n.box, label.box)]
    nearest = min(right, key=lambda one: one.box.x0, default=None)
    if nearest is not None and not is_heading(nearest):
        return nearest
    for line in lines:
        overlaps = min(line.box.x1, label.box.x1) > max(line.box.x0, label.box.x0)
        if line is not label and overlaps and line.box.center_y > label.box.y1 and follows(label.box, line.box, 2.0):
            return line
    return None
