"""Lines and talks written blind in rounds, and ordinary service talk by the thousand: what counts and what does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from match.ordinary import BUYER, HOT, REVIEWS, SELLER, conversations, utterances
from match.rounds_read import ROUNDS, Talk, lines, talks

from evidence.match import judge
from evidence.match.utterances import utterance
from evidence.model import Judgement, Message, Speaker

MISSED = {
    line
    for file in ROUNDS.glob("debts*.txt")
    for line in file.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
}
"""Lines and talks of the rounds that are known not to be found; each is a debt, none may be added silently."""


@cache
def _all_lines() -> tuple[Message, ...]:
    """Every line of the rounds, each a conversation of its own."""
    said = []
    for number, (kind, channel, text) in enumerate(lines(), 1):
        who: Speaker = "seller" if kind in ("risk", "fair") else "buyer"
        said.append(replace(utterance(number, who, text, channel=channel), conversation=number))
    return tuple(said)


@cache
def _judged() -> Judgement:
    return judge(_all_lines())


@pytest.mark.parametrize("kind", ["strong", "medium", "weak", "benign", "risk", "fair"])
def test_every_line_of_the_rounds_is_judged_as_a_person_would(kind: str) -> None:
    grades: defaultdict[str, set[str]] = defaultdict(set)
    for finding in _judged().findings:
        for message in finding.messages:
            grades[message].add(finding.grade)
    risky = {risk.message for risk in _judged().seller_risks}
    right: dict[str, Callable[[str], bool]] = {
        "strong": lambda m: "strong" in grades[m],
        "medium": lambda m: bool(grades[m]),
        "weak": lambda m: bool(grades[m]),
        "benign": lambda m: grades[m] <= {"weak"},
        "risk": lambda m: m in risky,
        "fair": lambda m: m not in risky,
    }
    asked = [(text, message.id) for (k, _, text), message in zip(lines(), _all_lines(), strict=True) if k == kind]
    missed = {text for text, message in asked if not right[kind](message)}
    assert asked
    assert missed == {text for text, _ in asked if text in MISSED}, "more missed, or a debt that is paid"


def _wrong(talk: Talk) -> list[str]:
    """What the judgement of one talk gets wrong."""
    judgement = judge(talk.messages)
    found = {int(m[1:]) for f in judgement.findings if f.grade == "strong" for m in f.messages}
    wrong = []
    if (talk.coercion | talk.other) and not found & (talk.coercion | talk.other):
        wrong.append("nothing found")
    if found & talk.clean:
        wrong.append(f"accused: {sorted(found & talk.clean)}")
    if talk.gate != "-" and talk.gate not in {g.id for g in judgement.gates}:
        wrong.append(f"no gate {talk.gate}")
    if talk.gate not in ("seller-bait", "paid-praise-first", "seller-swore-back"):
        coerced = any(f.category == "extortion" and f.grade == "strong" for f in judgement.findings)
        if coerced is not bool(talk.coercion):
            wrong.append(f"coercion: {coerced}")
    return wrong


def test_every_talk_of_the_rounds_is_judged_as_a_person_would() -> None:
    told = talks()
    assert len(told) > 200
    wrong = {talk.name: wrong for talk in told if (wrong := _wrong(talk))}
    new = {name: why for name, why in wrong.items() if name not in MISSED}
    assert new == {}
    assert {talk.name for talk in told} & MISSED == set(wrong), "a debt that is paid"


def _alone(texts: list[str], count: int, who: Speaker, *, review: bool = False) -> list[Message]:
    said = utterances(texts, count)
    channel = "review" if review else "chat"
    return [
        replace(utterance(n, who, text, channel=channel), conversation=n)
        for n, text in enumerate(dict.fromkeys(said), 1)
    ]


def test_at_most_one_in_ten_thousand_ordinary_lines_is_accused() -> None:
    said = [*_alone(BUYER, 8_000, "buyer"), *_alone(HOT, 8_000, "buyer"), *_alone(REVIEWS, 2_000, "buyer", review=True)]
    strong = [
        f.quote for f in judge([replace(m, conversation=n) for n, m in enumerate(said)]).findings if f.grade == "strong"
    ]
    assert len(strong) <= 1, strong


def test_ordinary_lines_in_any_order_make_no_coercion() -> None:
    accused = []
    for talk in conversations(300):
        judgement = judge(
            tuple(utterance(n, "buyer" if w == "buyer" else "seller", t) for n, (w, t) in enumerate(talk, 1))
        )
        accused += [f.quote for f in judgement.findings if f.grade == "strong"]
    assert accused == []


def test_the_cheap_first_pass_passes_over_nothing_that_the_full_one_finds() -> None:
    told = [t.messages for t in talks()]
    told += [
        tuple(utterance(n, "buyer" if w == "buyer" else "seller", t) for n, (w, t) in enumerate(talk, 1))
        for talk in conversations(60)
    ]
    told += [(utterance(1, "seller", t),) for t in utterances(SELLER, 40)]
    for messages in told:
        assert judge(messages) == judge(messages, thorough=True)
    assert _judged() == judge(_all_lines(), thorough=True)
