"""Lines and talks written blind in rounds, and ordinary service talk by the thousand: what counts and what does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from match.ordinary import BUYER, HOT, REVIEWS, SELLER, conversations, utterances

from evidence.match import judge
from evidence.match.utterances import utterance
from evidence.model import Judgement, Message, Speaker

ROUNDS = Path(__file__).parent / "rounds"
MISSED = {
    "补我二十的运费险差额…开玩笑，补我二百，不补一星十连发",
    "我拍了你家仓库的视频，三千块卖给你，不买我就卖给打假博主",
    "智⭐障客服",
    "我家楼下新开了一家火锅店挺好吃",
    "我兄弟在你们那边当保安头子，分分钟让你在那混不下去，走道都得低着头",
    "傻苹果才信你",
    "今年过年不收礼",
    "我们整个小区业主都在群里，大家一人一条不带重样的差",
    "没文化的土包子，说话都不会说",
    "废 物 客 服",
    "爱咋咋滴",
    "把客服叫出来，我要当面扇他",
    "这批货我找机构测了，想看报告还是想花两千买报告，自己定",
    "你拒我退款一回，我就去你直播间刷一回屏说你卖次品",
    "我也不多要，运费险那六块加四十，不给今晚一星安排",
    "小老板，拿二十个红包封面钱来，也就三十，不拿明天你就是榜上有名的坑店",
    "我可以不说话，也可以说很多话，区别是六十块",
    "菌落检测我自费做的，超了，三千块这份报告就姓你家",
    "差木平 or 50",
    "截图给我，我给你转，别在评价里提这事就行",
    "让我改评？买二送一给我补成买二送四",
    "给我充三十话费，充了我给你好好说，不充我给你好好数落",
    "退我全款，鱼我炖了，你说不退那评价就是臭鱼",
    "咱也别绕弯，评分对你值多少钱就给我多少钱",
    "talks-coercion:牛奶",
    "talks-coercion:枕头",
    "talks-coercion:亲戚",
    "talks-coercion:两个版本",
    "talks-unseen1:代练",
    "talks-unseen3:老年机",
}
"""Lines and talks of the rounds that are known not to be found; each is a debt, none may be added silently."""
for _file in sorted(ROUNDS.glob("debts*.txt")):
    MISSED |= {line for line in _file.read_text("utf-8").splitlines() if line and not line.startswith("#")}

WHO: dict[str, Speaker] = {"买": "buyer", "卖": "seller", "机": "seller", "系": "system"}


def _lines() -> list[tuple[str, str, str]]:
    rows = []
    for file in sorted(ROUNDS.glob("*lines*.txt")):
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                kind, channel, text = line.split("|", 2)
                rows.append((kind, channel, text))
    return rows


@dataclass
class Talk:
    """One talk of a round: its messages, and which of them (counted from 1) must and must not be found."""

    name: str
    messages: tuple[Message, ...]
    coercion: set[int]
    other: set[int]
    clean: set[int]
    gate: str


def _talks() -> list[Talk]:
    talks = []
    for file in sorted(ROUNDS.glob("*talks*.txt")):
        for block in file.read_text("utf-8").split("\n## ")[1:]:
            name, marks, *lines = block.strip().splitlines()
            said = []
            for number, line in enumerate(lines, 1):
                one = utterance(number, WHO[line[0]], line[2:])
                said.append(replace(one, kind={"机": "auto", "系": "system"}.get(line[0], "text")))
            sets = [{int(n) for n in part.split(",") if n} for part in marks.split("|")[:3]]
            talks.append(Talk(f"{file.stem}:{name}", tuple(said), *sets, marks.split("|")[3]))
    return talks


def _strong(judgement: Judgement) -> set[int]:
    return {int(m[1:]) for f in judgement.findings if f.grade == "strong" for m in f.messages}


@pytest.mark.parametrize(("kind", "channel", "text"), _lines())
def test_a_line_of_the_rounds_is_judged_as_a_person_would(kind: str, channel: str, text: str) -> None:
    who: Speaker = "seller" if kind in ("risk", "fair") else "buyer"
    judgement = judge((utterance(1, who, text, channel="review" if channel == "review" else "chat"),))
    grades = {f.grade for f in judgement.findings}
    if text in MISSED:
        pytest.xfail("known debt")
    if kind == "strong":
        assert "strong" in grades
    elif kind in ("medium", "weak"):
        assert grades
    elif kind == "benign":
        assert grades <= {"weak"}
    else:
        assert bool(judgement.seller_risks) is (kind == "risk")


@pytest.mark.parametrize("talk", _talks(), ids=lambda t: t.name)
def test_a_talk_of_the_rounds_is_judged_as_a_person_would(talk: Talk) -> None:
    judgement = judge(talk.messages)
    found = _strong(judgement)
    if talk.name in MISSED:
        pytest.xfail("known debt")
    if talk.coercion | talk.other:
        assert found & (talk.coercion | talk.other)
    assert not found & talk.clean
    if talk.gate != "-":
        assert talk.gate in {g.id for g in judgement.gates}
    if talk.gate not in ("seller-bait", "paid-praise-first", "seller-swore-back"):
        coerced = any(f.category == "extortion" and f.grade == "strong" for f in judgement.findings)
        assert coerced is bool(talk.coercion)


def _alone(texts: list[str], count: int, who: Speaker, *, review: bool = False) -> list[Message]:
    said = utterances(texts, count)
    channel = "review" if review else "chat"
    return [
        replace(utterance(n, who, text, channel=channel), conversation=n)
        for n, text in enumerate(dict.fromkeys(said), 1)
    ]


def test_at_most_one_in_ten_thousand_ordinary_lines_is_accused() -> None:
    said = [*_alone(BUYER, 8_000, "buyer"), *_alone(HOT, 8_000, "buyer"), *_alone(REVIEWS, 2_000, "buyer", review=True)]
    strong = [
        f.quote for f in judge([replace(m, conversation=n) for n, m in enumerate(said)]).findings if f.grade == "strong"
    ]
    assert len(strong) <= 1, strong


def test_ordinary_lines_in_any_order_make_no_coercion() -> None:
    accused = []
    for talk in conversations(300):
        judgement = judge(
            tuple(utterance(n, "buyer" if w == "buyer" else "seller", t) for n, (w, t) in enumerate(talk, 1))
        )
        accused += [f.quote for f in judgement.findings if f.grade == "strong"]
    assert accused == []


def test_the_cheap_first_pass_passes_over_nothing_that_the_full_one_finds() -> None:
    talks = [t.messages for t in _talks()]
    talks += [
        (
            utterance(
                1, "seller" if k in ("risk", "fair") else "buyer", t, channel="review" if c == "review" else "chat"
            ),
        )
        for k, c, t in _lines()
    ]
    talks += [
        tuple(utterance(n, "buyer" if w == "buyer" else "seller", t) for n, (w, t) in enumerate(talk, 1))
        for talk in conversations(60)
    ]
    talks += [(utterance(1, "seller", t),) for t in utterances(SELLER, 40)]
    for messages in talks:
        assert judge(messages) == judge(messages, thorough=True)
