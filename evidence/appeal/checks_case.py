"""Checks on the case's files and facts: window, order, review, parcel, editing, the form's limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evidence.appeal.grounds import Standing, cites_of, edited_sources
from evidence.appeal.platform import Platform, Reason
from evidence.appeal.words import fact_note, fact_time, fact_words, listing
from evidence.model import Case, CheckState, Deadline, Facts, Judgement, Message, Transcript

SOON = 3
"""Days left from which the window is a warning: a rejected or returned appeal takes 1-5 working days."""

HIDDEN = "程序看不到这一项，请在提交时核对"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a check came out, and what was found."""

    state: CheckState
    found: str


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything a check looks at. `standing` is the reason chosen, None where none was."""

    case: Case
    transcript: Transcript
    judgement: Judgement
    facts: Facts
    platform: Platform
    deadline: Deadline
    standing: Standing | None

    @property
    def reason(self) -> Reason | None:
        """The reason chosen."""
        return self.standing.reason if self.standing else None

    @property
    def talk(self) -> tuple[Message, ...]:
        """The messages of the chat: no time separators, no review text."""
        return tuple(m for m in self.transcript.messages if m.channel == "chat" and m.kind != "time")

    @property
    def spoken(self) -> tuple[Message, ...]:
        """What the two said: the talk without the client's own lines, which often stand above the first time shown."""
        return tuple(m for m in self.talk if m.kind != "system")

    @property
    def key(self) -> tuple[Message, ...]:
        """The messages the chosen reason rests on; without one, those of every finding that is not weak."""
        found = self.standing.findings if self.standing else self.judgement.findings
        ids = {i for f in found if f.grade != "weak" for i in f.messages}
        return tuple(m for m in self.transcript.messages if m.id in ids)

    def cites(self, ids: tuple[str, ...]) -> str:
        """`S001/M0003、…`."""
        return cites_of(ids, self.transcript)


def _within_window(bench: Bench) -> Answer:
    left = bench.deadline.days_left
    state: CheckState = "unknown" if left is None else "fail" if left < 0 else "warn" if left <= SOON else "pass"
    return Answer(state, bench.deadline.why)


def _order_number(bench: Bench) -> Answer:
    number = bench.facts.order.number
    if number is None:
        stated = bench.case.file.order
        if stated:
            return Answer("warn", f"case.toml 写有订单号 {stated}，截图里没有读到")
        return Answer("fail", "没有读到订单号")
    if number.conflicts:
        others = listing(f"{c.source or 'case.toml'} 为 {c.value}" for c in number.conflicts)
        return Answer("fail", f"订单号 {number.value}（{fact_note(number)}），但 {others}")
    if number.origin == "case-file" and number.source is None:
        return Answer("warn", f"订单号 {number.value} 由 case.toml 填写，截图里没有读到")
    return Answer("pass", f"订单号 {number.value}，{fact_note(number)}")


def _same_order(bench: Bench) -> Answer:
    ties = bench.facts.ties
    if loose := [t for t in ties if t.missing or t.state == "fail"]:
        # A platform rejects what it cannot tie to the order, so an untied exhibit is no mere gap in our reading.
        return Answer("fail", listing((f"{t.between}：{t.why.rstrip('。')}" for t in loose), 3))
    for state in ("fail", "warn", "unknown"):
        if bad := [t for t in ties if t.state == state]:
            return Answer(state, listing((f"{t.between}：{t.why.rstrip('。')}" for t in bad), 3))
    if not ties:
        return Answer("unknown", "材料不足，无法核对各项材料是否属于同一订单")
    return Answer("pass", listing((f"{t.between}：{t.why.rstrip('。')}" for t in ties), 3))


def _review_screenshot(bench: Bench) -> Answer:
    pictures = bench.case.used("review")
    review = bench.facts.review
    if not pictures:
        if review.text or review.time:
            return Answer("warn", "评价内容只在 case.toml 中填写，没有评价截图")
        return Answer("fail", "没有评价截图")
    ids = listing(s.id for s in pictures)
    unread = [name for name, fact in (("时间", review.time), ("内容", review.text)) if fact is None]
    if unread:
        return Answer("warn", f"{ids} 为评价截图，但没有读到评价{'、'.join(unread)}")
    return Answer("pass", f"{ids} 为评价截图")


def _logistics(bench: Bench) -> Answer:
    parcel = bench.facts.shipment
    needed = bench.reason is not None and any(s.on == "contradiction" for s in bench.reason.support)
    signed = fact_time(parcel.signed)
    if parcel.waybill and (signed or parcel.events):
        when = (
            f"，签收于 {fact_words(parcel.signed, signed, full=True)}（{parcel.signed.source or 'case.toml'}）"
            if signed and parcel.signed
            else ""
        )
        courier = f"{parcel.courier.value} " if parcel.courier else ""
        if parcel.warnings:
            return Answer("warn", f"运单 {courier}{parcel.waybill.value}{when}；{listing(parcel.warnings, 2)}")
        if not parcel.events and not bench.case.used("logistics"):
            return Answer("warn", f"运单 {courier}{parcel.waybill.value}{when}，但没有完整轨迹")
        return Answer("pass", f"运单 {courier}{parcel.waybill.value}{when}")
    absent = [n for n, f in (("运单号", parcel.waybill), ("签收时间", signed)) if f is None]
    return Answer("fail" if needed else "warn", f"没有读到{'、'.join(absent) or '物流轨迹'}")


def _unedited(bench: Bench) -> Answer:
    if edited := edited_sources(bench.case):
        names = listing(f"{s.id}（{s.path}）" for s in bench.case.sources if s.id in edited)
        return Answer("fail", f"{names} 的文件信息写着编辑软件")
    pictures = [s for s in bench.case.used() if s.is_picture]
    if not pictures:
        return Answer("unknown", "没有图片")
    return Answer("pass", f"{len(pictures)} 张图片的文件信息里没有编辑软件的记录（只能看文件信息，不能排除其他改动）")


def _images(bench: Bench) -> Answer:
    pictures = [s for s in bench.case.used() if s.is_picture]
    most, heavy = bench.platform.form.images.known, bench.platform.form.image_bytes.known
    if most is None:
        return Answer("unknown", f"共 {len(pictures)} 张图片；表单的张数限额没有查到")
    too_heavy = [s.id for s in pictures if heavy is not None and s.bytes > heavy]
    if too_heavy:
        return Answer("warn", f"{listing(too_heavy)} 超过每张 {heavy} 字节的限额")
    if len(pictures) > most:
        return Answer("warn", f"共 {len(pictures)} 张图片，表单最多 {most} 张")
    return Answer("pass", f"共 {len(pictures)} 张图片，表单最多 {most} 张")


def _authorise(bench: Bench) -> Answer:
    return Answer("unknown", HIDDEN)


ANSWERS: dict[str, Callable[[Bench], Answer]] = {
    "within-window": _within_window,
    "order-number": _order_number,
    "same-order": _same_order,
    "review-screenshot": _review_screenshot,
    "logistics": _logistics,
    "unedited": _unedited,
    "images-within-limit": _images,
    "authorise-records": _authorise,
}
