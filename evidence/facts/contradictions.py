"""Takes the facts and the conversation, hands on where a claim and the parcel's track speak against each other.

Both sides stand with their times and sources. Nothing here says who is right: a track shows what was scanned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from evidence.facts import data
from evidence.facts.status import is_collected, is_returned, is_signed, status_code, status_label
from evidence.facts.times import is_before, narrow, precision_of
from evidence.model import Contradiction, Fact, Facts, Grade, TrackEvent, Transcript, written
from evidence.model import TimePrecision as Precision

# The strength of "not received" against each way of signing (domain 6.4).
_SIGNED: dict[str, Grade] = {"301": "strong", "302": "strong", "3": "medium", "303": "weak", "304": "weak"}
# Who says what the proof says.
_TRACK, _PANEL, _CASE_FILE = "物流记录显示", "截图显示", "案件文件写明"
_LONGEST_CLAIM = 2000
_SHOWN_CLAIM = 60
_SHOWN_ANSWER = 40


@dataclass(frozen=True, slots=True)
class _Claim:
    """Words of the buyer's that are held against the track."""

    where: str
    text: str
    source: str | None
    time: datetime | None
    precision: Precision
    is_review: bool
    message: str | None = None


@dataclass(frozen=True, slots=True)
class _Proof:
    """What the track or the order panel shows."""

    text: str
    source: str | None
    time: datetime | None
    precision: Precision
    code: str
    said_by: str


def contradictions(facts: Facts, transcript: Transcript) -> tuple[Contradiction, ...]:
    """Every contradiction between the buyer's words and the parcel's track, each kind once per place of the claim.

    Times decide only as exactly as both are known: on the same day only minutes known on both sides.
    """
    found: list[Contradiction] = []
    for claim in _claims(facts, transcript):
        for check in (_before_signing, _not_received, _not_shipped, _broken):
            one = check(claim, facts)
            known = {(c.id.split(":")[0], c.claim_source) for c in found}
            if one is not None and (one.id.split(":")[0], one.claim_source) not in known:
                found.append(one)
        if claim.is_review and (one := _nobody_answers(claim, transcript)) is not None:
            found.append(one)
    return tuple(found)


def claims_in(text: str) -> tuple[str, ...]:
    """The ids of the claims in claims.toml that the text makes (`not-received`, `judges-goods` …), in file order."""
    # A space in a chat is now a comma, now nothing: a claim made either way is made.
    cut = narrow(text).strip()[:_LONGEST_CLAIM]
    readings = {re.sub(r"\s+", "", cut), re.sub(r"\s+", ",", cut)}
    made = []
    for one, makes, takes_back in _rules():
        if any(_makes(reading, makes, takes_back) for reading in readings):
            made.append(one)
    return tuple(made)


def _makes(text: str, makes: Sequence[re.Pattern[str]], takes_back: Sequence[re.Pattern[str]]) -> bool:
    for pattern in takes_back:
        text = pattern.sub("～", text)
    return any(pattern.search(text) for pattern in makes)


@cache
def _rules() -> tuple[tuple[str, tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]], ...]:
    return tuple(
        (c.id, tuple(re.compile(p) for p in c.any), tuple(re.compile(p) for p in c.unless)) for c in data.claims().claim
    )


def _claims(facts: Facts, transcript: Transcript) -> Iterator[_Claim]:
    review = facts.review
    if review.text is not None:
        time = None if review.time is None else review.time.time
        known: Precision = "second" if review.time is None else precision_of(review.time)
        yield _Claim("评价", review.text.value, review.text.source, time, known, True)
    if review.follow_up is not None:
        at = review.follow_up_time
        known = "second" if at is None else precision_of(at)
        yield _Claim("追评", review.follow_up.value, review.follow_up.source, at.time if at else None, known, True)
    for message in transcript.messages:
        if message.speaker == "buyer" and message.kind == "text" and message.channel == "chat":
            shown = message.time.shown or ""
            precision: Precision = "second" if shown.count(":") + shown.count("：") > 1 else "minute"
            time = message.time.value
            yield _Claim("聊天", message.text, message.source, time, precision, False, message.id)


# --- proofs -----------------------------------------------------------------------------------------------------------


def _signing(facts: Facts) -> _Proof | None:
    signed = facts.shipment.signed
    if signed is None:
        return None
    event = next((e for e in facts.shipment.events if is_signed(e.status)), None)
    if event is not None and signed.source == event.source:
        return _of_fact(signed, event.text, event.status, _TRACK)
    code = event.status if event is not None else ""
    if not code and facts.shipment.status is not None:
        code = status_code(facts.shipment.status.value)
    code = code if is_signed(code) else "3"
    said_by = _CASE_FILE if signed.origin == "case-file" and signed.source is None else _PANEL
    return _of_fact(signed, status_label(code), code, said_by)


def _of_fact(fact: Fact, text: str, code: str, said_by: str) -> _Proof:
    return _Proof(text, fact.source, fact.time, precision_of(fact), code, said_by)


def _first_scan(facts: Facts) -> _Proof | None:
    for event in facts.shipment.events:
        if is_collected(event.status) and event.time is not None:
            return _of_event(event)
    if facts.shipment.collected is not None:
        return _of_fact(facts.shipment.collected, "已揽收", "103", _PANEL)
    return None


def _of_event(event: TrackEvent) -> _Proof:
    return _Proof(event.text, event.source, event.time, event.precision or "day", event.status, _TRACK)


def _refusal(facts: Facts) -> _Proof | None:
    if facts.shipment.signed is not None or any(is_signed(e.status) for e in facts.shipment.events):
        return None
    event = next((e for e in facts.shipment.events if is_returned(e.status)), None)
    return None if event is None else _of_event(event)


# --- checks -----------------------------------------------------------------------------------------------------------


def _before_signing(claim: _Claim, facts: Facts) -> Contradiction | None:
    """A review that judges the goods before the parcel was signed for; comments on service alone are left alone."""
    if not claim.is_review or claim.where != "评价" or claim.time is None:
        return None
    if "judges-goods" not in claims_in(claim.text):
        return None
    signing = _signing(facts)
    if signing is not None:
        if not (signing.time and is_before(claim.time, claim.precision, signing.time, signing.precision)):
            return None
        why = (
            f"评价评的是商品本身，评价时间 {written(claim.time, claim.precision)} 早于{signing.said_by}的签收时间 "
            f"{written(signing.time, signing.precision)}"
        )
        return _contradiction("review-before-signing", claim, signing, "strong", why)
    refusal = _refusal(facts)
    if refusal is not None:
        why = f"评价评的是商品本身，而物流记录没有签收，只显示{status_label(refusal.code)}"
        return _contradiction("review-before-signing", claim, refusal, "strong", why)
    later = [e for e in facts.shipment.events if e.time is not None and e.status]
    last = later[-1] if later else None
    if last is None or last.status in ("501",):
        return None
    proof = _of_event(last)
    if proof.time is None or not is_before(claim.time, claim.precision, proof.time, proof.precision):
        return None
    why = (
        f"评价评的是商品本身，而在评价时间 {written(claim.time, claim.precision)} 之后，物流记录仍显示"
        f"{status_label(last.status)}，没有签收"
    )
    return _contradiction("review-before-signing", claim, proof, "medium", why)


def _not_received(claim: _Claim, facts: Facts) -> Contradiction | None:
    if "not-received" not in claims_in(claim.text):
        return None
    proof = _signing(facts)
    if proof is None or proof.time is None:
        return None
    grade = _SIGNED.get(proof.code, "medium")
    label = status_label(proof.code)
    if claim.time is None:
        if not claim.is_review:
            return None
        why = f"说没收到货，而{proof.said_by}包裹{label}；这句话的时间未知，无法确认说在签收之后"
        return _contradiction("not-received-signed", claim, proof, "weak", why)
    if not is_before(proof.time, proof.precision, claim.time, claim.precision):
        return None
    said, shown = written(claim.time, claim.precision), written(proof.time, proof.precision)
    why = f"{said} 说没收到货，而{proof.said_by}包裹已于 {shown} 签收（{label}）"
    if grade == "weak":
        why += "；代签或驿站、柜机签收不等于本人拿到，需补取件记录或代收人确认"
    elif grade == "medium":
        why += "；截图没有显示由谁签收，建议补签收底单"
    return _contradiction("not-received-signed", claim, proof, grade, why)


def _not_shipped(claim: _Claim, facts: Facts) -> Contradiction | None:
    if "not-shipped" not in claims_in(claim.text) or claim.time is None:
        return None
    scan = _first_scan(facts)
    grade: Grade = "strong"
    if scan is None and facts.order.shipped is not None:
        # The seller's own mark of shipping is no scan by the courier.
        scan, grade = _of_fact(facts.order.shipped, "发货", "", _PANEL), "weak"
    if scan is None or scan.time is None or not is_before(scan.time, scan.precision, claim.time, claim.precision):
        return None
    what = "物流记录显示首次揽收或扫描于" if grade == "strong" else "订单截图显示发货于"
    why = f"{written(claim.time, claim.precision)} 说没发货，而{what} {written(scan.time, scan.precision)}"
    return _contradiction("not-shipped-collected", claim, scan, grade, why)


def _broken(claim: _Claim, facts: Facts) -> Contradiction | None:
    if "broken-on-arrival" not in claims_in(claim.text):
        return None
    refusal = _refusal(facts)
    if refusal is None:
        return None
    why = (
        f"说收到就坏，而物流记录没有签收，只显示{status_label(refusal.code)}；"
        "收件人可能当面验货后拒收，请结合派件员记录"
    )
    return _contradiction("broken-refused", claim, refusal, "medium", why)


def _nobody_answers(claim: _Claim, transcript: Transcript) -> Contradiction | None:
    """A review that nobody answers against the seller's own answers before it; never more than weak.

    What was answered is not weighed, and a review of the service alone is left alone by platforms (domain 6.4).
    """
    if "nobody-answers" not in claims_in(claim.text):
        return None
    until = claim.time
    talk = [
        m
        for m in transcript.messages
        if m.kind == "text"
        and m.channel == "chat"
        and m.speaker in ("buyer", "seller")
        # A message whose time is unknown is not put before the review.
        and (until is None or (m.time.value is not None and m.time.value < until))
    ]
    turns = [(first, second) for first, second in zip(talk, talk[1:], strict=False) if first.speaker == "buyer"]
    asked = [n for n, m in enumerate(talk) if m.speaker == "buyer" and (n == 0 or talk[n - 1].speaker == "seller")]
    answers = [second for _, second in turns if second.speaker == "seller"]
    if not answers or 2 * len(answers) < len(asked):
        return None
    last = answers[-1]
    shown = last.text if len(last.text) <= _SHOWN_ANSWER else last.text[: _SHOWN_ANSWER - 1] + "…"
    text = f"客服答复买家 {len(answers)} 次，最近一次：“{shown}”"
    proof = _Proof(text, last.source, last.time.value, "minute", "", "聊天截图显示")
    why = (
        f"说没人理，而聊天截图显示评价前买家发言 {len(asked)} 次（连续的算一次），"
        f"其中 {len(answers)} 次之后有客服答复；答复是否妥当，请看原文"
    )
    return _contradiction("nobody-answers", claim, proof, "weak", why)


def _contradiction(kind: str, claim: _Claim, proof: _Proof, grade: Grade, why: str) -> Contradiction:
    said = claim.text if len(claim.text) <= _SHOWN_CLAIM else claim.text[: _SHOWN_CLAIM - 1] + "…"
    when = "时间未知" if claim.time is None else written(claim.time, claim.precision)
    at = "" if proof.time is None else written(proof.time, proof.precision) + " "
    return Contradiction(
        id=kind if claim.message is None else f"{kind}:{claim.message}",
        claim=f"{claim.where}（{when}）：{said}",
        claim_source=claim.source,
        claim_time=claim.time,
        proof=f"{proof.said_by}：{at}{proof.text}",
        proof_source=proof.source,
        proof_time=proof.time,
        strength=grade,
        why=why,
        claim_precision=None if claim.time is None else claim.precision,
        proof_precision=None if proof.time is None else proof.precision,
    )
