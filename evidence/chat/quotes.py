"""Takes an item's lines, hands on which of them are quoted: another's words, set off by pale, small ink or a box."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.chat.clients import bare
from evidence.chat.clock import tidy
from evidence.chat.column import Column
from evidence.chat.contrast import contrast
from evidence.chat.items import Item
from evidence.chat.panes import inside
from evidence.chat.wording import join, pitch
from evidence.model import RGB, Box, Line, Quote, Region

PALE = 0.8
"""Contrast of a quote's or label's ink against that of the words below it, from which it is set off; measured quotes
have 0.4 to 0.7, the first line of an ordinary bubble 0.95 to 1.05."""

FAINTER, LOWER = 0.88, 0.94
"""The same where both hold: pale blue letters beside white ones on blue have 0.81 and 0.89."""

SMALL = 0.88
"""Height of a quote's line against the body's from which it is set off."""

SMALLER = 0.9
"""Width of a character of a quote in a box under its bubble, against the bubble's; measured 0.78 to 0.83."""

LOOSE = 1.15
"""Height of a pale quote's line against the words' at most: the bar before it makes its box higher, measured 1.09."""

_NAMED_QUOTE = re.compile(r"^(?P<name>[^::]{1,30}?)\s?[::]\s*(?P<text>.+)$", re.S)


def take_quote(item: Item, regions: Sequence[Region]) -> None:
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
        set_off(lines[count], lines[count + 1 :]) or _paler_and_smaller(lines[count], lines[count + 1 :])
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


def take_quote_below(item: Item) -> None:
    """Last lines of words without a bubble, pale and `name: words`: what they answer to."""
    for count in range(1, len(item.lines)):
        body, last = item.lines[:count], item.lines[count:]
        pale = all(contrast(n) <= PALE * max(contrast(b) for b in body) for n in last)
        if pale and _NAMED_QUOTE.match(tidy(last[0].text)):
            _quote(item, last)
            return


def take_quote_above(item: Item) -> bool:
    """First lines of words without a bubble, pale, no larger and `name: words`: what they answer to."""
    for count in range(len(item.lines) - 1, 0, -1):
        first, body = item.lines[:count], item.lines[count:]
        strong, tall = min(contrast(n) for n in body), min(n.box.height for n in body)
        pale = all(contrast(n) <= PALE * strong and n.box.height <= LOOSE * tall for n in first)
        if pale and _NAMED_QUOTE.match(tidy(first[0].text)):
            _quote(item, first)
            return True
    return False


def cut_quotes(items: Sequence[Item], column: Column) -> None:
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


def below_quotes(items: Sequence[Item], column: Column) -> list[Item]:
    """A pale box right under a bubble, at its edge, that reads `name: words` is what the bubble quotes."""
    kept: list[Item] = []
    for item in items:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.kind == "text"
            and item.kind in ("text", "system")
            and item.boxed
            and column.beside(item.box) is None
            and (last.boxed or last.headed)
            and item.lines
            and last.lines
            and min(abs(item.box.x0 - last.box.x0), abs(item.box.x1 - last.box.x1)) <= 0.8 * column.em
            and item.stamp is None
            and last.quote is None
            and item.name is None
            and 0 <= item.box.y0 - last.box.y1 <= 1.0 * column.em
            and item.colour != last.colour
            and _said_before(item, last, kept, column)
        ):
            last.quote = quote_of(item.lines)
            last.marks += item.marks
            continue
        kept.append(item)
    return kept


def _said_before(item: Item, last: Item, above: Sequence[Item], column: Column) -> bool:
    """Whether a box under a bubble is set back from it and names whom it quotes, or repeats what stands above.

    One that does neither is a quote where its bubble has an avatar, and it is paler as well as smaller.
    """
    pale = contrast(item.lines[0]) <= PALE * contrast(last.lines[0])
    small = pitch(item.lines) <= SMALLER * pitch(last.lines)
    text = join(item.lines)
    if _NAMED_QUOTE.match(tidy(text)):
        return pale or small
    if not (pale and small):
        return False
    repeated = len(bare(text)) > 1 and any(bare(join(o.lines)).startswith(bare(text)) for o in above if o is not last)
    return repeated or column.beside(last.box) is not None


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


def set_off(line: Line, body: Sequence[Line]) -> bool:
    """Whether the line is paler or smaller than the body's."""
    strong = max(contrast(n) for n in body)
    tall = sorted(n.box.height for n in body)[len(body) // 2]
    return contrast(line) <= PALE * strong or line.box.height <= SMALL * tall


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


def _far(a: RGB, b: RGB) -> bool:
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) >= 5
