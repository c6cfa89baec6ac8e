"""What is known beside the talk: orders, shipments, reviews, recordings, and what contradicts what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from evidence.model.basics import Box, CheckState, FactOrigin, Grade, TimePrecision, written


@dataclass(frozen=True, slots=True)
class Fact:
    """One value and where it was read. `shown` is the text as it stands there.

    `value` is text; a time is ISO 8601 with zone and a number its digits. Where the case file and the pictures
    disagree, the case file's value stands and what was read is in `conflicts`. `precision` says how exactly a time is
    written where it was read (a `day` stands at midnight).
    """

    value: str
    shown: str
    origin: FactOrigin
    source: str | None = None
    page: int = 1
    box: Box | None = None
    confidence: float = 1.0
    conflicts: tuple[Fact, ...] = ()
    precision: TimePrecision | None = None

    @property
    def time(self) -> datetime:
        """The value as a time with zone; ValueError where it is none."""
        return datetime.fromisoformat(self.value)

    @property
    def moment(self) -> str:
        """The time in China as exactly as it was written (see `written`); ValueError where the value is no time."""
        return written(self.time, self.precision)


@dataclass(frozen=True, slots=True)
class Order:
    """The order as panels and pages show it."""

    number: Fact | None = None
    goods: Fact | None = None
    amount: Fact | None = None
    created: Fact | None = None
    paid: Fact | None = None
    shipped: Fact | None = None
    finished: Fact | None = None
    status: Fact | None = None
    buyer: Fact | None = None
    shop: Fact | None = None


@dataclass(frozen=True, slots=True)
class TrackEvent:
    """One scan of a parcel. `status` is a 快递100 state (`facts/status.toml`), empty where the words tell none.

    `label` is that state in words, for people; `place` is what the scan names in brackets; `precision` how exactly the
    time is written.
    """

    time: datetime | None
    text: str
    status: str
    source: str
    page: int = 1
    box: Box | None = None
    place: str = ""
    precision: TimePrecision | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """The parcel: who carries it, under which number, and what happened to it. Events run oldest first."""

    courier: Fact | None = None
    waybill: Fact | None = None
    collected: Fact | None = None
    signed: Fact | None = None
    signed_by: Fact | None = None
    status: Fact | None = None
    events: tuple[TrackEvent, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The review complained of.

    `verdict` is the word of a platform that rates in words (差评, 中评, 好评); such a review has no `stars`.
    `follow_up_time` is when the follow-up was written, where the page prints it; `codes` are the QR codes in the
    review's pictures, with what they say.
    """

    time: Fact | None = None
    stars: Fact | None = None
    text: Fact | None = None
    follow_up: Fact | None = None
    buyer: Fact | None = None
    order: Fact | None = None
    verdict: Fact | None = None
    follow_up_time: Fact | None = None
    codes: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A claim beside the proof that speaks against it; both in words, with the sources of each.

    The precisions say how exactly each time is known; see `written`.
    """

    id: str
    claim: str
    claim_source: str | None
    claim_time: datetime | None
    proof: str
    proof_source: str | None
    proof_time: datetime | None
    strength: Grade
    why: str
    claim_precision: TimePrecision | None = None
    proof_precision: TimePrecision | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Whether two exhibits speak of the same order, and on what that rests.

    `rests_on` names what was compared: `order-number`, `waybill`, `nickname`, `goods`, `times`, `stated`. `missing` is
    true where both exhibits are there and nothing ties them: a platform rejects what it cannot tie.
    """

    id: str
    between: str
    state: CheckState
    why: str
    rests_on: tuple[str, ...] = ()
    missing: bool = False


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """Words of the buyer's that make a claim, and where they stand; `where` is 评价, 追评, 聊天 or 案件文件."""

    where: str
    text: str
    source: str | None
    message: str | None = None
    time: datetime | None = None
    precision: TimePrecision | None = None


@dataclass(frozen=True, slots=True)
class ChainAnswer:
    """What answers a claim: `source` is the exhibit, `what` its caption or file name, `why` what makes it an answer.

    `rests_on`: `stated` (the case file says so), `caption`, `name` (of file or folder), `picture` (seen in it),
    `track`, `chat`, `weight`.
    """

    source: str | None
    what: str
    rests_on: str
    why: str


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One kind of claim beside the exhibits that answer it; without answers, `look_for` says what could."""

    id: str
    label: str
    claims: tuple[ClaimWords, ...]
    answers: tuple[ChainAnswer, ...] = ()
    look_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording among the exhibits: its length in seconds, the seller's transcript beside it, what was taken out.

    `notice_given` says whether the transcript holds an announcement that the call is recorded (`notice` is its words);
    None where there is no transcript. `frames` are the ids of the pictures read from a screen recording.
    """

    source: str
    kind: Literal["video", "audio"]
    seconds: float | None
    transcript: str | None = None
    notice_given: bool | None = None
    notice: str = ""
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderRisk:
    """An order of an export that stands out (`level` high, medium or low) and is the case's own or related to it."""

    number: str
    source: str
    row: int
    level: Literal["high", "medium", "low"]
    stage: str
    own: bool
    buyer: str
    time: datetime | None
    amount: float | None
    reasons: tuple[str, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TradeStep:
    """One step of a real trade (`order`, `payment`, `shipping`, `delivery`, `chat`, `review`) and what shows it."""

    id: str
    title: str
    state: CheckState
    found: str
    sources: tuple[str, ...] = ()
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the exhibits prove besides the conversation.

    `abnormal` are the orders of an export in the case folder that stand out and belong to the case, `abnormal_limits`
    what that export cannot tell.
    """

    order: Order = field(default_factory=Order)
    shipment: Shipment = field(default_factory=Shipment)
    review: Review = field(default_factory=Review)
    contradictions: tuple[Contradiction, ...] = ()
    ties: tuple[Tie, ...] = ()
    chain: tuple[ChainLink, ...] = ()
    recordings: tuple[Recording, ...] = ()
    abnormal: tuple[OrderRisk, ...] = ()
    abnormal_limits: tuple[str, ...] = ()
    trade: tuple[TradeStep, ...] = ()
