"""Takes every page, hands on all that could be read from it, before anything is chosen among the readings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from evidence.facts import couriers, numbers
from evidence.facts.found import Found, fact_of
from evidence.facts.layout import Piece, follows, pieces_of, same_row
from evidence.facts.panel import Block, read_blocks
from evidence.facts.reviews import only_order, read_review
from evidence.facts.status import is_collected
from evidence.facts.times import narrow
from evidence.facts.tracking import oldest_first, read_events
from evidence.model import Case, Fact, Line, Page, Review, SourceKind, TrackEvent, Transcript

# Order numbers have 15 to 19 digits (domain of each platform file); a phone number or a sum of money never has 15.
_LONG_NUMBER = re.compile(r"(?<!\d)\d{15,24}(?!\d)")
# So many scans with a known state make a page a tracking page, whatever it was taken for.
_SCANS = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """One block of order values and the kind of page it stands on."""

    kind: SourceKind
    block: Block


@dataclass(frozen=True, slots=True)
class Track:
    """One parcel's scans, over all pages of a source, and the number and courier shown there."""

    source: str
    events: tuple[TrackEvent, ...]
    waybills: tuple[Fact, ...]
    couriers: tuple[Fact, ...]


@dataclass(slots=True)
class Readings:
    """All that was read."""

    blocks: list[Seen] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    reviews: list[tuple[Piece, Review]] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    printed: dict[str, list[str]] = field(default_factory=dict)
    """Long numbers in chat screenshots, label or no label, with the screenshots that show them."""


def gather(pages: Sequence[Page], transcript: Transcript, case: Case, names: Iterable[str]) -> Readings:
    """Read every page for what its kind can hold; `names` are the buyer's names already known."""
    kinds = {source.id: source.kind for source in case.sources}
    readings = Readings(said=_said(transcript))
    later: list[tuple[SourceKind, Piece]] = []
    for page in sorted(pages, key=lambda p: (p.source, p.number)):
        kind = kinds.get(page.source, "other")
        if kind == "chat":
            for number in dict.fromkeys(n for line in page.lines for n in _LONG_NUMBER.findall(narrow(line.text))):
                readings.printed.setdefault(number, []).append(page.source)
        for piece in pieces_of(page, transcript, is_chat=kind == "chat"):
            if kind != "review":
                readings.blocks.extend(Seen(kind, _fitting(kind, block)) for block in read_blocks(piece))
            if kind != "chat":
                later.append((kind, piece))
    known = tuple(names)
    dated = _dated(readings, case)
    shown = [seen.block.number for seen in readings.blocks if seen.block.number]
    orders = ([case.file.order] if case.file.order else []) + [one for one, _ in Counter(shown).most_common()]
    for kind, piece in later:
        if kind == "review":
            own = only_order(piece, orders)
            if own.lines:
                readings.reviews.append((own, read_review(own, names=known, dated=dated)))
    readings.tracks.extend(_tracks([item for item in later if item[0] != "review"], readings, dated))
    return readings


def _fitting(kind: SourceKind, block: Block) -> Block:
    """A block without what its page cannot tell: the state a tracking page shows is the parcel's, not the order's."""
    if kind != "logistics":
        return block
    return replace(block, found=tuple(f for f in block.found if f.field not in ("bare-status", "status", "goods")))


def _said(transcript: Transcript) -> dict[str, str]:
    """Order numbers that people wrote in the chat, with the first message that holds each."""
    said: dict[str, str] = {}
    for message in transcript.messages:
        if message.kind != "card":
            for number in numbers.order_numbers_in(message.text):
                said.setdefault(number, message.id)
    return said


def _dated(readings: Readings, case: Case) -> tuple[datetime, ...]:
    """Known times of the order, which place a date without a year."""
    fields = ("created", "paid", "shipped", "collected", "signed", "finished")
    read = [f.fact.time for seen in readings.blocks for f in seen.block.found if f.field in fields]
    stated = [time for time in (case.file.signed, case.file.review_time, case.file.captured) if time is not None]
    return tuple(sorted({*read, *stated}))


# --- tracking pages ---------------------------------------------------------------------------------------------------


def _tracks(items: Sequence[tuple[SourceKind, Piece]], readings: Readings, dated: Sequence[datetime]) -> list[Track]:
    """One track per source: the scans of its pages together, and the waybill and courier its heading shows."""
    per_source: dict[str, list[tuple[SourceKind, Piece]]] = {}
    for kind, piece in items:
        per_source.setdefault(piece.source, []).append((kind, piece))
    tracks: list[Track] = []
    for source, parts in per_source.items():
        events = _events([piece for _, piece in parts], dated)
        if parts[0][0] != "logistics" and sum(is_collected(event.status) for event in events) < _SCANS:
            continue
        labelled = [found for seen in readings.blocks for found in seen.block.found if found.fact.source == source]
        bare = [found for _, piece in parts for found in _heading(piece, events)]
        waybills, names = _of(labelled, "waybill"), _of(labelled, "courier")
        tracks.append(Track(source, events, waybills or _of(bare, "waybill"), names or _of(bare, "courier")))
    return tracks


def _of(found: Iterable[Found], name: str) -> tuple[Fact, ...]:
    return tuple(one.fact for one in found if one.field == name)


def _events(pieces: Sequence[Piece], dated: Sequence[datetime]) -> tuple[TrackEvent, ...]:
    """The scans of all pages of a source; a table that goes on over the page break stays in its order."""
    events: list[TrackEvent] = []
    for piece in pieces:
        for event in read_events(piece, dated):
            if not any(event.time == seen.time and event.text == seen.text for seen in events):
                events.append(event)
    if any(event.time is None for event in events):
        return tuple(events)
    return oldest_first(events)


def _heading(piece: Piece, events: Sequence[TrackEvent]) -> list[Found]:
    """Courier and number that a tracking page shows without a label, outside its scans."""
    boxes = [event.box for event in events if event.box is not None and event.page == piece.page]
    lines = [line for line in piece.lines if not any(line.box.intersection(box) > 0 for box in boxes)]
    found: list[Found] = []
    for line in lines:
        text = line.text + " " + " ".join(n.text for n in lines if _goes_with(line, n))
        courier = couriers.courier_of(text)
        number = couriers.waybill_of(text)
        if courier is not None and couriers.courier_of(line.text) is not None:
            found.append(Found("courier", fact_of(piece, [line], courier.name, courier.shown)))
        if number is not None:
            found.append(Found("waybill", fact_of(piece, [line], number, number)))
    return found


def _goes_with(line: Line, other: Line) -> bool:
    if other is line:
        return False
    right = same_row(line.box, other.box) and 0 <= other.box.x0 - line.box.x1 <= 4 * line.box.height
    below = other.box.center_y > line.box.y1 and follows(line.box, other.box, 1.0)
    return right or (below and abs(other.box.x0 - line.box.x0) <= 2 * line.box.height)
