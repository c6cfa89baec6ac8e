"""The canvas of a pack: pages that know their number and head, places that can be linked to, pictures kept once.

A pack is laid out twice: the first time finds the page of every place, the second time prints those page numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from evidence.model import CHINA
from evidence.report.fonts import BOLD, REGULAR, advance, font
from evidence.report.paragraph import Text
from evidence.report.pictures import Picture, PictureObject
from evidence.report.style import GREY, MARGIN_SIDE, MARGIN_WIDE, MM, PAGE_HEIGHT, PAGE_WIDTH, RULE, TextStyle
from evidence.report.text import clean, one_line, pieces

_HEAD = TextStyle(size=7.4, leading=10, color=GREY)
_MIDDLE = TextStyle(size=7.4, leading=10, color=GREY, align="center")
_RIGHT = TextStyle(size=7.4, leading=10, color=GREY, align="right")


@dataclass(slots=True)
class PageIndex:
    """What one layout found: the page of every place, the pages that show each source, and how many pages there are."""

    places: dict[str, int] = field(default_factory=dict)
    shown: dict[str, list[int]] = field(default_factory=dict)
    pages: int = 0

    def page(self, place: str) -> str:
        """`第12页`, or a stand-in of the same width while the page is not known."""
        return f"第{self.places.get(place, '00')}页"


@dataclass(frozen=True, slots=True)
class Running:
    """What stands on every page and in the document's properties."""

    title: str
    case: str
    pack: str
    made: str
    author: str
    generated: datetime


class PackCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A reportlab canvas that keeps the pack's index while it draws."""

    def __init__(self, target: BinaryIO, running: Running, before: PageIndex, *, final: bool) -> None:
        """Take where to write, what runs through all pages, and what the layout before found."""
        font(REGULAR), font(BOLD)
        super().__init__(
            target,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            pageCompression=1,
            invariant=1,
            initialFontName=REGULAR,
            lang="zh-CN",
            pdfVersion=(1, 7),
        )
        self.running, self.before, self.final = running, before, final
        self.index = PageIndex()
        self._pictures: dict[Picture, str] = {}
        self._doc._timeStamp = _stamp(running.generated)
        self.setViewerPreference("DisplayDocTitle", "true")
        self.showOutline()

    def place(self, name: str, top: float = 0, *, title: str | None = None, level: int = 0) -> None:
        """Note that the place lies here, `top` points above the current origin."""
        self.index.places.setdefault(name, self.getPageNumber())
        _, y = self.absolutePosition(0, top)
        self.bookmarkHorizontalAbsolute(name, min(y + 6, self._pagesize[1]))
        if title is not None:
            self.addOutlineEntry(one_line(title, 60), name, level=level, closed=level == 0)

    def shows(self, source: str) -> None:
        """Note that this page shows (part of) the source's picture."""
        pages = self.index.shown.setdefault(source, [])
        if not pages or pages[-1] != self.getPageNumber():
            pages.append(self.getPageNumber())

    def go_to(self, name: str, box: tuple[float, float, float, float]) -> None:
        """Make the box a link to the place, where the layout before found it."""
        if name in self.before.places:
            self.linkRect("", name, box, relative=1, thickness=0, F=4)

    def picture(self, picture: Picture, x: float, y: float, width: float, height: float) -> None:
        """Draw the whole picture into the box; its data is kept once in the file."""
        if not self.final:
            return
        name = self._pictures.setdefault(picture, f"Im{len(self._pictures) + 1}")
        registered = self._doc.getXObjectName(name)
        if registered not in self._doc.idToObject:
            self._doc.addForm(name, PictureObject(picture))
        self._currentPageHasImages = 1
        self.saveState()
        self.translate(x, y)
        self.scale(width, height)
        self._code.append(f"/{registered} Do")
        self.restoreState()
        self._formsinuse.append(name)

    def stroke_of_ruler(self, x0: float, x1: float, y: float) -> None:
        """A level hairline; written directly, because a pack has thousands and reportlab's numbers are slow."""
        self._code.append(f"{x0:.1f} {y:.2f} m {x1:.1f} {y:.2f} l S")

    def words(self, text: str, name: str, size: float, x: float, y: float, color: str, spread: float = 0) -> None:
        """Draw one line of text in one font; `spread` points are added after each character.

        Text, tints and underlines are written directly: reportlab's text objects take four times as long.
        """
        spaced = f"{spread:.3f} Tc " if spread else ""
        ends = " 0 Tc ET" if spread else " ET"
        self._code.append(
            f"BT {_rgb(color)} rg {spaced}1 0 0 1 {x:.2f} {y:.2f} Tm {self._shown(text, name, size)}{ends}"
        )

    def tint(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Fill a box."""
        self._code.append(f"{_rgb(color)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def underline(self, x0: float, x1: float, y: float, weight: float, color: str) -> None:
        """Draw a level line in a colour of its own."""
        self._code.append(f"q {_rgb(color)} RG {weight:.2f} w {x0:.2f} {y:.2f} m {x1:.2f} {y:.2f} l S Q")

    def unseen(self, text: str, box: tuple[float, float, float, float]) -> None:
        """Lay text that is not drawn but can be found and copied over the box (text rendering mode 3)."""
        glyphs = list(pieces(" ".join(clean(text).split()), False))
        size = max(1.0, (box[3] - box[1]) * 0.8)
        natural = sum([advance(name, char) for char, name in glyphs]) * size
        if not natural or box[2] <= box[0]:
            return
        shown = []
        begin = 0
        for at in range(1, len(glyphs) + 1):
            if at == len(glyphs) or glyphs[at][1] != glyphs[begin][1]:
                shown.append(self._shown("".join([char for char, _ in glyphs[begin:at]]), glyphs[begin][1], size))
                begin = at
        across = 100 * (box[2] - box[0]) / natural
        start = f"BT 3 Tr {across:.2f} Tz 1 0 0 1 {box[0]:.2f} {box[1] + size * 0.2:.2f} Tm"
        self._code.append(f"{start} {' '.join(shown)} 100 Tz 0 Tr ET")

    def _shown(self, text: str, name: str, size: float) -> str:
        """The operators that show the text: each subset of the font in turn, strings in hexadecimal."""
        held = font(name)
        return " ".join(
            [
                f"{held.getSubsetInternalName(subset, self._doc)} {size:.2f} Tf <{codes.hex()}> Tj"
                for subset, codes in held.splitString(text, self._doc)
            ]
        )

    def running_heads(self, *, head: bool) -> None:
        """Draw what stands on every page: the case and the pack above, the page's number below."""
        if not self.final:
            return
        width, height = self._pagesize
        side = MARGIN_WIDE if width > height else MARGIN_SIDE
        inner = width - 2 * side
        self.setStrokeColor(HexColor(RULE))
        self.setLineWidth(0.4)
        if head:
            top = height - 13 * MM
            self._say(self.running.case, _HEAD, side, top, inner * 0.66)
            self._say(self.running.pack, _RIGHT, side + inner * 0.66, top, inner * 0.34)
            self.line(side, top - 4, width - side, top - 4)
        low = 9.5 * MM
        self._say(self.running.made, _HEAD, side, low, inner * 0.7)
        number = f"第 {self.getPageNumber()} 页 / 共 {self.before.pages or '…'} 页"
        self._say(number, _RIGHT, side + inner * 0.7, low, inner * 0.3)

    def _say(self, text: str, style: TextStyle, x: float, y: float, width: float) -> None:
        block = Text(text, style)
        while block.natural_width() > width and len(text) > 2:
            text = text[:-2] + "…"
            block = Text(text, style)
        block.wrap(width, 100)
        block.drawOn(self, x, y)

    @property
    def settled(self) -> bool:
        """Whether the page numbers printed are those of this very layout."""
        return self.final and self.index == self.before

    def save(self) -> None:
        """Write the file; a layout whose page numbers have moved writes nothing."""
        self.index.pages = self.getPageNumber() - 1
        if self.settled:
            super().save()


@cache
def _rgb(color: str) -> str:
    """A colour `#RRGGBB` as the three numbers of an operator."""
    return " ".join(f"{int(color[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


def _stamp(time: datetime) -> Any:
    """The creation time as reportlab keeps it: the dossier's, not the clock's."""
    local = time.astimezone(CHINA)
    return SimpleNamespace(
        t=time.timestamp(), lt=local.timetuple(), YMDhms=local.timetuple()[:6], tzname="CST", dhh=8, dmm=0
    )


def shown_pages(index: PageIndex) -> Mapping[str, tuple[int, ...]]:
    """Which pages of the PDF show which source."""
    return {source: tuple(pages) for source, pages in sorted(index.shown.items())}
