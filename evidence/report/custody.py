"""What the custody log holds of the evidence, as a table; a pack without a log says so and nothing more."""

from __future__ import annotations

from typing import Any

from evidence.model import CustodyEntry, CustodyEvent, Dossier
from evidence.report.blocks import Grid, Row
from evidence.report.paragraph import Text
from evidence.report.style import BODY, BODY_WIDTH, CELL, HEAD_CELL, SMALL, SUBSECTION, TextStyle, when

_SHOWN = 12
"""Entries printed at most, the first and the latest: a case has a handful."""
_DONE: dict[CustodyEvent, str] = {"collected": "收集", "read": "识别", "corrected": "更正"}


def custody_flow(dossier: Dossier) -> list[Any]:
    """The part of the section of integrity that tells who had the evidence: what was done to it, when, with what."""
    flow: list[Any] = [Text("保管经过", SUBSECTION)]
    entries = dossier.custody
    if not entries:
        return [*flow, Text("本材料未附保管记录。", BODY)]
    lead = (
        "以下摘自案件文件夹中的保管记录（.evidence/custody.jsonl）：每一条都含上一条的哈希值，改动、调换或抽去任何一条都会"
        "使其后不能相接。所记时间取自当时电脑的时钟。"
    )
    if len(entries) > _SHOWN:
        lead += f"共 {len(entries)} 条，列出最早一条和最近 {_SHOWN - 1} 条。"
        entries = (entries[0], *entries[1 - _SHOWN :])
    head = Row([[Text(word, HEAD_CELL)] for word in ("条", "时间", "事项", "本条哈希值")])
    return [*flow, Text(lead, BODY), Grid([28, 112, BODY_WIDTH - 28 - 112 - 172, 172], _rows(entries), head=head)]


def _rows(entries: tuple[CustodyEntry, ...]) -> list[Row]:
    small = TextStyle(size=7.2, leading=11)
    return [
        Row(
            [
                [Text(str(e.number), CELL)],
                [Text(when(e.time), SMALL)],
                [Text(f"{_DONE[e.event]}：{_what(e)}（{e.tool}）", SMALL)],
                [Text(e.hash, small)],
            ]
        )
        for e in entries
    ]


def _what(entry: CustodyEntry) -> str:
    if entry.event == "collected":
        return f"{len(entry.detail.get('files', ()))} 个文件登记了 SHA-256"
    if entry.event == "read":
        return f"{entry.detail.get('pages', 0)} 页由 {'、'.join(entry.detail.get('engines', ()))} 识别"
    return "人工更正识别结果" + (f"（{entry.detail['message']}）" if "message" in entry.detail else "")
