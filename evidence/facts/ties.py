"""Takes the facts and all readings, hands on whether chat, order, parcel and review speak of one and the same order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.facts.gather import Readings
from evidence.facts.reviews import GUESSED
from evidence.facts.times import is_before, narrow, precision_of
from evidence.model import Case, Fact, Facts, Tie, Transcript, written

# Two titles of goods are taken for the same when they share a run of this many signs.
_GOODS_RUN = 6
_ANONYMOUS = re.compile(r"^(?:匿名|匿名用户|匿名买家|匿名评价)$")


def ties(facts: Facts, readings: Readings, transcript: Transcript, case: Case) -> tuple[Tie, ...]:
    """Every tie between the exhibits, with what it rests on; `unknown` where an exhibit is missing or says nothing."""
    return (
        _chat_order(facts, readings, buyer_names(transcript, case)),
        _order_review(facts, readings, buyer_names(transcript, case)),
        _order_shipment(facts, readings),
        _names(facts, transcript, case),
        _times(facts),
    )


def buyer_names(transcript: Transcript, case: Case) -> tuple[str, ...]:
    """The buyer's names as the case file and the chat show them, surest first, each once."""
    names = [case.file.buyer] if case.file.buyer else []
    for message in transcript.messages:
        if message.speaker == "buyer" and message.name:
            names.append(re.split(r"\s*-+>", message.name)[0].strip())
    for screen in transcript.screens:
        if screen.device == "seller" and screen.title:
            names.append(screen.title.strip())
    return tuple(dict.fromkeys(name for name in names if name))


def _chat_order(facts: Facts, readings: Readings, names: Sequence[str]) -> Tie:
    between = "聊天与订单"
    number = facts.order.number
    seen = [s for s in readings.blocks if s.kind == "chat"]
    shown = [f.fact for s in seen for f in s.block.found if f.field == "number"]
    if number is None:
        return Tie("chat-order", between, "unknown", "没有读到订单号，无法确认聊天属于哪个订单", missing=bool(names))
    here = [fact for fact in shown if fact.value == number.value]
    if here:
        why = f"聊天截图 {_places(here)} 里显示的订单号就是 {number.value}"
        return Tie("chat-order", between, "pass", why, ("order-number",))
    if number.value in readings.said:
        why = f"聊天里有人写出了订单号 {number.value}（消息 {readings.said[number.value]}），但窗口本身没有显示"
        return Tie("chat-order", between, "pass", why, ("order-number",))
    if number.value in readings.printed:
        why = f"聊天截图 {'、'.join(readings.printed[number.value])} 里显示了订单号 {number.value}"
        return Tie("chat-order", between, "pass", why, ("order-number",))
    if shown:
        others = "、".join(sorted({fact.value for fact in shown}))
        why = f"订单号不同：聊天截图 {_places(shown)} 显示 {others}，而本案订单是 {number.value}"
        return Tie("chat-order", between, "fail", why, ("order-number",))
    pages = [s.block for s in readings.blocks if s.kind != "chat" and s.block.number == number.value]
    buyers = [one.fact for block in pages for one in block.found if one.field == "buyer"]
    like: list[tuple[str, str]] = []
    for buyer in buyers:
        if any(names_agree(name, buyer.value) == "same" for name in names):
            like.append(("nickname", f"买家昵称“{buyer.value}”与订单页 {_places([buyer])} 相同"))
            break
    goods = [f.fact for s in seen for f in s.block.found if f.field == "goods"]
    if facts.order.goods is not None and (same := [g for g in goods if _share_a_run(g.value, facts.order.goods.value)]):
        like.append(("goods", f"商品“{same[0].value}”（{_places(same[:1])}）与订单相同"))
    if like:
        why = f"聊天截图里没有看到订单号；只凭{'、'.join(words for _, words in like)}"
        return Tie("chat-order", between, "warn", why, tuple(kind for kind, _ in like))
    return Tie("chat-order", between, "unknown", f"聊天截图里没有看到订单号 {number.value}", missing=True)


def _order_review(facts: Facts, readings: Readings, names: Sequence[str]) -> Tie:
    between = "订单与评价"
    number, own = facts.order.number, facts.review.order
    if own is not None and number is not None:
        if own.value == number.value and not own.conflicts:
            why = f"评价截图 {_places([own])} 显示的订单号与订单一致：{number.value}"
            return Tie("order-review", between, "pass", why, ("order-number",))
        shown = "、".join([own.value, *(fact.value for fact in own.conflicts)])
        why = f"订单号不同：评价截图显示 {shown}，而本案订单是 {number.value}"
        return Tie("order-review", between, "fail", why, ("order-number",))
    if not readings.reviews and facts.review.text is None:
        return Tie("order-review", between, "unknown", "没有评价截图，也没有在案件文件里写明评价")
    if number is None:
        why = "没有读到订单号，无法确认评价属于哪个订单"
        return Tie("order-review", between, "unknown", why, missing=True)
    like: list[tuple[str, str]] = []
    if (goods := _same_goods(facts, readings)) is not None:
        like.append(("goods", f"商品名“{goods}”与订单相同"))
    shown_name, buyer = facts.review.buyer, facts.order.buyer
    known = [*names, *([buyer.value] if buyer is not None else [])]
    if shown_name is not None and any(names_agree(name, shown_name.value) == "same" for name in known):
        like.append(("nickname", f"昵称“{shown_name.value}”相同"))
    if like:
        why = f"评价截图没有订单号；只凭{'、'.join(words for _, words in like)}，请补一张带订单号的评价截图"
        return Tie("order-review", between, "warn", why, tuple(kind for kind, _ in like))
    why = "评价截图里没有订单号，也没有相同的商品名或昵称，无法确认它属于本案订单"
    return Tie("order-review", between, "unknown", why, missing=True)


def _same_goods(facts: Facts, readings: Readings) -> str | None:
    """The goods' title where the review's page shows it too."""
    if facts.order.goods is None:
        return None
    for piece, _ in readings.reviews:
        if _share_a_run("".join(line.text for line in piece.lines), facts.order.goods.value):
            return facts.order.goods.value
    return None


def _share_a_run(text: str, title: str) -> bool:
    """Whether the text holds a run of `_GOODS_RUN` signs of the title."""
    text, title = (re.sub(r"\s+", "", narrow(one)) for one in (text, title))
    return any(title[at : at + _GOODS_RUN] in text for at in range(len(title) - _GOODS_RUN + 1))


def _order_shipment(facts: Facts, readings: Readings) -> Tie:
    between = "订单与物流"
    number, waybill = facts.order.number, facts.shipment.waybill
    if waybill is None:
        return Tie("order-shipment", between, "unknown", "没有读到运单号")
    panel = [
        f.fact
        for seen in readings.blocks
        for f in seen.block.found
        if f.field == "waybill" and number is not None and seen.block.number == number.value
    ]
    tracked = [fact for track in readings.tracks for fact in track.waybills]
    values = {fact.value for fact in tracked}
    if values and any(fact.value in values for fact in panel):
        same = next(fact for fact in panel if fact.value in values)
        both = _places([same, *(f for f in tracked if f.value == same.value)])
        why = f"订单与物流页显示同一运单号 {same.value}（{both}）"
        return Tie("order-shipment", between, "pass", why, ("waybill",))
    if values and panel:
        shown = "、".join(sorted(values))
        why = f"运单号不同：订单显示 {panel[0].value}（{_places(panel[:1])}），物流页显示 {shown}（{_places(tracked)}）"
        return Tie("order-shipment", between, "fail", why, ("waybill",))
    if values and waybill.origin == "case-file":
        if waybill.value in values:
            why = f"案件文件写明的运单号 {waybill.value} 与物流页一致；订单材料里没有看到运单号"
            return Tie("order-shipment", between, "warn", why, ("waybill",))
        why = f"运单号不同：案件文件写 {waybill.value}，物流页显示 {'、'.join(sorted(values))}"
        return Tie("order-shipment", between, "fail", why, ("waybill",))
    if panel:
        why = f"订单材料 {_places(panel[:1])} 同时显示订单号与运单号 {panel[0].value}"
        if readings.tracks:
            return Tie("order-shipment", between, "warn", why + "；物流页上没有读到运单号", ("waybill",))
        return Tie("order-shipment", between, "pass", why, ("waybill",))
    why = f"订单材料里没有看到运单号 {waybill.value}，无法确认这个包裹属于本案订单"
    return Tie("order-shipment", between, "unknown", why, missing=True)


def _names(facts: Facts, transcript: Transcript, case: Case) -> Tie:
    between = "聊天里的买家与评价人"
    names = list(buyer_names(transcript, case))
    if facts.order.buyer is not None and facts.order.buyer.value not in names:
        names.append(facts.order.buyer.value)
    shown = facts.review.buyer
    if shown is None:
        return Tie("buyer-review", between, "unknown", "评价截图里没有读到昵称")
    if not names:
        return Tie("buyer-review", between, "unknown", f"聊天里没有读到买家昵称，无法与评价人“{shown.value}”对照")
    if _ANONYMOUS.match(shown.value):
        return Tie("buyer-review", between, "unknown", "评价是匿名发布的，昵称无法对照；请以订单号对应")
    answers = {name: names_agree(name, shown.value) for name in names}
    same = next((name for name, answer in answers.items() if answer == "same"), None)
    if same is not None:
        return Tie("buyer-review", between, "pass", f"昵称相同：“{same}”", ("nickname",))
    like = next((name for name, answer in answers.items() if answer == "compatible"), None)
    if like is not None:
        why = f"评价人“{shown.value}”有打码，与聊天里的“{like}”首尾相符，未发现不符；打码部分无法对照"
        return Tie("buyer-review", between, "pass", why, ("nickname",))
    state = "warn" if shown.confidence <= GUESSED else "fail"
    why = f"昵称不同：聊天里是“{'”“'.join(names)}”，评价截图显示“{shown.value}”"
    return Tie("buyer-review", between, "warn" if state == "warn" else "fail", why, ("nickname",))


def names_agree(known: str, shown: str) -> str:
    """`same`, `compatible` (masked on one side and agreeing where both show signs) or `differs`."""
    a, b = (re.sub(r"\s+|[(（]匿名[)）]", "", narrow(name)).casefold() for name in (known, shown))
    if "*" not in a + b:
        return "same" if a == b else "differs"
    if a == b and a.strip("*"):
        return "compatible"
    first_a, last_a = re.split(r"\*+", a)[0], re.split(r"\*+", a)[-1] if "*" in a else a
    first_b, last_b = re.split(r"\*+", b)[0], re.split(r"\*+", b)[-1] if "*" in b else b
    if not (first_a or last_a) or not (first_b or last_b):
        return "differs"
    heads = first_a.startswith(first_b) or first_b.startswith(first_a)
    tails = last_a.endswith(last_b) or last_b.endswith(last_a)
    return "compatible" if heads and tails else "differs"


def _times(facts: Facts) -> Tie:
    """Whether payment, shipping, signing and review come in the order in which they can."""
    between = "各时间先后"
    named = [
        ("下单", facts.order.created),
        ("付款", facts.order.paid),
        ("发货", facts.order.shipped),
        ("签收", facts.shipment.signed),
    ]
    known = [(name, fact) for name, fact in named if fact is not None]
    paid, review = facts.order.paid or facts.order.created, facts.review.time
    pairs = list(zip(known, known[1:], strict=False))
    if paid is not None and review is not None:
        pairs.append((("付款", paid), ("评价", review)))
    if not pairs:
        return Tie("times", between, "unknown", "读到的时间不足两个，无法核对先后")
    for (earlier, first), (later, second) in pairs:
        if is_before(second.time, precision_of(second), first.time, precision_of(first)):
            why = f"{later}时间（{_written(second)}）早于{earlier}时间（{_written(first)}），请核对是否同一订单"
            return Tie("times", between, "fail", why, ("times",))
    if review is not None:
        known.append(("评价", review))
    # Told in the order of time: a review before the signing is no wrong order, it is what the case is about.
    order = "、".join(f"{name}（{_written(fact)}）" for name, fact in sorted(known, key=lambda one: one[1].time))
    return Tie("times", between, "pass", f"所示时间可以前后衔接：{order}", ("times",))


def _written(fact: Fact) -> str:
    return written(fact.time, precision_of(fact))


def _places(facts: Sequence[Fact]) -> str:
    return "、".join(dict.fromkeys(fact.source for fact in facts if fact.source)) or "案件文件"
