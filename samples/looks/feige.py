"""The 飞鸽 desk of a Douyin shop: three columns on a computer, one on a phone. Takes what was said, hands on HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from looks.art import avatar, goods, icon
from looks.browser import page
from looks.phone import bottom_bar, status_bar
from looks.talk import OrderSheet, Party, Said, marked, needs_separator, stamp, wording

HERE = Path(__file__).parent
DESKTOP = (1600, 960)
PHONE = (360, 800)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who talks in the window, about which order, and when it was captured."""

    shop: Party
    clerk: Party
    buyer: Party
    sheet: OrderSheet
    captured: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another conversation in the list at the left."""

    party: Party
    last: str
    ago: str


def _card(said: Said, sheet: OrderSheet) -> str:
    lines = [f"订单号{sheet.number}", sheet.status, sheet.goods, f"共1件，总价¥{sheet.price}"]
    number, status, what, sum_ = (marked(f"{said.id}.{nth}", line) for nth, line in enumerate(lines))
    return (
        f'<div class="card"><div class="no">{number}<b>{status}</b></div><div class="what">'
        f"{goods(sheet.picture, 48)}<div>{what}<i>{sum_}</i></div></div>"
        '<div class="acts"><span>发物流卡</span><span>发售后卡</span><span>查看详情</span></div></div>'
    )


def _desktop_row(said: Said, desk: Desk, read: bool) -> str:
    row = f'data-row="{said.id}"'
    if said.who == "notice":
        return f'<div class="notice" {row}>{marked(said.id, said.text)}</div>'
    ours = said.who in ("seller", "auto")
    face = avatar((desk.clerk if ours else desk.buyer).avatar, 36)
    body = (
        _card(said, desk.sheet)
        if said.who == "card"
        else '<div class="bubble">'
        + ('<span class="robot">智能客服</span>' if said.note == "抖音电商智能客服发送" else "")
        + marked(said.id, said.text)
        + "</div>"
    )
    notes = [wording(said.at, desk.captured, seconds=True)]
    if ours:
        notes.append("已读" if read else "未读")
    if said.note:
        notes.append(said.note)
    under = "".join(f"<span>{escape(note)}</span>" for note in notes)
    return (
        f'<div class="row{" me" if ours else ""}" {row}>{face}<div class="body">{body}'
        f'<div class="under">{under}</div></div></div>'
    )


def _talk(said: list[Said], desk: Desk, row_of: str) -> str:
    rows, before = [], None
    last_buyer = max((nth for nth, one in enumerate(said) if one.who == "buyer"), default=-1)
    for nth, one in enumerate(said):
        if needs_separator(before, one):
            shown = wording(one.at, desk.captured, seconds=False)
            rows.append(f'<div class="sep">{marked("t." + one.id, shown)}</div>')
        read = nth < last_buyer
        rows.append(_desktop_row(one, desk, read) if row_of == "desktop" else _phone_row(one, desk, read))
        before = one
    return "".join(rows)


def order_panel(sheet: OrderSheet) -> str:
    """The card of one order as the right column shows it."""
    lines = [
        ("实付金额", f"¥{sheet.price}"),
        ("付款时间", f"{sheet.paid:%Y/%m/%d %H:%M:%S}({sheet.paid_by})"),
        ("物流信息", f"{sheet.courier}{sheet.waybill}"),
        ("", f"[已签收]{stamp(sheet.signed)}"),
        ("收货信息", sheet.receiver),
        ("发货时间", f"{sheet.shipped:%Y-%m-%d %H:%M}"),
    ]
    rows = "".join(f'<div class="line"><u>{name}</u><span>{escape(value)}</span></div>' for name, value in lines)
    return (
        f'<div class="sheet"><div class="no"><span>{sheet.number}</span><i>{sheet.status}</i></div>'
        f'<div class="tags"><span>已发1/1</span><span>运费险</span><span>七天无理由</span></div>'
        f'<div class="what">{goods(sheet.picture, 56)}<div>{escape(sheet.goods)}<i>'
        f"规格：{escape(sheet.spec)}</i>"
        f"<i>¥{sheet.price} x1</i></div></div>{rows}"
        '<div class="acts"><span>查看物流</span><span>备注</span><span>订单详情</span></div></div>'
    )


def desktop(said: list[Said], desk: Desk, waiting: list[Waiting], at: str) -> str:
    """The window with list, chat and order panel; `at` is `start`, `end` or `ID|GAP`, the row at the top."""
    rail = "".join(
        icon(name, 22, "#fff" if nth == 0 else "#8b95aa") for nth, name in enumerate(("chat", "list", "chart", "gear"))
    )
    people = "".join(
        f'<div class="one{" on" if nth == 0 else ""}">{avatar(one.party.avatar, 38)}<div><div class="who">'
        f'{escape(one.party.name)}<i>{one.ago}</i></div><div class="last">{escape(one.last)}</div></div></div>'
        for nth, one in enumerate(waiting)
    )
    tools = "".join(icon(name, 20) for name in ("face", "image", "cut", "file", "clock"))
    body = (
        f'<div class="bar"><b>飞鸽</b><span class="shop">{escape(desk.shop.name)}</span><div class="right">'
        f'<span><span class="dot"></span>在线</span><span>今日接待 27</span>{icon("bell", 18)}'
        f"{avatar(desk.clerk.avatar, 24)}{icon('min', 16)}{icon('max', 14)}{icon('close', 16)}</div></div>"
        f'<div class="main"><div class="rail">{rail}</div><div class="list"><div class="tabs"><b>'
        "当前会话(8)</b>"
        '<span>最近联系</span><span>平台消息</span></div><div class="find">'
        f"{icon('search', 14, '#a9aeb8')}搜索昵称/订单号</div>"
        f'{people}</div><div class="chat"><div class="head">{avatar(desk.buyer.avatar, 32)}'
        f'<b>{escape(desk.buyer.name)}</b><a>添加备注</a><div class="right">'
        f"{icon('star', 20)}{icon('person', 20)}"
        f'{icon("more", 20)}</div></div><div class="view" data-clip="{at}"><div class="roll" data-roll>'
        f'{_talk(said, desk, "desktop")}</div></div><div class="foot"><div class="tools">{tools}</div>'
        f'<div class="hint">发送给 {escape(desk.buyer.name)}，使用Enter 发送消息</div>'
        '<div class="send"><span>关闭会话</span><b>发送</b></div></div></div>'
        f'<div class="panel"><div class="tabs"><span>商品</span><b>订单</b><span>快捷短语</span></div>'
        f"{order_panel(desk.sheet)}</div></div>"
    )
    return page(body, (HERE / "feige_desktop.css").read_text("utf-8"), *DESKTOP)


def _phone_row(said: Said, desk: Desk, read: bool) -> str:
    row = f'data-row="{said.id}"'
    if said.who == "notice":
        return f'<div class="notice" {row}>{marked(said.id, said.text)}</div>'
    ours = said.who in ("seller", "auto")
    face = avatar((desk.clerk if ours else desk.buyer).avatar, 38)
    under = f'<div class="under">{"已读" if read else "未读"}</div>' if ours else ""
    return (
        f'<div class="row{" me" if ours else ""}" {row}>{face}<div class="body">'
        f'<div class="bubble">{marked(said.id, said.text)}</div>{under}</div></div>'
    )


def phone(said: list[Said], desk: Desk, at: str, battery: int, height: int = PHONE[1]) -> str:
    """The same desk on the seller's phone, with the order's bar under the header; `height` in CSS pixels."""
    chips = "".join(f"<span>{name}</span>" for name in ("快捷回复", "发订单", "发商品", "转接", "备注"))
    body = (
        f'{status_bar(desk.captured, battery)}<div class="head">{icon("back", 22, "#1d2129", 2)}'
        f"<b>{escape(desk.buyer.name)}</b>{icon('more', 22, '#1d2129', 2)}</div>"
        f'<div class="orderbar">{goods(desk.sheet.picture, 40)}<div>{desk.sheet.status} ¥{desk.sheet.price}'
        f"<i>订单号 {desk.sheet.number}</i></div><a>查看</a></div>"
        f'<div class="view" data-clip="{at}"><div class="roll" data-roll>'
        f"{_talk(said, desk, 'phone')}</div></div>"
        f'<div class="chips">{chips}</div><div class="input">{icon("voice", 26, "#1d2129")}<span>'
        "请输入消息</span>"
        f"{icon('face', 26, '#1d2129')}{icon('plus', 26, '#1d2129')}</div>{bottom_bar()}"
    )
    return page(
        body, (HERE / "phone.css").read_text("utf-8") + (HERE / "feige_phone.css").read_text("utf-8"), PHONE[0], height
    )
