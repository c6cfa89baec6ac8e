"""Takes pages and the conversation, hands on the shop's name where a layout shows it: never a word that only might be.

It stands in the header of the seller's own pages, in the header of a chat on a buyer's phone, before the colon of a
sub-account's name (`店铺:客服`), and on the shop's line of an order page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache

from evidence.facts import data
from evidence.facts.times import narrow
from evidence.model import Case, Fact, Line, Page, Transcript

# The header is this share of a page's height; on the drawn samples a shop's name ends at 0.035 to 0.049 of it.
_HEADER = 0.08
# A page longer than so many widths is a scrolled one: its header is as high as that of a page of this shape.
_TALLEST = 2.2
# Two readings of one name differ by a character in eight at most; two shops' names by more.
_SAME = 0.8
_LONGEST = 30
_LEADS_ON = re.compile(r"\s*[>＞›»〉》]+\s*$")
_SUB_ACCOUNT = re.compile(r"^([^\s:]{2,30}):[^\s:]{1,20}$")


def same_shop(a: Fact, b: Fact) -> bool:
    """Whether two readings name one shop, a misread character aside."""
    return SequenceMatcher(None, a.value, b.value, autojunk=False).ratio() >= _SAME


def shops_in(pages: Sequence[Page], transcript: Transcript, case: Case) -> list[Fact]:
    """Every place that names the shop, page by page; readings that are seen most come first."""
    kinds = {source.id: source.kind for source in case.sources if source.status == "used"}
    titles = {screen.source: screen.title for screen in transcript.screens}
    found: list[Fact] = []
    for page in pages:
        kind = kinds.get(page.source)
        if kind not in ("chat", "order", "review", "logistics"):
            continue
        here: list[Fact] = []
        for line in page.lines:
            name = _named(line, page, kind == "order")
            # A seller's chat has a buyer in its header, and buyers have names like any shop's.
            if name is not None and not (kind == "chat" and _may_be_title(name, titles.get(page.source))):
                here.append(Fact(name, line.text.strip(), "read", page.source, page.number, line.box, line.confidence))
        if all(same_shop(here[0], other) for other in here[1:]):  # a list of several shops' orders names none
            found += here
    return [*found, *_accounts(transcript), *_titles(pages, transcript)]


def _named(line: Line, page: Page, is_order: bool) -> str | None:
    """The shop's name that the line is, as a whole."""
    text = narrow(line.text).strip()
    name = _LEADS_ON.sub("", text)
    if not 3 <= len(name) <= _LONGEST or any(pattern.search(name) for pattern in _patterns()[0]):
        return None
    in_header = line.box.center_y <= _HEADER * min(page.height, _TALLEST * page.width)
    account = _SUB_ACCOUNT.match(name)
    if account is not None:
        every = data.shop().telling + data.shop().plain
        return account.group(1) if in_header and _ends(account.group(1), every) else None
    if re.search(r"[\s:]", name):
        return None
    if _ends(name, data.shop().telling) and (in_header or is_order):
        return name
    leads_on = is_order and name != text
    return name if (in_header or leads_on) and _ends(name, data.shop().plain) else None


def _ends(name: str, words: Sequence[str]) -> bool:
    return any(name.endswith(word) and len(name) > len(word) + 1 for word in words)


def _may_be_title(name: str, title: str | None) -> bool:
    return title is None or SequenceMatcher(None, title, name, autojunk=False).ratio() >= _SAME


def _accounts(transcript: Transcript) -> Iterator[Fact]:
    """The names of sub-accounts: 千牛 writes the shop before the colon."""
    for message in transcript.messages:
        match = _SUB_ACCOUNT.match(narrow(message.name or ""))
        if match is not None and message.speaker == "seller":
            name = message.name or ""
            yield Fact(match.group(1), name, "read", message.source, 1, message.box, message.confidence)


def _titles(pages: Sequence[Page], transcript: Transcript) -> Iterator[Fact]:
    """The header of a chat on a buyer's phone, where the client is a marketplace's and known."""
    lines = {page.source: page.lines for page in pages if page.number == 1}
    for screen in transcript.screens:
        if screen.device != "buyer" or screen.client is None or screen.client in data.shop().people:
            continue
        name = _LEADS_ON.sub("", (screen.title or "").strip())
        if len(name) < 2 or screen.device_origin == "assumed" or any(p.search(name) for p in _patterns()[1]):
            continue
        line = next((one for one in lines.get(screen.source, ()) if name in one.text), None)
        if line is not None:
            yield Fact(name, line.text.strip(), "read", screen.source, 1, line.box, line.confidence)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    known = data.shop()
    return tuple(re.compile(p) for p in known.never), tuple(re.compile(p) for p in known.service)
