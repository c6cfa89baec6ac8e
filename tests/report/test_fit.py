"""A pack within a size: reduced copies say so, volumes hold every page, and pages come out as pictures."""

from __future__ import annotations

import io

import numpy as np
import page
import pdfplumber
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont
from report import pack_scenes
from report.drawn import FONT

from evidence.errors import EvidenceError, Exit
from evidence.report import WHOLE, Edition, Reduction, divide, fitted, page_pictures, write_pack
from evidence.report.edition import REDUCTIONS
from evidence.report.pictures import load, reduced
from evidence.seal import Original, archive


@pytest.fixture(scope="module")
def noisy(tmp_path_factory):
    """A case with a photograph that no lossless way makes small."""
    root = tmp_path_factory.mktemp("noisy")
    dossier, scene = pack_scenes.rich(root)
    rng = np.random.default_rng(7)
    photo = Image.fromarray(rng.integers(0, 255, (400, 600, 3), dtype=np.uint8)).resize((1600, 1200))
    photo.save(root / "质检" / "发货前.jpg", quality=97)
    return dossier, scene


def size_of(dossier, scene, edition) -> tuple[int, bytes]:
    target = io.BytesIO()
    write_pack(dossier, target, picture=scene.path, edition=edition)
    return target.tell(), target.getvalue()


def test_a_pack_that_fits_keeps_every_pixel(noisy):
    dossier, scene = noisy
    assert fitted(dossier, 50_000_000, picture=scene.path) == WHOLE


def test_the_gentlest_step_that_fits_is_taken_and_said_on_the_page(noisy):
    dossier, scene = noisy
    whole, _ = size_of(dossier, scene, WHOLE)
    steps = [size_of(dossier, scene, Edition(REDUCTIONS[n]))[0] for n in (0, 1)]
    assert steps[1] < steps[0] < whole
    limit = steps[1] + 60_000
    edition = fitted(dossier, limit, picture=scene.path)
    size, data = size_of(dossier, scene, edition)
    assert size <= limit
    assert edition.reduction in REDUCTIONS[:2]
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        whole_text = "".join("".join((p.extract_text() or "").split()) for p in pdf.pages)
    assert "此处为缩小件" in whole_text and "图片为缩小件" in whole_text
    for source in dossier.case.used():
        assert source.sha256 in whole_text, "a reduced copy names its original"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        spaces = {str(o.ColorSpace) for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/ColorSpace" in o}
    assert "/Indexed" not in "".join(spaces), "a palette can make a bubble and its ground one colour"


def test_a_picture_that_would_grow_is_left_as_it_is(tmp_path):
    Image.new("RGB", (600, 400), "#EDEDED").save(tmp_path / "flat.png", optimize=True)
    picture = load(tmp_path / "flat.png")
    assert reduced(picture, tmp_path / "flat.png", REDUCTIONS[0]) is picture


@pytest.mark.parametrize(
    ("size", "small"), [((1080, 2400), (720, 1601)), ((500, 900), (500, 900)), ((900, 700), (823, 640))]
)
def test_text_is_never_shrunk_below_what_can_be_read(size, small):
    assert Reduction(0.667, 65).size(*size) == small


def test_bubble_and_ground_stay_two_colours_in_the_smallest_copy(tmp_path):
    shot = Image.new("RGB", (1080, 2400), "#EDEDED")
    draw = ImageDraw.Draw(shot)
    draw.rounded_rectangle((150, 400, 800, 560), 20, fill="#FFFFFF")
    draw.text((180, 450), "不给五十就差评", fill="#111111", font=ImageFont.truetype(FONT, 44))
    draw.line((0, 0, 1079, 2399), fill="#AA3377", width=3)
    shot.save(tmp_path / "s.png")
    small = reduced(load(tmp_path / "s.png"), tmp_path / "s.png", REDUCTIONS[-1])
    assert small.way == "reduced" and (small.width, small.height) == (1080, 2400)
    pixels = np.asarray(Image.open(io.BytesIO(small.data)).convert("RGB")).astype(int)
    scale = small.stored[0] / 1080
    bubble = pixels[int(540 * scale), int(780 * scale)]
    ground = pixels[int(700 * scale), int(780 * scale)]
    assert abs(bubble - 255).max() <= 4 and abs(ground - 0xED).max() <= 4


def test_volumes_hold_every_page_once_in_order(noisy, tmp_path):
    dossier, scene = noisy
    pack = tmp_path / "pack.pdf"
    write_pack(dossier, pack, picture=scene.path)
    assert divide(pack, pack.stat().st_size) == []
    limit = pack.stat().st_size - 90_000
    volumes = divide(pack, limit)
    assert len(volumes) > 1 and all(len(v) <= limit for v in volumes)
    with pdfplumber.open(pack) as pdf:
        wanted = [p.extract_text() for p in pdf.pages]
    got = []
    for volume in volumes:
        with pdfplumber.open(io.BytesIO(volume)) as pdf:
            got += [p.extract_text() for p in pdf.pages]
    assert got == wanted
    assert divide(pack, limit) == volumes


def bookmarks(pdf: pikepdf.Pdf) -> list[tuple[str, int]]:
    """Every bookmark with the index of the page it leads to, section before exhibit."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    found = []

    def walk(items):
        for item in items:
            found.append((item.title, pages[item.destination[0].objgen]))
            walk(item.children)

    with pdf.open_outline() as outline:
        walk(outline.root)
    return found


def test_every_volume_is_an_archive_file_with_its_own_bookmarks_and_links(noisy, tmp_path):
    dossier, scene = noisy
    pack = tmp_path / "pack.pdf"
    write_pack(dossier, pack, picture=scene.path)
    unchanged = [s for s in dossier.case.used() if not s.path.endswith("发货前.jpg")]
    originals = [Original(s, scene.root / s.path) for s in unchanged]
    archive(pack, generated=dossier.generated, originals=originals)
    with pikepdf.open(pack) as whole:
        wanted = bookmarks(whole)
        count = len(whole.pages)
    volumes = divide(pack, (scene.root / "质检" / "发货前.jpg").stat().st_size + 400_000)
    assert len(volumes) > 1
    start, found, links = 0, [], 0
    for data in volumes:
        judged = page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_A_3B)
        assert judged.is_compliant, [f.message for f in judged.failures]
        with pikepdf.open(io.BytesIO(data)) as volume:
            assert volume.Root.get("/AF") is None and not volume.attachments
            marks = bookmarks(volume)
            assert marks and marks[0][1] == 0, "a volume begins with the bookmark of its first page's section"
            found += [(title, number + start) for title, number in marks]
            own = {p.obj.objgen for p in volume.pages}
            for p in volume.pages:
                for link in p.get("/Annots", []):
                    links += 1
                    assert link.Dest[0].objgen in own
            start += len(volume.pages)
    assert start == count and links
    assert [mark for mark in wanted if mark not in found] == []


def test_a_page_too_large_for_any_volume_is_named(noisy, tmp_path):
    dossier, scene = noisy
    pack = tmp_path / "pack.pdf"
    write_pack(dossier, pack, picture=scene.path)
    with pytest.raises(EvidenceError) as caught:
        divide(pack, 100_000)
    assert caught.value.exit_code is Exit.USAGE
    assert dict(caught.value.notice.params)["page"]


def test_pages_come_out_as_pictures_within_the_limit(noisy, tmp_path):
    dossier, scene = noisy
    pack = tmp_path / "pack.pdf"
    write_pack(dossier, pack, picture=scene.path)
    with pikepdf.open(pack, allow_overwriting_input=True) as pdf:
        del pdf.pages[3:]
        pdf.save(pack)
    document = pdfium.PdfDocument(pack)
    made = list(page_pictures(pack))
    assert [name for name, _ in made] == ["第001页.png", "第002页.png", "第003页.png"]
    for (_, data), leaf in zip(made, document, strict=True):
        wide, high = Image.open(io.BytesIO(data)).size
        assert abs(wide - leaf.get_width() / 72 * 200) <= 1 and abs(high - leaf.get_height() / 72 * 200) <= 1
    smaller = list(page_pictures(pack, limit=150_000))
    assert all(len(data) <= 150_000 for _, data in smaller)
