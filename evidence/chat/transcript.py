"""Takes pages of chat screenshots in any order, hands on the transcript.

Messages in conversation order, each once, with speaker and time; the gaps between screenshots; and everything that is
no message as chrome.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from evidence.chat.bubbles import lay_out
from evidence.chat.clients import Words, bare
from evidence.chat.clock import Stamp, named_time, resolve
from evidence.chat.column import find_column
from evidence.chat.contents import fill_in
from evidence.chat.items import Item
from evidence.chat.joints import join as join_stretches
from evidence.chat.owners import share_devices
from evidence.chat.roles import NameBook, speaker_of
from evidence.chat.screens import View, recognise, view
from evidence.chat.series import Sheet, Strand, conversations
from evidence.chat.wording import join, same_words
from evidence.model import (
    UNKNOWN_TIME,
    Box,
    Chrome,
    Device,
    Gap,
    Line,
    Mark,
    Message,
    Moment,
    Page,
    Repeat,
    Screen,
    Source,
    Speaker,
    Transcript,
)

_READ = re.compile(r"\s*(已读|未读)$")

NO_OVERLAP = "两张截图没有重叠的内容，中间可能缺少消息"
UNSURE = "两张截图有相同的话，但不足以确认是同一处，已分开列出，中间可能缺少消息"

SURER = 0.02
"""Confidence by which the reading of a repeat must outdo the first to take its place where the two differ."""


def converse(
    pages: Sequence[Page],
    sources: Sequence[Source],
    *,
    captured: datetime | None = None,
    device: Device | None = None,
    buyer: str | None = None,
    shop: str | None = None,
) -> Transcript:
    """The conversation the pages show.

    Args:
        pages: chat screenshots as read, in any order.
        sources: the files they come from; they order the pages where nothing else does.
        captured: when the screenshots were taken; where None, each picture's own time is used: that of the camera or
            phone, the one in the file's name, the file's.
        device: whose screen all pages show; a source's own `device` outranks it.
        buyer: the buyer's name as the client shows it, where known.
        shop: the shop's name, where known.
    """
    by_id = {source.id: source for source in sources}
    place = {source.id: at for at, source in enumerate(sources)}
    ordered = sorted(pages, key=lambda p: (place.get(p.source, len(place)), p.source, p.number))
    sheets: list[Sheet] = []
    chrome: list[Chrome] = []
    for order, page in enumerate(ordered):
        sheet, left_over = _sheet(page, by_id.get(page.source), order, captured, device)
        sheets.append(sheet)
        chrome += [Chrome(page.source, n.text, n.box, n.confidence) for n in sorted(left_over, key=lambda n: n.box)]
    told = conversations(sheets)
    messages: list[Message] = []
    gaps: list[Gap] = []
    screens: list[Screen] = []
    for number, strands in enumerate(told, start=1):
        share_devices([sheet for strand in strands for sheet in strand.sheets], buyer, shop)
        named = [i for strand in strands for sheet in strand.sheets for i in sheet.items if i.headed and i.name]
        stretches = [_told(strand, number, _speakers(strand, named, buyer, shop)) for strand in strands]
        spoken, parted = _joined(strands, stretches)
        messages += spoken
        gaps += parted
        screens += [_screen(sheet, number) for strand in strands for sheet in strand.sheets]
    numbered = tuple(replace(m, id=f"M{n:04d}") for n, m in enumerate(messages, start=1))
    return Transcript(
        engine=ordered[0].engine if ordered else None,
        sources=tuple(sources),
        messages=numbered,
        gaps=tuple(gaps),
        chrome=tuple(chrome),
        screens=tuple(screens),
    )


def _speakers(strand: Strand, named: Sequence[Item], buyer: str | None, shop: str | None) -> dict[int, Speaker]:
    """Who speaks in each item of the strand's sheets, by the item's identity; `named` are the conversation's names."""
    speakers: dict[int, Speaker] = {}
    for sheet in strand.sheets:
        names = NameBook(sheet.items, sheet.seen, sheet.page, sheet.column, buyer, shop, named)
        for item in sheet.items:
            speakers[id(item)] = speaker_of(item, sheet.seen, names)
            if item.headed and not item.boxed and speakers[id(item)] == sheet.seen.device:
                _trailing_mark(item)
    return speakers


def _joined(strands: Sequence[Strand], stretches: Sequence[list[Message]]) -> tuple[list[Message], list[Gap]]:
    """The conversation's stretches in order, joined by their words where that is certain; the gaps elsewhere."""
    whole: list[Message] = []
    gaps: list[Gap] = []
    current: list[Message] = []
    for at, stretch in enumerate(stretches):
        joint = join_stretches(current, stretch) if at else None
        if joint is not None and joint.sure:
            current = list(joint.messages)
            continue
        if at:
            reason = NO_OVERLAP if joint is None else UNSURE
            gaps.append(Gap(strands[at - 1].sheets[-1].page.source, strands[at].sheets[0].page.source, reason))
        whole += current
        current = stretch
    return whole + current, gaps


def _sheet(
    page: Page, source: Source | None, order: int, captured: datetime | None, device: Device | None
) -> tuple[Sheet, list[Line]]:
    """The page laid out, and its lines that are no message."""
    words = Words(None)
    column = find_column(page, words)
    client = recognise([n for n in page.lines if not column.holds(n.box)], ())
    if client is not None:
        words = Words(client)
        column = find_column(page, words)
    layout = fill_in(page, column, lay_out(page, column, words), words)
    items = list(layout.items)
    seen = view(page, column, items, device, source.device if source else None)
    taken, said = (captured, "given") if captured is not None else _taken(source)
    moments = [m.value for i in items if i.stamp and (m := resolve(i.stamp, taken)).value is not None]
    sheet = Sheet(page, source, column, items, seen, taken, [m for m in moments if m], order, said)
    return sheet, list(layout.left_over)


def _trailing_mark(item: Item) -> None:
    """A read mark printed behind the owner's own words, which the reader took for their end, is parted from them."""
    if not item.lines:
        return
    last = item.lines[-1]
    match = _READ.search(last.text)
    if match is None or match.start() == 0:
        return
    kept = last.text[: match.start()].rstrip()
    x = last.box.x0 + last.box.width * len(kept) // max(1, len(last.text))
    item.marks.append(Mark(match.group(0).strip(), Box(x, last.box.y0, last.box.x1, last.box.y1)))
    item.lines[-1] = replace(last, text=kept, box=Box(last.box.x0, last.box.y0, x, last.box.y1))


def _taken(source: Source | None) -> tuple[datetime | None, str | None]:
    """When the picture was taken, by the best its file tells, and what tells it."""
    if source is None:
        return None, None
    ways = (("exif", source.device_time), ("file-name", named_time(source.path)), ("file-time", source.modified))
    return next(((time, said) for said, time in ways if time is not None), (None, None))


def _screen(sheet: Sheet, number: int) -> Screen:
    seen: View = sheet.seen
    background = sheet.page.surface.background if sheet.page.surface else (255, 255, 255)
    below = any(n.box.y0 >= sheet.column.box.y1 - 2 for n in sheet.page.lines) or (
        sheet.page.height - sheet.column.box.y1 > 1.5 * sheet.column.em
    )
    return Screen(
        source=sheet.page.source,
        client=seen.client.id if seen.client else None,
        device=seen.device,
        device_origin=seen.origin,
        title=seen.title,
        whole=seen.title is not None and below,
        dark=sum(background) < 3 * 110,
        conversation=number,
        captured=sheet.captured,
        captured_origin=sheet.captured_origin,
    )


def _told(strand: Strand, number: int, speakers: dict[int, Speaker]) -> list[Message]:
    """The strand's messages, each once, with their times."""
    messages: list[Message] = []
    last: list[tuple[int, Item]] = []
    clock = _Clock()
    for sheet, offset in zip(strand.sheets, strand.offsets, strict=True):
        here: list[tuple[int, Item]] = []
        for item in sheet.items:
            twin = _seen_before(item, offset, last, sheet) if last else None
            if twin is not None:
                at, before = twin
                messages[at] = _again(messages[at], before, item, sheet, speakers[id(item)], number)
                here.append((at, item))
                continue
            messages.append(_message(item, sheet, speakers[id(item)], clock.moment(item, sheet), number))
            here.append((len(messages) - 1, item))
        # What the next sheet may repeat: this sheet's items, and those above it that it no longer shows.
        last = here
    return messages


def _seen_before(item: Item, offset: int, last: Sequence[tuple[int, Item]], sheet: Sheet) -> tuple[int, Item] | None:
    """The item of the sheet before that this one repeats: at the same place, with the same words."""
    box = item.box.shifted(0, offset)
    text = join(item.lines)
    for at, other in last:
        shared = min(box.y1, other.box.y1) - max(box.y0, other.box.y0)
        if shared < 0.5 * min(box.height, other.box.height) or item.side != other.side:
            continue
        cut = item.partial or other.partial
        words = join(other.lines)
        if item.kind == other.kind == "image" or not text or not words or cut or same_words(text, words) >= 0.6:
            return at, other
    return None


def _again(message: Message, before: Item, item: Item, sheet: Sheet, speaker: Speaker, number: int) -> Message:
    """The message with one more view; a whole view takes the place of a cut one, a surer reading that of a poorer."""
    cut = before.partial and (not item.partial or item.box.height > before.box.height)
    surer = (
        not item.partial
        and bool(item.lines)
        and min(n.confidence for n in item.lines) > message.confidence + SURER
        and bare(join(item.lines)) != bare(message.text)
    )
    if cut or surer:
        fresh = _message(item, sheet, speaker, message.time, number)
        fresh = replace(fresh, time=_told_again(message.time, item, sheet))
        first = Repeat(message.source, message.box)
        return replace(fresh, name=item.name or message.name, repeats=(*message.repeats, first))
    marks = message.marks or tuple(item.marks)
    time = message.time if message.time.origin == "resolved" else _told_again(message.time, item, sheet)
    again = (*message.repeats, Repeat(sheet.page.source, item.box))
    return replace(message, repeats=again, marks=marks, name=message.name or item.name, time=time)


def _told_again(known: Moment, item: Item, sheet: Sheet) -> Moment:
    """The time as the other view shows it, where that settles one; else the time known already."""
    if item.stamp is None:
        return known
    told = resolve(item.stamp, sheet.captured, [known.value] if known.value else ())
    return known if told.value is None else told


def _message(item: Item, sheet: Sheet, speaker: Speaker, time: Moment, number: int) -> Message:
    words = Words(None)
    kind = item.kind
    if kind == "text" and any(words.has_a("auto", mark.text) for mark in item.marks):
        kind = "auto"
    confidence = min((line.confidence for line in item.lines), default=1.0)
    box: Box = item.box if not item.lines or item.kind in ("image", "card") else Box.around(n.box for n in item.lines)
    glue = "\n" if kind == "card" else None
    return Message(
        id="",
        source=sheet.page.source,
        speaker=speaker,
        side=item.side,
        kind=kind,
        text=glue.join(n.text.strip() for n in item.lines) if glue else join(item.lines),
        confidence=round(confidence, 4),
        box=box,
        lines=tuple(item.lines),
        time=time,
        name=item.name,
        quote=item.quote,
        marks=tuple(sorted(item.marks, key=lambda m: (m.box, bare(m.text)))),
        partial=item.partial,
        conversation=number,
    )


class _Clock:
    """Carries the separator's time down to the bubbles below it, within one strand."""

    def __init__(self) -> None:
        self._carried: Moment | None = None
        self._day: Stamp | None = None
        self._last: datetime | None = None

    def moment(self, item: Item, sheet: Sheet) -> Moment:
        """The item's time: its own, or the separator's above."""
        stamp = item.stamp
        if stamp is None:
            if self._carried is None or self._carried.value is None:
                return UNKNOWN_TIME
            return Moment(self._carried.value, self._carried.shown, "carried")
        if stamp.clock is None:
            self._day = stamp
            self._carried = None
            return Moment(None, stamp.shown, "unknown")
        near = [self._last] if self._last else sheet.moments
        if self._day is not None and not stamp.dated:
            day = self._day
            whole = Stamp(stamp.shown, stamp.clock, day.year, day.month, day.day, day.days_ago, day.weekday)
            return resolve(whole, sheet.captured, near)
        told = resolve(stamp, sheet.captured, near)
        self._last = told.value or self._last
        if item.kind == "time":
            self._carried = told
            self._day = None
        return told
