"""Back-office pages on a computer: an order's details, a review's details. Takes values, hands on HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from looks.art import avatar, goods, stars
from looks.browser import page
from looks.talk import OrderSheet, Party, stamp

HERE = Path(__file__).parent
WINDOW = (1280, 800)

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Office:
    """A platform's back office: what it is called, its colour, its menu (the first entry is open)."""

    name: str
    brand: str
    menu: tuple[str, ...]
    shop: Party


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A review as the back office shows it; `verdict` is what stands beside or instead of the stars."""

    by: Party
    time: datetime
    stars: int | None
    verdict: str
    text: str
    number: str


def _pairs(pairs: Pairs) -> str:
    return "".join(f'<div class="pair"><u>{name}</u><span>{escape(value)}</span></div>' for name, value in pairs)


def _goods(sheet: OrderSheet) -> str:
    return (
        f'<div class="goods">{goods(sheet.picture, 68)}<div>{escape(sheet.goods)}<i>'
        f"{escape(sheet.spec)}</i></div>"
        f'<div class="sum">¥{sheet.price}<i>x1</i></div></div>'
    )


def _frame(office: Office, paper: str) -> str:
    menu = "".join(
        f"<div{' class=on' if nth == 0 else ''}>{escape(name)}</div>" for nth, name in enumerate(office.menu)
    )
    body = (
        f'<div style="--brand:{office.brand};height:100%"><div class="top"><b>{office.name}</b>'
        f'<div class="right">{avatar(office.shop.avatar, 28)}{escape(office.shop.name)}</div></div>'
        f'<div class="cols"><div class="menu">{menu}</div><div class="paper">{paper}</div></div></div>'
    )
    return page(body, (HERE / "pages.css").read_text("utf-8"), *WINDOW)


def order_page(office: Office, sheet: OrderSheet, top: Pairs, delivery: Pairs, paid: str) -> str:
    """One order's details: numbers and times, delivery, goods."""
    return _frame(
        office,
        f'<div class="crumb">交易 / 订单管理 / 订单详情</div><h1>{escape(sheet.status)}</h1>'
        f'<div class="grid">{_pairs(top)}</div><h2>收货和物流</h2><div class="grid">{_pairs(delivery)}</div>'
        f"<h2>商品</h2>{_goods(sheet)}<div class=acts><span>订单备注</span><span>查看物流</span>"
        f'<div style="margin-left:auto">{escape(paid)}</div></div>',
    )


def review_page(office: Office, sheet: OrderSheet, review: ReviewSheet, appeal: str) -> str:
    """One review's details with the buttons a seller has."""
    facts = [
        ("评价时间", stamp(review.time)),
        ("订单编号", review.number),
        ("买家昵称", review.by.name),
        ("展示状态", "展示中"),
    ]
    row = "" if review.stars is None else stars(review.stars, 18) + "&nbsp;&nbsp;"
    return _frame(
        office,
        '<div class="crumb">评价管理 / 评价详情</div><h1>评价详情</h1>'
        '<div class="pair" style="align-items:center;gap:10px">'
        f'{avatar(review.by.avatar, 36)}<span style="font-size:15px">{escape(review.by.name)}</span></div>'
        f'<div style="padding-top:12px">{row}<span>{escape(review.verdict)}</span></div>'
        f'<div class="said">{escape(review.text)}</div><h2>评价信息</h2><div class="grid">'
        f"{_pairs(facts)}"
        f"</div><h2>评价商品</h2>{_goods(sheet)}<div class=acts><span>回复</span><b>{appeal}</b></div>",
    )
