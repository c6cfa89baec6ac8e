"""Which pictures go into the form: takes the dossier and its limits, hands on the smallest set that shows it all.

What must be seen: every line the ground rests on, the message before and after it, the order number, the buyer's name,
the time, the delivery and the review. A picture counts for a line only where it shows the whole bubble.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from evidence.model import Dossier, Fact, Message, Source
from evidence.report.exhibits import KIND_WORDS, KeyLine, in_order, key_lines
from evidence.report.style import when

_WHOLE = 0.9
"""A view of a bubble at least this part as high as its highest view shows the whole bubble."""
_RENDERED = "application/pdf"
"""What is no picture but has one: its rendered page."""
_TRIED = 20_000
"""Sets looked at until the best one so far is taken: 0.3 s at most; cases of up to 40 screenshots need fewer."""


@dataclass(frozen=True, slots=True)
class KitLimits:
    """What the form takes; None where the platform does not say."""

    pictures: int | None = None
    bytes: int | None = None
    text: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """Something the form's reader must see, in words; `must` is false for context, which gives way first."""

    id: str
    words: str
    must: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """The pictures to upload in order, with what each shows; what no picture shows; what would need more pictures.

    `beyond` are the pictures that would have to be added to show all of `left_out`.
    """

    sources: tuple[Source, ...]
    shows: dict[str, tuple[Need, ...]] = field(default_factory=dict)
    unseen: tuple[Need, ...] = ()
    left_out: tuple[Need, ...] = ()
    beyond: tuple[Source, ...] = ()


def choose(dossier: Dossier, limits: KitLimits) -> Choice:
    """The smallest set of pictures that shows every need; where the form takes fewer, the set that shows most."""
    needs, shown = _needs(dossier)
    sources = [s for s in in_order(dossier) if s.is_picture or s.media == _RENDERED]
    covers = {s.id: frozenset(n for n, where in shown.items() if s.id in where) for s in sources}
    bare = {s.id: s.path for s in dossier.case.used() if s not in sources}
    unseen = tuple(
        _told_elsewhere(n, sorted(bare[s] for s in shown[n.id] if s in bare))
        for n in needs
        if not any(n.id in held for held in covers.values())
    )
    wanted = frozenset(n.id for n in needs) - {n.id for n in unseen}
    weights = {n.id: 10 if n.must else 1 for n in needs}
    # A rendered PDF page is no original: a screenshot that shows the same comes first.
    place = {s.id: number for number, s in enumerate(sorted(sources, key=lambda s: not s.is_picture))}
    every = _smallest(wanted, covers, place)
    chosen = every
    if limits.pictures is not None and len(every) > limits.pictures:
        must = frozenset(n.id for n in needs if n.must) & wanted
        chosen = _smallest(must, covers, place)
        if len(chosen) > limits.pictures:
            chosen = _most(wanted, covers, weights, place, limits.pictures)
        else:
            chosen = _filled(chosen, wanted, covers, weights, place, limits.pictures)
    seen = frozenset().union(*(covers[s] for s in chosen)) if chosen else frozenset()
    left = tuple(n for n in needs if n.id in wanted - seen)
    return Choice(
        tuple(s for s in sources if s.id in chosen),
        {s: tuple(n for n in needs if n.id in covers[s]) for s in chosen},
        unseen,
        left,
        tuple(s for s in sources if s.id in set(every) - set(chosen)) if left else (),
    )


def _told_elsewhere(need: Need, files: list[str]) -> Need:
    """A need that no picture shows, with the file that tells of it: a form takes pictures only."""
    if not files:
        return need
    return Need(need.id, f"{need.words}（只见于 {files[0]}，表单只收图片：可打开原页面截图补上）", need.must)


def _needs(dossier: Dossier) -> tuple[list[Need], dict[str, frozenset[str]]]:
    """What must be seen, and by which sources each is shown."""
    needs: list[Need] = []
    shown: dict[str, frozenset[str]] = {}

    def add(name: str, words: str, where: Iterable[str], *, must: bool = True) -> None:
        if name not in shown:
            needs.append(Need(name, words, must))
            shown[name] = frozenset(where)

    facts = dossier.facts
    held = set(dossier.appeal.ground.findings) if dossier.appeal.ground else set()
    keys = [k for k in key_lines(dossier) if any(f.id in held for f in k.findings)]
    talk = [m for m in dossier.transcript.messages if m.kind not in ("time",)]
    lines = {m for key in keys for m in key.messages}
    for key in keys:
        _key_needs(dossier, key, talk, lines, add)
    for one in facts.contradictions:
        if one.id in held or not keys:
            add(f"claim-{one.id}", one.claim, [one.claim_source or ""])
            add(f"proof-{one.id}", one.proof, [one.proof_source or ""])
    order = facts.order.number
    if order is not None:
        add("order", f"订单号 {order.value}", _reading(dossier, order.value) | _sources(order))
    buyer = facts.order.buyer or facts.review.buyer
    titles = {s.source: s.title for s in dossier.transcript.screens if s.title and s.device != "buyer"}
    name = buyer.value if buyer else next(iter(titles.values()), None)
    if name:
        add("buyer", f"买家昵称“{name}”", {s for s, t in titles.items() if t == name} | _reading(dossier, name))
    if facts.shipment.signed is not None:
        parcel = facts.shipment.signed
        number = facts.shipment.waybill
        told = f"签收时间 {when(parcel.time)}" + (f"，运单号 {number.value}" if number else "")
        also = _reading(dossier, number.value) & _reading(dossier, "签收") if number else frozenset()
        add("delivery", told, _sources(parcel) | also)
    if facts.review.text is not None:
        add("review", "被申诉的评价", _sources(facts.review.text))
    return needs, shown


def _key_needs(dossier: Dossier, key: KeyLine, talk: list[Message], lines: set[str], add: Callable[..., None]) -> None:
    """The line itself, when it was said, and what was said just before and after it."""
    places = {m.id: n for n, m in enumerate(talk)}
    for at in [places[m] for m in key.messages if m in places]:
        message = talk[at]
        add(f"line-{message.id}", f"关键语句{key.number}：「{message.text}」", _whole(message))
        shown = (message.time.shown or "").replace(" ", "")
        if shown:
            add(f"time-{shown}", f"时间 {message.time.shown}", _reading(dossier, shown))
        for near in (at - 1, at + 1):
            if 0 <= near < len(talk) and talk[near].id not in lines:
                beside = talk[near]
                add(f"near-{beside.id}", f"上下文：「{beside.text[:20]}」", _whole(beside), must=False)


def _whole(message: Message) -> frozenset[str]:
    """The sources that show the whole bubble."""
    seen = [(message.source, message.box), *((r.source, r.box) for r in message.repeats)]
    highest = max(box.height for _, box in seen)
    return frozenset(source for source, box in seen if box.height >= highest * _WHOLE)


def _reading(dossier: Dossier, words: str) -> frozenset[str]:
    """The sources on which the words were read."""
    return frozenset(p.source for p in dossier.pages for line in p.lines if words in line.text.replace(" ", ""))


def _sources(fact: Fact) -> frozenset[str]:
    """The sources of a fact, readings that agree in the value included."""
    same = [other for other in fact.conflicts if other.value == fact.value]
    return frozenset(one.source for one in (fact, *same) if one.source)


Covers = dict[str, frozenset[str]]


def _smallest(wanted: frozenset[str], covers: Covers, place: dict[str, int]) -> tuple[str, ...]:
    """The fewest sources that cover all that is wanted; of equally few those that stand earliest in the pack."""
    best = _greedy(wanted, covers, place)
    ways = {need: [s for s in place if need in covers[s]] for need in wanted}
    tried = 0

    def search(rest: frozenset[str], taken: tuple[str, ...]) -> None:
        nonlocal best, tried
        tried += 1
        if not rest:
            if len(taken) < len(best):
                best = taken
            return
        if tried > _TRIED or len(taken) + 1 >= len(best):
            return
        # The need that fewest pictures show leaves the fewest ways.
        rarest = min(rest, key=lambda need: (len(ways[need]), need))
        for source in sorted(ways[rarest], key=lambda s: (-len(covers[s] & rest), place[s])):
            search(rest - covers[source], (*taken, source))

    search(wanted, ())
    return best


def _greedy(wanted: frozenset[str], covers: Covers, place: dict[str, int]) -> tuple[str, ...]:
    taken: list[str] = []
    rest = wanted
    while rest:
        source = max(place, key=lambda s: (len(covers[s] & rest), -place[s]))
        if not covers[source] & rest:
            break
        taken.append(source)
        rest -= covers[source]
    return tuple(taken)


def _most(
    wanted: frozenset[str], covers: Covers, weights: dict[str, int], place: dict[str, int], room: int
) -> tuple[str, ...]:
    return _filled((), wanted, covers, weights, place, room)


def _filled(
    taken: tuple[str, ...], wanted: frozenset[str], covers: Covers, weights: dict[str, int], place: dict[str, int],
    room: int,
) -> tuple[str, ...]:  # fmt: skip
    """Add the source that shows most of what is still wanted, until the room is used up or nothing is gained."""
    rest = wanted.difference(*(covers[s] for s in taken))
    while len(taken) < room and rest:
        gain = {s: sum(weights[n] for n in covers[s] & rest) for s in place}
        source = max(place, key=lambda s: (gain[s], -place[s]))
        if not gain[source]:
            break
        taken = (*taken, source)
        rest -= covers[source]
    return taken


def shows_in_words(source: Source, needs: Iterable[Need]) -> str:
    """What a picture shows, for the list beside it."""
    told = "；".join(n.words for n in needs if n.must and not n.id.startswith("time-")) or "关键语句的上下文"
    return f"{KIND_WORDS[source.kind]}：{told}"
