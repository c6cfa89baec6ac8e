"""Takes what two names say, hands on which of them speaks for the shop: by how each speaks of goods and money.

Only for a list in which everyone stands on one side and neither name nor header tells, and only where both speak
plainly: one as those who sell do, the other as those who bought.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

LEAST, APART = 1, 3
"""Messages by which each name leans to its own side at least, and both together. Of two who talk as equals neither
reaches one."""

_SELLS = re.compile(
    r"^亲|您(?!好)|抱歉|不好意思|[本小]店|我们(店|家|这边|仓库|客服|发的|支持|规定)|咱们?家|这边[帮给为]"
    r"|(?<!不)给[您你](们)?(重新)?(补|换|退|寄|发|安排|申请|处理|报销|打折)|[为帮][您你]|[寄发补送].{0,12}给[您你]"
    r"|不收(你|您)?(的)?(钱|费)|包邮|下单页|详情页|定制类|补(您|你)?差价|平台规[则定]|售后(政策|范围)"
)
"""How those speak who sell."""

_BOUGHT = re.compile(
    r"赔(?!付)[我偿]?|(?<!不)给我(免费)?[们]?(退|换|补|赔|重做|重发|一个说法|个说法)|退我|[你您]们(家|店|平台|客服|老板|这)?"
    r"|[你您]家|差评|投诉|曝光|举报|12315|工商|消协|不然我|[我要]+(退货|退款|换货)|我(上|前|昨)?.{0,3}(买|拍|下单)的"
    r"|仅退款|怎么(还没|还不|不)发|什么时候(发|到|寄)|退不退|赔不赔"
)
"""How those speak who bought."""


def shop_of(said: Mapping[str, Sequence[str]]) -> str | None:
    """The name of two that speaks for the shop; None where both do not plainly speak as shop and buyer.

    Args:
        said: each name's messages.
    """
    if len(said) != 2:
        return None
    lean = {name: sum(_leans(text) for text in texts) for name, texts in said.items()}
    buyer, shop = sorted(lean, key=lambda name: (lean[name], name))
    plain = lean[shop] >= LEAST and lean[buyer] <= -LEAST and lean[shop] - lean[buyer] >= APART
    return shop if plain else None


def _leans(text: str) -> int:
    """1 for a message as sellers write it, -1 for a buyer's, 0 for one that is both or neither."""
    return int(bool(_SELLS.search(text))) - int(bool(_BOUGHT.search(text)))
