"""Which platform: the seller's word, the order number's form, the client; and the reason given."""

from __future__ import annotations

import pytest
from appeal.build import case, facts, say, talk

from evidence.appeal import recognise_platform

LINE = say(1, "buyer", "在吗")


@pytest.mark.parametrize(
    ("stated", "number", "client", "platform", "because"),
    [
        ("taobao", "6950000000000001234", "feige-desktop", "taobao", "case.toml"),
        ("抖店", None, "qianniu", "douyin", "case.toml"),
        (None, "6950000000000001234", None, "douyin", "订单号"),
        (None, "260105-123456789012345", None, "pinduoduo", "订单号"),
        (None, "250000000001", None, "jd", "订单号"),
        (None, "6950000000000001234", "qianniu", "douyin", "请核对"),
        (None, "2500000000000001234", "qianniu", "taobao", "qianniu"),
        (None, "2500000000000001234", None, "taobao", "未核实"),
        (None, None, "pdd-desktop", "pinduoduo", "pdd-desktop"),
        (None, None, "taobao-buyer", "taobao", "taobao-buyer"),
        (None, None, "douyin-buyer", "douyin", "douyin-buyer"),
        (None, None, "wechat", "douyin", "暂按抖音"),
        (None, None, None, "douyin", "暂按抖音"),
        (None, "12345", None, "douyin", "暂按抖音"),
    ],
)
def test_platform_and_reason(
    stated: str | None, number: str | None, client: str | None, platform: str, because: str
) -> None:
    found, why = recognise_platform(case(platform=stated), talk(LINE, client=client), facts(number=number))
    assert found == platform
    assert because in why


def test_the_case_files_order_number_outranks_the_one_read() -> None:
    found, _ = recognise_platform(case(order="260105-123456789012345"), talk(LINE, client=None), facts())
    assert found == "pinduoduo"


def test_a_platform_nobody_knows_is_handed_on_for_the_error_that_lists_the_known_ones() -> None:
    assert recognise_platform(case(platform="amazon"), talk(LINE), facts())[0] == "amazon"


def test_most_screens_decide() -> None:
    messages = [say(i, "buyer", "在", source=f"S00{i}") for i in (1, 2, 3)]
    mixed = talk(*messages)
    from dataclasses import replace

    screens = tuple(replace(s, client=c) for s, c in zip(mixed.screens, ("wechat", "qianniu", "qianniu"), strict=True))
    found, why = recognise_platform(case(), replace(mixed, screens=screens), facts(number=None))
    assert found == "taobao" and "2 张" in why
