"""The appeal itself: the reason chosen by score (or none, honestly), and all that goes with it."""

from __future__ import annotations

from datetime import datetime

from evidence.appeal.advice import lawful_demands, safety, soft_way
from evidence.appeal.checklist import checklist_of
from evidence.appeal.checks_case import Bench
from evidence.appeal.deadline import deadline_of
from evidence.appeal.grounds import Standing, best, gate_texts, gate_words, ground_of, hurdles_of, weigh
from evidence.appeal.platform import Platform, Reason
from evidence.appeal.statement import ASSUMED_LIMIT, own_statement, statement_of
from evidence.appeal.timeline import timeline_of
from evidence.appeal.words import accuses, cite, joined, listing, sentence
from evidence.errors import EvidenceError, Exit
from evidence.model import Appeal, Case, Facts, Gate, Ground, Judgement, Transcript

__all__ = ["argue"]


def argue(
    case: Case,
    transcript: Transcript,
    judgement: Judgement,
    facts: Facts,
    *,
    platform: Platform,
    now: datetime,
    ground: str | None = None,
    statement: str | None = None,
    report: bool = False,
) -> Appeal:
    """Put the case as the platform wants it put, or say that no reason holds and offer the soft way.

    Without `ground` the best reason that holds on its merits is taken; what speaks against any appeal (a closed window,
    another order) then makes `Ground.holds` false and is named. With `ground` that reason is taken whatever it
    is worth.
    With `report` only the platform's reports of behaviour (not appeals against a review) are considered.
    `statement` is the seller's own text for the form. `now` carries its zone; nothing here reads a clock.

    Raises:
        EvidenceError: USAGE for a ground the platform does not have, and for a statement that is empty or too long.
    """
    standings = weigh(platform, judgement, facts)
    if report and ground is None:
        standings = tuple(s for s in standings if s.reason.kind == "report")
    chosen = _named(platform, standings, ground) if ground is not None else best(standings)
    reason = chosen.reason if chosen else None
    deadline = deadline_of(platform, reason, facts, transcript, now)
    hurdles = hurdles_of(case, facts, deadline)
    picked = ground_of(chosen, transcript, hurdles) if chosen else None
    why = _why(platform, standings, chosen, picked, transcript, judgement, hurdles)
    text = statement_of(platform, chosen, case, transcript, facts, why)
    if statement is not None:
        text = own_statement(statement, platform, text.long)
    appealing = picked is not None and chosen is not None and chosen.holds
    return Appeal(
        platform=platform.id,
        platform_name=platform.name,
        platform_as_of=platform.as_of.isoformat(),
        ground=picked,
        runners_up=tuple(
            ground_of(s, transcript, accusing=chosen is not None)
            for s in standings
            if s is not chosen and s.reason.kind != "notice"
        ),
        why=why,
        deadline=deadline,
        checklist=checklist_of(Bench(case, transcript, judgement, facts, platform, deadline, chosen)),
        statement=text,
        timeline=timeline_of(transcript, judgement, facts),
        steps=_steps(platform, reason) if appealing or ground is not None else (),
        advice=safety(judgement) if appealing else soft_way(case, transcript, judgement, facts, standings),
    )


def _named(platform: Platform, standings: tuple[Standing, ...], name: str) -> Standing:
    reason = platform.reason(name)
    if reason is None:
        if not platform.reasons:
            raise EvidenceError(Exit.USAGE, "appeal.no-grounds", platform=platform.name, name=name)
        known = "、".join(f"{r.id}（{r.label}）" for r in platform.reasons)
        raise EvidenceError(Exit.USAGE, "appeal.unknown-ground", platform=platform.name, name=name, known=known)
    return next(s for s in standings if s.reason.id == reason.id)


def _steps(platform: Platform, reason: Reason | None) -> tuple[str, ...]:
    """The back-office steps for the reason, with the form's limits filled in; what is unknown reads 不明."""
    steps = reason.steps if reason and reason.steps else platform.steps
    form = platform.form
    blanks = {
        "reason": reason.label if reason else "与情况相符的一项",
        "limit": str(form.description.known or ASSUMED_LIMIT),
        "images": str(form.images.known or "不明"),
        "image_size": f"{form.image_bytes.known / 1_000_000:g} MB" if form.image_bytes.known else "不明",
        "result": platform.result.known or "不明的时间",
    }
    # plain replacement: a platform file is the user's text, and a stray brace in it is no fault
    filled = []
    for step in steps:
        for name, value in blanks.items():
            step = step.replace("{" + name + "}", value)
        filled.append(step)
    return tuple(filled)


# --- why --------------------------------------------------------------------------------------------------------------


def _why(
    platform: Platform,
    standings: tuple[Standing, ...],
    chosen: Standing | None,
    picked: Ground | None,
    transcript: Transcript,
    judgement: Judgement,
    hurdles: tuple[Gate, ...],
) -> str:
    """Why this reason, or why none: in words that accuse nobody where no strong finding stands behind them."""
    if chosen is None or picked is None:
        return _why_none(platform, standings, transcript, judgement)
    if not chosen.holds:
        lead = (
            f"指定的申诉理由依据不足（评分 {chosen.score:.2f}，需达到 {platform.holds_from:g}），提交后很可能被驳回。"
        )
        return lead + picked.why
    lead = f"选用“{chosen.reason.label}”：评分 {chosen.score:.2f}，达到 {platform.holds_from:g} 即成立。"
    if any(h.effect == "blocks" for h in hurdles):
        lead = f"选用“{chosen.reason.label}”：内容上有依据（评分 {chosen.score:.2f}），但目前不能成立，见下。"
    return lead + picked.why


def _why_none(platform: Platform, standings: tuple[Standing, ...], transcript: Transcript, judgement: Judgement) -> str:
    if not standings:
        return f"没有查到{platform.name}的评价申诉理由，因此不提出申诉；可先向平台客服询问是否受理。"
    parts = ["目前没有一项申诉理由成立。", *_about_coercion(standings, transcript, judgement)]
    near = next((s for s in standings if s.support is not None and not s.blocks), None)
    if near is not None and near.reason.id != "coercion" and not accuses(near.reason.label):
        lacks = near.support.lacks if near.support and near.support.lacks else near.reason.needs
        parts.append(sentence(f"最接近的是“{near.reason.label}”（评分 {near.score:.2f}），但{lacks}"))
    return joined(parts)


def _about_coercion(standings: tuple[Standing, ...], transcript: Transcript, judgement: Judgement) -> list[str]:
    """Why an appeal over review-for-money would fail: blocked, unclear, or simply not what the buyer did."""
    standing = next((s for s in standings if s.reason.id == "coercion"), None)
    buyer = [f for f in judgement.findings if f.category == "extortion" and f.speaker == "buyer"]
    strong = any(f.grade == "strong" for f in buyer)
    if strong and standing is not None and standing.blocks:
        parts = ["聊天里有买家把评价与额外的钱或好处相连的话，但按这一情况申诉会失败："]
        for gate in standing.blocks:
            parts.append(sentence(gate_words(gate, transcript)) + gate_texts().get(gate.id, {}).get("then", ""))
        return parts
    if strong:
        return [
            sentence((standing.support.lacks if standing and standing.support else "") or "相关的话还不足以支持申诉")
        ]
    against = [g for g in standing.blocks if g.id in gate_texts()] if standing else []
    noted = [sentence(gate_words(g, transcript)) + gate_texts()[g.id]["then"] for g in against]
    owed = lawful_demands(transcript)
    if buyer:
        unclear = "买家的话提到了评价，但没有明确地与应得之外的钱或好处绑在一起，单凭这些话申诉会失败"
        return [sentence(unclear), *noted]
    if owed:
        cites = listing((cite(m) for m in owed), 3)
        return [
            sentence(f"买家要求的是退换货、退款一类的售后（{cites}），没有把评价与应得之外的钱或好处绑在一起"),
            "要求弥补不满意的交易、给出不好的评价，本身不违反平台规则，按买家利用评价谋利申诉会失败。",
            *noted,
        ]
    return ["截图里没有买家把评价与应得之外的钱或好处绑在一起的话，按买家利用评价谋利申诉会失败。", *noted]
