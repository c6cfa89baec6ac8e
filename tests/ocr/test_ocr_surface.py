"""Panes, bubbles and avatars found by their edges: what a screenshot's colours and noise must not hide."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from ocr.drawn import font
from PIL import Image, ImageDraw

from evidence.model import RGB, Box, Line, Region, Surface
from evidence.ocr.missed import unread
from evidence.ocr.surface import survey

BUBBLES = ((90, 60, 330, 110), (250, 140, 510, 190), (90, 220, 210, 270))


def drawn(ground: RGB, paper: RGB, ink: RGB = (20, 20, 20), width: int = 600) -> tuple[Image.Image, list[Line]]:
    """Three bubbles with words in them, and the lines a reader finds."""
    image = Image.new("RGB", (width, 340), ground)
    lines = bubbles(image, paper, ink)
    return image, lines


def bubbles(image: Image.Image, paper: RGB, ink: RGB) -> list[Line]:
    pen = ImageDraw.Draw(image)
    lines = []
    for (x0, y0, x1, y1), words in zip(BUBBLES, ("壶盖上有一道裂纹", "给您补寄一个新的", "那行吧"), strict=True):
        pen.rounded_rectangle((x0, y0, x1 - 1, y1 - 1), 8, fill=paper)
        pen.text((x0 + 16, y0 + 12), words, font=font(20), fill=ink)
        left, top, right, bottom = pen.textbbox((x0 + 16, y0 + 12), words, font=font(20))
        lines.append(Line(words, 0.99, Box(int(left) - 4, int(top) - 4, int(right) + 4, int(bottom) + 4)))
    return lines


def as_jpeg(image: Image.Image, quality: int) -> NDArray[np.uint8]:
    held = BytesIO()
    image.save(held, "JPEG", quality=quality)
    return pixels(Image.open(held).convert("RGB"))


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.asarray(image, dtype=np.uint8))


def near(regions: tuple[Region, ...], box: tuple[int, int, int, int], slack: int = 6) -> list[Region]:
    return [r for r in regions if max(abs(a - b) for a, b in zip(r.box.as_list(), box, strict=True)) <= slack]


@pytest.mark.parametrize(
    ("ground", "paper", "ink"),
    [
        ((237, 237, 237), (255, 255, 255), (20, 20, 20)),
        ((246, 247, 249), (255, 255, 255), (20, 20, 20)),
        ((17, 17, 17), (44, 44, 44), (220, 220, 220)),
        ((30, 32, 36), (36, 38, 43), (230, 230, 230)),
        ((255, 255, 255), (47, 107, 255), (255, 255, 255)),
    ],
)
def test_bubbles_stand_out_however_faint_their_colour(ground: RGB, paper: RGB, ink: RGB) -> None:
    image, lines = drawn(ground, paper, ink)
    _, surface = survey(pixels(image), lines)
    assert surface.background == ground
    for box in BUBBLES:
        assert any(r.flat for r in near(surface.regions, box)), box


@pytest.mark.parametrize("quality", [90, 75, 60])
def test_bubbles_stand_out_in_a_forwarded_jpeg(quality: int) -> None:
    image, lines = drawn((242, 243, 247), (255, 255, 255))
    _, surface = survey(as_jpeg(image, quality), lines)
    for box in BUBBLES:
        assert any(r.flat for r in near(surface.regions, box, 8)), (quality, box)


def test_a_gradient_is_one_pane_and_its_bubbles_stand_out() -> None:
    ramp = np.linspace(0, 1, 600)[None, :, None] * np.array([40, 60, 30]) + np.array([120, 80, 170])
    image = Image.fromarray(np.repeat(ramp, 340, axis=0).astype(np.uint8))
    lines = bubbles(image, (250, 250, 250), (20, 20, 20))
    _, surface = survey(pixels(image), lines)
    assert near(surface.regions, (0, 0, 600, 340))
    for box in BUBBLES:
        assert near(surface.regions, box)


def test_a_hatched_ground_hides_neither_pane_nor_bubbles() -> None:
    y, x = np.mgrid[0:340, 0:600]
    ground = np.where((x + y) % 12 < 5, 232, 240).astype(np.uint8)
    image = Image.fromarray(np.repeat(ground[:, :, None], 3, axis=2))
    lines = bubbles(image, (255, 255, 255), (20, 20, 20))
    _, surface = survey(as_jpeg(image, 80), lines)
    assert any(r.box.area > 0.8 * 600 * 340 for r in surface.regions if r.flat)
    for box in BUBBLES:
        assert near(surface.regions, box, 8)


@pytest.mark.parametrize("quality", [None, 80])
def test_a_faint_rule_of_one_pixel_parts_two_panes(quality: int | None) -> None:
    image, lines = drawn((255, 255, 255), (228, 236, 255), width=900)
    ImageDraw.Draw(image).line((640, 0, 640, 339), fill=(236, 236, 236))
    _, surface = survey(pixels(image) if quality is None else as_jpeg(image, quality), lines)
    assert near(surface.regions, (0, 0, 640, 340)) and near(surface.regions, (641, 0, 900, 340))


def test_bubbles_two_pixels_apart_are_two() -> None:
    image = Image.new("RGB", (600, 200), (240, 240, 240))
    pen = ImageDraw.Draw(image)
    for top, right in ((40, 400), (88, 300)):
        pen.rounded_rectangle((80, top, right, top + 44), 6, fill=(255, 255, 255))
    _, surface = survey(
        pixels(image), [Line("占位", 0.99, Box(90, 52, 140, 74)), Line("占位", 0.99, Box(90, 100, 140, 122))]
    )
    assert near(surface.regions, (80, 40, 401, 85)) and near(surface.regions, (80, 88, 301, 133))


def test_a_round_avatar_with_a_sign_in_it_is_a_thing_of_its_own() -> None:
    image, lines = drawn((245, 245, 245), (255, 255, 255))
    pen = ImageDraw.Draw(image)
    pen.ellipse((20, 60, 64, 104), fill=(200, 120, 90))
    pen.text((32, 68), "木", font=font(20), fill=(255, 255, 255))
    lines.append(Line("木", 0.9, Box(18, 58, 66, 106)))
    _, surface = survey(pixels(image), lines)
    assert near(surface.regions, (20, 60, 65, 105))


def test_a_lone_figure_in_a_bubble_is_looked_at_again() -> None:
    image, lines = drawn((237, 237, 237), (149, 236, 105))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((460, 220, 508, 268), 8, fill=(149, 236, 105))
    pen.text((478, 232), "1", font=font(20), fill=(20, 20, 20))
    measured, surface = survey(pixels(image), lines)
    (found,) = unread(pixels(image), measured, surface)
    assert Box(460, 220, 508, 268).intersection(found) == found.area and found.contains(483, 246)


def with_marks(*boxes: Box) -> tuple[NDArray[np.uint8], tuple[Line, ...], Surface]:
    """A page with a last bubble that holds these marks and nothing else."""
    image, lines = drawn((237, 237, 237), (149, 236, 105))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((400, 220, 508, 268), 8, fill=(149, 236, 105))
    for box in boxes:
        pen.rectangle((box.x0, box.y0, box.x1 - 1, box.y1 - 1), fill=(20, 20, 20))
    measured, surface = survey(pixels(image), lines)
    return pixels(image), measured, surface


@pytest.mark.parametrize("count", [2, 3, 6])
def test_points_alone_in_a_bubble_are_looked_at_again(count: int) -> None:
    marks = [Box(420 + 12 * n, 243, 424 + 12 * n, 247) for n in range(count)]
    (found,) = unread(*with_marks(*marks))
    assert all(found.intersection(mark) == mark.area for mark in marks)
    assert found.height > 3 * marks[0].height, "as small as they are beside letters"


@pytest.mark.parametrize(
    "marks",
    [
        pytest.param([Box(420 + 16 * n, 240 - n, 424 + 16 * n + 3 * n, 243) for n in range(4)], id="bars that grow"),
        pytest.param([Box(410, 245, 490, 247)], id="a rule"),
        pytest.param([Box(420, 244, 424, 248), Box(428, 244, 432, 248), Box(490, 244, 494, 248)], id="strewn"),
    ],
)
def test_other_marks_in_a_bubble_are_no_points(marks: list[Box]) -> None:
    assert unread(*with_marks(*marks)) == ()


@pytest.mark.parametrize("paper", [(149, 236, 105), (250, 120, 30)])
def test_an_emoji_or_a_button_is_not_looked_at_again(paper: RGB) -> None:
    image, lines = drawn((237, 237, 237), (149, 236, 105))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((460, 220, 508, 268), 8, fill=paper)
    if paper == (149, 236, 105):
        pen.ellipse((474, 234, 494, 254), fill=(255, 205, 60))
        pen.ellipse((478, 240, 482, 244), fill=(60, 30, 10))
        pen.arc((478, 240, 492, 250), 20, 160, fill=(200, 30, 30), width=3)
    else:
        pen.text((478, 232), "1", font=font(20), fill=(20, 20, 20))
    measured, surface = survey(pixels(image), lines)
    assert unread(pixels(image), measured, surface) == ()


def test_an_avatar_whose_upper_part_is_flat_is_found_whole() -> None:
    image, lines = drawn((237, 237, 237), (255, 255, 255))
    pen = ImageDraw.Draw(image)
    pen.rectangle((530, 140, 579, 175), fill=(113, 192, 143))
    for n in range(14):
        pen.line((530, 176 + n, 579, 176 + n), fill=(150 + 60 * (n % 2), 215, 175))
    _, surface = survey(pixels(image), lines)
    assert near(surface.regions, (530, 140, 580, 190), 4)


def test_a_bubble_that_runs_into_the_input_bar_is_parted_from_it() -> None:
    image, lines = drawn((242, 243, 247), (207, 227, 255))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 280, 600, 340), fill=(255, 255, 255))
    pen.rounded_rectangle((70, 292, 470, 328), 8, fill=(243, 244, 246))
    pen.rectangle((90, 230, 430, 280), fill=(255, 255, 255))
    _, surface = survey(pixels(image), lines[:2])
    assert near(surface.regions, (90, 230, 431, 280)) and near(surface.regions, (0, 280, 600, 340))
    assert not near(surface.regions, (0, 230, 600, 340))


def test_an_emoji_in_a_line_is_not_its_ink() -> None:
    image, lines = drawn((237, 237, 237), (61, 127, 255), (255, 255, 255))
    box = lines[0].box
    ImageDraw.Draw(image).ellipse((box.x1 - 26, box.y0 + 2, box.x1 - 4, box.y1 - 2), fill=(242, 161, 0))
    measured, _ = survey(pixels(image), lines)
    assert measured[0].ink is not None and min(measured[0].ink) > 240


def test_a_line_all_in_a_bright_ink_keeps_it() -> None:
    image, lines = drawn((237, 237, 237), (61, 127, 255), (255, 190, 20))
    measured, _ = survey(pixels(image), lines)
    assert measured[0].ink is not None and measured[0].ink[2] < 100
