"""The text for the form and the longer one for the pack: whole sentences, exact quotes, no more than was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evidence.appeal.grounds import Standing
from evidence.appeal.platform import Platform
from evidence.appeal.quote import SHORTEST, clause, quote
from evidence.appeal.words import accuses, fact_time, fact_words, form_length, listing, long_time, short_time
from evidence.errors import EvidenceError, Exit
from evidence.model import Case, Contradiction, Facts, Finding, Message, Span, Statement, Transcript

ASSUMED_LIMIT = 100
"""Characters where the platform's limit was not found: the tightest limit known of any platform (Douyin's)."""

LONG_LIMIT = 500
"""Characters of the statement in the pack."""

MOST_QUOTES = 3
"""Messages quoted in the form's text; the pack's long text quotes twice as many."""

_SHORT_PROOF = 24
"""Characters that the shorter form of a proof, its time alone, needs at most."""

LONGEST_NAME = 16
"""Characters of a nickname that is still named in the form's text."""

_Sentence = Callable[[int], str]
"""A sentence made to fit the room it is given; empty where it cannot."""


@dataclass(frozen=True, slots=True)
class _Said:
    """Words to quote: where they stand, when, and the part that matters."""

    text: str
    target: tuple[int, int] | None
    source: str
    message: Message | None


def own_statement(text: str, platform: Platform, long: str) -> Statement:
    """The seller's own text, kept as it is but for line ends at its end.

    Raises:
        EvidenceError: USAGE when it is empty, or longer than the platform is known to take (by how much is said).
    """
    kept = text.rstrip("\r\n")
    if not kept.strip():
        raise EvidenceError(Exit.USAGE, "appeal.statement-empty")
    length, limit = form_length(kept), platform.form.description.known
    if limit is not None and length > limit:
        over = length - limit
        raise EvidenceError(
            Exit.USAGE, "appeal.statement-too-long", length=length, platform=platform.name, limit=limit, over=over
        )
    return Statement(kept, limit if limit is not None else max(ASSUMED_LIMIT, length), long, own=True)


def statement_of(
    platform: Platform, standing: Standing | None, case: Case, transcript: Transcript, facts: Facts, why: str
) -> Statement:
    """The statement for the reason chosen; where none holds, an empty text and an honest long one."""
    limit = platform.form.description.known or ASSUMED_LIMIT
    if standing is None or not standing.holds:
        return Statement("", limit, _explained(why))
    if standing.reason.kind == "notice":
        return _traded(standing, case, facts, limit)
    long = [
        (3, _fixed(_parties(case, facts))),
        (1, _quoting(standing, case, transcript, facts, 2 * MOST_QUOTES, full=True)),
        (2, _proof(standing.contradictions, full=True)),
        (5, _review(facts, standing)),
        (0, _fixed(f"{standing.says}。")),
        (4, _fixed(f"现按“{standing.reason.label}”提出申诉，请平台核查。")),
        (6, _fixed("以上内容以所附截图为准，截图导入后未改动。")),
    ]
    return Statement(_short(platform, standing, case, transcript, facts, limit), limit, _fit(long, LONG_LIMIT))


def _short(platform: Platform, standing: Standing, case: Case, transcript: Transcript, facts: Facts, limit: int) -> str:
    """The form's text. Order number and request go in before the quotations take all the room, if no message is lost.

    The quotations give way first: the nickname before them, then clauses at their ends.
    """
    says, order = f"{standing.says}。", _order(case, facts)
    asks = f"申请按“{standing.reason.label}”处理。"
    quoting = _quoting(standing, case, transcript, facts, MOST_QUOTES, full=False)
    free = limit - form_length(says)
    most = _messages(quoting(free))
    proof = _proof(standing.contradictions, full=False)
    kept: tuple[str, ...] = ()
    # Of a review that is contradicted the proof says more than the request, which the form's own menu makes too.
    for tried in ((order, proof(_SHORT_PROOF) if standing.contradictions else asks), (order,)):
        room = free - sum(form_length(one) for one in tried)
        if order and room > 0 and _messages(quoting(room)) == most:
            kept = tried
            break
    return _fit(
        [
            (1, quoting),
            (2, proof) if len(kept) < 2 or asks in kept else (0, _fixed(kept[1])),
            (0, _fixed(says)),
            (0 if order in kept else 4, _fixed(order)),
            (5, _fixed(_attached(standing, platform))),
            (0 if asks in kept else 3, _fixed(asks)),
        ],
        limit,
    )


def _messages(sentence: str) -> int:
    """How many messages a sentence of `_quoting` quotes."""
    return sentence.count("”“") + 1 if sentence else 0


def _traded(standing: Standing, case: Case, facts: Facts, limit: int) -> Statement:
    """What answers a notice on a good review: the steps of the trade as shown, and nothing about anybody."""
    short = [(rank, _fixed(f"{s.found}。")) for rank, s in enumerate(standing.steps, 1)]
    cited = [
        (rank, _fixed(s.found + (f"（{listing(s.sources)}）。" if s.sources else "。")))
        for rank, s in enumerate(standing.steps, 2)
    ]
    asks = "请按正常交易核查这条评价。"
    long = [
        (1, _fixed(_parties(case, facts))),
        *cited,
        (0, _fixed(f"{standing.says}，{asks}")),
        (9, _fixed("以上内容以所附材料为准，材料导入后未改动。")),
    ]
    return Statement(_fit([*short, (0, _fixed(asks))], limit), limit, _fit(long, LONG_LIMIT))


def _attached(standing: Standing, platform: Platform) -> str:
    """What is handed in with the form, as Douyin's own example of a good description closes (official FAQ)."""
    if standing.contradictions:
        return "已提供评价和物流截图。"
    if standing.findings and standing.findings[0].channel == "review":
        return "已提供评价截图。"
    return f"已提供{platform.native_client or '聊天'}记录截图。"


def _explained(why: str) -> str:
    """The long text where no appeal is offered: whole sentences of the reason, as many as fit."""
    parts = ["目前的材料不足以支持申诉，因此不提供申诉说明。"]
    parts += [f"{s}。" for s in why.split("。") if s.strip()]
    return _fit([(rank, _fixed(part)) for rank, part in enumerate(parts)], LONG_LIMIT)


def _fit(sentences: Sequence[tuple[int, _Sentence]], limit: int) -> str:
    """The sentences in order, taken by rank (0 first) while each fits whole; nothing when the first does not."""
    made: dict[int, str] = {}
    room = limit
    for place, (rank, make) in sorted(enumerate(sentences), key=lambda pair: pair[1][0]):
        text = make(room)
        if rank == 0 and not text:
            return ""
        made[place] = text
        room -= form_length(text)
    return "".join(made[place] for place in sorted(made))


def _fixed(text: str) -> _Sentence:
    return lambda room: text if form_length(text) <= room else ""


# --- the buyer's words ------------------------------------------------------------------------------------------------


def _quoting(
    standing: Standing, case: Case, transcript: Transcript, facts: Facts, most: int, *, full: bool
) -> _Sentence:
    """The sentence that quotes: all of the words, else the first message's, else what fits of one message."""
    said = _said(standing, transcript, facts, every=full)[:most]
    name = _name(case, facts)
    review = bool(said) and (said[0].message is None or said[0].message.channel == "review")

    def write(words: Sequence[tuple[_Said, str]], who: str) -> str:
        when = _when(words[0][0].message, facts, full=full)
        verb = "在评价中写" if review else "在聊天中先后说" if len(words) > 1 else "在聊天中说"
        # the form is pasted as it is: only the pack's long text may cite, where the report turns ids into exhibits
        sources = listing(
            f"{s.source}/{s.message.id}" if s.message else s.source for s, _ in words if full and s.source
        )
        quoted = "".join(f"“{text}”" for _, text in words)
        return f"{when}{who}{verb}{quoted}（{sources}）。" if sources else f"{when}{who}{verb}{quoted}。"

    def shortened(room: int) -> str:
        """All of the messages, the longest cut first, each at the end of a clause and with the words that matter."""
        longest = max((form_length(s.text) for s in said), default=0)
        for most_of_one in range(min(longest - 1, room), SHORTEST, -1):
            cut = [(s, text) for s in said if (text := clause(s.text, s.target, most_of_one)) is not None]
            if len(cut) < len(said):
                return ""
            if form_length(sentence := write(cut, "买家")) <= room:
                return sentence
        return ""

    def make(room: int) -> str:
        for many in (said, said[:1]) if len(said) > 1 else (said,):
            whole = [(s, text) for s in many if (text := quote(s.text, s.target, 1 << 20)) is not None]
            for who in (f"买家（{name}）", "买家") if name else ("买家",):
                if whole and form_length(sentence := write(whole, who)) <= room:
                    return sentence
            if len(many) == len(said) and (sentence := shortened(room)):
                return sentence
        for one in sorted(said, key=lambda s: s.target is None):
            left = room - form_length(write([(one, "")], "买家"))
            if (part := quote(one.text, one.target, left)) is not None:
                return write([(one, part)], "买家")
        return ""

    return make


def _when(message: Message | None, facts: Facts, *, full: bool) -> str:
    """The time of the words quoted: the message's, or the review's where the review is quoted; empty where unknown."""
    if message is not None:
        at = message.time.value
        if at is None or not full:
            return "" if at is None else short_time(at)
        return long_time(at) + ("（时间为推算）" if message.time.origin == "resolved" else "")
    fact = facts.review.time
    time = fact_time(fact)
    return fact_words(fact, time, full=full) if fact is not None and time is not None else ""


def _said(standing: Standing, transcript: Transcript, facts: Facts, *, every: bool) -> list[_Said]:
    """What to quote, in the conversation's order: the first finding's own lines, or the review for a contradiction.

    With `every` those of the reason's other findings in the same place, chat or review, too: the pack's long text has
    room for them.
    """
    if standing.contradictions:
        text = facts.review.text
        return [_Said(text.value, None, text.source or "", None)] if text and text.value.strip() else []
    known = {m.id: (at, m) for at, m in enumerate(transcript.messages)}
    best: list[tuple[int, _Said]] = []
    for finding in standing.findings:
        if finding.channel != standing.findings[0].channel:
            continue
        lines = [known[i] for i in finding.messages if i in known and known[i][1].speaker == finding.speaker]
        for at, message in lines:
            if message.text.strip() and all(at != seen for seen, _ in best):
                best.append((at, _Said(message.text, _target(finding, message), message.source, message)))
        if best and not every:
            break
    if not best and standing.findings and standing.findings[0].channel == "review":
        return _reviewed(standing.findings[0], facts)
    return [said for _, said in sorted(best, key=lambda pair: pair[0])]


def _reviewed(finding: Finding, facts: Facts) -> list[_Said]:
    """The review's words for a finding in it: the follow-up where the words found stand only there."""
    for fact in (facts.review.text, facts.review.follow_up):
        if fact is not None and finding.quote.strip() and finding.quote.strip() in fact.value:
            spans = [s for s in finding.spans if 0 <= s.start < s.end <= len(fact.value)]
            return [_Said(fact.value, _reach(spans), fact.source or "", None)]
    text = facts.review.text
    return [_Said(text.value, None, text.source or "", None)] if text and text.value.strip() else []


def _target(finding: Finding, message: Message) -> tuple[int, int] | None:
    """From the first to the last span of the finding in this message."""
    return _reach([s for s in finding.spans if s.message == message.id and 0 <= s.start < s.end <= len(message.text)])


def _reach(spans: Sequence[Span]) -> tuple[int, int] | None:
    return (min(s.start for s in spans), max(s.end for s in spans)) if spans else None


def _name(case: Case, facts: Facts) -> str:
    """The buyer's name as shown, where it is short and plain enough to stand in the form."""
    name = case.file.buyer or (facts.order.buyer.value if facts.order.buyer else "")
    return name if name and len(name) <= LONGEST_NAME and name.isprintable() and not accuses(name) else ""


# --- the other sentences ----------------------------------------------------------------------------------------------


def _proof(contradictions: Sequence[Contradiction], *, full: bool) -> _Sentence:
    """What speaks against the review: the proof in the facts' words, or only its time where those do not fit."""

    def make(room: int) -> str:
        for one in contradictions[: 3 if full else 1]:
            source = f"（{one.proof_source}）" if full and one.proof_source else ""
            variants = [] if accuses(one.proof) else [f"{one.proof.rstrip('。')}{source}。"]
            if one.proof_time is not None:
                at = long_time(one.proof_time) if full else short_time(one.proof_time)
                variants.append(f"物流材料的时间为{at}{source}。")
            for text in variants:
                if form_length(text) <= room:
                    return text
        return ""

    return make


def _order_number(case: Case, facts: Facts) -> str:
    number = case.file.order or (facts.order.number.value if facts.order.number else "")
    return "".join(number.split())


def _order(case: Case, facts: Facts) -> str:
    number = _order_number(case, facts)
    return f"订单{number}。" if number else ""


def _parties(case: Case, facts: Facts) -> str:
    number = _order_number(case, facts)
    shop = case.file.shop or (facts.order.shop.value if facts.order.shop else "")
    name = _name(case, facts)
    parts = [
        f"店铺：{shop}" if shop else "",
        f"订单号：{number}" if number else "",
        f"买家昵称：{name}" if name else "",
    ]
    text = "；".join(p for p in parts if p)
    return f"{text}。" if text and not accuses(text) else ""


def _review(facts: Facts, standing: Standing) -> _Sentence:
    """When and how the review was given, for the long text of a case that does not quote it already."""
    review = facts.review
    at = fact_time(review.time)
    stars = f"{review.stars.value}星" if review.stars and review.stars.value.isdigit() else ""
    if (
        review.time is None
        or at is None
        or standing.contradictions
        or any(f.channel == "review" for f in standing.findings)
    ):
        return _fixed("")
    source = f"（{review.time.source}）" if review.time.source else ""
    shows = "据卖家填写，" if review.time.origin == "case-file" else "截图显示"
    return _fixed(f"{shows}买家于{fact_words(review.time, at, full=True)}发布{stars}评价{source}。")
