"""What has been said in, its weight out: how far a message reads like those that people took for coercion.

Rules say which words count and why; what a whole message amounts to is learned from labelled lines and talks
(`tools/weigh.py`). Of coercion a weight alone accuses nobody: it decides whether what the rules found is held, and lets
parts that no rule ties together count where the whole is plain (`weighed.py`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import repeat
from math import exp, log, sqrt

OWN = 3
"""Longest run of characters of the message itself that is weighed; of what came before, two or three."""

BEFORE, ANSWERED = 4, 2
"""How many messages of the same person, and of the other, before this one are weighed with it."""

_OF_BEFORE, _OF_ANSWERS, _OF_GROUPS_BEFORE = 0.5, 0.3, 0.7
"""What a run counts there, beside 1 in the message itself."""

_OF_REPLIES = 0.7
"""What a run counts that the other person said in a talk that is weighed as a whole."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百千万两几]+(?=块|元|毛|百|千)")


@dataclass(frozen=True, slots=True)
class Said:
    """A normalised text, and the groups of the rules that have members in it."""

    text: str
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weights:
    """A learned table: of each run of characters how rare it is, and how it tells for each of `names`.

    `bars` are the chances by which is decided (`weighed.py`). `signs` and `gate`, in hundredths so that their sum is
    the same in any order, tell cheaply what need not be weighed at all.
    """

    names: tuple[str, ...]
    bias: tuple[float, ...]
    table: Mapping[str, tuple[float, ...]]
    signs: Mapping[str, int]
    gate: int
    bars: Mapping[str, float]

    def may(self, text: str) -> bool:
        """Whether the characters of a text, each by itself, leave any of the names possible."""
        return sum(map(self.signs.get, set(text), repeat(0))) >= self.gate

    def chance(self, features: Mapping[str, float], at: int = 0) -> float:
        """The chance, 0 to 1, that people would give what has these features the name at this place."""
        table, column = self.table, at + 1
        odds = length = 0.0
        for key, value in features.items():
            row = table.get(key)
            if row is not None:
                share = row[0] * value
                length += share * share
                odds += share * row[column]
        odds = odds / sqrt(length) + self.bias[at] if length else self.bias[at]
        return 1 / (1 + exp(-max(-50.0, min(50.0, odds))))

    def likeliest(self, features: Mapping[str, float]) -> tuple[str, float]:
        """The name that fits best, and its chance; the first name stands for any of the others."""
        chance, name = max((self.chance(features, at), name) for at, name in enumerate(self.names) if at)
        return name, chance

    def telling(self, features: Mapping[str, float], most: int = 6) -> tuple[tuple[str, float], ...]:
        """The features that tell most for or against the first name, with their share of the odds, weightiest first."""
        known = [(key, self.table[key], value) for key, value in features.items() if key in self.table]
        length = sqrt(sum((row[0] * value) ** 2 for _, row, value in known)) or 1.0
        shares = [(key, row[0] * value / length * row[1]) for key, row, value in known]
        return tuple(sorted(shares, key=lambda s: (-abs(s[1]), s[0]))[:most])


def features(said: Said, before: Sequence[Said] = (), answers: Sequence[Said] = ()) -> dict[str, float]:
    """What a message is weighed by: its runs of characters and groups, and those of what came before it.

    Args:
        said: the message.
        before: what the same person said before, in order; the last `BEFORE` count.
        answers: what the other person said before, in order; the last `ANSWERED` count.
    """
    found = dict.fromkeys(_runs(said.text, "", 1), 1.0)
    found |= {f"<{group}>": 1.0 for group in sorted(said.groups)}
    for one in before[-BEFORE:]:
        found |= dict.fromkeys(_runs(one.text, "b:", 2), _OF_BEFORE)
        found |= {f"b:<{group}>": _OF_GROUPS_BEFORE for group in sorted(one.groups)}
    for one in answers[-ANSWERED:]:
        found |= dict.fromkeys(_runs(one.text, "s:", 2), _OF_ANSWERS)
    return found


def features_of_talk(said: Iterable[Said], answers: Iterable[Said]) -> dict[str, float]:
    """What a stretch of a talk is weighed by as a whole: what the one person said in it, and what the other did."""
    found: dict[str, float] = {}
    for one in said:
        found |= dict.fromkeys(_runs(one.text, "", 1), 1.0)
        found |= {f"<{group}>": 1.0 for group in sorted(one.groups)}
    for one in answers:
        found |= dict.fromkeys(_runs(one.text, "s:", 2), _OF_REPLIES)
    return found


def together(chance: float, talk: float, bars: Mapping[str, float]) -> float:
    """The chance of a message in its talk, of that of the message and that of the talk around it."""
    odds = bars["of-talk"] * _odds(talk) + bars["of-message"] * _odds(chance) + bars["shift"]
    return 1 / (1 + exp(-odds))


def _odds(chance: float) -> float:
    sure = min(max(chance, 0.001), 0.999)
    return log(sure / (1 - sure))


def _runs(text: str, mark: str, shortest: int) -> Iterable[str]:
    whole = f"^{_NUMBER.sub('0', text)}$"
    for length in range(shortest, OWN + 1):
        for at in range(len(whole) - length + 1):
            yield mark + whole[at : at + length]


@cache
def load_weights(name: str, folder: Traversable | None = None) -> Weights:
    """A table, the shipped one or that of a folder.

    `coercion` and `kinds` are of buyers' messages, `talks` and `gates` of whole talks, `risks` of sellers' messages.
    """
    folder = folder or files("evidence.match").joinpath("learned")
    told = tomllib.loads(folder.joinpath("weights.toml").read_text("utf-8"))[name]
    table: dict[str, tuple[float, ...]] = {}
    signs: dict[str, int] = {}
    for line in folder.joinpath(f"{name}.tsv").read_text("utf-8").splitlines():
        key, *numbers = line.split("\t")
        if len(numbers) == 1:
            signs[key] = int(numbers[0])
        else:
            table[key] = tuple(int(number) / 100 for number in numbers)
    return Weights(
        tuple(told["names"]),
        tuple(told["bias"]),
        table,
        signs,
        round(told["gate"] * 100),
        told["bars"],
    )
