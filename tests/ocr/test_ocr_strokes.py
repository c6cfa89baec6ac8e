"""Lines found by their strokes: every line of a bubble, whole and alone; nothing that is no text taken for a line."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from ocr.drawn import font, page, pixels
from PIL import Image, ImageDraw

from evidence.model import Box, Line
from evidence.ocr import boxes, open_reader, rapid_reader, scale, sheets, strokes, surface

GROUND, LEFT, RIGHT = "#ededed", "#ffffff", "#95ec69"
Said = tuple[str, ...]


def chat(
    *bubbles: tuple[Said, bool], em: int = 28, ground: str = GROUND, left: str = LEFT
) -> tuple[Image.Image, list[Box]]:
    """A phone's chat with avatars, and the box of each line's letters."""
    image = Image.new("RGB", (24 * em, (4 + 4 * sum(len(rows) for rows, _ in bubbles)) * em), ground)
    pen = ImageDraw.Draw(image)
    lines = []
    y = em
    for rows, own in bubbles:
        wide = int(max(pen.textlength(row, font=font(em)) for row in rows)) + 2 * em
        high = int((1.5 * len(rows) + 1) * em)
        x = image.width - 3 * em - wide if own else 3 * em
        pen.rounded_rectangle((x, y, x + wide, y + high), radius=em // 3, fill=RIGHT if own else left)
        face = image.width - int(2.5 * em) if own else em // 2
        pen.rectangle((face, y, face + 2 * em, y + 2 * em), fill="#3b6ea5")
        pen.ellipse((face + em // 2, y + em // 3, face + 3 * em // 2, y + 4 * em // 3), fill="#f0c8a0")
        for n, row in enumerate(rows):
            at = (x + em, y + em // 2 + int(1.5 * n * em))
            pen.text(at, row, font=font(em), fill="#1a1a1a" if left == LEFT else "#dddddd")
            lines.append(Box(*(int(v) for v in pen.textbbox(at, row, font=font(em)))))
        y += high + em
    return image, lines


def meets(one: Box, other: Box, slack: int) -> bool:
    return max(abs(a - b) for a, b in zip(one.as_list(), other.as_list(), strict=True)) <= slack


TALKS: list[tuple[tuple[Said, bool], ...]] = [
    ((("您好，杯子收到了",), True), (("把手那里有一道裂纹",), False)),
    ((("昨天签收的，今天才拆开来看到", "杯口缺了一块"), False), (("好的，马上给您补发一个",), True)),
    ((("一二三，三二一",), False), (("等一下……",), True)),
    ((("订单 6953495324704314513",), False), (("OK, thank you!",), True)),
    ((("三十个里碎了二十一个", "里"), False), (("收到",), True)),
]


@pytest.mark.parametrize("em", [14, 28, 45])
@pytest.mark.parametrize("talk", TALKS)
def test_each_line_is_found_whole_and_alone(talk: tuple[tuple[Said, bool], ...], em: int) -> None:
    image, lines = chat(*talk, em=em)
    found = strokes.found(pixels(image))
    assert found is not None
    for line in lines:
        # A bubble of two letters may be a button: the detector says which.
        short = line.width < 3 * em and any(box.intersection(line) == line.area for box in found.doubts)
        assert short or any(meets(line, box, max(3, em // 6)) for box in found.lines), line
    for box in found.lines:
        assert any(meets(line, box, max(3, em // 6)) for line in lines), box


def test_a_bubble_nearly_the_colour_of_a_dark_ground_is_a_paper_of_its_own() -> None:
    said: list[tuple[Said, bool]] = [(("退款已经收到了",), False), (("谢谢您的耐心等待",), False)]
    image, lines = chat(*said, ground="#191919", left="#262626")
    found = strokes.found(pixels(image))
    assert found is not None
    assert any(meets(lines[0], box, 5) for box in found.lines)


def test_an_avatar_is_in_doubt_and_no_part_of_the_line_beside_it() -> None:
    image = page((600, 200), (90, 56, 26, "木木家居旗舰店"), (90, 140, 26, "第二行"))
    ImageDraw.Draw(image).ellipse((24, 44, 80, 100), fill="#aa3322", outline="#221100", width=3)
    found = strokes.found(pixels(image))
    assert found is not None
    assert min(box.x0 for box in found.lines) > 80
    assert any(box.x0 < 40 and box.x1 > 70 for box in found.doubts)


def test_a_row_of_icons_is_no_line() -> None:
    image = page((600, 300), (30, 40, 26, "请问什么时候发货"), (30, 100, 26, "已经安排"))
    pen = ImageDraw.Draw(image)
    for n in range(5):
        pen.rounded_rectangle((40 + 56 * n, 230, 64 + 56 * n, 254), radius=6, outline="#333333", width=3)
    found = strokes.found(pixels(image))
    assert found is not None
    assert len(found.lines) == 2


def test_the_bar_before_a_quote_is_no_letter_of_it() -> None:
    image = page((600, 200), (60, 40, 24, "小麦：什么时候发货"), (40, 100, 24, "明天就发"))
    ImageDraw.Draw(image).rectangle((40, 36, 44, 76), fill="#bbbbbb")
    found = strokes.found(pixels(image))
    assert found is not None
    assert min(box.x0 for box in found.lines if box.y0 < 80) >= 56


@pytest.mark.parametrize(("shown", "readable"), [(0.3, False), (0.5, False), (1.0, True)])
def test_a_row_that_an_edge_cuts_is_only_looked_at_where_it_can_be_read(shown: float, readable: bool) -> None:
    image = page((600, 400), (40, 40, 28, "上面的话"), (40, 120, 28, "再上面的话"), (40, 300, 28, "被输入框盖住的话"))
    top = 308 + int(28 * shown)
    ImageDraw.Draw(image).rectangle((0, top, 600, 400), fill="#ffffff", outline="#d0d0d0", width=2)
    found = strokes.found(pixels(image))
    assert found is not None
    low = [box for box in (*found.lines, *found.doubts) if box.y0 > 280 and box.width > 60 and box.height > 10]
    assert bool(low) == readable


def test_a_row_of_small_letters_that_touches_the_input_box_is_looked_at_from_end_to_end() -> None:
    said = "把手为什么喜欢尺码运费质量处理在吗"
    above = "上面的话说了好几个字，一行又一行"
    image = page((600, 300), *((40, y, 15, above) for y in (20, 50, 80, 110, 140)))
    pen = ImageDraw.Draw(image)
    pen.rectangle((30, 200, 330, 290), fill="#ffffff")
    pen.text((40, 210), said, font=font(15), fill="#1a1a1a")
    x0, _, x1, foot = (int(edge) for edge in pen.textbbox((40, 210), said, font=font(15)))
    pen.rectangle((0, foot + 1, 600, 300), fill="#808080")
    found = strokes.found(pixels(image))
    assert found is not None
    low = [box for box in (*found.lines, *found.doubts) if box.y0 > 205]
    assert any(box.x0 <= x0 + 3 and box.x1 >= x1 - 3 for box in low), low


def forwarded(image: Image.Image, quality: int) -> NDArray[np.uint8]:
    """As a chat app sends a picture on."""
    held = io.BytesIO()
    image.save(held, "JPEG", quality=quality)
    return pixels(Image.open(held))


@pytest.mark.parametrize("quality", [75, 80, 92])
@pytest.mark.parametrize(("em", "ground", "left"), [
    (14, GROUND, LEFT),
    (28, GROUND, LEFT),
    (45, GROUND, LEFT),
    (28, "#191919", "#262626"),
    (45, "#191919", "#262626"),
])  # fmt: skip
def test_each_line_of_a_page_that_a_chat_app_forwarded_is_found_or_in_doubt(
    em: int, quality: int, ground: str, left: str
) -> None:
    image, lines = chat(*TALKS[1], *TALKS[0], em=em, ground=ground, left=left)
    found = strokes.found(forwarded(image, quality))
    assert found is not None
    for line in lines:
        seen = [box for box in (*found.lines, *found.doubts) if box.intersection(line) > 0.85 * line.area]
        assert seen, line
    whole = [line for line in lines if any(meets(line, box, max(4, em // 4)) for box in found.lines)]
    assert len(whole) >= len(lines) - 1
    assert all(any(box.intersection(line) for line in lines) for box in found.lines)


def test_pale_print_on_a_forwarded_page_is_looked_at() -> None:
    image = page((700, 500), *((40, y, 28, "上面的话说了好几个字") for y in (20, 80, 140, 200)))
    ImageDraw.Draw(image).text((240, 300), "昨天 13:58", font=font(28), fill="#e0e0e0")
    found = strokes.found(forwarded(image, 80))
    assert found is not None
    assert any(box.intersection(Box(240, 300, 380, 330)) > 1500 for box in (*found.lines, *found.doubts))


def test_a_picture_saved_over_and_over_with_noise_everywhere_is_left_to_the_detector() -> None:
    drawn = np.asarray(chat(*TALKS[1])[0].convert("RGB")).astype(np.int16)
    noise = np.random.default_rng(3).integers(-9, 10, drawn.shape)
    assert strokes.found(np.clip(drawn + noise, 0, 255).astype(np.uint8)) is None


@pytest.mark.parametrize(("text", "confidence", "text_it_is"), [
    ("O △", 0.74, False), ("□ ○", 0.65, False), ("O △", 0.9, True), ("OK", 0.7, True), ("选△", 0.7, True),
    ("00", 0.7, True),
])  # fmt: skip
def test_drawings_read_as_shapes_are_no_text(text: str, confidence: float, text_it_is: bool) -> None:
    assert rapid_reader._likely(Line(text, confidence, Box(100, 100, 160, 130)), 28.0) == text_it_is


@pytest.mark.parametrize(("text", "box", "text_it_is"), [
    ("1", Box(100, 100, 116, 140), True),
    ("1", Box(100, 100, 130, 160), False),
    ("福", Box(100, 100, 152, 154), True),
    ("福", Box(100, 100, 120, 120), False),
    ("Y", Box(100, 100, 190, 150), False),
    ("…", Box(100, 100, 140, 118), True),
    ("好的", Box(100, 100, 190, 150), True),
])  # fmt: skip
def test_a_lone_sign_is_text_where_it_is_as_large_as_a_letter(text: str, box: Box, text_it_is: bool) -> None:
    assert rapid_reader._likely(Line(text, 0.95, box), 28.0) == text_it_is


def test_a_bubble_painted_in_a_steep_gradient_keeps_its_line() -> None:
    image, _ = chat(*[(("您好，按调用量计费",), False)] * 7, (("一万次以内免费",), False), em=28)
    across = np.linspace((110, 90, 255), (255, 120, 180), 190).astype(np.uint8)
    painted = Image.fromarray(np.broadcast_to(across, (80, 190, 3)).copy())
    ImageDraw.Draw(painted).text((30, 24), "并发限制多", font=font(28), fill="#ffffff")
    image.paste(painted, (250, image.height - 110))
    found = strokes.found(pixels(image))
    assert found is not None
    inside = Box(281, image.height - 77, 419, image.height - 50)
    assert any(box.intersection(inside) > 0.7 * inside.area for box in (*found.lines, *found.doubts))


def test_a_photograph_is_left_to_the_detector() -> None:
    chance = np.random.default_rng(7)
    grain = chance.integers(0, 255, (40, 30, 3), dtype=np.uint8)
    assert strokes.found(pixels(Image.fromarray(grain).resize((900, 1200), Image.Resampling.BICUBIC))) is None


def test_what_is_read_does_not_depend_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = pixels(chat(*TALKS[1])[0])
    reader = open_reader("rapidocr")
    fast = [line.text for line in reader.read(drawn)]
    monkeypatch.setattr(strokes, "found", lambda _: None)
    assert fast == [line.text for line in open_reader("rapidocr").read(drawn)]


@pytest.mark.parametrize(("box", "rest"), [
    (Box(0, 0, 100, 20), Box(0, 0, 100, 20)),
    (Box(150, 0, 320, 20), Box(300, 0, 320, 20)),
    (Box(210, 2, 290, 18), None),
    (Box(195, 0, 300, 20), None),
    (Box(210, 40, 290, 60), Box(210, 40, 290, 60)),
])  # fmt: skip
def test_what_a_line_covers_is_not_read_twice(box: Box, rest: Box | None) -> None:
    assert boxes.uncovered(box, [Box(200, 0, 300, 20)]) == (rest if box.x0 != 150 else Box(150, 0, 200, 20))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1100), st.integers(0, 1900), st.integers(2, 1300), st.integers(2, 300)), max_size=30
    )
)
def test_every_place_stands_on_one_sheet_pixel_for_pixel(places: list[tuple[int, int, int, int]]) -> None:
    chance = np.random.default_rng(3)
    shot: NDArray[np.uint8] = chance.integers(0, 255, (2000, 1200, 3), dtype=np.uint8)
    wanted = [Box(x, y, min(1200, x + w), min(2000, y + h)) for x, y, w, h in places]
    laid = list(sheets.laid(shot, wanted, 20.0))
    homes = [(sheet, spot, home) for sheet in laid for spot, alike in sheet.spots for home in alike]
    for place in wanted:
        assert sum(home.intersection(place) == place.area for _, _, home in homes) == 1
    for sheet, spot, home in homes:
        shown = sheet.pixels[spot.y0 : spot.y1, spot.x0 : spot.x1]
        assert np.array_equal(shown, shot[home.y0 : home.y1, home.x0 : home.x1])
        assert home in list(sheet.on_page(spot))


def test_the_same_avatar_is_looked_at_once_and_told_for_every_place() -> None:
    image = Image.new("RGB", (500, 900), "#eeeeee")
    faces = [Box(20, 40 + 200 * n, 80, 100 + 200 * n) for n in range(4)]
    for face in faces:
        ImageDraw.Draw(image).ellipse((face.x0, face.y0, face.x1 - 1, face.y1 - 1), fill="#225588")
    (sheet,) = sheets.laid(pixels(image), faces, 20.0)
    assert len(sheet.spots) == 1
    spot = sheet.spots[0][0]
    told = list(sheet.on_page(Box(spot.x0 + 10, spot.y0 + 10, spot.x0 + 30, spot.y0 + 30)))
    assert [box.y0 for box in told] == [faces[n].y0 - 8 + 10 for n in range(4)]
    assert list(sheet.on_page(Box(0, 0, 9, 9))) == []


def test_an_avatar_is_the_same_avatar_where_jpeg_saved_it_differently() -> None:
    image = Image.new("RGB", (500, 1000), "#eeeeee")
    faces = [Box(20 + 3 * n, 43 + 205 * n, 80 + 3 * n, 103 + 205 * n) for n in range(4)]
    for n, face in enumerate(faces):
        pen = ImageDraw.Draw(image)
        pen.ellipse((face.x0, face.y0, face.x1 - 1, face.y1 - 1), fill="#225588")
        if n == 3:  # another person
            pen.ellipse((face.x0 + 15, face.y0 + 20, face.x1 - 15, face.y1 - 1), fill="#f0c090")
    (sheet,) = sheets.laid(forwarded(image, 80), faces, 20.0)
    assert sorted(len(homes) for _, homes in sheet.spots) == [1, 3]


def test_words_of_one_size_are_not_taken_for_one_another() -> None:
    image = Image.new("RGB", (400, 600), "#ffffff")
    places = []
    for n, word in enumerate(("退钱", "退货", "差评", "好评", "5元", "50")):
        ImageDraw.Draw(image).text((40, 40 + 90 * n), word, font=font(24), fill="#111111")
        places.append(Box(40, 45 + 90 * n, 90, 70 + 90 * n))
    for shot in (pixels(image), forwarded(image, 80)):
        (sheet,) = sheets.laid(shot, places, 24.0)
        assert [len(homes) for _, homes in sheet.spots] == [1] * 6


@pytest.mark.parametrize("down", [0, 1, 7])
def test_a_line_scrolled_by_any_number_of_pixels_is_the_same_picture(down: int) -> None:
    """Large letters are found on the half of the page; to the pixel all the same, so that no line is read twice."""
    image, _ = chat(*TALKS[1], em=45)
    shown = Image.new("RGB", (image.width + 1, image.height + 1), GROUND)
    shown.paste(image, (0, down))
    before, after = strokes.found(pixels(image)), strokes.found(pixels(shown))
    assert before is not None and after is not None
    assert [box.shifted(0, down) for box in before.lines] == list(after.lines)


@given(
    st.tuples(*[st.integers(0, 90)] * 4).filter(lambda b: b[0] < b[2] and b[1] < b[3]),
    st.integers(90, 91),
    st.integers(90, 91),
)
def test_a_box_of_the_half_covers_on_the_page_what_it_was_made_from(
    edges: tuple[int, int, int, int], width: int, height: int
) -> None:
    box = Box(*edges)
    back = scale.doubled(scale.half_of(box), np.zeros((height, width, 3), np.uint8))
    assert back.x0 <= box.x0 and back.y0 <= box.y0 and back.x1 >= box.x1 and back.y1 >= box.y1
    assert back.x1 <= width and back.y1 <= height
    # The odd row that the half leaves out may come on top of the rounding.
    assert max(box.x0 - back.x0, box.y0 - back.y0, back.x1 - box.x1, back.y1 - box.y1) <= 2


@pytest.mark.parametrize("shape", [(1, 1), (1, 60), (60, 1), (2, 3), (1, 3000), (3000, 1)])
def test_a_page_of_no_size_holds_no_line_and_breaks_nothing(shape: tuple[int, int]) -> None:
    blank = np.full((*shape, 3), 90, np.uint8)
    assert strokes.found(blank) is None
    assert surface.survey(blank, ())[1].regions == ()


@pytest.mark.parametrize("em", [28, 45])
def test_a_comma_behind_figures_is_of_their_line(em: int) -> None:
    image, lines = chat((("50%，120的给您", "今天寄出"), True), (("好的，谢谢",), False), em=em)
    found = strokes.found(pixels(image))
    assert found is not None
    assert any(meets(lines[0], box, em // 4) for box in found.lines)


def test_a_name_whose_letters_hang_together_is_parted_from_the_avatar_beside_it() -> None:
    image = page((600, 260), (30, 120, 26, "请问什么时候发货"), (30, 180, 26, "已经安排"))
    pen = ImageDraw.Draw(image)
    pen.ellipse((24, 40, 72, 88), outline="#aa3322", width=4)
    # Letters joined by the line under them, as an underscore's neighbours are.
    pen.rectangle((82, 62, 180, 64), fill="#777777")
    for x in range(84, 180, 10):
        pen.rectangle((x, 44, x + 3, 62), fill="#777777")
    found = strokes.found(pixels(image))
    assert found is not None
    assert not any(box.x0 < 76 and box.x1 > 90 and box.y0 < 90 for box in found.lines)
