"""Claims beside the exhibits that answer them, recordings with what is known of them, and orders that stand out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from evidence.model import ChainAnswer, ChainLink, ClaimWords, Dossier, OrderRisk, Recording, written
from evidence.report.blocks import Grid, Row, listed
from evidence.report.canvas import PageIndex
from evidence.report.exhibits import References, exhibit_place
from evidence.report.paragraph import Text
from evidence.report.style import ACCENT, BODY_WIDTH, CELL, CELL_STRONG, GREY, HEAD_CELL, NOTE, SMALL, SUBSECTION
from evidence.report.text import Run, one_line

_RESTS_ON = {
    "stated": "商家说明",
    "caption": "说明文字",
    "name": "文件名",
    "picture": "图中可见",
    "track": "物流记录",
    "chat": "聊天记录",
    "weight": "重量记录",
}
_LEVELS = {"high": "高", "medium": "中", "low": "低"}
_STAGES = {"before-shipping": "未发货", "after-shipping": "已发货", "closed": "已关闭"}
_LEAD = replace(NOTE, after=5, with_next=True)
_SIGN = replace(CELL, after=2, with_next=True)
_LONGEST = 120
_ORDERS = 20


def claim_parts(dossier: Dossier, refs: References, index: PageIndex) -> list[Any]:
    """What the buyer says of goods and parcel, each claim with its answers; then recordings and other orders."""
    facts = dossier.facts
    flow: list[Any] = []
    if facts.chain:
        flow += [
            Text("所称与材料对照", SUBSECTION),
            Text("左边是买家的话，右边是回应它的材料；材料说明什么，请看原件。", _LEAD),
        ]
        half = BODY_WIDTH / 2
        for link in facts.chain:
            head = Row([[Text(f"所称：{link.label}", HEAD_CELL)], [Text("回应的材料", HEAD_CELL)]], shade=True)
            claims = [
                Text(_claim(one, refs, index), CELL_STRONG if n == 0 else SMALL) for n, one in enumerate(link.claims)
            ]
            answers: list[Any] = [Text(_answer(one, refs, index), CELL) for one in link.answers] or _missing(
                link, dossier
            )
            flow.append(Grid([half, half], [Row([claims, answers])], head=head, frame=True, pad=(8, 6), after=8))
    if facts.recordings:
        head = Row([[Text(word, HEAD_CELL)] for word in ("录音录像", "时长", "文字稿", "是否告知录音")])
        rows = [_recording(one, dossier, refs, index) for one in facts.recordings]
        flow += [Text("录音录像", SUBSECTION), Grid([BODY_WIDTH - 290, 70, 90, 130], rows, head=head)]
    if facts.abnormal:
        flow += _orders(dossier, refs)
    return flow


def _claim(one: ClaimWords, refs: References, index: PageIndex) -> list[str | Run]:
    when = "" if one.time is None else f"（{written(one.time, one.precision)}）"
    words: list[str | Run] = [f"{one.where}{when}：“{one_line(one.text, _LONGEST)}” "]
    return [*words, *_place(one.source, refs, index)]


def _answer(one: ChainAnswer, refs: References, index: PageIndex) -> list[str | Run]:
    kind = Run(f"{_RESTS_ON.get(one.rests_on, one.rests_on)}：", bold=True)
    return [
        kind,
        refs.worded(one_line(one.what, _LONGEST)),
        "。",
        refs.worded(one.why),
        " ",
        *_place(one.source, refs, index),
    ]


def _missing(link: ChainLink, dossier: Dossier) -> list[Any]:
    if dossier.appeal.ground is not None:
        # What the seller could still look for is no business of who decides; the private self-check says it.
        return [Text([Run("所附材料中没有直接回应的文件。", color=GREY)], CELL)]
    return [
        Text([Run("还没有材料回应。可以找：", color=ACCENT, bold=True)], CELL),
        *(listed("· ", [one], SMALL) for one in link.look_for),
    ]


def _place(source: str | None, refs: References, index: PageIndex) -> list[str | Run]:
    if source is None or source not in refs.numbers:
        return []
    place = exhibit_place(source)
    return [Run(f"{refs.exhibit(source)}·{index.page(place)}", link=place)]


def _recording(one: Recording, dossier: Dossier, refs: References, index: PageIndex) -> Row:
    path = dossier.case.source(one.source).path
    length = "未知" if one.seconds is None else f"{int(one.seconds // 60)}分{one.seconds % 60:04.1f}秒"
    transcript: list[str | Run] = ["没有"] if one.transcript is None else _place(one.transcript, refs, index) or ["有"]
    notice = "视频" if one.kind == "video" and one.transcript is None else "没有文字稿，无法判断"
    if one.notice_given is not None:
        notice = f"文字稿写有：“{one_line(one.notice, 60)}”" if one.notice_given else "文字稿里没有告知录音的话"
    if one.frames:
        notice = f"录屏，取出 {len(one.frames)} 个停留画面，见聊天证据"
    name: list[str | Run] = [f"{one_line(path, 60)} ", *_place(one.source, refs, index)]
    return Row([[Text(name, SMALL)], [Text(length, SMALL)], [Text(transcript, SMALL)], [Text(notice, SMALL)]])


def _orders(dossier: Dossier, refs: References) -> list[Any]:
    """The table; a sign that several orders share stands above it once."""
    shown = dossier.facts.abnormal[:_ORDERS]
    counts = Counter(reason for one in shown for reason in one.reasons)
    common = [reason for reason, count in counts.items() if count > 1]
    head = Row([[Text(word, HEAD_CELL)] for word in ("订单", "下单时间", "金额", "状态", "风险", "该单的迹象")])
    rows = [_order(one, refs, common) for one in shown]
    return [
        Text("同一买家的其他订单", SUBSECTION),
        Text("来自商家后台导出的订单表，同一账号、手机号或地址；迹象供核对，不是对买家的判断。", _LEAD),
        *(listed("· ", [refs.worded(reason)], _SIGN) for reason in common),
        Grid([136, 96, 44, 46, 34, BODY_WIDTH - 356], rows, head=head),
        *(Text(f"这份表看不出的：{one}", NOTE) for one in dossier.facts.abnormal_limits),
    ]


def _order(one: OrderRisk, refs: References, common: Sequence[str]) -> Row:
    number: list[str | Run] = [one.number]
    if one.own:
        number.append(Run("\n本案", color=ACCENT, bold=True))
    own = [Text(refs.worded(reason), SMALL) for reason in one.reasons if reason not in common]
    cells = (
        number,
        "" if one.time is None else written(one.time),
        "" if one.amount is None else f"{one.amount:.2f}",
        _STAGES.get(one.stage, one.stage),
        _LEVELS[one.level],
    )
    return Row([*([Text(cell, SMALL)] for cell in cells), own or [Text("见上", SMALL)]])
