"""How the appeal writes: times, exhibits, lengths as a form counts them, and the words it keeps out of its own text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from evidence.model import CHINA, Fact, Message, Moment

ACCUSING = ("要挟", "勒索", "敲诈", "威胁", "恶意", "胁迫", "讹诈", "讹", "骗赔")
"""Words that accuse: only where a strong finding stands behind them, or inside a platform's own label."""

NEVER = ("证明", "犯罪", "真实", "勒索犯")
"""Words no screenshot can carry (design rule 4)."""

_QUOTED = re.compile(r"“[^”]*”")


def china(time: datetime) -> datetime:
    """The time in China Standard Time; one without a zone is taken as China's, since every platform prints that."""
    return time.replace(tzinfo=CHINA) if time.tzinfo is None else time.astimezone(CHINA)


def fact_time(fact: Fact | None) -> datetime | None:
    """The fact's time in China Standard Time, None where there is none or it cannot be read."""
    if fact is None:
        return None
    try:
        return china(fact.time)
    except ValueError:
        return None


def short_time(time: datetime) -> str:
    """`10月3日14:30`."""
    at = china(time)
    return f"{at.month}月{at.day}日{at:%H:%M}"


def fact_words(fact: Fact, time: datetime, *, full: bool) -> str:
    """A fact's time in words, only its date where no more is known."""
    words = long_time(time) if full else short_time(time)
    return words.split("日")[0] + "日" if fact.precision == "day" else words


def long_time(time: datetime) -> str:
    """`2026年10月3日14:30`, China Standard Time."""
    return f"{china(time).year}年{short_time(time)}"


def origin_note(moment: Moment) -> str:
    """Where a message's time comes from, in a few words."""
    return {
        "printed": "截图所示",
        "resolved": f"由“{moment.shown}”推算" if moment.shown else "推算",
        "carried": "取自上方的时间分隔",
        "unknown": "截图未显示时间",
    }[moment.origin]


def fact_note(fact: Fact) -> str:
    """Where a fact comes from, in a few words."""
    note = "卖家在 case.toml 中填写" if fact.origin == "case-file" else f"读自 {fact.source or '材料'}"
    return f"{note}，只有日期" if fact.precision == "day" else note


def cite(message: Message) -> str:
    """`S003/M0007`: the exhibit and the message in it."""
    return f"{message.source}/{message.id}"


def listing(items: Iterable[str], most: int = 5) -> str:
    """`a、b、c`, and how many more there are."""
    every = list(dict.fromkeys(items))
    shown = "、".join(every[:most])
    return shown if len(every) <= most else f"{shown} 等 {len(every)} 处"


def form_length(text: str) -> int:
    """Characters as a web form counts them: UTF-16 units, so an emoji is 2. Never less than the code points."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def accuses(text: str) -> bool:
    """Whether the text, outside what it quotes, holds a word that accuses or that no screenshot can carry."""
    bare = _QUOTED.sub("", text)
    return any(word in bare for word in (*ACCUSING, *NEVER))


def sentence(text: str) -> str:
    """The text with a full stop, whatever it ended with; empty stays empty."""
    bare = text.strip().rstrip("。；;，,、.")
    return f"{bare}。" if bare else ""


def neutral(text: str) -> str:
    """The text as one sentence where it accuses nobody, otherwise nothing."""
    return "" if accuses(text) else sentence(text)


def joined(parts: Sequence[str]) -> str:
    """The parts that hold something, one after the other."""
    return "".join(p for p in parts if p)
