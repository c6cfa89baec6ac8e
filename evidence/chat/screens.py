"""Takes a page's layout, hands on whose screen it shows: the client, the device and what says so, the header's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.chat.clients import COMMON, Client, Words, bare, known_clients
from evidence.chat.clock import read_stamp
from evidence.chat.column import Column, rows_of
from evidence.chat.contrast import contrast
from evidence.chat.items import Item
from evidence.chat.wording import sender
from evidence.model import Device, Line, Page

TALL = 0.85
"""Share of the tallest header line's height from which a line may be the title; order strips have under 0.75."""

STRONG = 0.75
"""Share of the strongest contrast among those that a title has; a warning on a yellow strip below has 0.6."""

PAPER = 14
"""Greatest difference of a channel between a bubble and its client's colour; JPEG moves it by 3, other greens by 20."""

SUB_ACCOUNT = re.compile(r"^.{2,30}[::].{1,16}$")
_SHOP = re.compile(r"(旗舰店|专营店|专卖店|官方店|企业店|店铺|商行|工厂店|商城|客服|自营)")
RECORD = re.compile(r"聊天记录$|.[与和].+的聊(天记?)?[.…·]*$|的?群聊?$|[(（]\d+[)）]$")
_MASKED = re.compile(
    r"^.{0,4}\*{2,}.{0,4}$|^(快手|抖音|微博)?(用户|访客|游客|顾客|会员)[\dA-Za-z]{3,}$|尾号\d{3,4}[)）]?$"
)
"""A header's name as only a seller is shown a buyer's: masked, a number, the last digits of the telephone."""
_SERVICE = re.compile(r"客服|售[前后]|智能助手|机器人|小蜜")
_TRADING = re.compile(
    r"数码|家电|家具|服饰|女装|男装|童装|美妆|母婴|食品|生鲜|优选|优品|批发|工厂|民宿|酒店|平台|中心|自营|旗舰|官方"
)
"""What in a header's name speaks against a person's, so that nothing is assumed."""
_SYSTEM = re.compile(r"(系统|工作台|后台|接待|管理)$")
_STATUS = re.compile(r"^\d{1,2}:\d\d\b|^[45]G\b|^\d{1,3}%|^中国(移动|联通|电信|广电)|^https?:|\d+\.\d+\.\d+\.\d+")


@dataclass(frozen=True, slots=True)
class View:
    """Whose screen: the client, the device and what says so, and the name in the header."""

    client: Client | None
    device: Device | None
    origin: str
    title: str | None


def view(page: Page, column: Column, items: Sequence[Item], stated: Device | None, noted: Device | None) -> View:
    """Whose screen the page shows.

    Args:
        page: the page.
        column: its message column.
        items: what stands in the column.
        stated: the device the caller names for all pages.
        noted: the device the case file notes for this one picture; it outranks `stated`.
    """
    outside = [line for line in page.lines if not column.holds(line.box)]
    client = recognise(outside, items)
    heading = title(page, column)
    names = sum(1 for i in items if i.headed and i.name and account(sender(i.name))) > 0
    if noted is not None:
        return View(client, noted, "case-file", heading)
    if stated is not None:
        return View(client, stated, "given", heading)
    if client is not None and client.device is not None:
        return View(client, client.device, "client", heading)
    common = next(c for c in known_clients() if c.id == COMMON)
    seller = _hits(common.seller_words, outside)
    buyer = _hits(common.buyer_words, outside)
    if heading and _MASKED.search(bare(heading)):
        return View(client, "seller", "header", heading)
    if seller != buyer:
        return View(client, "seller" if seller > buyer else "buyer", "words", heading)
    raw = next((line.text for line in outside if heading and heading in line.text), heading)
    if shop_like(raw):
        return View(client, "buyer", "header", heading)
    by_side = _by_side(items)
    if by_side is not None:
        return View(client, by_side, "names", heading)
    if names:
        return View(client, "seller", "names", heading)
    if client is None and not seller and not buyer:
        client = _by_paper(items)
    if client is not None and client.right_paper and not _TRADING.search(heading or ""):
        # Nothing tells whose phone it is; a seller's case is more likely to hold the seller's own screenshots.
        return View(client, "seller", "assumed", heading)
    return View(client, None, "unknown", heading)


def _by_side(items: Sequence[Item]) -> Device | None:
    """Whose screen it is by a side on which only the shop speaks: its service by name, or its robot."""
    words = Words(None)
    sides = {
        item.side
        for item in items
        if item.boxed
        and item.side in ("left", "right")
        and (
            (item.headed and item.name and _SERVICE.search(bare(sender(item.name))))
            or any(words.is_a("auto", mark.text) for mark in item.marks)
        )
    }
    named = {(i.side, bare(i.name)) for i in items if i.headed and i.name and i.boxed}
    if len(sides) != 1 or not any(i.side == "right" and i.boxed for i in items):
        return None
    # Two names on one side are a group's, or a list's in which everyone stands there.
    side = sides.pop()
    if len({name for at, name in named if at == side}) > 1:
        return None
    return "seller" if side == "right" else "buyer"


def recognise(outside: Sequence[Line], items: Sequence[Item]) -> Client | None:
    """The client whose own words stand outside the conversation: a title or two words, more than any other's."""
    tally = []
    for client in known_clients():
        if client.id == COMMON:
            continue
        count = _hits(client.words, outside) + 2 * _hits(client.titles, outside)
        count += sum(1 for i in items if i.kind == "system" and any(_full(client.words, n.text) for n in i.lines))
        tally.append((count, client.id, client))
    tally.sort(key=lambda one: (-one[0], one[1]))
    if not tally or tally[0][0] < 2 or (len(tally) > 1 and tally[1][0] == tally[0][0]):
        return None
    return tally[0][2]


def _by_paper(items: Sequence[Item]) -> Client | None:
    """The client whose owner's bubbles have the colour of all bubbles on the right."""
    right = [i.colour for i in items if i.side == "right" and i.kind in ("text", "auto") and i.boxed and i.colour]
    if not right:
        return None
    for client in known_clients():
        if client.right_paper and all(
            any(max(abs(a - b) for a, b in zip(c, p, strict=True)) <= PAPER for p in client.right_paper) for c in right
        ):
            return client
    return None


def _full(patterns: Sequence[str], text: str) -> bool:
    return any(re.fullmatch(p, bare(text)) for p in patterns)


def _hits(patterns: Sequence[str], lines: Sequence[Line]) -> int:
    """How many of the patterns are the whole of some line."""
    texts = [bare(line.text) for line in lines]
    return sum(1 for p in patterns if any(re.fullmatch(p, text) for text in texts))


def title(page: Page, column: Column) -> str | None:
    """The name in the header over the column: the tallest words of the rows above it, without the client's own tags."""
    words = Words(None)
    above: list[tuple[Line, str]] = []
    # The signs beside the clock are read as letters of any height.
    bars = [n.box for n in page.lines if _STATUS.search(n.text.strip()) and n.box.y1 <= column.box.y0]
    for line in page.lines:
        box = line.box
        if any(bar.y0 <= box.center_y <= bar.y1 for bar in bars):
            continue
        if box.y1 > column.box.y0 + 0.3 * column.em or not column.box.x0 <= box.center_x < column.box.x1:
            continue
        if column.box.y0 - box.y1 > 9 * column.em or _STATUS.search(line.text.strip()):
            continue
        if any(words.is_a(topic, line.text) for topic in ("buttons", "header", "chips")):
            continue
        name = _name_of(line.text, words)
        if name and read_stamp(name) is None:
            above.append((line, name))
    if not above:
        return None
    tallest = max(line.box.height for line, _ in above)
    high = [(line, name) for line, name in above if line.box.height >= TALL * tallest]
    strong = max(contrast(line) for line, _ in high)
    high = [(line, name) for line, name in high if contrast(line) >= STRONG * strong]
    row = rows_of([line for line, _ in high])[-1]
    named = [name for line in row for other, name in high if other is line]
    return next((name for name in named if len(name) > 1), named[0])


def _name_of(text: str, words: Words) -> str:
    """The header line less the back arrow, counts and tags; empty where nothing but icons is left."""
    clean = re.sub(r"^[\s<‹く〈←Kく☆★…·•]+(\d+\+?(?=\s|$))?\s*|[\s☆★…·•>→×一口回只田]+$", "", text.strip())
    parts = clean.split()
    while len(parts) > 1 and words.is_a("header", parts[-1]):
        parts.pop()
    name = words.without("header", " ".join(p for p in parts if not words.is_a("header", p)))
    return "" if re.fullmatch(r"[\W\d_]{0,3}|[只回口く日目]{1,3}", name) else name


def shop_like(name: str | None) -> bool:
    """Whether the name is plainly a shop's, and neither a record's nor a tool's."""
    return bool(name and _SHOP.search(name) and not RECORD.search(name) and not _SYSTEM.search(bare(name)))


def account(name: str) -> bool:
    """Whether the name is a shop's sub-account, `店铺:子账号`."""
    return bool(SUB_ACCOUNT.match(name.strip()))
