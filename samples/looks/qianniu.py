"""The 千牛 desk of a Taobao shop, where everyone stands at the left under a line of name and time. Hands on HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from looks.art import avatar, goods, icon
from looks.browser import page
from looks.talk import OrderSheet, Party, Said, marked

HERE = Path(__file__).parent
WINDOW = (1280, 860)


@dataclass(frozen=True, slots=True)
class Counter:
    """Who talks; `clerk` is the shop's sub-account as the name lines print it."""

    buyer: Party
    clerk: str
    sheet: OrderSheet


def unpadded(at: datetime) -> str:
    """`2026-10-3 9:02:11`, as the name lines print a time."""
    return f"{at.year}-{at.month}-{at.day} {at.hour}:{at:%M:%S}"


def _row(said: Said, counter: Counter) -> str:
    row = f'data-row="{said.id}"'
    if said.who == "notice":
        return f'<div class="notice" {row}>{marked(said.id, said.text)}</div>'
    ours = said.who in ("seller", "auto")
    name = counter.clerk if ours else counter.buyer.name
    if said.note == "-->":
        name = f"{counter.buyer.name} --> {counter.clerk}"
    read = f"<u>{escape(said.note)}</u>" if ours and said.note else ""
    return (
        f'<div class="msg{" me" if ours else ""}" {row}><div class="name">{escape(name)}<i>'
        f"{unpadded(said.at)}</i></div>"
        f'<div class="text">{marked(said.id, said.text)}{read}</div></div>'
    )


def desktop(said: list[Said], counter: Counter, waiting: list[tuple[Party, str]], at: str) -> str:
    """The window with list, chat and the buyer's side panel; `at` as for 飞鸽."""
    people = "".join(
        f'<div class="one{" on" if nth == 0 else ""}">{avatar(party.avatar, 34, square=4)}<div>'
        f"{escape(party.name)}"
        f"<i>{escape(last)}</i></div></div>"
        for nth, (party, last) in enumerate(waiting)
    )
    sheet = counter.sheet
    tools = "".join(icon(name, 19) for name in ("face", "cut", "image", "file", "star", "clock"))
    body = (
        f'<div class="bar">{escape(counter.clerk)} - 接待中心<div class="right">{icon("min", 15, "#c7d0e2")}'
        f'{icon("max", 13, "#c7d0e2")}{icon("close", 15, "#c7d0e2")}</div></div><div class="main">'
        '<div class="list">'
        f'<div class="find">搜索联系人</div>{people}</div><div class="chat"><div class="head">'
        f"<b>{escape(counter.buyer.name)}</b><span>2019年注册</span></div>"
        f'<div class="view" data-clip="{at}"><div class="roll" data-roll>'
        f"{''.join(_row(one, counter) for one in said)}</div></div>"
        f'<div class="foot"><div class="tools">{tools}</div><div class="send"><span>关闭</span><b>'
        "发送</b></div></div></div>"
        f'<div class="panel"><div class="tabs"><b>客户</b><span>商品</span><span>机器人</span></div>'
        f'<div class="who"><b>{escape(counter.buyer.name)}</b><br>本店购买 1 笔<br>所在地 湖南长沙</div>'
        f'<div class="buy">最近订单 {escape(sheet.status)}<br>{sheet.number}<div class="what">'
        f"{goods(sheet.picture, 46)}<div>{escape(sheet.goods)}<i>{escape(sheet.spec)}</i></div></div>"
        "</div></div></div>"
    )
    return page(body, (HERE / "qianniu.css").read_text("utf-8"), *WINDOW)
