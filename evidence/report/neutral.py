"""Plain words for a pack without a ground: takes a sentence of another room, hands it on with nothing that accuses."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_QUOTED = re.compile(r"“[^”]*”|「[^」]*」")


@cache
def accusing_words() -> dict[str, str]:
    """The words that accuse, each with what stands for it; longer ones first."""
    text = files("evidence.report").joinpath("neutral.toml").read_text("utf-8")
    words: dict[str, str] = tomllib.loads(text)["words"]
    return dict(sorted(words.items(), key=lambda pair: -len(pair[0])))


def neutral(text: str) -> str:
    """The text with accusing words replaced outside quotation marks: what a speaker said is not ours to change."""
    done: list[str] = []
    at = 0
    for quote in _QUOTED.finditer(text):
        done += [_replaced(text[at : quote.start()]), quote.group()]
        at = quote.end()
    return "".join([*done, _replaced(text[at:])])


def _replaced(text: str) -> str:
    for word, plain in accusing_words().items():
        text = text.replace(word, plain)
    return text
