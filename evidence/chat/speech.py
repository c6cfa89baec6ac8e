"""Takes what two names say, hands on which of them speaks for the shop: by how each speaks of goods and money.

Only for a list in which everyone stands on one side and neither name nor header tells, and only where both speak
plainly: one as those who sell do, the other as those who bought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from evidence.chat.clients import Words

LEAST, APART = 1, 3
"""Messages by which each name leans to its own side at least, and both together. Of two who talk as equals neither
reaches one."""


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


@cache
def _words() -> Words:
    return Words(None)


def _leans(text: str) -> int:
    """1 for a message as sellers write it, -1 for a buyer's, 0 for one that is both or neither."""
    return int(_words().has_a("selling", text)) - int(_words().has_a("buying", text))
