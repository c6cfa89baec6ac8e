"""What is told by its build and print, whatever its words: small print, posts, threads, cards, voices, notices."""

from __future__ import annotations

from datetime import datetime

import pytest
from chat.sketch import GREEN, GREY, WHITE, Sketch, phone, source

from evidence.chat import converse
from evidence.model import CHINA, RGB, Message, Transcript

CAPTURED = datetime(2026, 5, 20, 20, 0, tzinfo=CHINA)
PALE, INK = (165, 165, 165), (20, 20, 20)


def told(sketch: Sketch) -> Transcript:
    return converse([sketch.page()], [source(1, "01.png")], captured=CAPTURED, device="seller")


def talk(transcript: Transcript) -> list[tuple[str, str]]:
    return [(m.side, m.text) for m in transcript.messages if m.kind in ("text", "auto") and m.text]


def only(transcript: Transcript, words: str) -> Message:
    return next(m for m in transcript.messages if m.text == words)


def beside(sketch: Sketch, x: int, y: int, words: str) -> None:
    sketch.text(x, y, words, PALE, 18)


def test_small_print_at_a_bubbles_foot_is_its_mark_in_any_words() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    y = sketch.bubble(y, ["麻烦您拍张照片"], right=True, paper=GREEN)
    sketch.text(600 - 90 - 18 * 5, y - 20, "访客已打开", PALE, 18)
    y = sketch.bubble(y + 40, ["拍了"])
    sketch.bubble(y, ["收到"], right=True, paper=GREEN)
    transcript = told(sketch)
    assert [text for _, text in talk(transcript)] == ["灯罩磕了一个坑", "麻烦您拍张照片", "拍了", "收到"]
    assert [mark.text for mark in only(transcript, "麻烦您拍张照片").marks] == ["访客已打开"]


def test_small_print_nearer_to_the_next_bubble_names_its_sender() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    sketch.text(90, y + 40, "山风", PALE, 18)
    y = sketch.bubble(y + 64, ["拍了照片"])
    sketch.bubble(y, ["收到"], right=True, paper=GREEN)
    transcript = told(sketch)
    assert only(transcript, "拍了照片").name == "山风"
    assert only(transcript, "灯罩磕了一个坑").marks == ()


def test_small_print_on_the_inner_side_moves_no_bubble() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    long = ["您好您好您好您好您好您", "麻烦拍张照片"]
    y = sketch.bubble(y, long, right=True, paper=GREEN, face=False)
    beside(sketch, 600 - 90 - 32 - 26 * 11 - 80, y - 60, "尚未查看")
    sketch.bubble(y, ["拍了"])
    transcript = told(sketch)
    assert ("right", "".join(long)) in talk(transcript)
    assert [m.text for m in only(transcript, "".join(long)).marks] == ["尚未查看"]


def post(sketch: Sketch, y: int, name: str, time: str, words: str, tag: str = "") -> int:
    sketch.pen.rounded_rectangle((40, y, 960, y + 90), 8, fill=WHITE)
    sketch.text(60, y + 12, name, INK, 20)
    if tag:
        sketch.text(60 + 20 * len(name) + 14, y + 14, tag, (60, 120, 220), 16)
    sketch.text(940 - 12 * len(time), y + 12, time, PALE, 12)
    sketch.text(60, y + 46, words)
    return y + 110


def test_posts_that_print_name_and_time_inside_are_told_apart_by_them() -> None:
    sketch = Sketch(width=1000, height=700)
    y = post(sketch, 90, "周屿", "2026-05-18 10:02", "净水壶漏水了", tag="客户")
    y = post(sketch, y, "清泉家电客服", "2026-05-18 10:20", "我们马上安排")
    post(sketch, y, "周屿", "2026-05-19 08:40", "还是没有人来", tag="客户")
    transcript = told(sketch)
    assert [(m.speaker, m.text) for m in transcript.messages] == [
        ("buyer", "净水壶漏水了"),
        ("seller", "我们马上安排"),
        ("buyer", "还是没有人来"),
    ]
    assert [m.name for m in transcript.messages] == ["周屿", "清泉家电客服", "周屿"]
    assert [str(m.time.value)[:16] for m in transcript.messages][0] == "2026-05-18 10:02"


def test_one_box_that_starts_with_a_name_and_a_time_keeps_its_words() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["张三 05-18 10:02", "这是他发给我的"])
    sketch.bubble(y, ["收到"], right=True, paper=GREEN)
    assert talk(told(sketch))[0][1].startswith("张三")


def test_a_thread_of_ruled_posts_is_one_conversation() -> None:
    sketch = Sketch(width=1000, height=640, background=WHITE)
    sketch.pen.rectangle((0, 0, 1000, 48), fill=(20, 80, 95))
    said = [("周屿", "净水壶漏水了"), ("清泉家电客服", "我们马上安排"), ("周屿", "还是没有人来")]
    for n, (name, words) in enumerate(said):
        y = 60 + 110 * n
        sketch.text(40, y + 14, name, INK, 20)
        sketch.text(760, y + 16, f"2026-05-18 10:0{n}", PALE, 12)
        sketch.text(40, y + 50, words)
        sketch.pen.line((0, y + 108, 1000, y + 108), fill=(226, 228, 232), width=2)
    transcript = told(sketch)
    assert [(m.name, m.text) for m in transcript.messages] == said


@pytest.mark.parametrize("joined", [False, True])
def test_tags_behind_a_name_lines_time_are_no_words(joined: bool) -> None:
    sketch = Sketch(width=1000, height=560, background=WHITE)
    sketch.text(20, 8, "tb_0071", INK, 24)
    sketch.pen.line((0, 50, 1000, 50), fill=(210, 210, 210), width=2)
    said = [("tb_0071", "被套短了一截"), ("眠云家纺:小叶", "麻烦拍下洗标"), ("tb_0071", "洗标剪了")]
    for n, (name, words) in enumerate(said):
        y = 70 + 100 * n
        blue = (40, 90, 190)
        line = f"{name} 2026-05-18 10:0{n}:10"
        tag = "对方已看" if n == 1 else ""
        sketch.text(30, y, line + (" " + tag if joined and tag else ""), blue, 16)
        if tag and not joined:
            sketch.text(60 + 16 * len(line), y, tag, (190, 190, 190), 16)
        sketch.text(46, y + 34, words)
    transcript = told(sketch)
    assert [(m.name, m.text) for m in transcript.messages] == said


def test_a_notice_of_several_lines_names_nobody() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    for row in ("客服已经离开您可以在下方留下您的问题", "上线以后会尽快回复您请耐心等候"):
        sketch.text(300 - 9 * len(row), y, row, PALE, 18)
        y += 26
    sketch.bubble(y + 12, ["有人吗"])
    transcript = told(sketch)
    assert [text for _, text in talk(transcript)] == ["灯罩磕了一个坑", "有人吗"]
    assert only(transcript, "有人吗").name is None


def test_lines_set_around_the_middle_of_a_wide_box_are_a_notice() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    y = sketch.bubble(y, ["收到"], right=True, paper=GREEN)
    sketch.pen.rounded_rectangle((40, y, 560, y + 90), 8, fill=(228, 228, 228))
    for n, row in enumerate(("你已发货超时未收货将自动确认请提醒", "买家当面验收")):
        sketch.text(300 - 13 * len(row), y + 14 + 34 * n, row, (140, 140, 140))
    sketch.bubble(y + 120, ["好的"])
    assert [text for _, text in talk(told(sketch))] == ["灯罩磕了一个坑", "收到", "好的"]


@pytest.mark.parametrize(
    ("words", "wide", "kind"), [("12s", 240, "voice"), ("30秒", 240, "voice"), ("30秒", 0, "text")]
)
def test_seconds_at_one_end_of_a_long_bubble_are_a_voice(words: str, wide: int, kind: str) -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    y = sketch.bubble(y, ["多久能好"], right=True, paper=GREEN)
    if wide:
        sketch.pen.rounded_rectangle((90, y, 90 + wide, y + 58), 8, fill=WHITE)
        sketch.face(16, y)
        sketch.text(106, y + 16, words)
    else:
        sketch.bubble(y, [words])
    assert [m.kind for m in told(sketch).messages][-1] == kind


def card(sketch: Sketch, y: int, rows: list[tuple[int, str, RGB]], tall: int) -> None:
    sketch.pen.rounded_rectangle((90, y, 430, y + tall), 8, fill=WHITE)
    sketch.face(16, y)
    for n, (x, words, ink) in enumerate(rows):
        sketch.text(x, y + 14 + 40 * n, words, ink, 22)


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([(106, "无门槛补偿券", INK), (106, "月底前有效", PALE), (330, "马上收下", INK)], "card"),
        ([(106, "先寄回来检测", INK), (106, "再给您换新的", INK), (106, "可以吗", INK)], "text"),
    ],
)
def test_a_last_line_at_the_right_is_a_button_and_its_box_a_card(rows: list[tuple[int, str, RGB]], kind: str) -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    y = sketch.bubble(y, ["收到"], right=True, paper=GREEN)
    card(sketch, y, rows, 140)
    assert told(sketch).messages[-1].kind == kind


def test_what_is_written_on_a_photographed_label_is_not_said() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    sketch.pen.rectangle((90, y, 410, y + 240), fill=(150, 120, 90))
    sketch.face(16, y)
    sketch.pen.rectangle((130, y + 50, 370, y + 190), fill=WHITE)
    sketch.text(146, y + 64, "合格证")
    sketch.text(146, y + 114, "批次零七")
    sketch.bubble(y + 270, ["收到"], right=True, paper=GREEN)
    assert [text for _, text in talk(told(sketch))] == ["灯罩磕了一个坑", "收到"]


def test_a_picture_with_a_coloured_top_is_not_said() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    sketch.face(16, y)
    sketch.pen.rectangle((90, y, 420, y + 44), fill=(58, 120, 240))
    sketch.text(180, y + 10, "登录记录", WHITE, 22)
    sketch.pen.rectangle((90, y + 45, 420, y + 260), fill=WHITE)
    for n, row in enumerate(("05-17 20:58 佛山", "05-17 23:12 佛山")):
        sketch.text(104, y + 66 + 44 * n, row, INK, 18)
    sketch.bubble(y + 290, ["收到"], right=True, paper=GREEN)
    assert [text for _, text in talk(told(sketch))] == ["灯罩磕了一个坑", "收到"]


def test_an_input_box_with_two_icons_behind_it_is_no_bubble() -> None:
    sketch = Sketch(background=WHITE)
    sketch.text(20, 8, "15:20", INK, 18)
    sketch.text(240, 44, "林间小屋", INK, 30)
    y = sketch.bubble(120, ["灯罩磕了一个坑"], paper=GREY)
    sketch.bubble(y, ["收到"], right=True, paper=GREEN)
    sketch.pen.rounded_rectangle((20, 1030, 440, 1084), 24, fill=(240, 240, 242))
    sketch.text(40, 1044, "有什么想问的就问吧", (176, 176, 178))
    for x in (470, 540):
        sketch.pen.ellipse((x, 1038, x + 38, 1076), outline=INK, width=3)
    assert [text for _, text in talk(told(sketch))] == ["灯罩磕了一个坑", "收到"]


def test_letters_in_avatars_beside_wide_posts_are_not_said() -> None:
    sketch = Sketch(width=1000, height=700)
    for n, (name, words) in enumerate(
        (("周屿", "净水壶漏水了"), ("清泉客服", "我们马上安排"), ("周屿", "还是没有人来"))
    ):
        y = 90 + 130 * n
        sketch.pen.rectangle((20, y, 66, y + 46), fill=(200, 65, 144) if n != 1 else (84, 160, 65))
        sketch.text(30, y + 10, name[0], WHITE)
        sketch.pen.rectangle((84, y, 976, y + 100), fill=WHITE)
        sketch.text(104, y + 14, name, INK, 20)
        sketch.text(760, y + 16, f"2026-05-18 10:0{n}", PALE, 12)
        sketch.text(104, y + 52, words)
    assert [m.text for m in told(sketch).messages] == ["净水壶漏水了", "我们马上安排", "还是没有人来"]


def test_a_button_at_the_right_of_a_coupon_makes_it_a_card() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    y = sketch.bubble(y, ["收到"], right=True, paper=GREEN)
    sketch.pen.rounded_rectangle((90, y, 470, y + 110), 8, fill=WHITE)
    sketch.face(16, y)
    sketch.text(106, y + 16, "店铺满减", INK)
    sketch.text(106, y + 66, "全店通用", PALE, 20)
    sketch.pen.rounded_rectangle((340, y + 34, 450, y + 76), 20, fill=(224, 68, 69))
    sketch.text(356, y + 42, "去使用", WHITE)
    assert told(sketch).messages[-1].kind == "card"


def test_more_room_below_the_words_than_above_is_a_posters() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["灯罩磕了一个坑"])
    sketch.pen.rectangle((90, y, 330, y + 300), fill=(60, 70, 130))
    sketch.face(16, y)
    sketch.text(110, y + 24, "开业大吉", WHITE)
    sketch.text(110, y + 66, "全场五折", WHITE)
    sketch.bubble(y + 330, ["收到"], right=True, paper=GREEN)
    assert [text for _, text in talk(told(sketch))] == ["灯罩磕了一个坑", "收到"]


def test_tags_at_names_tell_who_speaks() -> None:
    sketch = Sketch(width=1000, height=560, background=WHITE)
    sketch.text(20, 8, "留言", INK, 24)
    sketch.pen.line((0, 50, 1000, 50), fill=(210, 210, 210), width=2)
    for n, (name, tag) in enumerate((("云雀", "顾客"), ("阿木", "客服"), ("云雀", "顾客"))):
        y = 70 + 100 * n
        sketch.text(30, y, name, INK, 18)
        sketch.text(80, y, tag, (60, 120, 220), 16)
        sketch.text(700, y, f"2026-05-18 10:0{n}", PALE, 14)
        sketch.text(46, y + 34, "杯子漏水" if n != 1 else "马上处理")
    assert [(m.speaker, m.name) for m in told(sketch).messages] == [
        ("buyer", "云雀"),
        ("seller", "阿木"),
        ("buyer", "云雀"),
    ]


def test_words_under_a_repeated_name_are_its_words_though_the_bubble_is_not_seen() -> None:
    sketch = phone("林间小屋", background=WHITE)
    sketch.text(90, 110, "山风", PALE, 20)
    y = sketch.bubble(136, ["灯罩磕了一个坑"], paper=GREY)
    y = sketch.bubble(y, ["收到"], right=True, paper=GREEN)
    sketch.face(16, y)
    sketch.text(90, y, "山风", PALE, 20)
    # As long as the column is wide, less a padding: as centred as a notice.
    sketch.text(110, y + 40, "那你们给我补发一个新灯罩吧")
    transcript = told(sketch)
    assert ("left", "那你们给我补发一个新灯罩吧") in talk(transcript)
    assert only(transcript, "那你们给我补发一个新灯罩吧").name == "山风"
