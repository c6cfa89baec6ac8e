"""How long an appeal is still possible: the platform's window, the time it counts from, and the moment of writing."""

from __future__ import annotations

from datetime import datetime, timedelta

from evidence.appeal.platform import Platform, Reason
from evidence.appeal.words import china, fact_note, fact_time, long_time, origin_note
from evidence.model import Deadline, Facts, Transcript

_FROM = {"review": "评价时间", "chat": "最近一次买家发言的时间", "order": "下单时间"}


def deadline_of(
    platform: Platform, reason: Reason | None, facts: Facts, transcript: Transcript, now: datetime
) -> Deadline:
    """The window for this reason, in days of China Standard Time.

    `window_days` is 0 where no source states a window. The last moment is the start plus that many days; days left are
    counted from date to date, so that 0 is the last day and a negative number means closed.
    """
    window = reason.window if reason and reason.window else platform.window
    basis = reason.window_from if reason else "review"
    start, note = _start(basis, facts, transcript)
    days = window.known
    if days is None:
        note = window.note.rstrip("。")
        return Deadline(0, None, None, f"没有查到{platform.name}这一类申诉的期限{f'（{note}）' if note else ''}。")
    limit = f"期限 {days} 天，自{_FROM[basis]}起算"
    if start is None:
        return Deadline(days, None, None, f"{_FROM[basis]}不明，算不出剩余天数；{limit}，请尽早提交。")
    if start > china(now):
        why = f"{_FROM[basis]} {long_time(start)}（{note}）晚于生成时间，请核对年份；{limit}。"
        return Deadline(days, None, None, why)
    last = start + timedelta(days=days)
    left = (last.date() - china(now).date()).days
    what = f"还剩 {left} 天" if left > 0 else "今天是最后一天" if left == 0 else f"已超过 {-left} 天"
    why = f"{_FROM[basis]} {long_time(start)}（{note}），{limit}，最后一天 {last:%Y-%m-%d}（+08:00），{what}。"
    return Deadline(days, last, left, why)


def _start(basis: str, facts: Facts, transcript: Transcript) -> tuple[datetime | None, str]:
    """The time the window counts from, and where it comes from."""
    if basis == "chat":
        said = [m for m in transcript.messages if m.speaker == "buyer" and m.channel == "chat" and m.time.value]
        timed = [(china(m.time.value), m) for m in said if m.time.value]
        if not timed:
            return None, ""
        last, message = max(timed, key=lambda pair: pair[0])
        return last, origin_note(message.time)
    candidates = (facts.review.time,) if basis == "review" else (facts.order.created, facts.order.paid)
    for fact in candidates:
        if fact is not None and (time := fact_time(fact)) is not None:
            return time, fact_note(fact)
    return None, ""
