"""The statement: the text for the form with its length, the longer account, and, without a ground, plainly why not."""

from __future__ import annotations

from typing import Any

from evidence.model import Dossier, Ground
from evidence.report.blocks import Boxed, listed, section_anchor
from evidence.report.exhibits import References
from evidence.report.paragraph import Text
from evidence.report.style import BODY, GREY, INK, LEAD, NOTE, PLAIN, SECTION, SUBSECTION, TextStyle
from evidence.report.text import Run

_FORM = TextStyle(size=10.5, leading=18)
_ITEM = TextStyle(size=9.2, leading=15, after=3)


def statement_pages(dossier: Dossier, refs: References) -> list[Any]:
    """The section of the statement."""
    return _with_ground(dossier, refs) if dossier.appeal.ground is not None else _without_ground(dossier, refs)


def _with_ground(dossier: Dossier, refs: References) -> list[Any]:
    appeal = dossier.appeal
    statement = appeal.statement
    text = statement.text if statement.own else refs.worded(statement.text)
    made = "商家自拟" if statement.own else "依所附材料整理，提交前请商家自行核对"
    flow: list[Any] = [
        section_anchor("statement", "申诉说明"),
        Text("申诉说明", SECTION),
        Text(
            f"平台规则依据 {appeal.platform_name} 资料，截至 {appeal.platform_as_of}；规则会变动，以平台页面为准。",
            LEAD,
        ),
        Text("问题描述（可粘贴到申诉表单）", SUBSECTION),
        Boxed([Text(text, _FORM)], shade=True, bar=INK, after=4),
        Text(f"共 {len(text)} 字，表单上限 {statement.limit} 字；{made}。", NOTE),
    ]
    if statement.long:
        flow.append(Text("情况说明", SUBSECTION))
        flow += [Text(refs.worded(part), BODY) for part in statement.long.split("\n") if part.strip()]
    ground = appeal.ground
    if ground is not None:
        flow += [Text("为何选用这一理由", SUBSECTION), Text(_said_once(refs.worded(ground.why)), BODY)]
        flow += _missing(ground, refs)
    flow += _deadline(dossier, refs)
    flow += _listed("提交步骤", appeal.steps, refs, numbered=True)
    flow += _listed("提醒", appeal.advice, refs, numbered=False)
    return flow


def _without_ground(dossier: Dossier, refs: References) -> list[Any]:
    appeal = dossier.appeal
    flow: list[Any] = [
        section_anchor("statement", "申诉说明"),
        Text("为什么不宜申诉", SECTION),
        Text(
            f"平台规则依据 {appeal.platform_name} 资料，截至 {appeal.platform_as_of}；规则会变动，以平台页面为准。",
            LEAD,
        ),
        Boxed([Text(refs.worded(appeal.why), _FORM)], shade=True, bar=INK, after=6),
        Text("平台驳回缺少依据的申诉；以不成立的理由提交，还可能影响之后的申诉。", NOTE),
    ]
    gates = [gate for gate in dossier.judgement.gates if gate.effect == "blocks"]
    if gates:
        flow.append(Text("材料中不利于申诉之处", SUBSECTION))
        for gate in gates:
            where = "、".join(
                dict.fromkeys(refs.exhibit(refs.messages[m].source) for m in gate.messages if m in refs.messages)
            )
            told: list[str | Run] = [refs.worded(gate.why), Run(f"  {where}" if where else "", color=GREY)]
            flow.append(listed("· ", told, _ITEM))
            if gate.remedy:
                flow.append(Text(f"  {refs.worded(gate.remedy)}", NOTE))
    lacking = list(dict.fromkeys(refs.worded(one) for ground in appeal.runners_up for one in ground.missing))
    if lacking:
        flow.append(Text("逐项对照：各种申诉理由为何不成立", SUBSECTION))
        flow.append(Text(f"对照了该平台的 {len(appeal.runners_up)} 种理由，各自所缺或不成立之处：", PLAIN))
        flow += [listed("· ", [one], _ITEM) for one in lacking]
    flow += _listed("建议的做法", appeal.advice, refs, numbered=False)
    flow += _deadline(dossier, refs)
    flow.append(Text("以下各部分仍如实收录全部材料，供商家与买家继续协商或日后核对。", NOTE))
    return flow


def _said_once(text: str) -> str:
    """The sentences without repetitions: findings on the same message give the same one."""
    return "。".join(dict.fromkeys(text.split("。")[:-1])) + "。" if text.endswith("。") else text


def _missing(ground: Ground, refs: References) -> list[Any]:
    return [listed("· ", [f"尚缺：{refs.worded(one)}"], _ITEM) for one in ground.missing]


def _deadline(dossier: Dossier, refs: References) -> list[Any]:
    return [Text("申诉期限", SUBSECTION), Text(refs.worded(dossier.appeal.deadline.why), BODY)]


def _listed(title: str, items: tuple[str, ...], refs: References, *, numbered: bool) -> list[Any]:
    if not items:
        return []
    flow: list[Any] = [Text(title, SUBSECTION)]
    for number, item in enumerate(items, 1):
        flow.append(listed(f"{number}. " if numbered else "· ", [refs.worded(item)], _ITEM))
    return flow
