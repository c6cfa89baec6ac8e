"""One conversation's bubbles in, coercion out: what is asked for, with what it is pressed, and how the two are tied.

The three parts may stand in one bubble, or apart with the seller's lines between. What ties them is then a condition in
words, an answer to a refusal, or a review that is held back or offered for sale. A demand for what is owed is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evidence.match.compose import RANK, Candidate, Part
from evidence.match.contrast import CONTRAST
from evidence.match.course import (
    FIRM,
    FOR_SALE,
    HELD,
    LINKS,
    LOOSE,
    MONEY,
    NEAR,
    TOPICS,
    WINDOW,
    Course,
    first,
    part,
)
from evidence.match.pressed import pressed
from evidence.match.ruleset import Rule, RuleSet
from evidence.match.scan import Heard
from evidence.model import Grade

_OWED = ("sum", "unit-price", "bare-sum", "amount-named", "redress")  # may be the remedy of a defect

_TIES = ("unpaid", CONTRAST, "withheld", "link-else", "hush")  # tie what stands in their own bubble

_OTHERS_WORDS = frozenset({"quoted", "quoted-whole", "someone-else", "kin-says", "payer"})
"""Guards that take a bubble for other people's words."""

_OFFICES = ("lever-authority", "lever-office")
_LAWFUL_WITHOUT_MONEY = ("lever-authority", "lever-expose")

_PAYING = frozenset("退返反补赔转打给免掏拿出送费包充报抹减贴吐付汇发加添钱凑整畀俾v")
"""Of these characters is a demand to be paid; a bare sum may be a bid for the goods (六百六,不行我就收别家的)."""
_ONLY_WITH_MONEY = ("lever-speech", "lever-act", "lever-office")
_BEYOND = ("private", "hush", "withdrawal", "price-table", "review-draft")  # paid for silence: owed to nobody
_BOUGHT = ("private", "withdrawal", "price-table")  # is no mere refund, whatever is wrong with the goods
_SILENCE = frozenset({"private", "silence-bought"})
_KEPT = ("不退", "不寄", "不还", "留", "用着", "归我", "送人")
_HALVES = ("一半", "半价", "对半", "成", "折")
_AMBIGUOUS = "退换发修寄送到处解"  # what is not done may be the seller's plain duty
_ANY_REFUSAL = "给答同肯成来到付掏出舍见拿懂得爽乐高痛小抠愿点拒驳少没有想了起钱听配接认"
"""Of these characters is a refusal that may mean any demand; another (不开, 不处理) must name what was asked for."""


def coercions(buyer: Sequence[Heard], seller: Sequence[Heard], rules: RuleSet) -> list[Candidate]:
    """Every place where the course of one conversation makes coercion, in the order of the closing bubbles."""
    ruled = [r for r in rules.rules if r.file.levers and r.file.speaker == "buyer"]
    levers = {name for r in ruled for name in r.file.levers}
    if not ruled or not any(name in h.hits for h in buyer for name in (*levers, *LOOSE, *TOPICS)):
        return []
    course = Course()
    own = {h.message.id for h in buyer}
    turn = 0
    for one in sorted((*buyer, *seller), key=lambda h: h.place):
        if one.message.id not in own:
            course.hear_seller(one, turn, rules)
            continue
        turn += 1
        course.hear_buyer(one, rules)
        _take_for_his_own(one, course)
        for rule in ruled:
            made = _judge(rule, one, turn, course, rules)
            if made is None or made.grade != "strong":
                parts = pressed(rule, one, turn, course, rules)
                made = _made(rule, "strong", *parts) if parts is not None else made
            if made is not None:
                course.found.append(_weighed(made, course))
        course.remember(one, turn, sorted(levers), rules)
    return course.found


def _take_for_his_own(one: Heard, course: Course) -> None:
    """Gives back what was taken for other people's words, where the buyer has asked and been refused himself.

    他闺女会写, 我老婆说不退就差评: who says so after his own demand was refused is passing on his own threat.
    """
    if course.named is None or not course.denied or course.lawful or not one.silenced:
        return
    given_back = [(guard, hit) for guard, hit in one.silenced if guard in _OTHERS_WORDS]
    if any(guard not in _OTHERS_WORDS for guard, _ in one.silenced):
        return
    for _, hit in given_back:
        one.hits.setdefault(hit.name, []).append(hit)
    one.silenced = [pair for pair in one.silenced if pair not in given_back]


def _weighed(made: Candidate, course: Course) -> Candidate:
    """No more than medium where the buyer is owed something and nothing shows that he asks for more."""
    if made.grade != "strong":
        return made
    hinted = all(p.hit.name in (*LOOSE, *TOPICS) for p in made.parts if p.role == "lever")
    kept = any("keeps-goods" in p.heard.hits or p.hit.name == "refund-only" for p in made.parts)
    more = course.kept and course.offered or course.settled
    if (course.haggling and hinted) or (course.conceded and not kept and not more):
        return replace(made, grade="medium")
    demands = [p for p in made.parts if p.role == "demand"]
    if demands and all(course.promised_this(p) for p in demands):
        return replace(made, grade="medium")
    if course.groundless:
        return made
    back = (course.grieved or course.returns) and not course.denied and any(_refunds(p) for p in made.parts)
    if back and not any(p.hit.name in _BOUGHT or _SILENCE & p.heard.hits.keys() for p in made.parts):
        return replace(made, grade="medium")
    if any(p.hit.name in _BEYOND or _SILENCE & p.heard.hits.keys() for p in made.parts):
        return made
    return replace(made, grade="medium") if course.entitled or course.returns else made


def _refunds(one: Part) -> bool:
    """Whether the part asks for the buyer's own money and nothing more, the goods not kept."""
    if (
        one.hit.name not in ("sum", "bare-sum", "refund-only", "refund-whole", "ask-refund", "benefit")
        or "keeps-goods" in one.heard.hits
    ):
        return False
    words = one.heard.text(one.hit)
    part_of_it = "全" not in words and any(word in words for word in _HALVES)
    return "退" in words and not part_of_it and not any(word in words for word in _KEPT)


def _judge(rule: Rule, one: Heard, turn: int, course: Course, rules: RuleSet) -> Candidate | None:
    """The strongest of what the bubble's levers make of it; the plainer lever where two make the same."""
    levers = [p for name in rule.file.levers if (p := part(one, name, rules)) is not None]
    made = [c for lever in levers if (c := _with(rule, lever, turn, course, rules)) is not None]
    if made:
        return max(made, key=lambda c: RANK[c.grade])
    if any(p.hit.name not in LOOSE for p in levers) or turn - course.pressed_turn > WINDOW:
        return None
    demand = first(one, rule.file.demands or MONEY, rules)
    before = next((p for p in course.pressed if p.hit.name in rule.file.levers), None)
    if demand is None or before is None:
        return None
    return _priced_after(rule, before, demand, turn - course.pressed_turn, course, rules)


def _with(rule: Rule, lever: Part, turn: int, course: Course, rules: RuleSet) -> Candidate | None:
    """What a lever makes with the demand of its own bubble, or else with the open one."""
    one, demands = lever.heard, rule.file.demands or MONEY
    if not rule.file.demands and not course.dispute:
        demands = (*demands, *_tied_demands(lever, rules))
    demand = next((p for name in demands if (p := part(one, name, rules, lever)) is not None), None)
    link = first(one, (*LINKS, CONTRAST, "withheld", "hush"), rules)
    if demand is not None:
        return _together(rule, lever, demand, link, course, rules)
    unpaid = part(one, "unpaid", rules)
    alone = lever.hit.name == "lever-harm" or lever.hit.name not in ("lever-authority", *FOR_SALE, *LOOSE)
    if unpaid is not None and alone and not rule.file.demands and one.message.channel == "chat":
        return _made(rule, "medium" if course.disputed else "strong", lever, unpaid)
    if course.asked is not None and turn - course.asked_turn <= WINDOW:
        if rule.file.demands and course.asked.hit.name not in demands:
            return None
        return _pressed_after(rule, course.asked, lever, link, turn - course.asked_turn, course, rules)
    return None


def _tied_demands(lever: Part, rules: RuleSet) -> tuple[str, ...]:
    """What else counts as a demand in the lever's bubble, by what lever and tie are there."""
    if lever.hit.name in FOR_SALE:
        return ("amount-named",)
    both_ways = {CONTRAST, "praise", "ask-refund"} <= lever.heard.hits.keys()  # 退了好评,不退差评
    if both_ways and lever.hit.name in ("lever-review", "lever-expose", "lever-harm"):
        return ("amount-named", "ask-refund")
    tie = first(lever.heard, _TIES, rules)
    if tie is None or (lever.hit.name in _LAWFUL_WITHOUT_MONEY and tie.hit.name == "withheld"):
        return ()
    if tie.hit.name == "withheld" and any(c in _AMBIGUOUS for c in tie.heard.text(tie.hit)):
        return ()
    return ("amount-named",) if lever.hit.name in _LAWFUL_WITHOUT_MONEY else ("amount-named", "ask-soft")


def _together(
    rule: Rule, lever: Part, demand: Part, link: Part | None, course: Course, rules: RuleSet
) -> Candidate | None:
    """Lever and demand in one bubble."""
    if lever.hit.name in _OFFICES and (_whole(demand) or (course.dispute and demand.hit.name in _OWED)):
        return None
    if lever.hit.name in _LAWFUL_WITHOUT_MONEY and course.statutory and demand.hit.name not in ("private", "paid-for"):
        return None
    if lever.hit.name in FOR_SALE:
        return _made(rule, "strong", lever, demand, link)
    if lever.hit.name in LOOSE:
        tied = first(lever.heard, (*_TIES, "no-deal"), rules)
        if lever.hit.name == "lever-act" and not _PAYING & set(demand.heard.text(demand.hit)):
            return None
        if lever.hit.name in _ONLY_WITH_MONEY and (course.dispute or demand.hit.name in ("redress", "amount-named")):
            return None
        if lever.hit.name == "lever-sound" and (course.dispute or demand.hit.name == "refund-whole"):
            return None
        priced = demand.hit.name == "sum" and "star-low" in lever.heard.hits
        if tied is None and not priced:
            return None
        return _made(rule, "medium" if _remedy(demand, course) else "strong", lever, demand, tied)
    if link is None:
        keeps = part(lever.heard, "keeps-goods", rules)
        return _made(rule, "strong" if keeps else "medium", lever, demand, keeps)
    return _made(rule, "medium" if _remedy(demand, course) else "strong", lever, demand, link)


def _pressed_after(
    rule: Rule, asked: Part, lever: Part, link: Part | None, turns: int, course: Course, rules: RuleSet
) -> Candidate | None:
    """A lever where money was asked for `turns` of the buyer's turns before."""
    if lever.hit.name == "lever-sound":
        return None  # 插瓶 and the like are goods, unless the bubble itself makes the bargain
    tie = _tie_to(asked, lever.heard, rules)
    answers = part(lever.heard, "answers", rules)
    if course.wished and tie is None and (turns > 2 or course.complaint or answers is None):
        return None
    firm = link if link is not None and link.hit.name in FIRM else course.asked_link
    answer = link or answers
    if lever.hit.name in LOOSE:
        tied = tie
        if lever.hit.name in _ONLY_WITH_MONEY and (course.dispute or course.wished or asked.hit.name == "redress"):
            return None
        if tied is None and lever.hit.name == "lever-harm" and course.refused and turns <= 2 and not course.dispute:
            tied = answer
        return _made(rule, "medium" if _remedy(asked, course) else "strong", asked, lever, tied) if tied else None
    if lever.hit.name in _OFFICES and (_whole(asked) or (course.dispute and asked.hit.name in _OWED)):
        return None
    if lever.hit.name in _LAWFUL_WITHOUT_MONEY:
        tied = firm or (answer if course.refused and turns <= NEAR else None)
        if tied is None and rule.file.demands and lever.hit.name == "lever-expose":
            tied = tie
        return None if tied is None or course.statutory else _made(rule, "strong", asked, lever, tied)
    if lever.hit.name in (*FOR_SALE, *HELD):
        return _made(rule, "strong", asked, lever, firm or answer) if answer or turns <= NEAR else None
    if firm is None and not course.refused and not (answer and course.replied and turns <= 2):
        return None
    doubt = _remedy(asked, course) or (firm is None and (turns > NEAR or course.dispute))
    return _made(rule, "medium" if doubt else "strong", asked, lever, firm or answer)


def _priced_after(
    rule: Rule, lever: Part, demand: Part, turns: int, course: Course, rules: RuleSet
) -> Candidate | None:
    """A price where a lever was shown `turns` of the buyer's turns before."""
    link = first(demand.heard, LINKS, rules)
    near = link is not None and link.hit.name == "no-deal" and turns <= 2
    tied = link if near or (link is not None and link.hit.name in FIRM) else course.pressed_link
    if lever.hit.name in (*FOR_SALE, *HELD):
        return _made(rule, "strong", lever, demand, tied or link) if tied or turns <= NEAR else None
    if lever.hit.name in _LAWFUL_WITHOUT_MONEY:
        tied = tied or first(demand.heard, ("hush",), rules)
        if tied is None or course.statutory or turns > NEAR:
            return None
        return _made(rule, "strong", lever, demand, tied)
    if lever.hit.name in LOOSE:
        tied = first(demand.heard, ("link-else", "hush", CONTRAST), rules)
        return _made(rule, "strong", lever, demand, tied) if tied and not course.dispute else None
    # a bare price after a review shown around is its price; after a complaint it may be an answer about a remedy
    priced = demand.hit.name == "bare-sum" or _alone(demand)
    if tied is None and turns > (NEAR if priced else 2):
        return None
    plain = course.no_defect or (priced and not course.complaint)
    doubt = (tied is None and not plain) or _remedy(demand, course)
    return _made(rule, "medium" if doubt else "strong", lever, demand, tied)


def _tie_to(asked: Part, one: Heard, rules: RuleSet) -> Part | None:
    """What in a later bubble ties its lever to the demand: of refusals those of it, or of nothing in particular."""
    wanted = {*asked.heard.text(asked.hit), *_ANY_REFUSAL} - {"不"}
    for name in _TIES:
        tie = part(one, name, rules)
        if tie is not None and (name not in ("withheld", CONTRAST) or wanted & set(one.text(tie.hit))):
            return tie
    return None


def _alone(demand: Part) -> bool:
    """Whether the bubble holds little but the demand."""
    return len(demand.heard.normal.text) <= demand.hit.end - demand.hit.start + 3


def _whole(demand: Part) -> bool:
    """Whether all that is asked for is the price back; that the goods are kept is said with other words."""
    return demand.hit.name == "refund-whole" and "refund-only" not in demand.heard.hits


def _remedy(demand: Part, course: Course) -> bool:
    """Whether the demand may be no more than the remedy of a defect that was shown."""
    return course.disputed and demand.hit.name in _OWED


def _made(rule: Rule, grade: Grade, *parts: Part | None) -> Candidate:
    kept = sorted((p for p in parts if p is not None), key=lambda p: (p.heard.place, p.hit.start, p.hit.end))
    return Candidate(
        rule, min(grade, rule.file.grade, key=lambda g: ("weak", "medium", "strong").index(g)), tuple(kept)
    )
