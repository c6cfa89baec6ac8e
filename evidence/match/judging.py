"""Messages in, a judgement out: findings with their reason, gates, and the seller's own risky lines."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import groupby

from evidence.match.coercion import coercions
from evidence.match.compose import RANK, Candidate, candidates
from evidence.match.gates import find_gates
from evidence.match.reasons import reason
from evidence.match.ruleset import RuleSet, load_rules
from evidence.match.scan import Heard, listen, says, silence
from evidence.match.weighed import lay_out, likely, weighed
from evidence.model import Finding, Gate, Grade, Judgement, LesserReason, Message, SellerRisk, Span

_BREAK = " … "
_SPOKEN = ("text", "voice", "image")
_UNSURE = "；说话人未能确认，只作参考"
_DOUBTED = "；整段话更像正常的售后沟通，只作参考"
_HINTED = "；只是整段话读来如此，没有说全，只作参考"


def judge(messages: Sequence[Message], *, rules: RuleSet | None = None, thorough: bool = False) -> Judgement:
    """What the rules find in these messages, which may be of several conversations and of reviews.

    Quoted text (`Message.quote`) is nobody's own words here and is not read. Automatic messages count as the seller's
    for the seller's risks and for paid praise, not for bait. A line of an unknown
    speaker is at most medium. `thorough` leaves out the cheap first pass.
    """
    rules = rules or load_rules()
    findings: list[Finding] = []
    gates: list[Gate] = []
    risks: list[SellerRisk] = []
    for conversation in conversations(messages):
        chat = [m for m in conversation if m.channel == "chat"]
        buyer, seller = sides(chat, rules, thorough=thorough)
        reviews = [m for m in conversation if m.channel == "review" and m.speaker != "seller"]
        if not reviews and not any(one.called for one in (*buyer, *seller)):
            continue
        found = _merge(_accusations(buyer, seller, rules))
        at_fault = candidates(seller, rules, "seller")
        at_fault += likely(seller, at_fault, rules)
        for review in reviews:
            alone = listen([review], rules, "buyer", thorough=thorough)
            lay_out(alone, (), rules)
            silence(alone, (), rules)
            found += _merge(_accusations(alone, (), rules))
        made = _folded([_finding(c, also, rules) for c, also in found])
        findings += made
        gates += find_gates(buyer, seller, made, at_fault, rules)
        risks += _risks(at_fault)
    order = {m.id: at for at, m in enumerate(messages)}
    findings.sort(key=lambda f: (order[f.messages[-1]], order[f.messages[0]], f.rule))
    numbered = tuple(replace(f, id=f"F{n:03d}") for n, f in enumerate(findings, 1))
    return Judgement(numbered, tuple(gates), tuple(risks))


def _accusations(buyer: Sequence[Heard], seller: Sequence[Heard], rules: RuleSet) -> list[Candidate]:
    """All that rules and weights say of the buyer's side."""
    found = weighed([*candidates(buyer, rules, "buyer"), *coercions(buyer, seller, rules)], buyer, rules)
    return [*found, *likely(buyer, found, rules)]


def conversations(messages: Sequence[Message]) -> list[list[Message]]:
    """The messages of each conversation, kept apart: what is said in one is no context for another."""
    return [list(part) for _, part in groupby(messages, key=lambda m: m.conversation)]


def sides(chat: Sequence[Message], rules: RuleSet, *, thorough: bool = False) -> tuple[list[Heard], list[Heard]]:
    """What the buyer's side and the seller's side say, guards applied; `place` is the place in the conversation."""
    sellers_voice = {m.id for m in chat if m.speaker == "unknown" and says(rules, "voice-seller", m)}
    seller = _listen_in_place(chat, rules, "seller", ("seller",), (*_SPOKEN, "auto"), thorough=thorough)
    at_fault = any(one.called for one in seller)  # gates then ask where the buyer first spoke of a review
    buyer = _listen_in_place(
        chat, rules, "buyer", ("buyer", "unknown"), _SPOKEN, sellers_voice, whole=at_fault, thorough=thorough
    )
    lay_out(buyer, seller, rules)
    silence(buyer, seller, rules)
    silence(seller, buyer, rules, "seller")
    return buyer, seller


def _listen_in_place(
    chat: Sequence[Message],
    rules: RuleSet,
    side: str,
    speakers: tuple[str, ...],
    kinds: tuple[str, ...],
    without: Container[str] = (),
    *,
    whole: bool = False,
    thorough: bool = False,
) -> list[Heard]:
    spoken = [(at, m) for at, m in enumerate(chat) if m.speaker in speakers and m.kind in kinds and m.text]
    chosen = [(at, m) for at, m in spoken if m.id not in without]
    heard = listen([m for _, m in chosen], rules, side, whole=whole, thorough=thorough)
    for one, (at, _) in zip(heard, chosen, strict=True):
        one.place = at
    return heard


def _merge(found: Sequence[Candidate]) -> list[tuple[Candidate, tuple[str, ...]]]:
    """One finding for each closing bubble and category, or where spans overlap: the strongest, with the others' ids."""
    merged: list[tuple[Candidate, list[str]]] = []
    for one in sorted(
        found,
        key=lambda c: (c.last.place, -RANK[c.grade], c.rule.file.category != "extortion", *(-n for n in c.strength)),
    ):
        for kept, also in merged:
            if kept.last is one.last and (kept.rule.file.category == one.rule.file.category or _overlap(kept, one)):
                if one.rule.id not in also and one.rule.id != kept.rule.id:
                    also.append(one.rule.id)
                break
        else:
            merged.append((one, []))
    return [(one, tuple(sorted(also))) for one, also in merged]


def _folded(findings: Sequence[Finding]) -> list[Finding]:
    """Findings of one kind that share a message become one: the strongest, the other reasons beneath it.

    Among equally strong ones the reason is kept whose last message names most parts, then the one with most parts in
    fewest messages: the plainest to a reader.
    """
    kept: list[Finding] = []
    for one in sorted(findings, key=_plainness):
        host = next((k for k in kept if k.category == one.category and set(k.messages) & set(one.messages)), None)
        if host is None:
            kept.append(one)
            continue
        lesser = LesserReason(one.rule, one.label, one.grade, one.messages, one.why)
        also = {*host.also, one.rule, *one.also} - {host.rule}
        own = len(_roles_said_last(one)) > 1  # its last message would be read as a threat by itself
        whole = _joined(host, one) if own and host.grade == one.grade == "strong" else host
        kept[kept.index(host)] = replace(whole, also=tuple(sorted(also)), beneath=(*host.beneath, lesser))
    return kept


def _joined(host: Finding, other: Finding) -> Finding:
    """The host with the messages of another as plain as itself: what was pressed for twice was said twice."""
    said = dict(zip(other.messages, other.quote.split(_BREAK), strict=False))
    said |= dict(zip(host.messages, host.quote.split(_BREAK), strict=False))
    if len(said) != len({*host.messages, *other.messages}):
        return host
    messages = tuple(sorted(said, key=lambda m: (len(m), m)))
    return replace(host, messages=messages, quote=_BREAK.join(said[m] for m in messages))


def _plainness(one: Finding) -> tuple[int, int, int, int, str]:
    return (
        -RANK[one.grade],
        -len(_roles_said_last(one)),
        -len({s.role for s in one.spans}),
        len(one.messages),
        one.messages[-1],
    )


def _roles_said_last(one: Finding) -> set[str]:
    return {s.role for s in one.spans if s.message == one.messages[-1]}


def _overlap(a: Candidate, b: Candidate) -> bool:
    return any(
        p.heard is q.heard and p.hit.start < q.hit.end and q.hit.start < p.hit.end for p in a.parts for q in b.parts
    )


def _finding(one: Candidate, also: tuple[str, ...], rules: RuleSet) -> Finding:
    rule = one.rule.file
    bubbles = sorted({p.heard.place: p.heard for p in one.parts}.items())
    sure = all(h.message.speaker == "buyer" for _, h in bubbles)
    grade: Grade = one.grade if sure else _doubted(one, [h for _, h in bubbles], rules)
    reasons: dict[str, list[str]] = {}
    for part in one.parts:
        words = part.heard.text(part.hit).strip()
        if words not in reasons.setdefault(part.says, []):
            reasons[part.says].append(words)
    why = " + ".join(says + "、".join(f"“{w}”" for w in words) for says, words in reasons.items())
    if rule.reason:
        why = reason(rule.reason, one)
    places = sorted(
        {(p.heard.place, *p.heard.normal.span(p.hit.start, p.hit.end), p.heard.message.id, p.role) for p in one.parts}
    )
    return Finding(
        id="",
        rule=rule.id,
        label=rule.label,
        category=rule.category,
        grade=grade,
        speaker="buyer" if sure else "unknown",
        messages=tuple(h.message.id for _, h in bubbles),
        quote=_BREAK.join(h.message.text for _, h in bubbles),
        spans=tuple(Span(message, start, end, role) for _, start, end, message, role in places),
        why=why + (_DOUBTED if one.doubted else _HINTED if one.hinted else "") + ("" if sure else _UNSURE),
        basis=rule.basis,
        also=also,
        channel=one.last.message.channel,
    )


def _doubted(one: Candidate, bubbles: Sequence[Heard], rules: RuleSet) -> Grade:
    """The grade where a line's speaker is unknown: a seller can threaten and insult too, but not demand of himself."""
    plain = one.rule.file.category == "extortion" or any(says(rules, "voice-buyer", h.message) for h in bubbles)
    return "weak" if one.grade == "weak" or not plain else "medium"


def _risks(at_fault: Sequence[Candidate]) -> list[SellerRisk]:
    made = []
    for one in at_fault:
        rule = one.rule.file
        made.append(
            SellerRisk(
                rule=rule.id,
                label=rule.label,
                message=one.last.message.id,
                quote=one.last.message.text,
                why=reason(rule.reason or f"{rule.says or rule.label}：{{words}}", one),
                instead=rule.instead,
            )
        )
    return made
