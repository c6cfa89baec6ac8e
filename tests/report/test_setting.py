"""How text is set and long pictures are cut: nothing is lost, no number is divided, no bubble is cut through."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.ttfonts import TTFontFace
from reportlab.platypus import Flowable

from evidence.report import fonts
from evidence.report.blocks import Boxed, Grid, Row, flow_height, split_flow
from evidence.report.canvas import PackCanvas, PageIndex, Running
from evidence.report.exhibits import References, sourced
from evidence.report.paragraph import Text
from evidence.report.slices import slices
from evidence.report.style import TextStyle
from evidence.report.text import Run, clean, hidden_characters, marked, one_line, pieces
from evidence.report.together import together

STYLE = TextStyle(size=10, leading=15)


def set_lines(text: str, width: float) -> list[str]:
    block = Text(text, STYLE)
    block.wrap(width, 1000)
    return ["".join(glyph.char for glyph in glyphs) for glyphs, _ in block._lines]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("订单6971234500112233445已签收", 110, ["订单", "6971234500112233445", "已签收"]),
        ("一二三四，五六", 41, ["一二三", "四，五六"]),
        ("他说了（好的）吧", 41, ["他说了", "（好的）", "吧"]),
        ("给我转50元吧", 41, ["给我转", "50元吧"]),
        ("依据见证据12", 52, ["依据见", "证据12"]),
        ("第一行\n第二行", 100, ["第一行", "第二行"]),
        ("上\n\n下", 100, ["上", "", "下"]),
        ("", 100, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text, width, lines):
    assert set_lines(text, width) == lines


def test_a_word_longer_than_the_line_is_divided_rather_than_lost():
    lines = set_lines("A" * 200, 60)
    assert "".join(lines) == "A" * 200
    assert len(lines) > 10


@given(st.text(alphabet="一二三，。（）「」abc 123\n😂", max_size=120), st.integers(min_value=22, max_value=200))
def test_breaking_loses_nothing_but_blanks(text, width):
    joined = "".join(set_lines(text, width))
    assert joined.replace(" ", "") == text.replace(" ", "").replace("\n", "")


@given(st.text(alphabet="长短句，。12 ", min_size=1, max_size=300), st.integers(min_value=10, max_value=200))
def test_a_divided_block_holds_the_same_lines(text, height):
    block = Text(text, STYLE)
    _, whole = block.wrap(90, 1000)
    parts = block.split(90, height)
    if parts:
        heights = [part.wrap(90, 1000)[1] for part in parts]
        assert heights[0] <= height
        assert sum(heights) == whole
    else:
        assert whole <= height or height < 45 or whole == 45


def test_what_is_split_off_a_box_fits_the_room():
    content = [Text("行" * 60, TextStyle(size=10, leading=15, before=2, after=9)) for _ in range(6)]
    for room in range(40, 200, 7):
        first, rest = split_flow(content, 100, room)
        assert not first or flow_height(first, 100) <= room
        assert len(first) + len(rest) >= len(content)
    parts = Boxed(content).split(118, 130)
    assert parts[0].wrap(118, 1000)[1] <= 130


class Plain(Flowable):
    """A flowable without the marks that the pack's own text carries."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return width, 30


def test_a_box_may_break_after_anything():
    first, rest = split_flow([Plain(), Plain(), Text("后文")], 100, 65)
    assert (len(first), len(rest)) == (2, 1)


def test_a_heading_is_never_the_last_line_of_a_page():
    heading = Text("标题", TextStyle(size=10, leading=15, with_next=True))
    first, rest = split_flow([Plain(), heading, Text("行" * 90, STYLE)], 100, 50)
    assert len(first) == 1
    assert rest[0] is heading


def test_a_row_higher_than_the_page_is_divided_and_its_head_repeated():
    head = Row([[Text("项目")], [Text("内容")]])
    grid = Grid([60, 100], [Row([[Text("长")], [Text("字" * 900, STYLE)]])], head=head)
    first, rest = grid.split(160, 400)
    assert first.wrap(160, 400)[1] <= 400
    assert first.head is rest.head is head


@pytest.mark.parametrize(
    ("text", "cleaned", "hidden"),
    [
        ("正\u202e反\u202c", "正反", 2),
        ("零\u200b宽\ufeff", "零宽", 2),
        ("响\x07铃\x00", "响铃", 2),
        ("一\r\n二\u2028三", "一\n二\n三", 1),
        ("空\u00a0格\t制表", "空 格 制表", 0),
        ("👨\u200d👩", "👨👩", 0),
    ],
)
def test_characters_that_cannot_be_seen_are_left_out(text, cleaned, hidden):
    assert clean(text) == cleaned
    assert hidden_characters(text) == hidden or "\u2028" in text


@pytest.mark.parametrize(
    ("char", "shown"), [("好", "好"), ("𠂇", "𠂇"), ("😂", "😂"), ("𠮷", "[U+20BB7]"), ("ع", "[U+0639]"), ("灬", "灬")]
)
def test_every_character_is_drawn_or_named(char, shown):
    for bold in (False, True):
        drawn = list(pieces(char, bold))
        assert "".join(c for c, _ in drawn) == shown
        assert all(ord(c) in fonts.font(name).face.charToGlyph for c, name in drawn)


def test_rare_characters_can_be_copied_out_again():
    target = io.BytesIO()
    before = PageIndex(pages=1)
    canvas = PackCanvas(target, Running("", "", "", "", "", datetime(2026, 1, 1, tzinfo=UTC)), before, final=True)
    block = Text("甲😂乙𠂇丙" + "".join(map(chr, range(0x4E00, 0x4E00 + 300))), STYLE)
    block.wrap(400, 400)
    block.drawOn(canvas, 50, 500)
    canvas.showPage()
    canvas.save()
    page = pdfium.PdfDocument(target.getvalue())[0].get_textpage()
    text = "".join(page.get_text_range().split())
    assert text.startswith("甲😂乙𠂇丙")
    assert text.endswith(chr(0x4E00 + 299))


def test_spans_that_overlap_or_overshoot_mark_each_character_once():
    runs = marked("零一二三四五", [(1, 3), (2, 4), (5, 99), (-3, 0)], Run(""))
    assert [(run.text, bool(run.underline)) for run in runs] == [
        ("零", False), ("一二三", True), ("四", False), ("五", True),
    ]  # fmt: skip


def test_one_line_shortens_with_an_ellipsis():
    assert one_line("一 二\n三", 10) == "一 二 三"
    assert one_line("一二三四五", 3) == "一二…"


BANDS = st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 400)), max_size=60)


@given(st.integers(1, 9000), st.integers(300, 3000), BANDS)
def test_slices_hold_every_row_and_fit_the_page(height, room, bands):
    occupied = [(start, start + length) for start, length in bands]
    parts = slices(height, room, occupied)
    assert parts[0][0] == 0
    assert parts[-1][1] == height
    assert all(0 < end - start <= room for start, end in parts)
    assert all(before[1] >= after[0] > before[0] for before, after in zip(parts, parts[1:], strict=False))


def test_a_cut_goes_through_a_gap_between_bubbles():
    bubbles = [(n * 200, n * 200 + 150) for n in range(30)]
    for start, end in slices(6000, 1700, bubbles)[:-1]:
        assert start < end
        assert not any(top < end < bottom for top, bottom in bubbles)


def test_ids_of_the_program_become_exhibit_numbers(tmp_path):
    from report.pack_scenes import lawful

    dossier, _ = lawful(tmp_path)
    refs = References(dossier)
    assert refs.worded("有相关的话（S001/M0003）") == "有相关的话（证据1）"
    assert refs.worded("S001/M0003、S001/M0004 之间") == "证据1之间"
    assert refs.worded("见 S001 和 M0003；SF1234567890123、S999、编号S0011 不动") == (
        "见证据1和证据1；SF1234567890123、S999、编号S0011 不动"
    )


@pytest.mark.parametrize(
    ("basis", "shown"),
    [
        ("平台规则(O);评价规范(3)", "平台规则（官方文本）;评价规范（第三方资料）"),
        ("[O] 官方文本，2026-11-20", "官方文本，2026-11-20"),
        ("notes.md T2:骚扰(M)", ""),
        ("反不正当竞争法第13条", "反不正当竞争法第13条"),
    ],
)
def test_the_source_of_a_rule_is_told_in_words_a_reader_can_follow(basis, shown):
    assert sourced(basis) == shown


def test_the_columns_of_a_table_stand_the_same_on_every_page():
    rows = [
        Row([[Text("组", STYLE)], []], shade=True),
        *(Row([[Text("一", STYLE)], [Text("二", STYLE)]]) for _ in range(20)),
    ]
    first, second = Grid([100, 100], rows).split(200, 250)
    assert not any(row.shade for row in second.rows)
    assert first._inner(0) == second._inner(0)


def test_a_heading_goes_to_the_next_page_with_two_rows_at_least_and_no_more_than_do_not_fit():
    title = Text("标题", TextStyle(size=11, leading=18, with_next=True))
    rows = [Row([[Text(str(n), STYLE)]]) for n in range(30)]
    (whole,) = together([title, Grid([100], rows)])
    first, rest = whole.split(100, 300)
    assert first.content[0] is title and 2 < len(first.content[1].rows) < 30
    assert len(first.content[1].rows) + len(rest.content[0].rows) == 30
    assert whole.split(100, 18 + 30) == [], "a heading over one row stays with the others"
    assert whole.split(100, 20) == []


@pytest.mark.parametrize("name", [fonts.REGULAR, fonts.BOLD, fonts.EMOJI])
def test_a_font_is_read_as_reportlab_reads_it(name):
    ours = fonts.font(name).face
    theirs = TTFontFace(ours.filename)
    for part in ("charToGlyph", "charWidths", "glyphPos", "defaultWidth", "numGlyphs", "name", "ascent", "stemV"):
        assert getattr(ours, part) == getattr(theirs, part), part
    full = theirs.charWidths.keys()
    assert [ours.getCharWidth(code) for code in full] == [theirs.getCharWidth(code) for code in full]
