"""Who is named where no bubble shows it, and what stands at the column's rims: drawn pages."""

from __future__ import annotations

from datetime import datetime

import pytest
from chat.sketch import GREEN, GREY, WHITE, Sketch, phone, source

from evidence.chat import converse
from evidence.model import CHINA, Device, Page, Transcript

CAPTURED = datetime(2026, 5, 20, 20, 0, tzinfo=CHINA)
PALE = (150, 150, 150)


def told(*pages: Page, device: Device | None = "seller", shop: str | None = None) -> Transcript:
    sources = [source(n, f"{n:02d}.png") for n in range(1, len(pages) + 1)]
    return converse(pages, sources, captured=CAPTURED, device=device, shop=shop)


def talk(transcript: Transcript) -> list[tuple[str, str]]:
    return [(m.speaker, m.text) for m in transcript.messages if m.kind in ("text", "auto") and m.text]


def photo(sketch: Sketch, x: int, y: int, seed: int = 0, wide: int = 210, tall: int = 300) -> None:
    """Something photographed: blocks of many colours."""
    for n in range(wide // 30):
        for m in range(tall // 30):
            tone = ((37 * n + 91 * m + 53 * seed) % 200, (71 * n + 29 * m + 17 * seed) % 220, (n * m * 13 + seed) % 160)
            sketch.pen.rectangle((x + 30 * n, y + 30 * m, x + 30 * n + 29, y + 30 * m + 29), fill=tone)


def test_a_name_over_a_picture_is_no_message() -> None:
    sketch = phone("林间小屋")
    sketch.text(90, 110, "山风", PALE, 20)
    y = sketch.bubble(136, ["杯盖裂了一道"])
    sketch.text(90, y, "山风", PALE, 20)
    sketch.face(16, y)
    photo(sketch, 90, y + 26)
    sketch.bubble(y + 350, ["给您补发一个"], right=True, paper=GREEN)
    transcript = told(sketch.page())
    assert talk(transcript) == [("buyer", "杯盖裂了一道"), ("seller", "给您补发一个")]
    assert [m.name for m in transcript.messages if m.kind == "image"] == ["山风"]


def test_one_who_says_his_name_is_heard() -> None:
    sketch = phone("山风")
    sketch.text(90, 110, "山风", PALE, 20)
    y = sketch.bubble(136, ["杯盖裂了一道"])
    y = sketch.bubble(y, ["您贵姓"], right=True, paper=GREEN)
    sketch.bubble(y, ["山风"])
    assert talk(told(sketch.page())) == [("buyer", "杯盖裂了一道"), ("seller", "您贵姓"), ("buyer", "山风")]


@pytest.mark.parametrize(("ink", "said"), [(PALE, "杯盖裂了一道"), ((20, 20, 20), "茶具杯盖裂了一道")])
def test_a_pale_line_over_words_whose_bubble_is_not_seen_is_the_name(ink: tuple[int, int, int], said: str) -> None:
    sketch = phone("林间小屋", background=WHITE)
    for y in (130, 330):
        sketch.face(16, y)
        sketch.text(90 if ink == PALE else 106, y, "茶具", ink, 20 if ink == PALE else None)
        sketch.text(106, y + 36, "杯盖裂了一道")
        sketch.bubble(y + 100, ["给您补发一个"], right=True, paper=GREEN)
    assert talk(told(sketch.page())) == [("buyer", said), ("seller", "给您补发一个")] * 2


@pytest.mark.parametrize(("icons", "is_input"), [(True, True), (False, False)])
def test_a_dark_input_box_is_told_by_the_icons_at_its_ends(icons: bool, is_input: bool) -> None:
    dark, light = (24, 25, 28), (214, 217, 226)
    sketch = Sketch(background=dark)
    sketch.text(20, 8, "15:20", light, 18)
    sketch.text(240, 44, "林间小屋", light, 30)
    y = sketch.bubble(120, ["杯盖裂了一道"], paper=(44, 46, 54), ink=light)
    sketch.bubble(y, ["给您补发一个"], right=True, paper=(44, 46, 54), ink=light)
    sketch.pen.rounded_rectangle((74, 1030, 526, 1082), 20, fill=(44, 46, 54))
    asks = "我想了解下杯盖裂了要怎么换新的吧"
    sketch.text(92, 1043, asks, (160, 162, 166))
    for x in (20, 546) if icons else ():
        sketch.pen.ellipse((x, 1040, x + 32, 1072), outline=light, width=3)
    assert (asks in [text for _, text in talk(told(sketch.page()))]) is not is_input


@pytest.mark.parametrize("last", ["消息", "发送", "更多"])
def test_the_last_word_of_a_long_bubble_over_the_buttons_is_said(last: str) -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(120, ["杯盖裂了一道"])
    sketch.bubble(820, ["等补发的到了我再给您发", last], right=True, paper=GREEN)
    for n, chip in enumerate(("查物流", "催发货", "申请售后")):
        sketch.pen.rounded_rectangle((20 + 150 * n, 958, 150 + 150 * n, 1002), 20, fill=WHITE)
        sketch.text(40 + 150 * n, 970, chip, em=20)
    transcript = told(sketch.page())
    assert y < 820 and talk(transcript)[-1] == ("seller", f"等补发的到了我再给您发{last}")
    assert {"查物流", "催发货"} <= {c.text for c in transcript.chrome}


def test_a_card_cut_by_the_header_is_no_words_of_anyone() -> None:
    sketch = phone("林间小屋")
    sketch.pen.rectangle((90, 94, 510, 190), fill=WHITE)
    photo(sketch, 106, 94, wide=90, tall=90)
    sketch.text(216, 100, "手冲壶四人份", em=22)
    sketch.text(216, 140, "共1件，总价¥88", PALE, 20)
    y = sketch.bubble(230, ["杯盖裂了一道"])
    sketch.bubble(y, ["给您补发一个"], right=True, paper=GREEN)
    assert talk(told(sketch.page())) == [("buyer", "杯盖裂了一道"), ("seller", "给您补发一个")]


def test_a_time_in_the_middle_is_no_time_of_the_large_bubble_next_to_it() -> None:
    sketch = phone("林间小屋")
    sketch.em = 60
    sketch.text(189, 110, "昨天 9:15", PALE, 37)
    sketch.bubble(180, ["药吃完了"])
    sketch.em = 50
    sketch.bubble(330, ["那再寄一瓶"], right=True, paper=GREEN)
    times = [m.time.value for m in told(sketch.page()).messages if m.kind == "text"]
    assert times == [datetime(2026, 5, 19, 9, 15, tzinfo=CHINA)] * 2


def record(title: str, rows: list[tuple[str, str]]) -> Page:
    """A forwarded record: everyone left, the name small, the time at the right end of its line."""
    sketch = phone(title, background=WHITE)
    for n, (name, words) in enumerate(rows):
        y = 120 + 110 * n
        sketch.face(16, y)
        sketch.text(90, y, name, PALE, 20)
        sketch.text(440, y, f"昨天 21:1{n}", PALE, 18)
        sketch.text(90, y + 32, words)
    return sketch.page()


ROWS = [("山风", "杯盖裂了"), ("云谷管家小满", "给您补发"), ("山风", "快一点")]
PLAIN = [("山风", "杯盖裂了"), ("云谷小满", "给您补发"), ("山风", "快一点")]
KNOWN = ["buyer", "seller", "buyer"]


@pytest.mark.parametrize(
    ("title", "rows", "shop", "speakers"),
    [
        ("聊天记录", ROWS, None, KNOWN),
        ("聊天记录", PLAIN, "云谷", KNOWN),
        ("聊天记录", PLAIN, None, ["unknown"] * 3),
        ("聊天记录", [*ROWS, ("云谷客服", "在的")], None, [*KNOWN, "seller"]),
        ("聊天记录", [*ROWS, ("青青", "在的")], None, ["unknown", "unknown", "unknown", "unknown"]),
        ("山风和云谷客服的聊天记录", [("山风", "杯盖裂了"), ("山风", "快一点")], None, ["buyer", "buyer"]),
    ],
)
def test_the_shops_people_are_told_by_their_names_or_not_at_all(
    title: str, rows: list[tuple[str, str]], shop: str | None, speakers: list[str]
) -> None:
    assert [who for who, _ in talk(told(record(title, rows), shop=shop))] == speakers


def scrolled(top: int, seed: int, words: tuple[str, str]) -> Page:
    """A screen whose photo starts at `top`, with a bubble above it that has room only where the photo is low."""
    sketch = phone("林间小屋")
    below = phone("林间小屋")
    photo(sketch, 90, top, seed, 210, 480)
    if top > 300:
        sketch.bubble(140, [words[0]], right=True, paper=GREEN)
    if top < 300:
        sketch.bubble(top + 540, [words[1]])
    sketch.face(16, top)
    foot = below.image.crop((0, 1010, 600, 1100))
    head = below.image.crop((0, 0, 600, 94))
    sketch.image.paste(foot, (0, 1010))
    sketch.image.paste(head, (0, 0))
    return sketch.page("S001" if top > 300 else "S002")


def test_a_scroll_that_shares_nothing_but_a_picture_is_one() -> None:
    pages = scrolled(620, 1, ("请拍一下", "")), scrolled(160, 1, ("", "就是这样"))
    transcript = told(*pages)
    assert transcript.gaps == ()
    assert talk(transcript) == [("seller", "请拍一下"), ("buyer", "就是这样")]


def test_two_pictures_of_one_size_do_not_join_what_has_a_gap() -> None:
    pages = scrolled(620, 1, ("请拍一下", "")), scrolled(160, 4, ("", "就是这样"))
    assert [(g.after, g.before) for g in told(*pages).gaps] == [("S001", "S002")]


def test_the_tag_of_an_outside_contact_tells_the_companys_screen() -> None:
    sketch = phone("山风@微信", background=GREY)
    y = sketch.bubble(120, ["杯盖裂了一道"])
    sketch.bubble(y, ["给您补发一个"], right=True, paper=(208, 230, 254))
    assert talk(told(sketch.page(), device=None)) == [("buyer", "杯盖裂了一道"), ("seller", "给您补发一个")]


def test_a_list_ruled_between_its_messages_is_talk_told_by_its_labels() -> None:
    sketch = Sketch(height=520, background=WHITE)
    rows = [("买家", "杯盖裂了"), ("商家", "给您补发"), ("买家", "快一点"), ("客服", "今天就寄")]
    for n, (label, words) in enumerate(rows):
        y = 60 + 120 * n
        sketch.text(24, y, label, PALE, 20)
        sketch.text(110, y, f"2026-05-19 21:1{n}", PALE, 18)
        sketch.text(24, y + 34, words)
        sketch.pen.line((0, y + 90, 600, y + 90), fill=(225, 225, 225), width=2)
    assert talk(told(sketch.page(), device=None)) == [
        ("buyer", "杯盖裂了"),
        ("seller", "给您补发"),
        ("buyer", "快一点"),
        ("seller", "今天就寄"),
    ]


@pytest.mark.parametrize("bracket", ["({})", "（{}）", "({}):", "{}"])
def test_a_name_line_may_hold_its_time_in_brackets(bracket: str) -> None:
    sketch = phone("linmei", background=WHITE)
    for n, (name, words) in enumerate([("linmei", "杯盖裂了"), ("云谷陶器厂:小顾", "给您补发"), ("linmei", "快")]):
        y = 120 + 110 * n
        sketch.text(20, y, f"{name} {bracket.format(f'2026-05-19 21:1{n}:07')}", (30, 120, 60), 18)
        sketch.text(34, y + 30, words)
    transcript = told(sketch.page())
    assert talk(transcript) == [("buyer", "杯盖裂了"), ("seller", "给您补发"), ("buyer", "快")]
    assert [m.name for m in transcript.messages] == ["linmei", "云谷陶器厂:小顾", "linmei"]


def test_a_bubble_of_one_sign_is_no_avatar() -> None:
    sketch = phone("林间小屋")
    y = 120
    for words, right in [("杯盖裂了一道", False), ("给您补发一个", True), ("嗯", False), ("今天就寄出去", True)]:
        y = sketch.bubble(y, [words], right=right, face=False)
    said = [(m.side, m.text) for m in told(sketch.page()).messages]
    assert said == [("left", "杯盖裂了一道"), ("right", "给您补发一个"), ("left", "嗯"), ("right", "今天就寄出去")]


def test_a_card_in_the_middle_that_has_no_avatar_is_nobodys() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(110, ["杯盖裂了一道缝你们"])
    y = sketch.bubble(y, ["给您补发一个新的吧"], right=True, paper=GREEN)
    sketch.pen.rounded_rectangle((90, y, 510, y + 100), 8, fill=WHITE)
    sketch.text(106, y + 16, "我已拍下待付款")
    sketch.text(106, y + 56, "请双方沟通确认", PALE, 20)
    y = sketch.bubble(y + 130, ["什么时候寄出来呢"])
    sketch.bubble(y, ["今天就能寄出去"], right=True, paper=GREEN)
    transcript = told(sketch.page())
    assert len(talk(transcript)) == 4
    assert any(m.kind == "system" and "我已拍下" in m.text for m in transcript.messages)


@pytest.mark.parametrize(("asks", "wide", "said"), [("Aa", 420, False), ("那还要等多少天才能到我手上", 0, True)])
def test_a_box_much_wider_than_its_words_at_the_foot_is_the_input(asks: str, wide: int, said: bool) -> None:
    sketch = Sketch(background=WHITE)
    sketch.text(20, 8, "15:20", em=18)
    sketch.text(240, 44, "林间小屋", em=30)
    y = sketch.bubble(120, ["杯盖裂了一道"], paper=(240, 240, 242))
    sketch.bubble(y, ["给您补发一个"], right=True, paper=(200, 220, 255))
    if wide:
        sketch.pen.rounded_rectangle((90, 1020, 90 + wide, 1076), 20, fill=(240, 240, 242))
        sketch.text(108, 1034, asks, PALE)
    else:
        sketch.bubble(1010, [asks], paper=(240, 240, 242))
    assert (asks in [text for _, text in talk(told(sketch.page()))]) is said


CONSOLE, INK, DIM = (13, 17, 23), (200, 210, 200), (84, 94, 104)


def console(rows: list[tuple[str, str, str]]) -> Sketch:
    """A log: the time and name of each row, its words from one edge, a mark behind them."""
    sketch = Sketch(1200, 620, background=CONSOLE, em=18)
    sketch.pen.rectangle((0, 0, 1200, 40), fill=(24, 28, 34))
    sketch.text(20, 10, "lin_q", (150, 150, 150), 16)
    sketch.pen.rectangle((0, 570, 1200, 620), fill=(24, 28, 34))
    for n, (head, said, mark) in enumerate(rows):
        if head:
            sketch.text(20, 70 + 34 * n, head, DIM, 10)
        end = sketch.text(420, 70 + 34 * n, said, INK).x1
        if mark:
            sketch.text(end + 8, 70 + 34 * n, mark, DIM, 12)
    return sketch


def test_rows_of_a_log_are_parted_into_time_name_and_words() -> None:
    sketch = console(
        [
            ("21:05:11 lin_q", "发票一直没有收到", ""),
            ("[auto] 21:05:12 desk@teahouse", "退款成功的话会有短信", "[已读]"),
            ("21:06:40 lin_q", "今晚二十点前要给我", ""),
            ("", "不然就去投诉", ""),
            ("21:07:02 desk@teahouse", "马上重新开一张", "[已读]"),
        ]
    )
    assert talk(told(sketch.page())) == [
        ("buyer", "发票一直没有收到"),
        ("seller", "退款成功的话会有短信"),
        ("buyer", "今晚二十点前要给我不然就去投诉"),
        ("seller", "马上重新开一张"),
    ]


def test_words_that_start_with_a_time_are_no_log() -> None:
    sketch = phone("山风")
    y = sketch.bubble(130, ["21:05 到站"])
    y = sketch.bubble(y, ["好的我去取"], right=True, paper=GREEN)
    sketch.bubble(y, ["22:10 关门"])
    assert [text for _, text in talk(told(sketch.page()))] == ["21:05 到站", "好的我去取", "22:10 关门"]


def named_rows(title: str, names: tuple[str, str]) -> Sketch:
    """Everyone at the left, name and time over each bubble."""
    sketch = phone(title)
    y = 130
    for n, said in enumerate(("杯盖裂了一道", "给您补发一个", "那要快一点")):
        sketch.text(90, y, f"{names[n % 2]} 10月1日 10:4{n}", PALE, 20)
        y = sketch.bubble(y + 30, [said])
    return sketch


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("山风", ("山风", "木子")),
        ("云上茶具客服小陶和山风的聊…", ("山风", "云上茶具客服小陶")),
        ("云上茶具客服小陶和山…", ("山风", "云上茶具客服小陶")),
    ],
)
def test_of_two_names_the_header_tells_both(title: str, names: tuple[str, str]) -> None:
    said = talk(told(named_rows(title, names).page()))
    assert [who for who, _ in said] == ["buyer", "seller", "buyer"]


def test_words_with_a_colon_under_anothers_bubble_are_no_quote() -> None:
    sketch = phone("山风")
    y = sketch.bubble(130, ["杯盖裂了一道要怎么办才好"])
    sketch.bubble(y - 4, ["地址：海边路九号三楼收件"], right=True, paper=(45, 163, 70), ink=(70, 90, 70))
    assert talk(told(sketch.page())) == [
        ("buyer", "杯盖裂了一道要怎么办才好"),
        ("seller", "地址：海边路九号三楼收件"),
    ]


def test_pale_named_words_over_the_words_of_a_name_line_are_a_quote() -> None:
    sketch = Sketch(900, 700, background=WHITE, em=22)
    for n, (who, said) in enumerate(
        (("山风", "杯盖裂了一道"), ("云舍:小陶", "可以寄回来看看"), ("山风", "寄来寄去太麻烦"))
    ):
        y = 60 + 140 * n
        sketch.text(40, y, f"{who} 2026-05-19 10:4{n}:00", (170, 110, 80), 18)
        if n == 2:
            sketch.text(44, y + 32, "云舍：可以寄回来", (110, 110, 110), 19)
        sketch.text(40, y + (64 if n == 2 else 32), said)
    assert talk(told(sketch.page()))[-1] == ("buyer", "寄来寄去太麻烦")
