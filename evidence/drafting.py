"""Draft a commented case.toml: what was read is filled in with its source, what was not is left as a comment."""

from __future__ import annotations

from evidence.appeal import recognise_platform
from evidence.model import Case, Fact, Facts, Transcript

__all__ = ["draft_casefile"]


def draft_casefile(case: Case, transcript: Transcript, facts: Facts) -> str:
    """The text of a case.toml; every value that was read says from which file, every other line is a comment."""
    platform, platform_why = recognise_platform(case, transcript, facts)
    paths = {s.id: s.path for s in case.sources}
    titles = [s.title for s in transcript.screens if s.title and s.device == "seller"]
    order, review, shipment = facts.order, facts.review, facts.shipment
    buyer = order.buyer or review.buyer
    lines = [
        "# 案件信息草稿。每一项都可以删掉；写在这里的以这里为准，与图中读到的不一致时证据包会写明。",
        "# 时间请写成 2026-10-06T20:00:00+08:00 的样子。",
        "",
        "[case]",
        _filled("platform", platform, platform_why),
        _fact("shop", order.shop, paths, "木木家居旗舰店", "店铺名"),
        _filled("buyer", titles[0], "聊天窗口标题")
        if titles and buyer is None
        else _fact("buyer", buyer, paths, "用户8823", "买家昵称，按客户端显示的写"),
        _fact("order", order.number, paths, "6953495324704314513", "与评价同一个订单的订单号"),
        "# captured = 2026-10-06T20:00:00+08:00     # 截图时间，用来推算“昨天”等",
        '# device = "seller"                         # 谁的屏幕：seller 或 buyer',
        "",
        "[review]",
        _fact("time", review.time, paths, "2026-10-05T21:47:00+08:00", "评价时间", quoted=False),
        _fact("stars", review.stars, paths, "1", "星级", quoted=False),
        _fact("text", review.text, paths, "评价原文", "评价原文，一字不改"),
        "",
        "[shipment]",
        _fact("courier", shipment.courier, paths, "中通快递", "快递公司"),
        _fact("waybill", shipment.waybill, paths, "78950012345678", "运单号"),
        _fact("signed", shipment.signed, paths, "2026-10-02T10:31:00+08:00", "签收时间", quoted=False),
        "",
    ]
    for source in case.used():
        if source.kind in ("photo", "recording", "other", "document"):
            lines += [
                "[[exhibit]]",
                f"file = {_string(source.path)}",
                f"kind = {_string(source.kind)}",
                '# caption = ""                            # 这份证据是什么，例如：发货前质检照片',
                '# answers = ""                            # 它回应的说法，例如：衣服破了个洞',
                "",
            ]
    return "\n".join(lines)


def _fact(
    key: str, fact: Fact | None, paths: dict[str, str], example: str, meaning: str, *, quoted: bool = True
) -> str:
    if fact is None:
        value = _string(example) if quoted else example
        return f"# {key} = {value}    # {meaning}（未读到，请补上）"
    origin = "case.toml" if fact.origin == "case-file" else paths.get(fact.source or "", "")
    return _filled(key, fact.value, f"{meaning}；读自 {origin}", quoted=quoted)


def _filled(key: str, value: str, remark: str, *, quoted: bool = True) -> str:
    remark = " ".join(remark.split())
    return f"{key} = {_string(value) if quoted else value}    # {remark}"


def _string(text: str) -> str:
    """A TOML basic string: quotes, backslashes and control characters escaped."""
    escaped = "".join(
        f"\\u{ord(c):04x}" if ord(c) < 0x20 or ord(c) == 0x7F else "\\" + c if c in '"\\' else c for c in text
    )
    return f'"{escaped}"'
