"""Invented cases for the tests of the pack: drawn chats and the dossiers that go with them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from evidence.model import (
    CHINA,
    Appeal,
    Box,
    Case,
    CaseFile,
    Check,
    Contradiction,
    Deadline,
    Dossier,
    Engine,
    Fact,
    Facts,
    Finding,
    Gap,
    Gate,
    Ground,
    Judgement,
    Line,
    Message,
    Moment,
    Notice,
    Order,
    Page,
    Repeat,
    Review,
    Screen,
    SecondReading,
    SellerRisk,
    Shipment,
    Source,
    Span,
    Statement,
    Tie,
    TimelineEntry,
    TrackEvent,
    Transcript,
)

FONT = Path(__file__).resolve().parents[2] / "evidence" / "report" / "fonts" / "NotoSansSC-Regular.ttf"
ENGINE = Engine("rapidocr", "3.10.0", ("PP-OCRv6_det_small", "PP-OCRv6_rec_small"))
SECOND = Engine("tesseract", "5.3.0")
NOW = datetime(2026, 10, 20, 9, 30, tzinfo=CHINA)
BASE = datetime(2026, 10, 3, 14, 0, tzinfo=CHINA)
ORDER, WAYBILL = "6971234500112233445", "YT8800112233445"

Talk = Sequence[tuple[str, str]]
TALK: Talk = (
    ("buyer", "在吗？上周买的保温杯收到了"),
    ("seller", "亲，在的，请问有什么可以帮您？"),
    ("buyer", "杯盖有一道划痕，你们怎么处理"),
    ("seller", "非常抱歉，您可以申请退换，运费我们承担"),
    ("buyer", "退换太麻烦了，直接给我转八十块"),
    ("buyer", "不转的话我就写一星，再发到同城群里让大家都看看"),
    ("seller", "亲，质量问题我们支持七天无理由退换的"),
    ("buyer", "我说了不退，八十块，今晚十点前不到账就一星差评见"),
    ("seller", "您先别急，我请示一下主管"),
    ("buyer", "随便你"),
)


@dataclass
class Scene:
    """A case folder under way: what it holds so far."""

    root: Path
    sources: list[Source] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)

    def add(
        self, path: str, kind: str, image: Image.Image | None, lines: Sequence[Line] = (), **more: object
    ) -> Source:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if image is not None:
            image.save(target, compress_level=1) if path.endswith("png") else image.save(target, quality=85)
        else:
            target.write_bytes(path.encode())
        data = target.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        media = "image/png" if path.endswith("png") else "image/jpeg" if path.endswith("jpg") else "application/pdf"
        size = image.size if image else (None, None)
        source = Source(
            f"S{len(self.sources) + 1:03d}",
            path,
            digest,
            len(data),
            media,
            kind,
            "used",
            None,
            *size,
            modified=NOW - timedelta(days=2),
        )
        source = replace(source, **more)
        self.sources.append(source)
        if image is not None:
            self.pages.append(Page(source.id, digest, *image.size, ENGINE, tuple(lines)))
        return source

    def path(self, source: str, page: int) -> Path:
        if page > 1:
            raise KeyError(source, page)
        found = next(s for s in self.sources if s.id == source)
        if found.media == "application/pdf":
            raise KeyError(source, page)
        return self.root / found.path


def wrapped(text: str, letters: int) -> list[str]:
    return [text[n : n + letters] for n in range(0, len(text), letters)] or [""]


def draw_chat(
    talk: Talk,
    *,
    size: tuple[int, int],
    title: str = "甜橙不加冰",
    em: int = 42,
    panel: bool = False,
    background: str = "#EDEDED",
) -> tuple[Image.Image, list[tuple[str, str, Box, list[Line]]], list[Line]]:
    """A chat drawn from the top: the picture, each bubble (speaker, text, box, lines) and the lines beside the chat."""
    width, height = size
    image = Image.new("RGB", size, background)
    draw = ImageDraw.Draw(image)
    font, small = ImageFont.truetype(FONT, em), ImageFont.truetype(FONT, int(em * 0.7))
    right = int(width * 0.62) if panel else width
    bar = int(em * 3)
    draw.rectangle((0, 0, width, bar), fill="#F7F7F7")
    draw.text((int(em * 1.2), int(em * 0.8)), title, fill="#111111", font=font)
    beside = [Line(title, 0.99, Box(int(em * 1.2), int(em * 0.8), int(em * 1.2) + em * len(title), int(em * 2)))]
    y = bar + em
    bubbles: list[tuple[str, str, Box, list[Line]]] = []
    letters = max(6, int((right - em * 7) / em))
    draw.text((right // 2 - em * 2, y), "10月3日 14:00", fill="#999999", font=small)
    y += em * 2
    for speaker, text in talk:
        rows = wrapped(text, letters)
        wide = int(max(font.getlength(row) for row in rows)) + em
        high = int(len(rows) * em * 1.45) + em
        if y + high > height - em:
            break
        x = int(em * 2.6) if speaker == "buyer" else right - int(em * 2.6) - wide
        draw.rounded_rectangle((x, y, x + wide, y + high), em // 4, fill="#FFFFFF" if speaker == "buyer" else "#95EC69")
        face = int(em * 0.5) if speaker == "buyer" else right - int(em * 2.1)
        draw.rectangle(
            (face, y, face + int(em * 1.6), y + int(em * 1.6)), fill="#7A8CA8" if speaker == "buyer" else "#C28B5A"
        )
        lines: list[Line] = []
        for number, row in enumerate(rows):
            top = y + em // 2 + int(number * em * 1.45)
            draw.text((x + em // 2, top), row, fill="#111111", font=font)
            lines.append(
                Line(row, 0.97, Box(x + em // 2, top, x + em // 2 + int(font.getlength(row)), top + int(em * 1.3)))
            )
        bubbles.append((speaker, text, Box(x, y, x + wide, y + high), lines))
        y += high + em
    if panel:
        draw.rectangle((right, 0, width, height), fill="#FFFFFF")
        draw.line((right, 0, right, height), fill="#DDDDDD", width=2)
        for number, row in enumerate(PANEL):
            at = (right + em, bar + em + int(number * em * 1.9))
            draw.text(at, row, fill="#333333", font=small)
            wide = int(small.getlength(row))
            beside.append(Line(row, 0.98, Box(at[0], at[1], at[0] + wide, at[1] + int(em * 0.95))))
    return image, bubbles, beside


PANEL = (
    f"订单号 {ORDER}",
    "钛瓷保温杯 500ml 雾蓝",
    "实付金额 ¥129.00",
    "付款时间 2026/09/26 20:14:05",
    "发货时间 2026/09/27 10:02",
    f"圆通速递 {WAYBILL}",
    "[已签收] 2026-09-30 11:26:40",
)


def add_chat(scene: Scene, path: str, talk: Talk, start: datetime, again: Sequence[str] = (), **look: object) -> Source:
    """Draw a screenshot and enter its messages; the first of `again` are messages seen before."""
    image, bubbles, beside = draw_chat(talk, **look)  # type: ignore[arg-type]
    lines = [*beside, *(line for _, _, _, held in bubbles for line in held)]
    source = scene.add(path, "chat", image, lines)
    scene.screens.append(Screen(source.id, None, "seller", "layout", str(look.get("title", "甜橙不加冰")), True))
    for number, (speaker, text, box, held) in enumerate(bubbles):
        if number < len(again):
            at = next(n for n, m in enumerate(scene.messages) if m.id == again[number])
            before = scene.messages[at]
            scene.messages[at] = replace(before, repeats=(*before.repeats, Repeat(source.id, box)))
            continue
        time = Moment(start + timedelta(minutes=number), "昨天 14:00", "resolved" if number % 2 else "carried")
        scene.messages.append(
            Message(
                f"M{len(scene.messages) + 1:04d}",
                source.id,
                speaker,
                "left" if speaker == "buyer" else "right",
                "text",
                text,
                0.97,
                box,
                tuple(held),
                time,
            )
        )
    return source


def fact(
    value: str, source: Source | None = None, line: int | None = None, scene: Scene | None = None, **more: object
) -> Fact:
    box = None
    if source and scene and line is not None:
        box = next(p for p in scene.pages if p.source == source.id).lines[line].box
    origin = "read" if source else "case-file"
    return Fact(value, str(more.pop("shown", value)), origin, source.id if source else None, 1, box, 0.96, **more)


def spans_of(message: Message, **words: str) -> list[Span]:
    return [
        Span(message.id, message.text.index(word), message.text.index(word) + len(word), role)
        for role, word in words.items()
    ]


def paper(
    title: str, rows: Sequence[str], size: tuple[int, int], background: str = "#FFFFFF"
) -> tuple[Image.Image, list[Line]]:
    image = Image.new("RGB", size, background)
    draw = ImageDraw.Draw(image)
    head, font = ImageFont.truetype(FONT, size[0] // 18), ImageFont.truetype(FONT, size[0] // 30)
    draw.text((size[0] // 16, size[0] // 20), title, fill="#111111", font=head)
    lines = []
    for number, row in enumerate(rows):
        x, y = size[0] // 16, size[0] // 6 + number * size[0] // 15
        draw.text((x, y), row, fill="#333333", font=font)
        lines.append(Line(row, 0.98, Box(x, y, x + int(font.getlength(row)), y + size[0] // 22)))
    return image, lines


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


def tall(root: Path) -> tuple[Dossier, Scene]:
    """One long screenshot of 1080 x 12000 and desktop shots of 1366 x 768, with a key line far down."""
    base, _ = rich(root)
    scene = Scene(root)
    talk = [(speaker, f"{text}（第{n + 1}轮）") for n in range(6) for speaker, text in TALK]
    add_chat(scene, "长图.png", talk, BASE, size=(1080, 12000))
    for number in range(2):
        add_chat(
            scene, f"电脑{number}.png", TALK[:4], BASE + timedelta(hours=1), size=(1366, 768), em=19, panel=number == 0
        )
    key = next(m for m in scene.messages if "十点前" in m.text and "第5轮" in m.text)
    finding = replace(
        base.judgement.findings[1],
        messages=(key.id,),
        quote=key.text,
        spans=tuple(spans_of(key, demand="八十块", lever="一星差评")),
    )
    findings = (replace(finding, id="F001"),)
    transcript = Transcript(ENGINE, tuple(scene.sources), tuple(scene.messages), (), (), tuple(scene.screens))
    facts = Facts(order=Order(number=fact(ORDER, scene.sources[1], 1, scene)))
    appeal = replace(base.appeal, timeline=(), runners_up=())
    return replace(
        base,
        case=Case(root, tuple(scene.sources)),
        pages=tuple(scene.pages),
        transcript=transcript,
        judgement=Judgement(findings),
        facts=facts,
        appeal=appeal,
        second=(),
    ), scene


EVIL = (
    "<img src=\"chat/01.png\"/><b>粗</b> & <a href='x'>链</a> \u202e反转\u200b零宽\x07 𠮷野家 𠂇 😂👨‍👩‍👧 ☎ עברית ✗ "
    + "长" * 900
    + "A1" * 700
)


def hostile(root: Path) -> tuple[Dossier, Scene]:
    """Markup, emoji, rare characters, endless words and names, a hundred files."""
    base, scene = rich(root)
    name = "很" * 80 + "x" * 11 + ".png"
    small = Image.new("RGB", (320, 240), "#CCDDEE")
    for number in range(100):
        path = name if not number else f"照片/{number:03d}.png"
        scene.add(path, "photo" if number % 2 else "other", small, caption="<b>标题</b>" * (30 if number == 1 else 1))
    messages = [
        replace(m, text=EVIL, name="<font color=red>甲</font>😂") if m.id == "M0005" else m for m in scene.messages
    ]
    judgement = replace(
        base.judgement,
        findings=(
            replace(
                base.judgement.findings[0],
                quote=EVIL,
                why=EVIL,
                label="<i>换钱</i>",
                spans=(Span("M0005", 3, 2000, "lever"), Span("M0005", 10, 99999, "demand")),
            ),
        ),
    )
    order = replace(
        base.facts.order, goods=replace(base.facts.order.goods, value=EVIL, shown=EVIL), shop=fact("店" * 300)
    )
    review = replace(base.facts.review, text=replace(base.facts.review.text, value=EVIL * 3, shown=EVIL))
    transcript = replace(
        base.transcript, messages=tuple(messages), sources=tuple(scene.sources), gaps=(Gap("S001", "S002", EVIL),)
    )
    appeal = replace(
        base.appeal,
        why=EVIL,
        statement=Statement(EVIL, 100, EVIL * 2),
        timeline=tuple(replace(e, what=EVIL) for e in base.appeal.timeline),
        checklist=(*base.appeal.checklist, Check("x", EVIL, "fail", EVIL * 4, EVIL, EVIL)),
    )
    return replace(
        base,
        case=Case(root, tuple(scene.sources)),
        pages=tuple(scene.pages),
        transcript=transcript,
        judgement=judgement,
        facts=replace(base.facts, order=order, review=review),
        appeal=appeal,
    ), scene
