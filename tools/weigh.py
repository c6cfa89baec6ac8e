#!/usr/bin/env python3
"""Learns the weights of matching: `python tools/weigh.py [--without 06 07] [--out DIR]`.

Takes the labelled lines and talks in `tools/labelled` and in `tests/match/rounds`, and writes the tables that
`evidence/match/weights.py` reads. `--without` leaves out numbered sets, to measure on what was not learned from. Needs
scikit-learn, which the project itself does not.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from match.ordinary import BUYER, HOT, REVIEWS, SELLER, utterances  # noqa: E402 - found through the path above
from match.rounds_read import lines as round_lines  # noqa: E402 - found through the path above
from match.rounds_read import talks as round_talks  # noqa: E402

from evidence.match import judge, load_rules  # noqa: E402
from evidence.match.examples import example_messages  # noqa: E402
from evidence.match.scan import listen  # noqa: E402
from evidence.match.utterances import utterance  # noqa: E402
from evidence.match.weights import ANSWERED, Said, features, features_of_talk  # noqa: E402

LABELLED = ROOT / "tools" / "labelled"
LEARNED = ROOT / "evidence" / "match" / "learned"
RULES = load_rules().unweighed()
KEPT = {"coercion": 24_000, "talks": 24_000, "gates": 8_000, "kinds": 12_000, "risks": 12_000}
"""Features kept of a table; with all of them nothing unseen is judged better."""

BARS = {
    "coercion": {"held": 0.55, "sure": 0.7, "unnamed": 0.9, "one": 0.8, "hint": 0.45},
    "talks": {
        "held": 0.5, "sure": 0.65, "unnamed": 0.9, "one": 0.7, "hint": 0.3,
        "of-talk": 2.6, "of-message": 1.05, "shift": -2.6,
    },
    "gates": {"sure": 0.3, "possible": 0.03},
    "kinds": {"held": 0.1, "sure": 0.8, "named": 0.5, "hint": 0.5},
    "risks": {"sure": 0.65, "named": 0.0, "hint": 0.65},
}  # fmt: skip
"""Of each table the chances by which is decided (`evidence/match/weighed.py`): what the rules found is `held`, what
they only named counts (`sure`, `unnamed` without a lever, `one` where it is one part alone), or is a hint; `named` is
of the kind that fits best. Of `talks` they are of a message in its talk, and the last three say how the two chances are
put together. Chosen on sets not learned from: as few lawful messages accused as by the rules alone, or fewer."""

MISSED = 0.005
"""Share of the messages that count which the gate may leave out."""

GATES = ("after-failed-negotiation", "paid-praise-first", "seller-bait")
COERCION = {"E1", "E2", "E3", "E4", "E5", "E6", "O1"}
KINDS = {
    "A1": "direct-abuse", "A2": "coded-abuse", "A3": "dialect-abuse", "A4": "curse-upon", "T1": "bodily-threat",
    "T2": "harass-dox", "D1": "advert-contact", "N1": "meaningless-review", "P1": "privacy-leak",
    "F1": "not-received-claim", "E7": "organised-reviews", "E8": "competitor", "E9": "malicious-order",
    "B1": "veiled-threat",
}  # fmt: skip
RISKS = {
    "邀评": "paid-praise", "消除": "review-removal", "诱导": "bait", "引导": "off-platform", "泄露": "seller-leak",
    "威胁": "seller-abuse", "承认": "admission", "bait": "bait", "review-removal": "review-removal",
    "off-platform": "off-platform", "offsite": "off-platform", "paid-praise": "paid-praise", "admission": "admission",
    "threat": "seller-abuse", "abuse": "seller-abuse", "seller-abuse": "seller-abuse", "privacy": "seller-leak",
    "review-cleanup": "review-removal",
}  # fmt: skip
"""The rule that stands for each label of lines (by its first signs) and of sellers' messages in talks."""

ALSO = {
    "direct-insult-built": "direct-abuse", "coded-spelt": "coded-abuse", "curse-doom": "curse-upon",
    "harass-stalk": "harass-dox", "bodily-menace": "bodily-threat", "advert-service": "advert-contact",
    "advert-lure": "advert-contact", "privacy-exposed": "privacy-leak", "meaningless-off-topic": "meaningless-review",
    "not-received-built": "not-received-claim", "rallied-built": "organised-reviews",
    "rallied-reviews": "organised-reviews", "rival-built": "competitor", "rival-pressure": "competitor",
    "price-ultimatum": "competitor", "spiteful-built": "malicious-order", "spiteful-order": "malicious-order",
    "veiled-built": "veiled-threat", "review-solicitation": "paid-praise", "review-hounding": "review-removal",
    "seller-scorn": "seller-abuse",
}  # fmt: skip
"""Rules of one kind, which one of them stands for."""

NOTHING = ""

ORDINARY = {"buyer": ((BUYER, 1500), (HOT, 1500), (REVIEWS, 300)), "seller": ((SELLER, 800),)}
"""How many utterances of ordinary service talk stand for the many that are nothing."""


@dataclass(frozen=True)
class Example:
    """A message to learn from, with what came before it; `name` is what it is, empty where it is nothing."""

    said: Said
    name: str
    before: tuple[Said, ...] = ()
    answers: tuple[Said, ...] = ()

    def features(self) -> dict[str, float]:
        """What it is weighed by."""
        return features(self.said, self.before, self.answers)


def said(text: str, channel: str = "chat") -> Said:
    """A text as it is weighed."""
    one = listen([utterance(1, "buyer", text, channel=channel)], RULES, "buyer", thorough=True)[0]
    return Said(one.normal.text, frozenset(one.hits))


def rows(stem: str, without: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The labelled rows of the sets that are not left out."""
    for file in sorted(LABELLED.glob(f"{stem}-*.jsonl")):
        if file.stem.split("-")[1] not in without:
            yield from map(json.loads, file.read_text("utf-8").splitlines())


def coercion(without: Sequence[str]) -> Iterator[Example]:
    """The buyers' messages, alone and where they stand in a talk: coercion or not."""
    for row in rows("lines", without):
        if row["speaker"] == "buyer" and (row["kind"] == "benign" or row["label"][:2] in COERCION):
            name = "coercion" if row["kind"] == "positive" else NOTHING
            yield Example(said(row["text"], row.get("channel", "chat")), name)
    told = set(round_lines("lines-*.txt"))  # rounds of coercion alone
    for kind, channel, text in round_lines():
        if kind == "benign":
            yield Example(said(text, channel), NOTHING)
        elif (kind == "strong" and (kind, channel, text) in told) or (
            kind in ("strong", "medium") and _ruled(text, channel) == "extortion"
        ):
            yield Example(said(text, channel), "coercion")
    yield from ordinary("buyer")
    for talk in rows("talks", without):
        texts = [(m["speaker"], m["text"]) for m in talk["messages"]]
        yield from _of_talk(texts, [_coerces(talk, n) for n in range(len(texts))])
    for one in round_talks():
        texts = [("robot" if m.kind == "auto" else str(m.speaker), m.text) for m in one.messages]
        yield from _of_talk(texts, [_coerces_in_round(n, one) for n in range(1, len(texts) + 1)])


@dataclass(frozen=True)
class TalkExample:
    """All that a buyer says in a talk, and what he is answered; `name` as of an example."""

    said: tuple[Said, ...]
    answers: tuple[Said, ...]
    name: str

    def features(self) -> dict[str, float]:
        """What it is weighed by."""
        return features_of_talk(self.said, self.answers)


def talks(without: Sequence[str]) -> Iterator[TalkExample]:
    """Whole talks: coercion in them or not."""
    for talk in rows("talks", without):
        if "extortion" not in str(talk.get("doubtful")):
            texts = [(m["speaker"], m["text"]) for m in talk["messages"]]
            yield _whole(texts, "coercion" if talk["expect"]["extortion"] else NOTHING)
    for one in round_talks():
        if one.gate == "-" or one.clean:
            texts = [("robot" if m.kind == "auto" else str(m.speaker), m.text) for m in one.messages]
            yield _whole(texts, "coercion" if one.coercion else NOTHING)


def gates(without: Sequence[str]) -> Iterator[TalkExample]:
    """Whole talks: which gate, if any, they fail at."""
    for talk in rows("talks", without):
        if "gate" not in str(talk.get("doubtful")):
            gate = talk["expect"]["gate"]
            yield _whole([(m["speaker"], m["text"]) for m in talk["messages"]], gate if gate in GATES else NOTHING)


def _whole(texts: Sequence[tuple[str, str]], name: str) -> TalkExample:
    placed = list(_of_talk(texts, [NOTHING] * len(texts)))
    answers = dict.fromkeys(answer for one in placed for answer in one.answers[-ANSWERED:])
    return TalkExample(tuple(one.said for one in placed), tuple(answers), name)


def ordinary(speaker: str) -> Iterator[Example]:
    """Lines of everyday service talk, and those that the rules themselves name as look-alikes."""
    for templates, count in ORDINARY[speaker]:
        yield from (Example(said(text), NOTHING) for text in dict.fromkeys(utterances(templates, count)))
    for rule in RULES.rules:
        if rule.file.speaker == speaker:
            for text in rule.file.misses:
                messages = example_messages(text, rule.file.speaker)
                judgement = judge(messages, rules=RULES)
                if len(messages) == 1 and not judgement.findings and not judgement.seller_risks:
                    yield Example(said(text), NOTHING)


def _ruled(text: str, channel: str) -> str:
    """The category that the rules see in a line."""
    findings = judge((utterance(1, "buyer", text, channel=channel),), rules=RULES).findings
    return findings[0].category if findings else ""


def _coerces(talk: dict[str, Any], number: int) -> str | None:
    expect, labels = talk["expect"], talk["messages"][number].get("labels") or []
    if number in expect["must_not_flag"] or not expect["extortion"]:
        return NOTHING
    if number in expect["strong_messages"] or "extortion" in labels:
        return "coercion"
    if number in (expect["weak_ok"] or []) or set(labels) - {"lawful-complaint", "none"}:
        return None
    return NOTHING


def _coerces_in_round(number: int, talk: Any) -> str | None:
    if number in talk.coercion:
        return "coercion"
    if talk.gate != "-" and not talk.clean:  # marked for its gate alone
        return None
    return NOTHING if number in talk.clean or not (talk.coercion or talk.other) else None


def _of_talk(texts: Sequence[tuple[str, str]], names: Sequence[str | None]) -> Iterator[Example]:
    buyer: list[Said] = []
    seller: list[Said] = []
    for (speaker, text), name in zip(texts, names, strict=True):
        if speaker == "buyer":
            heard = said(text)
            if name is not None:
                yield Example(heard, name, tuple(buyer), tuple(seller))
            buyer.append(heard)
        elif speaker in ("seller", "robot"):
            seller.append(Said(said(text).text))


def kinds(without: Sequence[str]) -> Iterator[Example]:
    """Single messages of buyers: which rule beside coercion, if any, they belong to."""
    for row in rows("lines", without):
        if row["speaker"] == "buyer":
            yield Example(_bare(row["text"]), KINDS.get(row.get("label", "")[:2], NOTHING))
    for kind, channel, text in round_lines():
        if kind == "benign":
            yield Example(_bare(text), NOTHING)
        elif kind in ("strong", "medium", "weak"):
            found = judge((utterance(1, "buyer", text, channel=channel),), rules=RULES).findings
            rule = ALSO.get(found[0].rule, found[0].rule) if found else None
            if found and (rule in KINDS.values() or found[0].category == "extortion"):
                yield Example(_bare(text), rule if rule in KINDS.values() else NOTHING)
    yield from (replace(e, said=Said(e.said.text)) for e in ordinary("buyer"))
    for talk in rows("talks", without):
        for message in talk["messages"]:
            labels = set(message.get("labels") or [])
            if message["speaker"] == "buyer" and labels <= {"extortion", "lawful-complaint", "lawful-report", "none"}:
                yield Example(_bare(message["text"]), NOTHING)


def risks(without: Sequence[str]) -> Iterator[Example]:
    """Single messages of sellers: which rule of the self-check, if any, they break."""
    for row in rows("lines", without):
        if row["speaker"] == "seller":
            yield Example(_bare(row["text"]), RISKS[row["label"][:2]] if row["kind"] == "seller_risk" else NOTHING)
    for kind, _, text in round_lines():
        if kind == "fair":
            yield Example(_bare(text), NOTHING)
        elif kind == "risk":
            found = judge((utterance(1, "seller", text),), rules=RULES).seller_risks
            if found:
                yield Example(_bare(text), ALSO.get(found[0].rule, found[0].rule))
    yield from (replace(e, said=Said(e.said.text)) for e in ordinary("seller"))
    for talk in rows("talks", without):
        at_risk = set(talk["expect"]["seller_risks"] or []) if "risk" not in str(talk.get("doubtful")) else None
        for number, message in enumerate(talk["messages"]):
            labels = [RISKS[name] for name in message.get("labels") or [] if name in RISKS]
            if message["speaker"] != "seller" or at_risk is None or (number in at_risk and not labels):
                continue
            yield Example(_bare(message["text"]), labels[0] if number in at_risk else NOTHING)


def _bare(text: str) -> Said:
    return Said(said(text).text)


def learn(name: str, examples: Sequence[Example | TalkExample]) -> tuple[list[str], str]:
    """The lines of a table, and its part of the file that tells how to read it."""
    heard = [e.features() for e in examples]
    named = [e.name for e in examples]
    classes = sorted(set(named) - {NOTHING})
    targets = [np.array([n != NOTHING for n in named])]
    targets += [np.array([n == one for n in named]) for one in classes] if len(classes) > 1 else []
    often = Counter(key for row in heard for key in row)
    kept = {key for key, n in often.items() if n > 1}
    for last in (False, True):
        vectors = DictVectorizer(dtype=np.float32)
        matrix = vectors.fit_transform([{k: v for k, v in row.items() if k in kept} for row in heard])
        seen = np.asarray((matrix > 0).sum(0)).ravel()
        rare = np.round(np.log(matrix.shape[0] / seen) + 1, 2)
        scaled = normalize(matrix.multiply(rare).tocsr())
        nets = [_fitted(scaled, target) for target in (targets if last else targets[:1])]
        keys = np.array(vectors.feature_names_)
        if not last:
            worth = np.abs(nets[0].coef_[0]) * rare * np.sqrt(seen)
            kept = set(keys[np.argsort(-worth, kind="stable")[: KEPT[name]]])
    weights = np.column_stack([rare, *(net.coef_[0] for net in nets)])
    table = [
        "\t".join([key, *(str(round(w * 100)) for w in row)])
        for key, row in sorted(zip(keys, weights, strict=True), key=lambda r: r[0])
    ]
    singly = [e for e in examples if isinstance(e, Example)]
    signs, gate = _gate(singly, targets[0]) if singly else ([], 0.0)
    bias = ", ".join(f"{net.intercept_[0]:.4f}" for net in nets)
    names = json.dumps([name, *classes] if len(classes) > 1 else [name])
    source = f"labelled lines and talks of invented people: {len(examples)} messages, {int(targets[0].sum())} count"
    told = (
        f"[{name}]\nas_of = {datetime.now(UTC).date().isoformat()}\n"
        f'source = "{source}"\n'
        f"names = {names}\nbias = [{bias}]\ngate = {gate:.2f}\nbars = {_inline(BARS[name])}\n"
    )
    return table + signs, told


def _inline(bars: dict[str, float]) -> str:
    return "{ " + ", ".join(f"{name} = {bar}" for name, bar in bars.items()) + " }"


def _fitted(matrix: Any, target: Any) -> Any:
    net = LogisticRegression(C=10, max_iter=5000, class_weight="balanced", tol=1e-6)
    return net.fit(matrix, target)


def _gate(examples: Sequence[Example], target: Any) -> tuple[list[str], float]:
    """The weight of each character by itself, and the least sum of what may count."""
    rows = [dict.fromkeys(e.said.text, 1.0) for e in examples]
    often = Counter(key for row in rows for key in row)
    vectors = DictVectorizer(dtype=np.float32)
    matrix = vectors.fit_transform([{k: 1.0 for k in row if often[k] > 2} for row in rows])
    net = LogisticRegression(C=1, max_iter=5000, class_weight="balanced").fit(matrix, target)
    signs = {k: round(w * 100) for k, w in zip(vectors.feature_names_, net.coef_[0], strict=True) if k not in "\t\n\r"}
    sums = sorted(sum(signs.get(k, 0) for k in row) for row, counts in zip(rows, target, strict=True) if counts)
    return [f"{k}\t{w}" for k, w in sorted(signs.items()) if w], sums[int(len(sums) * MISSED)] / 100


def main() -> None:
    """Learn, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="*", default=[], help="numbers of labelled sets to leave out")
    parser.add_argument("--only", nargs="*", default=[], help="tables to learn anew")
    parser.add_argument("--out", type=Path, default=LEARNED)
    asked = parser.parse_args()
    known = tomllib.loads(asked.out.joinpath("weights.toml").read_text("utf-8")) if asked.only else {}
    tables: dict[str, Callable[[Sequence[str]], Iterator[Example | TalkExample]]] = {
        "coercion": coercion, "talks": talks, "gates": gates, "kinds": kinds, "risks": risks
    }  # fmt: skip
    parts = []
    for name, examples in tables.items():
        if asked.only and name not in asked.only:
            parts.append(_kept(name, known[name]))
            continue
        table, told = learn(name, list(examples(asked.without)))
        asked.out.joinpath(f"{name}.tsv").write_text("".join(line + "\n" for line in table), "utf-8")
        parts.append(told)
        print(told)
    heading = "# Written by tools/weigh.py: how the tables beside this file are to be read.\n"
    asked.out.joinpath("weights.toml").write_text("\n".join([heading, *parts]), "utf-8")


def _kept(name: str, told: dict[str, Any]) -> str:
    lines = []
    for key, value in told.items():
        if key == "bars":
            value = _inline(BARS[name])
        else:
            value = value.isoformat() if hasattr(value, "isoformat") else json.dumps(value)
        lines.append(f"{key} = {value}\n")
    return f"[{name}]\n" + "".join(lines)


if __name__ == "__main__":
    main()
