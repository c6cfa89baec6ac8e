"""Takes the facts and the conversation, hands on what shows a real trade: order, payment, shipping, delivery, talk.

For a notice of abnormal reviews on good ones: nothing is held against anybody, each step only says what the exhibits
show of it, and what is missing.
"""

from __future__ import annotations

from evidence.facts.times import is_before, precision_of
from evidence.model import Fact, Facts, TradeStep, Transcript


def trade(facts: Facts, transcript: Transcript) -> tuple[TradeStep, ...]:
    """The steps of the trade in their order, each `pass`, `warn` (only stated, or half shown) or `fail` (not shown)."""
    return (
        _order(facts),
        _payment(facts),
        _shipping(facts),
        _delivery(facts),
        _talk(transcript),
        _review(facts),
    )


def _order(facts: Facts) -> TradeStep:
    number, goods = facts.order.number, facts.order.goods
    if number is None:
        return TradeStep("order", "订单", "fail", "没有读到订单号", (), "补订单详情页截图，要看得到订单号和商品")
    what = f"订单号 {number.value}" + (f"，商品“{goods.value}”" if goods is not None else "")
    return _shown("order", "订单", what, [number, goods], "补订单详情页截图，只在案件文件里写明不够")


def _payment(facts: Facts) -> TradeStep:
    paid, amount = facts.order.paid, facts.order.amount
    if paid is None and amount is None:
        return TradeStep(
            "payment", "付款", "fail", "没有读到付款时间和金额", (), "补看得到付款时间、实付金额的订单页截图"
        )
    said = [
        f"付款时间 {paid.moment}" if paid is not None else "",
        f"金额 {amount.value} 元" if amount is not None else "",
    ]
    step = _shown("payment", "付款", "，".join(part for part in said if part), [paid, amount], "补订单页截图")
    if paid is None and step.state == "pass":
        return TradeStep("payment", "付款", "warn", step.found, step.sources, "补看得到付款时间的订单页截图")
    return step


def _shipping(facts: Facts) -> TradeStep:
    shipment, shipped = facts.shipment, facts.order.shipped
    first = shipment.collected or shipped
    if shipment.waybill is None and first is None:
        return TradeStep("shipping", "发货", "fail", "没有读到运单号和发货时间", (), "补发货记录和快递轨迹")
    parts = []
    if shipment.waybill is not None:
        courier = f"{shipment.courier.value} " if shipment.courier is not None else ""
        parts.append(f"运单 {courier}{shipment.waybill.value}")
    if first is not None:
        parts.append(f"{'揽收' if shipment.collected is not None else '发货'}时间 {first.moment}")
    return _shown("shipping", "发货", "，".join(parts), [shipment.waybill, first], "补快递官网轨迹")


def _delivery(facts: Facts) -> TradeStep:
    signed, signer = facts.shipment.signed, facts.shipment.signed_by
    if signed is None:
        state = facts.shipment.status
        found = "没有读到签收" if state is None else f"没有读到签收，物流状态“{state.value}”"
        return TradeStep("delivery", "签收", "fail", found, _sources([state]), "补看得到签收时间和签收人的快递轨迹")
    found = f"签收时间 {signed.moment}" + (f"，签收人 {signer.value}" if signer is not None else "")
    return _shown("delivery", "签收", found, [signed, signer], "补快递官网轨迹")


def _talk(transcript: Transcript) -> TradeStep:
    said = [m for m in transcript.messages if m.kind == "text" and m.channel == "chat"]
    buyer = [m for m in said if m.speaker == "buyer"]
    seller = [m for m in said if m.speaker == "seller"]
    sources = tuple(dict.fromkeys(m.source for m in said))
    if not said:
        return TradeStep(
            "chat", "沟通", "warn", "没有聊天记录", (), "有售前、售后沟通的，补聊天截图；没有沟通的，不必补"
        )
    if not buyer or not seller:
        return TradeStep(
            "chat", "沟通", "warn", f"读到 {len(said)} 条消息，分不清双方", sources, "在 case.toml 写明 device"
        )
    return TradeStep("chat", "沟通", "pass", f"买家 {len(buyer)} 条，商家 {len(seller)} 条", sources)


def _review(facts: Facts) -> TradeStep:
    time, signed = facts.review.time, facts.shipment.signed or facts.order.finished
    if time is None:
        return TradeStep("review", "评价", "warn", "没有读到评价时间", (), "补看得到评价时间的评价截图")
    if signed is None:
        return TradeStep("review", "评价", "warn", f"评价时间 {time.moment}，没有签收时间可对照", _sources([time]))
    if is_before(time.time, precision_of(time), signed.time, precision_of(signed)):
        found = f"评价时间 {time.moment} 早于签收或确认收货 {signed.moment}"
        return TradeStep("review", "评价", "fail", found, _sources([time, signed]), "先收货后评价才对得上，请核对")
    found = f"评价时间 {time.moment}，在签收或确认收货 {signed.moment} 之后"
    return _shown("review", "评价", found, [time, signed], "补评价截图")


def _shown(name: str, title: str, found: str, facts: list[Fact | None], remedy: str) -> TradeStep:
    """Passed where an exhibit shows it; only a warning where the case file alone states it."""
    sources = _sources(facts)
    if sources:
        return TradeStep(name, title, "pass", found, sources)
    return TradeStep(name, title, "warn", f"{found}（只在案件文件中填写）", (), remedy)


def _sources(facts: list[Fact | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.source for fact in facts if fact is not None and fact.source))
