"""Takes an item's lines, hands on what they are: the message's own words, a label, a quote, a time printed inside.

Cards, voice messages and centred notices are told from words here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.chat.clients import Words, bare
from evidence.chat.clock import find_stamp, read_stamp, tidy
from evidence.chat.column import Column, rows_of
from evidence.chat.contrast import contrast
from evidence.chat.items import Item, Layout
from evidence.chat.panes import inside, is_bubble
from evidence.chat.wording import join, meta
from evidence.model import RGB, Box, Line, Mark, Page, Quote, Region

PALE = 0.8
"""Contrast of a quote's or label's ink against that of the words below it, from which it is set off; measured quotes
have 0.4 to 0.7, the first line of an ordinary bubble 0.95 to 1.05."""

FAINTER, LOWER = 0.88, 0.94
"""The same where both hold: pale blue letters beside white ones on blue have 0.81 and 0.89."""

SMALL = 0.88
"""Height of a quote's line against the body's from which it is set off."""

PHOTO = 2.0
"""Least side of a picture inside a card, in line heights; an emoji has 1.2."""

NAME = 16
"""Characters of a sender's name at most."""

MENU = 0.7
"""Share of the characters that commands make up in a menu."""

_NAMED_QUOTE = re.compile(r"^(?P<name>[^::]{1,30}?)\s?[::]\s*(?P<text>.+)$", re.S)
_INNER_TIME = re.compile(r"\s*(?P<time>((凌晨|早上|上午|中午|下午|晚上)\s*)?\d{1,2}:\d\d)\s*[√✓✔vVЛ/丿]{0,3}\s*$")


def fill_in(page: Page, column: Column, layout: Layout, words: Words) -> Layout:
    """The layout with each item's kind settled and labels, quotes and inner times taken out of its lines."""
    items: list[Item] = []
    for item in layout.items:
        if item.kind == "text" and item.boxed:
            _classify(page, item, column, words)
        elif item.kind == "text" and item.lines:
            _kind_by_words(item, column, words)
        items.append(item)
    _inner_times(items)
    _inner_names(items)
    _cut_quotes(items, column)
    chrome = list(layout.left_over)
    items = [item for item in items if not _menu(item, words, chrome)]
    for item in items:
        if item.kind == "text" and len(item.lines) <= 2 and words.is_a("voice", join(item.lines)):
            item.kind = "voice"
    items = _below_quotes(items, column)
    kept = []
    for item in items:
        if item.kind == "text" and not item.lines and not item.boxed:
            continue
        kept.append(item)
    return Layout(tuple(kept), tuple(chrome))


def _classify(page: Page, item: Item, column: Column, words: Words) -> None:
    """A boxed item: notice, card, voice, or words with what stands around them."""
    item.lines = [line for row in rows_of(_without_signs(item.lines)) for line in row]
    text = join(item.lines)
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
    if (
        len(item.lines) == 1
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
    _take_quote(item, page.surface.regions if page.surface else ())


def _kind_by_words(item: Item, column: Column, words: Words) -> None:
    item.lines = [line for row in rows_of(item.lines) for line in row]
    text = join(item.lines)
    at_edge = min(item.box.y0 - column.box.y0, column.box.y1 - item.box.y1) < 2.5 * column.em
    if len(item.lines) <= 2 and words.is_a("voice", text):
        item.kind = "voice"
    elif words.is_a("buttons", text) or _file(item.lines, words) or (at_edge and words.has_a("cards", text)):
        item.kind = "card"
    elif item.headed and len(item.lines) > 1:
        _take_quote_below(item)
    if item.kind == "text" and item.headed and words.is_a("system", text):
        item.kind, item.side = "system", "center"


def _card(page: Page, item: Item, column: Column, words: Words) -> bool:
    """An order or product card: a picture beside its words, a row of buttons, or two things only cards print."""
    regions = page.surface.regions if page.surface else ()
    if _pictured(regions, item, column.em) or _buttoned(regions, item):
        return True
    if _file(item.lines, words):
        return True
    hits = sum(words.has_a("cards", line.text) for line in item.lines)
    if hits and (item.partial or words.is_a("buttons", item.lines[-1].text)):
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
    if found[0] is not None and not _set_off(last, body):
        return
    item.lines = body
    item.inner = found[0] is not None
    item.stamp = item.stamp or found[0]
    item.marks += [Mark(text, last.box) for text in found[1]]


def _set_off(line: Line, body: Sequence[Line]) -> bool:
    """Whether the line is paler or smaller than the body's."""
    strong = max(contrast(n) for n in body)
    tall = sorted(n.box.height for n in body)[len(body) // 2]
    return contrast(line) <= PALE * strong or line.box.height <= SMALL * tall


def _take_quote(item: Item, regions: Sequence[Region]) -> None:
    """First lines set off from the rest, or lines on another paper inside the bubble: a message quoted in the reply."""
    lines = item.lines
    if len(lines) < 2:
        return
    papers = [n.paper for n in lines]
    body_paper = max(set(papers), key=lambda p: (papers.count(p), str(p)))
    other = [n for n in lines if n.paper and body_paper and _far(n.paper, body_paper)]
    at_end = other == lines[: len(other)] or other == lines[-len(other) :]
    if other and len(other) < len(lines) and at_end and _boxed_apart(other, item, regions):
        _quote(item, other)
        return
    count = 0
    while count < len(lines) - 1 and (
        _set_off(lines[count], lines[count + 1 :]) or _paler_and_smaller(lines[count], lines[count + 1 :])
    ):
        strong = contrast(lines[count]) <= PALE * max(contrast(n) for n in lines[count + 1 :])
        small = lines[count].box.height <= SMALL * min(n.box.height for n in lines[count + 1 :])
        named = _NAMED_QUOTE.match(tidy(lines[0].text)) is not None
        indented = lines[count].box.x0 - lines[-1].box.x0 > 0.3 * lines[-1].box.height
        both = named and _paler_and_smaller(lines[count], lines[count + 1 :])
        if not (strong or both or (small and named and indented)):
            break
        count += 1
    if count:
        _quote(item, lines[:count])


def _take_quote_below(item: Item) -> None:
    """Last lines of words without a bubble, pale and `name: words`: what they answer to."""
    for count in range(1, len(item.lines)):
        body, last = item.lines[:count], item.lines[count:]
        pale = all(contrast(n) <= PALE * max(contrast(b) for b in body) for n in last)
        if pale and _NAMED_QUOTE.match(tidy(last[0].text)):
            _quote(item, last)
            return


def _cut_quotes(items: Sequence[Item], column: Column) -> None:
    """A bubble cut below the quote at its top, so that none of its own words shows: pale or small, `name: words`."""
    for item in items:
        if item.kind != "text" or not item.boxed or not item.lines or item.quote is not None:
            continue
        if item.box.y1 < column.box.y1 - 0.5 * column.em or not _NAMED_QUOTE.match(tidy(join(item.lines))):
            continue
        whole = [n for o in items if o is not item and o.kind == "text" and o.side == item.side for n in o.lines]
        if len(whole) < 2:
            continue
        strong = sorted(contrast(n) for n in whole)[len(whole) // 2]
        tall = sorted(n.box.height for n in whole)[len(whole) // 2]
        if all(contrast(n) <= PALE * strong and n.box.height <= tall for n in item.lines):
            _quote(item, list(item.lines))
            item.partial = True


def _paler_and_smaller(line: Line, body: Sequence[Line]) -> bool:
    """Whether the line is a little of both, as pale blue on blue beside white is."""
    tall = sorted(n.box.height for n in body)[len(body) // 2]
    return contrast(line) <= FAINTER * max(contrast(n) for n in body) and line.box.height <= LOWER * tall


def _boxed_apart(lines: Sequence[Line], item: Item, regions: Sequence[Region]) -> bool:
    """Whether the lines stand in a box of their own inside the bubble, not only lower in its gradient."""
    rest = [n for n in item.lines if n not in lines]
    return any(
        r.flat
        and r.box.area < 0.9 * item.box.area
        and all(inside(r.box, n.box, slack=max(2, n.box.height // 4)) for n in lines)
        and not any(r.box.intersection(n.box) > 0.5 * n.box.area for n in rest)
        for r in regions
    )


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


def _far(a: RGB, b: RGB) -> bool:
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) >= 5


def _quote(item: Item, lines: Sequence[Line]) -> None:
    item.lines = [n for n in item.lines if n not in lines]
    item.quote = quote_of(lines)


def quote_of(lines: Sequence[Line]) -> Quote:
    """The lines as a quote, its name parted from its words."""
    text = re.sub(r"^[|丨\[I]\s?", "", join(lines)) if len(lines) == 1 else join(lines)
    box = Box.around(n.box for n in lines)
    match = _NAMED_QUOTE.match(text.replace("：", ":"))
    if match:
        return Quote(match["name"].strip(), text[match.start("text") :].strip(), box)
    return Quote(None, text, box)


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


def _below_quotes(items: Sequence[Item], column: Column) -> list[Item]:
    """A pale box right under a bubble, at its edge, that reads `name: words` is what the bubble quotes."""
    kept: list[Item] = []
    for item in items:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.kind == "text"
            and item.kind == "text"
            and item.boxed
            and last.boxed
            and item.lines
            and last.lines
            and min(abs(item.box.x0 - last.box.x0), abs(item.box.x1 - last.box.x1)) <= 0.8 * column.em
            and last.quote is None
            and item.name is None
            and 0 <= item.box.y0 - last.box.y1 <= 1.0 * column.em
            and item.colour != last.colour
            and _NAMED_QUOTE.match(tidy(join(item.lines)))
            and contrast(item.lines[0]) <= PALE * contrast(last.lines[0])
        ):
            last.quote = quote_of(item.lines)
            last.marks += item.marks
            continue
        kept.append(item)
    return kept
