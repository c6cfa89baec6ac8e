"""A parcel's way: on the phone, on the courier's sheet, and the parcel itself before it left. Hands on HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from looks.art import barcode, goods, icon
from looks.browser import FONT, page
from looks.phone import bottom_bar, status_bar
from looks.talk import OrderSheet, stamp

HERE = Path(__file__).parent
# The package's own font has TrueType outlines, which Chromium embeds as a font; the system's CFF ones become drawings.
PAPER_FONT = HERE.parents[1] / "evidence" / "report" / "fonts" / "NotoSansSC-Regular.ttf"
PHONE = (360, 800)
PHOTO = (1200, 900)


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan: when, in which state, the courier's words."""

    at: datetime
    state: str
    text: str


def phone_track(sheet: OrderSheet, scans: list[Scan], now: datetime, battery: int) -> str:
    """The tracking page of a phone, the newest scan first."""
    rows = "".join(
        f'<div class="ev{" now" if nth == 0 else ""}">{scan.state} {escape(scan.text)}<i>{stamp(scan.at)}</i></div>'
        for nth, scan in enumerate(sorted(scans, key=lambda one: one.at, reverse=True))
    )
    body = (
        f'{status_bar(now, battery)}<div class="nav">{icon("back", 22, "#1d2129", 2)}<b>物流详情</b>'
        f'{icon("more", 22, "#1d2129", 2)}</div><div class="area"><div class="box head">'
        f"{goods(sheet.picture, 62, 6)}<div>"
        f'<span class="state">{scans[-1].state}</span><i>{sheet.courier}</i><i>'
        f"运单号 {sheet.waybill}<a>复制</a></i></div></div>"
        f'<div class="box" style="font-size:14px;line-height:21px">送至 {escape(sheet.receiver)}</div>'
        f'<div class="box">{rows}</div></div>{bottom_bar()}'
    )
    return page(body, (HERE / "phone.css").read_text("utf-8") + (HERE / "parcels.css").read_text("utf-8"), *PHONE)


def paper_track(sheet: OrderSheet, scans: list[Scan], printed: datetime, signer: str) -> str:
    """The courier's tracking sheet for printing, the oldest scan first."""
    rows = "".join(
        f"<tr><td>{nth}</td><td>{stamp(scan.at)}</td><td>{scan.state}</td><td>{escape(scan.text)}</td></tr>"
        for nth, scan in enumerate(scans, 1)
    )
    css = (
        f'@font-face{{font-family:Paper;src:url("{PAPER_FONT.as_uri()}")}}'
        "@page{size:A4;margin:18mm 16mm}*{margin:0;box-sizing:border-box}"
        f"body{{font-family:Paper,{FONT};font-size:12px;color:#222}}h1{{font-size:20px;font-weight:400;padding-bottom:4px}}"
        ".sub{color:#666;padding-bottom:14px}table{width:100%;border-collapse:collapse;margin-bottom:18px}"
        "td,th{border:1px solid #bbb;padding:7px 9px;text-align:left;"
        "line-height:18px}th{background:#f0f2f5;font-weight:400}"
        ".k{background:#f7f8fa;width:88px;color:#555}"
    )
    facts = [
        ("运单号", sheet.waybill),
        ("快递公司", sheet.courier),
        ("签收人", signer),
        ("签收时间", stamp(sheet.signed)),
    ]
    cells = "".join(
        f'<tr><td class="k">{facts[nth][0]}</td><td>{facts[nth][1]}</td>'
        f'<td class="k">{facts[nth + 1][0]}</td><td>{facts[nth + 1][1]}</td></tr>'
        for nth in (0, 2)
    )
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>快件跟踪记录</title><style>'
        f"{css}</style><body>"
        f"<h1>{sheet.courier} 快件跟踪记录</h1><div class=sub>查询时间：{stamp(printed)}</div><table>"
        f"{cells}</table>"
        f"<table><tr><th>序号</th><th>时间</th><th>状态</th><th>轨迹</th></tr>{rows}</table>"
        "<div class=sub>本单由运单号查询生成，时间为北京时间。</div></body></html>"
    )


def packed(sheet: OrderSheet, shop: str, on: datetime) -> str:
    """The parcel on the packing table, its label up."""
    grain = "".join(
        f'<path d="M0 {40 + nth * 62} C300 {20 + nth * 64} 800 {70 + nth * 60} 1200 {36 + nth * 63}" '
        'stroke="#a87b4d" '
        f'stroke-opacity=".35" stroke-width="{2 + nth % 3}" fill="none"/>'
        for nth in range(15)
    )
    label = (
        '<div style="position:absolute;left:330px;top:228px;width:520px;height:372px;'
        "background:#fdfdfb;transform:rotate(-2deg);"
        'box-shadow:1px 2px 5px rgba(0,0,0,.35);padding:16px 20px;color:#161616">'
        '<div style="font-size:30px;font-weight:700;display:flex;justify-content:space-between">'
        f"{sheet.courier}"
        '<span style="font-size:22px">标准快递</span></div><div style="margin:10px 0 2px">'
        f"{barcode(sheet.waybill, 478, 76)}</div>"
        f'<div style="font-size:26px;letter-spacing:3px;text-align:center">{sheet.waybill}</div>'
        '<div style="border-top:2px solid #222;margin-top:8px;padding-top:8px;font-size:21px;'
        f'line-height:33px">收 {escape(sheet.receiver)}'
        f'<br>寄 {escape(shop)}</div><div style="border-top:2px solid #222;margin-top:6px;'
        "padding-top:6px;font-size:20px;"
        f'display:flex;justify-content:space-between"><span>打印 {on:%Y-%m-%d %H:%M}</span><span>'
        "1/1</span></div></div>"
    )
    body = (
        '<div style="position:absolute;inset:0;background:linear-gradient(168deg,#d9b183,#b98a58)"></div>'
        f'<svg style="position:absolute;inset:0" width="1200" height="900">{grain}'
        '<polygon points="176,770 1050,800 1110,742 1090,160 1040,120" fill="#000" opacity=".22"/>'
        '<polygon points="170,130 1036,116 1056,760 150,772" fill="#c99a63"/>'
        '<polygon points="170,130 1036,116 1044,330 164,344" fill="#d3a874"/>'
        '<polygon points="560,124 640,122 646,766 556,768" fill="#e9d7b0" opacity=".75"/></svg>'
        f"{label}"
        '<div style="position:absolute;left:60px;top:40px;width:190px;height:120px;background:#fff7c9;'
        "transform:rotate(5deg);"
        'box-shadow:1px 2px 4px rgba(0,0,0,.3);padding:14px;font-size:24px;line-height:42px;color:#3b3b3b">'
        f"质检 合格<br>{on:%m-%d} 发</div>"
    )
    return page(body, "", *PHOTO)
