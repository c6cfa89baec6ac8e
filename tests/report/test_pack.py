"""The pack as a reader gets it: what can be found in it, where its pictures are, and that nothing leaks or moves."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pdfplumber
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image
from report import pack_extremes, pack_scenes
from report.drawn import ORDER, WAYBILL, Scene

from evidence.errors import EvidenceError, Exit
from evidence.model import Box, Deadline, Dossier, Fact, Gate, Judgement, Message, Repeat
from evidence.report import PackInfo, exhibit_numbers, write_pack
from evidence.report.neutral import accusing_words, neutral
from evidence.report.quotes import best_seen, named


def packed(dossier: Dossier, scene: Scene) -> tuple[bytes, PackInfo]:
    target = io.BytesIO()
    info = write_pack(dossier, target, picture=scene.path)
    return target.getvalue(), info


@cache
def texts(data: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return ["".join((page.extract_text() or "").split()) for page in pdf.pages]


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dossier, Scene, bytes, PackInfo]:
    dossier, scene = pack_scenes.rich(tmp_path_factory.mktemp("rich"))
    return dossier, scene, *packed(dossier, scene)


@pytest.fixture(scope="module")
def lawful(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dossier, Scene, bytes, PackInfo]:
    dossier, scene = pack_scenes.lawful(tmp_path_factory.mktemp("lawful"))
    return dossier, scene, *packed(dossier, scene)


def test_the_cover_holds_what_a_reviewer_decides_by(rich):
    cover = texts(rich[2])[0]
    for words in (
        ORDER,
        WAYBILL,
        "利用中差评骗赔",
        "剩余14天",
        "2026-11-03",
        "2026-09-3011:26:40+08:00",
        "甜橙不加冰",
        "山岚杯具专营店",
        "直接给我转八十块",
        "2026-10-2009:30+08:00",
        "evidence0.1.0",
    ):
        assert words in cover, words


def test_every_quote_is_found_word_for_word(rich):
    dossier, _, data, _ = rich
    whole = "".join(texts(data))
    for finding in dossier.judgement.findings:
        for message in finding.messages:
            assert f"「{dossier.transcript.message(message).text}」" in whole


def test_a_differing_second_reading_stands_beside_the_first(rich):
    whole = "".join(texts(rich[2]))
    assert "再发到同城裙里让大家都看看" in whole
    assert "第二引擎（tesseract5.3.0）独立复读一致" in whole


def test_every_line_read_can_be_searched_on_the_page_that_shows_it(rich):
    dossier, _, data, info = rich
    pages = texts(data)
    for page in dossier.pages:
        shown = "".join(pages[number - 1] for number in info.shown[page.source])
        for line in page.lines:
            assert "".join(line.text.split()) in shown, line.text


def test_searchable_text_is_not_seen(rich):
    dossier, scene, _, _ = rich
    blind = replace(dossier, pages=(), facts=dossier.facts)
    seen, _ = packed(blind, scene)
    place = write_pack(blind, io.BytesIO(), picture=scene.path).shown["S002"][-1] - 1
    images = []
    for data in (rich[2], seen):
        document = pdfium.PdfDocument(data)
        images.append(document[place].render(scale=1).to_pil().tobytes())
    assert images[0] == images[1]


def test_the_seller_risks_stay_private(rich):
    whole = "".join(texts(rich[2]))
    assert "私下风险" not in whole
    assert "好评返现" not in whole


def test_internal_ids_are_told_as_exhibits(rich):
    whole = "".join(texts(rich[2]))
    assert "M0005" not in whole
    assert "证据1索要“八十块”" in whole


def test_the_picture_taken_out_again_is_the_file_pixel_for_pixel(rich):
    dossier, scene, data, info = rich
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for source in dossier.case.used():
            page = pdf.pages[info.shown[source.id][-1] - 1]
            (stored,) = page.get("/Resources").XObject.values()
            taken = pikepdf.PdfImage(stored).as_pil_image().convert("RGB")
            assert taken.tobytes() == Image.open(scene.path(source.id, 1)).convert("RGB").tobytes()


def test_each_picture_is_in_the_file_once(rich):
    dossier, _, data, _ = rich
    with pikepdf.open(io.BytesIO(data)) as pdf:
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
    assert len(images) == len(dossier.case.used())


def test_every_file_is_accounted_for_with_its_digest(rich):
    dossier, _, data, _ = rich
    whole = "".join(texts(data))
    for source in dossier.case.sources:
        assert source.sha256 in whole
        assert "".join(source.path.split()) in whole
    assert "与证据1内容相同" in whole


def test_the_break_between_screenshots_is_named(rich):
    assert "与证据2之间不连续：两张截图没有重叠，且设备不同" in "".join(texts(rich[2]))


def test_a_conflicting_value_is_shown(rich):
    assert "与上不一致：2026-09-3011:26+08:00" in "".join(texts(rich[2]))


def test_quotes_link_to_their_exhibit_and_back(rich):
    with pikepdf.open(io.BytesIO(rich[2])) as pdf:
        linked = [[str(a.Dest) for a in page.get("/Annots", []) if "/Dest" in a] for page in pdf.pages]
        assert pdf.open_outline().root[0].title == "封面"
        assert any(entry.children for entry in pdf.open_outline().root)
    assert sum(map(len, linked)) > 30
    assert linked[4], "the screenshot's marks link to the key lines"


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (("差评换钱",), "疑似差评换钱"),
        (("待与记录核对的说法",), "待与记录核对的说法"),
        (("疑似直接辱骂", "待与记录核对的说法"), "疑似直接辱骂；待与记录核对的说法"),
    ],
)
def test_a_claim_only_to_be_checked_is_called_no_suspicion(labels, shown):
    assert named(labels) == shown


def test_the_document_says_what_it_is(rich):
    with pikepdf.open(io.BytesIO(rich[2])) as pdf:
        assert pdf.Root.Lang == "zh-CN"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo["/Title"]) == f"申诉证据材料 订单 {ORDER}"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261020093000+08'00'"


def test_only_embedded_fonts(rich):
    with pikepdf.open(io.BytesIO(rich[2])) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_the_same_dossier_gives_the_same_bytes(rich, tmp_path):
    dossier, scene, data, _ = rich
    assert packed(dossier, scene)[0] == data
    target = tmp_path / "pack.pdf"
    write_pack(dossier, target, picture=scene.path)
    assert target.read_bytes() == data


def test_page_numbers_printed_are_the_pages_shown(rich):
    dossier, _, data, info = rich
    pages = texts(data)
    assert len(pages) == info.pages
    assert all(f"第{n}页/共{info.pages}页" in page for n, page in enumerate(pages, 1))
    for source, number in exhibit_numbers(dossier).items():
        assert any(f"证据{number}" in pages[page - 1] for page in info.shown[source])


def test_exhibits_are_numbered_conversation_first(rich):
    assert exhibit_numbers(rich[0]) == {"S001": 1, "S002": 2, "S003": 3, "S005": 4, "S004": 5, "S006": 6}


def test_without_a_ground_the_pack_says_so_and_accuses_nobody(lawful):
    dossier, _, data, _ = lawful
    pages = texts(data)
    assert "不建议以现有材料提出申诉" in pages[0]
    assert "以这些材料提出申诉会失败" in pages[0]
    assert "要挟" in dossier.appeal.why
    assert "以评价为条件索要额外利益为由申诉会被驳回" in pages[0], "why it would fail, in words that accuse nobody"
    assert "先办理退款，再礼貌请买家更新评价内容" in "".join(pages)
    assert "买家以评价为条件索要额外利益的语句" in "".join(pages)
    for accusation in (*accusing_words(), "可据以申诉", "关键语句"):
        assert accusation not in "".join(pages), accusation


def test_without_a_ground_nothing_another_room_says_accuses(tmp_path):
    dossier, scene = pack_scenes.lawful(tmp_path)
    runner = replace(
        dossier.appeal.runners_up[0], label="异常售后-恶意索赔", why="买家没有敲诈", missing=("需要买家要挟的原话",)
    )
    gate = Gate("lawful-claim", "blocks", ("M0003",), "买家没有勒索，只要求退款（S001/M0003）", "不要说对方恶意")
    deadline = Deadline(0, None, None, "没有查到这一类申诉的期限。")
    appeal = replace(dossier.appeal, runners_up=(runner,), deadline=deadline, advice=("不要称买家恶意差评",))
    whole = "".join(texts(packed(replace(dossier, appeal=appeal, judgement=Judgement(gates=(gate,))), scene)[0]))
    assert not [word for word in accusing_words() if word in whole]
    assert "没有查到这一类申诉的期限" in whole
    assert "0天" not in whole
    assert "只要求退款（证据1）" in whole


def test_a_bubble_cut_at_the_edge_is_quoted_from_the_screenshot_that_shows_it_whole(rich, tmp_path):
    message = Message(
        "M0001", "S001", "buyer", "left", "text", "完整的话", 1.0, Box(0, 0, 90, 20),
        repeats=(Repeat("S002", Box(0, 50, 90, 110)),),
    )  # fmt: skip
    assert best_seen(message) == ("S002", Box(0, 50, 90, 110))
    assert best_seen(replace(message, box=Box(0, 0, 90, 58)))[0] == "S001"


def test_the_words_of_a_speaker_stay_as_they_are():
    assert neutral("买家说“你们恶意骗人”，并无恶意索赔") == "买家说“你们恶意骗人”，并无超出应得的索要"


@pytest.mark.parametrize("case", ["rich", "lawful"])
def test_no_word_claims_more_than_is_known(case, request):
    whole = "".join(texts(request.getfixturevalue(case)[2]))
    for claim in ("证明", "犯罪", "真实"):
        assert claim not in whole


def test_a_long_screenshot_flows_over_pages_without_cutting_a_bubble(tmp_path):
    dossier, scene = pack_extremes.tall(tmp_path)
    data, info = packed(dossier, scene)
    own = info.shown["S001"][1:]
    assert own == (4, 5, 6, 7, 8)
    pages = texts(data)
    for line in dossier.pages[0].lines:
        assert sum("".join(line.text.split()) in pages[n - 1] for n in own) >= 1
    document = pdfium.PdfDocument(data)
    wide, upright = document[info.shown["S002"][0] - 1], document[own[0] - 1]
    assert wide.get_width() > wide.get_height()
    assert upright.get_width() < upright.get_height()


def test_text_of_strangers_is_only_ever_text(tmp_path):
    dossier, scene = pack_extremes.hostile(tmp_path)
    data, info = packed(dossier, scene)
    whole = "".join(texts(data))
    shown = "<imgsrc=\"chat/01.png\"/><b>粗</b>&<ahref='x'>链</a>反转零宽[U+20BB7]野家𠂇😂"
    for words in (shown, "[U+2717]", "<b>标题</b>"):
        assert words in whole, words
    assert "\u202e" not in whole
    assert "\x00" not in whole
    assert "(cid:" not in whole
    with pikepdf.open(io.BytesIO(data)) as pdf:
        links = [a for page in pdf.pages for a in page.get("/Annots", [])]
        assert all("/A" not in link for link in links), "no link leads out of the file"
    assert set(info.shown) == {s.id for s in dossier.case.used()}


def test_what_a_code_in_the_review_says_is_printed_and_leads_nowhere(tmp_path):
    dossier, scene = pack_scenes.rich(tmp_path)
    source = dossier.facts.review.text.source
    said = ("https://qr.example.cn/u/<b>x</b>", "", "加群" + "号" * 400)
    codes = tuple(
        Fact(words, words or "-", "read", source, 1, Box(10, 10 * n, 60, 60 * n)) for n, words in enumerate(said, 1)
    )
    facts = replace(dossier.facts, review=replace(dossier.facts.review, codes=codes))
    data, _ = packed(replace(dossier, facts=facts), scene)
    whole = "".join(texts(data))
    assert whole.count("图中二维码") == 3 and "<b>x</b>" in whole and "有二维码，内容未能识读" in whole
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        lines = "\n".join(page.extract_text() or "" for page in pdf.pages)
    assert "https ://" in lines and "https://" not in lines and "qr.example" not in lines
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert all("/A" not in link for page in pdf.pages for link in page.get("/Annots", []))


def test_a_picture_that_cannot_be_shown_is_still_an_exhibit(tmp_path):
    dossier, scene = pack_scenes.lawful(tmp_path)
    extra = scene.add("合同.pdf", "document", None)
    held = replace(dossier, case=replace(dossier.case, sources=tuple(scene.sources)))
    data, info = packed(held, scene)
    assert extra.sha256 in "".join(texts(data))
    assert "该文件不能以图片呈现" in "".join(texts(data))
    assert extra.id not in info.shown


def test_a_picture_gone_meanwhile_is_named(tmp_path):
    dossier, scene = pack_scenes.lawful(tmp_path)
    (tmp_path / "聊天.png").unlink()
    with pytest.raises(EvidenceError) as caught:
        packed(dossier, scene)
    assert caught.value.exit_code is Exit.FILE
    assert "聊天.png" in str(caught.value)


def test_an_empty_judgement_makes_a_pack(tmp_path):
    dossier, scene = pack_scenes.lawful(tmp_path)
    appeal = replace(dossier.appeal, checklist=(), runners_up=())
    bare = replace(dossier, judgement=Judgement(), pages=(), appeal=appeal)
    assert packed(bare, scene)[1].pages >= 4


def test_importing_the_room_loads_no_layout_engine():
    code = "import sys, evidence.report; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0  # noqa: S603
