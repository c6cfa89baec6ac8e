"""A copy for others than the platform: takes the dossier and its pictures, hands on both with private things masked.

Masks are burnt into new pictures, which carry nothing of the original file but its remaining pixels; in text each
character is replaced. What was hidden, and where, is listed; the thing itself is nowhere in what is handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from evidence.model import Box, Dossier, Fact, Line, Order, Page, Review, Shipment
from evidence.report.edition import Masked
from evidence.report.faces import avatar_columns, avatars, avatars_beside, faces
from evidence.report.masks import COVER, Privacy, Private, cover, is_name, names_in

_PAINT = (72, 72, 72)
_NEXT_LINE = 0.9
"""Gap to the next line of a paragraph at most, in line heights."""
_ALIGNED = 0.8
"""How far the left edges of a paragraph's lines may differ, in line heights."""
_LIST_TOP = 0.09
"""The part of a desktop picture's height above which stand tabs and search, not other customers."""
_NARROW = 0.56
_CODES = frozenset(
    [
        "id", "source", "sha256", "media", "kind", "status", "speaker", "side", "origin", "channel", "rule", "category",
        "grade", "role", "effect", "state", "strength", "platform", "precision", "device", "device_origin", "client",
        "duplicate_of", "message", "messages", "after", "before", "claim_source", "proof_source", "conversation",
        "version", "key", "findings", "platform_name", "platform_as_of", "basis", "label", "engine", "root",
    ]
)  # fmt: skip
"""Fields that hold codes, not words of people: left as they are."""

Pictures = Callable[[str, int], Path]
Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class Shared:
    """The masked dossier, where its masked pictures lie, and the list of masks."""

    dossier: Dossier
    pictures: Mapping[tuple[str, int], Path]
    masks: tuple[Masked, ...]

    def picture(self, source: str, page: int) -> Path:
        """The masked picture; KeyError where the source has none."""
        return self.pictures[source, page]


def share(dossier: Dossier, *, picture: Pictures, folder: Path) -> Shared:
    """Mask the dossier and its pictures; the new pictures are written into `folder`."""
    privacy = Privacy(_names(dossier), _public(dossier))
    masks: list[Masked] = []
    pages: list[Page] = []
    lists: dict[tuple[str, int], Box] = {}
    texts: dict[str, str] = {}
    for page in dossier.pages:
        held, hidden, other = _page(page, dossier, privacy)
        pages.append(held)
        masks += hidden
        if other is not None:
            lists[page.source, page.number] = other
        texts |= {
            a.text: b.text
            for a, b in zip(page.lines, held.lines, strict=True)
            if a.text != b.text and not _inside(a.box, other)
        }
    codes = dossier.facts.review.codes
    masks += [Masked(code.source, code.page, code.box, "二维码") for code in codes if code.box is not None]
    pictures = {}
    for source in dossier.case.used():
        for number in range(1, max(1, source.pages) + 1):
            try:
                path = picture(source.id, number)
            except KeyError:
                continue
            own = [m for m in masks if m.source == source.id and m.page == number]
            target = folder / f"{source.id}-{number}.png"
            found = _burn(path, target, own, look=source.kind not in ("order", "logistics", "review", "document"))
            masks += [Masked(source.id, number, box, "疑似人脸") for box in found]
            pictures[source.id, number] = target
    before = _plain_words(dossier)
    # The folder's own name is printed in the document; the folder itself is not opened any more.
    root = dossier.case.root.with_name(privacy.covered(dossier.case.root.name) or COVER)
    named = replace(dossier, case=replace(dossier.case, root=root), pages=())
    masked = _masked(named, privacy, texts)
    hidden_codes = tuple(replace(c, value=COVER * len(c.value), shown=COVER * len(c.shown)) for c in codes)
    masked = replace(masked, facts=replace(masked.facts, review=replace(masked.facts.review, codes=hidden_codes)))
    chrome = tuple(
        replace(c, text=COVER * len(was.text)) if _inside(was.box, lists.get((was.source, 1))) else c
        for was, c in zip(dossier.transcript.chrome, masked.transcript.chrome, strict=True)
    )
    masked = replace(masked, pages=tuple(pages), transcript=replace(masked.transcript, chrome=chrome))
    counted = sum(a != b for a, b in zip(before, _plain_words(masked), strict=True))
    masks += [Masked(None, 0, None, "引文、说明与事实中的同类文字")] * min(counted, 1)
    return Shared(masked, pictures, tuple(masks))


def _names(dossier: Dossier) -> tuple[str, ...]:
    """The buyer's nicknames and every name that stands at a label, longest first."""
    facts, names = dossier.facts, set(names_in(line.text for page in dossier.pages for line in page.lines))
    facts_named = (facts.order.buyer, facts.review.buyer, facts.shipment.signed_by)
    said = [f.value for f in facts_named if f is not None]
    said += [dossier.case.file.buyer or ""]
    said += [s.title or "" for s in dossier.transcript.screens if s.device != "buyer"]
    said += [m.name or "" for m in dossier.transcript.messages if m.speaker == "buyer"]
    shop = {f.value for f in (facts.order.shop,) if f is not None} | {dossier.case.file.shop or ""}
    names |= {one.strip() for one in said if is_name(one.strip())}
    return tuple(sorted(names - shop, key=lambda n: (-len(n), n)))


def _public(dossier: Dossier) -> frozenset[str]:
    order, shipment = dossier.facts.order, dossier.facts.shipment
    file = dossier.case.file
    values = [f.value for f in (order.number, shipment.waybill) if f is not None]
    return frozenset(v for v in (*values, file.order, file.waybill) if v)


def _page(page: Page, dossier: Dossier, privacy: Privacy) -> tuple[Page, list[Masked], Box | None]:
    """A page's lines with private parts covered, where they stand, and the box of other customers' lines."""
    hidden: list[Masked] = []
    parts: dict[int, list[Private]] = {}
    for chain in _paragraphs(page.lines):
        found = privacy.parts("".join(page.lines[n].text for n in chain))
        start = 0
        for n in chain:
            length = len(page.lines[n].text)
            for part in found:
                if part.start < start + length and part.end > start:
                    first = max(0, part.start - start)
                    keep = max(0, part.start + part.keep - max(part.start, start))
                    parts.setdefault(n, []).append(
                        Private(first, min(length, part.end - start), part.what, min(keep, length - first))
                    )
            start += length
    other = _list_of_others(page, dossier)
    lines = []
    for n, line in enumerate(page.lines):
        if _inside(line.box, other):
            lines.append(replace(line, text=COVER * len(line.text)))
            continue
        for part in parts.get(n, ()):
            hidden.append(Masked(page.source, page.number, _part_box(line, part), part.what))
        lines.append(replace(line, text=cover(line.text, parts.get(n, ()))))
    if other is not None:
        hidden.append(Masked(page.source, page.number, other, "会话列表（其他买家）"))
    if dossier.case.source(page.source).kind == "chat":
        found_avatars = avatars(page, dossier.transcript.messages)
        bubbles = [
            (box, m.side)
            for m in dossier.transcript.messages
            for source, box in ((m.source, m.box), *((r.source, r.box) for r in m.repeats))
            if source == page.source
        ]
        strips = avatar_columns(found_avatars, bubbles, page.width, page.height)
        hidden += [Masked(page.source, page.number, box, "头像") for box in dict.fromkeys([*found_avatars, *strips])]
    named = [m.box for m in hidden if m.box is not None and m.what.startswith("姓名")]
    known = {m.box for m in hidden}
    hidden += [Masked(page.source, page.number, b, "头像") for b in avatars_beside(page, named) if b not in known]
    return replace(page, lines=tuple(lines)), hidden, other


def _paragraphs(lines: Sequence[Line]) -> list[list[int]]:
    """Lines that follow each other, left edges aligned, as paragraphs: a number may run over a line's end."""
    order = sorted(range(len(lines)), key=lambda n: (lines[n].box.y0, lines[n].box.x0))
    chains: list[list[int]] = []
    for n in order:
        box = lines[n].box
        high = max(1, box.height)
        for chain in chains:
            last = lines[chain[-1]].box
            gap = box.y0 - last.y1
            if abs(box.x0 - last.x0) <= _ALIGNED * high and -0.5 * high <= gap <= _NEXT_LINE * high:
                chain.append(n)
                break
        else:
            chains.append([n])
    return chains


def _list_of_others(page: Page, dossier: Dossier) -> Box | None:
    """The column of other conversations at the left of a desktop client."""
    source = dossier.case.source(page.source)
    if source.kind != "chat" or page.width <= page.height:
        return None
    bubbles = [m.box for m in dossier.transcript.messages if m.source == page.source and m.side == "left"]
    bubbles += [m.box for m in dossier.transcript.messages if m.source == page.source and not bubbles]
    if not bubbles:
        return None
    edge = min(b.x0 for b in bubbles) - 0.02 * page.width
    beside = [
        c.box
        for c in dossier.transcript.chrome
        if c.source == page.source and c.box.x1 < edge and c.box.y0 > _LIST_TOP * page.height
    ]
    if len(beside) < 2:
        return None
    held = Box.around(beside)
    margin = int(0.035 * page.width)
    return Box(max(0, held.x0 - margin), max(0, held.y0 - 4), min(int(edge), held.x1 + 6), page.height)


def _inside(box: Box, other: Box | None) -> bool:
    return other is not None and other.contains(box.center_x, box.center_y)


def _part_box(line: Line, part: Private) -> Box:
    """Where the part stands in the line's box, by the widths of its characters, a little generous at both ends."""
    widths = [1.0 if ord(c) > 0x2E7F else _NARROW for c in line.text]
    whole = sum(widths) or 1.0
    across, high = line.box.width, line.box.height
    slack = 0.45 * high
    x0 = line.box.x0 + across * sum(widths[: part.start]) / whole - (slack if part.start else 3)
    x1 = line.box.x0 + across * sum(widths[: part.end]) / whole + (slack if part.end < len(line.text) else 3)
    return Box(max(0, int(x0)), max(0, line.box.y0 - 2), int(x1) + 1, line.box.y1 + 2)


def _burn(path: Path, target: Path, masks: Sequence[Masked], *, look: bool) -> list[Box]:
    """Write the picture anew with its masks painted over; returns the faces that were looked for and painted too."""
    from PIL import Image

    from evidence.case import open_picture

    pixels = open_picture(path).pixels.copy()
    found = faces(pixels) if look and not _is_screen(pixels) else []
    high, wide = pixels.shape[:2]
    for box in [*(m.box for m in masks if m.box is not None), *found]:
        pixels[min(box.y0, high) : min(box.y1, high), min(box.x0, wide) : min(box.x1, wide)] = _PAINT
    Image.fromarray(pixels).save(target, "PNG", compress_level=6)
    return found


def _is_screen(pixels: Any) -> bool:
    """Whether the picture is a screenshot: a large part of it is exactly one colour."""
    import numpy as np

    sample = pixels[::8, ::8].reshape(-1, 3)
    _, counts = np.unique(sample, axis=0, return_counts=True)
    return bool(counts.max() > 0.2 * len(sample))


def _masked(noun: Noun, privacy: Privacy, texts: Mapping[str, str]) -> Noun:
    """Any noun with every string of people's words masked; `texts` are whole lines whose covering is known already."""

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return texts.get(value) or privacy.covered(value)
        if isinstance(value, tuple):
            return tuple(walk(v) for v in value)
        if is_dataclass(value) and not isinstance(value, type) and not isinstance(value, Box):
            changed = {
                f.name: new
                for f in fields(value)
                if not _is_code(f.name, old := getattr(value, f.name)) and (new := walk(old)) is not old
            }
            return replace(value, **changed) if changed else value
        return value

    result: Noun = walk(noun)
    return result


def _is_code(name: str, value: Any) -> bool:
    """Whether the field holds a code or codes; a tuple of nouns under the same name is gone through."""
    return name in _CODES and (not isinstance(value, tuple) or all(isinstance(v, str) for v in value))


def _plain_words(dossier: Dossier) -> list[str]:
    """The words that the pack prints as text, to see whether any of them was covered."""
    facts = dossier.facts
    held = [f.value for part in (facts.order, facts.shipment, facts.review) for f in _facts(part)]
    held += [m.text for m in dossier.transcript.messages]
    held += [dossier.appeal.statement.text, dossier.appeal.statement.long, *(e.what for e in dossier.appeal.timeline)]
    return held


def _facts(part: Order | Shipment | Review) -> list[Fact]:
    values = [getattr(part, f.name) for f in fields(part)]
    return [v for v in values if isinstance(v, Fact)]
