"""A buyer confirms receipt and tears the quilt apart in a review two days before the parcel reaches him."""

from __future__ import annotations

from looks import pages, parcels, qianniu
from looks.studio import JsonValue, Studio
from looks.talk import OrderSheet, Party, Said, clock, stamp

NAME = "not-received-taobao"
SHOP = Party("棉屿生活家居店", "cloud")
CLERK = "棉屿生活家居店:阿宁"
BUYER = Party("tb73520186_44", "hill")
CAPTURED = clock(10, 12, 20, 30)

SHEET = OrderSheet(
    number="3952840617735201844",
    status="交易成功",
    goods="加厚保暖秋冬被 单双人可选 纯棉面料",
    spec="颜色：雾蓝；尺寸：200x230cm",
    price="219.00",
    picture="quilt",
    paid=clock(10, 3, 14, 8, 51),
    paid_by="支付宝",
    shipped=clock(10, 4, 11, 20, 36),
    courier="圆通速递",
    waybill="YT8837204615928",
    signed=clock(10, 8, 18, 26, 44),
    receiver="贺*，1***，湖南省长沙市岳麓区***",
)
FINISHED = clock(10, 6, 8, 57, 13)
SCANS = [
    parcels.Scan(clock(10, 4, 15, 3, 12), "已揽收", "【南通市】南通川姜公司 已收件"),
    parcels.Scan(clock(10, 4, 23, 41, 50), "运输中", "【南通市】快件已发往 长沙转运中心"),
    parcels.Scan(clock(10, 6, 20, 12, 7), "运输中", "【岳阳市】因路段维修，快件在 岳阳转运中心 等待发车"),
    parcels.Scan(clock(10, 7, 22, 30, 28), "运输中", "【长沙市】快件已到达 长沙转运中心"),
    parcels.Scan(clock(10, 8, 9, 14, 33), "派件中", "【长沙市】长沙岳麓公司 快递员 龚* 派件中"),
    parcels.Scan(clock(10, 8, 18, 26, 44), "已签收", "【长沙市】客户签收人：本人签收 已签收"),
]
REVIEW = pages.ReviewSheet(
    by=BUYER,
    time=clock(10, 6, 9, 12, 44),
    stars=None,
    verdict="差评",
    text="被子薄得像纸，洗了一次就结团掉絮，面料扎人，完全不是纯棉",
    number=SHEET.number,
)

SAID = [
    Said("m1", "notice", clock(10, 3, 14, 1, 30), "当前用户来自 商品详情页"),
    Said("m2", "buyer", clock(10, 3, 14, 2, 11), "两米三的那款够厚吗", "-->"),
    Said("m3", "seller", clock(10, 3, 14, 2, 40), "您好，这款填充4斤，适合秋冬盖，比较保暖", "已读"),
    Said("m4", "buyer", clock(10, 3, 14, 9, 5), "已经付款了 早点发"),
    Said("m5", "seller", clock(10, 3, 14, 9, 33), "好的，明天中午前从南通仓发出，圆通速递", "已读"),
    Said("m6", "buyer", clock(10, 5, 21, 16, 48), "发了没有啊", "-->"),
    Said("m7", "seller", clock(10, 5, 21, 18, 2), "昨天上午已经发出，单号 YT8837204615928，路上大约三到四天", "已读"),
    Said("m8", "buyer", clock(10, 6, 8, 55, 20), "太慢了 别人家的隔天就到"),
    Said("m9", "seller", clock(10, 6, 8, 56, 41), "抱歉让您久等，节后快件多，我帮您催一下圆通", "已读"),
    Said("m10", "buyer", clock(10, 6, 9, 13, 30), "不用催了 我先确认收货 评价也写完了"),
    Said("m11", "seller", clock(10, 6, 9, 15, 12), "您好，系统显示包裹还在路上，您这边收到货了吗", "已读"),
    Said("m12", "buyer", clock(10, 6, 9, 16, 3), "没收到 还没到长沙呢"),
    Said(
        "m13", "seller", clock(10, 6, 9, 17, 25), "好的，有进展我第一时间告诉您，到货后有任何问题都可以联系我们", "已读"
    ),
    Said("m14", "buyer", clock(10, 8, 18, 40, 9), "刚拿到"),
    Said("m15", "seller", clock(10, 8, 18, 41, 50), "收到，您打开看看，有问题随时说，支持七天无理由退换", "未读"),
]
WAITING = [
    (BUYER, "收到，您打开看看，有问题随时说"),
    (Party("南方有雨", "cat2"), "好的 谢谢"),
    (Party("tb5180_小叶", "girl"), "四件套有现货吗"),
    (Party("晚风2018", "man"), "发票开一下"),
    (Party("阿福的店", "cat"), "在吗"),
]
OFFICE = pages.Office("千牛卖家中心", "#2f75d6", ("订单管理", "评价管理", "退款管理", "发货管理", "客户服务"), SHOP)
REVIEWS = pages.Office("千牛卖家中心", "#2f75d6", ("评价管理", "订单管理", "退款管理", "发货管理", "客户服务"), SHOP)

CASE_FILE = f"""\
# 本案说明：这里写的优先于从截图里读到的。
[case]
platform = "taobao"
shop = "{SHOP.name}"
buyer = "{BUYER.name}"
order = "{SHEET.number}"
captured = {CAPTURED.isoformat()}   # 截图是什么时候截的
device = "seller"

[review]
time = {REVIEW.time.isoformat()}
text = "{REVIEW.text}"

[[exhibit]]
file = "物流/圆通官网查询.pdf"
kind = "logistics"
caption = "圆通速递官网跟踪记录"
answers = "洗了一次就结团掉絮"
"""


def draw(studio: Studio) -> dict[str, JsonValue]:
    """Draws every file and returns what is true of the case."""
    counter = qianniu.Counter(BUYER, CLERK, SHEET)
    for name, at, note in (
        ("旺旺聊天1.png", "start", "千牛接待中心，会话开头"),
        ("旺旺聊天2.png", "end", "千牛接待中心，会话末尾，与上一张有重叠"),
    ):
        markup = qianniu.desktop(SAID, counter, WAITING, at)
        studio.chat(f"聊天截图/{name}", markup, qianniu.WINDOW, 1, CAPTURED, note, clocks=True)
    top = [
        ("订单编号", SHEET.number),
        ("创建时间", stamp(clock(10, 3, 14, 8, 20))),
        ("付款时间", stamp(SHEET.paid)),
        ("发货时间", stamp(SHEET.shipped)),
        ("成交时间", stamp(FINISHED)),
        ("买家", BUYER.name),
    ]
    delivery = [
        ("收货信息", SHEET.receiver),
        ("运送方式", "快递"),
        ("物流公司", SHEET.courier),
        ("运单号", SHEET.waybill),
    ]
    studio.shot(
        "订单/订单详情.png",
        "order",
        pages.order_page(OFFICE, SHEET, top, delivery, f"实收款：¥{SHEET.price}"),
        pages.WINDOW,
        1,
        CAPTURED,
        "卖家中心的订单详情；成交时间是买家点确认收货的时间，不是签收时间",
    )
    tracked = clock(10, 12, 20, 26, 10)
    studio.shot(
        "物流/Screenshot_20261012_202610.jpg",
        "logistics",
        parcels.phone_track(SHEET, SCANS, tracked, 81),
        parcels.PHONE,
        3,
        tracked,
        "手机上的物流详情",
    )
    printed = clock(10, 12, 20, 22, 5)
    studio.paper(
        "物流/圆通官网查询.pdf",
        "logistics",
        parcels.paper_track(SHEET, SCANS, printed, "本人签收"),
        printed,
        "快递公司的跟踪记录，有文字层",
    )
    studio.shot(
        "评价/买家评价.png",
        "review",
        pages.review_page(REVIEWS, SHEET, REVIEW, "举报主评"),
        pages.WINDOW,
        1,
        CAPTURED,
        "卖家中心的评价详情",
    )
    studio.text("case.toml", "case", CASE_FILE, "")
    return {
        "platform": "taobao",
        "shop": SHOP.name,
        "buyer": BUYER.name,
        "captured": CAPTURED.isoformat(),
        "order": {"number": SHEET.number, "amount": SHEET.price, "paid": SHEET.paid.isoformat()}
        | {"shipped": SHEET.shipped.isoformat(), "finished": FINISHED.isoformat(), "goods": SHEET.goods},
        "shipment": {"courier": SHEET.courier, "waybill": SHEET.waybill, "signed": SHEET.signed.isoformat()}
        | {"signer": "本人签收", "scans": len(SCANS)},
        "review": {"time": REVIEW.time.isoformat(), "stars": None, "verdict": REVIEW.verdict, "text": REVIEW.text},
        "messages": studio.messages(SAID, {"buyer": BUYER.name, "seller": CLERK}),
        "key_messages": ["m10", "m12"],
        "key_quotes": [one.text for one in SAID if one.id in ("m10", "m12")],
        "expected": {
            "ground": "false-review",
            "ground_zh": "未收到货的虚假评价",
            "first_raised_review": "m10",
            "amounts": [],
            "seller_risks": [],
            "blocking_gates": [],
            "contradictions": ["评价写了洗后的情况，评价时间2026-10-06 09:12:44早于签收时间2026-10-08 18:26:44"],
        },
    }
