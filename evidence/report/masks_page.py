"""What a shared copy hides: takes the masks, hands on a section that names each place and never the thing itself."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from evidence.report.blocks import Grid, Row, section_anchor
from evidence.report.edition import Edition, Masked
from evidence.report.exhibits import References, exhibit_place
from evidence.report.paragraph import Text
from evidence.report.style import BODY, BODY_WIDTH, CELL, HEAD_CELL, LEAD, SECTION, SMALL
from evidence.report.text import Run


def masks_pages(edition: Edition, refs: References) -> list[Any]:
    """The section of masks; empty for a copy that hides nothing."""
    if edition.masks is None:
        return []
    lead = (
        "本件供平台以外的人阅读。下列内容已遮盖：图片中的已用色块覆盖并重新编码，原画面与图片附带信息均不在本文件内；"
        "文字中的已换成“*”。原件不随本件提供；完整性部分所列 SHA-256 属于未遮盖的原文件。"
    )
    note = (
        "遮盖由程序按版式与字样判断，可能有遗漏或多遮。照片与头像：聊天头像一律遮盖；照片中只能按肤色和轮廓寻找人脸，"
        "分享前请逐页看过。"
    )
    flow: list[Any] = [section_anchor("masks", "遮盖清单"), Text("遮盖清单", SECTION), Text(lead, LEAD)]
    if not edition.masks:
        return [*flow, Text("没有找到需要遮盖的内容。", BODY), Text(note, BODY)]

    def key(mask: Masked) -> tuple[int, int, str]:
        return (refs.numbers.get(mask.source or "", 1 << 30), mask.page, mask.what)

    rows = []
    for (number, page, what), group in groupby(sorted(edition.masks, key=lambda m: (*key(m), _order(m))), key=key):
        held = list(group)
        source = held[0].source
        named: str | Run = "本材料的文字"
        if source in refs.numbers and source:
            named = Run(f"证据{number}" + (f" 第{page}张" if page > 1 else ""), link=exhibit_place(source))
        boxes = [m.box for m in held if m.box is not None]
        where = "；".join(f"{b.x0},{b.y0}–{b.x1},{b.y1}" for b in boxes) if boxes else f"{len(held)} 处"
        rows.append(Row([[Text(named, CELL)], [Text(what, CELL)], [Text(where, SMALL)]]))
    head = Row([[Text(word, HEAD_CELL)] for word in ("所在", "内容种类", "位置（原图像素：左,上 – 右,下）")])
    return [*flow, Grid([92, 112, BODY_WIDTH - 204], rows, head=head), Text(note, BODY)]


def _order(mask: Masked) -> tuple[int, ...]:
    return (mask.box.y0, mask.box.x0) if mask.box else ()
