"""One conversation's bubbles and findings in, what sinks or weakens an appeal out, by the order things were said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from evidence.match.compose import Candidate
from evidence.match.ruleset import RuleSet
from evidence.match.scan import Heard
from evidence.match.weights import features_of_talk
from evidence.model import Finding, Gate

_REVIEW_WORDS = ("lever-review", "review-talk", "praise", "trade", "lever-mass")
_COMPLAINTS = ("gate-complaint", "grievance", "buyer-proof", "entitled")

_PRESSES = 0.4
"""Least chance of a talk in which a lever that was only hinted at presses for what is asked."""


class _Scene:
    """The conversation as the gates look at it."""

    def __init__(
        self,
        buyer: Sequence[Heard],
        seller: Sequence[Heard],
        findings: Sequence[Finding],
        at_fault: Sequence[Candidate],
        rules: RuleSet,
    ) -> None:
        self.buyer, self.seller, self.at_fault, self.rules = buyer, seller, at_fault, rules
        self._place = place = {one.message.id: one.place for one in (*buyer, *seller)}
        coercion = [f for f in findings if f.category == "extortion" and f.channel == "chat"]
        self.abused = any(f.category == "abuse" and f.grade != "weak" and f.channel == "chat" for f in findings)
        self.coercion = [f for f in coercion if f.grade == "strong"]
        self.hints = [f for f in coercion if f.grade != "strong"]
        self.first_threat = min((place[f.messages[-1]] for f in self.coercion), default=None)

    @cached_property
    def _whole(self) -> dict[str, float]:
        """What the talk is weighed by as a whole; nothing where nothing of it was heard."""
        said = [one.said for one in self.buyer if one.said is not None]
        answers = dict.fromkeys(answer for one in self.buyer for answer in one.answers)
        return features_of_talk(said, answers) if said else {}

    @property
    def reads_like(self) -> float:
        """How far the talk as a whole reads like coercion, 0 to 1."""
        return self.rules.talks.chance(self._whole) if self.rules.talks is not None and self._whole else 0.0

    def reads(self, gate: str, bar: str) -> bool:
        """Whether the talk as a whole reads like those with the gate, up to this bar; one not weighed may."""
        gates = self.rules.gates
        if gates is None or not self._whole:
            return bar != "sure"
        return gates.chance(self._whole, gates.names.index(gate)) >= gates.bars[bar]

    def says(self, one: Heard, group: str) -> bool:
        """Whether the bubble holds a member of the group, guards aside."""
        held = self.rules.groups[group]
        return held.hit.search(one.normal.text) is not None and (
            held.unless is None or held.unless.search(one.normal.text) is None
        )

    def faults(self, *rules: str, automatic: bool = True) -> list[Heard]:
        """The seller's bubbles in which one of these risk rules holds."""
        return [c.last for c in self.at_fault if c.rule.id in rules and (automatic or c.last.message.kind != "auto")]

    def coerced_alone(self) -> int | None:
        """The place at which the buyer had coerced, or put his review up for sale, whatever the seller said later."""
        made = [self._place[f.messages[-1]] for f in (*self.coercion, *self.hints) if f.grade != "weak"]
        made += [b.place for b in self.buyer if "trade" in b.hits or "review-draft" in b.hits]
        return min(made, default=None)

    def reviews(self, one: Heard) -> bool:
        """Whether the buyer's bubble speaks of reviews at all."""
        return any(name in one.hits for name in _REVIEW_WORDS) or self.says(one, "review-talk")


def find_gates(
    buyer: Sequence[Heard],
    seller: Sequence[Heard],
    findings: Sequence[Finding],
    at_fault: Sequence[Candidate],
    rules: RuleSet,
) -> list[Gate]:
    """The gates of one conversation, those that block first."""
    scene = _Scene(buyer, seller, findings, at_fault, rules)
    checks: tuple[Callable[[_Scene], Gate | None], ...] = (
        _seller_bait,
        _paid_praise_first,
        _after_failed_negotiation,
        _off_platform_only,
        _review_never_mentioned,
        _seller_swore_back,
    )
    gates = [gate for check in checks if (gate := check(scene)) is not None]
    return sorted(gates, key=lambda g: g.effect != "blocks")


def _ids(bubbles: Sequence[Heard]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.message.id for one in sorted(bubbles, key=lambda h: h.place)))


def _seller_bait(scene: _Scene) -> Gate | None:
    """抖音 FAQ (O): a seller who makes the buyer confirm a threat loses the appeal.

    A buyer who only says how many stars he gave, or that he will, has not coerced anyone yet: leading questions after
    that count. They no longer do once he has coerced by himself, or offered his review for sale.
    """
    alone = scene.coerced_alone()
    baits = [one for one in scene.faults("bait", automatic=False) if alone is None or one.place < alone]
    if not baits or not scene.reads("seller-bait", "possible"):
        return None
    return Gate(
        "seller-bait",
        "blocks",
        _ids(baits),
        "卖家先提到差评或价钱，引出了买家的话；抖音电商评价申诉规则：由商家引导买家确认的举证不予通过。",
        "不要再用提问引导。买家若在更早的聊天中主动提出过，请补充那一段完整记录；没有的话，不宜以这一理由申诉。",
    )


def _paid_praise_first(scene: _Scene) -> Gate | None:
    offers = scene.faults("paid-praise", "review-solicitation", "review-removal")
    limit = scene.first_threat
    if limit is None:
        limit = next((b.place for b in scene.buyer if scene.reviews(b)), None)
    offers = [one for one in offers if limit is None or one.place < limit]
    asked = _ids(scene.faults("paid-praise", "review-solicitation"))
    if not any(one.message.id in asked or scene.says(one, "gate-pays") for one in offers):
        return None
    if not scene.reads("paid-praise-first", "possible"):
        return None
    return Gate(
        "paid-praise-first",
        "blocks",
        _ids(offers),
        "卖家（含自动回复）先提出好评返现、邀评或花钱删改评价；抖音电商评价申诉规则：邀评、好评返现在先的不予受理。",
        "停用返现话术与卡片；这一理由难以成立，可按售后规则处理，并公开回复评价。",
    )


def _after_failed_negotiation(scene: _Scene) -> Gate | None:
    """A review after an ordinary dispute is the buyer's real experience (抖音 FAQ, O)."""
    if scene.coercion:
        return None
    shown = _failed(scene) or (_reads_failed(scene) if scene.reads("after-failed-negotiation", "sure") else None)
    if shown is None:
        return None
    return Gate(
        "after-failed-negotiation",
        "blocks",
        _ids(shown),
        "买家先反映商品问题并要求售后，协商未成后才评价，没有以评价换取额外好处；平台会视为买家自己的感受。",
        "不宜申诉。可重新协商售后，并在评价下礼貌、具体地公开回复。",
    )


def _failed(scene: _Scene) -> list[Heard] | None:
    """The lines of a complaint, the remedy asked for, its refusal and the review; None where one of them lacks."""
    told = [b for b in scene.buyer if scene.says(b, "gate-review-told")]
    if not told:
        return None
    review = told[-1]
    before = [b for b in scene.buyer if b.place < review.place]
    complained = [b for b in before if any(scene.says(b, name) for name in _COMPLAINTS)]
    asked = [b for b in before if scene.says(b, "gate-remedy-asked")]
    refused = [s for s in scene.seller if s.place < review.place and scene.says(s, "gate-will-not")]
    if not (complained and asked and refused) or _settled(scene, refused[-1], review):
        return None
    return [complained[0], asked[-1], refused[-1], review]


def _reads_failed(scene: _Scene) -> list[Heard] | None:
    """Of a talk that reads so as a whole: what the buyer said first, the review, and what the seller said before it."""
    told = [b for b in scene.buyer if scene.says(b, "gate-review-told") or scene.reviews(b)]
    answers = [s for s in scene.seller if told and s.place < told[-1].place]
    if not answers or scene.buyer[0] is told[-1] or _settled(scene, answers[0], told[-1]):
        return None
    return [scene.buyer[0], answers[-1], told[-1]]


def _settled(scene: _Scene, refusal: Heard, review: Heard) -> bool:
    """Whether the seller gave way after his last refusal and the buyer took it before he spoke of the review."""
    gave = [s for s in scene.seller if refusal.place < s.place < review.place and scene.says(s, "gate-gives")]
    return any(gave[0].place < b.place < review.place and scene.says(b, "gate-accepts") for b in scene.buyer if gave)


def _off_platform_only(scene: _Scene) -> Gate | None:
    if scene.coercion:
        return None
    talk = [h for h in (*scene.buyer, *scene.seller) if scene.says(h, "gate-off-platform")]
    if not talk or not (scene.hints or any(scene.says(h, "gate-money-word") or scene.reviews(h) for h in scene.buyer)):
        return None
    return Gate(
        "off-platform-only",
        "blocks",
        _ids(talk),
        "双方的话转到了微信、短信或电话，平台聊天里没有相关的原话；只有站外记录、没有转移过程的举证不予受理。",
        "补充平台内约定转移的那几句，以及双方微信号或QQ号资料页、显示号码和时间的短信截图。",
    )


def _review_never_mentioned(scene: _Scene) -> Gate | None:
    levers = any(span.role == "lever" for hint in scene.hints for span in hint.spans)
    if levers and scene.reads_like >= _PRESSES:
        return None
    if scene.coercion or any(scene.reviews(b) or scene.says(b, "gate-review-hint") for b in scene.buyer):
        return None
    if any(scene.says(b, "gate-other-lever") for b in scene.buyer):
        return None
    asked = [b for b in scene.buyer if "sum" in b.hits or "benefit" in b.hits]
    hinted = {message for f in scene.hints for message in f.messages}
    hints = [b for b in scene.buyer if b.message.id in hinted]
    if not (hints or asked):
        return None
    if not hints and not any(scene.says(b, "gate-money-word") for b in asked):
        return None
    return Gate(
        "review-never-mentioned",
        "blocks",
        _ids([*asked, *hints]),
        "买家索要或暗示好处，但全程没有提到评价；抖音电商评价申诉规则要求买家本人提到差评。",
        "继续在平台内礼貌沟通并保留记录；买家没有主动把评价与好处相连之前，不宜申诉。",
    )


def _seller_swore_back(scene: _Scene) -> Gate | None:
    """抖店举报中心 (O): of words, not of coercion; who reports neither abuse nor threats is not met with his own."""
    swore = scene.faults("seller-abuse", automatic=False)
    if not swore or not scene.abused:
        return None
    return Gate(
        "seller-swore-back",
        "blocks",
        _ids(swore),
        "卖家对买家说了骂人或放狠话的话；商家回骂的，平台对言语类的举报不予支持。",
        "停止争吵，改用规范话术；不要删除记录。只就买家先前明确的话申诉，并说明当时情形。",
    )
