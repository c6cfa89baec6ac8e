"""The seller's self-check: every risky line with what to say instead, and never a word to delete anything."""

from __future__ import annotations

from appeal.build import NOW, PRESS, PRESSED, STRONG, at, case, facts, finding, judged, say, talk

from evidence.appeal import argue, load_platform, private_check
from evidence.match import judge
from evidence.model import ChainAnswer, ChainLink


def test_each_risky_line_is_quoted_with_its_place_and_what_to_say_instead() -> None:
    chat = talk(
        say(1, "seller", "五星晒图返5元哦", at(3, 14), kind="auto"),
        say(2, "buyer", "5元太少，给我50，不给一星", at(3, 15)),
        say(3, "seller", "你有病吧", at(3, 16)),
    )
    text = private_check(chat, judge(chat.messages))
    for part in ("五星晒图返5元哦", "自动回复", "你有病吧", "今后可以说", "不要删除", "S001/M0003", "使申诉难以成立"):
        assert part in text


def test_where_nothing_was_found_the_page_says_so_and_still_warns_against_deleting() -> None:
    text = private_check(PRESSED, judged())
    assert "没有在聊天里找到" in text and "不要删除" in text


def test_signs_in_a_line_stay_signs() -> None:
    chat = talk(say(1, "seller", "加我微信 *abc* <b>x</b>，别走平台", at(3, 14)))
    text = private_check(chat, judge(chat.messages))
    assert "<b>" not in text.replace("\\<b\\>", "") and "\\*abc\\*" in text


def test_a_report_of_behaviour_takes_no_review_reason() -> None:
    claim = finding(PRESS, rule="malicious-claim")
    put = {"platform": load_platform("douyin"), "now": NOW}
    assert argue(case(), PRESSED, judged(STRONG, claim), facts(), **put).ground.id == "coercion"
    reported = argue(case(), PRESSED, judged(STRONG, claim), facts(), report=True, **put)
    assert reported.ground is not None and reported.ground.id == "malicious-claim"
    assert argue(case(), PRESSED, judged(STRONG), facts(), report=True, **put).ground is None


def test_what_could_still_be_looked_for_is_told_to_the_seller_alone() -> None:
    answered = ChainLink("short", "少件", (), (ChainAnswer("S001", "称重照片", "name", ""),))
    text = private_check(PRESSED, judged(), (answered, ChainLink("damage", "破损*", (), (), ("打包录像", "面单照片"))))
    assert "破损\\*。可以找：打包录像；面单照片" in text and "少件" not in text
    assert "还没有材料回应" not in private_check(PRESSED, judged(), (answered,))
