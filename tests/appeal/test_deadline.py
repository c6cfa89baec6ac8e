"""The window: counted in days of China's zone, from the review, and honest where it cannot be known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from appeal.build import NOW, PRESSED, STRONG, at, case, fact, facts, finding, judged

from evidence.appeal import argue, load_platform
from evidence.model import CHINA, Deadline, Facts, Judgement, Review


def deadline(
    proofs: Facts, *, now: datetime = NOW, platform: str = "douyin", found: Judgement | None = None, **more: object
) -> Deadline:
    judgement = found if found is not None else judged(STRONG)
    return argue(case(), PRESSED, judgement, proofs, platform=load_platform(platform), now=now, **more).deadline


@pytest.mark.parametrize(
    ("now", "left", "words"),
    [
        (at(6, 20), 29, "还剩 29 天"),
        (at(5, 21, 47), 30, "还剩 30 天"),
        (at(3, 23, 59, month=11), 1, "还剩 1 天"),
        (at(4, 0, 0, month=11), 0, "今天是最后一天"),
        (at(4, 23, 59, month=11), 0, "今天是最后一天"),
        (at(5, 0, 0, month=11), -1, "已超过 1 天"),
    ],
)
def test_days_left_are_counted_from_date_to_date(now: datetime, left: int, words: str) -> None:
    found = deadline(facts(), now=now)
    assert (found.window_days, found.days_left) == (30, left)
    assert found.last_day == at(4, 21, 47, month=11) and words in found.why and "+08:00" in found.why


def test_days_are_those_of_china_wherever_the_computer_stands() -> None:
    early = datetime(2026, 10, 6, 17, 30, tzinfo=UTC)  # 01:30 of the 7th in China
    assert deadline(facts(), now=early).days_left == 28
    assert deadline(facts(review_at=datetime(2026, 10, 5, 13, 47, tzinfo=UTC))).last_day == at(4, 21, 47, month=11)


def test_an_unknown_review_time_says_so() -> None:
    found = deadline(facts(review_at=None))
    assert (found.window_days, found.last_day, found.days_left) == (30, None, None)
    assert "评价时间不明" in found.why


def test_a_time_that_cannot_be_read_is_unknown_not_a_crash() -> None:
    proofs = facts()
    broken = Facts(proofs.order, proofs.shipment, Review(time=fact("前天晚上", "S003")))
    assert deadline(broken).days_left is None


def test_a_review_from_the_future_is_a_wrong_year_not_a_longer_window() -> None:
    found = deadline(facts(review_at=NOW + timedelta(days=2)))
    assert found.days_left is None and "核对年份" in found.why


def test_a_review_known_only_by_its_date_is_said_to_be() -> None:
    proofs = facts()
    dated = Review(time=fact(datetime(2026, 10, 5, tzinfo=CHINA), "S003", precision="day"))
    found = deadline(Facts(proofs.order, proofs.shipment, dated))
    assert found.days_left == 29 and "只有日期" in found.why


def test_an_unknown_window_is_said_to_be_unknown() -> None:
    found = deadline(facts(), platform="pinduoduo")
    assert (found.window_days, found.last_day, found.days_left) == (0, None, None)
    assert "没有查到" in found.why


def test_each_reason_has_its_own_window() -> None:
    assert deadline(facts(), platform="taobao", ground="abuse").window_days == 90
    assert deadline(facts(), platform="taobao", ground="coercion").window_days == 30
    consult = deadline(facts(), ground="malicious-consult")
    assert (consult.window_days, consult.last_day) == (7, at(10, 14, 30))  # from the buyer's last message
    claim = deadline(facts(), found=judged(finding(*PRESSED.messages[2:3], rule="malicious-claim")))
    assert (claim.window_days, claim.last_day) == (90, at(27, 9, 0, month=12))  # from the order
