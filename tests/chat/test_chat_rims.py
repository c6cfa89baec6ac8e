"""What headers and edges cut, what stands under bubbles, who speaks where only names and words tell: drawn pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from chat.sketch import GREEN, WHITE, Sketch, phone, source

from evidence.chat import converse
from evidence.chat.speech import shop_of
from evidence.model import CHINA, RGB, Box, Device, Line, Region, Transcript

CAPTURED = datetime(2026, 5, 20, 20, 0, tzinfo=CHINA)
PALE = (150, 150, 150)


def told(sketch: Sketch, device: Device | None = "seller", also: Region | None = None) -> Transcript:
    """The sketch's transcript; `also` is a part that measuring finds besides, as shadows and noise make it."""
    page = sketch.page()
    if also is not None and page.surface is not None:
        page = replace(page, surface=replace(page.surface, regions=(also, *page.surface.regions)))
    return converse([page], [source(1, "01.png")], captured=CAPTURED, device=device)


def talk(transcript: Transcript) -> list[tuple[str, str]]:
    return [(m.speaker, m.text) for m in transcript.messages if m.kind in ("text", "auto") and m.text]


def record(rows: list[tuple[str, str]], em: int = 26) -> Sketch:
    """A forwarded record: everyone left, the name small, the time at the right end of its line."""
    sketch = phone("聊天记录", height=220 + 110 * len(rows), background=WHITE)
    for n, (name, words) in enumerate(rows):
        y = 120 + 110 * n
        tone = (90, 170, 120) if name == rows[0][0] else (220, 120, 70)
        sketch.pen.rectangle((16, y, 74, y + 58), fill=tone)
        sketch.pen.ellipse((34, y + 12, 56, y + 34), fill=WHITE)
        sketch.text(90, y, name, PALE, 20)
        sketch.text(440, y, f"昨天 21:1{n}", PALE, 18)
        sketch.text(90, y + 32, words, em=em)
    return sketch


@pytest.mark.parametrize("second", ["刚刚在线", "天下陶·关注1.2万"])
def test_the_second_line_of_a_header_is_chrome_though_a_framed_button_is_the_tallest(second: str) -> None:
    sketch = Sketch()
    sketch.text(20, 8, "15:20", em=18)
    sketch.text(60, 44, "林间小屋", em=30)
    sketch.text(480, 40, "进店", (220, 90, 30), 40)
    sketch.text(60, 80, second, PALE, 26)
    y = sketch.bubble(150, ["在吗"])
    sketch.bubble(y, ["您好请讲"], right=True, paper=GREEN)
    assert talk(told(sketch)) == [("buyer", "在吗"), ("seller", "您好请讲")]


@pytest.mark.parametrize(
    ("names", "speakers"),
    [
        (("山风", "云谷灯火-小满"), ["buyer", "seller"]),
        (("山风", "小满@云谷灯火"), ["buyer", "seller"]),
        (("山风", "云谷茶具"), ["buyer", "seller"]),
        (("山风", "阿絮-北"), ["unknown", "unknown"]),
        (("山风", "云谷灯火@微信"), ["unknown", "unknown"]),
    ],
)
def test_a_staff_name_of_two_tells_the_seller(names: tuple[str, str], speakers: list[str]) -> None:
    rows = [(names[0], "杯盖裂了"), (names[1], "拍一张"), (names[0], "快一点")]
    assert [who for who, _ in talk(told(record(rows)))] == [*speakers, speakers[0]]


PLAIN = ["杯盖裂了赔我五十", "你们家的东西太差", "那行"]


@pytest.mark.parametrize(
    ("first", "second", "shop"),
    [
        (PLAIN, ["抱歉给您补发一个", "这边帮您申请", "好的"], "second"),
        (["抱歉给您补发一个", "这边帮您申请"], PLAIN, "first"),
        (PLAIN, ["我也遇到过", "还是算了"], None),
        (PLAIN, ["你们家的我也要退货", "给我退了"], None),
        (["您好在吗", "杯盖裂了"], ["抱歉给您补发一个", "这边帮您申请"], None),
    ],
)
def test_of_two_who_speak_plainly_the_one_who_sells_is_the_shop(
    first: list[str], second: list[str], shop: str | None
) -> None:
    assert shop_of({"first": first, "second": second}) == shop
    assert shop_of({"first": first, "second": second, "third": ["在的"]}) is None


def test_a_record_of_two_persons_is_told_by_how_they_speak() -> None:
    rows = [
        ("山风", "杯盖裂了赔我五十"),
        ("阿絮", "抱歉给您补发一个"),
        ("山风", "你们家就这样"),
        ("阿絮", "这边帮您申请"),
    ]
    assert [who for who, _ in talk(told(record(rows)))] == ["buyer", "seller"] * 2


@pytest.mark.parametrize("cut", [True, False])
def test_a_name_that_a_header_cuts_is_no_word_of_the_message_below(cut: bool) -> None:
    sketch = record([("山风", "杯盖裂了"), ("云谷茶店", "给您补发"), ("山风", "快一点"), ("云谷茶店", "好的")])
    if cut:
        # The list scrolled by fourteen pixels under the header.
        whole = sketch.image.copy()
        sketch.pen.rectangle((0, 94, 600, 130), fill=WHITE)
        sketch.image.paste(whole.crop((0, 132, 600, 190)), (0, 132))
        for at, n in enumerate(sketch.lines):
            if n.text == "山风" and n.box.y0 < 130:
                sketch.lines[at] = Line("凵囗", 0.97, Box(n.box.x0, 130, n.box.x1, 144))
    assert talk(told(sketch))[:2] == [("buyer", "杯盖裂了"), ("seller", "给您补发")]


def test_letters_that_the_columns_edge_cuts_are_not_said() -> None:
    sketch = phone("林间小屋")
    sketch.pen.rounded_rectangle((300, 94, 510, 118), 8, fill=GREEN)
    sketch.text(316, 88, "上工下", em=20)
    y = sketch.bubble(140, ["杯盖裂了一道"])
    sketch.bubble(y, ["给您补发一个"], right=True, paper=GREEN)
    assert talk(told(sketch)) == [("buyer", "杯盖裂了一道"), ("seller", "给您补发一个")]


@pytest.mark.parametrize(
    ("below", "ink", "em", "quoted"),
    [
        ("给您补发一个", PALE, 19, True),
        ("小满:给您补发一个", PALE, 19, True),
        ("那就算了不要了", (20, 20, 20), 26, False),
        ("那就算了不要了", PALE, 26, False),
    ],
)
def test_a_small_pale_box_under_a_bubble_is_what_it_answers(below: str, ink: RGB, em: int, quoted: bool) -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(120, ["给您补发一个可以吗"], right=True, paper=GREEN)
    y = sketch.bubble(y, ["那要快一点才行"])
    wide = 106 + len(below) * em + 16
    sketch.pen.rounded_rectangle((90, y - 18, wide, y + 28), 6, fill=(225, 226, 228))
    sketch.text(106, y - 8, below, ink, em)
    sketch.bubble(y + 60, ["好的"], right=True, paper=GREEN)
    said = [text for _, text in talk(told(sketch))]
    assert (below not in said) is quoted
    assert "那要快一点才行" in said


@pytest.mark.parametrize(
    ("sign", "ink", "confidence", "said"),
    [("山", (255, 203, 61), 0.83, False), ("山", (20, 20, 20), 0.83, True), ("1", (255, 203, 61), 0.83, True)],
)
def test_a_lone_bright_sign_is_an_emoji(sign: str, ink: RGB, confidence: float, said: bool) -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(120, ["杯盖裂了一道"])
    y = sketch.bubble(y, ["给您补发一个"], right=True, paper=GREEN)
    sketch.bubble(y, [sign], ink=ink)
    sketch.lines[-1] = Line(sign, confidence, sketch.lines[-1].box)
    assert (("buyer", sign) in talk(told(sketch))) is said


@pytest.mark.parametrize(("said", "kind"), [("换新说明.pdf", "card"), ("看换新说明", "text")])
def test_a_files_name_at_the_edge_is_its_card(said: str, kind: str) -> None:
    sketch = phone("林间小屋")
    y = sketch.bubble(120, ["杯盖裂了一道"])
    sketch.bubble(y, ["给您补发一个"], right=True, paper=GREEN)
    sketch.face(526, 960)
    sketch.text(510 - 26 * len(said), 970, said)
    kinds = [m.kind for m in told(sketch).messages if said in m.text]
    assert kinds == [kind]


@pytest.mark.parametrize(
    ("row", "ink", "said"), [("今天18:00前", (20, 20, 20), True), ("10:41 云舍:小陶", (60, 104, 176), False)]
)
def test_words_that_start_with_a_time_right_under_a_name_line_are_said(row: str, ink: RGB, said: bool) -> None:
    sketch = Sketch(900, 560, background=WHITE, em=22)
    names = ("山风", "云舍:小陶")
    for n, words in enumerate(("几时能到呢", row, "那就再等等")):
        sketch.text(40, 60 + 100 * n, f"{names[n % 2]} 2026-05-19 10:4{n}:00", (60, 104, 176), 18)
        sketch.text(40, 90 + 100 * n, words, ink if words == row else (20, 20, 20))
        if words == row:
            sketch.text(40 + 22 * len(row) + 12, 90 + 100 * n, "已读", (170, 170, 170), 18)
    assert (("seller", row) in talk(told(sketch))) is said


def widget(corner: int) -> Sketch:
    """A chat window in a page's corner: a dark header whose round corners show its pane, an input row under a rule."""
    sketch = Sketch(1280, 820, background=(250, 248, 244), em=17)
    sketch.pen.rectangle((800, 60, 1220, 780), fill=WHITE)
    sketch.pen.rectangle((800, 60 + corner, 1220, 130), fill=(29, 59, 54))
    sketch.text(820, 90, "在线客服", WHITE, 20)
    sketch.pen.line((800, 700, 1220, 700), fill=(225, 225, 225), width=2)
    sketch.text(820, 725, "输入您的问题", (190, 190, 190), 16)
    sketch.text(930, 755, "由云上陶提供支持", (200, 200, 200), 14)
    for n, said in enumerate(("杯盖裂了一道吗", "给您补发一个", "那什么时候能到", "明天就能到")):
        y, wide = 160 + 90 * n, 17 * len(said) + 24
        x = 1200 - wide if n % 2 == 0 else 820
        paper = (29, 59, 54) if n % 2 == 0 else (241, 239, 233)
        sketch.pen.rounded_rectangle((x, y, x + wide, y + 38), 8, fill=paper)
        sketch.text(x + 12, y + 10, said, WHITE if n % 2 == 0 else (40, 40, 40))
    return sketch


@pytest.mark.parametrize("corner", [0, 16])
def test_the_input_row_of_a_window_with_round_corners_is_chrome(corner: int) -> None:
    whole = Region(Box(800, 60, 1221, 781), WHITE, True)
    said = [text for _, text in talk(told(widget(corner), "buyer", whole if corner else None))]
    assert said == ["杯盖裂了一道吗", "给您补发一个", "那什么时候能到", "明天就能到"]


@pytest.mark.parametrize(("second", "two"), [("外箱都湿了你们要给说法", True), ("外箱都湿了的吧", False)])
def test_two_bubbles_of_other_widths_close_together_stay_two(second: str, two: bool) -> None:
    sketch = phone("林间小屋")
    first = sketch.bubble(120, ["三个还能接受吧"], face=False)
    low = sketch.bubble(first - 16, [second], face=False) - 24
    sketch.bubble(low + 60, ["给您补发一个"], right=True, paper=GREEN, face=False)
    around = Region(Box(90, 120, 122 + 26 * max(7, len(second)), low), WHITE, True)
    said = [text for _, text in talk(told(sketch, also=around))]
    assert said[:-1] == (["三个还能接受吧", second] if two else ["三个还能接受吧" + second])


@pytest.mark.parametrize("as_one", [True, False])
def test_a_bubble_seen_as_one_with_its_cut_avatar_stands_on_the_avatars_side(as_one: bool) -> None:
    sketch = phone("林间小屋")
    for n in range(4):
        sketch.pen.rectangle((16 + 14 * n, 94, 29 + 14 * n, 124), fill=(200 - 40 * n, 60 + 40 * n, 120))
    sketch.pen.rectangle((90, 94, 540, 170), fill=WHITE)
    sketch.text(106, 98, "杯盖裂了一道还有一点漏水呢")
    sketch.text(106, 132, "要怎么办才好呢")
    y = sketch.bubble(200, ["给您补发一个"], right=True, paper=GREEN)
    y = sketch.bubble(y, ["什么时候发呢"])
    sketch.bubble(y, ["那要快一点"])
    around = Region(Box(15, 94, 541, 171), WHITE, True)
    said = talk(told(sketch, also=around if as_one else None))
    assert said[0] == ("buyer", "杯盖裂了一道还有一点漏水呢要怎么办才好呢")
