"""A case in which nothing holds accuses nobody: not in its reasons, gates, checklist, drafts or labels."""

from __future__ import annotations

import re

import pytest
from appeal.build import NOW, at, case, facts, say, talk

from evidence.appeal import argue, list_platforms
from evidence.appeal.words import accuses
from evidence.match import judge
from evidence.model import Appeal, Judgement, Transcript

CASES = {
    "lawful": "买:壶底渗水,视频发你们了\n卖:拆封不支持退货\n买:我就要退货\n卖:需要核实\n买:再不退我打12315,差评照实写",
    "failed talks": "买:拉链坏了,给我换一件\n卖:抱歉不支持换\n买:退款也行\n卖:不能退\n买:那我照实写评价,差评",
    "a hint": "买:评价我还没写呢,你们自己掂量\n卖:请问有什么可以帮您",
    "never mentioned": "买:给我返30意思意思\n卖:没有这个活动\n买:随你便",
    "led on": "买:灯不太亮\n卖:您是不是不补偿就要给差评啊\n买:对啊那就差评\n卖:您开个价\n买:随便",
    "cashback": "卖:五星晒图返3元哦\n买:好的收到\n买:3块太少了吧给多点,不然不写好评",
    "elsewhere": "买:昨天微信上跟你说的那个数想好没\n卖:请在平台沟通\n买:都说清楚了",
    "swore": "买:什么破东西,退货\n卖:你有病吧,穷疯了",
}


def _put(text: str, platform: object) -> tuple[Appeal, Judgement]:
    said = []
    for number, line in enumerate(text.splitlines(), 1):
        who, words = line.split(":", 1)
        said.append(say(number, "buyer" if who == "买" else "seller", words, at(5, 20, number)))
    conversation: Transcript = talk(*said)
    judged = judge(conversation.messages)
    return argue(case(), conversation, judged, facts(), platform=platform, now=NOW), judged


def _printed(appeal: Appeal, judged: Judgement) -> list[str]:
    texts = [
        appeal.why,
        appeal.statement.text,
        appeal.statement.long,
        appeal.deadline.why,
        *appeal.advice,
        *appeal.steps,
    ]
    for ground in appeal.runners_up:
        texts += [ground.label, ground.why, *ground.missing]
    for check in appeal.checklist:
        texts += [check.title, check.found, check.remedy, check.basis]
    for gate in judged.gates:
        texts += [gate.why, gate.remedy]
    for finding in judged.findings:
        texts += [finding.label, finding.why, finding.basis, *(b.why + b.label for b in finding.beneath)]
    return texts + [entry.what for entry in appeal.timeline]


@pytest.mark.parametrize("name", CASES)
def test_a_case_without_a_ground_holds_no_accusing_word(name: str) -> None:
    for platform in list_platforms():
        appeal, judged = _put(CASES[name], platform)
        if platform.reasons:
            assert appeal.ground is None
        assert [t for t in _printed(appeal, judged) if accuses(t)] == []


def test_the_forms_text_holds_no_ids_of_the_programs_own() -> None:
    text = "买:给我转60,不然一星\n卖:不能哦\n买:那就等着看差评"
    for platform in list_platforms():
        appeal, _ = _put(text, platform)
        assert not re.search(r"[SMFR]\d{3,}", appeal.statement.text)
