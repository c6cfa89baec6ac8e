"""Takes the pages, the conversation and the case, hands on the order, the parcel and the review, tied together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher

from evidence.facts import couriers
from evidence.facts.chain import chain
from evidence.facts.contradictions import contradictions
from evidence.facts.gather import Readings, Seen, Track, gather
from evidence.facts.layout import Piece
from evidence.facts.panel import Block
from evidence.facts.settle import same_amount, same_time, settle
from evidence.facts.shops import same_shop, shops_in
from evidence.facts.status import is_collected, is_signed, signer_of, status_code, status_label
from evidence.facts.tables import Tables, abnormal, blocks_of, review_of
from evidence.facts.ties import buyer_names, ties
from evidence.facts.trade import trade
from evidence.model import Case, Fact, Facts, Order, Page, Review, Shipment, TrackEvent, Transcript

# Two readings of one scan (a PDF's text and OCR of a screenshot) share more of their words than this; two scans of one
# second in the samples share less than 0.4.
_SAME_WORDS = 0.6
_TIMES = ("created", "paid", "shipped", "finished")


def establish(
    pages: Sequence[Page],
    transcript: Transcript,
    case: Case,
    tables: Tables | None = None,
    codes: Sequence[Fact] = (),
) -> Facts:
    """All facts of the case besides the conversation, each with its place, its confidence and what disagrees with it.

    Pages of every kind are read; of a chat only what is no bubble (its order panel) and its cards. What the case file
    states outranks what was read. A time of day that is not written is not made up: see `Fact.precision`.

    Args:
        pages: every page read.
        transcript: the conversation.
        case: the case.
        tables: the order exports of the case.
        codes: the QR codes found in pictures of the review.
    """
    tables = tables or Tables()
    names = buyer_names(transcript, case)
    readings = gather(pages, transcript, case, names)
    _from_tables(readings, tables, case)
    review = replace(_review(readings, case), codes=tuple(codes))
    number = _number(readings, review, case)
    blocks = _blocks(readings, number)
    order = _order(blocks, number, case, shops_in(pages, transcript, case))
    shipment = _shipment(blocks, readings, case)
    found = Facts(order, shipment, review)
    found = replace(
        found,
        contradictions=contradictions(found, transcript),
        ties=ties(found, readings, transcript, case),
    )
    risks, limits = abnormal(tables, None if number is None else number.value)
    chained = chain(found, transcript, case, pages)
    steps = trade(found, transcript)
    return replace(found, chain=chained, abnormal=risks, abnormal_limits=limits, trade=steps)


def _from_tables(readings: Readings, tables: Tables, case: Case) -> None:
    """Add what order exports say of the orders that the other exhibits name; a review only where none is shown."""
    if not tables.exports:
        return
    seen = [one.block.number for one in readings.blocks if one.block.number]
    told = [review.order.value for _, review in readings.reviews if review.order is not None]
    numbers = list(dict.fromkeys([*([case.file.order] if case.file.order else []), *told, *seen, *readings.said]))
    readings.blocks.extend(Seen("table", block) for block in blocks_of(tables, numbers))
    if not readings.reviews and numbers and (review := review_of(tables, numbers[0])) is not None:
        source = next(fact.source for fact in (review.order,) if fact is not None) or ""
        readings.reviews.append((Piece(source, 1, ()), review))


# --- order ------------------------------------------------------------------------------------------------------------


def _number(readings: Readings, review: Review, case: Case) -> Fact | None:
    """The case's order number: stated, else the review's own, else the one that most pages show."""
    facts = [f.fact for seen in readings.blocks for f in seen.block.found if f.field == "number"]
    stated = case.file.order
    if review.order is not None and stated is None and not review.order.conflicts:
        same = [fact for fact in facts if fact.value == review.order.value]
        best = same[0] if same else review.order
        others = {fact.value: fact for fact in facts if fact.value != best.value}
        return replace(best, conflicts=() if same else tuple(others.values()))
    extra = [review.order] if review.order is not None else []
    chosen = settle([*facts, *extra], stated)
    if chosen is None or stated is not None:
        return chosen
    # A buyer may have several orders on the page; the richest panel speaks of the one in question.
    fields = Counter({s.block.number: len(s.block.found) for s in readings.blocks if s.block.number})
    counts = Counter({fact.value: len({(f.source, f.page) for f in facts if f.value == fact.value}) for fact in facts})
    best_value = max(sorted(counts), key=lambda v: (counts[v], fields[v])) if counts else chosen.value
    return settle([f for f in facts if f.value == best_value]) or chosen


def _blocks(readings: Readings, number: Fact | None) -> list[Block]:
    """The blocks that speak of this order; those without a number only where no other order is in sight."""
    numbers = {seen.block.number for seen in readings.blocks if seen.block.number}
    if number is None:
        return [seen.block for seen in readings.blocks]
    others = numbers - {number.value}
    own = [s.block for s in readings.blocks if s.block.number == number.value]
    plain = [s.block for s in readings.blocks if s.block.number is None and s.kind != "chat"]
    return own + ([] if others and own else plain)


def _read(blocks: Sequence[Block], *fields: str) -> list[Fact]:
    for field in fields:
        found = [f.fact for block in blocks for f in block.found if f.field == field]
        if found:
            return found
    return []


def _order(blocks: Sequence[Block], number: Fact | None, case: Case, shops: Sequence[Fact]) -> Order:
    times = {name: settle(_read(blocks, name), None, same_time) for name in _TIMES}
    status = settle(_read(blocks, "status", "bare-status"))
    goods = settle(_read(blocks, "goods"))
    return Order(
        number=number,
        goods=None if goods is None else replace(goods, conflicts=()),
        amount=settle(_read(blocks, "amount", "bare-amount"), None, same_amount),
        created=times["created"],
        paid=times["paid"],
        shipped=times["shipped"],
        finished=times["finished"],
        # An order's state changes between two screenshots; that is no disagreement.
        status=None if status is None else replace(status, conflicts=()),
        buyer=settle(_read(blocks, "buyer"), case.file.buyer),
        shop=settle([*_read(blocks, "shop"), *shops], case.file.shop, same_shop),
    )


# --- shipment ---------------------------------------------------------------------------------------------------------


def _shipment(blocks: Sequence[Block], readings: Readings, case: Case) -> Shipment:
    warnings: list[str] = []
    panel = _read(blocks, "waybill")
    tracked = [fact for track in readings.tracks for fact in track.waybills]
    known = panel or tracked
    waybill = settle([*known, *(f for f in tracked if f not in known)], case.file.waybill)
    tracks = _own_tracks(readings.tracks, waybill, warnings)
    names = [fact for track in tracks for fact in track.couriers] + _read(blocks, "courier")
    courier = _courier(names, waybill, case, warnings)
    events = _merged([event for track in tracks for event in track.events])
    signed_event = next((e for e in events if is_signed(e.status)), None)
    collected_event = next((e for e in events if e.status == "103" or is_collected(e.status)), None)
    signed = settle(
        [*_event_time(signed_event), *_read(blocks, "signed")],
        None if case.file.signed is None else case.file.signed.isoformat(),
        same_time,
    )
    return Shipment(
        courier=courier,
        waybill=waybill,
        collected=settle([*_event_time(collected_event), *_read(blocks, "collected")][:1], None, same_time),
        signed=signed,
        signed_by=_signed_by(signed_event, blocks),
        status=_status(events, blocks),
        events=tuple(events),
        warnings=tuple(warnings),
    )


def _own_tracks(tracks: Sequence[Track], waybill: Fact | None, warnings: list[str]) -> list[Track]:
    """The tracks of this parcel: those that show its number, or none; another parcel's scans are left out, and said."""
    own: list[Track] = []
    for track in tracks:
        shown = {fact.value for fact in track.waybills}
        if waybill is None or not shown or waybill.value in shown:
            own.append(track)
        elif any(_one_sign_apart(waybill.value, value) for value in shown):
            warnings.append(
                f"物流页上的单号 {'、'.join(sorted(shown))} 与 {waybill.value} 只差一位，可能是识别误差，请核对"
            )
            own.append(track)
        else:
            warnings.append(f"物流页上的单号 {'、'.join(sorted(shown))} 与 {waybill.value} 不同，其轨迹未采用")
    return own


def _one_sign_apart(a: str, b: str) -> bool:
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _courier(names: Sequence[Fact], waybill: Fact | None, case: Case, warnings: list[str]) -> Fact | None:
    """The courier named; without a name the one whose letters the number carries, and that is said."""
    stated = case.file.courier
    named = None if stated is None else couriers.courier_named(stated)
    courier = settle(names, stated if named is None else named.name)
    if waybill is None:
        return courier
    if courier is None:
        lettered = couriers.courier_by_letters(waybill.value)
        if lettered is None:
            return None
        warnings.append(f"没有看到快递公司名称；单号 {waybill.value} 的字母前缀属于{lettered.name}，请核对")
        return replace(waybill, value=lettered.name, shown=waybill.shown, conflicts=())
    known = couriers.courier_named(courier.value)
    warning = None if known is None else couriers.check_number(waybill.value, known)
    if warning is not None:
        warnings.append(warning)
    return courier


def _merged(events: Sequence[TrackEvent]) -> list[TrackEvent]:
    """Scans seen on several pages once, oldest first; ones without a time keep their place."""
    once: list[TrackEvent] = []
    for event in events:
        if not any(_same_scan(event, seen) for seen in once):
            once.append(event)
    if any(event.time is None for event in once):
        return once
    return sorted(once, key=lambda event: event.time.timestamp() if event.time else 0.0)


def _same_scan(a: TrackEvent, b: TrackEvent) -> bool:
    """Whether two scans are one: the same words, or from two sources the same second and nearly the same words."""
    if a.time != b.time:
        return False
    first, second = ("".join(event.text.split()) for event in (a, b))
    if first == second:
        return True
    if a.source == b.source or a.precision != "second":
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME_WORDS


def _event_time(event: TrackEvent | None) -> list[Fact]:
    if event is None or event.time is None:
        return []
    value = event.time.isoformat()
    return [Fact(value, event.text, "read", event.source, event.page, event.box, 1.0, precision=event.precision)]


def _signed_by(event: TrackEvent | None, blocks: Sequence[Block]) -> Fact | None:
    if event is not None:
        signer = signer_of(event.text, event.status)
        return None if signer is None else Fact(signer, event.text, "read", event.source, event.page, event.box)
    for fact in _read(blocks, "parcel"):
        if signer := signer_of(fact.shown, status_code(fact.value)):
            return replace(fact, value=signer)
    return None


def _status(events: Sequence[TrackEvent], blocks: Sequence[Block]) -> Fact | None:
    """The parcel's last state, in the words of `status_label`; `shown` is the scan itself."""
    told = [event for event in events if event.status]
    if not told:
        return next(iter(_read(blocks, "parcel")), None)
    last = told[-1]
    code = last.status
    if code == "3" and any(event.status == "2" for event in told):
        code = "302"
    return Fact(status_label(code), last.text, "read", last.source, last.page, last.box)


# --- review -----------------------------------------------------------------------------------------------------------


def _review(readings: Readings, case: Case) -> Review:
    read = [review for _, review in readings.reviews]
    file = case.file

    def facts(name: str) -> list[Fact]:
        return [fact for review in read if (fact := getattr(review, name)) is not None]

    return Review(
        time=settle(facts("time"), _iso(file.review_time), same_time),
        stars=settle(facts("stars"), None if file.review_stars is None else str(file.review_stars)),
        text=settle(facts("text"), file.review_text),
        follow_up=settle(facts("follow_up")),
        buyer=settle(facts("buyer")),
        order=settle(facts("order")),
        verdict=settle(facts("verdict")),
        follow_up_time=settle(facts("follow_up_time"), None, same_time),
    )


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()
