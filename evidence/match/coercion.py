"""One conversation's bubbles in, coercion out: what is asked for, with what it is pressed, and how the two are tied.

The three parts may stand in one bubble, or apart with the seller's lines between. What ties them is then a condition in
words, an answer to a refusal, or a review that is held back or offered for sale. A demand for what is owed is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evidence.match.compose import RANK, Candidate, Part
from evidence.match.contrast import CONTRAST
from evidence.match.ruleset import Rule, RuleSet
from evidence.match.scan import Heard, Hit
from evidence.model import Grade

WINDOW = 8
"""Turns of the buyer over which a demand or a lever is remembered. In the labelled talks the parts stand at most six
apart."""

NEAR = 4
"""Turns over which an answer to a refusal, or a price for a review held back, still belongs to what came before."""

SHORT = 5
"""Characters of a bubble that holds a condition and nothing else."""

_MONEY = ("sum", "unit-price", "bare-sum", "benefit", "redress", "paid-for", "private", "refund-whole")
_OWED = ("sum", "unit-price", "bare-sum", "amount-named", "redress")  # may be the remedy of a defect

_LINKS = ("unpaid", "link-else", "link", "no-deal")
_FIRM = ("unpaid", "link-else")  # tie by themselves, also across bubbles
_TIES = ("unpaid", CONTRAST, "withheld", "link-else", "hush")  # tie what stands in their own bubble

_FOR_SALE = ("trade", "withdrawal")
_HELD = ("review-draft",)
_OFFICES = ("lever-authority", "lever-office")
_LAWFUL_WITHOUT_MONEY = ("lever-authority", "lever-expose")
_DECLINED = ("declined", "declined-whole")
# levers only where a tie is there
_LOOSE = (
    *("lever-harm", "praise", "review-talk", "lever-field", "lever-sound"),
    *("lever-act", "lever-office", "lever-speech"),
)
_PAYING = frozenset("退返反补赔转打给免掏拿出送费包充报抹减贴吐付汇发加添钱凑整畀俾v")
"""Of these characters is a demand to be paid; a bare sum may be a bid for the goods (六百六,不行我就收别家的)."""
_ONLY_WITH_MONEY = ("lever-speech", "lever-act", "lever-office")

_AMBIGUOUS = "退换发修寄送到处解"  # what is not done may be the seller's plain duty
_ANY_REFUSAL = "给答同肯成来到付掏出舍见拿懂得爽乐高痛小抠愿点拒驳少没有想了起钱听配接认"
"""Of these characters is a refusal that may mean any demand; another (不开, 不处理) must name what was asked for."""


@dataclass(slots=True)
class _Course:
    """What has been said so far: the open demand, the open lever, and how the seller met them.

    A `wish` (a thing, a number) is no demand before the seller has refused it; `wished` says the open one was such.
    """

    asked: Part | None = None
    asked_turn: int = 0
    asked_link: Part | None = None
    pressed: tuple[Part, ...] = ()
    pressed_turn: int = 0
    pressed_link: Part | None = None
    offered: bool = False
    refused: bool = False
    replied: bool = False
    invited: bool = False
    defect: bool = False
    proof: bool = False
    no_defect: bool = False
    statutory: bool = False
    complaint: bool = False
    wish: Part | None = None
    wished: bool = False
    found: list[Candidate] = field(default_factory=list)

    @property
    def dispute(self) -> bool:
        """A defect is on the table and not taken back."""
        return self.defect and not self.no_defect

    @property
    def disputed(self) -> bool:
        """A defect with proof that the seller has offered nothing for: money for it is no more than a remedy."""
        return self.defect and self.proof and not self.offered and not self.no_defect


def coercions(buyer: Sequence[Heard], seller: Sequence[Heard], rules: RuleSet) -> list[Candidate]:
    """Every place where the course of one conversation makes coercion, in the order of the closing bubbles."""
    ruled = [r for r in rules.rules if r.file.levers and r.file.speaker == "buyer"]
    levers = {name for r in ruled for name in r.file.levers}
    if not ruled or not any(name in h.hits for h in buyer for name in (*levers, *_LOOSE)):
        return []
    course = _Course()
    own = {h.message.id for h in buyer}
    turn = 0
    for one in sorted((*buyer, *seller), key=lambda h: h.place):
        if one.message.id not in own:
            course.offered |= _says(rules, "offer", one)
            course.replied = True
            course.invited = _says(rules, "asks-what", one)
            if _says(rules, "asks-to-refuse", one):
                lawful = course.dispute or course.statutory
                if course.asked is None and course.wish is not None and not lawful:
                    course.asked, course.asked_turn, course.wished = course.wish, turn, True
                course.refused |= course.asked is not None
                course.wish = None
            continue
        turn += 1
        course.defect |= _says(rules, "buyer-defect", one)
        course.proof |= _says(rules, "buyer-proof", one)
        course.no_defect |= _says(rules, "no-defect", one)
        course.complaint |= _says(rules, "complaint", one)
        course.statutory |= _says(rules, "statutory", one)
        for rule in ruled:
            made = _judge(rule, one, turn, course, rules)
            if made is not None:
                course.found.append(made)
        _remember(one, turn, course, sorted(levers), rules)
    return course.found


def _remember(one: Heard, turn: int, course: _Course, levers: Sequence[str], rules: RuleSet) -> None:
    demand = _first(one, (*_MONEY, "refund-only"), rules)
    if demand is None and any(guard in _DECLINED for guard, _ in one.silenced):
        course.asked, course.wish, course.pressed = None, None, ()  # who wants no money has nothing for sale
    if demand is not None and (
        demand.hit.name != "bare-sum" or course.invited or course.pressed or _first(one, _FIRM, rules)
    ):
        course.asked, course.asked_turn, course.refused = demand, turn, False
        course.replied = course.wished = False
        course.asked_link = _first(one, _FIRM, rules)
    elif course.asked is not None and turn - course.asked_turn <= NEAR and len(one.normal.text) <= SHORT:
        course.asked_link = course.asked_link or _first(one, _LINKS, rules)  # a bubble that is all condition: 不来的话
    course.wish = _part(one, "ask-soft", rules) or (course.wish if not course.replied else None)
    names = (*_FOR_SALE, *_HELD, *(name for name in levers if name not in _LOOSE), *_LOOSE)
    pressing = tuple(p for name in names if (p := _part(one, name, rules)) is not None)
    if pressing and not (pressing[0].hit.name in _LOOSE and course.pressed and turn - course.pressed_turn <= NEAR):
        course.pressed, course.pressed_turn = pressing, turn
        course.pressed_link = _first(one, _FIRM, rules)


def _judge(rule: Rule, one: Heard, turn: int, course: _Course, rules: RuleSet) -> Candidate | None:
    """The strongest of what the bubble's levers make of it; the plainer lever where two make the same."""
    levers = [p for name in rule.file.levers if (p := _part(one, name, rules)) is not None]
    made = [c for lever in levers if (c := _with(rule, lever, turn, course, rules)) is not None]
    if made:
        return max(made, key=lambda c: RANK[c.grade])
    if any(p.hit.name not in _LOOSE for p in levers) or turn - course.pressed_turn > WINDOW:
        return None
    demand = _first(one, rule.file.demands or _MONEY, rules)
    before = next((p for p in course.pressed if p.hit.name in rule.file.levers), None)
    if demand is None or before is None:
        return None
    return _priced_after(rule, before, demand, turn - course.pressed_turn, course, rules)


def _with(rule: Rule, lever: Part, turn: int, course: _Course, rules: RuleSet) -> Candidate | None:
    """What a lever makes with the demand of its own bubble, or else with the open one."""
    one, demands = lever.heard, rule.file.demands or _MONEY
    if not rule.file.demands and not course.dispute:
        demands = (*demands, *_tied_demands(lever, rules))
    demand = next((p for name in demands if (p := _part(one, name, rules, lever)) is not None), None)
    link = _first(one, (*_LINKS, CONTRAST, "withheld", "hush"), rules)
    if demand is not None:
        return _together(rule, lever, demand, link, course, rules)
    unpaid = _part(one, "unpaid", rules)
    alone = lever.hit.name == "lever-harm" or lever.hit.name not in ("lever-authority", *_FOR_SALE, *_LOOSE)
    if unpaid is not None and alone and not rule.file.demands and one.message.channel == "chat":
        return _made(rule, "medium" if course.disputed else "strong", lever, unpaid)
    if course.asked is not None and turn - course.asked_turn <= WINDOW:
        if rule.file.demands and course.asked.hit.name not in demands:
            return None
        return _pressed_after(rule, course.asked, lever, link, turn - course.asked_turn, course, rules)
    return None


def _tied_demands(lever: Part, rules: RuleSet) -> tuple[str, ...]:
    """What else counts as a demand in the lever's bubble, by what lever and tie are there."""
    if lever.hit.name in _FOR_SALE:
        return ("amount-named",)
    both_ways = {CONTRAST, "praise", "ask-refund"} <= lever.heard.hits.keys()  # 退了好评,不退差评
    if both_ways and lever.hit.name in ("lever-review", "lever-expose", "lever-harm"):
        return ("amount-named", "ask-refund")
    tie = _first(lever.heard, _TIES, rules)
    if tie is None or (lever.hit.name in _LAWFUL_WITHOUT_MONEY and tie.hit.name == "withheld"):
        return ()
    if tie.hit.name == "withheld" and any(c in _AMBIGUOUS for c in tie.heard.text(tie.hit)):
        return ()
    return ("amount-named",) if lever.hit.name in _LAWFUL_WITHOUT_MONEY else ("amount-named", "ask-soft")


def _together(
    rule: Rule, lever: Part, demand: Part, link: Part | None, course: _Course, rules: RuleSet
) -> Candidate | None:
    """Lever and demand in one bubble."""
    if lever.hit.name in _OFFICES and (_whole(demand) or (course.dispute and demand.hit.name in _OWED)):
        return None
    if lever.hit.name in _LAWFUL_WITHOUT_MONEY and course.statutory and demand.hit.name not in ("private", "paid-for"):
        return None
    if lever.hit.name in _FOR_SALE:
        return _made(rule, "strong", lever, demand, link)
    if lever.hit.name in _LOOSE:
        tied = _first(lever.heard, (*_TIES, "no-deal"), rules)
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
        keeps = _part(lever.heard, "keeps-goods", rules)
        return _made(rule, "strong" if keeps else "medium", lever, demand, keeps)
    return _made(rule, "medium" if _remedy(demand, course) else "strong", lever, demand, link)


def _pressed_after(
    rule: Rule, asked: Part, lever: Part, link: Part | None, turns: int, course: _Course, rules: RuleSet
) -> Candidate | None:
    """A lever where money was asked for `turns` of the buyer's turns before."""
    if lever.hit.name == "lever-sound":
        return None  # 插瓶 and the like are goods, unless the bubble itself makes the bargain
    tie = _tie_to(asked, lever.heard, rules)
    answers = _part(lever.heard, "answers", rules)
    if course.wished and tie is None and (turns > 2 or course.complaint or answers is None):
        return None
    firm = link if link is not None and link.hit.name in _FIRM else course.asked_link
    answer = link or answers
    if lever.hit.name in _LOOSE:
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
    if lever.hit.name in (*_FOR_SALE, *_HELD):
        return _made(rule, "strong", asked, lever, firm or answer) if answer or turns <= NEAR else None
    if firm is None and not course.refused and not (answer and course.replied and turns <= 2):
        return None
    doubt = _remedy(asked, course) or (firm is None and (turns > NEAR or course.dispute))
    return _made(rule, "medium" if doubt else "strong", asked, lever, firm or answer)


def _priced_after(
    rule: Rule, lever: Part, demand: Part, turns: int, course: _Course, rules: RuleSet
) -> Candidate | None:
    """A price where a lever was shown `turns` of the buyer's turns before."""
    link = _first(demand.heard, _LINKS, rules)
    near = link is not None and link.hit.name == "no-deal" and turns <= 2
    tied = link if near or (link is not None and link.hit.name in _FIRM) else course.pressed_link
    if lever.hit.name in (*_FOR_SALE, *_HELD):
        return _made(rule, "strong", lever, demand, tied or link) if tied or turns <= NEAR else None
    if lever.hit.name in _LAWFUL_WITHOUT_MONEY:
        tied = tied or _first(demand.heard, ("hush",), rules)
        if tied is None or course.statutory or turns > NEAR:
            return None
        return _made(rule, "strong", lever, demand, tied)
    if lever.hit.name in _LOOSE:
        tied = _first(demand.heard, ("link-else", "hush", CONTRAST), rules)
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
        part = _part(one, name, rules)
        if part is not None and (name not in ("withheld", CONTRAST) or wanted & set(one.text(part.hit))):
            return part
    return None


def _alone(demand: Part) -> bool:
    """Whether the bubble holds little but the demand."""
    return len(demand.heard.normal.text) <= demand.hit.end - demand.hit.start + 3


def _whole(demand: Part) -> bool:
    """Whether all that is asked for is the price back; that the goods are kept is said with other words."""
    return demand.hit.name == "refund-whole" and "refund-only" not in demand.heard.hits


def _remedy(demand: Part, course: _Course) -> bool:
    """Whether the demand may be no more than the remedy of a defect that was shown."""
    return course.disputed and demand.hit.name in _OWED


def _made(rule: Rule, grade: Grade, *parts: Part | None) -> Candidate:
    kept = sorted((p for p in parts if p is not None), key=lambda p: (p.heard.place, p.hit.start, p.hit.end))
    return Candidate(
        rule, min(grade, rule.file.grade, key=lambda g: ("weak", "medium", "strong").index(g)), tuple(kept)
    )


def _first(one: Heard, names: Iterable[str], rules: RuleSet) -> Part | None:
    return next((p for name in names if (p := _part(one, name, rules)) is not None), None)


def _part(one: Heard, name: str, rules: RuleSet, beside: Part | None = None) -> Part | None:
    """The longest hit of the group in the bubble, none of whose characters are those of `beside`."""
    hits: list[Hit] = one.hits.get(name, [])
    if beside is not None and beside.hit.name in _LOOSE:
        hits = [h for h in hits if h.end <= beside.hit.start or beside.hit.end <= h.start]
    if not hits:
        return None
    if name == CONTRAST:
        return Part(one, hits[0], "link", "条件")
    group = rules.groups[name]
    return Part(one, max(hits, key=lambda h: h.end - h.start), group.role, group.says or name)


def _says(rules: RuleSet, name: str, one: Heard) -> bool:
    held, text = rules.groups[name], one.normal.text
    return held.hit.search(text) is not None and (held.unless is None or held.unless.search(text) is None)
