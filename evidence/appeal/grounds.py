"""How well a case carries each of a platform's reasons, by the scores that the platform file states."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from evidence.appeal.platform import Platform, Reason, Support
from evidence.appeal.words import accuses, cite, joined, listing, neutral, sentence
from evidence.model import Case, Contradiction, Deadline, Facts, Finding, Gate, Ground, Judgement, TradeStep, Transcript

BLOCKED = 0.2
"""The most a reason scores when a gate blocks it: it shows among the runners-up, far below any `holds_from`."""

_RANK = {"weak": 0, "medium": 1, "strong": 2}


@dataclass(frozen=True, slots=True)
class Standing:
    """A reason, what it rests on in this case, and what speaks against it. `holds` is on the merits alone."""

    reason: Reason
    score: float
    holds: bool
    support: Support | None = None
    findings: tuple[Finding, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    steps: tuple[TradeStep, ...] = ()
    gates: tuple[Gate, ...] = ()
    blocks: tuple[Gate, ...] = ()

    @property
    def says(self) -> str:
        """The event in one clause: what the support carries, and never more."""
        return (self.support.says if self.support else "") or self.reason.says


def weigh(platform: Platform, judgement: Judgement, facts: Facts) -> tuple[Standing, ...]:
    """Every reason of the platform, best first; equal scores keep the file's order."""
    standings = [_standing(platform, reason, judgement, facts) for reason in platform.reasons]
    return tuple(sorted(standings, key=lambda s: -s.score))


def best(standings: tuple[Standing, ...]) -> Standing | None:
    """The best reason that holds, a review appeal before a report of behaviour; None when none does; never a notice."""
    holding = [s for s in standings if s.holds and s.reason.kind != "notice"]
    return next((s for s in holding if s.reason.kind == "review"), holding[0] if holding else None)


def _standing(platform: Platform, reason: Reason, judgement: Judgement, facts: Facts) -> Standing:
    touching = tuple(g for g in judgement.gates if _any(g.id, (*reason.gates, *reason.blocked_by)))
    blocks = tuple(g for g in touching if g.effect == "blocks" or _any(g.id, reason.blocked_by))
    for support in sorted(reason.support, key=lambda s: -s.score):
        findings = tuple(f for f in judgement.findings if support.on == "finding" and _carries(support, f))
        against = tuple(c for c in facts.contradictions if support.on == "contradiction" and _speaks(support, c))
        steps = tuple(t for t in facts.trade if support.on == "trade" and t.id in support.steps)
        shown = bool(steps) and all(t.state == "pass" for t in steps)
        if findings or against or shown:
            score = round(max(0.0, support.score - platform.weakening * (len(touching) - len(blocks))), 2)
            if blocks:
                score = min(score, BLOCKED)
            holds = score >= platform.holds_from and not blocks
            return Standing(reason, score, holds, support, findings, against, steps if shown else (), touching, blocks)
    return Standing(reason, 0.0, False, gates=touching, blocks=blocks)


def _any(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, p) for p in patterns)


def _carries(support: Support, finding: Finding) -> bool:
    return (
        _RANK[finding.grade] >= _RANK[support.grade]
        and finding.speaker == support.speaker
        and support.category in (None, finding.category)
        and support.channel in (None, finding.channel)
        and not _any(finding.rule, support.excepts)
        and (not support.rules or any(_any(r, support.rules) for r in (finding.rule, *finding.also)))
    )


def _speaks(support: Support, contradiction: Contradiction) -> bool:
    strong_enough = _RANK[contradiction.strength] >= _RANK[support.grade]
    wanted = not support.ids or _any(contradiction.id, support.ids)
    return strong_enough and wanted and not _any(contradiction.id, support.excepts)


# --- in words ---------------------------------------------------------------------------------------------------------


def label_of(standing: Standing, *, accusing: bool) -> str:
    """The reason as the platform words it, or, where nobody may be accused, in words that accuse nobody."""
    reason = standing.reason
    return reason.label if accusing or not accuses(reason.label) else reason.plain or "平台列出的其他理由"


def ground_of(
    standing: Standing, transcript: Transcript, hurdles: tuple[Gate, ...] = (), *, accusing: bool = True
) -> Ground:
    """The standing as the appeal hands it on; `hurdles` of the case (order, window, editing) can sink what holds."""
    blocked = any(h.effect == "blocks" for h in hurdles)
    missing = [*_missing(standing, transcript), *(gate_words(h, transcript) for h in hurdles)]
    carried = (*(f.id for f in standing.findings), *(c.id for c in standing.contradictions))
    return Ground(
        standing.reason.id,
        label_of(standing, accusing=accusing),
        min(standing.score, BLOCKED) if blocked else standing.score,
        standing.holds and not blocked,
        _why(standing, transcript, hurdles),
        tuple(missing),
        carried,
    )


def hurdles_of(case: Case, facts: Facts, deadline: Deadline) -> tuple[Gate, ...]:
    """What speaks against any appeal of this case: another order, a closed window, an edited picture."""
    found = []
    if ties := [t for t in facts.ties if t.state == "fail" and "order" in t.id]:
        found.append(Gate("order-mismatch", "blocks", (), f"{listing(t.between for t in ties)}的订单对不上"))
    if deadline.days_left is not None and deadline.days_left < 0:
        found.append(Gate("window-closed", "blocks", (), deadline.why))
    if edited := edited_sources(case):
        found.append(Gate("edited-picture", "weakens", (), f"{listing(edited)} 带着编辑软件的痕迹"))
    return tuple(found)


def edited_sources(case: Case) -> tuple[str, ...]:
    """The ids of the sources in use whose file says that an editor wrote it."""
    return tuple(s.id for s in case.used() if any(n.key.startswith("case.edit") for n in s.notes))


def gate_words(gate: Gate, transcript: Transcript) -> str:
    """A gate in words that accuse nobody, with the lines it rests on."""
    known = gate_texts().get(gate.id)
    says = known["says"] if known else neutral(gate.why).rstrip("。") or "对话中另有不利于申诉的内容"
    cites = cites_of(gate.messages, transcript)
    return f"{says}（{cites}）" if cites else says


def cites_of(messages: tuple[str, ...], transcript: Transcript) -> str:
    """`S001/M0003、…` of those messages that are in the transcript."""
    known = {m.id: m for m in transcript.messages}
    return listing(cite(known[i]) for i in messages if i in known)


@cache
def gate_texts() -> dict[str, dict[str, str]]:
    """What each known gate means (`says`) and what the platforms make of it (`then`), from `checks.toml`."""
    table = tomllib.loads(files("evidence.appeal").joinpath("checks.toml").read_text("utf-8"))
    return dict(table["gate"])


def _missing(standing: Standing, transcript: Transcript) -> list[str]:
    """What the reason lacks: proof first, then the gates that stand in its way."""
    if standing.support is None:
        lacks = [standing.reason.needs]
    else:
        lacks = [standing.support.lacks] if standing.support.lacks else []
    return lacks + [gate_words(g, transcript) for g in standing.gates]


def _why(standing: Standing, transcript: Transcript, hurdles: tuple[Gate, ...]) -> str:
    parts = [_basis(standing, transcript)]
    if standing.support is None:
        parts.append(sentence(f"材料中没有这一理由的依据：{standing.reason.needs}"))
    elif standing.support.lacks:
        parts.append(sentence(standing.support.lacks))
    for gate in (*standing.gates, *hurdles):
        then = gate_texts().get(gate.id, {}).get("then", "")
        blocks = gate in standing.blocks or (gate in hurdles and gate.effect == "blocks")
        lead = "不成立之处" if blocks else "不利之处"
        parts.append(sentence(f"{lead}：{gate_words(gate, transcript)}") + then)
    return joined(parts)


def _basis(standing: Standing, transcript: Transcript) -> str:
    """What the reason rests on; other rooms' words only where they accuse nobody or stand on a strong finding."""
    sure = any(f.category == "extortion" and f.grade == "strong" for f in standing.findings) and standing.holds
    parts = []
    for finding in standing.findings[:3]:
        where = "评价" if finding.channel == "review" else "聊天"
        cites = cites_of(finding.messages, transcript)
        parts.append(sentence(f"截图显示买家在{where}中有相关的话" + (f"（{cites}）" if cites else "")))
        parts.append(sentence(finding.why) if sure and not _overclaims(finding.why) else neutral(finding.why))
    for one in standing.contradictions[:2]:
        sources = listing(s for s in (one.claim_source, one.proof_source) if s)
        said = "" if accuses(one.claim + one.proof) else f"{one.claim.rstrip('。')}；{one.proof.rstrip('。')}"
        text = said or "评价内容与材料不一致"
        parts.append(sentence(text + (f"（{sources}）" if sources else "")))
    for step in standing.steps:
        sources = listing(step.sources)
        parts.append(sentence(f"{step.title}：{step.found}" + (f"（{sources}）" if sources else "")))
    return joined(parts)


def _overclaims(text: str) -> bool:
    return any(word in text for word in ("证明", "犯罪", "真实"))
