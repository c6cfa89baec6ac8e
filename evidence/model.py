"""The nouns every room shares: frozen, slotted, and importing nothing of the project.

Boxes are in pixels of the picture as a viewer shows it (EXIF rotation applied), origin top left.
Every time carries its zone; the zone of the platforms is China Standard Time (+08:00).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

CHINA = timezone(timedelta(hours=8))

Speaker = Literal["buyer", "seller", "system", "unknown"]
Side = Literal["left", "right", "center"]
Device = Literal["seller", "buyer"]
MessageKind = Literal["text", "time", "system", "card", "auto", "image", "voice"]
SourceKind = Literal["chat", "review", "order", "logistics", "photo", "recording", "table", "document", "other"]
SourceStatus = Literal["used", "duplicate", "unreadable", "ignored"]
TimeOrigin = Literal["printed", "resolved", "carried", "unknown"]
FactOrigin = Literal["read", "case-file"]
TimePrecision = Literal["day", "minute", "second"]
Grade = Literal["strong", "medium", "weak"]
Category = Literal[
    "extortion", "threat", "abuse", "privacy", "advert", "meaningless", "false-review", "malicious-order"
]
CheckState = Literal["pass", "warn", "fail", "unknown"]
Channel = Literal["chat", "review"]
Sealing = Literal["none", "timestamp", "signature", "unreachable"]
"""What is done to a pack when it is made: nothing, an authority's time, a key's signature, or a time nobody gave."""
CustodyEvent = Literal["collected", "read", "corrected", "built", "sealed", "exported"]
RGB = tuple[int, int, int]


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """An upright rectangle `x0, y0, x1, y1` in pixels; the right and lower edges are exclusive.

    Raises:
        ValueError: when an edge lies before the opposite one.
    """

    x0: int
    y0: int
    x1: int
    y1: int

    def __post_init__(self) -> None:
        if self.x1 < self.x0 or self.y1 < self.y0:
            raise ValueError(f"box edges out of order: {self.x0, self.y0, self.x1, self.y1}")

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def center_x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def center_y(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def area(self) -> int:
        return self.width * self.height

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies inside."""
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1

    def intersection(self, other: Box) -> int:
        """The shared area in square pixels."""
        wide = min(self.x1, other.x1) - max(self.x0, other.x0)
        high = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(0, wide) * max(0, high)

    def shifted(self, dx: int, dy: int) -> Box:
        """The same box moved."""
        return Box(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def grown(self, by: int) -> Box:
        """The same box with `by` pixels more on each edge, never past the top left corner."""
        return Box(max(0, self.x0 - by), max(0, self.y0 - by), self.x1 + by, self.y1 + by)

    def as_list(self) -> list[int]:
        """`[x0, y0, x1, y1]`, as documents hold it."""
        return [self.x0, self.y0, self.x1, self.y1]

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of `boxes`; ValueError when there are none."""
        every = list(boxes)
        if not every:
            raise ValueError("no boxes to surround")
        return Box(
            min(b.x0 for b in every), min(b.y0 for b in every), max(b.x1 for b in every), max(b.y1 for b in every)
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person must be told: a key of the message catalogue and what fills its blanks."""

    key: str
    params: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(key: str, /, **params: object) -> Notice:
        """A notice with its blanks filled by keyword."""
        return Notice(key, tuple((name, str(value)) for name, value in params.items()))


# --- case: a folder ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExhibitNote:
    """What the case file says of one file."""

    file: str
    kind: SourceKind | None = None
    caption: str | None = None
    answers: str | None = None
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What the seller states in `case.toml`; it outranks what was read. Every field may be absent."""

    platform: str | None = None
    shop: str | None = None
    buyer: str | None = None
    order: str | None = None
    captured: datetime | None = None
    device: Device | None = None
    review_time: datetime | None = None
    review_stars: int | None = None
    review_text: str | None = None
    courier: str | None = None
    waybill: str | None = None
    signed: datetime | None = None
    exhibits: tuple[ExhibitNote, ...] = ()

    def note(self, path: str) -> ExhibitNote | None:
        """The note on the file with this path relative to the case folder."""
        return next((n for n in self.exhibits if n.file == path), None)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the case folder, hashed before it was opened.

    `path` is relative to the case folder with forward slashes; `width` and `height` are those of the picture as shown
    (the first page's, for a PDF rendered at 144 dpi). `device_time` is the EXIF time where the picture has one.

    A picture taken out of a recording names it in `derived_from` and stands at `offset` seconds in it; it is no file of
    the case folder and stands in no manifest.
    """

    id: str
    path: str
    sha256: str
    bytes: int
    media: str
    kind: SourceKind
    status: SourceStatus
    reason: Notice | None = None
    width: int | None = None
    height: int | None = None
    pages: int = 1
    duplicate_of: str | None = None
    modified: datetime | None = None
    device_time: datetime | None = None
    notes: tuple[Notice, ...] = ()
    caption: str | None = None
    answers: str | None = None
    device: Device | None = None
    derived_from: str | None = None
    offset: float | None = None

    @property
    def is_picture(self) -> bool:
        return self.media.startswith("image/")


@dataclass(frozen=True, slots=True)
class Case:
    """A folder taken in: every file accounted for, in the order of their paths."""

    root: Path
    sources: tuple[Source, ...]
    file: CaseFile = field(default_factory=CaseFile)

    def source(self, source_id: str) -> Source:
        """The source with this id; KeyError when there is none."""
        for one in self.sources:
            if one.id == source_id:
                return one
        raise KeyError(source_id)

    def path_of(self, source_id: str) -> Path:
        """Where the source's file lies."""
        return self.root / self.source(source_id).path

    def used(self, *kinds: SourceKind) -> tuple[Source, ...]:
        """The sources in use, all of them or those of the kinds named."""
        return tuple(s for s in self.sources if s.status == "used" and (not kinds or s.kind in kinds))


# --- ocr: pictures ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Engine:
    """Who read: the engine's name, version and models."""

    name: str
    version: str
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as read; `confidence` runs from 0 to 1; `ink` and `paper` are its colours where measured."""

    text: str
    confidence: float
    box: Box
    ink: RGB | None = None
    paper: RGB | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture that stands out from what is around it: a bubble, a panel, an avatar, a photograph.

    `flat` is true where one colour fills it (bubble, card, panel), false for pictures and avatars.
    """

    box: Box
    color: RGB
    flat: bool


@dataclass(frozen=True, slots=True)
class Surface:
    """What the pixels tell besides text, measured once so that nothing later needs the picture again.

    `rows` holds one fingerprint for each pixel row band (see `evidence.ocr.surface`), used to find the same
    rows again in the next screenshot.
    """

    background: RGB
    regions: tuple[Region, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One picture (or one page of a PDF) as the machine read it: the record everything later is computed from."""

    source: str
    sha256: str
    width: int
    height: int
    engine: Engine
    lines: tuple[Line, ...]
    surface: Surface | None = None
    number: int = 1


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What an independent engine read on a line the pack quotes; `text` is None where it could not run."""

    message: str
    line: int
    first: str
    text: str | None
    confidence: float | None
    agrees: bool | None
    engine: Engine | None = None


# --- chat: pages ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """A message's time: the value, what the picture shows, and how the one came from the other."""

    value: datetime | None
    shown: str | None
    origin: TimeOrigin


UNKNOWN_TIME = Moment(None, None, "unknown")


@dataclass(frozen=True, slots=True)
class Quote:
    """A message quoted inside a reply: its words belong to the other person."""

    name: str | None
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Mark:
    """What the client prints at a bubble: 已读, 商家配置发送, 智能客服."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Repeat:
    """Where a message was seen again, in the next overlapping screenshot."""

    source: str
    box: Box


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble, or one centred notice, in conversation order."""

    id: str
    source: str
    speaker: Speaker
    side: Side
    kind: MessageKind
    text: str
    confidence: float
    box: Box
    lines: tuple[Line, ...] = ()
    time: Moment = UNKNOWN_TIME
    name: str | None = None
    quote: Quote | None = None
    marks: tuple[Mark, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    partial: bool = False
    conversation: int = 1
    channel: Channel = "chat"
    corrected: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Two neighbouring screenshots that do not join; `reason` is plain text."""

    after: str
    before: str
    reason: str


@dataclass(frozen=True, slots=True)
class Chrome:
    """Text of the picture that is no message: title bar, input box, side panels. Kept, never dropped."""

    source: str
    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Screen:
    """How one screenshot was understood.

    `client` is the id of a client file or None where geometry alone decided; `device` whose screen it is and
    `device_origin` what says so; `title` the name in the header; `whole` whether the window's own chrome (header and
    input box) is in the picture, as platforms demand of a screenshot; `captured` when it was taken, `captured_origin`
    what says so: `given`, `exif`, `file-name` or `file-time`.
    """

    source: str
    client: str | None
    device: Device | None
    device_origin: str
    title: str | None
    whole: bool
    dark: bool = False
    conversation: int = 1
    captured: datetime | None = None
    captured_origin: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation (or several, told apart by `Message.conversation`) from many screenshots."""

    engine: Engine | None
    sources: tuple[Source, ...]
    messages: tuple[Message, ...]
    gaps: tuple[Gap, ...] = ()
    chrome: tuple[Chrome, ...] = ()
    screens: tuple[Screen, ...] = ()

    def message(self, message_id: str) -> Message:
        """The message with this id; KeyError when there is none."""
        for one in self.messages:
            if one.id == message_id:
                return one
        raise KeyError(message_id)


# --- match: a transcript ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a message's own text, in code points, and the role it plays: lever, demand, link, insult, contact."""

    message: str
    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class LesserReason:
    """Another reason for the same words, kept under the finding whose reason is stronger."""

    rule: str
    label: str
    grade: Grade
    messages: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that holds of some messages, with its reason; `basis` is the source of the rule itself.

    `also` names the other rules that hold of the same words, `beneath` holds their reasons.
    """

    id: str
    rule: str
    label: str
    category: Category
    grade: Grade
    speaker: Speaker
    messages: tuple[str, ...]
    quote: str
    spans: tuple[Span, ...]
    why: str
    basis: str = ""
    also: tuple[str, ...] = ()
    channel: Channel = "chat"
    beneath: tuple[LesserReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """Something in the conversation that sinks (`blocks`) or weakens (`weakens`) an appeal."""

    id: str
    effect: Literal["blocks", "weakens"]
    messages: tuple[str, ...]
    why: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SellerRisk:
    """A line of the seller's own that could cost a penalty, and what to say instead."""

    rule: str
    label: str
    message: str
    quote: str
    why: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that matching found."""

    findings: tuple[Finding, ...] = ()
    gates: tuple[Gate, ...] = ()
    seller_risks: tuple[SellerRisk, ...] = ()


def written(time: datetime, precision: TimePrecision | None = None) -> str:
    """A time in China as exactly as it is known; without a precision, midnight is a day and full minutes have none.

    A time of day that nobody wrote is never printed: `2026-10-01`, `2026-10-01 09:30`, `2026-10-01 09:30:15`.
    """
    local = time.astimezone(CHINA)
    if precision is None and not (local.hour or local.minute or local.second):
        precision = "day"
    form = {"day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M", "second": "%Y-%m-%d %H:%M:%S"}
    return local.strftime(form[precision or ("second" if local.second else "minute")])


# --- facts: pages, PDFs, the case file --------------------------------------------------------------------------------


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


# --- appeal: findings, facts, a platform ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ground:
    """An appeal reason of a platform and how well the case carries it (`score` from 0 to 1)."""

    id: str
    label: str
    score: float
    holds: bool
    why: str
    missing: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """The window to appeal; `days_left` is negative when it has closed, None when the review's time is unknown."""

    window_days: int
    last_day: datetime | None
    days_left: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist a reviewer goes through, with the remedy where it does not pass."""

    id: str
    title: str
    state: CheckState
    found: str
    remedy: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event on the common time line; `value` is None only where no time is known and order alone places it."""

    time: datetime | None
    origin: str
    who: str
    what: str
    source: str | None
    message: str | None = None
    key: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """The text for the form, within the platform's `limit` in characters, and the longer one for the pack."""

    text: str
    limit: int
    long: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Appeal:
    """The case as it can be put to the platform. `ground` is None where no appeal reason holds."""

    platform: str
    platform_name: str
    platform_as_of: str
    ground: Ground | None
    runners_up: tuple[Ground, ...]
    why: str
    deadline: Deadline
    checklist: tuple[Check, ...]
    statement: Statement
    timeline: tuple[TimelineEntry, ...]
    steps: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


# --- report and seal --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One input file and what became of it."""

    source: str
    path: str
    sha256: str
    bytes: int
    kind: SourceKind
    status: SourceStatus
    reason: str | None
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CustodyEntry:
    """One entry of the custody log: what was done, when, with what; `previous` and `hash` chain the entries."""

    number: int
    time: datetime
    event: CustodyEvent
    tool: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it: what the report prints and PACK.json holds."""

    case: Case
    pages: tuple[Page, ...]
    transcript: Transcript
    judgement: Judgement
    facts: Facts
    appeal: Appeal
    second: tuple[SecondReading, ...]
    generated: datetime
    version: str
    sealing: Sealing = "none"
    custody: tuple[CustodyEntry, ...] = ()

    def page(self, source_id: str, number: int = 1) -> Page | None:
        """The reading of a source's page."""
        return next((p for p in self.pages if p.source == source_id and p.number == number), None)
