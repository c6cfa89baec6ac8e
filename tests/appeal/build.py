"""Small builders of the nouns the appeal takes, so that a test says only what it is about."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from evidence.model import (
    CHINA,
    Box,
    Case,
    CaseFile,
    Category,
    Channel,
    Contradiction,
    Fact,
    Facts,
    Finding,
    Gate,
    Grade,
    Judgement,
    Message,
    Moment,
    Notice,
    Order,
    Review,
    Screen,
    Shipment,
    Source,
    SourceKind,
    Span,
    Tie,
    TrackEvent,
    Transcript,
)

NOW = datetime(2026, 10, 6, 20, 0, tzinfo=CHINA)
NUMBER = "6950000000000001234"
BOX = Box(0, 0, 10, 10)


def at(day: int, hour: int = 0, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


REVIEWED, SIGNED = at(5, 21, 47), at(2, 10, 31)


def fact(value: str | datetime, source: str | None = "S002", **more: object) -> Fact:
    text = value.isoformat() if isinstance(value, datetime) else value
    return Fact(text, text, "read" if source else "case-file", source, **more)


def source(id: str, kind: SourceKind = "chat", **more: object) -> Source:
    base = {"path": f"{id}.png", "sha256": "0" * 64, "bytes": 1000, "media": "image/png", "status": "used"}
    return Source(id=id, kind=kind, **{**base, **more})


def edited(id: str) -> Source:
    return source(id, notes=(Notice.of("case.editor-named", path=f"{id}.png", editor="画图"),))


def case(*sources: Source, **stated: object) -> Case:
    return Case(Path("案件"), sources or (source("S001"), source("S003", "review")), CaseFile(**stated))


def say(id: int, speaker: str, text: str, time: datetime | None = None, **more: object) -> Message:
    moment = Moment(time, f"{time:%H:%M}", "resolved") if time else Moment(None, None, "unknown")
    base = {"source": "S001", "side": "left", "kind": "text", "confidence": 0.99, "box": BOX, "time": moment}
    return Message(id=f"M{id:04d}", speaker=speaker, text=text, **{**base, **more})


def talk(*messages: Message, client: str | None = "feige-desktop", whole: bool = True, **more: object) -> Transcript:
    ids = sorted({m.source for m in messages})
    screens = tuple(Screen(i, client, "seller", "header", "蓝莓小站", whole) for i in ids)
    return Transcript(None, (), messages, screens=screens, **more)


def finding(
    *messages: Message,
    category: Category = "extortion",
    grade: Grade = "strong",
    rule: str = "review-for-money",
    channel: Channel = "chat",
    spans: tuple[Span, ...] = (),
    id: str = "F001",
    speaker: str = "buyer",
    why: str = "评价手段、索要款项与条件三者相连",
) -> Finding:
    ids = tuple(m.id for m in messages)
    quote = messages[-1].text if messages else ""
    return Finding(id, rule, "标签", category, grade, speaker, ids, quote, spans, why, channel=channel)


def gate(id: str, *messages: Message, effect: str = "blocks", why: str = "原因", remedy: str = "") -> Gate:
    return Gate(id, effect, tuple(m.id for m in messages), why, remedy)


def judged(*findings: Finding, gates: tuple[Gate, ...] = (), **more: object) -> Judgement:
    return Judgement(findings, gates, **more)


def contradiction(
    id: str = "review-before-signing", strength: Grade = "strong", claim: str = "评价（10-01 09:00）：布料很薄"
) -> Contradiction:
    proof, why = "物流记录显示：2026-10-02 10:31 已签收", "评价时间早于截图显示的签收时间"
    return Contradiction(id, claim, "S003", at(1, 9), proof, "S004", at(2, 10, 31), strength, why)


def facts(
    *,
    review_at: datetime | None = REVIEWED,
    review_text: str | None = "衣服破了个洞，客服态度差",
    number: str | None = NUMBER,
    against: tuple[Contradiction, ...] = (),
    ties: tuple[Tie, ...] = (),
    goods: str | None = "亚麻衬衫",
    shipment: Shipment | None = None,
) -> Facts:
    order = Order(
        number=fact(number) if number else None,
        goods=fact(goods) if goods else None,
        created=fact(at(28, 9, 0, month=9)),
        paid=fact(at(28, 9, 1, month=9)),
        shipped=fact(at(29, 12, 0, month=9)),
    )
    review = Review(
        time=fact(review_at, "S003") if review_at else None,
        stars=fact("1", "S003"),
        text=fact(review_text, "S003") if review_text else None,
    )
    return Facts(order, shipment or parcel(), review, against, ties)


def parcel(signed: datetime | None = SIGNED) -> Shipment:
    events = (TrackEvent(signed, "已签收", "301", "S004"),) if signed else ()
    return Shipment(
        courier=fact("中通快递", "S004"),
        waybill=fact("73600000000012", "S004"),
        collected=fact(at(29, 18, 0, month=9), "S004"),
        signed=fact(signed, "S004") if signed else None,
        events=events,
    )


# --- whole cases ------------------------------------------------------------------------------------------------------

ASK = say(1, "buyer", "衬衫洗一次就缩了", at(3, 14, 20))
OFFER = say(2, "seller", "可以为您办理退货退款", at(3, 14, 25))
PRESS = say(3, "buyer", "不转六十块过来，一星我今晚就发，截图我都备好了", at(3, 14, 30))
LAST = say(4, "seller", "我们按平台规则处理", at(3, 14, 35))
PRESSED = talk(ASK, OFFER, PRESS, LAST)
PRESS_SPANS = (
    Span("M0003", 1, 5, "demand"),
    Span("M0003", 0, 1, "link"),
    Span("M0003", 9, 11, "lever"),
)
STRONG = finding(PRESS, spans=PRESS_SPANS)

LAWFUL = talk(
    say(1, "buyer", "收到就是破的，我要退款", at(3, 14, 20)),
    say(2, "seller", "穿过的不能退", at(3, 14, 25)),
    say(3, "buyer", "那我只能如实写差评，再打12315", at(3, 14, 30)),
)
