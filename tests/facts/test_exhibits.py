"""Exhibits that are no pictures: pasted tracking records, transcripts, recordings, order exports and QR codes."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from facts.drawn import ORDER, WAYBILL, case, chat, page, panel, review_page, track

from evidence import case as cases
from evidence.facts import Tables, codes_in, establish, read_tables, read_texts, recordings
from evidence.facts.recorded import notice_in
from evidence.model import Case

SCANS = (
    ("2026-10-02 10:31:05", "【杭州市】快件已签收，签收人是：本人"),
    ("2026-10-01 22:05:00", "【金华市】快件离开【金华转运中心】，发往【杭州转运中心】"),
    ("2026-09-30 18:40:12", "【义乌市】已揽收，揽收员：李四"),
)
LAYOUTS = ("{at}\n{words}\n", "{at}\t{words}\n", "{at} {words}\n", "{words}\n{at}\n\n", "{at}\n{words}\n\n")


def pasted(layout: str = LAYOUTS[0]) -> str:
    scans = "".join(layout.format(at=at, words=words) for at, words in SCANS)
    return f"中通快递\n运单号：{WAYBILL}\n\n{scans}"


def folder(tmp_path: Path, **files: str | bytes) -> Case:
    for name, content in files.items():
        path = tmp_path / name.replace("__", ".")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return cases.collect(tmp_path)


@pytest.mark.parametrize(
    ("encoding", "layout"),
    [("gb18030", LAYOUTS[0]), ("utf-16", LAYOUTS[0]), *(("utf-8", layout) for layout in LAYOUTS)],
)
def test_a_pasted_tracking_record_is_read_like_its_page(tmp_path: Path, encoding: str, layout: str) -> None:
    texts = read_texts(folder(tmp_path, 物流__txt=pasted(layout).encode(encoding)))
    (source,) = texts.case.sources
    assert (source.kind, source.status, source.media) == ("logistics", "used", "text/plain")
    facts = establish(texts.pages, chat(), texts.case)
    assert [e.status for e in facts.shipment.events] == ["103", "1002", "301"]
    assert [e.label for e in facts.shipment.events] == ["已揽收", "干线", "本人签收"]
    assert facts.shipment.waybill is not None and facts.shipment.waybill.value == WAYBILL
    assert facts.shipment.courier is not None and facts.shipment.courier.value == "中通快递"
    assert facts.shipment.signed is not None and facts.shipment.signed.value == "2026-10-02T10:31:05+08:00"


@pytest.mark.parametrize(
    "content", ["周三补货\n胶带用完了\n", "", "2026-10-02 10:31 已签收", b"\xff\xfe\x00", b"\x80\x81"]
)
def test_a_note_is_no_exhibit(tmp_path: Path, content: str | bytes) -> None:
    texts = read_texts(folder(tmp_path, 备忘__txt=content))
    assert [s.status for s in texts.case.sources] in (["ignored"], ["unreadable"])
    assert texts.pages == ()


def wav(seconds: float, rate: int = 4000) -> bytes:
    data = bytes([128]) * round(seconds * rate)
    head = b"RIFF" + (36 + len(data)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    form = (1).to_bytes(2, "little") + (1).to_bytes(2, "little") + rate.to_bytes(4, "little")
    form += rate.to_bytes(4, "little") + (1).to_bytes(2, "little") + (8).to_bytes(2, "little")
    return head + form + b"data" + len(data).to_bytes(4, "little") + data


def amr(seconds: float) -> bytes:
    return b"#!AMR\n" + (bytes([7 << 3]) + b"\x00" * 31) * round(seconds * 50)


@pytest.mark.parametrize(("name", "content"), [("通话__wav", wav(3.5)), ("通话__amr", amr(3.5))])
def test_a_sound_recording_has_length_transcript_and_notice(tmp_path: Path, name: str, content: bytes) -> None:
    taken = folder(tmp_path, **{name: content, "通话__txt": "商家：本次通话会录音\n买家：转60我就删评价\n"})
    heard, lengths, failed = cases.with_frames(taken, tmp_path / ".evidence" / "frames")
    texts = read_texts(heard)
    (one,) = recordings(texts.case, lengths, texts.transcripts)
    transcript = next(s for s in texts.case.sources if s.path == "通话.txt")
    assert failed == {}
    assert (one.kind, one.seconds, one.transcript, one.notice_given) == ("audio", 3.5, transcript.id, True)
    assert one.notice == "商家：本次通话会录音"
    assert (transcript.kind, transcript.status) == ("document", "used")


@pytest.mark.parametrize(
    ("words", "notice"),
    [
        ("您好，本次通话会被录音", True),
        ("为了保证服务质量，通话可能会被录音", True),
        ("我这边在录音，您继续说", True),
        ("您介意录音吗", True),
        ("我没有录音", False),
        ("你在录音吗", False),
        ("转60我就删", False),
        ("这首歌的录音棚很贵", False),
    ],
)
def test_whether_a_recording_was_announced(words: str, notice: bool) -> None:
    assert (notice_in(words) is not None) == notice


def test_without_a_transcript_nothing_is_known_of_a_notice(tmp_path: Path) -> None:
    heard, lengths, _ = cases.with_frames(folder(tmp_path, 通话__wav=wav(1)), tmp_path / ".evidence" / "frames")
    (one,) = recordings(heard, lengths, {})
    assert (one.transcript, one.notice_given, one.notice) == (None, None, "")


# --- video ------------------------------------------------------------------------------------------------------------

WIDE, HIGH, RATE = 240, 480, 15


def film(path: Path, tops: list[int]) -> None:
    """A film of a tall striped page, the rows from each of `tops` on in turn, one frame each."""
    rng = np.random.default_rng(7)
    tall = np.repeat(rng.integers(0, 255, (max(tops) // 8 + HIGH // 8 + 2, WIDE // 8), np.uint8), 8, 0).repeat(8, 1)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), RATE, (WIDE, HIGH))
    for top in tops:
        writer.write(cv2.cvtColor(np.ascontiguousarray(tall[top : top + HIGH]), cv2.COLOR_GRAY2BGR))
    writer.release()


def rest(top: int, seconds: float) -> list[int]:
    return [top] * round(seconds * RATE)


def glide(start: int, end: int, seconds: float) -> list[int]:
    return [round(start + (end - start) * n / (seconds * RATE)) for n in range(round(seconds * RATE))]


def times_of(tmp_path: Path, tops: list[int]) -> list[float]:
    film(tmp_path / "录屏.mp4", tops)
    heard, _, failed = cases.with_frames(cases.collect(tmp_path), tmp_path / ".evidence" / "frames")
    assert failed == {}
    frames = [s for s in heard.sources if s.derived_from is not None]
    assert all(s.kind == "chat" and s.status == "used" and s.derived_from == "S001" for s in frames)
    assert all((tmp_path / s.path).is_file() and (s.width, s.height) == (WIDE, HIGH) for s in frames)
    assert [s.id for s in frames] == [f"S{n:03d}" for n in range(2, 2 + len(frames))]
    return [s.offset or 0.0 for s in frames]


def test_a_picture_is_taken_at_each_rest_of_a_screen_recording(tmp_path: Path) -> None:
    tops = rest(0, 1) + glide(0, 160, 0.6) + rest(160, 1) + glide(160, 300, 0.6) + rest(300, 1)
    got = times_of(tmp_path, tops)
    assert len(got) == 3
    assert 0 <= got[0] < 1 and 1.6 <= got[1] < 2.6 and 3.2 <= got[2] < 4.2


def test_a_long_scroll_without_rest_still_overlaps(tmp_path: Path) -> None:
    got = times_of(tmp_path, rest(0, 0.6) + glide(0, 900, 3) + rest(900, 0.6))
    assert len(got) >= 4  # 900 rows at 40 % of 480 a picture


def test_a_still_screen_is_one_picture(tmp_path: Path) -> None:
    assert len(times_of(tmp_path, rest(0, 3))) == 1


def test_a_cameras_film_gives_no_pictures_and_stays_an_exhibit(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    writer = cv2.VideoWriter(str(tmp_path / "打包.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), RATE, (WIDE, HIGH))
    for n in range(30):
        frame = cv2.resize(rng.integers(0, 255, (30, 15, 3), np.uint8), (WIDE, HIGH))
        writer.write(np.roll(frame, 9 * n, 1))
    writer.release()
    heard, lengths, failed = cases.with_frames(cases.collect(tmp_path), tmp_path / ".evidence" / "frames")
    assert failed == {} and [s.path for s in heard.sources] == ["打包.mp4"]
    assert lengths == {"S001": 2.0}
    assert not list((tmp_path / ".evidence" / "frames").glob("*.png"))


def test_pictures_made_once_are_used_again_and_a_lost_one_is_made_anew(tmp_path: Path) -> None:
    tops = rest(0, 1) + glide(0, 160, 0.6) + rest(160, 1)
    first = times_of(tmp_path, tops)
    frames = tmp_path / ".evidence" / "frames"
    made = {p.name: p.stat().st_mtime_ns for p in frames.glob("*.png")}
    taken = cases.collect(tmp_path)
    again, _, _ = cases.with_frames(taken, frames)
    assert [s.offset for s in again.sources if s.derived_from] == first
    assert {p.name: p.stat().st_mtime_ns for p in frames.glob("*.png")} == made
    next(iter(frames.glob("*.png"))).unlink()
    cases.with_frames(taken, frames)
    assert {p.name for p in frames.glob("*.png")} == set(made)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏__mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 200),
        ("坏__avi", b"RIFF\x00\x00\x00\x00AVI " + b"#EXTM3U\nhttp://example.invalid/a.ts\n" * 20),
        ("坏__wav", b"RIFF\x00\x00\x00\x00WAVE" + b"\x01" * 50),
        ("坏__mp3", b"ID3" + b"\xff" * 50),
    ],
)
def test_a_broken_recording_stays_an_exhibit_and_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    heard, lengths, failed = cases.with_frames(folder(tmp_path, **{name: content}), tmp_path / ".evidence" / "frames")
    assert [s.status for s in heard.sources] == ["used"]
    assert all(notice.key.startswith("case.recording-") for notice in failed.values())
    assert set(failed) | set(lengths) == {"S001"}


def test_pictures_without_a_conversation_are_no_exhibits(tmp_path: Path) -> None:
    times_of(tmp_path, rest(0, 1))
    heard, _, _ = cases.with_frames(cases.collect(tmp_path), tmp_path / ".evidence" / "frames")
    told = cases.recognised(heard, {"S002": ["一张风景照"]})
    assert [s.path for s in cases.only_talk(told).sources] == ["录屏.mp4"]


# --- order exports ----------------------------------------------------------------------------------------------------

HEADS = (
    "订单编号,买家会员名,宝贝标题,买家实际支付金额,订单创建时间,订单付款时间,发货时间,订单状态,"
    "物流单号,物流公司,评价内容,评价星级,评价时间"
)
ROW = (
    f"{ORDER},木木8,亚麻窗帘,67.00,2026-09-30 08:50:00,2026-09-30 08:52:40,2026-09-30 12:50:00,交易成功,"
    f"{WAYBILL},中通快递,穿了一次就起球,1星,2026-10-05 21:47:00"
)


def tables_of(tmp_path: Path, *rows: str) -> tuple[Case, Tables]:
    taken = folder(tmp_path, 订单__csv="\n".join([HEADS, *rows]) + "\n", case__toml=f'[case]\norder = "{ORDER}"\n')
    return taken, read_tables(taken)


def test_an_export_gives_the_orders_facts(tmp_path: Path) -> None:
    taken, tables = tables_of(tmp_path, ROW)
    facts = establish([], chat(), taken, tables)
    order, shipment, review = facts.order, facts.shipment, facts.review
    got = [f.value if f else None for f in (order.number, order.goods, order.amount, order.paid, shipment.waybill)]
    assert got == [ORDER, "亚麻窗帘", "67.00", "2026-09-30T08:52:40+08:00", WAYBILL]
    assert (review.text and review.text.value, review.stars and review.stars.value) == ("穿了一次就起球", "1")
    assert shipment.courier is not None and shipment.courier.source == "S001"
    assert {t.id: t.state for t in facts.ties}["order-shipment"] == "pass"


def test_an_export_that_knows_another_order_only_gives_nothing(tmp_path: Path) -> None:
    taken, tables = tables_of(tmp_path, ROW.replace(ORDER, "3999999999999999999"))
    facts = establish([], chat(), taken, tables)
    assert facts.order.paid is None and facts.shipment.waybill is None and facts.abnormal == ()


def test_where_export_and_panel_differ_both_are_kept(tmp_path: Path) -> None:
    tables = tables_of(tmp_path, ROW.replace("67.00", "66.00"))[1]
    pages = [page("S011", *panel()), page("S012", *track()), page("S013", *review_page())]
    taken = case({"S011": "chat", "S012": "logistics", "S013": "review"})
    amount = establish(pages, chat(), taken, tables).order.amount
    assert amount is not None
    assert {amount.value, *(c.value for c in amount.conflicts)} == {"66.00", "67.00"}


def test_the_same_buyers_other_orders_stand_beside_the_cases(tmp_path: Path) -> None:
    rows = [ROW] + [ROW.replace(ORDER, f"39999999999999999{n}") for n in (10, 11)]
    taken, tables = tables_of(tmp_path, *rows, ROW.replace(ORDER, "3999999999999999912").replace("木木8", "别人"))
    risks = establish([], chat(), taken, tables).abnormal
    assert [(risk.number, risk.own) for risk in risks] == [
        (ORDER, True),
        ("3999999999999999910", False),
        ("3999999999999999911", False),
    ]


def test_a_table_that_cannot_be_read_is_named_and_the_case_goes_on(tmp_path: Path) -> None:
    tables = read_tables(folder(tmp_path, 坏__csv="菜名,价格\n鱼,3\n"))
    assert tables.exports == {} and [n.key for n in tables.failed.values()] == ["facts.table-no-orders"]


# --- QR codes ---------------------------------------------------------------------------------------------------------


def code(text: str, size: int = 6) -> np.ndarray:
    drawn = cv2.QRCodeEncoder.create().encode(text)
    drawn = np.pad(drawn, 4, constant_values=255).repeat(size, 0).repeat(size, 1)
    canvas = np.full((600, 500), 255, np.uint8)
    canvas[80 : 80 + drawn.shape[0], 60 : 60 + drawn.shape[1]] = drawn
    return np.stack([canvas] * 3, -1)


def test_a_qr_code_in_the_reviews_picture_is_read_and_not_opened() -> None:
    (fact,) = codes_in(code("https://example.invalid/wx?u=1"), "S003")
    assert (fact.value, fact.source, fact.origin) == ("https://example.invalid/wx?u=1", "S003", "read")
    assert fact.box is not None and fact.box.contains(150, 150)


def test_a_picture_without_a_code_has_none() -> None:
    assert codes_in(np.full((300, 300, 3), 240, np.uint8), "S003") == ()


def test_codes_stand_in_the_review() -> None:
    facts = establish([], chat(), case({}), None, codes_in(code("wxid"), "S003"))
    assert [c.value for c in facts.review.codes] == ["wxid"]
