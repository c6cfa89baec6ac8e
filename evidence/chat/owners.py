"""Takes the sheets of one conversation, hands on whose screen each shows where another sheet or the case tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evidence.chat.series import SAME_TITLE, Sheet
from evidence.chat.wording import same_words
from evidence.model import Device

SURE = ("case-file", "given", "client", "words", "header", "names")
"""What a screen's owner may be known by on the screen itself; the rest is assumed."""


def share_devices(group: Sequence[Sheet], buyer: str | None, shop: str | None) -> None:
    """Give sheets of one conversation whose owner nothing on them tells the owner that their header's name implies.

    A screen's header names the other party: two screens that name the same one were taken on the same side.

    Args:
        group: the sheets of one conversation; their `seen` is replaced.
        buyer: the buyer's name, where known.
        shop: the shop's name, where known.
    """
    for sheet in group:
        seen = sheet.seen
        if not seen.title or seen.origin in SURE:
            continue
        told = {
            other.seen.device
            for other in group
            if other.seen.origin in SURE and other.seen.title and same_words(other.seen.title, seen.title) >= SAME_TITLE
        }
        if not told:
            known: tuple[tuple[Device, str | None], ...] = (("seller", buyer), ("buyer", shop))
            told = {device for device, name in known if name and same_words(name, seen.title) >= SAME_TITLE}
        if len(told) == 1:
            sheet.seen = replace(seen, device=told.pop(), origin="title")
