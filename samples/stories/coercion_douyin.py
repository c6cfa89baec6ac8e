"""A buyer of a cardigan wants 80 yuan beyond what he is owed, or one star; he gets neither, and writes it."""

from __future__ import annotations

from dataclasses import replace

from looks import feige, pages, parcels
from looks.studio import JsonValue, Shot, Studio
from looks.talk import OrderSheet, Party, Said, clock

NAME = "coercion-douyin"
SHOP = Party("禾木里针织旗舰店", "sprout")
CLERK = Party("小禾", "clerk")
BUYER = Party("小鹿不吃草", "deer")
CAPTURED = clock(10, 6, 20, 0, 14)

SHEET = OrderSheet(
    number="6957302418840621157",
    status="已完成",
    goods="秋季慵懒风针织开衫女 宽松外套",
    spec="焦糖棕；L",
    price="89.00",
    picture="cardigan",
    paid=clock(10, 1, 10, 31, 26),
    paid_by="微信",
    shipped=clock(10, 2, 9, 40),
    courier="中通快递",
    waybill="75318846209337",
    signed=clock(10, 4, 16, 32, 9),
    receiver="卞*，1***，河北省保定市莲池区***",
)
SCANS = [
    parcels.Scan(clock(10, 2, 9, 52, 41), "已揽收", "【绍兴市】绍兴柯桥网点 已揽收"),
    parcels.Scan(clock(10, 2, 21, 17, 3), "运输中", "【绍兴市】快件离开 绍兴柯桥网点，发往 石家庄转运中心"),
    parcels.Scan(clock(10, 3, 22, 48, 55), "运输中", "【石家庄市】快件到达 石家庄转运中心"),
    parcels.Scan(clock(10, 4, 3, 36, 20), "运输中", "【保定市】快件到达 保定莲池网点"),
    parcels.Scan(clock(10, 4, 8, 5, 27), "派件中", "【保定市】保定莲池网点 业务员 赵* 正在派件"),
    parcels.Scan(clock(10, 4, 16, 32, 9), "已签收", "【保定市】快件已签收，签收人：本人签收"),
]
REVIEW = pages.ReviewSheet(
    by=BUYER,
    time=clock(10, 5, 23, 18, 42),
    stars=1,
    verdict="1星",
    text="袖子上破了个大洞，一次没穿就开线，找客服根本没人理，大家千万别买",
    number=SHEET.number,
)

EARLIER = [
    Said("a1", "auto", clock(10, 1, 10, 12, 5), "您好，欢迎来到禾木里，请问有什么可以帮您", "抖音电商智能客服发送"),
    Said("a2", "notice", clock(10, 1, 10, 12, 31), "客服小禾接入"),
    Said("a3", "buyer", clock(10, 1, 10, 12, 40), "一米六五 120斤穿哪个码"),
    Said("a4", "seller", clock(10, 1, 10, 13, 22), "建议您选L码，这款偏宽松，里面加一件打底也合适"),
    Said("a5", "buyer", clock(10, 1, 10, 31, 58), "拍好了 什么时候发"),
    Said("a6", "card", clock(10, 1, 10, 32, 4), SHEET.number),
    Said("a7", "seller", clock(10, 1, 10, 33, 10), "收到，明天上午发出，走中通快递"),
    Said("a8", "auto", clock(10, 4, 16, 40, 2), "亲，您的包裹已经送达，请您当面查验", "商家配置发送"),
    Said("a9", "buyer", clock(10, 4, 17, 2, 47), "拿到了 颜色不错"),
    Said("b1", "buyer", clock(10, 5, 19, 42, 38), "在吗 袖口有个洞"),
    Said("b2", "seller", clock(10, 5, 19, 43, 20), "给您添麻烦了，请拍一张袖口的照片发来，我马上为您处理"),
    Said("b3", "buyer", clock(10, 5, 19, 43, 58), "没拍 反正就是有洞"),
    Said(
        "b4", "seller", clock(10, 5, 19, 44, 36), "这件支持七天无理由退货，运费险也在，您申请退货退款，收到后全额退给您"
    ),
]
EVENING = [
    Said("c1", "buyer", clock(10, 5, 19, 45, 12), "退货多麻烦 我留着穿"),
    Said("c2", "seller", clock(10, 5, 19, 46, 1), "那给您换一件新的，来回运费我们承担，您看可以吗"),
    Said("c3", "buyer", clock(10, 5, 19, 53, 20), "换也懒得换"),
    Said("c4", "buyer", clock(10, 5, 19, 53, 44), "你们这条链接评价挺干净啊 一个差评都没有"),
    Said("c5", "buyer", clock(10, 5, 19, 54, 6), "转我80块辛苦费"),
    Said("c6", "buyer", clock(10, 5, 19, 54, 21), "不然我就给你们添个一星 带图的那种"),
    Said("c7", "buyer", clock(10, 5, 19, 54, 33), "别逼我写"),
    Said(
        "c8",
        "seller",
        clock(10, 5, 19, 56, 10),
        "您的心情我们理解，质量问题我们负责到底，退货退款和换货都可以，额外的费用没有办法支付",
    ),
    Said("c9", "buyer", clock(10, 5, 20, 8, 15), "80又不多 你自己掂量"),
    Said("c10", "buyer", clock(10, 5, 20, 8, 41), "差评挂上去你少卖的可不止80"),
    Said("c11", "seller", clock(10, 5, 20, 9, 30), "请您把袖口照片发来，核实后按平台规则全额退款给您"),
    Said("c12", "buyer", clock(10, 5, 20, 10, 2), "照片没有"),
    Said("c13", "buyer", clock(10, 5, 20, 10, 26), "今晚12点前80不到账 差评就发出去"),
    Said("c14", "seller", clock(10, 5, 20, 11, 48), "抱歉，我们只能按平台规则为您办理退货退款或者换货"),
    Said("c15", "buyer", clock(10, 5, 20, 12, 9), "行 那你等着看"),
]
NEXT_DAY = [
    Said("d1", "buyer", clock(10, 6, 9, 26, 11), "一星看到了没"),
    Said("d2", "buyer", clock(10, 6, 9, 26, 33), "现在给50也行 钱到了我就把差评删掉"),
    Said("d3", "seller", clock(10, 6, 9, 31, 20), "您好，退货退款的通道一直为您保留，您随时可以在订单里申请"),
    Said("d4", "notice", clock(10, 6, 9, 41, 20), "用户超时未回复，系统关闭会话"),
]
SAID = EARLIER + EVENING + NEXT_DAY

WAITING = [
    feige.Waiting(BUYER, "用户超时未回复，系统关闭会话", "09:41"),
    feige.Waiting(Party("半糖去冰", "girl"), "这件有黑色吗", "19:52"),
    feige.Waiting(Party("用户70215534", "man"), "[商品]", "19:44"),
    feige.Waiting(Party("橘子味汽水", "cat"), "好的谢谢", "19:30"),
    feige.Waiting(Party("向北走", "hill"), "快递到哪了", "18:57"),
    feige.Waiting(Party("云上小屋", "cloud"), "能不能改地址", "18:20"),
    feige.Waiting(Party("灰灰大王", "cat2"), "嗯嗯", "17:48"),
    feige.Waiting(Party("一颗小白菜", "sprout"), "会掉色吗", "16:05"),
]
OFFICE = pages.Office(
    "抖店", "#1b5fe0", ("评价管理", "订单管理", "售后工作台", "商品管理", "店铺保障", "数据中心"), SHOP
)


def draw(studio: Studio) -> dict[str, JsonValue]:
    """Draws every file and returns what is true of the case."""
    desk = feige.Desk(SHOP, CLERK, BUYER, SHEET, CAPTURED)
    for name, at, second, note in (
        ("Snipaste_2026-10-06_20-00-14.png", "start", 14, "飞鸽电脑端，会话开头，右侧有订单"),
        ("Snipaste_2026-10-06_20-00-37.png", "a7|10", 37, "飞鸽电脑端，接上一张，到10月5日晚"),
        ("Snipaste_2026-10-06_20-01-05.png", "end", 65, "飞鸽电脑端，会话末尾，10月6日"),
    ):
        shown = SAID if at == "end" else EARLIER + EVENING
        captured = clock(10, 6, 20, second // 60, second % 60)
        markup = feige.desktop(shown, desk, WAITING, at)
        studio.chat(f"聊天/{name}", markup, feige.DESKTOP, 1, captured, note, clocks=True)
    studio.scrolled(
        [
            Shot(
                "聊天/Screenshot_20261006_200531.png",
                "b3|10",
                clock(10, 6, 20, 5, 31),
                "飞鸽手机端滚动截图之一，开头几条与电脑端第二张相同",
            ),
            Shot("聊天/Screenshot_20261006_200540.png", "c3|44", clock(10, 6, 20, 5, 40), "飞鸽手机端滚动截图之二"),
            Shot(
                "聊天/Screenshot_20261006_200549.png",
                "c8|10",
                clock(10, 6, 20, 5, 49),
                "飞鸽手机端滚动截图之三，末尾几条与电脑端第三张相同",
            ),
        ],
        lambda at, when, high: feige.phone(SAID, replace(desk, captured=when), at, 64, high),
        feige.PHONE,
        3,
    )
    tracked = clock(10, 6, 20, 8, 2)
    studio.shot(
        "物流/微信图片_20261006200802.jpg",
        "logistics",
        parcels.phone_track(SHEET, SCANS, tracked, 63),
        parcels.PHONE,
        3,
        tracked,
        "手机上的物流详情，微信转发过的JPEG",
    )
    printed = clock(10, 6, 20, 11, 30)
    studio.paper(
        "物流/中通75318846209337轨迹.pdf",
        "logistics",
        parcels.paper_track(SHEET, SCANS, printed, "本人签收"),
        printed,
        "快递公司的跟踪记录，有文字层",
    )
    reviewed = clock(10, 6, 20, 3, 22)
    studio.shot(
        "评价/Snipaste_2026-10-06_20-03-22.png",
        "review",
        pages.review_page(OFFICE, SHEET, REVIEW, "申诉"),
        pages.WINDOW,
        1,
        reviewed,
        "抖店后台的评价详情",
    )
    taken = clock(10, 2, 9, 12, 33)
    studio.photo(
        "照片/IMG_20261002_091233.jpg",
        parcels.packed(SHEET, SHOP.name, taken),
        parcels.PHOTO,
        taken,
        "发货前打包照片，面单上有运单号",
    )
    studio.text("照片/备忘.txt", "other", "周三补焦糖棕L码\n打包胶带快用完了\n", "与案件无关的文件")
    return {
        "platform": "douyin",
        "shop": SHOP.name,
        "buyer": BUYER.name,
        "captured": CAPTURED.isoformat(),
        "order": {"number": SHEET.number, "amount": SHEET.price, "paid": SHEET.paid.isoformat()}
        | {"shipped": SHEET.shipped.isoformat(), "goods": SHEET.goods},
        "shipment": {"courier": SHEET.courier, "waybill": SHEET.waybill, "signed": SHEET.signed.isoformat()}
        | {"signer": "本人签收", "scans": len(SCANS)},
        "review": {"time": REVIEW.time.isoformat(), "stars": REVIEW.stars, "text": REVIEW.text},
        "messages": studio.messages(SAID, {}),
        "key_messages": ["c5", "c6", "c7", "c10", "c13", "d2"],
        "key_quotes": [one.text for one in SAID if one.id in ("c6", "c13", "d2")],
        "expected": {
            "ground": "coercion",
            "ground_zh": "利用中差评骗赔/利用评价要挟",
            "first_raised_review": "c4",
            "amounts": ["80", "50"],
            "seller_risks": [],
            "blocking_gates": [],
            "contradictions": ["评价称“找客服根本没人理”，截图显示客服当晚逐条回复", "评价时间在本人签收之后"],
        },
    }
