"""Takes the facts, the conversation, the exhibits and their pages, hands on each claim beside what answers it.

Nothing here says that an exhibit refutes a claim: it says which exhibit speaks of the same thing, and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

from evidence.facts import data
from evidence.facts.contradictions import claims_in
from evidence.facts.times import narrow, precision_of
from evidence.model import (
    Case,
    ChainAnswer,
    ChainLink,
    ClaimWords,
    Contradiction,
    Fact,
    Facts,
    Page,
    Source,
    TimePrecision,
    Transcript,
    written,
)

# A review is cut into clauses at most this long; a claim is quoted by its clause.
_CLAUSE = re.compile(r"[^，。！？,.!?;；~～…\n]+")
_LONGEST_CLAUSE = 200
# At most so many places of one claim are shown: a buyer repeats himself.
_MOST_PLACES = 4
_ANSWERING = ("photo", "recording", "document", "table", "logistics", "other")
_WEIGHT = re.compile(r"(?:重量|计费重|实重|称重|毛重|净重)[^\d]{0,6}(\d+(?:\.\d+)?)\s*(kg|KG|Kg|千克|公斤|g|克)")
# A run of the waybill this long in a picture is the waybill: OCR breaks long numbers on a crumpled label.
_NUMBER_RUN = 10
_SAME_RUN = 3


def chain(facts: Facts, transcript: Transcript, case: Case, pages: Sequence[Page]) -> tuple[ChainLink, ...]:
    """Each kind of claim in the review and the chat, in the order of chain.toml, with its answers.

    A claim that the case file says an exhibit answers, and that is of no kind known, comes last with its own words.
    """
    said = list(_said(facts, transcript))
    texts: dict[str, str] = {}
    for page in pages:
        texts[page.source] = texts.get(page.source, "") + "\n".join(line.text for line in page.lines)
    links: list[ChainLink] = []
    placed: set[str] = set()
    for topic in data.chain().topic:
        claims = _claims_of(topic, said)
        stated = [s for s in _exhibits(case) if s.answers and _makes(topic, s.answers)]
        if not claims and not stated:
            continue
        placed.update(s.id for s in stated)
        claims = claims or [ClaimWords("案件文件", s.answers or "", None) for s in stated[:1]]
        answers = _answers(topic, facts, case, texts, stated)
        links.append(ChainLink(topic.id, topic.label, tuple(claims), answers, () if answers else topic.look_for))
    for source in _exhibits(case):
        if source.answers and source.id not in placed:
            answer = ChainAnswer(source.id, _title(source), "stated", "案件文件写明这份材料回应这一说法")
            words = ClaimWords("案件文件", source.answers, None)
            links.append(ChainLink(f"stated:{source.id}", source.answers, (words,), (answer,)))
    return tuple(links)


# --- claims -----------------------------------------------------------------------------------------------------------


def _said(facts: Facts, transcript: Transcript) -> Iterator[ClaimWords]:
    """The buyer's words, clause by clause for reviews, message by message for the chat."""
    review = facts.review
    for where, fact, at in (("评价", review.text, review.time), ("追评", review.follow_up, review.follow_up_time)):
        if fact is not None:
            for clause in _clauses(fact.value):
                yield ClaimWords(where, clause, fact.source, None, *_when(at))
    for message in transcript.messages:
        if message.speaker == "buyer" and message.kind == "text" and message.channel == "chat":
            yield ClaimWords(
                "聊天", message.text, message.source, message.id, message.time.value, _told(message.time.shown)
            )


def _when(fact: Fact | None) -> tuple[datetime | None, TimePrecision | None]:
    return (None, None) if fact is None else (fact.time, precision_of(fact))


def _told(shown: str | None) -> TimePrecision:
    return "second" if narrow(shown or "").count(":") > 1 else "minute"


def _clauses(text: str) -> list[str]:
    return [m.group().strip()[:_LONGEST_CLAUSE] for m in _CLAUSE.finditer(text) if m.group().strip()]


def _claims_of(topic: data.TopicData, said: Sequence[ClaimWords]) -> list[ClaimWords]:
    """The places that make the claim: the review's first, neighbouring clauses of it joined, each message once."""
    made = [words for words in said if _makes(topic, words.text)]
    joined: list[ClaimWords] = []
    for words in made:
        last = joined[-1] if joined else None
        if last is not None and words.message is None and last.where == words.where and last.source == words.source:
            joined[-1] = ClaimWords(
                last.where, f"{last.text}，{words.text}", last.source, None, last.time, last.precision
            )
        else:
            joined.append(words)
    return joined[:_MOST_PLACES]


@cache
def _patterns() -> dict[str, tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]]:
    return {
        topic.id: (tuple(re.compile(p) for p in topic.any), tuple(re.compile(p) for p in topic.unless))
        for topic in data.chain().topic
    }


def _makes(topic: data.TopicData, text: str) -> bool:
    if topic.claim is not None:
        return topic.claim in claims_in(text)
    makes, takes_back = _patterns()[topic.id]
    plain = re.sub(r"\s+", "", narrow(text))[:_LONGEST_CLAUSE]
    if plain.endswith(("吗", "么", "?")):
        return False
    for pattern in takes_back:
        plain = pattern.sub("～", plain)
    return any(pattern.search(plain) for pattern in makes)


# --- answers ----------------------------------------------------------------------------------------------------------


def _exhibits(case: Case) -> list[Source]:
    return [s for s in case.sources if s.status == "used" and (s.kind in _ANSWERING or s.answers or s.caption)]


def _title(source: Source) -> str:
    return source.caption or source.path


def _answers(
    topic: data.TopicData, facts: Facts, case: Case, texts: dict[str, str], stated: Sequence[Source]
) -> tuple[ChainAnswer, ...]:
    answers = [ChainAnswer(s.id, _title(s), "stated", "案件文件写明这份材料回应这一说法") for s in stated]
    given = {s.id for s in stated}
    for source in _exhibits(case):
        if source.id in given:
            continue
        answer = _named(topic, source) or (_shows_the_parcel(source, facts, texts) if topic.seen else None)
        if answer is not None:
            answers.append(answer)
    answers += [_of_contradiction(c) for c in facts.contradictions if c.id.split(":")[0] in topic.contradiction]
    if topic.weight:
        answers += _weights(case, texts)
    return tuple(dict.fromkeys(answers))


def _named(topic: data.TopicData, source: Source) -> ChainAnswer | None:
    if source.kind == "logistics" and source.caption is None:
        return None  # 物流/ in a path says what the page is, not what it answers
    for text, rests_on, where in ((source.caption, "caption", "说明文字"), (source.path, "name", "文件名")):
        plain = narrow(text or "").casefold()
        word = next((w for w in topic.named if w in plain), None)
        if word is not None:
            return ChainAnswer(source.id, _title(source), rests_on, f"{where}里有“{word}”")
    return None


def _shows_the_parcel(source: Source, facts: Facts, texts: dict[str, str]) -> ChainAnswer | None:
    """A photograph that shows the parcel's own number, with what its own time says."""
    if source.kind != "photo":
        return None
    shown = re.sub(r"\s+", "", narrow(texts.get(source.id, "")))
    for name, fact in (("运单号", facts.shipment.waybill), ("订单号", facts.order.number)):
        if fact is not None and len(fact.value) >= _NUMBER_RUN and _holds_run(shown, fact.value):
            return ChainAnswer(
                source.id, _title(source), "picture", f"照片里看得到{name} {fact.value}" + _taken(source, facts)
            )
    return None


def _holds_run(text: str, number: str) -> bool:
    return any(number[at : at + _NUMBER_RUN] in text for at in range(len(number) - _NUMBER_RUN + 1))


def _taken(source: Source, facts: Facts) -> str:
    if source.device_time is None:
        return "；照片没有拍摄时间"
    shot = written(source.device_time, "second")
    collected = facts.shipment.collected or facts.order.shipped
    if collected is not None and source.device_time < collected.time:
        return f"，文件记录的拍摄时间 {shot} 早于揽收或发货（{collected.moment}）"
    return f"，文件记录的拍摄时间 {shot}"


def _of_contradiction(one: Contradiction) -> ChainAnswer:
    rests_on = "chat" if one.id == "nobody-answers" else "track"
    return ChainAnswer(one.proof_source, one.proof, rests_on, one.why)


def _weights(case: Case, texts: dict[str, str]) -> Iterator[ChainAnswer]:
    for source in case.used("logistics", "photo", "order"):
        if (match := _WEIGHT.search(narrow(texts.get(source.id, "")))) is not None:
            why = f"{match.group()}；请与商品净重对照"
            yield ChainAnswer(source.id, _title(source), "weight", why)
