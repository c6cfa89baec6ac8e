"""Invented cases for the tests of the pack: one that carries an appeal, and one that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from report.drawn import BASE, ENGINE, NOW, ORDER, SECOND, TALK, WAYBILL, Scene, Talk, add_chat, fact, paper, spans_of

from evidence.model import (
    CHINA,
    Appeal,
    Case,
    CaseFile,
    Check,
    Contradiction,
    Deadline,
    Dossier,
    Facts,
    Finding,
    Gap,
    Gate,
    Ground,
    Judgement,
    Notice,
    Order,
    Review,
    SecondReading,
    SellerRisk,
    Shipment,
    Source,
    Statement,
    Tie,
    TimelineEntry,
    TrackEvent,
    Transcript,
)


def rich(root: Path) -> tuple[Dossier, Scene]:
    """A case that carries an appeal: two phones' shots that overlap, a desktop shot with panel, proofs, a photo."""
    scene = Scene(root)
    add_chat(scene, "chat/01.png", TALK[:6], BASE, size=(1080, 2340))
    seen = [m.id for m in scene.messages[4:6]]
    add_chat(scene, "chat/02.png", TALK[4:], BASE + timedelta(minutes=4), seen, size=(1080, 2340))
    desk = add_chat(
        scene,
        "chat/电脑端.png",
        TALK[6:],
        BASE,
        [m.id for m in scene.messages[6:8]],
        size=(1366, 768),
        em=19,
        panel=True,
    )
    image, lines = paper(
        "评价详情",
        ["一星  2026-10-04 08:15", "根本没收到货，杯子是坏的，客服态度极差", "匿名买家 甜***冰"],
        (1080, 1200),
    )
    review = scene.add("差评.png", "review", image, lines)
    image, lines = paper(
        "圆通速递 物流详情",
        [
            f"运单号 {WAYBILL}",
            "2026-09-27 18:40 【杭州市】已揽收",
            "2026-09-29 03:12 【成都转运中心】已到达",
            "2026-09-30 08:02 【成都市】派件中",
            "2026-09-30 11:26:40 【成都市】已签收，签收人：本人签收",
        ],
        (1080, 1700),
    )
    parcel = scene.add("物流.png", "logistics", image, lines)
    photo, lines = paper("发货前质检 编号 QC-0926", ["杯盖 无划痕", "杯身 无磕碰"], (1600, 1200), "#D8CFC0")
    scene.add("质检/发货前.jpg", "photo", photo, lines, caption="发货前质检照片", answers="杯盖有一道划痕")
    first = scene.sources[0]
    scene.sources.append(replace(first, id="S007", path="chat/01 副本.png", status="duplicate", duplicate_of="S001"))
    scene.sources.append(
        Source(
            "S008",
            "录音/通话.amr",
            "ab" * 32,
            48211,
            "audio/amr",
            "recording",
            "ignored",
            Notice.of("pipeline.not-a-picture", path="录音/通话.amr"),
        )
    )
    demand, threat, repeat = scene.messages[4], scene.messages[5], scene.messages[7]
    findings = (
        Finding(
            "F001",
            "review-for-money",
            "差评换钱",
            "extortion",
            "strong",
            "buyer",
            (demand.id, threat.id),
            demand.text,
            tuple([*spans_of(demand, demand="给我转八十块"), *spans_of(threat, link="不转的话", lever="写一星")]),
            f"买家在 {demand.id} 索要“八十块”，随后在 {threat.id} 以“一星”相要挟",
            "抖音规则：买家需为主动要挟的一方",
        ),
        Finding(
            "F002",
            "review-for-money",
            "差评换钱",
            "extortion",
            "strong",
            "buyer",
            (repeat.id,),
            repeat.text,
            tuple(spans_of(repeat, demand="八十块", link="不到账就", lever="一星差评")),
            "评价手段“一星差评” + 索要“八十块” + 条件“不到账就”",
        ),
        Finding(
            "F003",
            "exposure",
            "曝光施压",
            "threat",
            "medium",
            "buyer",
            (threat.id,),
            threat.text,
            tuple(spans_of(threat, lever="发到同城群里")),
            "以扩散相施压",
        ),
    )
    second = (
        SecondReading(demand.id, 0, demand.text, demand.text, 0.93, True, SECOND),
        SecondReading(threat.id, 0, threat.text, threat.text.replace("群", "裙"), 0.71, False, SECOND),
        SecondReading(repeat.id, 0, repeat.text, None, None, None, None),
    )
    order = Order(
        number=fact(ORDER, desk, 1, scene),
        goods=fact("钛瓷保温杯 500ml 雾蓝", desk, 2, scene),
        amount=fact("129.00", desk, 3, scene, shown="¥129.00"),
        paid=fact("2026-09-26T20:14:05+08:00", desk, 4, scene, shown="2026/09/26 20:14:05"),
        shipped=fact("2026-09-27T10:02:00+08:00", desk, 5, scene, shown="2026/09/27 10:02"),
        buyer=fact("甜橙不加冰", desk, 0, scene),
        shop=fact("山岚杯具专营店"),
    )
    signed = fact(
        "2026-09-30T11:26:40+08:00",
        parcel,
        4,
        scene,
        shown="2026-09-30 11:26:40",
        conflicts=(fact("2026-09-30T11:26:00+08:00", desk, 7, scene, shown="09-30 11:26"),),
    )
    shipment = Shipment(
        courier=fact("圆通速递", parcel, 0, scene),
        waybill=fact(WAYBILL, parcel, 0, scene),
        collected=fact("2026-09-27T18:40:00+08:00", parcel, 1, scene, shown="2026-09-27 18:40"),
        signed=signed,
        signed_by=fact("本人签收", parcel, 4, scene),
        events=tuple(
            TrackEvent(datetime.fromisoformat(time), text, "", parcel.id)
            for time, text in (
                ("2026-09-27T18:40+08:00", "【杭州市】已揽收"),
                ("2026-09-29T03:12+08:00", "【成都转运中心】已到达"),
                ("2026-09-30T08:02+08:00", "【成都市】派件中"),
                ("2026-09-30T11:26:40+08:00", "【成都市】已签收，签收人：本人签收"),
            )
        ),
    )
    told = Review(
        time=fact("2026-10-04T08:15:00+08:00", review, 0, scene, shown="2026-10-04 08:15"),
        stars=fact("1", review, 0, scene, shown="一星"),
        text=fact("根本没收到货，杯子是坏的，客服态度极差", review, 1, scene),
    )
    odds = Contradiction(
        "not-received",
        "评价称“根本没收到货”",
        review.id,
        told.time.time,
        "物流显示本人签收",
        parcel.id,
        signed.time,
        "strong",
        f"评价发布时，{parcel.id} 显示包裹已由本人签收 3 天 20 小时。",
    )
    ties = (
        Tie("chat-order", "聊天与订单", "pass", f"{desk.id} 的订单面板与会话同屏，订单号 {ORDER}"),
        Tie("review-order", "评价与订单", "unknown", "评价截图中没有订单号"),
    )
    checks = (
        Check(
            "complete", "双方完整聊天记录", "pass", "3 张截图首尾相接，没有断档", basis="平台公开规则，2026-11-20 整理"
        ),
        Check("chrome", "截图超出聊天框", "pass", "标题栏与昵称可见"),
        Check("active", "买家主动提出评价与索要", "pass", f"首次提及见 {threat.id}"),
        Check(
            "same-order",
            "聊天与评价为同一订单",
            "warn",
            "评价截图中没有订单号",
            "补一张评价管理页截图，使订单号与评价同屏",
        ),
        Check("year", "时间带有年份", "unknown", "截图只显示月日，年份由订单面板推得"),
        Check("edited", "图片无编辑痕迹", "pass", "未见编辑软件标记"),
    )
    entries = [
        TimelineEntry(order.paid.time, "printed", "buyer", "付款 ¥129.00", desk.id),
        TimelineEntry(signed.time, "printed", "圆通速递", "已签收，签收人：本人签收", parcel.id),
        *(
            TimelineEntry(
                m.time.value,
                m.time.origin,
                m.speaker,
                m.text,
                m.source,
                m.id,
                m.id in {demand.id, threat.id, repeat.id},
            )
            for m in scene.messages
        ),
        TimelineEntry(
            told.time.time, "printed", "buyer", "发布一星评价：根本没收到货，杯子是坏的，客服态度极差", review.id
        ),
        TimelineEntry(None, "unknown", "system", "客服接入", desk.id),
    ]
    appeal = Appeal(
        "douyin",
        "抖音电商",
        "2026-11-20",
        Ground(
            "review-coercion",
            "利用中差评骗赔",
            0.93,
            True,
            "买家主动以一星评价为条件索要八十元，且在商家提出退换之后仍坚持",
            ("评价与订单同屏的截图",),
            ("F001", "F002"),
        ),
        (Ground("false-review", "没有事实依据的评价", 0.55, False, "评价称未收到货，但物流显示签收", ("签收底单",)),),
        "买家主动以评价为条件索要钱款，语句明确。",
        Deadline(30, datetime(2026, 11, 3, 23, 59, tzinfo=CHINA), 14, "自评价发布之日起算。"),
        checks,
        Statement(
            "买家以一星差评要挟转账，收货后拒绝退换，称不转80元就写一星，10月4日发布一星评价。",
            100,
            "2026年9月30日包裹由本人签收。10月3日买家称杯盖有划痕，商家提出退换，\n"
            "买家拒绝，要求转账八十元，并称“不转的话我就写一星”。\n"
            "10月4日买家发布一星评价，称“根本没收到货”，与物流签收记录不一致。",
        ),
        tuple(entries),
        (
            "抖店后台 → 订单 → 评价管理 → 申诉",
            "选择“利用中差评骗赔”，粘贴问题描述",
            "上传不超过 6 张图片，每张不超过 5 MB",
        ),
        ("不要对截图作任何编辑、涂抹或标注",),
    )
    judgement = Judgement(
        findings, (), (SellerRisk("paid-praise", "好评返现", scene.messages[1].id, "私下风险提示不得外泄", "会被处罚"),)
    )
    transcript = Transcript(
        ENGINE,
        tuple(scene.sources),
        tuple(scene.messages),
        (Gap("S002", "S003", "两张截图没有重叠，且设备不同"),),
        (),
        tuple(scene.screens),
    )
    case = Case(root, tuple(scene.sources), CaseFile(shop="山岚杯具专营店"))
    return Dossier(
        case,
        tuple(scene.pages),
        transcript,
        judgement,
        Facts(order, shipment, told, (odds,), ties),
        appeal,
        second,
        NOW,
        "0.1.0",
    ), scene


LAWFUL: Talk = (
    ("buyer", "收到的杯子漏水，水洒了一包，气死我了"),
    ("seller", "您好，可以拍个视频看看吗"),
    ("buyer", "视频发你了，我要求全额退款，这是你们承诺的"),
    ("seller", "好的，我们核实一下"),
    ("buyer", "再不处理我就找平台介入，并且如实评价"),
)


def lawful(root: Path) -> tuple[Dossier, Scene]:
    """A case that carries no appeal: a buyer who asks for what is owed."""
    scene = Scene(root)
    add_chat(scene, "聊天.png", LAWFUL, BASE, size=(1080, 2000))
    last = scene.messages[-1]
    finding = Finding(
        "F001", "review-for-money", "差评换钱", "extortion", "weak", "buyer", (last.id,), last.text, (), "仅提到评价"
    )
    appeal = Appeal(
        "douyin",
        "抖音电商",
        "2026-11-20",
        None,
        (
            Ground(
                "review-coercion",
                "利用中差评骗赔",
                0.2,
                False,
                "买家要求的是商家承诺的退款，没有以评价换取额外利益",
                ("买家以评价为条件索要额外利益的语句",),
            ),
        ),
        "买家要求全额退款属于商家已承诺的售后，以评价要挟为由申诉会被驳回。",
        Deadline(30, None, None, "评价时间不明。"),
        (Check("active", "买家主动提出评价与索要", "fail", "未见买家以评价换取额外利益", "先按承诺办理退款"),),
        Statement("", 100, ""),
        (),
        (),
        ("先办理退款，再礼貌请买家更新评价内容", "保留物流与检测记录"),
    )
    gates = (
        Gate(
            "owed", "blocks", (scene.messages[2].id,), f"{scene.messages[2].id} 中买家要求的退款是应得的", "先履行承诺"
        ),
    )
    transcript = Transcript(ENGINE, tuple(scene.sources), tuple(scene.messages), (), (), tuple(scene.screens))
    return Dossier(
        Case(root, tuple(scene.sources)),
        tuple(scene.pages),
        transcript,
        Judgement((finding,), gates, ()),
        Facts(),
        appeal,
        (),
        NOW,
        "0.1.0",
    ), scene
