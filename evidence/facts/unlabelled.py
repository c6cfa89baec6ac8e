"""Takes a part of a page, hands on what a panel prints without a label: number, goods, state."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.facts import data, numbers
from evidence.facts.found import Found, fact_of, sum_of
from evidence.facts.labels import hits_in
from evidence.facts.layout import Piece, chinese_in, follows, joined, same_row
from evidence.facts.times import narrow
from evidence.model import Box, Line

_PRICE = re.compile(r"[¥￥]\s*\d")
_SPECIFICATION = re.compile(r"^(?:规格|颜色|尺码|款式|型号|数量|套餐|尺寸|口味|[x×]\s*\d|\d+件)")
# The shortest line of a card that can be its title.
_CARD_TITLE = 4


def unlabelled(piece: Piece) -> list[Found]:
    """All values of a part that stand without a label."""
    return [*_bare_numbers(piece), *goods_in(piece), *_bare_status(piece)]


def _bare_numbers(piece: Piece) -> list[Found]:
    found: list[Found] = []
    for at, line in enumerate(piece.lines):
        used = [line]
        number = numbers.order_number_of(line.text)
        if number is None and numbers.may_go_on(line.text):
            used = [line, *(n for n in piece.lines[at + 1 :] if _goes_on(line, n))][:2]
            number = numbers.order_number_of("\n".join(one.text for one in used))
        if number is not None:
            found.append(Found("number", fact_of(piece, used, number, number)))
    return found


def _goes_on(line: Line, below: Line) -> bool:
    slack = max(line.box.height, below.box.height) * 1.5
    digits = re.match(r"[\d-]{2,}", narrow(below.text).strip()) is not None
    aligned = abs(below.box.x0 - line.box.x0) <= slack or line.box.x0 <= below.box.x0 <= line.box.x1
    return digits and aligned and below.box.center_y > line.box.center_y and follows(line.box, below.box)


def goods_in(piece: Piece) -> list[Found]:
    """The title above a price or specification: lines flush with it, without a label, wrapped ones joined.

    Where a part shows several (goods recommended beside the order), the one nearest to the order's number counts. A
    card's title need not be flush: it is its longest line.
    """
    titles = [title for line in piece.lines if _is_anchor(line) and (title := _title_above(line, piece))]
    if not titles:
        titles = [[beside] for line in piece.lines if (beside := _title_beside(line, piece)) is not None]
    if not titles and piece.card:
        plain = [[line] for line in piece.lines if not _ends_title(line) and chinese_in(line.text) >= _CARD_TITLE]
        titles = [_wrapped(t[0], piece) for t in sorted(plain, key=lambda t: (-chinese_in(t[0].text), t[0].box))[:1]]
    if not titles:
        return []
    marks = [line.box for line in piece.lines if numbers.order_number_of(line.text)]
    marks = marks or [line.box for line in piece.lines if hits_in(line)]
    title = min(titles, key=lambda t: (_distance(t[0].box, marks), t[0].box))
    return [Found("goods", fact_of(piece, title, joined(title), joined(title)))]


def _is_anchor(line: Line) -> bool:
    text = narrow(line.text)
    return bool(_SPECIFICATION.match(text) or (_PRICE.search(text) and not hits_in(line)))


def _title_above(anchor: Line, piece: Piece) -> list[Line]:
    title: list[Line] = []
    last = anchor
    for line in reversed(piece.lines):
        flush = abs(line.box.x0 - anchor.box.x0) <= 1.2 * max(line.box.height, anchor.box.height)
        if line is anchor or not flush or line.box.center_y >= last.box.center_y:
            continue
        if not follows(line.box, last.box) or _ends_title(line):
            break
        last = line
        if not _SPECIFICATION.match(narrow(line.text)) and chinese_in(line.text):
            title.insert(0, line)
    return title if chinese_in(joined(title)) >= 2 else []


def _title_beside(price: Line, piece: Piece) -> Line | None:
    """The words left of a price in its row, as on an order's page, where goods stand left and prices right."""
    if not _PRICE.match(narrow(price.text).strip()) or hits_in(price):
        return None
    left = [line for line in piece.lines if line.box.x1 <= price.box.x0 and same_row(line.box, price.box)]
    nearest = max(left, key=lambda line: line.box.x1, default=None)
    if nearest is None or _ends_title(nearest) or hits_in(nearest) or chinese_in(nearest.text) < _CARD_TITLE:
        return None
    return nearest


def _wrapped(first: Line, piece: Piece) -> list[Line]:
    """A title's first line with the lines under it that go on flush with it."""
    title = [first]
    for line in piece.lines:
        flush = abs(line.box.x0 - first.box.x0) <= max(line.box.height, first.box.height)
        below = line.box.center_y > title[-1].box.center_y and follows(title[-1].box, line.box)
        ends = _ends_title(line) or _is_anchor(line) or not chinese_in(line.text)
        if line not in title and flush and below and not ends:
            title.append(line)
    return title


def _distance(box: Box, marks: Sequence[Box]) -> float:
    return min((abs(box.center_x - m.center_x) + abs(box.center_y - m.center_y) for m in marks), default=0.0)


def _ends_title(line: Line) -> bool:
    text = line.text.strip()
    is_status = text in data.panel().status.words
    labelled = any(not _SPECIFICATION.match(narrow(hit.line.text)) for hit in hits_in(line))
    return is_status or labelled or numbers.order_number_of(text) is not None or text.endswith("订单")


def _bare_status(piece: Piece) -> list[Found]:
    """The order's state where it stands alone, or before the price as in an order bar (已发货¥59.90)."""
    words = sorted(data.panel().status.words, key=lambda w: (-len(w), w))
    found: list[Found] = []
    for line in piece.lines:
        plain = narrow(line.text).replace(" ", "")
        word = next((w for w in words if plain.startswith(narrow(w))), None)
        rest = "" if word is None else plain[len(word) :]
        if word is None or (rest and not _PRICE.match(rest)):
            continue
        found.append(Found("bare-status", fact_of(piece, [line], word, word)))
        if (price := sum_of(rest)) is not None:
            found.append(Found("bare-amount", fact_of(piece, [line], price, rest)))
    return found
