"""Claims beside what answers them: none answered by an exhibit that speaks of something else, none passed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from facts.drawn import ORDER, WAYBILL, Word, case, chat, page, panel, review_page, says, time, track

from evidence.facts import establish
from evidence.model import CaseFile, ChainLink, Facts, Source, SourceKind, Transcript


def facts_of(
    review: str,
    *,
    exhibits: tuple[Source, ...] = (),
    shown: dict[str, tuple[Word, ...]] | None = None,
    said: Transcript | None = None,
    at: str = "2026-10-05 21:47",
    tracked: tuple[Word, ...] = track(),
) -> Facts:
    pages = [page("S001", *panel()), page("S002", *tracked), page("S003", *review_page(review, at=at))]
    pages += [page(source, *words) for source, words in (shown or {}).items()]
    folder = case({"S001": "chat", "S002": "logistics", "S003": "review"}, CaseFile())
    return establish(pages, said or chat(), replace(folder, sources=(*folder.sources, *exhibits)))


def exhibit(
    path: str, *, kind: SourceKind = "photo", caption: str | None = None, answers: str | None = None,
    shot: datetime | None = None, name: str = "S009",
) -> Source:  # fmt: skip
    return Source(
        name, path, "0" * 64, 1, "image/png", kind, "used", caption=caption, answers=answers, device_time=shot
    )


def link(facts: Facts, topic: str) -> ChainLink:
    return next(one for one in facts.chain if one.id == topic)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("衣服破了个洞,客服态度差", {"damage"}),
        ("杯子碎了", {"damage"}),
        ("收到没有破损，就是颜色不对", {"wrong-item"}),
        ("包装破了，东西还好", {"package"}),
        ("说好三件只有两件，少发了一件", {"missing-parts"}),
        ("空包！里面什么都没有", {"missing-parts"}),
        ("不知道要等多少天", set()),
        ("一看就是假货，不是正品", {"fake"}),
        ("是假的吗", set()),
        ("面料起球，做工太差", {"material"}),
        ("质量很好", set()),
        ("收到的奶都过期了", {"expired"}),
        ("优惠券过期了", set()),
        ("明显是二手的，有人用过的痕迹", {"used"}),
        ("尺码严重偏小", {"size"}),
        ("用了一次就过敏", {"unsafe"}),
        ("我对花粉过敏，不敢用", set()),
        ("到现在都没收到货", {"not-received"}),
        ("一直不发货", {"not-shipped"}),
        ("找客服根本没人理", {"nobody-answers"}),
        ("物流太慢，客服态度差", set()),
        ("如果破了我可要退", set()),
        ("态度坏透了", set()),
    ],
)
def test_what_a_review_claims(text: str, topics: set[str]) -> None:
    assert {one.id for one in facts_of(text).chain} == topics


@pytest.mark.parametrize(
    ("source", "rests_on"),
    [
        (exhibit("qc/1.jpg", answers="衣服破了个洞"), "stated"),
        (exhibit("qc/1.jpg"), "name"),
        (exhibit("a/1.jpg", caption="发货前质检照片"), "caption"),
        (exhibit("打包监控.mp4", kind="recording"), "name"),
        (exhibit("a/1.jpg"), None),
        (exhibit("授权书.jpg"), None),
        (exhibit("a/1.jpg", answers="质量太差"), None),
    ],
)
def test_an_exhibit_answers_by_statement_caption_or_name(source: Source, rests_on: str | None) -> None:
    damage = link(facts_of("衣服破了个洞", exhibits=(source,)), "damage")
    assert [one.rests_on for one in damage.answers] == ([rests_on] if rests_on else [])
    assert bool(damage.look_for) == (rests_on is None)


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        ((f"中通快递 {WAYBILL}",), True),
        ((WAYBILL[:6], WAYBILL[6:]), True),
        ((ORDER,), True),
        (("73899990000111",), False),
        ((WAYBILL[:8],), False),
    ],
)
def test_a_photograph_that_shows_the_parcels_number_answers(words: tuple[str, ...], answered: bool) -> None:
    shown: dict[str, tuple[Word, ...]] = {"S009": tuple((word, 40, 100 + 40 * n) for n, word in enumerate(words))}
    photo = exhibit("a/1.jpg", shot=time("2026-09-30 09:00"))
    damage = link(facts_of("袖子破了", exhibits=(photo,), shown=shown), "damage")
    assert bool(damage.answers) == answered
    assert all("早于揽收" in one.why for one in damage.answers)


def test_a_photograph_taken_later_is_not_said_to_be_from_before_shipping() -> None:
    photo = exhibit("a/1.jpg", shot=time("2026-10-06 09:00"))
    damage = link(facts_of("袖子破了", exhibits=(photo,), shown={"S009": ((WAYBILL, 40, 40),)}), "damage")
    assert "早于" not in damage.answers[0].why


def test_the_same_claim_in_review_and_chat_is_one_with_both_places() -> None:
    said = chat(says("袖口有个洞", "2026-10-05 20:00:00"), says("客服你好，会破吗", "2026-10-05 20:01:00", number=2))
    claims = link(facts_of("袖子上破了个大洞，一次没穿就开线", said=said), "damage").claims
    assert [(one.where, one.text) for one in claims] == [
        ("评价", "袖子上破了个大洞，一次没穿就开线"),
        ("聊天", "袖口有个洞"),
    ]


def test_the_sellers_words_make_no_claim() -> None:
    said = chat(says("是不是袖口破了", "2026-10-05 20:00:00", speaker="seller"))
    assert facts_of("物流慢", said=said).chain == ()


def test_the_track_answers_what_a_track_can_answer() -> None:
    received = link(facts_of("一个星期了还没收到货"), "not-received")
    assert [one.rests_on for one in received.answers] == ["track"] and received.answers[0].source == "S002"
    assert link(facts_of("少发了一件"), "missing-parts").answers == ()


def test_a_weight_on_the_tracking_page_answers_missing_parts_only() -> None:
    weighed = (*track(), ("重量：0.52kg", 40, 500))
    assert [one.rests_on for one in link(facts_of("少发了一件", tracked=weighed), "missing-parts").answers] == [
        "weight"
    ]
    assert link(facts_of("袖子破了", tracked=weighed), "damage").answers == ()


def test_a_claim_only_the_case_file_knows_is_not_lost() -> None:
    facts = facts_of("不好", exhibits=(exhibit("a.jpg", answers="买家说赠品没送"),))
    assert [(one.label, one.answers[0].source) for one in facts.chain] == [("买家说赠品没送", "S009")]


@pytest.mark.parametrize(
    ("replies", "strength"),
    [((True, True), "weak"), ((True, False), "weak"), ((False, False), None)],
)
def test_nobody_answers_against_the_answers_before_the_review(replies: tuple[bool, bool], strength: str | None) -> None:
    talk = []
    for n, replied in enumerate(replies):
        talk.append(says("在吗", f"2026-10-05 20:0{n}:00", number=2 * n + 1))
        if replied:
            talk.append(says("在的亲", f"2026-10-05 20:0{n}:30", speaker="seller", number=2 * n + 2))
        else:
            talk.append(says("人呢", f"2026-10-05 20:0{n}:30", number=2 * n + 2))
    talk.append(says("在的", "2026-10-06 09:00:00", speaker="seller", number=9))  # after the review: no answer to it
    facts = facts_of("找客服没人理", said=chat(*talk))
    assert [one.strength for one in facts.contradictions] == ([strength] if strength else [])
