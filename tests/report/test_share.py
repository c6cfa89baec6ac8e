"""A shared copy: what is private is found, nothing hidden can be got out again, and everything hidden is listed."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pdfplumber
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from report import pack_scenes
from report.drawn import BASE, ENGINE, ORDER, WAYBILL, add_chat, fact, paper

from evidence.documents import dumps, pack_document
from evidence.model import Box, Chrome, Dossier, Fact, Page, Quote, Region, Surface
from evidence.report import Edition, Shared, share, write_pack
from evidence.report.faces import avatars_beside, faces
from evidence.report.masks import COVER, Privacy, names_in
from evidence.seal import manifest_of

PHONE, CARD, IDENTITY = "13955512345", "6222021234567890128", "110101199003074578"
OTHERS = ("蓝莓松饼", "快递到哪里了呀")
SECRETS = (PHONE, "139 5551 2345", CARD, IDENTITY, "欧阳春", "郑小梅", "文三路", "甜橙不加冰", *OTHERS)


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("我电话13955512345你打", "我电话139********你打"),
        ("+86 139 5551 2345", "+86 139**********"),
        ("电话一三九五五五一二三四五", "电话一三九********"),
        ("0571-88123456", COVER * 13),
        ("身份证110101199003074578", "身份证" + COVER * 18),
        ("卡号 6222 0212 3456 7890 128", "卡号 " + COVER * 23),
        ("加微信 abc_12345 聊", "加微信 " + COVER * 9 + " 聊"),
        ("mail: a.b@example.com", "mail: " + COVER * 15),
        ("收件人：郑小梅 女士", "收件人：郑** 女士"),
        ("浙江省杭州市西湖区文三路99号3栋402室", "浙江省杭州市西湖区" + COVER * 12),
        ("放在幸福花园3栋2单元", COVER * 11),
        ("买家甜橙不加冰说", "买家甜****说"),
        # what must stay readable
        (f"订单号 {ORDER}", f"订单号 {ORDER}"),
        (f"运单 {WAYBILL} 已签收", f"运单 {WAYBILL} 已签收"),
        ("【杭州市】西湖区派件中", "【杭州市】西湖区派件中"),
        ("签收人：本人签收", "签收人：本人签收"),
        ("138****1234", "138****1234"),
        ("2026-10-04 16:32:09 转我80块", "2026-10-04 16:32:09 转我80块"),
        ("今晚12点前不到账就一星", "今晚12点前不到账就一星"),
        ("6222021234567890129", "6222021234567890129"),
        ("我是不会给差评的", "我是不会给差评的"),
    ],
)
def test_private_parts_are_covered_and_the_rest_is_left(text, covered):
    assert Privacy(("甜橙不加冰",), frozenset({ORDER, WAYBILL})).covered(text) == covered


@given(st.text(alphabet="139555 0123456789张三路号区市@a", max_size=60))
def test_covering_keeps_the_length_and_is_final(text):
    privacy = Privacy(("张三",))
    once = privacy.covered(text)
    assert len(once) == len(text)
    assert all(a in (b, COVER) for a, b in zip(once, text, strict=True))


def test_names_are_learnt_at_their_label_only():
    assert names_in(["收件人：郑小梅", "业务员 赵六 正在派件", "签收人：本人", "谢谢老板"]) == {"郑小梅", "赵六"}


def case_with_secrets(root: Path) -> tuple[Dossier, object]:
    """The case that carries an appeal, with private things of every kind in pictures and text."""
    dossier, scene = pack_scenes.rich(root)
    talk = (("buyer", "转到欧阳春的卡"), ("buyer", f"打我电话{PHONE}说清楚就删"), ("seller", "请走平台"))
    chat = add_chat(scene, "chat/补充.png", talk, BASE, size=(1080, 2340), em=120)
    rows = [
        "收件人：郑小梅 139 5551 2345", f"收货地址 浙江省杭州市西湖区文三路99号，证件 {IDENTITY}",
        "联系人：欧阳春", f"开户人 郑小梅 卡号{CARD}",
    ]  # fmt: skip
    image, lines = paper("订单详情", rows, (1600, 1000))
    panel = scene.add("订单.png", "order", image, lines)
    photo = Image.new("RGB", (640, 480), "#3355AA")
    exif = photo.getexif()
    exif[0x010E] = f"拍摄者{PHONE}"
    photo.save(root / "原照.jpg", exif=exif, quality=90)
    scene.add("照片.jpg", "photo", Image.open(root / "原照.jpg"))
    desk = scene.sources[2]
    beside = [
        Chrome(desk.id, words, Box(0, 260 + 40 * n, 34, 280 + 40 * n)) for n, words in enumerate(OTHERS)
    ]  # fmt: skip
    pages = tuple(
        replace(p, lines=(*p.lines, *(replace(p.lines[0], text=c.text, box=c.box) for c in beside)))
        if p.source == desk.id
        else p
        for p in scene.pages
    )
    messages = [
        replace(m, box=m.box.shifted(40, 0), quote=Quote("甜橙不加冰", f"我的号{PHONE}", m.box))
        if m.source == desk.id
        else m
        for m in scene.messages
    ]
    review = replace(dossier.facts.review, buyer=fact("甜***冰", scene.sources[3], 2, scene))
    case = replace(dossier.case, sources=tuple(scene.sources))
    transcript = replace(
        dossier.transcript, messages=tuple(messages), chrome=tuple(beside), screens=tuple(scene.screens)
    )
    assert chat.id in {m.source for m in messages} and panel.kind == "order"
    facts = replace(dossier.facts, review=review)
    return replace(dossier, case=case, transcript=transcript, pages=pages, facts=facts), scene


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shared, bytes, str]:
    dossier, scene = case_with_secrets(tmp_path_factory.mktemp("secrets"))
    held = share(dossier, picture=scene.path, folder=tmp_path_factory.mktemp("masked"))
    target = io.BytesIO()
    info = write_pack(held.dossier, target, picture=held.picture, edition=Edition(masks=held.masks))
    document = pack_document(held.dossier, manifest_of(held.dossier.case, info.shown), {})
    return held, target.getvalue(), dumps(document)


def test_a_code_that_leads_to_somebody_is_covered_in_picture_and_words(tmp_path):
    dossier, scene = case_with_secrets(tmp_path)
    source = dossier.facts.review.text.source
    code = Fact("https://u.example.cn/wo", "https://u.example.cn/wo", "read", source, 1, Box(40, 300, 240, 500))
    facts = replace(dossier.facts, review=replace(dossier.facts.review, codes=(code,)))
    held = share(replace(dossier, facts=facts), picture=scene.path, folder=tmp_path)
    assert "example" not in dumps(pack_document(held.dossier, [], {}))
    assert len(np.unique(np.asarray(Image.open(held.picture(source, 1)))[300:500, 40:240].reshape(-1, 3), axis=0)) == 1


def test_without_masking_every_secret_is_there(tmp_path):
    dossier, scene = case_with_secrets(tmp_path)
    target = io.BytesIO()
    write_pack(dossier, target, picture=scene.path)
    with pdfplumber.open(io.BytesIO(target.getvalue())) as pdf:
        whole = "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)
    missing = [s for s in SECRETS if "".join(s.split()) not in whole and s != PHONE]
    assert not missing, "a secret that the plain pack does not hold proves nothing"


def test_nothing_hidden_can_be_read_out_of_text_properties_or_streams(shared):
    _, data, document = shared
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        whole = "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)
        letters = "".join(c["text"] for page in pdf.pages for c in page.chars)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.attachments) == 0
        streams = b"".join(
            o.read_raw_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        )
        assert b"Exif" not in streams
        properties = " ".join(str(v) for v in pdf.docinfo.values())
        bookmarks = " ".join(str(e.title) for top in pdf.open_outline().root for e in [top, *top.children])
    for secret in SECRETS:
        for held in (whole, letters, properties, bookmarks, document):
            assert "".join(secret.split()) not in "".join(held.split()), secret
    assert ORDER in whole and WAYBILL in whole


def test_under_every_mask_the_picture_holds_one_colour(shared):
    held, data, _ = shared
    boxes = [m for m in held.masks if m.box is not None]
    assert {m.what for m in boxes} >= {"手机号码", "姓名", "地址（区县以下）", "身份证号码", "会话列表（其他买家）"}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        images = {
            pikepdf.PdfImage(o).as_pil_image().convert("RGB").tobytes(): pikepdf.PdfImage(o).as_pil_image()
            for o in pdf.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        }
    for mask in boxes:
        masked = Image.open(held.picture(mask.source, mask.page)).convert("RGB")
        assert masked.tobytes() in images, "the picture in the file is the masked one"
        part = np.asarray(masked)[mask.box.y0 : mask.box.y1, mask.box.x0 : mask.box.x1].reshape(-1, 3)
        assert len(np.unique(part, axis=0)) == 1, mask


def test_every_mask_is_listed_in_the_pack(shared):
    held, data, _ = shared
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        whole = "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)
    assert "遮盖清单" in whole and "遮盖版" in whole
    for mask in held.masks:
        if mask.box is not None:
            assert f"{mask.box.x0},{mask.box.y0}–{mask.box.x1},{mask.box.y1}" in whole
            assert mask.what in whole


def test_a_number_that_runs_over_a_lines_end_is_covered_in_both_lines(shared):
    held, _, _ = shared
    page = next(p for p in held.dossier.pages if p.source == "S009")
    assert "说清楚就删" in "".join(line.text for line in page.lines)
    assert sum(COVER in line.text for line in page.lines) >= 2
    assert "5551" not in "".join(line.text for line in page.lines)


def test_a_shared_copy_is_the_same_each_time(shared, tmp_path):
    (tmp_path / "masked").mkdir()
    dossier, scene = case_with_secrets(tmp_path)
    again = share(dossier, picture=scene.path, folder=tmp_path / "masked")
    assert again.masks == shared[0].masks
    target = io.BytesIO()
    write_pack(again.dossier, target, picture=again.picture, edition=Edition(masks=again.masks))
    assert target.getvalue() == shared[1]


def test_the_places_of_a_finding_still_fit_the_covered_words(shared):
    held, _, _ = shared
    for finding in held.dossier.judgement.findings:
        for span in finding.spans:
            assert span.end <= len(held.dossier.transcript.message(span.message).text)


def test_the_picture_beside_a_name_is_an_avatar_and_the_goods_are_not():
    regions = tuple(
        Region(Box(*b), (9, 9, 9), False) for b in ((40, 100, 90, 150), (40, 400, 90, 450), (100, 100, 400, 150))
    )
    page = Page("S001", "0" * 64, 1280, 800, ENGINE, (), Surface((255, 255, 255), regions))
    assert avatars_beside(page, [Box(96, 110, 200, 140)]) == [Box(40, 100, 90, 150)]
    assert not avatars_beside(replace(page, surface=None), [Box(96, 110, 200, 140)])


def test_a_drawn_face_is_found_and_a_parcel_is_not():
    from PIL import ImageDraw

    photo = Image.new("RGB", (600, 800), "#4477AA")
    draw = ImageDraw.Draw(photo)
    draw.ellipse((180, 200, 420, 530), fill="#E0AC8A")
    for x in (250, 350):
        draw.ellipse((x - 26, 310, x + 26, 336), fill="#20140C")
    draw.rectangle((260, 450, 340, 466), fill="#8A3030")
    assert any(box.contains(300, 360) for box in faces(np.asarray(photo)))
    parcel = Image.new("RGB", (600, 800), "#DDDDDD")
    ImageDraw.Draw(parcel).rectangle((100, 300, 500, 600), fill="#B98A5A")
    assert not faces(np.asarray(parcel))
