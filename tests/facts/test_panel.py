"""Order panels and order pages: each value with its place, and nothing taken from what people say in their bubbles."""

from __future__ import annotations

import pytest
from facts.drawn import ORDER, OTHER, WAYBILL, Word, case, chat, page, panel, piece, says
from hypothesis import given
from hypothesis import strategies as st

from evidence.facts import establish
from evidence.facts.layout import Piece, reading_order
from evidence.facts.panel import read_blocks
from evidence.model import Box, Facts, Line


def read(*words: Word) -> dict[str, str]:
    return {f.field: f.fact.value for block in reversed(read_blocks(piece(*words))) for f in reversed(block.found)}


def test_a_panel_with_labels_left_and_values_right_is_read_whole() -> None:
    assert read(*panel()) == {
        "number": ORDER,
        "bare-status": "已完成",
        "goods": "亚麻窗帘客厅加厚款",
        "amount": "67.00",
        "paid": "2026-09-30T08:52:40+08:00",
        "courier": "中通快递",
        "waybill": WAYBILL,
        "parcel": "签收",
        "signed": "2026-10-02T10:31:05+08:00",
        "shipped": "2026-09-30T12:50:00+08:00",
    }


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ((("订单编号：260609-590200001111222", 40, 40),), "number", "260609-590200001111222"),
        ((("订单编号：260609-5902", 40, 40), ("00001111222", 190, 75)), "number", "260609-590200001111222"),
        ((("6931112223", 40, 40), ("334445556", 40, 75)), "number", ORDER),
        ((("订单号", 40, 40), ("4461000011112222333", 40, 80)), "number", "4461000011112222333"),
        ((("订单编号", 40, 40), ("298765432109", 900, 40)), "number", "298765432109"),
        ((("订单号：4461000011112222333 下单时间：2026-09-30 08:52:40", 40, 40),), "number", "4461000011112222333"),
        (
            (("订单号：4461000011112222333 下单时间：2026-09-30 08:52:40", 40, 40),),
            "created",
            "2026-09-30T08:52:40+08:00",
        ),
        ((("付款时间2026/09/3008:52:40(支付宝)", 40, 40),), "paid", "2026-09-30T08:52:40+08:00"),
        ((("付款时间：2026-09-30", 40, 40), ("08:52:40", 190, 72)), "paid", "2026-09-30T08:52:40+08:00"),
        ((("付款时间：2026-09-30", 40, 40),), "paid", "2026-09-30T00:00:00+08:00"),
        ((("成团时间：", 40, 40), ("2026-09-30 08: 52: 40", 240, 40)), "paid", "2026-09-30T08:52:40+08:00"),
        ((("发货时间", 40, 40), ("2026-09-30 12:50", 40, 78)), "shipped", "2026-09-30T12:50:00+08:00"),
        ((("实付金颗", 40, 40), ("¥1,067.50", 300, 40)), "amount", "1067.50"),
        ((("共1件，总价¥67.00", 40, 40),), "amount", "67.00"),
        ((("实收款：67.00元", 40, 40),), "amount", "67.00"),
        ((("快递单号：", 40, 40), ("中通快递 73811112222333", 300, 40)), "waybill", WAYBILL),
        ((("快递单号：", 40, 40), ("中通快递 73811112222333", 300, 40)), "courier", "中通快递"),
        ((("运单号：7381111", 40, 40), ("2222333", 40, 74)), "waybill", WAYBILL),
        ((("物流公司：顺丰", 40, 40),), "courier", "顺丰速运"),
        ((("物流状态：", 40, 40), ("运输中2026-10-01 06:11:21", 300, 40)), "parcel", "在途"),
        ((("物流状态：", 40, 40), ("已揽收2026-10-01 06:11:21", 300, 40)), "collected", "2026-10-01T06:11:21+08:00"),
        ((("签收时间：2026-10-02 10:31", 40, 40),), "signed", "2026-10-02T10:31:00+08:00"),
        ((("订单状态：", 40, 40), ("已发货，待收货", 300, 40)), "status", "已发货，待收货"),
        ((("已发货¥59.90", 40, 40),), "bare-amount", "59.90"),
        ((("买家昵称：木木8", 40, 40),), "buyer", "木木8"),
        ((("买家", 40, 40), ("tb_mumu8", 140, 40)), "buyer", "tb_mumu8"),
    ],
)
def test_each_form_of_label_and_value(words: tuple[Word, ...], field: str, value: str) -> None:
    assert read(*words).get(field) == value


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ((("最晚发货时间：2026-10-01 12:00", 40, 40),), "shipped"),
        ((("退货订单号：4461000011112222333", 40, 40),), "number"),
        ((("支付宝交易号：2026093022001111222233334444", 40, 40),), "number"),
        ((("退款编号：4461000011112222333", 40, 40),), "number"),
        ((("退货单号：73811112222333", 40, 40),), "waybill"),
        ((("发货时间太久了", 40, 40),), "shipped"),
        ((("商品", 40, 40), ("订单", 140, 40), ("快捷短语", 240, 40)), "goods"),
        ((("实付金额", 40, 40), ("0699", 300, 40)), "amount"),
        ((("运费：¥8.00", 40, 40),), "amount"),
        ((("买家已付款", 40, 40), ("tb_mumu8", 240, 40)), "buyer"),
        ((("预计送达时间：2026-10-04 18:00", 40, 40),), "signed"),
        ((("联系电话：13800001111", 40, 40),), "waybill"),
        ((("付款时间", 40, 40), ("发货时间", 40, 80), ("2026-09-30 12:50", 300, 80)), "paid"),
    ],
)
def test_what_is_like_a_value_but_is_another_is_left_alone(words: tuple[Word, ...], field: str) -> None:
    assert field not in read(*words)


def test_a_parcel_not_yet_signed_for_has_no_signing_time() -> None:
    assert "signed" not in read(*panel(signed="[运输中]2026-10-01 06:11:21"))


def test_a_wrapped_title_is_one_and_tags_are_no_part_of_it() -> None:
    words: tuple[Word, ...] = (
        (ORDER, 40, 40, 20),
        ("运费险", 140, 70, 20),
        ("亚麻窗帘客厅加厚款遮光", 140, 100, 20),
        ("成品", 140, 124, 20),
        ("规格：米白", 140, 148, 20),
        ("¥67.00", 140, 172, 20),
    )
    assert read(*words)["goods"] == "亚麻窗帘客厅加厚款遮光成品"


def test_two_orders_on_one_page_keep_their_own_values() -> None:
    rows: list[Word] = []
    for at, (number, paid) in enumerate([(ORDER, "2026-09-30 08:52:40"), (OTHER, "2026-08-01 07:00:00")]):
        rows += [(f"订单号：{number}", 40, 40 + at * 300), (f"付款时间：{paid}", 40, 90 + at * 300)]
    blocks = read_blocks(piece(*rows))
    assert [(b.number, [f.fact.value for f in b.found if f.field == "paid"]) for b in blocks] == [
        (ORDER, ["2026-09-30T08:52:40+08:00"]),
        (OTHER, ["2026-08-01T07:00:00+08:00"]),
    ]


def established(*words: Word, said: tuple[str, int, int]) -> Facts:
    text, x, y = said
    bubble = says(text, box=(x - 10, y - 10, x + 900, y + 45))
    return establish([page("S001", said, *words)], chat(bubble), case({"S001": "chat"}))


@pytest.mark.parametrize(
    "text",
    [f"我的订单号：{OTHER}", "付款时间：2025-01-01 00:00:00", "快递单号：SF1023456789012", "实付金额：¥999.00"],
)
def test_what_is_said_in_a_bubble_is_no_fact(text: str) -> None:
    assert established(*panel(), said=(text, 300, 600)).order == established(*panel(), said=("在吗", 300, 600)).order
    alone = established(said=(text, 300, 600))
    assert alone.order.number is None and alone.order.paid is None and alone.order.amount is None
    assert alone.shipment.waybill is None


def test_a_card_in_the_conversation_is_read() -> None:
    words: tuple[Word, ...] = (
        (f"订单号：{ORDER}", 310, 310, 20),
        ("已完成", 640, 310, 20),
        ("亚麻窗帘客厅加厚款", 380, 340, 20),
        ("共1件，总价¥67.00", 310, 380, 20),
    )
    transcript = chat(says("订单卡片", box=(300, 300, 800, 420), card=True))
    facts = establish([page("S001", *words)], transcript, case({"S001": "chat"}))
    assert facts.order.number is not None and facts.order.number.value == ORDER
    assert facts.order.goods is not None and facts.order.goods.value == "亚麻窗帘客厅加厚款"
    assert facts.order.amount is not None and facts.order.amount.value == "67.00"


def test_every_value_says_where_it_was_read() -> None:
    facts = establish([page("S001", *panel())], chat(), case({"S001": "order"}))
    paid = facts.order.paid
    assert paid is not None
    assert (paid.shown, paid.source, paid.page, paid.origin) == ("2026/09/30 08:52:40", "S001", 1, "read")
    assert paid.box is not None and paid.box.y0 == 270 and paid.precision == "second"
    assert facts.order.shipped is not None and facts.order.shipped.precision == "minute"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["订单号", ORDER, "¥", "付款时间：", "物流信息", "中通快递", "69311", "规格：", "(", "\\", "￥0.0.0"]
            ),
            st.integers(0, 600),
            st.integers(0, 300),
            st.integers(1, 60),
        ),
        max_size=14,
    )
)
def test_scattered_labels_never_break_it(words: list[tuple[str, int, int, int]]) -> None:
    read_blocks(piece(*words))


def test_a_line_without_extent_or_text_never_breaks_it() -> None:
    empty = (Line("", 0.0, Box(5, 5, 5, 5)), Line("付款时间", 0.9, Box(0, 0, 0, 0)))
    read_blocks(Piece("S001", 1, reading_order(empty)))
