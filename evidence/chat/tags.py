"""Takes a name line's name and marks, hands on the tags that say whose name it is: `客户`, `客服`, `官方`."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.chat.clients import Client, Words
from evidence.chat.items import Item
from evidence.model import Speaker


def parted(name: str, words: Words) -> tuple[str, list[str]]:
    """The name, and the tags the reader joined to its end with a space between."""
    parts = name.split()
    tags: list[str] = []
    while len(parts) > 1 and told_by(parts[-1], words) is not None:
        tags.insert(0, parts.pop())
    return " ".join(parts), tags


def told_by(tag: str, words: Words) -> Speaker | None:
    """Whose tag it is; None where the word tells nothing."""
    if words.is_a("buyer_tags", tag):
        return "buyer"
    return "seller" if words.is_a("seller_tags", tag) else None


def named(items: Sequence[Item], speaker: Speaker, client: Client | None) -> set[str]:
    """The names at which a tag of the speaker's stands, and none of the other's."""
    words = Words(client)
    tagged = [(i.name, {told_by(mark.text, words) for mark in i.marks} - {None}) for i in items if i.name and i.marks]
    return {name for name, told in tagged if told == {speaker}}
