"""One account orders socks again and again, asks each time for the money alone, and rates all badly."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime, timedelta

from looks import pages, qianniu
from looks.studio import JsonValue, Studio
from looks.talk import OrderSheet, Party, Said, clock

NAME = "many-orders-taobao"
SHOP = Party("麦穗袜业专营店", "sprout")
CLERK = "麦穗袜业专营店:小满"
BUYER = Party("tb61840277_yl", "man")
CAPTURED = clock(11, 12, 10, 20, 0)

SHEET = OrderSheet(
    number="4061728395507716284",
    status="交易成功",
    goods="秋冬加厚毛圈袜 男女中筒 五双装",
    spec="黑灰混色；均码",
    price="29.90",
    picture="rug",
    paid=clock(11, 5, 21, 3, 18),
    paid_by="支付宝",
    shipped=clock(11, 6, 10, 12, 0),
    courier="韵达快递",
    waybill="462907715538204",
    signed=clock(11, 8, 15, 44, 2),
    receiver="严*，1***，江苏省徐州市云龙区***",
)
REVIEW = pages.ReviewSheet(
    by=BUYER,
    time=clock(11, 9, 8, 12, 37),
    stars=None,
    verdict="差评",
    text="收到少了两双，袜子还有线头，客服不退钱",
    number=SHEET.number,
)
SAID = [
    Said("m1", "buyer", clock(11, 8, 18, 2, 11), "五双装只有三双"),
    Said("m2", "seller", clock(11, 8, 18, 4, 40), "您好，出库称重是五双的重量，麻烦您拍一下包裹和面单", "已读"),
    Said("m3", "buyer", clock(11, 8, 18, 5, 9), "包装扔了 直接退我钱就行 东西不退"),
    Said("m4", "seller", clock(11, 8, 18, 7, 25), "缺件的话给您补寄两双，今天就发", "已读"),
    Said("m5", "buyer", clock(11, 8, 18, 8, 2), "不要补 仅退款 不退就差评 上几单你们都退了"),
    Said("m6", "seller", clock(11, 8, 18, 11, 30), "核实缺件一定给您补，整单退款需要退回商品", "已读"),
    Said("m7", "buyer", clock(11, 9, 8, 15, 44), "评价写好了 退29.9我删掉"),
    Said("m8", "seller", clock(11, 9, 8, 20, 3), "您好，补寄和退货退款都可以为您办理，其他的没有办法", "未读"),
]
WAITING = [
    (BUYER, "您好，补寄和退货退款都可以为您办理"),
    (Party("小陈爱跑步", "cat2"), "码数怎么选"),
    (Party("tb9031_云", "girl"), "能开发票吗"),
]
REVIEWS = pages.Office("千牛卖家中心", "#2f75d6", ("评价管理", "订单管理", "退款管理", "发货管理", "客户服务"), SHOP)
HEADINGS = (
    "订单编号", "买家会员名", "买家应付货款", "买家实际支付金额", "订单状态", "买家留言", "收货人姓名", "收货地址",
    "联系手机", "订单创建时间", "订单付款时间", "宝贝标题", "宝贝总数量", "物流单号", "物流公司", "订单备注",
    "店铺名称", "订单关闭原因",
    "退款金额", "退款状态", "退款原因", "退款申请时间", "发货时间", "确认收货时间",
)  # fmt: skip
OWN = [
    # days before the case's order, state, refund, reason, hours from payment to the refund, stars
    (62, "交易关闭", "仅退款 退款成功", "少件/漏发", 71, "差评"),
    (40, "交易关闭", "仅退款 退款成功", "质量问题", 90, "差评"),
    (23, "交易成功", "", "", 0, "差评"),
    (9, "交易关闭", "仅退款 退款成功", "少件/漏发", 66, ""),
]
OTHERS = 26


def stamped(at: datetime) -> str:
    """`2026-11-05 21:03:18`."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def row(number: str, buyer: str, paid: datetime, **more: str) -> dict[str, str]:
    """One line of the export."""
    base = dict.fromkeys(HEADINGS, "")
    base |= {
        "订单编号": f'="{number}"', "买家会员名": buyer, "买家应付货款": SHEET.price, "买家实际支付金额": SHEET.price,
        "订单状态": "交易成功", "订单创建时间": stamped(paid - timedelta(seconds=41)), "订单付款时间": stamped(paid),
        "宝贝标题": SHEET.goods, "宝贝总数量": "1", "物流公司": SHEET.courier, "店铺名称": SHOP.name,
        "退款金额": "0.00",
    }  # fmt: skip
    return base | more


def orders() -> list[dict[str, str]]:
    """The export: the case's order, the same account's earlier ones, and everyone else's."""
    dice = random.Random(NAME)  # noqa: S311 - invented orders, no secret
    home = "江苏省 徐州市 云龙区 汉风街道 和平路 118号 6栋2单元"
    rows = [
        row(SHEET.number, BUYER.name, SHEET.paid, 收货人姓名="严*", 收货地址=home, 联系手机="'13813345218",
            物流单号=f"No:{SHEET.waybill}", 发货时间=stamped(SHEET.shipped), 确认收货时间=stamped(SHEET.signed))
    ]  # fmt: skip
    for nth, (days, state, refund, reason, hours, _) in enumerate(OWN):
        paid = SHEET.paid - timedelta(days=days, minutes=37 * nth)
        asked = {"退款申请时间": stamped(paid + timedelta(hours=hours)), "退款金额": SHEET.price} if refund else {}
        rows.append(
            row(f"40617{nth}839550771{6290 + nth}", BUYER.name, paid, 收货人姓名="严*", 收货地址=home,
                联系手机="'13813345218", 订单状态=state, 退款状态=refund, 退款原因=reason,
                物流单号=f"No:46290771{nth}{dice.randrange(10**5):05d}7",
                发货时间=stamped(paid + timedelta(hours=14)), **asked)
        )  # fmt: skip
    for nth in range(OTHERS):
        paid = clock(11, 1 + nth % 10, 8 + nth % 12, (7 * nth) % 60, (13 * nth) % 60)
        vague = nth == 4
        place = (
            "江苏省 南京市 江宁区 到了打电话"
            if vague
            else f"浙江省 杭州市 拱墅区 湖墅南路 {20 + nth}号 {1 + nth % 9}幢"
        )
        waiting = nth % 5 == 4
        sent = {} if waiting else {
            "物流单号": f"No:4629081{dice.randrange(10**8):08d}", "发货时间": stamped(paid + timedelta(hours=13))
        }  # fmt: skip
        rows.append(
            row(f"40619{dice.randrange(10**14):014d}", f"tb{dice.randrange(10**8):08d}", paid, 收货人姓名="林*",
                收货地址=place, 联系手机=f"'139{dice.randrange(10**8):08d}",
                订单状态="买家已付款，等待卖家发货" if waiting else "卖家已发货，等待买家确认",
                退款状态="退款处理中" if nth == 9 else "", **sent)
        )  # fmt: skip
    return rows


def sheet(headings: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    """A table as a back office writes it: comma-separated, with a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, headings, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


def ratings(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The export of ratings for the account's orders."""
    told = [("", SHEET.number, REVIEW.verdict, REVIEW.text, REVIEW.time)]
    told += [
        ("", one["订单编号"].strip('="'), stars, "少东西，不推荐", SHEET.paid - timedelta(days=days - 5))
        for one, (days, _, _, _, _, stars) in zip(rows[1:], OWN, strict=False)
        if stars
    ]
    return [
        {"订单号": f"\t{number}", "评价": stars, "评价内容": text, "评价时间": stamped(at), "买家昵称": BUYER.name}
        for _, number, stars, text, at in told
    ]


CASE_FILE = f"""\
# 本案说明：这里写的优先于从截图里读到的。
[case]
platform = "taobao"
shop = "{SHOP.name}"
buyer = "{BUYER.name}"
order = "{SHEET.number}"
captured = {CAPTURED.isoformat()}   # 截图是什么时候截的
device = "seller"
"""


def draw(studio: Studio) -> dict[str, JsonValue]:
    """Draws every file and returns what is true of the case."""
    counter = qianniu.Counter(BUYER, CLERK, SHEET)
    markup = qianniu.desktop(SAID, counter, WAITING, "start")
    studio.chat("聊天/旺旺聊天.png", markup, qianniu.WINDOW, 1, CAPTURED, "千牛接待中心，整段会话", clocks=True)
    studio.shot(
        "评价/买家评价.png",
        "review",
        pages.review_page(REVIEWS, SHEET, REVIEW, "举报主评"),
        pages.WINDOW,
        1,
        CAPTURED,
        "卖家中心的评价详情",
    )
    rows = orders()
    studio.text("订单/ExportOrderList.csv", "table", sheet(HEADINGS, rows), "千牛导出的订单，同一买家五单")
    rated = ("订单号", "评价", "评价内容", "评价时间", "买家昵称")
    studio.text("评价/评价导出.csv", "table", sheet(rated, ratings(rows)), "评价导出，同一买家四个差评")
    studio.text("case.toml", "case", CASE_FILE, "")
    return {
        "platform": "taobao",
        "shop": SHOP.name,
        "buyer": BUYER.name,
        "captured": CAPTURED.isoformat(),
        "order": {"number": SHEET.number, "amount": SHEET.price, "paid": SHEET.paid.isoformat()}
        | {"shipped": SHEET.shipped.isoformat(), "goods": SHEET.goods},
        "shipment": {"courier": SHEET.courier, "waybill": SHEET.waybill, "signed": None} | {"signer": None, "scans": 0},
        "review": {"time": REVIEW.time.isoformat(), "stars": None, "verdict": REVIEW.verdict, "text": REVIEW.text},
        "abnormal": {
            "orders": len(rows),
            "same_buyer": [one["订单编号"].strip('="') for one in rows[: 1 + len(OWN)]],
            "signs": ["refund-only", "repeat-bad", "repeat-refund"],
            "others": {"vague-address": 1, "refund-pending": 1},
        },
        "messages": studio.messages(SAID, {"buyer": BUYER.name, "seller": CLERK}),
        "key_messages": ["m5", "m7"],
        "key_quotes": [one.text for one in SAID if one.id in ("m5", "m7")],
        "expected": {
            "ground": "coercion",
            "ground_zh": "利用评价要挟",
            "first_raised_review": "m5",
            "amounts": ["29.9"],
            "seller_risks": [],
            "blocking_gates": [],
            "contradictions": [],
        },
    }
