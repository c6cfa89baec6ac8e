"""One conversation's bubbles in their order in, what has been said so far out: asked, pressed, refused, complained of.

Coercion is judged against this: a demand for what is owed is none, and who has nothing to complain of is owed nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evidence.match.compose import Candidate, Part
from evidence.match.contrast import CONTRAST
from evidence.match.ruleset import RuleSet
from evidence.match.scan import Heard, Hit, spans

WINDOW = 8
"""Turns of the buyer over which a demand or a lever is remembered. In the labelled talks the parts stand at most six
apart."""

NEAR = 4
"""Turns over which an answer to a refusal, or a price for a review held back, still belongs to what came before."""

IMPLIED = 30
"""Characters of a bubble that may be the favour which the seller refuses; longer ones tell of something."""

IMPLIED_BY = "implied"
"""The name of a demand that is known only by its refusal."""

SHORT = 5
"""Characters of a bubble that holds a condition and nothing else."""

MONEY = ("sum", "unit-price", "bare-sum", "benefit", "redress", "paid-for", "private", "refund-whole")
NAMED = ("sum", "unit-price", "bare-sum", "benefit", "private", "price-table", "ask-money", "ask-soft", "ask-thing")
LINKS = ("unpaid", "link-else", "link", "no-deal")
FIRM = ("unpaid", "link-else")  # tie by themselves, also across bubbles
FOR_SALE = ("trade", "withdrawal")
HELD = ("review-draft",)
# levers only where a tie is there
LOOSE = (
    *("lever-harm", "praise", "review-talk", "lever-field", "lever-sound"),
    *("lever-act", "lever-office", "lever-speech"),
)
TOPICS = ("topic-review", "topic-tell")  # what a lever is made of, where all else is plain
_DECLINED = ("declined", "declined-whole")


OF_THE_GOODS = ("buyer-defect", "complaint", "grievance")
_NUMBER = re.compile("[0-9]+|[一二三四五六七八九十百千万两半]{2,}")
_THREATENED = re.compile(
    "(?:(?:^|[^面情们上的签单])写(?!着|明|的是|错)|评语|标题|配文|文案|说成|拍成|演成|编|说它|说是)[^。!?]{0,18}"
)
DUTIES = re.compile(
    "发货|退货|换货|补发|补寄|处理|解决|回复|理我|理人|说话|派送|送货|上门|安装|维修|发票|退押金|退定金"
)
"""What the seller has to do anyway: to press for it is no coercion."""
_QUESTION = re.compile("[吗么嘛?]|是不是|有没有|多少|什么|怎么|哪|几[个天点号]|谁")
_GOODS_PRICE = re.compile("([0-9]+|[一二三四五六七八九十百千万两半]{2,})(?:块|元)?(?:那|这|款|档|套餐)")  # 88那只
_QUOTED = re.compile('[“"「『《][^”"」』》]*[”"」』》]')


@dataclass(slots=True)
class Course:
    """What has been said so far: the open demand, the open lever, and how the seller met them.

    A `wish` (a thing, a number) is no demand before the seller has refused it; `wished` says the open one was such.
    `named` is the last price or thing asked for in whatever words, `topics` what the buyer spoke of that can press.
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
    quoted: set[str] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)
    named: Part | None = None
    named_turn: int = 0
    demands: int = 0
    prices: set[str] = field(default_factory=set)
    denied: bool = False
    topics: dict[str, tuple[Part, int]] = field(default_factory=dict)
    content: bool = False
    fabricated: bool = False
    settled: bool = False
    kept: bool = False
    promised: set[str] = field(default_factory=set)
    said: Heard | None = None
    returns: bool = False
    replied_now: bool = False
    rebuffed: bool = False
    hushed: bool = False
    entitled: bool = False
    grieved: bool = False
    presale: bool = False
    received: bool = False
    acknowledged: bool = False
    found: list[Candidate] = field(default_factory=list)

    @property
    def dispute(self) -> bool:
        """A defect is on the table and not taken back."""
        return self.defect and not self.no_defect

    @property
    def disputed(self) -> bool:
        """A defect with proof that the seller has offered nothing for: money for it is no more than a remedy."""
        return self.defect and self.proof and not self.offered and not self.no_defect

    @property
    def groundless(self) -> bool:
        """The buyer has said himself that there is no fault, or none that is not made good."""
        return self.content or self.fabricated or self.settled or self.hushed or (self.no_defect and not self.proof)

    @property
    def lawful(self) -> bool:
        """Something is owed, or the two are still haggling over a purchase: a price then presses nobody."""
        if self.entitled or self.statutory:
            return True
        return not self.groundless and (self.grieved or self.returns) or self.haggling

    def promised_this(self, demand: Part) -> bool:
        """Whether all that is asked for is a sum which the shop had promised, by the buyer's account."""
        one = demand.heard
        asked = {
            n for name in (*NAMED, "amount-named") for h in one.hits.get(name, []) for n in _NUMBER.findall(one.text(h))
        }
        return bool(asked) and asked <= self.promised

    @property
    def haggling(self) -> bool:
        """The goods are not bought yet: what is bargained for is their price."""
        return self.presale and not self.received and not self.groundless

    @property
    def conceded(self) -> bool:
        """The seller has owned a fault and refused nothing since: what is left is how he makes it good."""
        return self.acknowledged and not self.denied

    @property
    def greed(self) -> int:
        """How many signs say that the money is for nothing: refused, haggled over, no fault, invented, settled."""
        groundless = self.content or self.no_defect or (self.named is not None and not self.grieved)
        haggled = self.demands > 1 or len(self.prices) > 1
        return sum((self.denied, haggled, groundless, self.fabricated, self.settled))

    def hear_seller(self, one: Heard, turn: int, rules: RuleSet) -> None:
        """Takes in what the seller says between the buyer's turns."""
        self.offered |= says(rules, "offer", one)
        self.rebuffed = self.rebuffed and self.replied_now
        self.replied = self.replied_now = True
        self.invited = says(rules, "asks-what", one)
        if says(rules, "seller-settled", one):
            self.settled = True
            self.asked, self.asked_link = None, None  # what was asked for is paid
        self.acknowledged |= says(rules, "acknowledges", one)
        self.quoted.update(n for n in _NUMBER.findall(one.normal.text) if n not in self.spoken)
        favour, refusal = says(rules, "refuses-favour", one), says(rules, "asks-to-refuse", one)
        if self.said is not None and (favour or refusal):
            asked = says(rules, "asks-for-it", self.said) or "keeps-goods" in self.said.hits
            if asked or (favour and not _QUESTION.search(self.said.normal.text)):
                self._imply(turn)
        if favour or refusal:
            self.rebuffed = True
            lawful = self.dispute or self.statutory
            if self.asked is None and self.wish is not None and not lawful:
                self.asked, self.asked_turn, self.wished = self.wish, turn, True
            self.refused |= self.asked is not None
            self.denied |= self.named is not None
            self.wish = None

    def _imply(self, turn: int) -> None:
        """What the seller refuses as a favour was asked for as one, in whatever words."""
        if self.said is None or self.lawful or (self.named is not None and self.named_turn >= turn):
            return
        text = self.said.normal.text
        if len(text) <= IMPLIED and not declines(self.said) and not DUTIES.search(text):
            self.named = Part(self.said, Hit(IMPLIED_BY, 0, len(text)), "demand", "索要（被拒绝）")
            self.named_turn = turn
            self.demands += 1
            self.denied = True

    def hear_buyer(self, one: Heard, rules: RuleSet) -> None:
        """Takes in what the buyer says of the goods and of what is owed, before his bubble is judged."""
        self.said, self.replied_now = one, False
        self._accept_prices(one)
        self.defect |= says(rules, "buyer-defect", one)
        self.proof |= says(rules, "buyer-proof", one)
        self.no_defect |= says(rules, "no-defect", one)
        self.complaint |= says(rules, "complaint", one)
        self.statutory |= says(rules, "statutory", one)
        self._weigh_the_goods(one, rules)
        self.fabricated |= says(rules, "fabricates", one)
        self.settled |= says(rules, "settled", one)
        self.entitled |= says(rules, "entitled", one)
        self.grieved |= CONTRAST not in one.hits and says(rules, "grievance", one)
        self.kept |= "keeps-goods" in one.hits or says(rules, "used-up", one)
        self.presale |= says(rules, "presale", one)
        self.received = (self.received and not says(rules, "buys-again", one)) or says(rules, "received", one)
        self.returns |= says(rules, "offers-return", one)

    def _weigh_the_goods(self, one: Heard, rules: RuleSet) -> None:
        """Content with the goods, unless this bubble names a fault; a fault told later, without threat, ends it."""
        fault = CONTRAST not in one.hits and says(rules, "buyer-defect", one)
        if fault and "outcome-bad" not in one.hits and not says(rules, "no-defect", one):
            self.content = False
        self.content |= not fault and says(rules, "content", one)
        for start, end in spans(rules.groups["promised-sum"].hit, one.normal.text):
            self.promised.update(_NUMBER.findall(one.normal.text[start:end]))

    def _accept_prices(self, one: Heard) -> None:
        """Takes out the numbers that the seller named first: to repeat them agrees to a price, it asks for none."""
        for name in ("bare-sum", "amount-named"):
            taken = [h for h in one.hits.get(name, []) if set(_NUMBER.findall(one.text(h))) & self.quoted]
            if taken:
                one.hits[name] = [h for h in one.hits[name] if h not in taken]
                if not one.hits[name]:
                    del one.hits[name]
        self.spoken.update(_NUMBER.findall(one.normal.text))
        self.quoted.update(_GOODS_PRICE.findall(one.normal.text))

    def remember(self, one: Heard, turn: int, levers: Sequence[str], rules: RuleSet) -> None:
        """Keeps what the buyer's bubble asked for and pressed with, after it was judged."""
        demand = first(one, (*MONEY, "refund-only"), rules)
        if demand is None and declines(one):
            self.asked, self.wish, self.pressed, self.named = None, None, (), None  # nothing is for sale
            self.topics.clear()
            self.prices.clear()
        if demand is not None and (
            demand.hit.name != "bare-sum" or self.invited or self.pressed or first(one, FIRM, rules)
        ):
            again = self.asked is not None and turn - self.asked_turn <= NEAR
            self.asked, self.asked_turn, self.refused = demand, turn, self.refused and again
            self.replied = self.wished = False
            self.asked_link = first(one, FIRM, rules)
        elif self.asked is not None and turn - self.asked_turn <= NEAR and len(one.normal.text) <= SHORT:
            self.asked_link = self.asked_link or first(one, LINKS, rules)  # a bubble that is all condition: 不来的话
        self.wish = part(one, "ask-soft", rules) or (self.wish if not self.replied else None)
        self._remember_price(one, turn, rules)
        names = (*FOR_SALE, *HELD, *(name for name in levers if name not in LOOSE), *LOOSE)
        pressing = tuple(p for name in names if (p := part(one, name, rules)) is not None)
        for p in (*pressing, *(t for name in TOPICS if (t := part(one, name, rules)) is not None)):
            self.topics[p.hit.name] = (p, turn)
        if pressing and not (pressing[0].hit.name in LOOSE and self.pressed and turn - self.pressed_turn <= NEAR):
            self.pressed, self.pressed_turn = pressing, turn
            self.pressed_link = first(one, FIRM, rules)

    def _remember_price(self, one: Heard, turn: int, rules: RuleSet) -> None:
        named = first(one, NAMED, rules)
        if named is not None:
            self.named, self.named_turn = named, turn
            self.demands += 1
            self.hushed |= "hush" in one.hits or "silence-bought" in one.hits
            self.prices.update(one.text(h) for h in one.hits.get("amount-named", [])[-1:])


def declines(one: Heard) -> bool:
    """Whether the buyer says in this bubble that he wants no money."""
    return any(guard in _DECLINED for guard, _ in one.silenced)


def first(one: Heard, names: Iterable[str], rules: RuleSet) -> Part | None:
    """The first of the groups that the bubble holds."""
    return next((p for name in names if (p := part(one, name, rules)) is not None), None)


def part(one: Heard, name: str, rules: RuleSet, beside: Part | None = None) -> Part | None:
    """The longest hit of the group in the bubble, none of whose characters are those of `beside`."""
    hits: list[Hit] = one.hits.get(name, [])
    if beside is not None and beside.hit.name in (*LOOSE, *TOPICS):
        hits = [h for h in hits if h.end <= beside.hit.start or beside.hit.end <= h.start]
    if not hits:
        return None
    if name == CONTRAST:
        return Part(one, hits[0], "link", "条件")
    group = rules.groups[name]
    return Part(one, max(hits, key=lambda h: h.end - h.start), group.role, group.says or name)


def says(rules: RuleSet, name: str, one: Heard) -> bool:
    """Whether the bubble holds a member of the group, guards aside."""
    held, text = rules.groups[name], one.normal.text
    if name in OF_THE_GOODS:
        text = _THREATENED.sub("", _QUOTED.sub("", text))  # what a review would say is not what happened
    return held.hit.search(text) is not None and (held.unless is None or held.unless.search(text) is None)
