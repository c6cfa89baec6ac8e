"""A buyer of a rug wants a red packet of 60 yuan on the phone and in the chat; the seller records the screen."""

from __future__ import annotations

from looks import feige, pages, parcels
from looks.studio import JsonValue, Rest, Studio
from looks.talk import OrderSheet, Party, Said, clock, stamp

NAME = "recorded-douyin"
SHOP = Party("拾光地毯旗舰店", "hill")
CLERK = Party("阿布", "clerk")
BUYER = Party("晚风不晚", "cat")
CAPTURED = clock(11, 8, 15, 6, 20)
FILM = "录屏/ScreenRecording_20261108_150620.mp4"

SHEET = OrderSheet(
    number="6961840327715504893",
    status="已完成",
    goods="北欧风短绒地毯 客厅茶几毯",
    spec="雾灰；120x180",
    price="158.00",
    picture="rug",
    paid=clock(11, 2, 9, 14, 5),
    paid_by="支付宝",
    shipped=clock(11, 2, 17, 30),
    courier="申通快递",
    waybill="773408816253907",
    signed=clock(11, 5, 12, 8, 47),
    receiver="罗*，1***，湖北省襄阳市樊城区***",
)
SCANS = [
    parcels.Scan(clock(11, 2, 18, 22, 10), "已揽收", "【天津市】天津武清公司 已揽收"),
    parcels.Scan(clock(11, 3, 2, 41, 36), "运输中", "【天津市】快件已发往 武汉转运中心"),
    parcels.Scan(clock(11, 4, 7, 55, 12), "运输中", "【武汉市】快件已到达 武汉转运中心"),
    parcels.Scan(clock(11, 5, 8, 3, 29), "派件中", "【襄阳市】襄阳樊城公司 派件员 冯* 正在派件"),
    parcels.Scan(clock(11, 5, 12, 8, 47), "已签收", "【襄阳市】已签收，签收人：家人代签"),
]
REVIEW = pages.ReviewSheet(
    by=BUYER,
    time=clock(11, 7, 22, 41, 3),
    stars=1,
    verdict="1星",
    text="地毯掉毛严重，味道刺鼻，跟图片完全不一样，别买",
    number=SHEET.number,
)
SAID = [
    Said("a1", "buyer", clock(11, 6, 20, 11, 4), "地毯收到了 有点掉毛"),
    Said(
        "a2",
        "seller",
        clock(11, 6, 20, 12, 30),
        "新毯头几次会有浮毛，吸尘两次就好，您介意的话支持七天无理由退货，运费我们出",
    ),
    Said("a3", "buyer", clock(11, 6, 20, 13, 2), "退就算了 搬来搬去的"),
    Said("a4", "buyer", clock(11, 6, 20, 13, 40), "我朋友买家具不满意 商家都给发红包的"),
    Said("a5", "seller", clock(11, 6, 20, 15, 11), "您的体验我们很重视，退货换货都可以为您安排"),
    Said("a6", "buyer", clock(11, 7, 10, 2, 18), "发60红包 我就给你写好点"),
    Said("a7", "buyer", clock(11, 7, 10, 2, 40), "不发的话一星伺候 你看着办"),
    Said("a8", "seller", clock(11, 7, 10, 4, 5), "抱歉，红包没有办法发，商品有问题我们按规则退换"),
    Said("a9", "buyer", clock(11, 7, 10, 5, 33), "那就别怪我了"),
    Said("b1", "seller", clock(11, 7, 10, 6, 20), "您随时可以在订单里申请退货，来回运费由我们承担"),
    Said("b2", "buyer", clock(11, 8, 9, 30, 12), "评价看到了吧 现在60到账我就删"),
    Said("b3", "seller", clock(11, 8, 9, 33, 50), "您好，我们只能按平台规则为您办理退换"),
    Said("b4", "buyer", clock(11, 8, 9, 34, 21), "行 那就挂着"),
]
CALL = """商家：您好，这里是拾光地毯，本次通话会录音，您看可以吗？
买家：录就录呗。
商家：您昨天提到的掉毛，我们可以安排退货，运费我们出。
买家：我说了不退，转60我就把评价删了。
商家：这个没有办法，我们按平台规则办理。
"""
OFFICE = pages.Office("抖店", "#1b5fe0", ("评价管理", "订单管理", "售后工作台", "商品管理", "店铺保障"), SHOP)


def pasted() -> str:
    """The courier's page as it is when copied into a text file, newest scan first."""
    rows = "\n".join(f"{stamp(scan.at)}\n{scan.text}" for scan in reversed(SCANS))
    return f"{SHEET.courier}\n运单号：{SHEET.waybill}\n查询时间：2026-11-08 15:20:41\n\n{rows}\n"


def draw(studio: Studio) -> dict[str, JsonValue]:
    """Draws every file and returns what is true of the case."""
    desk = feige.Desk(SHOP, CLERK, BUYER, SHEET, CAPTURED)
    studio.recorded(
        FILM,
        [Rest("start", 1.6), Rest("a4|12", 1.4), Rest("a7|12", 1.4), Rest("end", 2.0)],
        CAPTURED,
        "手机录屏：从会话开头滚到末尾，停四次",
        lambda at, when, high: feige.phone(SAID, desk, at, 71, high),
        feige.PHONE,
        2,
    )
    studio.shot(
        "订单/Snipaste_2026-11-08_15-12-09.png",
        "order",
        pages.order_page(
            OFFICE,
            SHEET,
            [("订单编号", SHEET.number), ("下单时间", stamp(clock(11, 2, 9, 13, 41))), ("付款时间", stamp(SHEET.paid)),
             ("发货时间", stamp(SHEET.shipped)), ("买家昵称", BUYER.name), ("支付方式", SHEET.paid_by)],
            [("收货信息", SHEET.receiver), ("物流公司", SHEET.courier), ("运单号", SHEET.waybill)],
            f"实付金额：¥{SHEET.price}",
        ),
        pages.WINDOW,
        1,
        clock(11, 8, 15, 12, 9),
        "抖店后台的订单详情，没有签收时间",
    )  # fmt: skip
    studio.shot(
        "评价/Snipaste_2026-11-08_15-14-30.png",
        "review",
        pages.review_page(OFFICE, SHEET, REVIEW, "申诉"),
        pages.WINDOW,
        1,
        clock(11, 8, 15, 14, 30),
        "抖店后台的评价详情",
    )
    studio.text("物流/申通官网复制.txt", "logistics", pasted(), "从快递官网复制粘贴的轨迹")
    studio.sound("录音/通话20261108.wav", 21.5, clock(11, 8, 9, 50), "电话录音，文字稿在旁边")
    studio.text("录音/通话20261108.txt", "document", CALL, "电话录音的文字稿，开头告知了录音")
    return {
        "platform": "douyin",
        "shop": SHOP.name,
        "buyer": BUYER.name,
        "captured": CAPTURED.isoformat(),
        "order": {"number": SHEET.number, "amount": SHEET.price, "paid": SHEET.paid.isoformat()}
        | {"shipped": SHEET.shipped.isoformat(), "goods": SHEET.goods},
        "shipment": {"courier": SHEET.courier, "waybill": SHEET.waybill, "signed": SHEET.signed.isoformat()}
        | {"signer": "家人", "scans": len(SCANS)},
        "review": {"time": REVIEW.time.isoformat(), "stars": REVIEW.stars, "text": REVIEW.text},
        "recordings": [
            {"file": FILM, "kind": "video", "rests": 4},
            {"file": "录音/通话20261108.wav", "kind": "audio", "seconds": 21.5, "notice": True},
        ],
        "messages": studio.messages(SAID, {}),
        "key_messages": ["a6", "a7", "b2"],
        "key_quotes": [one.text for one in SAID if one.id in ("a6", "a7", "b2")],
        "expected": {
            "ground": "coercion",
            "ground_zh": "利用中差评骗赔/利用评价要挟",
            "first_raised_review": "a6",
            "amounts": ["60"],
            "seller_risks": [],
            "blocking_gates": [],
            "contradictions": [],
        },
    }
