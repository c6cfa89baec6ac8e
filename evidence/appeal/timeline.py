"""The common time line: order, parcel, review and the messages that matter, each time with its origin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evidence.appeal.words import china, fact_note, fact_time, origin_note
from evidence.model import Fact, Facts, Judgement, Message, TimelineEntry, Transcript

SHOWN = 80
"""Characters of a message shown on the time line; the whole of it stands with its exhibit."""

_ENDINGS = {"4": "退签", "401": "已销单", "6": "退回", "14": "拒签"}


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry and the time that places it: its own, or that of the last dated message before it."""

    at: datetime | None
    rank: int
    entry: TimelineEntry


def timeline_of(transcript: Transcript, judgement: Judgement, facts: Facts) -> tuple[TimelineEntry, ...]:
    """Everything dated, oldest first; a message without a time stands where the conversation's order puts it.

    Events nobody can place (no time, no neighbour with one) come last.
    """
    placed = [*_facts(facts), *_messages(transcript, judgement)]
    dated = sorted((p for p in placed if p.at is not None), key=_order)
    return tuple(p.entry for p in (*dated, *(p for p in placed if p.at is None)))


def _order(placed: _Placed) -> tuple[float, int]:
    return (placed.at.timestamp() if placed.at else 0.0, placed.rank)


def _facts(facts: Facts) -> list[_Placed]:
    order, parcel, review = facts.order, facts.shipment, facts.review
    waybill = f"（{' '.join(f.value for f in (parcel.courier, parcel.waybill) if f)}）" if parcel.waybill else ""
    stars = f"，{review.stars.value} 星" if review.stars else ""
    said = f"：“{_short(review.text.value)}”" if review.text else ""
    rows: list[tuple[Fact | None, str, str]] = [
        (order.created, "订单", "下单"),
        (order.paid, "订单", "付款"),
        (order.shipped, "订单", "发货"),
        (parcel.collected, "物流", f"揽收{waybill}"),
        (parcel.signed, "物流", "签收" + (f"，签收人：{parcel.signed_by.value}" if parcel.signed_by else "")),
        (order.finished, "订单", "订单完成"),
        (review.time, "买家", f"发布评价{stars}{said}"),
    ]
    placed = []
    for fact, who, what in rows:
        if fact is None:
            continue
        time = fact_time(fact)
        shown = what if time else f"{what}（材料写作“{fact.shown}”）"
        placed.append(
            _Placed(time, 0, TimelineEntry(time, fact_note(fact), who, shown, fact.source, None, who == "买家"))
        )
    for event in parcel.events:
        if event.status in _ENDINGS and event.time is not None:
            time, what = china(event.time), f"{_ENDINGS[event.status]}：{_short(event.text)}"
            placed.append(_Placed(time, 0, TimelineEntry(time, f"读自 {event.source}", "物流", what, event.source)))
    return placed


def _messages(transcript: Transcript, judgement: Judgement) -> list[_Placed]:
    found = {m for f in judgement.findings if f.grade != "weak" for m in f.messages}
    placed: list[_Placed] = []
    for number in sorted({m.conversation for m in transcript.messages}):
        talk = [m for m in transcript.messages if m.conversation == number and m.kind != "time"]
        ends = {talk[0].id: "第一条消息", talk[-1].id: "最后一条消息"} if talk else {}
        places = _places(talk)
        for rank, message in enumerate(talk, start=1):
            if message.id in found or message.id in ends:
                entry = _entry(message, ends.get(message.id, ""), key=message.id in found)
                placed.append(_Placed(places[rank - 1], rank, entry))
    return placed


def _places(talk: list[Message]) -> list[datetime | None]:
    """The time that places each message: its own, else the last one before it, else the first one after it."""
    places: list[datetime | None] = []
    last: datetime | None = None
    for message in talk:
        if message.time.value is not None:
            last = china(message.time.value)
        places.append(last)
    first = next((p for p in places if p is not None), None)
    return [first if p is None else p for p in places]


def _entry(message: Message, note: str, *, key: bool) -> TimelineEntry:
    who = {"buyer": "买家", "seller": "卖家", "system": "系统", "unknown": "说话人不明"}[message.speaker]
    words = {"image": "（图片）", "voice": "（语音）"}.get(message.kind, "")
    text = f"“{_short(message.text)}”" if message.text.strip() else words or "（无文字）"
    what = f"{note}：{text}" if note else text
    time = china(message.time.value) if message.time.value else None
    origin = origin_note(message.time) if time else "截图未显示时间，按对话顺序排列"
    return TimelineEntry(time, origin, who, what, message.source, message.id, key)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else f"{flat[: SHOWN - 1]}…"
