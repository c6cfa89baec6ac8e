"""The key lines: each word for word, with who, when, where and why, its picture, and how surely it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from evidence.model import Box, Dossier, Line, Message, SecondReading
from evidence.report.blocks import Boxed, section_anchor
from evidence.report.canvas import PageIndex
from evidence.report.exhibits import SPEAKER_WORDS, KeyLine, References, exhibit_place, mark_place, sourced
from evidence.report.paragraph import Text
from evidence.report.shots import Album, Crop, read_lines
from evidence.report.style import ACCENT, GREY, LEAD, NOTE, QUOTE, RULE, SECTION, SMALL, TextStyle, moment
from evidence.report.text import Run, hidden_characters, marked

_LABEL = TextStyle(size=10.5, leading=16, bold=True, with_next=True)
_BY = TextStyle(size=8.6, leading=13.5, color=GREY, before=3, with_next=True)
_QUOTE = replace(QUOTE, with_next=True)
"""A quotation stays with the picture of it."""
_READING = TextStyle(size=8, leading=12.5, color=GREY, before=4, after=6)
_GRADES = {"strong": "可据以申诉", "medium": "佐证", "weak": "仅供参考"}
_WHOLE = 0.9
"""A view of a bubble at least this part as high as its highest view is taken for whole."""
_PAD = 12
"""Pixels of the picture that are shown about a bubble."""
_DOUBTFUL = 0.8
"""Reading confidence below which the pack asks the reader to look at the picture."""


def quotes_pages(
    dossier: Dossier, keys: Sequence[KeyLine], refs: References, album: Album, index: PageIndex
) -> list[Any]:
    """The section of key lines; empty where there is none."""
    if not keys:
        return []
    claims = dossier.appeal.ground is not None
    title = "关键语句" if claims else "对话中的相关语句"
    lead = (
        "以下逐字引用截图中的文字，未作改写。下划线为识别所依据的词语；每条之下是该句在原截图中的画面，以画面为准。"
        "序号与聊天证据页边的标记一致。"
        if claims
        else "以下逐字引用截图中的文字，未作改写，仅供了解经过；本材料不据此提出申诉理由。"
    )
    flow: list[Any] = [section_anchor("quotes", title), Text(title, SECTION), Text(lead, LEAD)]
    for key in keys:
        flow.extend(_entry(dossier, key, keys, refs, album, index, claims=claims))
    return flow


def named(labels: Sequence[str]) -> str:
    """What a line is taken for; what is only to be checked against the records is no suspicion."""
    held = [label for label in labels if label.startswith("待")]
    suspected = "、".join(label.removeprefix("疑似") for label in labels if label not in held)
    return "；".join([f"疑似{suspected}"] * bool(suspected) + held)


def _entry(
    dossier: Dossier,
    key: KeyLine,
    keys: Sequence[KeyLine],
    refs: References,
    album: Album,
    index: PageIndex,
    *,
    claims: bool,
) -> list[Any]:
    inner: list[Any] = []
    heading: list[str | Run] = [Run(f"{key.number}", color=ACCENT), "   "]
    if claims:
        labels = list(dict.fromkeys(finding.label for finding in key.findings))
        best = min(key.findings, key=lambda f: list(_GRADES).index(f.grade))
        heading += [
            named(labels),
            Run(f"   {_GRADES[best.grade]}", bold=False, color=GREY, size=8.6),
        ]
    else:
        heading += ["相关语句"]
    inner.append(Text(heading, _LABEL))
    for message_id in key.messages:
        message = refs.messages.get(message_id)
        inner.extend(
            _spoken(dossier, key, keys, message, refs, album, index, claims=claims)
            if message is not None
            else _reviewed(dossier, key, refs, album, index, claims=claims)
        )
    if claims:
        for finding in key.findings:
            inner.append(Text([Run("认定依据  ", bold=True), refs.worded(finding.why)], SMALL))
            if finding.basis:
                basis = sourced(refs.worded(finding.basis))
                if basis:
                    inner.append(Text([Run("规则来源  ", bold=True), basis], NOTE))
    strong = claims and any(finding.grade == "strong" for finding in key.findings)
    return [Boxed(inner, bar=ACCENT if strong else RULE, anchor=key.place, after=13)]


def _spans(key: KeyLine, message: str) -> list[tuple[int, int]]:
    return [(s.start, s.end) for f in key.findings for s in f.spans if s.message == message]


def _spoken(
    dossier: Dossier,
    key: KeyLine,
    keys: Sequence[KeyLine],
    message: Message,
    refs: References,
    album: Album,
    index: PageIndex,
    *,
    claims: bool,
) -> list[Any]:
    who = SPEAKER_WORDS[message.speaker] + (f"“{message.name}”" if message.name else "")
    place = mark_place(key, message.id)
    target = place if place in index.places else exhibit_place(message.source)
    where = Run(f"{refs.exhibit(message.source)}·{index.page(target)}", link=target)
    flow: list[Any] = [Text([f"{who}·{moment(message.time)}·见", where], _BY)]
    spans = _spans(key, message.id) if claims else []
    earlier = next((k.number for k in keys if k.number < key.number and message.id in k.messages), None)
    flow.append(Text(["「", *marked(message.text, spans, Run("")), "」"], _QUOTE))
    if earlier is not None:
        seen = Run(f"关键语句{earlier}" if claims else f"相关语句{earlier}", link=f"key-{earlier}")
        return [*flow, Text(["画面与识别情况见", seen], _READING)]
    source, box = best_seen(message)
    picture = album.get(source)
    if picture is not None:
        others = [m.box for m in refs.here.get(source, ()) if m is not message]
        flow.append(Crop(picture, _framed(box, read_lines(dossier, source), others), source=source))
        if source != message.source:
            flow.append(Text(f"画面取自{refs.exhibit(source)}，同一句在那里显示得更完整", _READING))
    flow.append(Text(_reading(dossier, message), _READING))
    return flow


def best_seen(message: Message) -> tuple[str, Box]:
    """Where the bubble is seen whole: the first screenshot may cut it at its edge, the next one repeats it."""
    seen = [(message.source, message.box), *((repeat.source, repeat.box) for repeat in message.repeats)]
    highest = max(box.height for _, box in seen)
    return next(one for one in seen if one[1].height >= highest * _WHOLE)


def _framed(box: Box, lines: Sequence[Line], others: Sequence[Box]) -> Box:
    """The bubble with some space about it, but with no half of another line; a name line just above is taken whole.

    `others` are the other messages of the screenshot, whose lines are no name lines.
    """
    x0, y0, x1, y1 = box.x0 - _PAD, box.y0 - _PAD, box.x1 + _PAD, box.y1 + _PAD
    for line in lines:
        other = line.box
        if other.x1 <= x0 or other.x0 >= x1 or (other.y0 < box.y1 and other.y1 > box.y0):
            continue  # beside the picture shown, or within the bubble
        foreign = any(held.y0 <= other.center_y < held.y1 for held in others)
        near = 0 <= box.y0 - other.y1 < other.height and abs(other.x0 - box.x0) < 2 * other.height
        if near and not foreign:
            x0, y0, x1 = min(x0, other.x0 - _PAD), min(y0, other.y0 - _PAD // 2), max(x1, other.x1 + _PAD)
        elif other.y1 <= box.y0:
            y0 = max(y0, other.y1)
        elif other.y0 >= box.y1:
            y1 = min(y1, other.y0)
    return Box(max(0, x0), max(0, y0), x1, y1)


def _reviewed(
    dossier: Dossier, key: KeyLine, refs: References, album: Album, index: PageIndex, *, claims: bool
) -> list[Any]:
    """Words of the review: they stand in no conversation."""
    review = dossier.facts.review
    fact = next((f for f in (review.text, review.follow_up) if f and key.findings[0].quote in f.value), review.text)
    if fact is None:
        return [Text(["评价：「", *marked(key.findings[0].quote, [], Run("")), "」"], QUOTE)]
    time = review.time.shown if review.time else "时间未显示"
    link = exhibit_place(fact.source) if fact.source else None
    where = Run(f"{refs.exhibit(fact.source)}·{index.page(link)}", link=link) if link else Run("商家填写")
    spans = [(s.start, s.end) for f in key.findings for s in f.spans] if claims else []
    flow: list[Any] = [
        Text([f"评价·{time}·见", where], _BY),
        Text(["「", *marked(fact.value, spans, Run("")), "」"], _QUOTE),
    ]
    picture = album.get(fact.source, fact.page) if fact.source else None
    if picture is not None and fact.source and fact.box is not None and fact.box.area:
        flow += [
            Crop(picture, fact.box.grown(_PAD), source=fact.source),
            Text(f"首次识别置信度 {fact.confidence:.0%}", _READING),
        ]
    return flow


def _reading(dossier: Dossier, message: Message) -> list[str | Run]:
    """How surely the words were read, and what the second, independent reader made of them."""
    words: list[str | Run] = [f"首次识别置信度 {message.confidence:.0%}"]
    if message.confidence < _DOUBTFUL:
        words.append(Run("（偏低，请以上方画面为准）", color=ACCENT))
    words += _second([s for s in dossier.second if s.message == message.id])
    hidden = hidden_characters(message.text)
    if hidden:
        words.append(f"；另有 {hidden} 个不可见控制字符未排印")
    for name, before in message.corrected:
        words.append(Run(f"；人工更正过“{name}”，机器原识别为“{before}”", color=ACCENT))
    return words


def _second(second: list[SecondReading]) -> list[str | Run]:
    ran = [s for s in second if s.text is not None]
    if not ran:
        return ["；未作第二次识别"]
    engine = next((f"{s.engine.name} {s.engine.version}" for s in ran if s.engine), "另一识别引擎")
    differing = [s for s in ran if s.agrees is False]
    if not differing:
        part = "" if len(ran) == len(second) else f"（共 {len(second)} 行，读出 {len(ran)} 行）"
        return [f"；第二引擎（{engine}）独立复读一致{part}"]
    words: list[str | Run] = [f"；第二引擎（{engine}）复读有出入，两种读法并列，以画面为准："]
    for one in differing:
        words.append(Run(f"\n首次“{one.first}” / 复读“{one.text}”", color=ACCENT))
    return words
