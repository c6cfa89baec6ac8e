"""Which copy of the pack is made: whole, with pictures made smaller to fit a size, or with private things masked."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.model import Box


@dataclass(frozen=True, slots=True)
class Reduction:
    """How pictures are made smaller: a part of their width and height, and the JPEG quality.

    `least` is the length in pixels below which the shorter side is not taken: text must stay readable.
    """

    scale: float
    quality: int
    least: int = 640

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The size in pixels that a picture of this size is brought to."""
        scale = min(1.0, max(self.scale, self.least / min(width, height)))
        return max(1, round(width * scale)), max(1, round(height * scale))


REDUCTIONS = (
    Reduction(1.0, 85),
    Reduction(0.84, 80),
    Reduction(0.75, 75),
    Reduction(0.667, 65),
    Reduction(0.6, 55),
)
"""From the gentlest to the strongest. Measured on 1080 x 2400 shots: 260, 190, 150, 110 and 80 kB a picture; text of
44 pixels stays comfortable to read at all of them. Palettes are never used: they can make a white bubble and its grey
ground one colour."""


@dataclass(frozen=True, slots=True)
class Masked:
    """One place that a shared copy hides: in which source, on which page, where, and what kind of thing it was.

    `box` is None where it was text of the pack and not a part of a picture.
    """

    source: str | None
    page: int
    box: Box | None
    what: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The copy to write. `masks` is None for a copy that hides nothing."""

    reduction: Reduction | None = None
    masks: tuple[Masked, ...] | None = None

    @property
    def words(self) -> str:
        """What stands in the foot of every page, empty for the whole pack."""
        told = ["遮盖版，供平台以外的人阅读"] if self.masks is not None else []
        if self.reduction is not None:
            told.append("图片为缩小件")
        return "；".join(told)


WHOLE = Edition()
