"""Takes a page's layout and what is known of the case and the screen, hands on who speaks in each item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from evidence.chat.clients import bare
from evidence.chat.clock import read_stamp
from evidence.chat.column import Column
from evidence.chat.items import Item
from evidence.chat.screens import PAPER, RECORD, SUB_ACCOUNT, View, account, shop_like
from evidence.chat.speech import shop_of
from evidence.chat.tags import named
from evidence.chat.wording import directed, join, same_words, sender
from evidence.model import Page, Speaker

SAME_NAME = 0.85
"""Likeness of two readings of one name: a slip in seven characters."""

_TRADE = re.compile(
    r"店|铺|坊|馆|行|社|厂|商城|官方|客服|售[前后]|专卖|旗舰|自营|工作室|公司|批发|企业|集团|连锁|中心|平台|俱乐部|驾校"
    r"|家纺|数码|家电|电器|家具|家居|服饰|服装|[男女童]装|鞋业|箱包|珠宝|首饰|美妆|护肤|母婴|食品|生鲜|水果|果园|农场|牧场"
    r"|茶业|茶叶|酒业|鲜花|花艺|烘焙|蛋糕|五金|建材|门窗|灯饰|装饰|汽配|净水|家政|保洁|搬家|快修|维修|开锁|物业|摄影|写真"
    r"|美容|美甲|美发|造型|健身|教育|培训|民宿|客栈|酒店|宾馆|公寓|票务|旅游|旅行|餐厅|饭店|宠物|租赁|印刷|打印"
    r"|照明|[刀灯厨餐茶渔钓洁玩卧酒]具|刀剪|定[制做]|手作|陶瓷|瓷[器业]|卤[味货]|零食|特产|干货|粮油|海鲜|水产|烟酒|酒庄"
    r"|花卉|园艺|苗木|农资|布艺|窗帘|床品|皮[具革]|内衣|汉服|饰品|银饰|玉器|琴行|书[店城屋局]|影音|配件|轮胎|机电|机械"
    r"|仪器|卫浴|厨卫|厨电|地板|瓷砖|涂料|木[业作]|石材|模型|手办|潮玩|孕婴|药[房业]|眼镜|香氛|日化|百货|生活馆|商贸"
    r"|贸易|供应链|有限|实业|厂家|直[销营]|仓储|[货样]行|外设"
    r"|科技|智能|电子|通信|光学|乐器|文具|户外|体育|汽车|医药|管家|掌柜|顾问|专员|客户经理|小?助手|助理|小二|前台"
)
"""What a shop's name is told from a person's by, where only one of the names has none of it."""
_STAFF = re.compile(r"[^-—_·@＠]{4,20}\s?[-—]\s?[^-—_·@＠]{1,16}|[^@＠]{1,16}[@＠](?!微信).{2,20}")
"""`店名-小孟`, `小孟@店名`: how a shop's people write theirs; who writes from a private account stands at `@微信`."""
_COURTESY = re.compile(r"[\u4e00-\u9fff](先生|女士|小姐)$")
"""How a service writes its customer's name; its own people have names or numbers."""
_BUYERS_LABEL = re.compile(r"买家|顾客|用户|消费者|客户|访客")
_LABELS = re.compile(
    rf"[\[【(（]?({_BUYERS_LABEL.pattern}|卖家|商家|店家|店铺|客服|人工客服|机器人|智能客服)[\])】）]?"
)
"""What a record prints in the place of names."""
_BETWEEN = re.compile(r"^(?P<one>.{1,24}?)[与和](?P<other>.{1,24}?)的聊(?:天(?:记录?)?)?[.…·]*$")


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
        others: set[str] = self._sellers if seen.device == "buyer" else self._buyers
        shown = {bare(sender(i.name or "")) for i in headed}
        if seen.title and not account(bare(seen.title).split("-")[0]) and not _of_a_record(bare(seen.title), shown):
            others.add(seen.title)
        above = {bare(line.text) for line in page.lines if line.box.y1 <= column.box.y0} & shown
        if len(above) == 1 and seen.device is not None:
            # The header names the other party, beside a channel or a case number too.
            others |= above
        accounts = {
            bare(line.text).split("-")[0]
            for line in page.lines
            if line.box.y1 <= column.box.y0 and SUB_ACCOUNT.match(bare(line.text)) and read_stamp(line.text) is None
        }
        self._sellers |= accounts
        for item in headed:
            both = directed(item.name or "")
            if both:
                first, second = both
                if account(second) or shop_like(second):
                    self._buyers.add(first)
                    self._sellers.add(second)
                elif account(first) or shop_like(first):
                    self._sellers.add(first)
                    self._buyers.add(second)
        self._buyers |= named(headed, "buyer", seen.client)
        self._sellers |= named(headed, "seller", seen.client)
        said = _different([sender(i.name or "") for i in [*headed, *elsewhere] if i.name], seen.title)
        sure = [name for name in said if shop_like(name) or account(name) or self._of_shop(name)]
        staff = [name for name in said if _STAFF.fullmatch(name)]
        for shops in (sure, [name for name in said if name in sure or _TRADE.search(name)], staff):
            if shops and len(said) == len(shops) + 1 and not self._buyers & set(shops):
                self._sellers |= set(shops)
                self._buyers |= set(said) - set(shops)
                break
        polite = [name for name in said if _COURTESY.search(name)]
        if len(polite) == 1 and len(said) == 2 and not self._buyers and not self._sellers & set(polite):
            self._buyers |= set(polite)
            self._sellers |= set(said) - set(polite)
        self._the_other(said)
        self._by_speech(said, [*headed, *elsewhere])
        self._shops = any(account(sender(i.name or "")) or directed(i.name or "") for i in headed)
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

    def _by_speech(self, said: Sequence[str], items: Sequence[Item]) -> None:
        """Of two names that tell nothing, the one that speaks as shops do is the shop's, where both speak plainly."""
        if len(said) != 2 or any(self._by_name(name) is not None for name in said):
            return
        spoken: dict[str, list[str]] = {name: [] for name in said}
        for item in {id(i): i for i in items}.values():
            nearest = max(said, key=lambda name: same_words(name, sender(item.name or "")))
            spoken[nearest].append(join(item.lines))
        shop = shop_of({name: list(dict.fromkeys(texts)) for name, texts in spoken.items()})
        if shop is not None:
            self._sellers.add(shop)
            self._buyers |= set(said) - {shop}

    def _the_other(self, said: Sequence[str]) -> None:
        """Of two names in all, one of which is known, the other is the other party's."""
        if len(said) != 2:
            return
        first, second = said
        for name, other in ((first, self._by_name(second)), (second, self._by_name(first))):
            if self._by_name(name) is None and other is not None:
                (self._sellers if other == "buyer" else self._buyers).add(name)

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
        if account(said):
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


def _of_a_record(title: str, shown: set[str]) -> bool:
    """Whether a header heads a record between two, whose names it joins, however much of it is cut off."""
    return bool(RECORD.search(title)) or any(title.startswith((f"{name}和", f"{name}与")) for name in shown if name)


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
