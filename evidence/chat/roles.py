"""Takes a page's layout and what is known of the case, hands on whose screen it is and who speaks in each item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.chat.clients import COMMON, Client, Words, bare, clients
from evidence.chat.clock import read_stamp
from evidence.chat.column import Column, rows_of
from evidence.chat.contrast import contrast
from evidence.chat.items import Item
from evidence.chat.tags import named
from evidence.chat.wording import directed, same_words, sender
from evidence.model import Device, Line, Page, Speaker

TALL = 0.85
"""Share of the tallest header line's height from which a line may be the title; order strips have under 0.75."""

STRONG = 0.75
"""Share of the strongest contrast among those that a title has; a warning on a yellow strip below has 0.6."""

PAPER = 14
"""Greatest difference of a channel between a bubble and its client's colour; JPEG moves it by 3, other greens by 20."""

SAME_NAME = 0.85
"""Likeness of two readings of one name: a slip in seven characters."""

_SUB_ACCOUNT = re.compile(r"^.{2,30}[::].{1,16}$")
_SHOP = re.compile(r"(旗舰店|专营店|专卖店|官方店|企业店|店铺|商行|工厂店|商城|客服)")
_TRADE = re.compile(
    r"店|铺|坊|馆|行|社|厂|商城|官方|客服|售[前后]|专卖|旗舰|自营|工作室|公司|批发|企业|集团|连锁|中心|平台|俱乐部|驾校"
    r"|家纺|数码|家电|电器|家具|家居|服饰|服装|[男女童]装|鞋业|箱包|珠宝|首饰|美妆|护肤|母婴|食品|生鲜|水果|果园|农场|牧场"
    r"|茶业|茶叶|酒业|鲜花|花艺|烘焙|蛋糕|五金|建材|门窗|灯饰|装饰|汽配|净水|家政|保洁|搬家|快修|维修|开锁|物业|摄影|写真"
    r"|美容|美甲|美发|造型|健身|教育|培训|民宿|客栈|酒店|宾馆|公寓|票务|旅游|旅行|餐厅|饭店|宠物|租赁|印刷|打印"
    r"|管家|掌柜|顾问|专员|客户经理|小?助手|助理|小二|前台"
)
"""What a shop's name is told from a person's by, where only one of the names has none of it."""
_RECORD = re.compile(r"聊天记录$|的?群聊?$|[(（]\d+[)）]$")
_BUYERS_LABEL = re.compile(r"买家|顾客|用户|消费者|客户|访客")
_LABELS = re.compile(
    rf"[\[【(（]?({_BUYERS_LABEL.pattern}|卖家|商家|店家|店铺|客服|人工客服|机器人|智能客服)[\])】）]?"
)
"""What a record prints in the place of names."""
_BETWEEN = re.compile(r"^(?P<one>.{1,24}?)[与和](?P<other>.{1,24}?)的聊天记录$")
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
    names = sum(1 for i in items if i.headed and i.name and _account(sender(i.name))) > 0
    if noted is not None:
        return View(client, noted, "case-file", heading)
    if stated is not None:
        return View(client, stated, "given", heading)
    if client is not None and client.device is not None:
        return View(client, client.device, "client", heading)
    common = next(c for c in clients() if c.id == COMMON)
    seller = _hits(common.seller_words, outside)
    buyer = _hits(common.buyer_words, outside)
    if seller != buyer:
        return View(client, "seller" if seller > buyer else "buyer", "words", heading)
    if _shop_like(heading):
        return View(client, "buyer", "header", heading)
    if names:
        return View(client, "seller", "names", heading)
    if client is None and not seller and not buyer:
        client = _by_paper(items)
    if client is not None and client.right_paper:
        # Nothing tells whose phone it is; a seller's case is more likely to hold the seller's own screenshots.
        return View(client, "seller", "assumed", heading)
    return View(client, None, "unknown", heading)


def recognise(outside: Sequence[Line], items: Sequence[Item]) -> Client | None:
    """The client whose own words stand outside the conversation: a title or two words, more than any other's."""
    tally = []
    for client in clients():
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
    for client in clients():
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


def _shop_like(name: str | None) -> bool:
    return bool(name and _SHOP.search(name) and not _RECORD.search(name))


def speaker_of(item: Item, seen: View, names: NameBook) -> Speaker:
    """Who speaks: by a name line that tells, by the side on a known screen, else unknown."""
    if item.kind in ("time", "system") or item.side == "center":
        return "system"
    if item.name:
        told = names.who(item.name, item)
        if told is not None:
            return told
    if names.lines:
        return (names.by_face(item) if item.name is None else None) or "unknown"
    if seen.device is None:
        return "unknown"
    right_is_seller = seen.device == "seller"
    return "seller" if (item.side == "right") == right_is_seller else "buyer"


class NameBook:
    """What the name lines of one page tell of the speakers.

    `lines` is true where everyone stands on one side and names alone decide (千牛's name-line view).
    """

    def __init__(
        self,
        items: Sequence[Item],
        seen: View,
        page: Page,
        column: Column,
        buyer: str | None,
        shop: str | None,
        elsewhere: Sequence[Item] = (),
    ) -> None:
        """What the items of a page tell, with the named ones `elsewhere` in the same conversation."""
        headed = [i for i in items if i.headed and i.name]
        talk = [i for i in items if i.kind in ("text", "auto", "card") and i.lines]
        self.lines = bool(headed) and all(i.side == "left" for i in talk) and 2 * len(headed) >= len(talk)
        # Where names stand over words without bubbles, a box at the right is a card's or a quote's.
        open_air = [i for i in headed if not i.boxed and i.side == "left"]
        self.lines = self.lines or (len(open_air) >= 2 and 2 * len(open_air) >= len(talk) and not _faces_right(column))
        self._buyers: set[str] = {buyer} if buyer else set()
        self._sellers: set[str] = {shop} if shop else set()
        self._shops = False
        if not self.lines:
            return
        if seen.title and not _account(bare(seen.title).split("-")[0]) and not _RECORD.search(seen.title):
            (self._sellers if seen.device == "buyer" else self._buyers).add(seen.title)
        accounts = {
            bare(line.text).split("-")[0]
            for line in page.lines
            if line.box.y1 <= column.box.y0 and _SUB_ACCOUNT.match(bare(line.text))
        }
        self._sellers |= accounts
        for item in headed:
            both = directed(item.name or "")
            if both:
                first, second = both
                if _account(second) or _shop_like(second):
                    self._buyers.add(first)
                    self._sellers.add(second)
                elif _account(first) or _shop_like(first):
                    self._sellers.add(first)
                    self._buyers.add(second)
        self._buyers |= named(headed, "buyer", seen.client)
        self._sellers |= named(headed, "seller", seen.client)
        said = _different([sender(i.name or "") for i in [*headed, *elsewhere] if i.name], seen.title)
        sure = [name for name in said if _shop_like(name) or _account(name) or self._of_shop(name)]
        for shops in (sure, [name for name in said if name in sure or _TRADE.search(name)]):
            if shops and len(said) == len(shops) + 1 and not self._buyers & set(shops):
                self._sellers |= set(shops)
                self._buyers |= set(said) - set(shops)
                break
        self._shops = any(_account(sender(i.name or "")) or directed(i.name or "") for i in headed)
        self._faces: dict[Speaker, list[tuple[int, int, int]]] = {"buyer": [], "seller": []}
        self._page, self._column = page, column
        for item in headed:
            told, face = self._by_name(item.name or ""), self._face(item)
            if told and face:
                self._faces[told].append(face)
        self._papers: dict[Speaker, list[tuple[int, int, int]]] = {"buyer": [], "seller": []}
        self._inks: dict[Speaker, list[tuple[int, int, int]]] = {"buyer": [], "seller": []}
        for item in headed:
            told = self._by_name(item.name or "")
            if told and item.ink:
                self._inks[told].append(item.ink)
            if told and item.boxed and item.colour:
                self._papers[told].append(item.colour)

    def _of_shop(self, name: str) -> bool:
        """Whether the name holds a shop's that is known, as those of its staff do."""
        return any(len(known) > 1 and bare(known) in bare(name) for known in sorted(self._sellers))

    def who(self, name: str, item: Item) -> Speaker | None:
        """The speaker a name line tells, or None where names tell nothing on this page."""
        told = self._by_name(name)
        if told is not None or not self.lines:
            return told
        return _nearest(item.ink, self._inks) if item.ink is not None else None

    def by_face(self, item: Item) -> Speaker | None:
        """The speaker whose avatar, or else whose bubble, has the colour of this item's; its name is out of sight."""
        face = self._face(item) if self.lines else None
        told = _nearest(face, self._faces) if face is not None else None
        if told is None and self.lines and item.boxed and item.colour is not None:
            told = _nearest(item.colour, self._papers, PAPER)
        return told

    def _face(self, item: Item) -> tuple[int, int, int] | None:
        """The colour of the avatar beside the item or its name."""
        em = self._column.em
        beside = [
            a
            for a in self._column.avatars
            if 0 <= item.box.x0 - a.x1 <= 2.5 * em and a.y0 <= item.box.y0 + 0.5 * em and item.box.y0 - a.y1 <= 0.5 * em
        ]
        if not beside or self._page.surface is None:
            return None
        avatar = max(beside, key=lambda a: a.y0)
        return next((r.color for r in self._page.surface.regions if r.box == avatar), None)

    def _by_name(self, name: str) -> Speaker | None:
        said = sender(name)
        if _LABELS.fullmatch(bare(said)):
            return "buyer" if _BUYERS_LABEL.search(bare(said)) else "seller"
        if any(
            same_words(said, known) >= 0.9 or (len(said) > 2 and known.startswith(said))
            for known in sorted(self._buyers)
        ):
            return "buyer"
        if any(same_words(said, known) >= 0.9 for known in sorted(self._sellers)) or self._of_shop(said):
            return "seller"
        if not self.lines:
            return None
        if _account(said):
            return "seller"
        # The shop's side is always a sub-account or the shop; where one is seen, another's plain name is the buyer's.
        return "buyer" if self._shops else None


def _different(names: Sequence[str], title: str | None) -> list[str]:
    """The names, two readings of one taken together, with those that a forwarded record's title names."""
    both = _BETWEEN.match(bare(title)) if title else None
    counted = Counter([*names, *(both.groups() if both else ())])
    kept: list[str] = []
    for name in sorted(counted, key=lambda n: (-counted[n], n)):
        if name and all(same_words(name, other) < SAME_NAME for other in kept):
            kept.append(name)
    return sorted(kept)


def _faces_right(column: Column) -> bool:
    """Whether avatars stand at the column's right edge."""
    return any(a.center_x > column.box.center_x for a in column.avatars)


def _nearest(
    colour: tuple[int, int, int], known: Mapping[Speaker, Sequence[tuple[int, int, int]]], within: int = 40
) -> Speaker | None:
    """Whose known colours this one is nearest to by far; None where that is not certain."""
    if not all(known.values()):
        return None
    near = {
        who: min(max(abs(a - b) for a, b in zip(one, colour, strict=True)) for one in those)
        for who, those in known.items()
    }
    best, other = sorted(near, key=lambda who: near[who])
    return best if near[best] <= within and near[other] > 2 * near[best] + 20 else None


def _account(name: str) -> bool:
    """Whether the name is a shop's sub-account, `店铺:子账号`."""
    return bool(_SUB_ACCOUNT.match(name.strip()))
