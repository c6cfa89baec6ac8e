"""Takes the cells of an export's columns, hands on their values; encrypted ones are dropped and said.

An export has millions of cells and few distinct ones: each distinct text of a column is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from evidence.facts.times import narrow

Value = TypeVar("Value")

_EMPTY = frozenset(("-", "--", "—", "/", "无", "null", "none", "nan", "n/a", "暂无", "无售后", "无留言", "没有"))
_LONGEST_EMPTY = max(map(len, _EMPTY))
_EDGES = " \t\r\n\ufeff\u200b\u200c\u200d\u200e\u200f\u3000\xa0'"
# Values that a back office encrypts: between signs of its own, or a long run of letters and digits that is no word.
_ENCRYPTED = re.compile(
    r"^(?:[~#$*]{1,2}[A-Za-z0-9+/=_~#$-]{12,}|[A-Za-z0-9+/]{40,}={0,2})[~#$*]{0,2}.{0,12}$", re.DOTALL
)
_SHORTEST_ENCRYPTED = 12
_STARS = re.compile(r"^([1-5])(?:\.0)?\s*(?:星|分|颗星)?$")
_VERDICTS = {"好评": 5, "中评": 3, "差评": 1, "一星": 1, "二星": 2, "三星": 3, "四星": 4, "五星": 5}


def each_once(read: Callable[[str], Value], texts: Sequence[str]) -> list[Value]:
    """What `read` makes of each text, called once for each distinct one."""
    distinct = set(texts)
    if 2 * len(distinct) > len(texts):  # mostly different: looking them up costs more than it saves
        return [read(text) for text in texts]
    known = {text: read(text) for text in distinct}
    return [known[text] for text in texts]


def all_cleaned(texts: Sequence[str]) -> list[str]:
    """The cells of one column, cleaned."""
    if 2 * len(set(texts)) > len(texts):  # most are as they should be: the call itself is what takes time
        longest = _LONGEST_EMPTY
        return [t if len(t) > longest and t[0].isalnum() and t[-1].isalnum() else cleaned(t) for t in texts]
    return each_once(cleaned, texts)


def cleaned(text: str) -> str:
    """A cell's text without what keeps digits as text (tabs, `="…"`), empty where it only says that there is none."""
    if len(text) > _LONGEST_EMPTY and text[0].isalnum() and text[-1].isalnum():
        return text  # most cells
    text = text.strip(_EDGES)
    if text.startswith("="):  # any other formula is not a value of the marketplace's
        text = text[2:-1].strip(_EDGES) if text.startswith('="') and text.endswith('"') and len(text) > 2 else ""
    return "" if len(text) <= _LONGEST_EMPTY and text.casefold() in _EMPTY else text


def is_encrypted(text: str) -> bool:
    """Whether a name, phone or address is one that the back office encrypted."""
    start = text[:_SHORTEST_ENCRYPTED]
    return len(text) > _SHORTEST_ENCRYPTED and start.isascii() and _ENCRYPTED.match(text) is not None


def without_encrypted(texts: list[str]) -> tuple[list[str], bool]:
    """The texts with encrypted ones emptied, and whether there were any."""
    hidden = {text for text in texts if is_encrypted(text)}
    return ([("" if text in hidden else text) for text in texts], True) if hidden else (texts, False)


def whole(text: str) -> int:
    """A count of goods; 0 where none is written."""
    match = re.match(r"\d{1,6}", text)
    return int(match.group()) if match else 0


def money(text: str) -> float | None:
    """An amount in yuan, or None."""
    plain = text.lstrip("¥￥").replace(",", "")
    match = re.match(r"-?\d{1,9}(?:\.\d{1,4})?", plain)
    return float(match.group()) if match else None


def stars(text: str) -> int | None:
    """A rating of one to five stars, also where the marketplace rates in words, or None."""
    match = _STARS.match(narrow(text))
    return int(match.group(1)) if match else _VERDICTS.get(text)


def joined_address(parts: Iterable[str], province: str, address: str) -> str:
    """One address of the columns it is spread over; `address` may or may not hold the others already."""
    area = "".join(parts)
    return address if address.startswith(province or area) else area + address
