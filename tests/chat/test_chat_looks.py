"""What clients print and lay over the talk that is no message, and talk that is drawn unlike the usual: drawn pages."""

from __future__ import annotations

from datetime import datetime

import pytest
from chat.sketch import BLUE, GREEN, GREY, WHITE, Sketch, phone, source

from evidence.chat import converse
from evidence.model import CHINA, Device, Message, Transcript

CAPTURED = datetime(2026, 5, 20, 20, 0, tzinfo=CHINA)
PALE = (150, 150, 150)


def told(sketch: Sketch, device: Device | None = "seller") -> Transcript:
    return converse([sketch.page()], [source(1, "01.png")], captured=CAPTURED, device=device)


def talk(transcript: Transcript) -> list[tuple[str, str]]:
    return [(m.speaker, m.text) for m in transcript.messages if m.kind in ("text", "auto") and m.text]


def chrome(transcript: Transcript) -> set[str]:
    return {c.text for c in transcript.chrome}


def named(transcript: Transcript, words: str) -> Message:
    return next(m for m in transcript.messages if m.text == words)


def both_sides() -> tuple[Sketch, int]:
    """Two bubbles a side, each with its avatar; gives the y below them."""
    sketch = phone("林间小屋")
    y = sketch.bubble(120, ["杯盖裂了一道"])
    y = sketch.bubble(y, ["给您补发一个"], right=True, paper=GREEN)
    y = sketch.bubble(y, ["什么时候发呢"])
    return sketch, sketch.bubble(y, ["今天"], right=True, paper=GREEN)


SAID = [("buyer", "杯盖裂了一道"), ("seller", "给您补发一个"), ("buyer", "什么时候发呢"), ("seller", "今天")]


@pytest.mark.parametrize("words", ["回到底部", "↓3条未读", "12条新消息", "去看一看"])
def test_a_button_that_floats_over_the_avatars_is_no_message(words: str) -> None:
    sketch, y = both_sides()
    wide = 22 * len(words) + 30
    sketch.pen.rounded_rectangle((590 - wide, y + 30, 590, y + 74), 20, fill=WHITE)
    sketch.text(605 - wide, y + 41, words, (58, 122, 254), 22)
    transcript = told(sketch)
    assert talk(transcript) == SAID
    assert words in chrome(transcript)


@pytest.mark.parametrize("words", ["回到底部", "3条未读"])
def test_the_same_words_beside_an_avatar_are_said(words: str) -> None:
    sketch, y = both_sides()
    sketch.bubble(y, [words])
    assert talk(told(sketch)) == [*SAID, ("buyer", words)]


def test_the_second_line_of_a_header_on_the_talks_own_ground_is_chrome() -> None:
    sketch = Sketch()
    sketch.text(20, 8, "15:20", em=18)
    sketch.text(60, 44, "林间小屋", em=30)
    sketch.text(60, 80, "刚刚在线", PALE, 20)
    y = sketch.bubble(150, ["在吗"])
    sketch.bubble(y, ["您好请讲"], right=True, paper=GREEN)
    transcript = told(sketch)
    assert talk(transcript) == [("buyer", "在吗"), ("seller", "您好请讲")]
    assert "刚刚在线" in chrome(transcript)


def test_a_time_under_such_a_header_stays_a_time() -> None:
    sketch = Sketch()
    sketch.text(20, 8, "15:20", em=18)
    sketch.text(240, 44, "林间小屋", em=30)
    sketch.text(252, 96, "昨天 12:29", PALE, 16)
    y = sketch.bubble(150, ["在吗"])
    sketch.bubble(y, ["您好请讲"], right=True, paper=GREEN)
    assert named(told(sketch), "在吗").time.value == datetime(2026, 5, 19, 12, 29, tzinfo=CHINA)


@pytest.mark.parametrize("asks", ["", "随便聊聊吧"])
def test_an_input_box_on_the_talks_own_ground_is_no_message(asks: str) -> None:
    sketch = Sketch(background=WHITE)
    y = sketch.bubble(60, ["在吗"], paper=(240, 241, 244))
    sketch.bubble(y, ["您好请讲"], right=True, paper=(214, 228, 255))
    sketch.pen.rounded_rectangle((80, 1010, 470, 1064), 8, fill=(243, 244, 246))
    sketch.text(100, 1024, asks or " ", (185, 185, 185), 26)
    if not asks:
        sketch.lines.pop()
    sketch.text(540, 1024, "十", em=26)
    transcript = told(sketch)
    assert talk(transcript) == [("buyer", "在吗"), ("seller", "您好请讲")]
    assert "十" in chrome(transcript)


def test_a_wide_bubble_at_the_foot_of_the_page_stays_a_message() -> None:
    sketch = Sketch(background=WHITE)
    sketch.bubble(60, ["在吗"], paper=(240, 241, 244))
    sketch.bubble(1000, ["这个杯盖裂了一道缝你们怎么"], paper=(240, 241, 244))
    assert [text for _, text in talk(told(sketch))] == ["在吗", "这个杯盖裂了一道缝你们怎么"]


def file_card(sketch: Sketch, y: int, *, framed: bool) -> None:
    sketch.face(16, y)
    if framed:
        sketch.pen.rounded_rectangle((90, y, 430, y + 100), 8, fill=WHITE)
    sketch.text(104, y + 16, "检测说明.docx", em=18)
    sketch.text(104, y + 46, "182KB", PALE, 16)
    sketch.pen.rectangle((366, y + 20, 416, y + 80), fill=(74, 144, 226))
    sketch.text(378, y + 36, "W", WHITE, 26)


@pytest.mark.parametrize("framed", [True, False])
def test_a_file_is_a_card_and_the_letter_on_its_icon_no_message(framed: bool) -> None:
    sketch, y = both_sides()
    file_card(sketch, y, framed=framed)
    transcript = told(sketch)
    assert talk(transcript) == SAID
    assert [m.kind for m in transcript.messages][-1] == "card"


def test_a_file_that_is_talked_about_is_no_card() -> None:
    sketch, y = both_sides()
    sketch.bubble(y, ["把说明.pdf发我"])
    assert talk(told(sketch))[-1] == ("buyer", "把说明.pdf发我")


def test_a_bubble_cut_below_its_quote_says_nothing_of_its_own() -> None:
    sketch, _ = both_sides()
    sketch.face(16, 950)
    sketch.pen.rectangle((90, 950, 430, 1010), fill=WHITE)
    sketch.text(106, 970, "小店:给您补发一个", (160, 160, 160), 22)
    transcript = told(sketch)
    assert talk(transcript) == SAID
    last = transcript.messages[-1]
    assert last.quote is not None and (last.quote.name, last.quote.text) == ("小店", "给您补发一个")
    assert last.partial


def test_a_cut_bubble_in_full_ink_is_said_though_it_has_a_colon() -> None:
    sketch, _ = both_sides()
    sketch.face(16, 950)
    sketch.pen.rectangle((90, 950, 430, 1010), fill=WHITE)
    sketch.text(106, 970, "地址:松树路十号")
    assert talk(told(sketch)) == [*SAID, ("buyer", "地址:松树路十号")]


def on_blue(first: tuple[int, int, int], em: int) -> Message:
    sketch = phone("林间小屋")
    sketch.bubble(120, ["杯盖裂了一道"])
    sketch.face(526, 240)
    sketch.pen.rounded_rectangle((150, 240, 510, 340), 8, fill=BLUE)
    sketch.text(166, 256, "小林:杯盖裂了一道", first, em)
    sketch.text(166, 296, "给您补发一个", WHITE)
    return told(sketch).messages[-1]


def test_a_quote_a_little_paler_and_a_little_smaller_is_told_by_both() -> None:
    quote = on_blue((220, 232, 255), 23).quote
    assert quote is not None and quote.text == "杯盖裂了一道"


def test_a_first_line_like_the_second_is_no_quote() -> None:
    message = on_blue(WHITE, 26)
    assert message.quote is None and message.text == "小林:杯盖裂了一道给您补发一个"


def test_a_bubble_that_darkens_downward_holds_no_quote() -> None:
    sketch = phone("林间小屋")
    sketch.bubble(120, ["杯盖裂了一道"])
    sketch.face(526, 240)
    for row in range(100):
        sketch.pen.line((150, 240 + row, 510, 240 + row), fill=(80 - row // 3, 150 - row // 3, 255 - row // 4))
    sketch.text(166, 256, "给您补发一个可以吗", WHITE)
    sketch.text(166, 296, "今天就寄", WHITE)
    message = told(sketch).messages[-1]
    assert message.quote is None and message.text == "给您补发一个可以吗今天就寄"


def record(rows: list[tuple[str, str]], faces: dict[str, tuple[int, int, int]] | None = None) -> Sketch:
    """A forwarded record: everyone left, the name small, the time at the right end of its line."""
    sketch = phone("群聊的聊天记录", background=WHITE)
    y = 120
    for n, (name, words) in enumerate(rows):
        if faces:
            sketch.pen.rectangle((16, y, 74, y + 58), fill=faces[name])
            sketch.pen.ellipse((34, y + 12, 56, y + 34), fill=WHITE)
        else:
            sketch.face(16, y)
        sketch.text(90, y, name, PALE, 20)
        sketch.text(440, y, f"昨天 21:1{n}", PALE, 18)
        sketch.text(90, y + 32, words)
        y += 110
    return sketch


def test_in_a_record_the_one_name_of_two_that_is_a_shops_tells_the_seller() -> None:
    rows = [("山风", "杯盖裂了"), ("小窑陶器店", "给您补发"), ("山风", "快一点")]
    assert talk(told(record(rows))) == [("buyer", "杯盖裂了"), ("seller", "给您补发"), ("buyer", "快一点")]


def test_two_names_of_persons_tell_nobody() -> None:
    assert {who for who, _ in talk(told(record([("山风", "杯盖裂了"), ("阿絮", "给您补发")])))} == {"unknown"}


def test_a_box_at_the_right_does_not_unsettle_who_speaks_in_a_record() -> None:
    sketch = record([("山风", "杯盖裂了"), ("小窑陶器店", "给您补发"), ("山风", "快一点")])
    sketch.pen.rounded_rectangle((90, 420, 560, 460), 4, fill=(238, 238, 238))
    sketch.text(106, 430, "小窑陶器店:给您补发", PALE, 20)
    transcript = told(sketch)
    assert talk(transcript) == [("buyer", "杯盖裂了"), ("seller", "给您补发"), ("buyer", "快一点")]
    quote = named(transcript, "快一点").quote
    assert quote is not None and quote.text == "给您补发"


def test_words_with_a_time_in_their_midst_are_no_name_line() -> None:
    sketch = record([("山风", "杯盖裂了"), ("小窑陶器店", "换新的师傅联系您了吗")])
    sketch.text(90, 120 + 110 + 32 + 34, "明天10:30前到您家里")
    assert talk(told(sketch))[-1] == ("seller", "换新的师傅联系您了吗明天10:30前到您家里")


def test_a_line_as_wide_as_the_page_below_a_name_is_no_notice() -> None:
    rows = [("山风", "杯盖裂了"), ("小窑陶器店", "给您补发一个新的杯盖今天就寄出可以吗")]
    assert talk(told(record(rows)))[-1] == ("seller", "给您补发一个新的杯盖今天就寄出可以吗")


def test_an_avatar_tells_who_speaks_where_the_name_is_out_of_sight() -> None:
    faces = {"山风": (90, 170, 120), "小窑陶器店": (220, 120, 70)}
    sketch = record([("山风", "杯盖裂了"), ("小窑陶器店", "给您补发"), ("山风", "快一点")], faces)
    sketch.pen.rectangle((84, 118, 600, 146), fill=WHITE)
    sketch.lines = [n for n in sketch.lines if not 118 <= n.box.y0 <= 146]
    assert talk(told(sketch))[0] == ("buyer", "杯盖裂了")


def test_words_whose_bubbles_are_not_seen_stand_on_their_avatars_side() -> None:
    sketch = phone("林间小屋", background=WHITE)
    y = 130
    for right in (False, True, False, True):
        sketch.face(526 if right else 16, y)
        if right:
            sketch.pen.rounded_rectangle((228, y, 510, y + 60), 8, fill=(214, 228, 255))
            sketch.text(244, y + 17, "给您补发新的杯盖")
        else:
            sketch.text(106, y + 14, "这个杯盖裂了一道缝你们怎么办")
            sketch.text(106, y + 48, "说句话")
        y += 120
    wide = "这个杯盖裂了一道缝你们怎么办说句话"
    assert talk(told(sketch)) == [("buyer", wide), ("seller", "给您补发新的杯盖")] * 2


def test_a_warning_on_a_strip_under_the_header_is_not_the_others_name() -> None:
    sketch = phone("林间小屋")
    sketch.pen.rectangle((0, 94, 600, 140), fill=(255, 247, 230))
    sketch.text(20, 104, "请勿私下交易谨防受骗", (190, 150, 60), 27)
    y = sketch.bubble(160, ["在吗"])
    sketch.bubble(y, ["您好请讲"], right=True, paper=GREEN)
    assert told(sketch).screens[0].title == "林间小屋"


def test_a_bubble_as_wide_as_the_talk_keeps_to_the_edge_that_it_meets() -> None:
    sketch = Sketch(background=GREY)
    for n, (x0, x1) in enumerate(((30, 200), (400, 570), (30, 556), (44, 570))):
        sketch.pen.rounded_rectangle((x0, 60 + 100 * n, x1, 130 + 100 * n), 8, fill=WHITE if x0 == 30 else GREEN)
        words = (
            "在吗有人吗",
            "您好请讲呀",
            "杯盖裂了一道很长的缝怎么办你们说句话",
            "给您补发一个新的杯盖今天下午就能寄出",
        )[n]
        sketch.text(x0 + 20, 82 + 100 * n, words, em=26)
    assert [m.side for m in told(sketch).messages] == ["left", "right", "left", "right"]


def test_a_photograph_in_the_talk_does_not_make_its_pane_a_frame() -> None:
    sketch = Sketch(background=GREY)
    sketch.pen.rectangle((0, 0, 600, 200), fill=WHITE)
    sketch.text(20, 8, "15:20", em=18)
    sketch.text(240, 44, "林间小屋", em=30)
    sketch.pen.rounded_rectangle((420, 130, 570, 176), 20, fill=(255, 240, 236))
    sketch.text(435, 142, "发给商家", (220, 50, 40), 30)
    y = sketch.bubble(220, ["杯盖裂了一道"])
    sketch.face(16, y)
    sketch.pen.rectangle((90, y, 420, y + 420), fill=(200, 150, 100))
    sketch.bubble(y + 440, ["给您补发一个"], right=True, paper=GREEN)
    transcript = told(sketch)
    assert talk(transcript) == [("buyer", "杯盖裂了一道"), ("seller", "给您补发一个")]
    assert "发给商家" in chrome(transcript)
