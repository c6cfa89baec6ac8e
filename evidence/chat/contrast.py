"""Takes a line with its colours, hands on how far its ink stands off the paper."""

from __future__ import annotations

from evidence.model import Line


def contrast(line: Line) -> float:
    """How far the ink stands off the paper, 0 to 255; 255 where it was not measured."""
    if line.ink is None or line.paper is None:
        return 255.0
    return float(sum(abs(a - b) for a, b in zip(line.ink, line.paper, strict=True)) / 3)
