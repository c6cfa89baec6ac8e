"""The shop's name is read where a layout shows it, and nowhere else: a wrong name on the cover is worse than none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from facts.drawn import ENGINE, Word, case, chat, page, says

from evidence.facts.shops import same_shop, shops_in
from evidence.model import CaseFile, Device, Fact, Screen, SourceKind, Transcript

HEADER: tuple[str, int, int] = ("青禾家纺旗舰店", 1300, 20)


def names(kind: SourceKind, *words: Word, title: str | None = "小满爱喝茶", device: Device = "seller",
          client: str | None = "feige-desktop") -> list[str]:  # fmt: skip
    screens = (Screen("S001", client, device, "client", title, True),)
    transcript = Transcript(ENGINE, (), (), screens=screens if kind == "chat" else ())
    return [fact.value for fact in shops_in([page("S001", *words)], transcript, case({"S001": kind}))]


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("order", [HEADER], ["青禾家纺旗舰店"]),
        ("review", [HEADER, ("抖店", 20, 20), ("店铺保障", 20, 260)], ["青禾家纺旗舰店"]),
        ("chat", [("青禾家纺旗舰店", 40, 20)], ["青禾家纺旗舰店"]),
        ("chat", [("青禾家纺店:小满-接待中心", 20, 10)], ["青禾家纺店"]),
        ("order", [("青禾家纺店", 1300, 20)], ["青禾家纺店"]),
        ("order", [("青禾家纺专营店 >", 40, 400), ("亚麻窗帘", 40, 480)], ["青禾家纺专营店"]),
        ("order", [("青禾家纺店 >", 40, 400)], ["青禾家纺店"]),
        ("order", [("阿婆布衣工作室＞", 40, 400)], ["阿婆布衣工作室"]),
        ("order", [("青禾家纺旗舰店", 40, 20), ("青禾家纺旗舰店>", 40, 500)], ["青禾家纺旗舰店"] * 2),
        # what only looks like a shop
        ("order", [("青禾家纺店", 40, 400)], []),
        ("order", [("进店", 1300, 20), ("我的店铺", 1300, 20), ("切换店铺", 1300, 20), ("抖店", 20, 20)], []),
        ("order", [("关注店铺 >", 40, 400), ("去逛逛店 >", 40, 400), ("联系商家店铺 >", 40, 400)], []),
        ("order", [("寄件人在哪家店 >", 40, 400), ("请选择门店 >", 40, 400)], []),
        ("photo", [HEADER], []),
        ("review", [("青禾家纺旗舰店", 40, 600)], []),
        ("chat", [("青禾家纺旗舰店", 40, 600)], []),
        ("chat", [("阿福的店", 60, 300)], []),
        # a list of orders in several shops
        ("order", [("青禾家纺旗舰店 >", 40, 200), ("云栖茶具专营店 >", 40, 600)], []),
    ],
)  # fmt: skip
def test_a_shop_stands_in_a_header_or_on_its_own_line(kind: SourceKind, words: list[Word], expected: list[str]) -> None:
    assert names(kind, *words) == expected


@pytest.mark.parametrize("title", ["阿福的小店", "老王杂货店铺", None])
def test_a_buyer_named_like_a_shop_is_none(title: str | None) -> None:
    assert names("chat", (title or "阿福的小店", 700, 20), title=title) == []


def test_the_header_of_a_scrolled_page_is_no_larger_than_a_screens() -> None:
    tall = replace(page("S001", ("青禾家纺店", 40, 600)), height=20_000)
    assert shops_in([tall], chat(), case({"S001": "order"})) == []


@pytest.mark.parametrize(
    ("title", "client", "device", "expected"),
    [
        ("青禾家纺", "douyin-buyer", "buyer", ["青禾家纺"]),
        ("青禾家纺旗舰店 >", "taobao-buyer", "buyer", ["青禾家纺旗舰店", "青禾家纺旗舰店"]),
        ("官方客服", "douyin-buyer", "buyer", []),
        ("在线客服", "taobao-buyer", "buyer", []),
        ("小满", "wechat", "buyer", []),
        ("青禾家纺", None, "buyer", []),
        ("小满爱喝茶", "feige-mobile", "seller", []),
    ],
)
def test_a_buyers_phone_has_the_shop_in_its_header(
    title: str, client: str | None, device: Device, expected: list[str]
) -> None:
    got = names("chat", (title, 600, 20), title=title, client=client, device=device)
    assert set(got) == set(expected)


def test_sub_accounts_name_their_shop() -> None:
    said = [says("好的", speaker="seller", name="青禾家纺店:小满"), says("在吗", name="tb_林间:小屋")]
    assert [f.value for f in shops_in([], chat(*said), case({"S001": "chat"}))] == ["青禾家纺店"]


def test_a_misread_sign_is_the_same_shop_and_another_name_is_not() -> None:
    first, slip, other = (Fact(name, name, "read") for name in ("青禾家纺旗舰店", "青禾冢纺旗舰店", "云栖茶具旗舰店"))
    assert same_shop(first, slip) and not same_shop(first, other)


def test_what_the_case_file_says_stands_and_the_page_is_named_beside_it() -> None:
    from evidence.facts.established import establish

    read = establish([page("S001", HEADER)], chat(), case({"S001": "order"}))
    assert read.order.shop is not None and (read.order.shop.value, read.order.shop.source) == (HEADER[0], "S001")
    told = establish([page("S001", HEADER)], chat(), case({"S001": "order"}, CaseFile(shop="云栖茶具专营店")))
    assert told.order.shop is not None and told.order.shop.value == "云栖茶具专营店"
    assert [conflict.value for conflict in told.order.shop.conflicts] == [HEADER[0]]
