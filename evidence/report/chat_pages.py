"""The exhibits: every screenshot, photo and rendered page in order, as large as the sheet allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from reportlab.platypus import NextPageTemplate, PageBreak

from evidence.model import Box, Dossier, Fact, Message, Source
from evidence.report.edition import Edition
from evidence.report.exhibits import (
    KeyLine,
    References,
    caption,
    exhibit_place,
    in_order,
    mark_place,
)
from evidence.report.paragraph import Text
from evidence.report.pictures import Picture
from evidence.report.shots import Album, Mark, Shot, is_long, parts_room, read_lines, wide
from evidence.report.slices import slices
from evidence.report.style import ACCENT, GREY, TINY, TextStyle, when
from evidence.report.text import Run, one_line
from evidence.report.unpictured import unpictured

_TITLE = TextStyle(size=13, leading=18, bold=True)
_FACT = TextStyle(size=7.6, leading=11.2, color=GREY)
_FACT_INK = TextStyle(size=7.6, leading=11.2)
_KIND = TextStyle(size=9, leading=13.5, after=3)
_LABEL = TextStyle(size=6.6, leading=9, color=GREY, before=4, with_next=True)
_DIGEST = TextStyle(size=6.4, leading=9)
_PATH = 90
_DEVICES = {"seller": "商家端截图", "buyer": "买家端截图"}


def exhibit_pages(
    dossier: Dossier, keys: Sequence[KeyLine], refs: References, album: Album, edition: Edition, *, chats: bool
) -> list[Any]:
    """The pages of the conversation's screenshots, or of all other exhibits; each begins a page of its own."""
    sources = [source for source in in_order(dossier) if (source.kind == "chat") is chats]
    flow: list[Any] = []
    section = ("chats", "聊天证据") if chats else ("others", "其他证据")
    listed = False
    for number, source in enumerate(sources):
        places: list[tuple[str, str | None, int]] = [(*section, 0)] if number == 0 else []
        places.append((exhibit_place(source.id), f"{refs.exhibit(source.id)} {caption(source)} {source.path}", 1))
        pictured = _exhibit(dossier, source, keys, refs, album, edition, places)
        if pictured:
            flow += pictured
        else:
            # Files without a picture stand below each other: a page for each would be an empty page.
            flow += [] if listed else [NextPageTemplate("body"), PageBreak()]
            flow += unpictured(dossier, source, refs, places)
        listed = not pictured
    return flow


def _exhibit(
    dossier: Dossier, source: Source, keys: Sequence[KeyLine], refs: References, album: Album,
    edition: Edition, places: list[tuple[str, str | None, int]],
) -> list[Any]:  # fmt: skip
    """The pages of the source's pictures; nothing where it has none."""
    flow: list[Any] = []
    for page in range(1, max(1, source.pages) + 1):
        picture = album.get(source.id, page)
        if picture is None:
            continue
        marks = _marks(dossier, source, page, keys, refs)
        lines = read_lines(dossier, source.id, page)
        parts: list[tuple[int, int]] = [(0, picture.height)]
        if is_long(picture):
            held = [(line.box.y0, line.box.y1) for line in lines]
            held += [(m.box.y0, m.box.y1) for m in refs.here.get(source.id, ())]
            parts = slices(picture.height, parts_room(picture), held)
        for number, part in enumerate(parts, 1):
            words = _caption(dossier, source, refs, edition, page, (number, len(parts)), picture)
            flow += [
                NextPageTemplate("wide" if wide(picture) else "body"),
                PageBreak(),
                Shot(picture, source.id, words, part=part, marks=marks, lines=lines, places=places),
            ]
            places = []
    return flow


Detail = tuple[str, list[str | Run]]
"""One line of a caption: its label, and what it says."""


def _caption(
    dossier: Dossier, source: Source, refs: References, edition: Edition, page: int, part: tuple[int, int],
    picture: Picture,
) -> list[Any]:  # fmt: skip
    place = ""
    if source.pages > 1:
        place += f"（第 {page} 页，共 {source.pages} 页）"
    if part[1] > 1:
        place += f"（第 {part[0]} 段，共 {part[1]} 段）"
    details: list[Detail] = []
    if part[0] == 1 and page == 1:
        if source.answers:
            details.append(("针对", [one_line(source.answers, 60)]))
        if source.kind == "chat":
            details += _conversation(dossier, source, refs, "\n" if _tall(picture) else "；")
        if source.device_time is not None:
            details.append(("拍摄", [f"{when(source.device_time)}（设备记录）"]))
    elif part[0] > 1:
        details.append(("衔接", ["接上页，同一张截图，未作改动"]))
    details.append(("文件", [refs.file(source, _PATH)]))
    details.append(("图片", [_taken_over(source, picture, edition)]))
    title = refs.exhibit(source.id)
    named = f"{one_line(caption(source), 40)}{place}"
    if not _tall(picture):
        between: list[str | Run] = []
        for number, (_, words) in enumerate(details):
            between += ["  |  ", *words] if number else words
        return [
            Text([title, Run(f"  {named}", bold=False, size=9)], _TITLE),
            Text(between, _FACT),
            Text(f"{_whose(picture, edition)}SHA-256 {source.sha256}", TINY),
        ]
    # In the narrow column beside a phone's picture each thing has a line of its own; the digest stands in two halves,
    # so that it can be compared line by line.
    details.append((_whose(picture, edition) + "SHA-256", [f"{source.sha256[:32]}\n{source.sha256[32:]}"]))
    flow: list[Any] = [Text(title, _TITLE), Text(named, _KIND)]
    for label, words in details:
        flow += [Text(label, _LABEL), Text(words, _DIGEST if label.endswith("SHA-256") else _FACT_INK)]
    return flow


def _taken_over(source: Source, picture: Picture, edition: Edition) -> str:
    """How large the picture is and how it came into the pack."""
    told = f"{picture.width} × {picture.height} 像素"
    if picture.way == "reduced" and picture.stored is not None:
        return f"此处为缩小件（{picture.stored[0]} × {picture.stored[1]}，JPEG）；原件 {told}，{source.bytes:,} 字节"
    if not source.is_picture:
        return f"{told}，由该文件渲染的画面；原文件 {source.bytes:,} 字节"
    if edition.masks is not None:
        return f"{told}，遮盖后重新编码；原件 {source.bytes:,} 字节"
    if source.derived_from is not None:
        return f"{told}，由该录屏取出的画面，像素无损嵌入"
    way = "原文件数据原样嵌入" if picture.way != "pixels" else "像素无损嵌入"
    return f"{told}，{source.bytes:,} 字节，{way}"


def _whose(picture: Picture, edition: Edition) -> str:
    return "原件 " if edition.masks is not None or picture.way == "reduced" else ""


def _tall(picture: Picture) -> bool:
    return picture.height > picture.width * 1.6


def _conversation(dossier: Dossier, source: Source, refs: References, between: str) -> list[Detail]:
    """Whose screen, from when to when, what it repeats and what it lacks, the last two with `between` between them."""
    transcript = dossier.transcript
    details: list[Detail] = []
    screen = next((s for s in transcript.screens if s.source == source.id), None)
    if screen and screen.device:
        titled = f"，标题“{one_line(screen.title, 20)}”" if screen.title else ""
        details.append(("画面", [_DEVICES[screen.device] + titled]))
    here, again = refs.here.get(source.id, []), refs.again.get(source.id, [])
    times = [m.time.value for m in [*here, *again] if m.time.value is not None]
    details.append(("时间", [_span(min(times), max(times)) if times else "截图未显示可确定的时间"]))
    shared = _shared(again, lambda m: [m.source])
    for other, count in _shared(here, lambda m: [r.source for r in m.repeats]).items():
        shared[other] = shared.get(other, 0) + count
    own = refs.numbers[source.id]
    told: list[str | Run] = [
        f"{'接' if refs.numbers.get(s, 0) < own else '下接'}{refs.exhibit(s)}，重复 {shared[s]} 条"
        for s in sorted(shared, key=lambda s: refs.numbers.get(s, 0))
    ]
    for gap in transcript.gaps:
        if gap.before == source.id:
            told.append(
                Run(f"与{refs.exhibit(gap.after)}之间不连续：{one_line(refs.worded(gap.reason), 60)}", color=ACCENT)
            )
        if gap.after == source.id:
            told.append(Run(f"与{refs.exhibit(gap.before)}之间不连续", color=ACCENT))
    if told:
        details.append(("衔接", [part for n, one in enumerate(told) for part in ((between, one) if n else (one,))]))
    return details


def _span(first: datetime, last: datetime) -> str:
    """From when to when; the day is said once where it is the same."""
    start, end = when(first, zone=False), when(last, zone=False)
    if start[:10] == end[:10]:
        end = end[11:] if start != end else ""
    return f"{start} 至 {end} +08:00" if end else f"{start} +08:00"


def _shared(messages: Sequence[Message], others: Callable[[Message], list[str]]) -> dict[str, int]:
    """How many of the messages stand in each other source."""
    counted: dict[str, int] = {}
    for message in messages:
        for source in others(message):
            counted[source] = counted.get(source, 0) + 1
    return counted


def _marks(dossier: Dossier, source: Source, page: int, keys: Sequence[KeyLine], refs: References) -> list[Mark]:
    marks: list[Mark] = []
    if page == 1:
        for key in keys:
            for message_id in key.messages:
                message = refs.messages.get(message_id)
                if message is not None and message.source == source.id:
                    marks.append(_key_mark(key, message, _word(dossier)))
                for repeat in message.repeats if message else ():
                    if repeat.source == source.id:
                        title = f"{_word(dossier)}{key.number}（重复出现）"
                        marks.append(Mark(repeat.box, str(key.number), title, "", link=key.place))
    return [*_merged(marks), *_fact_marks(dossier, source, page)]


def _merged(marks: Sequence[Mark]) -> list[Mark]:
    """Marks at the same bubble as one: several key lines may rest on the same words."""
    merged: dict[Box, Mark] = {}
    for mark in marks:
        before = merged.get(mark.box)
        title = f"{before.title}、{mark.number}" if before else mark.title
        merged[mark.box] = replace(before, title=title, also=(*before.also, *_places(mark))) if before else mark
    return list(merged.values())


def _places(mark: Mark) -> tuple[str, ...]:
    return (mark.place,) if mark.place else ()


def _word(dossier: Dossier) -> str:
    return "关键语句" if dossier.appeal.ground else "相关语句"


def _key_mark(key: KeyLine, message: Message, word: str) -> Mark:
    return Mark(
        message.box, str(key.number), f"{word}{key.number}", f"「{message.text}」",
        place=mark_place(key, message.id), link=key.place,
    )  # fmt: skip


def _fact_marks(dossier: Dossier, source: Source, page: int) -> list[Mark]:
    """The values the facts rest on, where they were read: a square instead of a disc."""
    order, shipment, review = dossier.facts.order, dossier.facts.shipment, dossier.facts.review
    named: list[tuple[str, str, Fact | None]] = [
        ("单", "订单号", order.number), ("付", "付款时间", order.paid), ("发", "发货时间", order.shipped),
        ("运", "运单号", shipment.waybill), ("签", "签收", shipment.signed),
        ("评", "评价内容", review.text), ("时", "评价时间", review.time),
    ]  # fmt: skip
    marks: list[Mark] = []
    for letter, title, fact in named:
        readings = [f for f in ((fact, *fact.conflicts) if fact else ()) if f.source == source.id and f.page == page]
        for one in readings[:1]:
            if one.box is not None and one.box.area:
                marks.append(Mark(one.box, letter, title, one_line(_shown(one), 40), key=False))
    return marks


def _shown(fact: Fact) -> str:
    """What stands in the picture; a time that the seller stated is written as the pack writes times."""
    if fact.origin == "case-file":
        try:
            return when(fact.time)
        except ValueError:
            return fact.shown
    return fact.shown
