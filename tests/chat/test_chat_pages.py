"""Drawn pages through the survey and the whole room: what a page's bubbles, names, times and notices become."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime

import pytest
from chat.sketch import BLUE, DARK, GREEN, GREY, WHITE, Sketch, phone, source

from evidence.chat import converse
from evidence.model import CHINA, Device, Message, Transcript

CAPTURED = datetime(2026, 5, 20, 20, 0, tzinfo=CHINA)


def told(sketch: Sketch, device: Device | None = "seller", **more: str) -> Transcript:
    return converse([sketch.page()], [source(1, "01.png")], captured=CAPTURED, device=device, **more)


def talk(transcript: Transcript) -> list[tuple[str, str]]:
    return [(m.speaker, m.text) for m in transcript.messages if m.kind in ("text", "auto")]


def named(transcript: Transcript, words: str) -> Message:
    return next(m for m in transcript.messages if m.text == words)


@pytest.mark.parametrize(
    ("background", "left", "right", "ink"),
    [
        (GREY, WHITE, GREEN, (20, 20, 20)),
        (WHITE, (243, 244, 246), (214, 228, 255), (20, 20, 20)),
        ((243, 244, 246), WHITE, BLUE, (20, 20, 20)),
        (DARK, (44, 46, 56), BLUE, (240, 240, 240)),
    ],
)
def test_sides_and_speakers_in_light_and_dark(
    background: tuple[int, int, int], left: tuple[int, int, int], right: tuple[int, int, int], ink: tuple[int, int, int]
) -> None:
    sketch = phone("林间小屋", background=background, bar=(30, 32, 42) if background == DARK else (247, 247, 247))
    y = sketch.notice(120, "昨天 12:29")
    y = sketch.bubble(y, ["杯子到手就是裂的"], paper=left, ink=ink)
    y = sketch.bubble(y, ["抱歉给您补发一个", "今天寄出"], right=True, paper=right, ink=ink)
    sketch.bubble(y, ["好"], paper=left, ink=ink)
    transcript = told(sketch)
    assert talk(transcript) == [("buyer", "杯子到手就是裂的"), ("seller", "抱歉给您补发一个今天寄出"), ("buyer", "好")]
    said = named(transcript, "好")
    assert said.time.value == datetime(2026, 5, 19, 12, 29, tzinfo=CHINA)
    assert said.time.origin == "carried"
    assert named(transcript, "昨天 12:29").kind == "time"


def test_on_the_buyers_phone_the_right_side_is_the_buyer() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["在吗"], right=True, paper=GREEN)
    sketch.bubble(y, ["您好请讲"])
    assert talk(told(sketch, device="buyer")) == [("buyer", "在吗"), ("seller", "您好请讲")]


def test_a_speaker_that_nothing_tells_is_unknown() -> None:
    sketch = phone("林间小屋", background=WHITE)
    y = sketch.bubble(130, ["在吗"], right=True, paper=(255, 220, 190))
    sketch.bubble(y, ["您好请讲"], paper=(243, 243, 243))
    transcript = told(sketch, device=None)
    assert {speaker for speaker, _ in talk(transcript)} == {"unknown"}
    assert [m.side for m in transcript.messages] == ["right", "left"]


def test_the_shops_own_buttons_tell_a_buyers_phone() -> None:
    sketch = phone("林间小屋", background=WHITE)
    sketch.text(500, 50, "进店", em=20)
    y = sketch.bubble(130, ["在吗"], right=True, paper=(255, 220, 190))
    sketch.bubble(y, ["您好请讲"], paper=(243, 243, 243))
    assert talk(told(sketch, device=None)) == [("buyer", "在吗"), ("seller", "您好请讲")]


def test_title_status_bar_and_input_box_are_chrome_and_the_screen_is_whole() -> None:
    sketch = phone("林间小屋")
    sketch.text(100, 1100 - 60, "发送消息", (170, 170, 170), 22)
    sketch.bubble(130, ["在吗"])
    transcript = told(sketch)
    assert talk(transcript) == [("buyer", "在吗")]
    assert {"15:20", "林间小屋", "发送消息"} <= {c.text for c in transcript.chrome}
    assert transcript.screens[0].title == "林间小屋"
    assert transcript.screens[0].whole


def test_a_page_without_header_and_input_box_is_not_whole() -> None:
    sketch = Sketch(height=500)
    y = sketch.bubble(30, ["在吗"])
    sketch.bubble(y, ["您好请讲"], right=True, paper=GREEN)
    transcript = told(sketch)
    assert len(talk(transcript)) == 2
    assert not transcript.screens[0].whole


def test_read_mark_time_and_source_tag_under_a_bubble_are_no_text() -> None:
    sketch = phone("林间小屋")
    sketch.bubble(130, ["退货地址发您了"], right=True, paper=GREEN)
    sketch.text(600 - 90 - 16 * 14, 130 + 64, "昨天 12:29:05 已读", (160, 160, 160), 16)
    y = sketch.bubble(260, ["欢迎光临本店"], right=True, paper=GREEN)
    sketch.text(600 - 90 - 16 * 6, 260 + 64, "商家配置发送", (160, 160, 160), 16)
    sketch.bubble(y + 20, ["谢谢"])
    transcript = told(sketch)
    first, second = named(transcript, "退货地址发您了"), named(transcript, "欢迎光临本店")
    assert [m.text for m in first.marks] == ["已读"]
    assert first.time.value == datetime(2026, 5, 19, 12, 29, 5, tzinfo=CHINA)
    assert second.kind == "auto"
    assert second.speaker == "seller"
    assert len(talk(transcript)) == 3


def test_a_name_over_a_bubble_is_its_name() -> None:
    sketch = phone("林间小屋")
    sketch.text(92, 120, "林间小屋客服", (150, 150, 150), 18)
    sketch.bubble(144, ["您好请讲"])
    sketch.bubble(260, ["在吗"], right=True, paper=GREEN)
    transcript = told(sketch, device="buyer")
    assert named(transcript, "您好请讲").name == "林间小屋客服"
    assert len(talk(transcript)) == 2


def test_a_recalled_message_is_a_notice_not_a_message() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["在吗"])
    y = sketch.notice(y, "对方撤回了一条消息")
    sketch.bubble(y, ["您好请讲"], right=True, paper=GREEN)
    recalled = named(told(sketch), "对方撤回了一条消息")
    assert (recalled.kind, recalled.speaker, recalled.side) == ("system", "system", "center")


def test_a_quoted_message_is_not_the_repliers_text() -> None:
    sketch = phone("林间小屋")
    sketch.bubble(130, ["小林:明天能到", "那我再等一天吧"])
    pale = [replace(n) for n in sketch.lines]
    sketch.pen.rectangle((106, 146, 106 + 26 * 9, 146 + 26), fill=WHITE)
    sketch.lines = [n for n in pale if n.text != "小林:明天能到"]
    sketch.text(112, 148, "小林:明天能到", (170, 170, 170), 22)
    sketch.bubble(300, ["好的"], right=True, paper=GREEN)
    reply = named(told(sketch), "那我再等一天吧")
    assert reply.quote is not None
    assert (reply.quote.name, reply.quote.text) == ("小林", "明天能到")


def test_an_order_card_is_no_words_of_the_buyer() -> None:
    sketch = phone("林间小屋")
    sketch.bubble(130, ["订单号:8800123412341234", "玻璃杯两只装", "共1件,总价¥26.80", "查看物流"])
    sketch.bubble(340, ["这单"])
    transcript = told(sketch)
    assert [m.kind for m in transcript.messages] == ["card", "text"]


def test_a_voice_bubble_keeps_its_kind() -> None:
    sketch = phone("林间小屋")
    sketch.bubble(130, ['12"'])
    sketch.bubble(230, ["听到了"], right=True, paper=GREEN)
    assert [m.kind for m in told(sketch).messages] == ["voice", "text"]


def test_chips_over_the_input_box_are_no_messages() -> None:
    sketch = phone("林间小屋")
    sketch.bubble(130, ["在吗"])
    for n, words in enumerate(["常见问题", "我的优惠", "开发票"]):
        sketch.pen.rounded_rectangle((20 + 180 * n, 940, 170 + 180 * n, 990), 20, fill=WHITE)
        sketch.text(34 + 180 * n, 954, words, em=24)
    transcript = told(sketch)
    assert talk(transcript) == [("buyer", "在吗")]
    assert {"常见问题", "我的优惠", "开发票"} <= {c.text for c in transcript.chrome}


def test_names_decide_where_everyone_stands_left() -> None:
    sketch = Sketch(width=900, height=620, background=WHITE, em=20)
    sketch.text(20, 10, "晴川88")
    sketch.pen.line((0, 44, 900, 44), fill=(220, 220, 220), width=2)
    rows = [
        ("晴川88 --> 南山文具店:小林", "2026-5-3 20:06:51", "本子缺页了", (60, 120, 210)),
        ("南山文具店:小林", "2026-5-3 20:07:12", "马上给您补寄", (150, 150, 150)),
        ("晴川88", "2026-5-3 20:07:38", "行", (60, 120, 210)),
    ]
    for n, (name, when, words, ink) in enumerate(rows):
        sketch.text(20, 70 + 90 * n, name, ink, 16)
        sketch.text(60 + 16 * len(name), 70 + 90 * n, when, (150, 150, 150), 10)
        sketch.text(20, 100 + 90 * n, words)
    transcript = told(sketch, device=None)
    assert talk(transcript) == [("buyer", "本子缺页了"), ("seller", "马上给您补寄"), ("buyer", "行")]
    assert transcript.messages[0].time.origin == "printed"
    assert transcript.screens[0].device == "seller"


def test_a_desktop_clients_side_lists_are_chrome() -> None:
    sketch = Sketch(width=1200, height=700, background=WHITE, em=18)
    for x in (240, 860):
        sketch.pen.line((x, 0, x, 700), fill=(225, 225, 225), width=2)
    sketch.pen.line((240, 60, 860, 60), fill=(225, 225, 225), width=2)
    sketch.pen.line((240, 560, 860, 560), fill=(225, 225, 225), width=2)
    sketch.text(262, 20, "晴川88", em=20)
    for n in range(8):
        sketch.text(20, 30 + 70 * n, f"路人{n}号", em=16)
        sketch.text(20, 54 + 70 * n, "不给钱就差评", (150, 150, 150), 14)
        sketch.text(880, 40 + 40 * n, "收货信息某省某市", (120, 120, 120), 15)
    sketch.pen.rounded_rectangle((262, 100, 262 + 18 * 5 + 32, 150), 8, fill=(240, 241, 244))
    sketch.text(278, 116, "本子缺页了")
    sketch.pen.rounded_rectangle((840 - 18 * 6 - 32, 200, 840, 250), 8, fill=(214, 228, 255))
    sketch.text(840 - 18 * 6 - 16, 216, "马上给您补寄")
    transcript = told(sketch)
    assert talk(transcript) == [("buyer", "本子缺页了"), ("seller", "马上给您补寄")]
    assert transcript.screens[0].title == "晴川88"


def test_nothing_read_is_dropped() -> None:
    sketch = phone("林间小屋")
    y = sketch.notice(120, "昨天 12:29")
    y = sketch.bubble(y, ["杯子到手就是裂的"])
    sketch.bubble(y, ["抱歉"], right=True, paper=GREEN)
    transcript = told(sketch)
    kept = [n.text for m in transcript.messages for n in m.lines] + [c.text for c in transcript.chrome]
    assert sorted(kept) == sorted(n.text for n in sketch.lines)


def test_a_surface_is_plain_numbers() -> None:
    sketch = phone("林间小屋")
    sketch.bubble(130, ["在吗"])
    surface = sketch.page().surface
    assert surface is not None
    assert len(surface.rows) == sketch.height
    json.dumps(asdict(surface))


def test_an_empty_page_gives_an_empty_transcript() -> None:
    transcript = told(Sketch(height=300))
    assert transcript.messages == ()
    assert converse([], []).messages == ()


def test_a_name_printed_inside_the_bubbles_is_no_part_of_the_words() -> None:
    sketch = phone("林间小屋")
    y = 130
    for words in ("杯盖裂了一道", "怎么处理呢"):
        sketch.pen.rounded_rectangle((30, y, 330, y + 100), 8, fill=WHITE)
        sketch.text(46, y + 12, "山风", (192, 61, 138), 22)
        sketch.text(46, y + 54, words)
        y += 130
    sketch.bubble(y, ["给您补发"], right=True, paper=GREEN, face=False)
    transcript = told(sketch)
    assert [text for _, text in talk(transcript)] == ["杯盖裂了一道", "怎么处理呢", "给您补发"]
    assert named(transcript, "怎么处理呢").name == "山风"


def test_a_quote_in_pale_ink_is_no_name() -> None:
    sketch = phone("林间小屋")
    sketch.pen.rounded_rectangle((30, 130, 330, 230), 8, fill=WHITE)
    sketch.text(46, 142, "给您补发", (160, 160, 160), 22)
    sketch.text(46, 184, "什么时候发呢")
    sketch.bubble(270, ["今天发出"], right=True, paper=GREEN, face=False)
    message = named(told(sketch), "什么时候发呢")
    assert message.name is None and message.quote is not None and message.quote.text == "给您补发"


def test_a_notice_on_a_pill_in_the_middle_is_no_message() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["杯盖裂了一道啊"], face=False)
    sketch.pen.rounded_rectangle((180, y, 420, y + 40), 18, fill=(222, 224, 230))
    sketch.text(200, y + 10, "连接已恢复重新上线", (150, 152, 160), 20)
    y = sketch.bubble(y + 70, ["给您补发一个可以吗"], right=True, paper=GREEN, face=False)
    sketch.bubble(y, ["好的"], face=False)
    transcript = told(sketch)
    assert named(transcript, "连接已恢复重新上线").kind == "system"
    assert len(talk(transcript)) == 3


def test_a_bubble_that_happens_to_stand_in_the_middle_stays_a_message() -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(130, ["这个杯盖裂了一道缝你们怎么"], face=False)
    y = sketch.bubble(y, ["给您补发"], right=True, paper=GREEN, face=False)
    sketch.bubble(y, ["好的"], face=False)
    assert [text for _, text in talk(told(sketch))] == ["这个杯盖裂了一道缝你们怎么", "给您补发", "好的"]


def test_a_menu_laid_over_the_chat_is_chrome() -> None:
    sketch = phone("林间小屋")
    sketch.bubble(130, ["杯盖裂了一道"])
    sketch.pen.rounded_rectangle((90, 240, 480, 300), 8, fill=(76, 76, 76))
    for n, word in enumerate(("复制", "转发", "收藏", "删除", "引用")):
        sketch.text(104 + 76 * n, 258, word, (255, 255, 255), 22)
    sketch.bubble(340, ["给您补发"], right=True, paper=GREEN)
    transcript = told(sketch)
    assert [text for _, text in talk(transcript)] == ["杯盖裂了一道", "给您补发"]
    assert {"复制", "引用"} <= {c.text for c in transcript.chrome}


def test_a_message_that_names_two_commands_is_no_menu() -> None:
    sketch = phone("林间小屋")
    sketch.bubble(130, ["复制转发都行"])
    sketch.bubble(260, ["好的"], right=True, paper=GREEN)
    assert [text for _, text in talk(told(sketch))] == ["复制转发都行", "好的"]


def test_a_merged_record_of_two_names_tells_the_shop_from_the_buyer() -> None:
    sketch = phone("山风和林间小屋客服的聊天记录", background=WHITE)
    y = 130
    for n, (name, words) in enumerate([("山风", "杯盖裂了"), ("林间小屋客服", "给您补发"), ("山风", "快一点")]):
        sketch.face(16, y)
        sketch.text(90, y, name, (160, 160, 160), 20)
        sketch.text(440, y, f"昨天 21:1{n}", (160, 160, 160), 18)
        sketch.text(90, y + 32, words)
        y += 110
    transcript = told(sketch)
    assert talk(transcript) == [("buyer", "杯盖裂了"), ("seller", "给您补发"), ("buyer", "快一点")]
    assert named(transcript, "给您补发").time.value == datetime(2026, 5, 19, 21, 11, tzinfo=CHINA)


def test_words_with_the_time_on_their_own_row_are_no_name_of_what_follows() -> None:
    sketch = phone("林间小屋")
    for n, words in enumerate(("杯盖裂了", "快一点")):
        sketch.text(20, 130 + 80 * n, words)
        sketch.text(160, 134 + 80 * n, f"下午 10:1{n}", (150, 150, 150), 18)
    sketch.bubble(310, ["给您补发"], right=True, paper=GREEN, face=False)
    assert {"杯盖裂了", "快一点", "给您补发"} <= {text for _, text in talk(told(sketch))}


def test_what_tells_the_time_of_capture_is_said() -> None:
    sketch = phone("林间小屋")
    sketch.bubble(130, ["在吗"])
    page = sketch.page()
    given = converse([page], [source(1, "a.png")], captured=CAPTURED).screens[0]
    named_file = converse([page], [source(1, "Screenshot_20260520_200531.png")]).screens[0]
    nothing = converse([page], [source(1, "a.png")]).screens[0]
    assert (given.captured_origin, named_file.captured_origin, nothing.captured_origin) == ("given", "file-name", None)
