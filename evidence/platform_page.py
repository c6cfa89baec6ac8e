"""Takes a platform's file, hands on a page about its appeals that a seller can read, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidence.appeal import Platform
    from evidence.appeal.platform import Count, Reason, Text

__all__ = ["platform_page"]

_MARKS = {
    "O": "官方文本",
    "N": "新闻、法院或法条",
    "3": "第三方教程",
    "C": "公开代码或界面文字",
    "M": "未经确认",
    "U": "用户自述",
    "-": "没有查到",
}


def platform_page(platform: Platform) -> str:
    """What is known of a platform's appeals, every fact with the mark of its source and its date."""
    return "\n".join(_lines(platform)).rstrip() + "\n"


def _lines(platform: Platform) -> Iterator[str]:
    yield f"# {platform.name}：评价申诉"
    yield ""
    yield f"整理于 {platform.as_of}，来自公开资料，没有对照过真实的商家后台；菜单和限额会变，提交前请以后台为准。"
    yield "用法：`evidence build 文件夹 -o 证据包.pdf --platform " + platform.id + "`。"
    yield ""
    yield "## 期限与表单"
    yield ""
    yield "| 项目 | 内容 | 来源 |"
    yield "| --- | --- | --- |"
    form = platform.form
    rows: tuple[tuple[str, Count | Text, str], ...] = (
        ("申诉期限", platform.window, "{} 天"),
        ("能申诉几次", platform.tries, "{}"),
        ("多久有结果", platform.result, "{}"),
        ("成立以后", platform.outcome, "{}"),
        ("图片张数", form.images, "最多 {} 张"),
        ("每张图片", form.image_bytes, "最多 {} 字节"),
        ("申诉说明", form.description, "最多 {} 个字"),
        ("文件格式", form.formats, "{}"),
    )
    for name, fact, shape in rows:
        known = [] if fact.known is None else [shape.format(fact.known)]
        words = "；".join([*known, *([fact.note] if fact.note else [])])
        yield f"| {name} | {_cell(words or '没有查到')} | {_source(fact.source, fact.as_of)} |"
    if platform.entries:
        yield ""
        yield "## 从哪里进去"
        yield ""
        for entry in platform.entries:
            yield f"- {entry.path}（{entry.use}；{_source(entry.source, entry.as_of)}）"
    yield from _listed("要准备的材料", platform.materials)
    yield from _reasons(platform)
    if platform.notes:
        yield ""
        yield "## 还要知道"
        yield ""
        yield from (f"- {note.value}（{_source(note.source, note.as_of)}）" for note in platform.notes)


def _reasons(platform: Platform) -> Iterator[str]:
    yield ""
    yield "## 申诉理由"
    if not platform.reasons:
        yield ""
        yield "没有查到这个平台评价申诉的理由。"
    for reason in platform.reasons:
        yield ""
        yield f"### {reason.label}"
        yield ""
        yield f"`--ground {reason.id}`，{_source(reason.source, reason.as_of)}。{_stated(reason.needs)}"
        if reason.materials or reason.notes or reason.window is not None:
            yield ""
        yield from (f"- {one}" for one in (*reason.materials, *reason.notes))
        yield from _own_window(reason)


def _own_window(reason: Reason) -> Iterator[str]:
    if reason.window is not None:
        known = reason.window.known
        if known is None:
            yield "- 期限没有查到。"
        else:
            yield f"- 期限：{known} 天（{_source(reason.window.source, reason.window.as_of)}）。"


def _listed(title: str, items: tuple[str, ...]) -> Iterator[str]:
    if items:
        yield ""
        yield f"## {title}"
        yield ""
        yield from (f"- {item}" for item in items)


def _source(mark: str, as_of: date | None) -> str:
    return _MARKS[mark] + (f"，{as_of}" if as_of else "")


def _stated(text: str) -> str:
    return text if text.endswith("。") else text + "。"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
