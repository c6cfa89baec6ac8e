"""Exhibits that are no pictures: a text in its own words, and of a table or recording what it is and how to know it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from evidence.model import Dossier, Page, Source
from evidence.report.blocks import Anchor, Boxed
from evidence.report.exhibits import References, caption
from evidence.report.paragraph import Text
from evidence.report.style import GREY, INK, NOTE, SMALL, TINY, TextStyle
from evidence.report.text import Run, one_line

_TITLE = TextStyle(size=13, leading=18, bold=True, with_next=True)
_FACT = TextStyle(size=7.6, leading=11.2, color=GREY, with_next=True)
_DIGEST = TextStyle(size=6.8, leading=10, color=GREY, after=5, with_next=True)
_PATH = 90
_LINES = 120
"""Lines of a text that are printed: a parcel's record has some dozens."""
_CELLS = "    "


def unpictured(
    dossier: Dossier, source: Source, refs: References, places: list[tuple[str, str | None, int]]
) -> list[Any]:
    """The entry of a source that has no picture, to stand below others of its kind."""
    page = dossier.page(source.id)
    shown = source.id if page is not None else None
    anchors = [Anchor(*place, before=14, shows=shown) for place in places]
    particulars = f"{one_line(source.path, _PATH)}  |  {source.bytes:,} 字节"
    if source.answers:
        particulars = f"针对 {one_line(source.answers, 60)}  |  {particulars}"
    flow: list[Any] = [
        *anchors,
        Text([refs.exhibit(source.id), Run(f"  {one_line(caption(source), 60)}", bold=False, size=9)], _TITLE),
        Text(particulars, _FACT),
        Text(f"SHA-256 {source.sha256}", _DIGEST),
    ]
    if page is None:
        return [*flow, Text("该文件不能以图片呈现，随本材料另附原文件。", NOTE)]
    rows = _rows(page)
    flow.append(Boxed([Text(row, SMALL) for row in rows[:_LINES]], bar=INK, shade=True, after=4))
    rest = f"，此处为前 {_LINES} 行，共 {len(rows)} 行" if len(rows) > _LINES else ""
    return [*flow, Text(f"以上为该文件的文字{rest}；原文件随本材料另附。", TINY)]


def _rows(page: Page) -> list[str]:
    """The text line by line; what stood in columns is set apart."""
    lines = sorted(page.lines, key=lambda line: (line.box.y0, line.box.x0))
    return [_CELLS.join(line.text for line in row) for _, row in groupby(lines, key=lambda line: line.box.y0)]
