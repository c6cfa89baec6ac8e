"""The pack: takes the dossier and its pictures, writes the PDF, and says which page shows which source."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from reportlab import rl_config
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, NextPageTemplate, PageBreak, PageTemplate

from evidence.model import Dossier
from evidence.report.canvas import PackCanvas, PageIndex, Running, shown_pages
from evidence.report.chat_pages import exhibit_pages
from evidence.report.cover import cover_page
from evidence.report.edition import WHOLE, Edition
from evidence.report.exhibits import KeyLine, References, key_lines
from evidence.report.facts_pages import facts_pages
from evidence.report.integrity import checklist_pages, integrity_pages, limits_pages, pack_id
from evidence.report.masks_page import masks_pages
from evidence.report.quotes import quotes_pages
from evidence.report.shots import Album
from evidence.report.statement import statement_pages
from evidence.report.style import (
    BODY_HEIGHT,
    BODY_WIDTH,
    MARGIN_BOTTOM,
    MARGIN_SIDE,
    MARGIN_WIDE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    when,
)
from evidence.report.text import one_line
from evidence.report.timeline import timeline_pages
from evidence.report.together import together

_LAYOUTS = 4
"""Layouts at most after the first until page numbers stand still: one in practice, two when a number gains a digit."""
_FRESH_PAGE = 0.5
"""A section begins on a new page unless at least this part of the page is free."""
_WRITING = threading.Lock()
"""reportlab keeps its compression switch and the state of fonts for the whole process."""


@dataclass(frozen=True, slots=True)
class PackInfo:
    """What was written: how many pages, and which of them (from 1) show which source."""

    pages: int
    shown: Mapping[str, tuple[int, ...]]


def write_pack(
    dossier: Dossier, target: BinaryIO | Path, *, picture: Callable[[str, int], Path], edition: Edition = WHOLE
) -> PackInfo:
    """Write the evidence pack as a PDF. The same dossier and pictures give the same bytes.

    Args:
        dossier: all that was read, found and argued.
        target: an open binary file, or a path that is written to as it is; the caller makes the write whole or nothing.
        picture: the path of the untouched picture of a source, or of a PDF's page (from 1) as rendered; KeyError where
            there is none.
        edition: which copy to write; for one with masks, `dossier` and `picture` are the masked ones.

    Raises:
        EvidenceError: MISSING (3) when a font of the installation is missing, FILE (5) when a picture cannot be read.
        OSError: when the target cannot be written.
    """
    album = Album(picture, edition.reduction)
    keys = key_lines(dossier)
    refs = References(dossier, keys)
    with _WRITING, _plain_streams(), _opened(target) as stream:
        index = _lay_out(dossier, keys, refs, album, edition, PageIndex(), stream, final=False).index
        for _ in range(_LAYOUTS):
            canvas = _lay_out(dossier, keys, refs, album, edition, index, stream, final=True)
            if canvas.settled:
                break
            index = canvas.index
        else:
            raise RuntimeError("the pack's page numbers do not settle")
    return PackInfo(index.pages, shown_pages(index))


@contextmanager
def _opened(target: BinaryIO | Path) -> Iterator[BinaryIO]:
    if isinstance(target, Path):
        with target.open("wb") as stream:
            yield stream
    else:
        yield target


@contextmanager
def _plain_streams() -> Iterator[None]:
    """Streams compressed once, without reportlab's ASCII armour, which costs time and a quarter in size."""
    before = rl_config.useA85
    rl_config.useA85 = 0
    try:
        yield
    finally:
        rl_config.useA85 = before


def _running(dossier: Dossier, edition: Edition) -> Running:
    order = dossier.facts.order.number
    number = order.value if order else dossier.case.file.order
    name = f"订单 {one_line(number, 32)}" if number else "订单号未见于材料"
    shop = dossier.facts.order.shop
    author = (shop.value if shop else dossier.case.file.shop) or "商家"
    return Running(
        title=f"申诉证据材料 {name}",
        case=f"{dossier.appeal.platform_name}申诉证据材料·{name}",
        pack=f"材料编号 {pack_id(dossier)}",
        made=f"evidence {dossier.version}·生成于 {when(dossier.generated)}" + (edition.words and f"·{edition.words}"),
        author=one_line(author, 60),
        generated=dossier.generated,
    )


def _lay_out(
    dossier: Dossier, keys: tuple[KeyLine, ...], refs: References, album: Album, edition: Edition,
    before: PageIndex, target: BinaryIO, *, final: bool,
) -> PackCanvas:  # fmt: skip
    """Lay the whole pack out with the page numbers of the layout before; the canvas holds those of this one."""
    running = _running(dossier, edition)
    canvases: list[PackCanvas] = []

    def canvas(stream: BinaryIO, **_: Any) -> PackCanvas:
        canvases.append(PackCanvas(stream, running, before, final=final))
        return canvases[0]

    document = BaseDocTemplate(
        target,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        pageTemplates=_templates(),
        title=running.title,
        author=running.author,
        subject=running.case,
        creator=running.made,
        keywords=running.pack,
    )
    document.build(_story(dossier, keys, refs, album, edition, before), canvasmaker=canvas)
    return canvases[0]


def _templates() -> list[PageTemplate]:
    upright, turned = (PAGE_WIDTH, PAGE_HEIGHT), (PAGE_HEIGHT, PAGE_WIDTH)
    none = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}

    def frame(width: float, height: float, side: float = MARGIN_SIDE) -> Frame:
        return Frame(side, MARGIN_BOTTOM, width, height, **none)

    wide = PAGE_HEIGHT - 2 * MARGIN_WIDE, BODY_HEIGHT - PAGE_HEIGHT + PAGE_WIDTH, MARGIN_WIDE
    return [
        PageTemplate("cover", [frame(BODY_WIDTH, BODY_HEIGHT)], onPage=_plain, pagesize=upright),
        PageTemplate("body", [frame(BODY_WIDTH, BODY_HEIGHT)], onPage=_headed, pagesize=upright),
        PageTemplate("wide", [frame(*wide)], onPage=_headed, pagesize=turned),
    ]


def _plain(canvas: PackCanvas, document: Any) -> None:
    canvas.running_heads(head=False)


def _headed(canvas: PackCanvas, document: Any) -> None:
    canvas.running_heads(head=True)


def _story(
    dossier: Dossier, keys: tuple[KeyLine, ...], refs: References, album: Album, edition: Edition, index: PageIndex
) -> list[Any]:
    """The sections in their order; one of text follows on the same page where enough of it is left."""
    bodies: list[tuple[str, str, list[Any]]] = [
        ("statement", "申诉说明" if dossier.appeal.ground else "为什么不宜申诉", statement_pages(dossier, refs)),
        ("quotes", "关键语句" if dossier.appeal.ground else "对话中的相关语句",
         quotes_pages(dossier, keys, refs, album, index)),
        ("timeline", "时间线", timeline_pages(dossier, refs, index)),
        ("chats", "聊天证据", exhibit_pages(dossier, keys, refs, album, edition, chats=True)),
        ("facts", "订单与物流", facts_pages(dossier, refs, index)),
        ("others", "其他证据", exhibit_pages(dossier, keys, refs, album, edition, chats=False)),
        ("checks", "核对清单", checklist_pages(dossier, refs)),
        ("integrity", "完整性", integrity_pages(dossier, refs, index)),
        ("masks", "遮盖清单", masks_pages(edition, refs)),
        ("limits", "限制与声明", limits_pages(dossier)),
    ]  # fmt: skip
    sections = [(place, title, flow) for place, title, flow in bodies if flow]
    contents = [(place, title) for place, title, _ in sections]
    story = cover_page(dossier, keys, refs, index, contents)
    pictures = ("cover", "chats", "others")
    before = "cover"
    for place, _, flow in sections:
        if before in pictures and place not in pictures:
            story += [NextPageTemplate("body"), PageBreak()]
        elif place not in pictures:
            story.append(CondPageBreak(BODY_HEIGHT * _FRESH_PAGE))
        story += together(flow)
        before = place
    return story
