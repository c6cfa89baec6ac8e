"""Stretches read from screens of different widths: joined by their words where certain, left apart elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from evidence.chat.joints import join
from evidence.model import CHINA, UNKNOWN_TIME, Box, Message, Moment, Speaker, TimeOrigin

NOON = datetime(2026, 5, 20, 12, 0, tzinfo=CHINA)


def said(
    who: Speaker,
    text: str,
    source: str = "S001",
    minute: float | None = None,
    origin: TimeOrigin = "resolved",
    partial: bool = False,
) -> Message:
    time = UNKNOWN_TIME if minute is None else Moment(NOON + timedelta(minutes=minute), "", origin)
    side = "right" if who == "seller" else "left"
    return Message("", source, who, side, "text", text, 0.99, Box(0, 0, 9, 9), time=time, partial=partial)


def desk(*talk: tuple[Speaker, str]) -> list[Message]:
    return [said(who, text, "S001", minute=n) for n, (who, text) in enumerate(talk)]


def hand(*talk: tuple[Speaker, str]) -> list[Message]:
    return [said(who, text, "S002") for who, text in talk]


ASKS, OFFERS, THANKS, AGAIN = (
    ("buyer", "壶盖上有一道裂纹"),
    ("seller", "给您补寄一个新壶盖可以吗"),
    ("buyer", "那行吧等你们的"),
    ("seller", "今天下午就寄出"),
)


def test_the_end_of_one_screen_is_found_at_the_start_of_the_other() -> None:
    joint = join(desk(ASKS, OFFERS, THANKS), hand(OFFERS, THANKS, AGAIN))
    assert joint is not None and joint.sure
    assert [m.text for m in joint.messages] == [text for _, text in (ASKS, OFFERS, THANKS, AGAIN)]
    assert [len(m.repeats) for m in joint.messages] == [0, 1, 1, 0]


def test_a_screen_that_shows_only_what_another_shows_adds_nothing() -> None:
    joint = join(desk(ASKS, OFFERS, THANKS, AGAIN), hand(OFFERS, THANKS))
    assert joint is not None and joint.sure and len(joint.messages) == 4


def test_the_time_printed_at_the_bubble_outranks_the_separators() -> None:
    phone = [said(who, text, "S002", minute=0, origin="carried") for who, text in (OFFERS, THANKS)]
    joint = join(phone, desk(ASKS, OFFERS, THANKS)[1:])
    assert joint is not None and {m.time.origin for m in joint.messages} == {"resolved"}


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (hand(THANKS, AGAIN), "one short message may have been said twice"),
        (hand(("seller", THANKS[1]), AGAIN), "another person said it"),
        (hand(OFFERS, ("buyer", "我要退货不要了"), AGAIN), "the words between differ"),
        ([said("seller", OFFERS[1], "S002", 600), said("buyer", THANKS[1], "S002", 601)], "said again ten hours later"),
        (hand(("seller", "给您补寄2个新壶盖可以吗"), ("buyer", "那行吧等你们的")), "another number"),
        (hand(("buyer", "什么时候能到"), AGAIN), "nothing in common"),
    ],
)
def test_what_is_not_certain_stays_apart(second: list[Message], why: str) -> None:
    first = desk(ASKS, ("seller", "给您补寄1个新壶盖可以吗") if "number" in why else OFFERS, THANKS)
    joint = join(first, second)
    assert joint is None or not joint.sure, why


def test_shared_words_that_settle_nothing_are_told_from_none() -> None:
    doubtful = join(desk(ASKS, OFFERS, THANKS), hand(THANKS, AGAIN))
    assert doubtful is not None and not doubtful.sure
    assert join(desk(ASKS), hand(AGAIN)) is None


def test_a_message_cut_between_its_lines_by_the_edge_is_taken_from_the_screen_that_shows_it_whole() -> None:
    cut = [said("buyer", ASKS[1], "S002"), said("seller", "给您补寄一个新", "S002")]
    joint = join(cut, desk(ASKS, OFFERS, THANKS))
    assert joint is not None and [m.text for m in joint.messages] == [ASKS[1], OFFERS[1], THANKS[1]]


def test_one_long_message_joins_only_where_its_time_agrees() -> None:
    late = [said("buyer", THANKS[1], "S002", minute=2), said("seller", AGAIN[1], "S002", minute=3)]
    short = join(desk(ASKS, OFFERS, THANKS), late)
    assert short is None or not short.sure
    longer = ("buyer", "那行吧我等你们的新壶盖寄来再说")
    joint = join(desk(ASKS, OFFERS, longer), [said(*longer, "S002", minute=2), said(*AGAIN, "S002", minute=3)])
    assert joint is not None and joint.sure
