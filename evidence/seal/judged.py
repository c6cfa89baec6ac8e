"""Takes what a pack holds inside and the reply beside it; judges each seal: intact, whole, dated, by whom, trusted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.files import file_error
from evidence.model import CHINA, Notice
from evidence.seal.inside import InnerSeal, Inside
from evidence.seal.tokens import Distrust, NoToken, Stamp, check_token, token_of
from evidence.seal.verdict import Item, State

if TYPE_CHECKING:
    from asn1crypto import x509

_CLOCK_SLACK = timedelta(minutes=10)
"""How far a seal may lie before the pack's own time: computers' clocks are minutes off, not hours."""
_ALGORITHMS = ("sha256", "sha384", "sha512")
"""Digests a token may be about; older ones can be forged."""
_DISTRUSTED: Mapping[Distrust, str] = {
    "expired": "seal.untrusted-expired",
    "purpose": "seal.untrusted-purpose",
    "revoked": "seal.untrusted-revoked",
    "unknown": "seal.untrusted-unknown",
    "other": "seal.untrusted-other",
}


@dataclass(slots=True)
class Seals:
    """What the seals of a pack came to: the items, and the best that can be said of the time."""

    items: list[Item] = field(default_factory=list)
    times: list[Stamp] = field(default_factory=list)
    keys: list[Stamp] = field(default_factory=list)

    @property
    def summary(self) -> Notice:
        """In one sentence: since when the file exists unchanged, and who says so."""
        if self.times:
            first = min(self.times, key=lambda s: s.time or datetime.max.replace(tzinfo=CHINA))
            return Notice.of("seal.time-known", time=_told(first.time), by=first.by, root=first.root)
        if self.keys:
            return Notice.of("seal.time-signed", by=self.keys[0].by, root=self.keys[0].root)
        return Notice.of("seal.time-none")


def judge_inner(name: str, inside: Inside, seals: Seals) -> None:
    """Judge the revisions and the seals inside the PDF.

    A pack of ours has one revision and a sealed one two: anything after them was added later, and a seal that does not
    cover the whole file, up to its last byte, says nothing of what follows it.
    """
    sealed = len(inside.seals)
    if inside.revisions > 1 + sealed or sealed > 1:
        seals.items.append(Item(name, "changed", Notice.of("seal.later-revision", path=name)))
    if not sealed:
        if inside.sealing is not None:
            seals.items.append(Item(name, "unsealed", Notice.of("seal.stripped", path=name)))
        return
    last = inside.seals[-1]
    if not all(seal.intact for seal in inside.seals):
        seals.items.append(Item(name, "changed", Notice.of("seal.inner-broken", path=name)))
    elif not last.covers:
        seals.items.append(Item(name, "changed", Notice.of("seal.inner-partial", path=name)))
    else:
        _judge_stamps(name, last, inside.created, seals)


def _judge_stamps(name: str, seal: InnerSeal, created: datetime | None, seals: Seals) -> None:
    if seal.by_key is not None:
        item = _trusted(name, seal.by_key)
        seals.items.append(item)
        if item.state == "sealed":
            seals.keys.append(seal.by_key)
        if seal.time is None:
            seals.items.append(Item(name, "noted", Notice.of("seal.key-undated", path=name)))
    if seal.time is not None:
        _dated(name, seal.time, created, seals)


def judge_reply(
    pdf: Path, reply: Path, *, listed: Mapping[str, str], created: datetime | None, roots: Sequence[x509.Certificate],
    seals: Seals,
) -> None:  # fmt: skip
    """Judge the `.tsr` beside the pack. `listed` are the digests of the `.sha256` file by name."""
    if not reply.is_file():
        if reply.name in listed:
            seals.items.append(Item(reply.name, "unsealed", Notice.of("seal.reply-missing", path=reply)))
        return
    try:
        data = reply.read_bytes()
    except OSError as error:
        raise file_error(error, reply) from error
    ours = listed.get(reply.name)
    if ours is not None and ours != hashlib.sha256(data).hexdigest():
        seals.items.append(Item(reply.name, "broken", Notice.of("seal.reply-swapped", path=reply)))
        return
    try:
        token = token_of(data)
    except NoToken:
        seals.items.append(Item(reply.name, "broken", Notice.of("seal.reply-unreadable", path=reply)))
        return
    stamp = check_token(token, _digests(pdf), roots)
    if not stamp.matches:
        # a reply that was listed with the pack is about the pack: then it is the pack that is another one
        state: State = "broken" if ours is None else "changed"
        seals.items.append(Item(reply.name, state, Notice.of("seal.reply-other", path=reply, pack=pdf)))
        return
    _dated(reply.name, stamp, created, seals)


def _dated(name: str, stamp: Stamp, created: datetime | None, seals: Seals) -> None:
    """Judge a stamp of time; a good one counts towards the summary."""
    if stamp.sound and created is not None and stamp.time is not None and stamp.time < created - _CLOCK_SLACK:
        notice = Notice.of("seal.too-early", path=name, time=_told(stamp.time), created=_told(created))
        seals.items.append(Item(name, "broken", notice))
        return
    item = _trusted(name, stamp)
    seals.items.append(item)
    if item.state == "sealed":
        seals.times.append(stamp)


def _trusted(name: str, stamp: Stamp) -> Item:
    if not stamp.sound:
        return Item(name, "broken", Notice.of("seal.forged", path=name))
    if stamp.root is None:
        return Item(name, "untrusted", Notice.of(_DISTRUSTED[stamp.why or "other"], path=name, by=stamp.by))
    if stamp.time is None:
        return Item(name, "sealed", Notice.of("seal.key-good", path=name, by=stamp.by, root=stamp.root))
    notice = Notice.of("seal.time-good", path=name, time=_told(stamp.time), by=stamp.by, root=stamp.root)
    return Item(name, "sealed", notice)


def _digests(pdf: Path) -> dict[str, bytes]:
    sums = {name: hashlib.new(name) for name in _ALGORITHMS}
    with pdf.open("rb") as stream:
        while piece := stream.read(1 << 20):
            for digest in sums.values():
                digest.update(piece)
    return {name: digest.digest() for name, digest in sums.items()}


def _told(time: datetime | None) -> str:
    return "" if time is None else time.astimezone(CHINA).isoformat(sep=" ", timespec="seconds")
