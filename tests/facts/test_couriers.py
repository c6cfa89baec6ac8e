"""Couriers and waybill numbers: every courier by name, none by bare digits, and what only looks like a waybill."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import EvidenceError, Exit
from evidence.facts import courier_named, courier_of, data, order_number_of, waybill_of
from evidence.facts.couriers import Courier, check_number, courier_by_letters, couriers_with_form, fits

NAMED = [
    ("shunfeng", "顺丰速运", "SF1023456789012"),
    ("jd", "京东快递", "JDX024400001111"),
    ("jd", "京东物流", "JDVA11400001111"),
    ("jtexpress", "极兔速递", "JT5260000111122"),
    ("yuantong", "圆通速递", "YT8960000111122"),
    ("zhongtong", "中通快递", "73811112222333"),
    ("shentong", "申通快递", "770311112222333"),
    ("shentong", "申通快递", "77311112222333"),
    ("yunda", "韵达快递", "463411112222333"),
    ("ems", "邮政EMS", "EA123456789CN"),
    ("youzhengguonei", "邮政快递包裹", "PA12345678901"),
    ("debangkuaidi", "德邦快递", "DPK202211112222"),
    ("cainiao", "菜鸟速递", "621111112222333"),
    ("danniao", "丹鸟快递", "DN1234567890123"),
    ("annengwuliu", "安能物流", "300111112222"),
    ("kuayue", "跨越速运", "KY4000111122223"),
    ("fengwang", "丰网速运", "3111111222233"),
    ("zhaijisong", "宅急送", "A0011112222"),
    ("youshuwuliu", "优速快递", "518011112222"),
    ("huitongkuaidi", "百世快递", "557011112222333"),
    ("tiantian", "天天快递", "667011112222"),
    ("zhongyouex", "众邮快递", "ZY0011112222333"),
    ("yimidida", "壹米滴答", "300011112222"),
    ("suning", "苏宁物流", "90001111222233"),
]

# For each form known a number of it, and beside it ones that only look like it: a sign too few, too many, or another.
FORMS = [
    ("shunfeng", "SF1023456789012", ["SF102345678901", "SF10234567890123", "SE1023456789012"]),
    ("shunfeng", "SFA023456789012", ["SF-023456789012"]),
    ("shunfeng", "298765432109", ["29876543210", "2987654321098"]),
    ("jd", "JDX024400001111", ["JDX02440000111", "JDX0244000011112"]),
    ("jd", "JDVA11400001111", ["JDVA1140000111", "JDWAB1140000111"]),
    ("jd", "JDK012345678901", ["JDK01234567890", "298765432109"]),
    ("jd", "JD0A11400001111", ["JD0A1140000111"]),
    ("jtexpress", "JT5260000111122", ["JT52600001112", "JT526000011112233", "JX5260000111122"]),
    ("jtexpress", "JT526000011112", ["526000011112"]),
    ("yuantong", "YT8960000111122", ["YT896000011112", "YT89600001111223", "YD8960000111122"]),
    ("yuantong", "8960000111", ["896000011", "8960000111122"]),
    ("zhongtong", "73811112222333", ["7381111222233", "738111122223334", "72811112222333"]),
    ("zhongtong", "432500001111222", ["332500001111222"]),
    ("zhongtong", "298765432109", ["29876543210"]),
    ("shentong", "770311112222333", ["760311112222333"]),
    ("shentong", "77311112222333", ["78311112222333"]),
    ("shentong", "43250000111122233", ["432500001111222333"]),
    ("shentong", "STO1234567890", ["STO123456789", "STO12345678901"]),
    ("shentong", "2687654321098", ["26876543210"]),
    ("yunda", "463411112222333", ["46341111222233", "563411112222333", "4634111122223334"]),
    ("yunda", "312345678901234", ["212345678901234"]),
    ("yunda", "5123456789012", ["512345678901"]),
    ("ems", "EA123456789CN", ["EA12345678CN", "EA1234567890CN", "RA123456789CN"]),
    ("ems", "1207119765021", ["2207119765021", "120711976502"]),
    ("youzhengguonei", "PA12345678901", ["PA1234567890", "QA12345678901"]),
    ("youzhengguonei", "RB123456789CN", ["EB123456789CN"]),
    ("youzhengguonei", "9807119765021", ["3807119765021"]),
    ("debangkuaidi", "DPK202211112222", ["DPK20221111222", "DPX202211112222"]),
    ("debangkuaidi", "90001234", ["9000123", "90001234567"]),
    ("cainiao", "621111112222333", ["622111112222333", "62111111222233"]),
    ("kuayue", "KY4000111122223", ["KY400011112222", "KX4000111122223"]),
]


@pytest.mark.parametrize(("code", "number", "others"), FORMS)
def test_each_form_of_a_courier_and_what_only_looks_like_it(code: str, number: str, others: list[str]) -> None:
    assert fits(number, code) is True
    assert [other for other in others if fits(other, code)] == []


def test_every_form_of_the_data_file_stands_in_the_table() -> None:
    missing = [
        (one.code, pattern)
        for one in data.couriers().courier
        for pattern in one.lettered + one.digits
        if not any(code == one.code and re.fullmatch(pattern, number) for code, number, _ in FORMS)
    ]
    assert missing == []


def test_every_name_of_every_courier_names_it_and_no_other() -> None:
    for one in data.couriers().courier:
        for name in (one.code, one.name, *one.names, *one.short):
            found = courier_named(name)
            assert found is not None and found.code == one.code, name
        for name in one.names:
            found = courier_of(f"已由{name}揽收")
            assert found is not None and found.code == one.code, name


@pytest.mark.parametrize(("code", "name", "number"), NAMED)
@pytest.mark.parametrize("form", ["{name}{number}", "{name} {number}", "{name}：{number}", "【{name}】 {number}"])
def test_a_courier_named_beside_its_number_gives_both(code: str, name: str, number: str, form: str) -> None:
    text = form.format(name=name, number=number)
    courier = courier_of(text)
    assert courier is not None and courier.code == code
    assert waybill_of(text) == number


def test_every_courier_of_the_data_file_stands_in_the_table() -> None:
    assert {one.code for one in data.couriers().courier} == {code for code, _, _ in NAMED}


@pytest.mark.parametrize(
    "text",
    [
        "【顺丰包邮】雨伞加厚",
        "京东同款充电宝",
        "中通的",
        "申通公司怎么样",
        "邮政编码 310000",
        "73811112222333",
        "432500001111222",
        "",
    ],
)
def test_goods_words_and_bare_digits_name_no_courier(text: str) -> None:
    assert courier_of(text) is None


@pytest.mark.parametrize("text", ["顺丰", "顺丰 SF1023456789012", "[中通]73811112222333", "中通73811112222333"])
def test_a_short_name_alone_or_beside_its_number_does(text: str) -> None:
    assert courier_of(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "73811112222333",
        "订单编号 298765432109",  # a JD order number
        "298765432109",
        "6953000011112222333",
        "260609-590200001111222",
        "手机 13800001111",
        "电话：13800001111，请尽快派送",
        "中通快递，有事请拨 13800001111",
        "中通快递客服 95311",
        "4008000000",
        "2026-06-08 10:31:05",
        "",
    ],
)
def test_order_numbers_phone_numbers_and_bare_digits_are_no_waybill(text: str) -> None:
    assert waybill_of(text) is None


@pytest.mark.parametrize("text", ["13800001111", "95311"])
def test_a_phone_number_is_no_waybill_even_after_a_label(text: str) -> None:
    assert waybill_of(text, labelled=True) is None


def test_a_label_makes_bare_digits_a_waybill_but_names_no_courier() -> None:
    assert waybill_of("73811112222333", labelled=True) == "73811112222333"
    assert courier_of("73811112222333", labelled=True) is None


@pytest.mark.parametrize("text", ["中通快递 7381111 2222333", "中通快递7381111\n2222333"])
def test_a_number_broken_by_a_space_or_a_line_is_closed(text: str) -> None:
    assert waybill_of(text) == "73811112222333"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("YT8960000111122", "yuantong"),
        ("SF1023456789012", "shunfeng"),
        ("JT5260000111122", "jtexpress"),
        ("73811112222333", None),
        ("770311112222333", None),
        ("298765432109", None),
        ("XX8960000111122", None),
    ],
)
def test_only_a_couriers_own_letters_tell_it(number: str, code: str | None) -> None:
    found = courier_by_letters(number)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("name", "number", "warned"),
    [
        ("申通快递", "770311112222333", False),
        ("申通快递", "YT8960000111122", True),
        ("圆通速递", "73811112222333", True),
        ("韵达快递", "463411112222333", False),
        ("韵达快递", "73811112222333", True),
        ("顺丰速运", "JT5260000111122", True),
        ("丹鸟快递", "73811112222333", False),  # no form of it is known, so nothing can contradict it
    ],
)
def test_a_label_that_contradicts_the_number_is_flagged(name: str, number: str, warned: bool) -> None:
    courier = courier_named(name)
    assert courier is not None
    assert (check_number(number, courier) is not None) is warned


def test_digits_shared_by_couriers_confirm_each_of_them() -> None:
    assert fits("432500001111222", "shentong") and fits("432500001111222", "yunda")
    assert set(couriers_with_form("432500001111222")) >= {"申通快递", "韵达快递"}


def test_a_person_may_write_the_courier_in_any_way() -> None:
    assert {(courier_named(n) or Courier("", "", "")).code for n in ("中通", "中通快递", "zhongtong")} == {"zhongtong"}
    assert courier_named("某某快递") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6931112223334445556", "6931112223334445556"),
        ("订单 6931112223334445556 已完成", "6931112223334445556"),
        ("6931112223\n334445556", "6931112223334445556"),
        ("260609-590200001111222", "260609-590200001111222"),
        ("260609 -590200001111222", "260609-590200001111222"),
        ("260609—590200001111222", "260609-590200001111222"),
        ("260609-5902000\n01111222", "260609-590200001111222"),
        ("6931112223334445556789", None),
        ("1234567890123456789", None),
        ("298765432109", None),
        ("2026-06-09 590200001111222", None),
        ("13800001111", None),
    ],
)
def test_order_numbers_known_without_a_label(text: str, number: str | None) -> None:
    assert order_number_of(text) == number


@pytest.mark.parametrize("text", ["4461000011112222333", "298765432109", "P123456789012345678", "2600000011112222"])
def test_other_platforms_numbers_need_their_label(text: str) -> None:
    assert order_number_of(text) is None
    assert order_number_of(text, labelled=True) == text


@given(st.text(alphabet="0123456789-SFYTJDX 中通快递顺丰：\n*", max_size=80))
def test_whatever_stands_there_a_waybill_is_a_plain_number(text: str) -> None:
    for labelled in (False, True):
        number = waybill_of(text, labelled=labelled)
        assert number is None or re.fullmatch(r"[A-Z0-9]{8,20}", number)
        order = order_number_of(text, labelled=labelled)
        assert order is None or re.fullmatch(r"[A-Z]{0,2}[\d-]{10,30}", order)


def test_a_wrong_data_file_is_named_with_its_key() -> None:
    with pytest.raises(EvidenceError) as caught:
        data.parse('as_of = "2026-11-20"\n[[courier]]\ncode = "x"\n', data.CouriersData, "mine.toml")
    assert caught.value.exit_code is Exit.CONFIG
    assert dict(caught.value.notice.params)["file"] == "mine.toml"
    assert "courier.0" in dict(caught.value.notice.params)["where"]
