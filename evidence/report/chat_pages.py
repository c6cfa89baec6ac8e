"""The exhibits: every screenshot, photo and rendered page in order, as large as the sheet allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reportlab.platypus import NextPageTemplate, PageBreak

from evidence.model import Box, Dossier, Fact, Message, Source
from evidence.report.blocks import Anchor
from evidence.report.exhibits import (
    KIND_WORDS,
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
from evidence.report.style import ACCENT, GREY, SECTION, TINY, TextStyle, when
from evidence.report.text import Run, one_line

_TITLE = TextStyle(size=13, leading=18, bold=True)
_FACT = TextStyle(size=7.6, leading=11.2, color=GREY)
_PATH = 90
_DEVICES = {"seller": "商家端截图", "buyer": "买家端截图"}


def exhibit_pages(
    dossier: Dossier, keys: Sequence[KeyLine], refs: References, album: Album, *, chats: bool
) -> list[Any]:
    """The pages of the conversation's screenshots, or of all other exhibits; each begins a page of its own."""
    sources = [source for source in in_order(dossier) if (source.kind == "chat") is chats]
    flow: list[Any] = []
    section = ("chats", "聊天证据") if chats else ("others", "其他证据")
    for number, source in enumerate(sources):
        places: list[tuple[str, str | None, int]] = [(*section, 0)] if number == 0 else []
        flow.extend(_exhibit(dossier, source, keys, refs, album, places))
    return flow


def _exhibit(
    dossier: Dossier, source: Source, keys: Sequence[KeyLine], refs: References, album: Album,
    places: list[tuple[str, str | None, int]],
) -> list[Any]:  # fmt: skip
    name = f"{refs.exhibit(source.id)} {KIND_WORDS[source.kind]} {source.path}"
    places = [*places, (exhibit_place(source.id), name, 1)]
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
            held += [(m.box.y0, m.box.y1) for m in dossier.transcript.messages if m.source == source.id]
            parts = slices(picture.height, parts_room(picture), held)
        for number, part in enumerate(parts, 1):
            words = _caption(dossier, source, refs, page, (number, len(parts)), picture)
            flow += [
                NextPageTemplate("wide" if wide(picture) else "body"),
                PageBreak(),
                Shot(picture, source.id, words, part=part, marks=marks, lines=lines, places=places),
            ]
            places = []
    if not flow:
        flow += [NextPageTemplate("body"), PageBreak(), *(Anchor(*place) for place in places)]
        flow += [
            Text(refs.exhibit(source.id), SECTION),
            *_caption(dossier, source, refs, 1, (1, 1), None),
            Text("该文件不能以图片呈现，随本材料另附原文件；其 SHA-256 见完整性部分。", _FACT),
        ]
    return flow


def _caption(
    dossier: Dossier, source: Source, refs: References, page: int, part: tuple[int, int], picture: Picture | None
) -> list[Any]:
    title = refs.exhibit(source.id)
    place = ""
    if source.pages > 1:
        place += f"（第 {page} 页，共 {source.pages} 页）"
    if part[1] > 1:
        place += f"（第 {part[0]} 段，共 {part[1]} 段）"
    details: list[str | Run] = []
    if part[0] == 1 and page == 1:
        if source.answers:
            details.append(f"针对：{one_line(source.answers, 60)}")
        if source.kind == "chat":
            details += _conversation(dossier, source, refs)
        if source.device_time is not None:
            details.append(f"设备记录的拍摄时间 {when(source.device_time)}")
    elif part[0] > 1:
        details.append("接上页，同一张截图，未作改动")
    details.append(f"文件 {one_line(source.path, _PATH)}")
    if picture is not None:
        way = "原文件数据原样嵌入" if picture.way != "pixels" else "像素无损嵌入"
        if not source.is_picture:
            way = "由该文件渲染的画面"
        details.append(f"{picture.width} × {picture.height} 像素，{source.bytes:,} 字节，{way}")
    else:
        details.append(f"{source.bytes:,} 字节")
    return [
        Text([title, Run(f"  {one_line(caption(source), 40)}{place}", bold=False, size=9)], _TITLE),
        Text(_joined(details, "\n" if _tall(picture) else "  |  "), _FACT),
        Text(_digest(source.sha256, broken=_tall(picture)), TINY),
    ]


def _joined(details: Sequence[str | Run], between: str) -> list[str | Run]:
    return [part for number, one in enumerate(details) for part in ((between, one) if number else (one,))]


def _digest(sha256: str, *, broken: bool) -> str:
    """The digest; in a narrow column in two halves, so that it can be compared line by line."""
    return f"SHA-256\n{sha256[:32]}\n{sha256[32:]}" if broken else f"SHA-256 {sha256}"


def _tall(picture: Picture | None) -> bool:
    return picture is not None and picture.height > picture.width * 1.6


def _conversation(dossier: Dossier, source: Source, refs: References) -> list[str | Run]:
    """Whose screen, from when to when, what it repeats and what it lacks."""
    transcript = dossier.transcript
    words: list[str | Run] = []
    screen = next((s for s in transcript.screens if s.source == source.id), None)
    if screen and screen.device:
        words.append(_DEVICES[screen.device] + (f"，标题“{one_line(screen.title, 20)}”" if screen.title else ""))
    here = [m for m in transcript.messages if m.source == source.id]
    again = [m for m in transcript.messages if any(r.source == source.id for r in m.repeats)]
    times = [m.time.value for m in [*here, *again] if m.time.value is not None]
    if times:
        first, last = when(min(times), zone=False), when(max(times), zone=False)
        if first[:10] == last[:10]:
            last = last[11:] if first != last else ""
        words.append(f"{first} 至 {last} +08:00" if last else f"{first} +08:00")
    else:
        words.append("截图未显示可确定的时间")
    repeated: dict[str, int] = {}
    for message in again:
        repeated[message.source] = repeated.get(message.source, 0) + 1
    if repeated:
        words.append("接上页，" + "、".join(f"与{refs.exhibit(s)}重复 {n} 条" for s, n in repeated.items()))
    for gap in transcript.gaps:
        if gap.before == source.id:
            words.append(
                Run(f"与{refs.exhibit(gap.after)}之间不连续：{one_line(refs.worded(gap.reason), 60)}", color=ACCENT)
            )
        if gap.after == source.id:
            words.append(Run(f"与{refs.exhibit(gap.before)}之间不连续", color=ACCENT))
    return words


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
                marks.append(Mark(one.box, letter, title, one_line(one.shown, 40), key=False))
    return marks
