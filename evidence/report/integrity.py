"""The checklist, every file with its digest and what became of it, how to check it oneself, and what is not claimed."""

from __future__ import annotations

import hashlib
from typing import Any

from evidence.catalogue import say
from evidence.model import Dossier, Sealing, Source
from evidence.report.blocks import Boxed, Chip, Grid, Row, listed, section_anchor
from evidence.report.canvas import PageIndex
from evidence.report.custody import custody_flow
from evidence.report.exhibits import KIND_WORDS, STATUS_WORDS, References, exhibit_place, sourced
from evidence.report.paragraph import Text
from evidence.report.style import (
    BODY,
    BODY_WIDTH,
    CELL,
    CELL_STRONG,
    GREY,
    HEAD_CELL,
    INK,
    LEAD,
    NOTE,
    SECTION,
    SMALL,
    SUBSECTION,
    TINY,
    TextStyle,
    when,
)
from evidence.report.text import Run

_CODE = TextStyle(size=8.6, leading=14, with_next=True)
_SYSTEM = TextStyle(size=8, leading=14, color=GREY)
_STEP = TextStyle(after=5, with_next=True)
_ITEM = TextStyle(size=9.2, leading=15.5, after=4)

_PATH = 400
_SEALED: dict[Sealing, str] = {
    "none": "本材料生成时未加盖可信时间戳，生成时间取自生成时所用电脑的时钟；"
    "其后加盖的，以文件内的时间戳和随附的 .tsr 文件为准。",
    "unreachable": "本材料生成时未能取得可信时间戳（时间戳服务没有给出），生成时间取自生成时所用电脑的时钟；"
    "其后加盖的，以文件内的时间戳和随附的 .tsr 文件为准。",
    "timestamp": "本材料生成后随即加盖可信时间戳，以文件内的时间戳和随附的 .tsr 文件所载时间为准；"
    "页面所印生成时间取自生成时所用电脑的时钟。",
    "signature": "本材料生成后随即以证书签名，签名者以文件内所载为准；有 .tsr 文件随附的，时间以其所载为准；"
    "页面所印生成时间取自生成时所用电脑的时钟。",
}
"""What a pack may say of its time, by what was done when it was made; the seal itself comes after the last page."""


def pack_id(dossier: Dossier) -> str:
    """The pack's number, derived from the digests of all files and the time it was generated."""
    told = "\n".join([*(f"{s.sha256}  {s.path}" for s in dossier.case.sources), dossier.generated.isoformat()])
    return "E-" + hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:12].upper()


def checklist_pages(dossier: Dossier, refs: References) -> list[Any]:
    """The section of the checklist; empty where nothing was checked."""
    if not dossier.appeal.checklist:
        return []
    lead = "按平台审核时通常查看的要点逐项核对。“未能核对”指所附材料不足以判断，并非不合格。"
    rows = []
    for check in dossier.appeal.checklist:
        said: list[Any] = [Text(check.title, CELL_STRONG), Text(refs.worded(check.found), SMALL)]
        if check.remedy and check.state != "pass":
            said.append(Text([Run("怎么办  ", bold=True), refs.worded(check.remedy)], SMALL))
        if check.basis:
            said.append(Text(sourced(refs.worded(check.basis)), TINY))
        rows.append(Row([[Chip(check.state)], said]))
    head = Row([[Text("结果", HEAD_CELL)], [Text("要点与核对所见", HEAD_CELL)]])
    return [
        section_anchor("checks", "核对清单"),
        Text("核对清单", SECTION),
        Text(lead, LEAD),
        Grid([62, BODY_WIDTH - 62], rows, head=head),
    ]


def integrity_pages(dossier: Dossier, refs: References, index: PageIndex) -> list[Any]:
    """The section of integrity: the files, and how to check them."""
    sources = sorted(dossier.case.sources, key=lambda s: (refs.numbers.get(s.id, 1 << 30), s.path))
    files = [source for source in sources if source.derived_from is None]
    used = sum(source.status == "used" for source in files)
    lead = (
        f"案件文件夹中共有 {len(files)} 个文件，收录 {used} 个。每个文件在打开之前先计算 SHA-256；"
        "截图导入后未改动，页边标记不在图片之内。以下逐一列出每个文件及其去向"
        + ("。" if len(files) == len(sources) else "；由录屏取出的画面列在其中，不是单独的文件。")
    )
    rows = [_file(source, refs, index) for source in sources]
    head = Row([[Text("证据", HEAD_CELL)], [Text("文件与 SHA-256", HEAD_CELL)], [Text("去向", HEAD_CELL)]])
    flow: list[Any] = [section_anchor("integrity", "完整性"), Text("完整性", SECTION), Text(lead, LEAD)]
    flow.append(Grid([50, BODY_WIDTH - 50 - 132, 132], rows, head=head))
    flow += [
        Text("自行核对", SUBSECTION),
        Text("核对某个原文件：在原文件所在的文件夹执行，所得数值应与上表一致。", _STEP),
        _commands(
            ("Linux", "sha256sum 文件名"),
            ("macOS", "shasum -a 256 文件名"),
            ("Windows", "certutil -hashfile 文件名 SHA256"),
        ),
        Text("核对本材料：数值应与随附的 .sha256 文件一致。", _STEP),
        _code("sha256sum -c PACK.pdf.sha256"),
        Text("一次核对本材料与全部原文件（PACK.pdf 换成本文件的名称）：", _STEP),
        _code("evidence verify PACK.pdf --originals 案件文件夹"),
    ]
    if dossier.sealing in ("timestamp", "signature"):
        flow += [
            Text("核对时间戳（有 .tsr 文件随附时；“根证书.pem”是时间戳服务公布的根证书）：", BODY),
            _code("openssl ts -verify -data PACK.pdf -in PACK.pdf.tsr -CAfile 根证书.pem"),
        ]
    flow += custody_flow(dossier)
    engine = dossier.transcript.engine
    if engine is not None:
        models = f"（模型 {'、'.join(engine.models)}）" if engine.models else ""
        flow.append(
            Text(
                f"文字识别：{engine.name} {engine.version}{models}。"
                f"整理：evidence {dossier.version}，{when(dossier.generated)}。",
                NOTE,
            )
        )
    return flow


def _code(text: str) -> Boxed:
    return Boxed([Text(text, _CODE)], bar=INK, shade=True, after=7)


def _commands(*lines: tuple[str, str]) -> Boxed:
    rows = [Row([[Text(system, _SYSTEM)], [Text(command, _CODE)]], rule=False) for system, command in lines]
    return Boxed([Grid([64, BODY_WIDTH - 90], rows, pad=(0, 0), after=0)], bar=INK, shade=True, after=7)


def _file(source: Source, refs: References, index: PageIndex) -> Row:
    number = refs.numbers.get(source.id)
    place = exhibit_place(source.id)
    label: str | Run = Run(f"证据{number}", link=place) if number else "—"
    particulars = f"{source.bytes:,} 字节·{KIND_WORDS[source.kind]}"
    if source.derived_from is not None:
        particulars = f"录屏画面·{KIND_WORDS[source.kind]}"
    elif source.modified is not None:
        particulars += f"·文件修改时间 {when(source.modified)}"
    said: list[Any] = [
        Text(refs.file(source, _PATH), CELL),
        Text(source.sha256, TextStyle(size=7.2, leading=11)),
        Text(particulars, TINY),
    ]
    return Row([[Text(label, CELL)], said, _fate(source, refs, index)])


def _fate(source: Source, refs: References, index: PageIndex) -> list[Any]:
    words: list[Any] = [Text(STATUS_WORDS[source.status], SMALL)]
    pages = index.shown.get(source.id)
    if pages:
        shown = "、".join(_ranges(pages))
        words.append(Text(f"见第 {shown} 页", TINY))
    if source.duplicate_of is not None:
        words.append(Text(f"与{refs.exhibit(source.duplicate_of)}内容相同", TINY))
    if source.reason is not None:
        words.append(Text(refs.worded(say(source.reason, "zh")), TINY))
    words += [Text(refs.worded(say(note, "zh")), TINY) for note in source.notes]
    return words


def _ranges(pages: list[int]) -> list[str]:
    """`[3, 7, 8, 9]` as `3`, `7-9`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def limits_pages(dossier: Dossier) -> list[Any]:
    """The section that says what the pack does not claim."""
    words = "“疑似”“截图显示”等用语" if dossier.appeal.ground else "“截图显示”等用语"
    items = [
        f"本材料只陈述所附截图与文件显示的内容。{words}表示有待平台或有关机关判断，不是对任何人行为的定性。",
        "SHA-256 一致只说明文件自导入以来未改动，不说明文件在导入之前的情况，也不单独说明其内容属实。"
        + _SEALED[dossier.sealing],
        "文字由程序识别，可能有误；引文旁附原截图画面与置信度，两者不一致时以画面为准。",
        "发言人依截图版式判断（左右位置、昵称行、标题栏）；无法判断的标为“发言人不明”。",
        "标为“推算”“沿用”的时间不是截图直接显示的完整时间，由截图所示相对时间与截图时刻换算，或沿用上方时间分隔。",
        "仅在相邻截图之间合并重复的消息；相邻截图没有重叠之处标为“不连续”，其间可能有未截取的消息。",
        "平台规则与期限依所注日期的公开资料整理，提交前请以平台页面为准。",
        "原始载体（手机、电脑及平台后台记录）请妥善保留，必要时可当面出示。",
        "本材料含交易与个人信息，仅供平台申诉或有关机关使用，请勿公开传播。",
    ]
    flow: list[Any] = [section_anchor("limits", "限制与声明"), Text("限制与声明", SECTION)]
    flow += [listed(f"{number}. ", [item], _ITEM) for number, item in enumerate(items, 1)]
    flow.append(Text("商家声明", SUBSECTION))
    flow.append(Text("以上截图与文件由本店提供，未经编辑。本店对所提交材料的来源负责。", BODY))
    flow.append(Text([Run("签章：________________________        日期：____________________", color=GREY)], BODY))
    return flow
