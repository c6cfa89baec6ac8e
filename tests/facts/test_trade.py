"""What shows a real trade: shown by exhibits, only stated, or missing; never an accusation."""

from __future__ import annotations

import pytest
from facts.drawn import ORDER, WAYBILL, case, chat, page, panel, review_page, says, time, track

from evidence.facts import establish
from evidence.model import CaseFile, Facts, Transcript

KINDS = {"S001": "chat", "S002": "logistics", "S003": "review"}
TALK = chat(
    says("这款遮光吗", "2026-09-29 10:00:00"),
    says("遮光的，亲", "2026-09-29 10:01:00", speaker="seller", number=2),
)


def facts_of(*names: str, said: Transcript = TALK, file: CaseFile | None = None, at: str = "2026-10-05 21:47") -> Facts:
    words = {"S001": panel(), "S002": track(), "S003": review_page("很好看，很满意", at=at)}
    return establish([page(n, *words[n]) for n in names], said, case(KINDS, file))  # type: ignore[arg-type]


def states(facts: Facts) -> dict[str, str]:
    return {step.id: step.state for step in facts.trade}


def test_order_payment_delivery_and_talk_show_a_real_trade() -> None:
    facts = facts_of("S001", "S002", "S003")
    assert set(states(facts).values()) == {"pass"}
    assert list(states(facts)) == ["order", "payment", "shipping", "delivery", "chat", "review"]
    found = " ".join(step.found for step in facts.trade)
    assert ORDER in found and WAYBILL in found and "2026-10-02 10:31:05" in found and "签收人 本人" in found
    assert all(step.sources for step in facts.trade)
    assert not any(word in found for word in ("要挟", "恶意", "证明", "虚假"))


def test_without_exhibits_every_step_is_missing_and_says_what_to_look_for() -> None:
    facts = facts_of(said=chat())
    assert states(facts) == {
        "order": "fail", "payment": "fail", "shipping": "fail", "delivery": "fail", "chat": "warn", "review": "warn",
    }  # fmt: skip
    assert all(step.remedy for step in facts.trade)


def test_what_only_the_case_file_states_is_no_proof() -> None:
    file = CaseFile(order=ORDER, waybill=WAYBILL, signed=time("2026-10-02 10:31:05"))
    got = states(facts_of(file=file))
    assert (got["order"], got["shipping"], got["delivery"]) == ("warn", "warn", "warn")


@pytest.mark.parametrize(("at", "state"), [("2026-10-05 21:47", "pass"), ("2026-10-01 08:00", "fail")])
def test_a_review_comes_after_the_parcel(at: str, state: str) -> None:
    assert states(facts_of("S001", "S002", "S003", at=at))["review"] == state


def test_a_talk_whose_sides_are_unknown_is_only_a_warning() -> None:
    said = chat(says("在吗", "2026-09-29 10:00:00", speaker="unknown"))
    assert states(facts_of("S001", "S002", "S003", said=said))["chat"] == "warn"
