"""The conversation and the review in, what this buyer complains of and asks for out: the matter of the soft way."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from evidence.model import Case, Facts, Judgement, Message, Transcript

LONGEST_CLAUSE = 24
"""Characters of the buyer's own words that are taken up in a draft."""

SHORTEST_CLAUSE = 3
"""Fewer characters than this name no matter on their own."""

_CLAUSES = re.compile(r"[，。！？；,.!?;～~…\s]+")


_LISTS = ("lawful", "banned", "harsh", "unsaid", "unwanted", "shown", "refused", "done")


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of complaint. `faults` name it wherever they stand, `words` only in a review."""

    id: str
    name: str
    faults: tuple[str, ...]
    words: tuple[str, ...]
    reply: str
    ask: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Something a buyer may ask for, and what may be said to it."""

    name: str
    words: tuple[str, ...]
    say: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the buyer says is wrong, in his words where they can be repeated to him, and how far it has come.

    `reviewed` are words of his review, which may be repeated in public; `said` are from the chat, which may not.
    """

    topic: Topic
    reviewed: str = ""
    said: str = ""
    wishes: tuple[Wish, ...] = ()
    shown: bool = False
    refused: bool = False
    done: bool = False

    @property
    def known(self) -> bool:
        """Whether anything was complained of."""
        return bool(self.topic.faults)


@dataclass(frozen=True, slots=True)
class _Table:
    topics: tuple[Topic, ...]
    wishes: tuple[Wish, ...]
    lists: dict[str, tuple[str, ...]]


def complaint_of(case: Case, transcript: Transcript, judgement: Judgement, facts: Facts) -> Complaint:
    """What the buyer complains of: by the review where it says so, else by the first fault he names in the chat."""
    table = _table()
    buyer = _said_by("buyer", transcript)
    seller = " ".join(m.text for m in transcript.messages if m.speaker == "seller" and m.channel == "chat")
    spoken = " ".join(m.text for m in buyer)
    shown = any(w in spoken for w in table.lists["shown"]) or any(
        m.kind == "image" and m.speaker == "buyer" and m.channel == "chat" for m in transcript.messages
    )
    review = case.file.review_text or (facts.review.text.value if facts.review.text else "")
    topic, reviewed = _first_of(_clauses(review), table, in_review=True)
    # what is found against the buyer is no matter to take up politely
    against = {i for f in judgement.findings if f.grade != "weak" for i in f.messages}
    told = [c for m in buyer if m.id not in against for c in _clauses(m.text)]
    told = [c for c in told if not any(w in c for w in table.lists["unsaid"])]
    in_chat, said = _first_of(told, table)
    if topic is None:
        topic = in_chat
    elif topic is not in_chat:
        said = _own_words(told, topic)
    unwanted = table.lists["unwanted"]
    asked = [c for m in buyer for c in _clauses(m.text) if not any(w in c for w in unwanted)]
    wishes = tuple(w for w in table.wishes if any(word in clause for word in w.words for clause in asked))
    return Complaint(
        topic or table.topics[-1],
        reviewed if _repeatable(reviewed) else "",
        said,
        _told_apart(wishes),
        shown,
        any(w in seller for w in table.lists["refused"]),
        any(w in seller for w in table.lists["done"]),
    )


def lawful_demands(transcript: Transcript) -> tuple[Message, ...]:
    """The buyer's messages that ask for something a seller may owe: refund, return, replacement, freight."""
    words = _table().lists["lawful"]
    return tuple(m for m in _said_by("buyer", transcript) if any(w in m.text for w in words))


def clean(text: str) -> bool:
    """Whether the words may stand in a draft: printable, and none of those that could break a platform's rules."""
    low = text.lower()
    banned = _table().lists["banned"]
    return text.isprintable() and not any(w.lower() in low for w in banned) and not re.search(r"\d{5,}|[“”]", text)


def _said_by(speaker: str, transcript: Transcript) -> list[Message]:
    return [m for m in transcript.messages if m.speaker == speaker and m.channel == "chat" and m.kind == "text"]


def _clauses(text: str) -> list[str]:
    return [c for c in _CLAUSES.split(text) if c]


def _repeatable(clause: str) -> bool:
    """Whether the buyer's words can be repeated to him politely."""
    short = SHORTEST_CLAUSE <= len(clause) <= LONGEST_CLAUSE
    return short and clean(clause)


def _own_words(clauses: Iterable[str], topic: Topic) -> str:
    """The first clause of the chat that names this fault and can be repeated."""
    harsh = _table().lists["harsh"]
    for clause in clauses:
        if any(w in clause for w in topic.faults) and _repeatable(clause) and not any(w in clause for w in harsh):
            return clause
    return ""


def _first_of(clauses: Iterable[str], table: _Table, *, in_review: bool = False) -> tuple[Topic | None, str]:
    """The topic of the first clause that names a fault, and the words; of service only where nothing else is named.

    A review that names no fault may still name a matter.
    """
    kept = list(clauses)
    late = [t for t in table.topics if t.id in ("service", "price")]
    early = [t for t in table.topics if t not in late]
    for topics in (early, late):
        for clause in kept:
            for topic in topics:
                if any(w in clause for w in topic.faults):
                    return topic, clause if in_review else _own_words(kept, topic)
    if in_review:
        for clause in kept:
            for topic in table.topics:
                if any(w in clause for w in topic.words):
                    return topic, clause
    return None, ""


def _told_apart(wishes: tuple[Wish, ...]) -> tuple[Wish, ...]:
    """A return or part of the price back is a refund already; at most two wishes are answered."""
    names = {w.name for w in wishes}
    covered = {"退款"} if names & {"退货", "部分退款", "按约定退款", "价保"} else set()
    return tuple(w for w in wishes if w.name not in covered)[:2]


@cache
def _table() -> _Table:
    table = tomllib.loads(files("evidence.appeal").joinpath("advice.toml").read_text("utf-8"))
    topics = tuple(
        Topic(t["id"], t["name"], tuple(t["faults"]), tuple(t["words"]), t["reply"], t["ask"]) for t in table["topic"]
    )
    wishes = tuple(Wish(w["name"], tuple(w["words"]), w["say"]) for w in table["wish"])
    lists = {name: tuple(table[name]) for name in _LISTS}
    return _Table(topics, wishes, lists)
