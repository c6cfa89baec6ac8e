"""Exhibits told apart by what stands on them, with the look-alikes that must not be taken for one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.case import recognised
from evidence.model import Case, CaseFile, ExhibitNote, Source

CHAT_PHONE = [
    "15:02",
    "小满妈妈",
    "昨天 21:14",
    "你好在吗",
    "亲,在的呢",
    "我的被套什么时候发",
    "今天下午发出",
    "发消息...",
]
CHAT_LOGISTICS = [
    "木棉家纺客服",
    "昨天 10:20",
    "我的快递怎么还没到",
    "亲,帮您查一下物流",
    "物流显示已到达杭州转运中心",
    "那为什么一直不派送",
    "快递员电话多少",
    "已经帮您催了派件,请稍等",
    "运单号发我",
    "好的您看 78950000000012",
    "已读",
    "按住 说话",
]
CHAT_REVIEW = [
    "星期三 18:05",
    "不退30我就给差评",
    "追评我也会写",
    "亲亲,有问题可以帮您处理",
    "一星评价你们看着办",
    "已读",
    "未读",
    "您这样我们很为难",
    "发送",
]
CHAT_DESKTOP_PANEL = [
    "当前会话",
    "最近联系",
    "风铃草",
    "客服小艾接入",
    "商品什么时候到",
    "您好,预计明天送达",
    "已读",
    "10月3日14:30:12",
    "发送给 风铃草,使用Enter 发送消息",
    "订单",
    "订单编号 6901234567890123456",
    "实付金额 ¥45.00",
    "付款时间 2026/09/28 08:11:20",
    "发货时间 2026-09-28 18:20",
    "物流信息",
    "申通快递770000000000011",
    "已签收 2026-10-01 11:02:09",
    "收货信息",
]
CHAT_NAMES = [
    "橘子汽水 2026-9-3 20:10:11",
    "包装破了",
    "青禾旗舰店:阿木 2026-9-3 20:11:02",
    "麻烦您拍个照片",
    "已读",
    "橘子汽水 2026-9-3 20:15:40",
    "懒得拍",
]
CHAT_BARE = ["在吗", "我要退货", "请问是什么原因呢?", "不想要了", "好的,您申请一下"]
LOGISTICS = [
    "物流详情",
    "中通快递 78950000000012",
    "复制单号",
    "2026-10-02 10:31:05",
    "【杭州市】您的快件已签收,签收人:本人签收",
    "2026-10-02 08:12:44",
    "【杭州市】西湖一部的快递员正在派送",
    "2026-10-01 22:40:10",
    "【杭州市】快件已到达 杭州转运中心",
    "2026-09-30 19:02:31",
    "【金华市】金华义乌 已揽收",
]
LOGISTICS_SHORT = ["订单跟踪", "运单号:YT0000000000012", "承运商:圆通速递", "派送中", "运输中", "已揽件", "已发货"]
REVIEW = [
    "评价详情",
    "★☆☆☆☆",
    "匿名买家",
    "2026-10-05 21:47",
    "枕头一股味道,客服也不理人",
    "颜色分类:米白",
    "商家回复",
    "您好,我们已经联系您处理",
    "有用(2)",
]
REVIEW_MANAGE = [
    "评价管理",
    "全部评价",
    "差评(3)",
    "订单编号:6901234567890123456",
    "1星",
    "质量太差了",
    "描述相符 1分",
    "物流服务 5分",
    "商家服务 1分",
    "追评",
    "评价时间 2026-10-05 21:47:03",
    "申诉",
    "回复评价",
]
REVIEW_CHATTY = [
    "用户评价",
    "差评",
    "你们的服务太差了,我问客服怎么办也不理我,谢谢你们让我失望",
    "1星",
    "收货3天后追评",
    "还是坏的",
    "商家回复:亲,您好",
]
ORDER = [
    "订单详情",
    "交易成功",
    "订单编号:6901234567890123456",
    "下单时间:2026-09-28 08:10:02",
    "付款时间:2026-09-28 08:11:20",
    "发货时间:2026-09-28 18:20:00",
    "成交时间:2026-10-02 10:31:05",
    "实付款 ¥45.00",
    "收货地址",
    "再次购买",
    "查看物流",
]
LABEL_PHOTO = ["合格证"]


def told(lines: list[str], path: str = "IMG_0001.png", media: str = "image/png") -> str:
    source = Source("S001", path, "0" * 64, 1, media, "document" if media.endswith("pdf") else "other", "used")
    case = Case(Path(), (source,))
    return recognised(case, {"S001": lines}).sources[0].kind


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (CHAT_PHONE, "chat"),
        (CHAT_LOGISTICS, "chat"),
        (CHAT_REVIEW, "chat"),
        (CHAT_DESKTOP_PANEL, "chat"),
        (CHAT_NAMES, "chat"),
        (CHAT_BARE, "chat"),
        (LOGISTICS, "logistics"),
        (LOGISTICS_SHORT, "logistics"),
        (REVIEW, "review"),
        (REVIEW_MANAGE, "review"),
        (REVIEW_CHATTY, "review"),
        (ORDER, "order"),
        (LABEL_PHOTO, "photo"),
        ([], "photo"),
    ],
)
def test_the_words_alone_tell_the_kind(lines: list[str], kind: str) -> None:
    assert told(lines) == kind


@pytest.mark.parametrize("lines", [LOGISTICS, REVIEW, ORDER], ids=["logistics", "review", "order"])
def test_a_folder_named_chat_does_not_make_another_page_a_chat(lines: list[str]) -> None:
    assert told(lines, "聊天/3.png") != "chat"


@pytest.mark.parametrize("path", ["物流/1.png", "评价截图/1.png", "order.png"])
def test_a_misleading_name_does_not_take_a_chat_out_of_the_conversation(path: str) -> None:
    assert told(CHAT_PHONE, path) == "chat"
    assert told(CHAT_DESKTOP_PANEL, path) == "chat"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("qc/IMG_1.jpg", "photo"),
        ("发货前照片/1.jpg", "photo"),
        ("聊天/1.png", "chat"),
        ("feige/1.png", "chat"),
        ("express/1.png", "logistics"),
        ("物流截图.png", "logistics"),
        ("差评.png", "review"),
        ("review_1.png", "review"),
        ("订单.png", "order"),
        ("my-orders.png", "order"),
        ("border.png", "photo"),
        ("IMG_2231.png", "photo"),
        ("recorder.png", "photo"),
        ("录屏/1.png", "photo"),
    ],
)
def test_where_the_picture_says_little_the_name_tells(path: str, kind: str) -> None:
    assert told([], path) == kind


def test_a_photo_with_print_on_the_goods_stays_a_photo_in_the_photo_folder() -> None:
    assert told(["净含量 500g", "生产日期 2026.08.01", "保质期 12 个月", "订单号"], "打包/1.jpg") == "photo"


def test_what_the_case_file_says_outranks_everything() -> None:
    source = Source("S001", "聊天/1.png", "0" * 64, 1, "image/png", "photo", "used")
    case = Case(Path(), (source,), CaseFile(exhibits=(ExhibitNote("聊天/1.png", kind="photo"),)))
    assert recognised(case, {"S001": CHAT_PHONE}).sources[0].kind == "photo"


@pytest.mark.parametrize(
    ("lines", "path", "kind"),
    [
        (LOGISTICS, "面单.pdf", "logistics"),
        (ORDER, "a.pdf", "order"),
        (["本院认为", "特此证明"], "a.pdf", "document"),
        ([], "物流红章.pdf", "logistics"),
        ([], "a.pdf", "document"),
        (CHAT_PHONE, "a.pdf", "document"),
    ],
)
def test_a_pdf_is_told_too_but_is_never_a_chat_page(lines: list[str], path: str, kind: str) -> None:
    assert told(lines, path, "application/pdf") == kind


def test_what_is_not_in_use_and_what_is_no_page_stay_as_they_are() -> None:
    sources = (
        Source("S001", "a.mp3", "1" * 64, 1, "audio/mpeg", "recording", "used"),
        Source("S002", "chat.png", "2" * 64, 1, "image/png", "other", "unreadable"),
        Source("S003", "a.csv", "3" * 64, 1, "text/csv", "table", "used"),
    )
    case = Case(Path(), sources)
    assert recognised(case, {"S002": CHAT_PHONE}) == case


def test_spaces_and_full_width_forms_of_the_reading_make_no_difference() -> None:
    spaced = [" ".join(line).replace(":", "：") for line in LOGISTICS]
    assert told(spaced) == "logistics"
