"""Takes a conversation in a form that `evidence read` writes for people (text, CSV, Markdown), hands on its rows.

Taken for plain lines, each would be the buyer's, the seller's own words among them.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

_SPEAKERS = {"买家": "buyer", "卖家": "seller", "系统": "system", "不明": "unknown"}
_KINDS = {
    "文字": "text",
    "时间": "time",
    "系统": "system",
    "卡片": "card",
    "自动回复": "auto",
    "图片": "image",
    "语音": "voice",
}
_SAID = re.compile(r"^\[([^\]]*)\] (买家|卖家|系统|不明)(?:（(.*?)）)?：(.*)$")
_WHO = re.compile(r"^(买家|卖家|系统|不明)(?:（(.*)）)?$")
_KIND = re.compile(rf"^\[({'|'.join(_KINDS)})\] ?")
_ADDED = re.compile(r"（(?:引用 [^：]*：|人工更正(?:文字|说话人|时间)，机器原识别：).*）$")
_GAP = re.compile(r"^—— 断档：.* ——$")
_MARKDOWN = "| 编号 | 时间 | 说话人 | 内容 |"
_CSV = ("编号", "时间", "时间来源", "说话人")


def rows_written(text: str) -> list[dict[str, Any]] | None:
    """The rows of such a conversation, as `evidence match` reads them; None where the text is none of these forms."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    if tuple(lines[0].split(",")[:4]) == _CSV:
        return _of_csv(text)
    if lines[0].strip() == _MARKDOWN:
        return _of_markdown(lines[2:])
    said = [_SAID.match(line) for line in lines if not _GAP.match(line)]
    if not said or not all(said):
        return None
    return [_row(*match.groups()) for match in said if match is not None]


def _row(time: str | None, who: str, name: str | None, said: str) -> dict[str, Any]:
    kind = _KIND.match(said)
    return {
        "speaker": _SPEAKERS[who],
        "text": _ADDED.sub("", said[kind.end() :] if kind else said),
        "time": time,
        "name": name,
        "kind": _KINDS[kind.group(1)] if kind else "text",
    }


def _of_csv(text: str) -> list[dict[str, Any]] | None:
    rows = []
    try:
        for cells in csv.DictReader(io.StringIO(text, newline="")):
            who, kind, said = cells.get("说话人") or "", cells.get("类型") or "文字", cells.get("内容")
            if who not in _SPEAKERS or kind not in _KINDS or said is None:
                return None
            rows.append(
                {
                    "speaker": _SPEAKERS[who],
                    "text": said[1:] if said[:2] in ("'=", "'+", "'-", "'@", "'\t", "'\r") else said,
                    "time": cells.get("时间") or None,
                    "name": cells.get("昵称") or None,
                    "kind": _KINDS[kind],
                }
            )
    except csv.Error:
        return None
    return rows


def _of_markdown(lines: list[str]) -> list[dict[str, Any]] | None:
    rows = []
    for line in lines:
        cells = [re.sub(r"\\(.)", r"\1", cell.strip()) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        who = _WHO.match(cells[2]) if len(cells) == 4 else None
        if who is None:
            return None
        rows.append(_row(cells[1], who.group(1), who.group(2), cells[3]))
    return rows
