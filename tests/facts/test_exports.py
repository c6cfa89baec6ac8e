"""Order exports as back offices write them: read as they are, bounded when hostile, screened without accusing."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import Run

from evidence.documents import dumps
from evidence.errors import EvidenceError, Exit
from evidence.facts.exports import (
    Export,
    Parcel,
    as_csv,
    as_document,
    as_json,
    as_text,
    combined,
    read_export,
    related,
    screen,
)
from evidence.facts.exports.columns import _columns, columns_of
from evidence.facts.exports.records import parcels_of

Runner = Callable[..., Run]
Cells = dict[str, str]

DOUYIN: Cells = {
    "主订单编号": "\t6931112223334445556",
    "子订单编号": "\t6931112223334445556",
    "选购商品": "亚麻窗帘客厅加厚款",
    "商品规格": "米白",
    "商品数量": "1",
    "订单应付金额": "67.00",
    "收件人": "林*",
    "收件人手机号": "1********23",
    "省": "浙江省",
    "市": "杭州市",
    "区": "西湖区",
    "街道": "-",
    "详细地址": "文*路***",
    "买家留言": "-",
    "订单提交时间": "\t2026-09-30 08:51:12",
    "支付完成时间": "2026-09-30 08:52:40",
    "订单完成时间": "",
    "订单状态": "已发货",
    "售后状态": "-",
    "快递信息": "73811112222333-中通快递,YT9988776655443-圆通速递,",
    "达人昵称": "-",
}
TAOBAO: Cells = {
    "订单编号": '="3931112223334445556"',
    "买家会员名": "tb_林间小屋",
    "买家实际支付金额": "67.00",
    "订单状态": "卖家已发货，等待买家确认",
    "收货人姓名": "林小雨",
    "收货地址": "浙江省 杭州市 西湖区 文一西路 99号 3栋501",
    "联系手机": "'13800001111",
    "订单创建时间": "2026/9/30 8:51",
    "订单付款时间": "2026-09-30 08:52:40",
    "宝贝标题": "亚麻窗帘客厅加厚款",
    "宝贝种类": "1",
    "宝贝总数量": "2",
    "物流单号": "No:73811112222333",
    "物流公司": "中通快递",
    "退款金额": "0.00",
}
PDD: Cells = {
    "商品": "亚麻窗帘客厅加厚款",
    "订单号": "260930-123456789012345\t",
    "订单状态": "已发货，待收货",
    "商品总价(元)": "70.00",
    "用户实付金额(元)": "67.00",
    "商家实收金额(元)": "65.00",
    "商品数量(件)": "1",
    "收货人": "林**",
    "手机": "138****1111",
    "省": "浙江省",
    "市": "杭州市",
    "区": "西湖区",
    "详细地址": "文一西路***",
    "拼单成功时间": "2026-09-30 08:52:40",
    "发货时间": "2026-09-30 18:00:00",
    "快递单号": "73811112222333",
    "快递公司": "中通快递",
    "售后状态": "无售后或售后取消",
}
JD: Cells = {
    "订单号": "312233445566",
    "商品名称": "亚麻窗帘客厅加厚款",
    "订购数量": "1",
    "下单时间": "2026-09-30 08:51:12",
    "京东价": "70.00",
    "应付金额": "67.00",
    "订单状态": "等待出库",
    "下单帐号": "jd_linjian",
    "客户姓名": "林小雨",
    "客户地址": "浙江杭州市西湖区文一西路99号",
    "联系电话": "13800001111",
    "付款确认时间": "2026-09-30 08:52:40",
}
XHS: Cells = {
    "订单号": "P731112223334445556",
    "订单状态": "已发货",
    "售后状态": "无售后",
    "订单创建时间": "2026-09-30 08:51:12",
    "订单支付时间": "2026-09-30 08:52:40",
    "SKU名称": "亚麻窗帘客厅加厚款",
    "SKU件数": "1",
    "商家应收金额(元)": "67.00",
    "收件人姓名": "~Agk3QpZxYtLmNo12/AbCdEfGh==~1~",
    "收件人电话": "#Qk3p9Zx7YtLmNo12AbCdEfGh#",
    "收件人地址": "~Bgk3QpZxYtLmNo12/AbCdEfGhIjKl==~1~",
    "快递公司": "中通快递",
    "快递单号": "73811112222333",
    "用户备注": "",
}


def write(
    path: Path, *rows: Cells, encoding: str = "utf-8-sig", delimiter: str = ",", title: str | None = None
) -> Path:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    if title is not None:
        writer.writerow([title])
    writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def workbook(path: Path, *rows: Cells) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([cell.removeprefix('="').removesuffix('"') for cell in row.values()])
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("cells", "platform", "number", "amount", "parcels"),
    [
        (
            DOUYIN,
            "douyin",
            "6931112223334445556",
            67.0,
            [("73811112222333", "中通快递"), ("YT9988776655443", "圆通速递")],
        ),
        (TAOBAO, "taobao", "3931112223334445556", 67.0, [("73811112222333", "中通快递")]),
        (PDD, "pinduoduo", "260930-123456789012345", 67.0, [("73811112222333", "中通快递")]),
        (JD, "jd", "312233445566", 67.0, []),
        (XHS, "xiaohongshu", "P731112223334445556", 67.0, [("73811112222333", "中通快递")]),
    ],
    ids=["douyin", "taobao", "pinduoduo", "jd", "xiaohongshu"],
)
def test_each_marketplaces_export_is_read_as_it_is(
    tmp_path: Path, kind: str, cells: Cells, platform: str, number: str, amount: float, parcels: list[tuple[str, str]]
) -> None:
    path = tmp_path / f"导出.{kind}"
    export = read_export(write(path, cells) if kind == "csv" else workbook(path, cells))
    assert (export.platform, export.rows, export.notices) == (platform, 1, ())
    (order,) = export.orders
    assert (order.number, order.amount, order.goods) == (number, amount, ["亚麻窗帘客厅加厚款"])
    assert [(p.waybill, p.courier) for p in order.parcels] == parcels
    paid = order.time("paid")
    assert paid is not None and paid.isoformat() == "2026-09-30T08:52:40+08:00"


def test_every_heading_known_is_that_of_its_field() -> None:
    for field in _columns().field:
        for name in field.names:
            others = [one.names[0] for one in _columns().field if one.name not in (field.name, "number")][:3]
            heading = [*others, name, *([] if field.name == "number" else ["订单号"])]
            found = columns_of(heading)
            assert found is not None and found[field.name] == 3, (field.name, name)
            for shown in (f" {name} ", f"{name}(元)", f"*{name}", f"\ufeff{name}\t"):
                assert columns_of([*others, shown, "订单号"]) is not None, shown


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ("2026-09-30 08:52:40", "2026-09-30T08:52:40+08:00"),
        ("2026/09/30 08:52:40", "2026-09-30T08:52:40+08:00"),
        ("\t2026-09-30 08:52:40\t", "2026-09-30T08:52:40+08:00"),
        ('="2026-09-30 08:52:40"', "2026-09-30T08:52:40+08:00"),
        ("'2026-09-30 08:52:40", "2026-09-30T08:52:40+08:00"),
        ("2026-09-30T08:52:40", "2026-09-30T08:52:40+08:00"),
        ("2026-09-30 08:52:40.0", "2026-09-30T08:52:40+08:00"),
        ("2026/9/30 8:52", "2026-09-30T08:52:00+08:00"),
        ("2026-9-30 8:52:40", "2026-09-30T08:52:40+08:00"),
        ("2026年9月30日 8时52分40秒", "2026-09-30T08:52:40+08:00"),
        ("2026.09.30", "2026-09-30T00:00:00+08:00"),
        ("20260930085240", None),
        ("46295.37", None),
        ("2026-02-30 08:52:40", None),
        ("2026-09-30 25:52:40", None),
        ("昨天 08:52", None),
        ("-", None),
        ("", None),
    ],
)
def test_every_form_of_time_in_an_export(tmp_path: Path, shown: str, value: str | None) -> None:
    (read,) = read_export(write(tmp_path / "a.csv", TAOBAO | {"订单付款时间": shown})).orders
    time = read.time("paid")
    assert (None if time is None else time.isoformat()) == value == read.written("paid")


def test_a_dash_is_empty_and_a_formula_around_digits_is_their_text(tmp_path: Path) -> None:
    (order,) = read_export(write(tmp_path / "a.csv", DOUYIN)).orders
    assert (order.refund_status, order.note, order.address) == ("", "", "浙江省杭州市西湖区文*路***")
    (order,) = read_export(write(tmp_path / "b.csv", TAOBAO)).orders
    assert (order.phone, order.quantity) == ("13800001111", 2)
    created = order.moment("created")
    assert created is not None and created[1] == "minute"


def test_encrypted_fields_are_dropped_and_said(tmp_path: Path) -> None:
    export = read_export(write(tmp_path / "a.csv", XHS))
    assert export.encrypted == ("address", "phone", "receiver")
    assert (export.orders[0].receiver, export.orders[0].phone, export.orders[0].address) == ("", "", "")
    assert any("加密" in words for words in screen(export).cannot_know)


@pytest.mark.parametrize(
    ("encoding", "delimiter", "title"),
    [
        ("gb18030", ",", None),
        ("utf-16", "\t", None),
        ("utf-8", ",", "导出时间：2026-10-06 20:00"),
        ("utf-8-sig", ";", None),
    ],
)
def test_encodings_delimiters_and_a_title_row(tmp_path: Path, encoding: str, delimiter: str, title: str | None) -> None:
    path = write(tmp_path / "a.csv", TAOBAO, encoding=encoding, delimiter=delimiter, title=title)
    assert read_export(path).orders[0].number == "3931112223334445556"


def test_items_of_one_order_are_one_order(tmp_path: Path) -> None:
    second = DOUYIN | {"子订单编号": "\t6931112223334445557", "选购商品": "窗帘挂钩", "快递信息": "-"}
    export = read_export(write(tmp_path / "a.csv", DOUYIN, second))
    assert export.rows == 2
    assert [(o.goods, o.quantity, len(o.parcels)) for o in export.orders] == [
        (["亚麻窗帘客厅加厚款", "窗帘挂钩"], 2, 2)
    ]


@pytest.mark.parametrize("number", ["6.93111E+18", "", "-"])
def test_a_number_excel_has_spoilt_is_not_used_and_said(tmp_path: Path, number: str) -> None:
    export = read_export(write(tmp_path / "a.csv", TAOBAO, TAOBAO | {"订单编号": number}))
    assert len(export.orders) == 1 and len(export.notices) == 1


def test_a_number_kept_as_a_number_by_a_spreadsheet_has_lost_its_last_digits(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["订单编号", "订单状态", "订单创建时间"])
    sheet.append([3931112223334445556, "已发货", "2026-09-30 08:51:12"])
    book.save(tmp_path / "a.xlsx")
    export = read_export(tmp_path / "a.xlsx")
    assert export.orders == ()
    assert export.notices[0].key == "facts.table-damaged-numbers"


def test_a_formula_is_never_worked_out_nor_printed_as_one(tmp_path: Path) -> None:
    evil = TAOBAO | {
        "买家会员名": "@SUM(1+1)*cmd|' /C calc'!A0",
        "宝贝标题": '=HYPERLINK("http://x","y")',
        "退款金额": "5",
    }
    rows = [evil | {"订单编号": f"39311122233344455{n}"} for n in range(10, 13)]
    export = read_export(write(tmp_path / "a.csv", *rows))
    assert export.orders[0].goods == []
    written = list(csv.reader(io.StringIO(as_csv(screen(export)).lstrip("﻿"))))
    assert len(written) == 4
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in written for cell in row)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"PK\x03\x04 no zip", "a.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.xls"),
        ("菜名,价格\n鱼,3\n".encode(), "a.csv"),
        (b"\x00\x01\x02\x03" * 100, "a.csv"),
        ('订单编号,订单状态,下单时间\n"'.encode() + b"x" * 300_000, "a.csv"),
    ],
)
def test_what_is_no_order_table_is_refused_in_words(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(EvidenceError) as caught:
        read_export(path)
    assert caught.value.exit_code is Exit.UNUSABLE
    assert dict(caught.value.notice.params)["path"] == name


def test_a_spreadsheet_bomb_ends_its_own_process_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.facts.exports.table._MEGABYTES", 400)
    workbook(tmp_path / "good.xlsx", TAOBAO)
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", 8) as bomb:
        for entry in good.namelist():
            data = good.read(entry)
            if entry.startswith("xl/worksheets/"):
                row = b"<row>" + b'<c t="inlineStr"><is><t>' + b"A" * 2000 + b"</t></is></c>" * 1 + b"</row>"
                data = data.replace(b"</sheetData>", row * 300_000 + b"</sheetData>")
            bomb.writestr(entry, data)
    assert (tmp_path / "bomb.xlsx").stat().st_size < 5_000_000
    with pytest.raises(EvidenceError) as caught:
        read_export(tmp_path / "bomb.xlsx")
    assert caught.value.exit_code is Exit.UNUSABLE


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_no_cell_of_parcels_breaks_the_reader(both: str, waybills: str, names: str) -> None:
    for parcel in parcels_of(both, waybills, names):
        assert 8 <= len(parcel.waybill) <= 24


@pytest.mark.parametrize(
    ("both", "waybills", "names", "parcels"),
    [
        ("73811112222333-中通快递,", "", "", [Parcel("73811112222333", "中通快递")]),
        ("中通快递:73811112222333", "", "", [Parcel("73811112222333", "中通快递")]),
        ("", "73811112222333,YT9988776655443", "中通快递,圆通速递", [
            Parcel("73811112222333", "中通快递"), Parcel("YT9988776655443", "圆通速递"),
        ]),
        ("", "73811112222333", "某某同城", [Parcel("73811112222333", None)]),
        ("-", "", "", []),
    ],
)  # fmt: skip
def test_parcels_in_one_cell_or_two(both: str, waybills: str, names: str, parcels: list[Parcel]) -> None:
    assert list(parcels_of(both, waybills, names)) == parcels


# --- screening --------------------------------------------------------------------------------------------------------


def order(number: int, **cells: str) -> Cells:
    base: Cells = {
        "订单编号": f"39311122233344{number:05d}",
        "买家会员名": f"tb_{number}",
        "订单状态": "买家已付款",
        "收货地址": f"浙江省 杭州市 西湖区 文一西路 {number}号 3栋501",
        "联系手机": f"138{number:08d}",
        "订单创建时间": f"2026-09-{1 + number % 28:02d} 08:51:12",
        "订单付款时间": f"2026-09-{1 + number % 28:02d} 08:52:40",
        "宝贝标题": "亚麻窗帘",
        "售后状态": "",
        "售后申请时间": "",
        "评价星级": "",
        "买家留言": "",
        "物流单号": "",
        "物流公司": "",
    }
    return base | cells


def signs_of(tmp_path: Path, *rows: Cells) -> dict[str, list[tuple[str, str]]]:
    screening = screen(read_export(write(tmp_path / "a.csv", *rows)))
    return {risk.order.number[-3:]: [(reason.id, reason.level) for reason in risk.reasons] for risk in screening.risks}


DONE = {"订单状态": "交易成功"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([order(1), order(2), order(3)], {}),
        ([order(n, 买家会员名="tb_坏", 评价星级="1", **DONE) for n in (1, 2, 3)],
         {"001": [("repeat-bad", "high")], "002": [("repeat-bad", "high")], "003": [("repeat-bad", "high")]}),
        ([order(n, 买家会员名="tb_好", 评价星级="5", **DONE) for n in (1, 2, 3)], {}),
        ([order(1, 买家会员名="tb_坏", 评价星级="1", **DONE), order(2, 买家会员名="tb_坏", 评价星级="1", **DONE)], {}),
        ([order(n, 买家会员名="tb_退", 售后状态="退款成功", **DONE) for n in (1, 2, 3)],
         {n: [("repeat-refund", "high")] for n in ("001", "002", "003")}),
        ([order(n, 买家会员名="tb_退", 售后状态="退款成功" if n == 1 else "", **DONE) for n in (1, 2, 3)], {}),
        ([order(n, 联系手机="13700001111", 售后状态="退款成功", **DONE) for n in (1, 2)],
         {n: [("repeat-refund", "medium")] for n in ("001", "002")}),
        ([order(1, 售后状态="退款处理中")], {"001": [("refund-pending", "high")]}),
        ([order(1, 售后状态="售后关闭")], {}),
        ([order(1, 售后状态="仅退款 退款成功", **DONE)], {"001": [("refund-only", "medium")]}),
        ([order(1, 售后状态="退款成功", 售后申请时间="2026-09-02 09:05:00", **DONE)],
         {"001": [("refund-at-once", "low")]}),
        ([order(1, 售后状态="退款成功", 售后申请时间="2026-09-04 09:05:00", **DONE)], {}),
        ([order(1, 收货地址="浙江省 杭州市 西湖区 到了打电话")], {"001": [("vague-address", "medium")]}),
        ([order(1, 收货地址="浙江省 杭州市 西湖区")], {"001": [("vague-address", "medium")]}),
        ([order(1, 收货地址="云南省 大理白族自治州 洱源县 凤羽镇 上寺村三组")], {}),
        ([order(1, 收货地址="浙江省 杭州市 西湖区 ***")], {}),
        ([order(1, 收货地址="浙江省 杭州市 西湖区 到了打电话", **DONE)], {}),
        ([order(1, 买家留言="不送赠品就差评")], {"001": [("note-lever", "medium")]}),
        ([order(1, 买家留言="麻烦尽快发货")], {}),
        ([order(n, 联系手机="13700001111") for n in (1, 2, 3)],
         {n: [("shared-contact", "medium")] for n in ("001", "002", "003")}),
        ([order(n, 收货地址="浙江省杭州市西湖区文一西路99号菜鸟驿站") for n in (1, 2, 3)], {}),
        ([order(n, 买家会员名="tb_多", 订单创建时间=f"2026-09-02 1{n}:00:00") for n in range(1, 6)],
         {f"00{n}": [("many-at-once", "low")] for n in range(1, 6)}),
        ([order(1, 物流单号="YT9988776655443", 物流公司="中通快递", **DONE)], {"001": [("waybill-mismatch", "low")]}),
    ],
)  # fmt: skip
def test_each_sign_and_its_opposite(
    tmp_path: Path, rows: list[Cells], expected: dict[str, list[tuple[str, str]]]
) -> None:
    assert signs_of(tmp_path, *rows) == expected


def test_masked_accounts_and_phones_group_nobody(tmp_path: Path) -> None:
    rows = [order(n, 买家会员名="景**", 联系手机="138****1111", 售后状态="退款成功", **DONE) for n in (1, 2, 3)]
    assert signs_of(tmp_path, *rows) == {}


def test_orders_not_yet_shipped_come_first_and_the_limits_are_said(tmp_path: Path) -> None:
    rows = [order(1, 售后状态="仅退款 退款成功", **DONE), order(2, 收货地址="浙江省 杭州市 西湖区")]
    export = read_export(write(tmp_path / "a.csv", *rows))
    screening = screen(export)
    assert [risk.stage for risk in screening.risks] == ["before-shipping", "after-shipping"]
    text = as_text(export, screening)
    assert "看不出" in text and "迹象不等于恶意" in text
    assert not any(word in text for word in ("证明", "犯罪", "骗子", "恶意买家"))
    assert all(risk.advice for risk in screening.risks)


def test_a_terminal_obeys_nothing_that_a_cell_says(tmp_path: Path) -> None:
    export = read_export(write(tmp_path / "a.csv", order(1, 买家留言="不送就差评\x1b[2J\x1b]0;x\x07\r\n第二行")))
    text = as_text(export, screen(export))
    assert "差评" in text and not {"\x1b", "\x07", "\r"} & set(text)
    assert sum("第二行" in line for line in text.splitlines()) == 1


def test_without_ratings_it_says_that_ratings_cannot_be_known(tmp_path: Path) -> None:
    assert any("评价" in words for words in screen(read_export(write(tmp_path / "a.csv", PDD))).cannot_know)


def test_a_table_of_reviews_is_joined_by_order_number(tmp_path: Path) -> None:
    orders = read_export(write(tmp_path / "a.csv", *[order(n, 买家会员名="tb_坏", **DONE) for n in (1, 2, 3)]))
    ratings = [
        {"订单号": o.number, "评价内容": "差", "评价星级": "1星", "评价时间": "2026-10-01"} for o in orders.orders
    ]
    both = combined(orders, read_export(write(tmp_path / "b.csv", *ratings)))
    assert {risk.reasons[0].id for risk in screen(both).risks} == {"repeat-bad"}


def test_the_cases_buyer_has_other_orders(tmp_path: Path) -> None:
    rows = [order(1, 买家会员名="tb_甲"), order(2, 买家会员名="tb_甲"), order(3, 联系手机="13800000001"), order(4)]
    export: Export = read_export(write(tmp_path / "a.csv", *rows))
    near = related(export.orders, export.orders[0])
    assert [one.number[-1] for one in near] == ["2", "3"]
    document = as_document(export, screen(export), own=export.orders[0], near=[one.number for one in near])
    assert document["schema"] == "evidence/orders/2"
    assert json.loads(json.dumps(document, ensure_ascii=False)) == document


def test_a_sign_of_many_orders_is_said_once_and_they_refer_to_it(tmp_path: Path) -> None:
    rows = [order(n, 买家会员名="tb_退", 售后状态="退款成功", **DONE) for n in range(1, 8)]
    rows += [order(8, 买家会员名="tb_退", 售后状态="退款成功", 物流单号="YT9988776655443", 物流公司="中通快递", **DONE)]
    export = read_export(write(tmp_path / "a.csv", *rows))
    screening = screen(export)
    document = as_document(export, screening)
    (group,) = document["groups"]
    assert (group["sign"], group["level"], group["orders"]) == ("repeat-refund", "high", 8)
    assert "8 单申请过退款" in group["why"] and "等 8 单" in group["why"] and group["advice"]
    assert all(
        {"id": "repeat-refund", "level": "high", "group": group["id"]} in one["reasons"] for one in document["orders"]
    )
    mismatch = next(one for one in document["orders"] if one["order"].endswith("8"))
    assert [reason["id"] for reason in mismatch["reasons"]] == ["repeat-refund", "waybill-mismatch"]
    assert "核对面单" in "".join(mismatch["advice"])
    text = as_text(export, screening)
    assert text.count("同一账号的 8 单中 8 单申请过退款") == 1 and text.count("G0001") == 9
    cells = list(csv.reader(io.StringIO(as_csv(screening).lstrip("\ufeff"))))
    assert all(line[-1] == "G0001" and "申请过退款" in line[7] and line[8] for line in cells[1:])


def test_an_order_is_in_one_group_for_each_sign(tmp_path: Path) -> None:
    """One account at two phones is told of as an account; another account at one of them, as a phone."""
    refunded = {"售后状态": "退款成功", **DONE}
    rows = [order(n, 买家会员名="tb_退", 联系手机=f"1370000111{n % 2}", **refunded) for n in range(1, 5)]
    rows.append(order(5, 联系手机="13700001111", **refunded))
    groups = screen(read_export(write(tmp_path / "a.csv", *rows))).groups
    told = [(group.kind, [o.number[-1] for o in group.members]) for group in groups if group.sign == "repeat-refund"]
    assert told == [("账号", ["1", "2", "3", "4"]), ("手机号", ["5"])]


def test_orders_placed_one_after_another_are_one_run(tmp_path: Path) -> None:
    day = [order(n, 买家会员名="tb_多", 订单创建时间=f"2026-09-02 1{n}:00:00") for n in range(1, 6)]
    weeks = [order(n, 买家会员名="tb_多", 订单创建时间=f"2026-09-{n:02d} 11:00:00") for n in range(12, 15)]
    more = [order(20 + n, 买家会员名="tb_多", 订单创建时间=f"2026-09-2{n} 0{n}:00:00") for n in range(1, 8)]
    assert [len(g.members) for g in screen(read_export(write(tmp_path / "a.csv", *day, *weeks, *more))).groups] == [5]
    close = [order(40 + n, 买家会员名="tb_多", 订单创建时间=f"2026-09-02 2{n // 3}:{n:02d}:00") for n in range(9)]
    (group,) = screen(read_export(write(tmp_path / "a.csv", *day, *close, *weeks))).groups
    assert len(group.members) == 14 and "24 小时内下单 14 次" in group.why


@pytest.mark.parametrize(
    "rows", [[], [order(1)], [order(n, 买家会员名='tb_"引号"', 售后状态="退款成功") for n in (1, 2, 3)]]
)
def test_the_document_is_written_as_json_writes_it(tmp_path: Path, rows: list[Cells]) -> None:
    odd = order(
        9, 收货地址="浙江省 随便", 宝贝标题="", 订单创建时间="2026/9/2 8:51", 订单付款时间="2026-13-40 25:61:00"
    )
    parcels = order(10, 收货地址="到了打电话", 物流单号="YT9988776655443,YT9988776655444", 物流公司="圆通速递")
    odd |= {"买家实际支付金额": "12.5"}
    export = read_export(write(tmp_path / "a.csv", *rows, odd, parcels | {"买家实际支付金额": ""}))
    screening = screen(export)
    own = export.orders[0]
    for near in ((), (export.orders[-1].number,)):
        document = as_document(export, screening, own=own, near=near)
        assert as_json(export, screening, own=own, near=near) == dumps(document)
    nothing = screen(read_export(write(tmp_path / "a.csv", order(5))))
    assert as_json(export, nothing) == dumps(as_document(export, nothing))


def work_on(path: Path) -> tuple[int, int]:
    """How many calls reading, screening and writing an export takes, and how long what it writes is."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        export = read_export(path)
        screening = screen(export)
        written = as_json(export, screening) + as_text(export, screening) + as_csv(screening)
    finally:
        sys.setprofile(before)
    assert len(screening.risks) == len(export.orders)
    return calls, len(written)


@pytest.mark.parametrize(
    "one",
    [
        lambda n: order(n, 买家会员名="tb_多", 联系手机="13700001111", 收货地址="浙江省杭州市西湖区文一西路9号3栋501",
                        订单创建时间="2026-09-02 10:00:00", 售后状态="退款成功", 评价星级="1"),
        lambda n: order(n, 买家会员名=f"tb_{n % 3}", 联系手机="13700001111",
                        订单创建时间=f"2026-09-{1 + n % 28:02d} 10:00:00", 售后状态="退款成功"),
        lambda n: order(1, 宝贝标题=f"窗帘{n}", 物流单号=f"YT{n:013d}", 物流公司="圆通速递", 收货地址="随便"),
    ],
    ids=["one buyer, one day", "three accounts, one phone", "one order, a row for each item"],
)  # fmt: skip
def test_twice_the_orders_of_one_person_are_twice_the_work(tmp_path: Path, one: Callable[[int], Cells]) -> None:
    few = work_on(write(tmp_path / "few.csv", *map(one, range(400))))
    many = work_on(write(tmp_path / "many.csv", *map(one, range(1600))))
    assert all(after <= 4.4 * before for before, after in zip(few, many, strict=True)), (few, many)


def test_the_command_writes_every_form_and_its_exit_codes(tmp_path: Path, run: Runner) -> None:
    path = write(tmp_path / "订单.csv", order(1, 收货地址="浙江省 杭州市 西湖区"), order(2))
    (tmp_path / "case.toml").write_text('[case]\norder = "3931112223334400001"\n', "utf-8")
    text = run("orders", str(path), "--case", str(tmp_path))
    assert text.code == 0 and "本案" in text.out and "vague" not in text.out
    document = json.loads(run("orders", str(path), "--format", "json").out)
    assert [one["reasons"][0]["id"] for one in document["orders"]] == ["vague-address"]
    assert run("orders", str(path), "--format", "csv").out.startswith("﻿风险,")
    assert run("orders", str(tmp_path / "missing.csv")).code == Exit.FILE
    assert run("orders", str(tmp_path / "case.toml")).code == Exit.UNUSABLE
    wrong = tmp_path / "signs.toml"
    wrong.write_text("as_of = 3", "utf-8")
    assert run("orders", str(path), "--rules", str(wrong)).code == Exit.CONFIG
