"""What a scan reports: signed by whom, refused, on its way; and what it only asks, announces or denies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.facts import data, is_signed, status_label, status_of
from evidence.facts.status import is_collected, is_returned, signer_of, status_code

REPORTED = [
    ("301", "【杭州市】快件已签收，签收人是：本人，感谢使用"),
    ("301", "客户 签收人 : 本人签收 已签收 感谢使用圆通速递"),
    ("301", "您的快件已由本人签收"),
    ("301", "已签收，收件人本人签收"),
    ("303", "已代签收"),
    ("303", "已签收，签收人：门卫"),
    ("303", "快件由前台代签收，如有疑问请联系派件员"),
    ("303", "【杭州】已签收，签收人是【家人】"),
    ("303", "您的包裹已由物业代收，签收"),
    ("304", "快件已在XX驿站签收"),
    ("304", "已签收，签收人凭取货码签收"),
    ("304", "丰巢快递柜已签收"),
    ("304", "您已成功取件，欢迎再次使用菜鸟驿站"),
    ("302", "派件异常后签收"),
    ("3", "快件已签收"),
    ("3", "派件已签收"),
    ("3", "签收人是:已签收"),
    ("3", "[已签收]"),
    ("3", "邮件已妥投"),
    ("4", "退件已签收"),
    ("4", "快件退回，寄件人已签收"),
    ("401", "运单已取消"),
    ("401", "已销单"),
    ("14", "收件人拒收"),
    ("14", "客户拒签，原因：不想要了"),
    ("6", "退回商家"),
    ("6", "原件退回"),
    ("6", "快件退回中，请注意查收"),
    ("501", "您的快件已放在XX驿站，请凭取件码取件"),
    ("501", "包裹已存入丰巢快递柜，请凭8-2-1取货码签收"),
    ("501", "快件已送达兔喜生活店，待取件"),
    ("5", "快递员王师傅（13800001111）正在为您派件"),
    ("5", "派送中"),
    ("5", "【杭州西湖】安排投递"),
    ("2", "派送不成功，收件人电话无人接听"),
    ("2", "投递失败，地址不详"),
    ("2", "快件未妥投"),
    ("7", "快件已转投其他快递公司"),
    ("103", "【义乌市】已揽收，揽收员：李四"),
    ("103", "顺丰速运 已收取快件"),
    ("102", "商家已发货，等待揽收"),
    ("102", "包裹正在打包"),
    ("101", "您的订单已下单成功"),
    ("1001", "快件到达派件城市"),
    ("1002", "快件离开【金华转运中心】，发往【杭州转运中心】"),
    ("1003", "快件转递中"),
    ("0", "到达【杭州转运中心】"),
    ("0", "运输中"),
]


@pytest.mark.parametrize(("code", "text"), REPORTED)
def test_what_a_scan_reports(code: str, text: str) -> None:
    assert status_of(text) == code


def test_every_state_of_the_data_file_has_a_wording_in_the_table() -> None:
    assert {one.code for one in data.status().state} == {code for code, _ in REPORTED}


@pytest.mark.parametrize(
    "text",
    [
        "未签收",
        "尚未签收",
        "待签收",
        "请您签收时当面验货",
        "预计明天18点前签收",
        "如未签收请联系我们",
        "签收失败，明日再派",
        "",
    ]
    + ["快递员即将为您派件，请准备签收", "等待本人签收", "请凭取件码签收", "如需拒收请联系派件员"],
)
def test_what_only_asks_announces_or_denies_is_not_taken_for_signing(text: str) -> None:
    assert not is_signed(status_of(text))
    assert not is_returned(status_of(text))


@pytest.mark.parametrize(
    ("text", "signer"),
    [
        ("快件已签收，签收人是：本人，感谢使用", "本人"),
        ("客户 签收人 : 本人签收 已签收", "本人"),
        ("已签收，签收人：门卫", "门卫"),
        ("签收人：林*", "林*"),
        ("已代签收", "他人代签"),
        ("已在丰巢快递柜签收", "驿站或快递柜"),
        ("退件已签收", "寄件人"),
        ("快件已签收", None),
        ("签收人是:已签收", None),
        ("派送中", None),
    ],
)
def test_who_signed_is_said_only_where_the_scan_says_it(text: str, signer: str | None) -> None:
    assert signer_of(text, status_of(text)) == signer


@pytest.mark.parametrize("code", ["14", "4", "401", "6", "101", "102", ""])
def test_refused_returned_and_not_yet_collected_parcels_are_not_signed_for(code: str) -> None:
    assert not is_signed(code)
    assert not is_collected(code)


def test_labels_and_codes_belong_together() -> None:
    assert all(status_code(status_label(one.code)) == one.code for one in data.status().state)
    assert status_label("999") == "" and status_code("不知道") == ""


@given(st.text(alphabet="签收本人代驿站拒退回派件揽未待请凭码：，。（）【】 已", max_size=300))
def test_hostile_words_give_a_known_state_or_none(text: str) -> None:
    assert status_of(text) in {"", *(one.code for one in data.status().state)}
