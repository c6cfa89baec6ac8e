"""Screenshots of one scroll put together: order, repeats, gaps, several conversations."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime

import pytest
from chat.sketch import GREEN, GREY, Sketch, phone, source

from evidence.chat import converse
from evidence.model import CHINA, Box, Page, Source, Transcript

CAPTURED = datetime(2026, 5, 20, 20, 0, tzinfo=CHINA)
TALK = [
    ("杯子到手就是裂的", False),
    ("抱歉给您添麻烦了", True),
    ("那怎么处理", False),
    ("给您补发一个可以吗", True),
    ("在吗", False),
    ("在吗", False),
    ("在的亲", True),
    ("补发要几天", False),
    ("三天左右到", True),
    ("那算了退钱吧", False),
    ("可以的您申请一下", True),
    ("申请好了", False),
    ("已经同意了", True),
    ("谢谢你", False),
]


def scroll(talk: list[tuple[str, bool]]) -> Sketch:
    """The whole conversation on one long page."""
    sketch = Sketch(height=90 * len(talk) + 60, background=GREY)
    y = 20
    for words, right in talk:
        y = sketch.bubble(y, [words], right=right, paper=GREEN if right else (255, 255, 255))
    return sketch


def shot(long: Sketch, top: int, name: str, title: str = "林间小屋", height: int = 800) -> Page:
    """What a phone shows of the scroll from `top` on."""
    frame = phone(title, height)
    seen = height - 90 - 94
    frame.image.paste(long.image.crop((0, top, 600, top + seen)), (0, 94))
    for line in long.lines:
        y0, y1 = max(line.box.y0, top), min(line.box.y1, top + seen)
        if y1 - y0 > 0.5 * line.box.height:
            frame.lines.append(
                type(line)(
                    line.text if y1 - y0 == line.box.height else line.text[::-1],
                    0.99 if y1 - y0 == line.box.height else 0.6,
                    Box(line.box.x0, y0 - top + 94, line.box.x1, y1 - top + 94),
                )
            )
    return frame.page(name)


def read(pages: list[Page]) -> Transcript:
    sources: list[Source] = [source(int(p.source[1:]), f"{p.source}.png") for p in pages]
    return converse(pages, sorted(sources, key=lambda s: s.path), captured=CAPTURED, device="seller")


def words(transcript: Transcript) -> list[str]:
    return [m.text for m in transcript.messages if m.kind == "text"]


@pytest.mark.parametrize("seed", range(4))
def test_overlapping_shots_in_any_order_are_one_conversation_without_repeats(seed: int) -> None:
    long = scroll(TALK)
    tops = [0, 430, 600]
    names = [f"S{n + 1:03d}" for n in range(len(tops))]
    random.Random(seed).shuffle(names)  # noqa: S311 (an order, no secret)
    transcript = read([shot(long, top, name) for top, name in zip(tops, names, strict=True)])
    assert words(transcript) == [text for text, _ in TALK]
    assert transcript.gaps == ()
    assert [m.id for m in transcript.messages] == [f"M{n + 1:04d}" for n in range(len(TALK))]


def test_the_same_words_said_twice_stay_two_messages() -> None:
    long = scroll(TALK)
    transcript = read([shot(long, 0, "S001"), shot(long, 300, "S002")])
    assert words(transcript).count("在吗") == 2
    repeated = [m.text for m in transcript.messages if m.repeats]
    assert repeated.count("在吗") == 2


def test_a_bubble_cut_by_the_edge_is_taken_from_the_shot_that_shows_it_whole() -> None:
    long = scroll(TALK)
    # The first shot ends in the middle of a bubble.
    cut = next(n for n in long.lines if n.text == "三天左右到")
    first = cut.box.y0 + cut.box.height * 2 // 3 - (800 - 184)
    transcript = read([shot(long, first, "S001"), shot(long, first + 300, "S002")])
    assert words(transcript).count("三天左右到") == 1
    assert "到右左天三" not in words(transcript)


def test_shots_that_do_not_join_have_a_named_gap() -> None:
    long = scroll([*TALK, *[(f"第{n}句不同的话", n % 2 == 0) for n in range(12)]])
    transcript = read([shot(long, 0, "S001"), shot(long, 1500, "S002")])
    assert [(g.after, g.before) for g in transcript.gaps] == [("S001", "S002")]
    assert transcript.gaps[0].reason


def test_equal_words_in_different_places_do_not_join_shots() -> None:
    one = scroll([("在吗", False), ("您好请讲", True), ("杯子裂了", False), ("给您补发", True), ("好的", False)])
    two = scroll(
        [("好的", False), ("还有别的事吗", True), ("在吗", False), ("地址改一下", False), ("已经改好了", True)]
    )
    transcript = read([shot(one, 0, "S001", height=640), shot(two, 0, "S002", height=640)])
    assert len(words(transcript)) == 10
    assert len(transcript.gaps) == 1


def test_two_buyers_stay_two_conversations() -> None:
    one, two = scroll(TALK[:5]), scroll(TALK[7:12])
    transcript = read(
        [shot(one, 0, "S001", "林间小屋"), shot(two, 0, "S002", "晴川八十八"), shot(one, 0, "S003", "林间小屋")]
    )
    assert {m.conversation for m in transcript.messages} == {1, 2}
    assert len(words(transcript)) == 10
    assert transcript.gaps == ()
    assert [s.conversation for s in sorted(transcript.screens, key=lambda s: s.source)] == [1, 2, 1]


def test_the_file_name_gives_the_capture_time_where_none_is_stated() -> None:
    frame = phone("林间小屋", 500)
    y = frame.notice(120, "昨天 12:29")
    frame.bubble(y, ["在吗"])
    transcript = converse([frame.page()], [source(1, "Screenshot_20260520_200000.png")], device="seller")
    assert transcript.messages[1].time.value == datetime(2026, 5, 19, 12, 29, tzinfo=CHINA)


def test_a_screen_that_does_not_tell_its_owner_has_that_of_the_screen_with_the_same_header() -> None:
    long = scroll(TALK)
    pages = [
        shot(long, 0, "S001"),
        shot(long, 500, "S002", title="林间小屋"),
        shot(long, 700, "S003", title="山中小屋"),
    ]
    files = [replace(source(1, "a.png"), device="seller"), source(2, "b.png"), source(3, "c.png")]
    told = converse(pages, files)
    assert {s.source: (s.device, s.device_origin) for s in told.screens} == {
        "S001": ("seller", "case-file"),
        "S002": ("seller", "title"),
        "S003": ("seller", "assumed"),
    }


def test_a_desktop_and_a_phone_of_one_conversation_are_joined_by_their_words() -> None:
    phone_shot = shot(scroll(TALK[:6]), 0, "S001")
    wide = Sketch(width=1400, height=900, background=(255, 255, 255))
    wide.text(620, 20, "林间小屋", em=28)
    wide.pen.rectangle((0, 76, 1400, 78), fill=(200, 200, 200))
    y = 100
    for words, right in TALK[1:8]:
        y = wide.bubble(y, [words], right=right, paper=GREEN if right else GREY)
    files = [replace(source(1, "a.png"), device="seller"), replace(source(2, "b.png"), device="seller")]
    told = converse([phone_shot, wide.page("S002")], files)
    assert [m.text for m in told.messages if m.kind == "text"] == [text for text, _ in TALK[:8]]
    assert not told.gaps
