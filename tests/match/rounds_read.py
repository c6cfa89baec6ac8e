"""The labelled lines and talks of the rounds, as written in `rounds/`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from evidence.match.utterances import utterance
from evidence.model import Message, Speaker

ROUNDS = Path(__file__).parent / "rounds"
_WHO: dict[str, Speaker] = {"买": "buyer", "卖": "seller", "机": "seller", "系": "system"}


@dataclass
class Talk:
    """One talk of a round: its messages, and which of them (counted from 1) must and must not be found."""

    name: str
    messages: tuple[Message, ...]
    coercion: set[int]
    other: set[int]
    clean: set[int]
    gate: str


def lines() -> list[tuple[str, str, str]]:
    """Kind, channel and text of each line."""
    rows = []
    for file in sorted(ROUNDS.glob("*lines*.txt")):
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                kind, channel, text = line.split("|", 2)
                rows.append((kind, channel, text))
    return rows


def talks() -> list[Talk]:
    """Every talk of the rounds."""
    found = []
    for file in sorted(ROUNDS.glob("*talks*.txt")):
        for block in file.read_text("utf-8").split("\n## ")[1:]:
            name, marks, *spoken = block.strip().splitlines()
            said = []
            for number, line in enumerate(spoken, 1):
                one = utterance(number, _WHO[line[0]], line[2:])
                said.append(replace(one, kind={"机": "auto", "系": "system"}.get(line[0], "text")))
            sets = [{int(n) for n in part.split(",") if n} for part in marks.split("|")[:3]]
            found.append(Talk(f"{file.stem}:{name}", tuple(said), *sets, marks.split("|")[3]))
    return found
