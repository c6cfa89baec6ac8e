"""Takes an item's lines, hands on what they are: the message's own words, a label, a quote, a time printed inside.

Cards, voice messages and centred notices are told from words here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.chat.clients import Words, bare
from evidence.chat.clock import find_stamp, read_stamp, tidy
from evidence.chat.column import Column, rows_of
from evidence.chat.inserts import capped, ends_in_a_button, hollow, voiced, with_button, with_papers
from evidence.chat.items import Item, Layout
from evidence.chat.panes import inside, is_bubble
from evidence.chat.posts import take_heads
from evidence.chat.quotes import (
    SMALL,
    below_quotes,
    cut_quotes,
    set_off,
    take_quote,
    take_quote_above,
    take_quote_below,
)
from evidence.chat.wording import join, meta
from evidence.model import RGB, Box, Line, Mark, Page, Region

PHOTO = 2.0
"""Least side of a picture inside a card, in line heights; an emoji has 1.2."""

NAME = 16
"""Characters of a sender's name at most."""

SURE = 0.97
"""Confidence from which a sign in a bubble of its own is a character; emoji taken for one reach 0.83 to 0.93."""

MENU = 0.7
"""Share of the characters that commands make up in a menu."""

_FILE_NAME = re.compile(r"[\w)）]\.(pdf|docx?|xlsx?|pptx?|csv|txt|zip|rar|7z|mp4|mov|jpe?g|png|heic)$", re.I)
"""What a file's card shows of itself where the page's edge cuts its size off."""
_INNER_TIME = re.compile(r"\s*(?P<time>((凌晨|早上|上午|中午|下午|晚上)\s*)?\d{1,2}:\d\d)\s*[√✓✔vVЛ/丿]{0,3}\s*$")


def fill_in(page: Page, column: Column, layout: Layout, words: Words) -> Layout:
    """The layout with each item's kind settled and labels, quotes and inner times taken out of its lines."""
    items: list[Item] = []
    take_heads(layout.items, words)
    for item in layout.items:
        if item.kind == "text" and item.boxed:
            _classify(page, item, column, words)
        elif item.kind == "text" and item.lines:
            _kind_by_words(item, column, words)
        items.append(item)
    _lone_signs(items)
    _inner_times(items)
    _inner_names(items)
    cut_quotes(items, column)
    chrome = list(layout.left_over)
    items = [item for item in items if not _menu(item, words, chrome)]
    for item in items:
        if item.kind == "text" and len(item.lines) <= 2 and words.is_a("voice", join(item.lines)):
            item.kind = "voice"
    _in_the_open(items, column)
    items = below_quotes(items, column)
    kept = []
    for item in items:
        if item.kind == "text" and not item.lines and not item.boxed:
            continue
        kept.append(item)
    return Layout(tuple(kept), tuple(chrome))


def _in_the_open(items: Sequence[Item], column: Column) -> None:
    """Where names stand over words without bubbles and no avatar at the right, everyone stands left."""
    headed = [i for i in items if i.headed and not i.boxed and i.side == "left"]
    if len(headed) < 2 or any(a.center_x > column.box.center_x for a in column.avatars):
        return
    start = min(i.box.x0 for i in headed)
    for item in items:
        if item.kind == "text" and item.side == "right" and abs(item.box.x0 - start) <= column.em:
            item.side = "left"


def _classify(page: Page, item: Item, column: Column, words: Words) -> None:
    """A boxed item: notice, card, voice, or words with what stands around them."""
    item.lines = [line for row in rows_of(_without_signs(item.lines)) for line in row]
    text = join(item.lines)
    regions = page.surface.regions if page.surface else ()
    if with_papers(regions, item, column.em):
        item.kind, item.lines = "image", []
        return
    if voiced(item, column.em):
        item.kind = "voice"
        return
    if item.side == "center":
        whole = read_stamp(text)
        if whole is not None:
            item.kind, item.stamp = "time", whole
            return
        if len(item.lines) <= 3 and not _card(page, item, column, words):
            item.kind = "system"
            return
    if _card(page, item, column, words):
        item.kind = "card"
        off = abs(item.box.x0 - column.box.x0 - (column.box.x1 - item.box.x1))
        if off <= 0.02 * column.box.width and not any(
            min(a.y1, item.box.y1) > max(a.y0, item.box.y0) for a in column.avatars
        ):
            item.side = "center"
        return
    post = item.heading is not None and inside(item.box, item.heading.box)
    if (
        len(item.lines) == 1
        and not post
        and not is_bubble(item.box, item.lines)
        and sum(n.box.area for n in item.lines) < 0.12 * item.box.area
    ):
        # A picture that is flat in large parts, with a few strokes read as letters.
        item.kind, item.lines = "image", []
        return
    if len(item.lines) <= 2 and words.is_a("voice", text):
        item.kind = "voice"
        return
    _take_label(item, words)
    _take_inner_marks(item, words)
    take_quote(item, regions)


def _kind_by_words(item: Item, column: Column, words: Words) -> None:
    item.lines = [line for row in rows_of(item.lines) for line in row]
    text = join(item.lines)
    at_edge = min(item.box.y0 - column.box.y0, column.box.y1 - item.box.y1) < 2.5 * column.em
    if len(item.lines) <= 2 and words.is_a("voice", text):
        item.kind = "voice"
    elif (
        words.is_a("buttons", text)
        or _file(item.lines, words)
        or (at_edge and (words.has_a("cards", text) or _FILE_NAME.search(text)))
    ):
        item.kind = "card"
    elif item.headed and not item.logged and len(item.lines) > 1 and not take_quote_above(item):
        take_quote_below(item)
    if item.kind == "text" and item.headed and not item.logged and words.is_a("system", text):
        item.kind, item.side = "system", "center"


def _card(page: Page, item: Item, column: Column, words: Words) -> bool:
    """An order or product card: a picture beside its words, a row of buttons, or two things only cards print."""
    regions = page.surface.regions if page.surface else ()
    if _pictured(regions, item, column.em) or _buttoned(regions, item) or capped(regions, item, column.em):
        return True
    if hollow(regions, item, column.em):
        return True
    if with_button(regions, item, column.em) or ends_in_a_button(item, column.em):
        return True
    if _file(item.lines, words):
        return True
    hits = sum(words.has_a("cards", line.text) for line in item.lines)
    if hits and (item.partial or any(words.is_a("buttons", line.text) for line in item.lines[1:])):
        return True
    return hits >= 2 or (hits >= 1 and len(item.lines) >= 2 and words.has_a("cards", item.lines[-1].text))


def _file(lines: Sequence[Line], words: Words) -> bool:
    """Whether the lines, less the letter on the file's icon, are a file's name and size."""
    return words.is_a("files", join([n for n in lines if len(bare(n.text)) > 2]))


def _pictured(regions: Sequence[Region], item: Item, em: float) -> bool:
    """Whether a picture stands in the item among its words; one that is flat in large parts holds no words itself."""
    for region in regions:
        box = region.box
        if min(box.width, box.height) < PHOTO * em or not inside(item.box, box, slack=1):
            continue
        if not 0.6 <= box.width / box.height <= 1.7 or box.area >= 0.8 * item.box.area:
            continue
        covered = [n for n in item.lines if inside(box, n.box, slack=3)]
        beside = any(min(n.box.y1, box.y1) > max(n.box.y0, box.y0) for n in item.lines if n not in covered)
        if beside if region.flat and not covered else not region.flat and len(covered) < len(item.lines):
            return True
    return False


def _buttoned(regions: Sequence[Region], item: Item) -> bool:
    """Whether two boxes side by side in the item hold one line each, as buttons do."""
    small = [r.box for r in regions if r.flat and r.box.area < 0.4 * item.box.area and inside(item.box, r.box, slack=0)]
    held = [b for b in small if sum(inside(b, n.box, slack=3) for n in item.lines) == 1 and is_bubble(b, item.lines)]
    return any(a.x1 < b.x0 and min(a.y1, b.y1) - max(a.y0, b.y0) >= 0.8 * a.height for a in held for b in held)


def _take_label(item: Item, words: Words) -> None:
    """A first line such as 智能客服 over the words: a mark, and the message is automatic."""
    if len(item.lines) > 1 and words.is_a("auto", item.lines[0].text):
        first = item.lines.pop(0)
        item.marks.append(Mark(bare(first.text), first.box))


def _take_inner_marks(item: Item, words: Words) -> None:
    """Time and read mark on a last row of their own inside the bubble."""
    if len(item.lines) < 2:
        return
    last = item.lines[-1]
    found = meta(last.text, words)
    body = item.lines[:-1]
    if found is None or (found[0] is None and last.box.height > SMALL * max(n.box.height for n in body)):
        return
    if found[0] is not None and not set_off(last, body):
        return
    item.lines = body
    item.inner = found[0] is not None
    item.stamp = item.stamp or found[0]
    item.marks += [Mark(text, last.box) for text in found[1]]


def _without_signs(lines: Sequence[Line]) -> list[Line]:
    """The lines less those of one or two signs in a bright ink of their own among others of one ink: emoji."""
    long = [n for n in lines if len(bare(n.text)) > 2 and n.ink is not None]
    kept = []
    for line in lines:
        odd = (
            len(bare(line.text)) <= 2
            and (line is lines[-1] or any(min(n.box.y1, line.box.y1) > n.box.center_y > line.box.y0 for n in long))
            and line.ink is not None
            and bool(long)
            and _bright(line.ink)
            and all(
                n.ink is not None and max(abs(a - b) for a, b in zip(n.ink, line.ink, strict=True)) > 60 for n in long
            )
        )
        if not odd:
            kept.append(line)
    return kept


def _lone_signs(items: Sequence[Item]) -> None:
    """A bubble with nothing but a sign in a bright ink that no other words have is an emoji's, not a character's."""
    talk = [i for i in items if i.kind in ("text", "auto") and i.boxed and i.lines]
    inks = [n.ink for i in talk for n in i.lines if n.ink is not None and len(bare(n.text)) > 2]
    for item in talk:
        if item.kind != "text" or len(item.lines) != 1:
            continue
        line = item.lines[0]
        lone = len(bare(line.text)) <= 2 and not re.search(r"[0-9A-Za-z]", line.text) and line.ink is not None
        if not lone or line.ink is None or not _bright(line.ink) or line.confidence >= SURE:
            continue
        if inks and all(max(abs(a - b) for a, b in zip(n, line.ink, strict=True)) > 60 for n in inks):
            item.kind, item.lines = "image", []


def _bright(ink: RGB) -> bool:
    return max(ink) - min(ink) >= 60


def _inner_names(items: Sequence[Item]) -> None:
    """A first line in bright ink over words in another, short, or the same over several bubbles: the sender's name."""
    talk = [i for i in items if i.kind == "text" and i.boxed]
    shown: dict[str, int] = {}
    for item in talk:
        if len(item.lines) > 1 and _named_inside(item.lines):
            shown[bare(item.lines[0].text)] = shown.get(bare(item.lines[0].text), 0) + 1
        elif item.lines and item.quote is not None and item.quote.name is None:
            shown[bare(item.quote.text)] = shown.get(bare(item.quote.text), 0) + 1
    for item in talk:
        quoted = item.quote.text if item.quote is not None and item.quote.name is None else None
        if quoted is not None and len(bare(quoted)) <= NAME and shown.get(bare(quoted), 0) >= 2:
            item.name, item.quote = item.name or quoted, None
        elif (
            len(item.lines) > 1
            and item.name is None
            and _named_inside(item.lines)
            and shown[bare(item.lines[0].text)] >= 2
        ):
            item.name = item.lines.pop(0).text.strip()


def _named_inside(lines: Sequence[Line]) -> bool:
    first, rest = lines[0], lines[1:]
    if first.ink is None or len(bare(first.text)) > NAME or not _bright(first.ink):
        return False
    return all(n.ink is not None and max(abs(a - b) for a, b in zip(n.ink, first.ink, strict=True)) > 40 for n in rest)


def _menu(item: Item, words: Words, chrome: list[Line]) -> bool:
    """Whether the item is a menu laid over the chat: nothing but its commands, three or more. Its lines are chrome."""
    text = bare(join(item.lines))
    if item.kind not in ("text", "system", "card") or not text:
        return False
    found = words.all_of("menu", text)
    if len(found) < 3 or sum(len(word) for word in found) < MENU * len(text):
        return False
    chrome += item.lines
    return True


def _inner_times(items: Sequence[Item]) -> None:
    """A time at the end of nearly every bubble is printed by the client, not said: it becomes the item's time."""
    talk = [i for i in items if i.kind == "text" and i.lines]
    ending = [i for i in talk if _INNER_TIME.search(tidy(i.lines[-1].text))]
    inner = [i for i in talk if i.inner]
    if len(ending) + len(inner) < 2 or len(ending) + len(inner) < 0.6 * len(talk):
        return
    for item in ending:
        last = item.lines[-1]
        clean = tidy(last.text)
        match = _INNER_TIME.search(clean)
        found = find_stamp(match["time"]) if match else None
        if match is None or found is None:
            continue
        item.stamp = item.stamp or found[0]
        words = clean[: match.start()].strip()
        own = last.box.width * len(words) // max(1, len(clean))
        box = Box(last.box.x0, last.box.y0, last.box.x0 + own, last.box.y1)
        item.lines = [*item.lines[:-1], *([Line(words, last.confidence, box, last.ink, last.paper)] if words else [])]
        if not item.lines:
            item.kind = "image"
