"""A kettle arrives cracked, the shop refuses at first, the buyer is angry and wants his own money back. No coercion."""

from __future__ import annotations

from looks import feige, pages
from looks.studio import JsonValue, Shot, Studio
from looks.talk import OrderSheet, Party, Said, clock, stamp

NAME = "lawful-complaint"
SHOP = Party("暖舍小家电专营店", "hill")
CLERK = Party("小暖", "clerk2")
BUYER = Party("老梁爱钓鱼", "man")

SHEET = OrderSheet(
    number="6958041175520938846",
    status="已完成",
    goods="家用大容量电热水壶 304不锈钢 自动断电",
    spec="墨绿；1.8L",
    price="129.00",
    picture="kettle",
    paid=clock(10, 9, 20, 15, 42),
    paid_by="支付宝",
    shipped=clock(10, 10, 14, 5),
    courier="申通快递",
    waybill="773391240586172",
    signed=clock(10, 12, 11, 48, 30),
    receiver="梁*，1***，安徽省合肥市蜀山区***",
)
REVIEW = pages.ReviewSheet(
    by=BUYER,
    time=clock(10, 13, 10, 26, 5),
    stars=1,
    verdict="1星",
    text="收到壶身就有裂纹，加水底座渗水，要求退货客服开始说拆封不退，拖了一晚上才松口",
    number=SHEET.number,
)
SAID = [
    Said("m1", "buyer", clock(10, 12, 19, 20, 4), "壶是裂的 一装水底下就渗"),
    Said("m2", "buyer", clock(10, 12, 19, 20, 30), "视频拍给你们了 自己看"),
    Said("m3", "seller", clock(10, 12, 19, 24, 16), "您好，小家电拆封使用后不支持退货的"),
    Said("m4", "buyer", clock(10, 12, 19, 24, 58), "质量有问题凭什么不退"),
    Said("m5", "buyer", clock(10, 12, 19, 25, 21), "我就要退货 把我付的129退给我"),
    Said("m6", "seller", clock(10, 12, 19, 33, 40), "这边需要向仓库核实一下"),
    Said("m7", "buyer", clock(10, 12, 19, 35, 2), "核实什么 裂缝拍得清清楚楚"),
    Said("m8", "buyer", clock(10, 12, 19, 35, 44), "再不退我打12315"),
    Said("m9", "buyer", clock(10, 12, 19, 36, 10), "评价我也会照实写 差评是你们自己挣来的"),
    Said("m10", "seller", clock(10, 12, 19, 48, 27), "非常抱歉让您有这样的体验，已经反馈给主管"),
    Said("m11", "buyer", clock(10, 12, 19, 49, 5), "我一分钱都不多要 该退多少退多少"),
    Said(
        "m12", "seller", clock(10, 13, 9, 8, 50), "您好，核实是运输中破损，请您申请退货退款，选择质量问题，运费我们出"
    ),
    Said("m13", "buyer", clock(10, 13, 9, 30, 16), "早这样不就完了 态度真差"),
    Said("m14", "buyer", clock(10, 13, 9, 30, 52), "已经申请了 快点通过"),
    Said("m15", "seller", clock(10, 13, 9, 32, 8), "已为您同意，寄回签收后129元原路退回"),
]
OFFICE = pages.Office(
    "抖店", "#1b5fe0", ("订单管理", "评价管理", "售后工作台", "商品管理", "店铺保障", "数据中心"), SHOP
)
REVIEWS = pages.Office(
    "抖店", "#1b5fe0", ("评价管理", "订单管理", "售后工作台", "商品管理", "店铺保障", "数据中心"), SHOP
)


def draw(studio: Studio) -> dict[str, JsonValue]:
    """Draws every file and returns what is true of the case."""
    shots = [
        Shot(f"聊天/Screenshot_2026-10-14-21-14-{second:02}.png", at, clock(10, 14, 21, 14, second), note)
        for second, at, note in (
            (7, "start", "飞鸽手机端滚动截图之一，会话开头"),
            (16, "m6|44", "飞鸽手机端滚动截图之二"),
            (24, "end", "飞鸽手机端滚动截图之三，会话末尾"),
        )
    ]
    studio.scrolled(
        shots,
        lambda at, when, high: feige.phone(SAID, feige.Desk(SHOP, CLERK, BUYER, SHEET, when), at, 47, high),
        feige.PHONE,
        3,
    )
    ordered = clock(10, 14, 21, 20, 11)
    top = [
        ("订单编号", SHEET.number),
        ("下单时间", stamp(clock(10, 9, 20, 15, 20))),
        ("付款时间", stamp(SHEET.paid)),
        ("发货时间", stamp(SHEET.shipped)),
        ("买家昵称", BUYER.name),
        ("支付方式", SHEET.paid_by),
    ]
    delivery = [
        ("收货信息", SHEET.receiver),
        ("物流公司", SHEET.courier),
        ("运单号", SHEET.waybill),
        ("签收时间", stamp(SHEET.signed)),
    ]
    studio.shot(
        "订单/Snipaste_2026-10-14_21-20-11.png",
        "order",
        pages.order_page(OFFICE, SHEET, top, delivery, f"实付金额：¥{SHEET.price}"),
        pages.WINDOW,
        1,
        ordered,
        "抖店后台的订单详情",
    )
    reviewed = clock(10, 14, 21, 21, 3)
    studio.shot(
        "评价/微信图片_20261014212103.jpg",
        "review",
        pages.review_page(REVIEWS, SHEET, REVIEW, "申诉"),
        pages.WINDOW,
        1,
        reviewed,
        "抖店后台的评价详情，微信转发过的JPEG",
    )
    return {
        "platform": "douyin",
        "shop": SHOP.name,
        "buyer": BUYER.name,
        "captured": clock(10, 14, 21, 14, 7).isoformat(),
        "order": {"number": SHEET.number, "amount": SHEET.price, "paid": SHEET.paid.isoformat()}
        | {"shipped": SHEET.shipped.isoformat(), "goods": SHEET.goods},
        "shipment": {"courier": SHEET.courier, "waybill": SHEET.waybill, "signed": SHEET.signed.isoformat()}
        | {"signer": None, "scans": 0},
        "review": {"time": REVIEW.time.isoformat(), "stars": REVIEW.stars, "text": REVIEW.text},
        "messages": studio.messages(SAID, {}),
        "key_messages": [],
        "key_quotes": [],
        "expected": {
            "ground": None,
            "ground_zh": None,
            "first_raised_review": "m9",
            "amounts": [],
            "seller_risks": [],
            "blocking_gates": [],
            "why_not": "买家要的是自己付的129元，没有额外索要；提到12315和照实差评都没有拿来换钱",
            "contradictions": [],
        },
    }
