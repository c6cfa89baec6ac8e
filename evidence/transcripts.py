"""A transcript as people read it: plain text, CSV for a spreadsheet, or a Markdown table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evidence.case import clock

if TYPE_CHECKING:
    from evidence.model import Message, Transcript

__all__ = ["as_csv", "as_markdown", "as_text"]

SPEAKERS = {"buyer": "买家", "seller": "卖家", "system": "系统", "unknown": "不明"}
ORIGINS = {"printed": "图中完整显示", "resolved": "推算", "carried": "沿用上一时间", "unknown": "未知"}
FIELDS = {"text": "文字", "speaker": "说话人", "time": "时间"}
KINDS = {
    "text": "文字",
    "time": "时间",
    "system": "系统",
    "card": "卡片",
    "auto": "自动回复",
    "image": "图片",
    "voice": "语音",
}


def as_text(transcript: Transcript) -> str:
    """One message a line, with gaps between screenshots named where they are."""
    gaps = {g.after: g for g in transcript.gaps}
    places = _places(transcript)
    lines: list[str] = []
    for message, following in _pairs(transcript):
        place = f"，录像 {places[message.source]}" if message.source in places else ""
        lines.append(f"[{_time(message)}{place}] {_who(message)}：{_said(message)}")
        gap = gaps.get(message.source)
        if gap is not None and following is not None and following.source != message.source:
            lines.append(f"—— 断档：{gap.reason} ——")
    return "".join(line + "\n" for line in lines)


def as_csv(transcript: Transcript) -> str:
    """A table with a byte-order mark, as spreadsheets want it; texts that would be formulas are quoted."""
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["编号", "时间", "时间来源", "说话人", "昵称", "类型", "内容", "置信度", "文件", "录像位置"])
    places = _places(transcript)
    paths = {s.id: s.path for s in transcript.sources}
    for m in transcript.messages:
        row = [
            m.id,
            "" if m.time.value is None else m.time.value.isoformat(),
            ORIGINS[m.time.origin],
            SPEAKERS[m.speaker],
            m.name or "",
            KINDS[m.kind],
            m.text,
            f"{m.confidence:.2f}",
            paths.get(m.source, m.source),
            places.get(m.source, ""),
        ]
        table.writerow([_no_formula(cell) for cell in row])
    return out.getvalue()


def as_markdown(transcript: Transcript) -> str:
    """A Markdown table; signs that Markdown would obey are escaped."""
    places = _places(transcript)
    rows = ["| 编号 | 时间 | 说话人 | 内容 |", "| --- | --- | --- | --- |"]
    for m, _ in _pairs(transcript):
        time = _time(m) + (f"，录像 {places[m.source]}" if m.source in places else "")
        rows.append(f"| {m.id} | {time} | {_markdown(_who(m))} | {_markdown(_said(m))} |")
    return "".join(row + "\n" for row in rows)


def _places(transcript: Transcript) -> dict[str, str]:
    """For each picture of a recording its place in it: `01:02.5`."""
    return {s.id: clock(s.offset) for s in transcript.sources if s.derived_from is not None and s.offset is not None}


def _pairs(transcript: Transcript) -> Iterator[tuple[Message, Message | None]]:
    messages = transcript.messages
    yield from zip(messages, (*messages[1:], None), strict=True)


def _time(message: Message) -> str:
    if message.time.value is None:
        return message.time.shown or "时间未知"
    # A carried time only says "not before": it must not look exact.
    mark = "≥" if message.time.origin == "carried" else ""
    return mark + message.time.value.strftime("%Y-%m-%d %H:%M:%S")


def _who(message: Message) -> str:
    who = SPEAKERS[message.speaker]
    return f"{who}（{message.name}）" if message.name else who


def _said(message: Message) -> str:
    said = message.text if message.kind == "text" else f"[{KINDS[message.kind]}] {message.text}".rstrip()
    if message.quote is not None:
        said += f"（引用 {message.quote.name or ''}：{message.quote.text}）"
    for name, before in message.corrected:
        said += f"（人工更正{FIELDS.get(name, name)}，机器原识别：{before}）"
    return said.replace("\n", " ")


def _no_formula(cell: str) -> str:
    return "'" + cell if cell[:1] in "=+-@\t\r" and cell else cell


def _markdown(text: str) -> str:
    for sign in "\\`*_{}[]<>|#":
        text = text.replace(sign, "\\" + sign)
    return text
