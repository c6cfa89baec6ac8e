"""The upload kit: the fewest originals that show it all, within the form's limits, and nothing without a ground."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from report import pack_scenes
from report.drawn import BASE, ORDER, add_chat

from evidence.model import Ground, Statement
from evidence.report import KitLimits, kit_files
from evidence.report.kit import _smallest, choose
from evidence.report.kit_folder import JOINED, LIST, STATEMENT

FORM = KitLimits(6, 5_000_000, 100)


@pytest.fixture
def carried(tmp_path):
    """A case whose ground rests on two findings."""
    dossier, scene = pack_scenes.rich(tmp_path)
    ground = replace(dossier.appeal.ground, findings=("F001", "F002"))
    return replace(dossier, appeal=replace(dossier.appeal, ground=ground)), scene


def test_the_originals_go_in_byte_for_byte(carried):
    dossier, scene = carried
    files = dict(kit_files(dossier, FORM, picture=scene.path))
    pictures = {name: data for name, data in files.items() if name[0].isdigit()}
    originals = {(scene.root / s.path).read_bytes() for s in dossier.case.used()}
    assert pictures and set(pictures.values()) <= originals
    assert sorted(name[:2] for name in pictures) == [f"{n:02d}" for n in range(1, len(pictures) + 1)]


def test_every_key_line_its_neighbours_order_delivery_and_review_are_shown(carried):
    dossier, _ = carried
    choice = choose(dossier, FORM)
    shown = {need.id for needs in choice.shows.values() for need in needs}
    for finding in dossier.judgement.findings[:2]:
        assert {f"line-{m}" for m in finding.messages} <= shown
    assert {"order", "buyer", "delivery", "review"} <= shown
    assert any(need.startswith("near-") for need in shown)
    assert not choice.left_out


def test_a_text_file_takes_no_place_among_the_pictures_and_is_named_for_what_only_it_tells(carried):
    dossier, scene = carried
    texts = [replace(s, media="text/plain") if s.kind == "review" else s for s in dossier.case.sources]
    dossier = replace(dossier, case=replace(dossier.case, sources=tuple(texts)))
    (written,) = [s for s in texts if s.kind == "review"]
    assert written not in choose(dossier, FORM).sources
    files = dict(kit_files(dossier, FORM, picture=scene.path))
    numbers = sorted(int(name[:2]) for name in files if name[0].isdigit())
    assert numbers == list(range(1, len(numbers) + 1))
    told = files[LIST].decode()
    assert f"只见于 {written.path}，表单只收图片" in told and "所附材料中没有画面的" in told


@given(st.lists(st.frozensets(st.integers(0, 7), max_size=4), min_size=1, max_size=7))
def test_no_smaller_set_would_do(held):
    covers = {f"S{n}": frozenset(map(str, needs)) for n, needs in enumerate(held)}
    wanted = frozenset().union(*covers.values())
    chosen = _smallest(wanted, covers, {s: n for n, s in enumerate(covers)})
    assert wanted <= frozenset().union(*(covers[s] for s in chosen)) if chosen else not wanted
    for fewer in range(len(chosen)):
        assert not any(wanted <= frozenset().union(*(covers[s] for s in some)) for some in combinations(covers, fewer))


def test_a_form_with_too_few_places_gets_the_most_and_says_what_is_left_out(carried):
    dossier, scene = carried
    files = dict(kit_files(dossier, KitLimits(2, 5_000_000, 100), picture=scene.path))
    assert sum(name[0].isdigit() for name in files) == 2
    told = files[LIST].decode()
    assert "超出张数限额而没有选入的" in told and "还需要" in told
    choice = choose(dossier, KitLimits(2))
    assert choice.left_out and choice.beyond
    assert {s.id for s in choice.beyond}.isdisjoint(s.id for s in choice.sources)


def test_the_joined_picture_is_uncut_and_marked_as_made_by_the_tool(carried):
    dossier, scene = carried
    files = dict(kit_files(dossier, KitLimits(1, 5_000_000, 100), picture=scene.path))
    (name,) = [n for n in files if n.startswith(JOINED)]
    assert "由工具" in name and "由工具" in files[LIST].decode()
    (scene.root / "joined.png").write_bytes(files[name])
    joined = Image.open(scene.root / "joined.png")
    chats = [s for s in choose(dossier, KitLimits(99)).sources if s.kind == "chat"]
    assert len(chats) > 1
    assert joined.height >= sum(s.height * min(1080, s.width) // s.width for s in chats) * 0.9


def test_a_picture_over_the_limit_is_made_to_fit_and_says_so(carried):
    dossier, scene = carried
    files = dict(kit_files(dossier, KitLimits(6, 60_000, 100), picture=scene.path))
    assert all(len(data) <= 60_000 for name, data in files.items() if name[0].isdigit())
    told = files[LIST].decode()
    assert "由工具转成表单能收的格式" in told
    for source in choose(dossier, FORM).sources:
        assert source.sha256 in told


def test_the_statement_names_the_pictures_as_the_form_numbers_them(carried):
    dossier, scene = carried
    first = dossier.judgement.findings[0].messages[0]
    words = Statement(f"买家索要八十块（S001/{first}），订单{ORDER}（S006）。", 100, "")
    dossier = replace(dossier, appeal=replace(dossier.appeal, statement=words))
    text = dict(kit_files(dossier, FORM, picture=scene.path))[STATEMENT].decode()
    choice = choose(dossier, FORM)
    place = next(n for n, s in enumerate(choice.sources, 1) if f"line-{first}" in {x.id for x in choice.shows[s.id]})
    assert f"八十块（图{place}）" in text
    assert "S006" not in text and "（）" not in text and "证据" not in text


def test_a_statement_over_the_limit_is_named(carried):
    dossier, scene = carried
    dossier = replace(dossier, appeal=replace(dossier.appeal, statement=Statement("长" * 120, 100, "", own=True)))
    files = dict(kit_files(dossier, FORM, picture=scene.path))
    assert "120 字，上限 100 字，超出上限" in files[LIST].decode()


def test_without_a_ground_there_is_no_kit(tmp_path):
    dossier, scene = pack_scenes.lawful(tmp_path)
    assert not list(kit_files(dossier, FORM, picture=scene.path))


def test_a_line_cut_at_the_edge_counts_only_where_it_is_whole(tmp_path):
    dossier, scene = pack_scenes.rich(tmp_path)
    add_chat(scene, "chat/03.png", (("buyer", "八十块不到账就一星"),), BASE, size=(1080, 1200))
    key = scene.messages[-1]
    repeat = scene.messages[0].repeats or ()
    cut = replace(key, box=replace(key.box, y1=key.box.y0 + key.box.height // 3), repeats=repeat)
    from evidence.model import Repeat

    whole = replace(cut, repeats=(Repeat("S002", key.box),))
    finding = replace(dossier.judgement.findings[0], id="F009", messages=(key.id,), spans=())
    dossier = replace(
        dossier,
        case=replace(dossier.case, sources=tuple(scene.sources)),
        transcript=replace(dossier.transcript, messages=(*scene.messages[:-1], whole)),
        judgement=replace(dossier.judgement, findings=(finding,)),
        appeal=replace(dossier.appeal, ground=Ground("c", "利用中差评骗赔", 0.9, True, "", (), ("F009",))),
    )
    choice = choose(dossier, FORM)
    shows = {s: {n.id for n in needs} for s, needs in choice.shows.items()}
    assert any(f"line-{key.id}" in needs for s, needs in shows.items() if s == "S002")
    assert not any(f"line-{key.id}" in needs for s, needs in shows.items() if s == key.source)
