"""`case.toml`: everything the contract names is taken, and a slip is answered with what was meant."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from evidence.case import load_casefile
from evidence.catalogue import say
from evidence.errors import EvidenceError, Exit
from evidence.model import CHINA, CaseFile, ExhibitNote

WHOLE = """
[case]
platform = "douyin"
shop = "青禾家纺旗舰店"
buyer = "用户1207"
order = "6901234567890123456"
captured = 2026-10-06T20:00:00+08:00
device = "seller"

[review]
time = 2026-10-05T21:47:00
stars = 1
text = "枕头有味道"

[shipment]
courier = "中通快递"
waybill = 78950000000012
signed = 2026-10-02T02:31:00Z

[[exhibit]]
file = "qc/出库.jpg"
kind = "photo"
caption = "出库前照片"
answers = "枕头有味道"
device = "buyer"

[[exhibit]]
file = "./chat/01.png"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "case.toml"
    path.write_bytes(text.encode("utf-8"))
    return path


def test_everything_the_contract_names_is_taken(tmp_path: Path) -> None:
    stated = load_casefile(write(tmp_path, WHOLE))
    assert stated == CaseFile(
        platform="douyin",
        shop="青禾家纺旗舰店",
        buyer="用户1207",
        order="6901234567890123456",
        captured=datetime(2026, 10, 6, 20, tzinfo=CHINA),
        device="seller",
        review_time=datetime(2026, 10, 5, 21, 47, tzinfo=CHINA),
        review_stars=1,
        review_text="枕头有味道",
        courier="中通快递",
        waybill="78950000000012",
        signed=datetime(2026, 10, 2, 10, 31, tzinfo=CHINA),
        exhibits=(
            ExhibitNote("qc/出库.jpg", "photo", "出库前照片", "枕头有味道", "buyer"),
            ExhibitNote("chat/01.png"),
        ),
    )
    assert stated.review_time is not None and stated.review_time.utcoffset() == CHINA.utcoffset(None)


@pytest.mark.parametrize("text", ["", "\ufeff[case]\n", "[review]\n", "# nur ein Kommentar\n"])
def test_every_key_is_optional(tmp_path: Path, text: str) -> None:
    assert load_casefile(write(tmp_path, text)) == CaseFile()


@pytest.mark.parametrize(
    ("text", "key", "said", "told"),
    [
        ('[case]\nplatfrom = "douyin"', "case.unknown-key", "case.platfrom", "platform"),
        ("[reviews]\nstars = 1", "case.unknown-key", "reviews", "review"),
        ('[shipment]\nsign = "x"', "case.unknown-key", "shipment.sign", "signed"),
        ('[[exhibit]]\nfile="a.png"\ncapton="x"', "case.unknown-key", "exhibit.1.capton", "caption"),
        ('[case]\ndevice = "phone"', "case.wrong-value", "case.device", "seller | buyer"),
        ('[case]\ncaptured = "10月6日"', "case.wrong-value", "case.captured", "2026-10-06T20:00:00+08:00"),
        ("[case]\ncaptured = 2026-10-06", "case.wrong-value", "case.captured", "2026-10-06T20:00:00+08:00"),
        ("[case]\nshop = 7", "case.wrong-value", "case.shop", "…"),
        ("[case]\norder = true", "case.wrong-value", "case.order", "6953"),
        ("[review]\nstars = 6", "case.wrong-value", "review.stars", "1, 2, 3, 4, 5"),
        ("[review]\nstars = '1'", "case.wrong-value", "review.stars", "1, 2, 3, 4, 5"),
        ('[[exhibit]]\ncaption="x"', "case.key-missing", "exhibit.1.file", "chat/01.png"),
        ('[[exhibit]]\nfile="a.png"\nkind="foto"', "case.wrong-value", "exhibit.1.kind", "photo"),
        ('[exhibit]\nfile="a.png"', "case.wrong-value", "exhibit", "[[exhibit]]"),
        ("case = 1", "case.wrong-value", "case", "[case]"),
        ('[[exhibit]]\nfile="a.png"\n[[exhibit]]\nfile="a.png"', "case.exhibit-twice", "a.png", "a.png"),
    ],
)
def test_a_slip_is_named_with_what_was_expected(tmp_path: Path, text: str, key: str, said: str, told: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        load_casefile(write(tmp_path, text))
    assert (caught.value.exit_code, caught.value.notice.key) == (Exit.CONFIG, key)
    for lang in ("zh", "en"):
        sentence = say(caught.value.notice, lang)
        assert "case.toml" in sentence and said in sentence and told in sentence, sentence


def test_what_is_no_toml_says_where(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        load_casefile(write(tmp_path, "[case]\nshop = 青禾"))
    assert (caught.value.exit_code, caught.value.notice.key) == (Exit.CONFIG, "case.file-not-toml")
    assert "line 2" in dict(caught.value.notice.params)["cause"]


def test_a_file_saved_in_another_encoding_says_so(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes('[case]\nshop = "青禾"'.encode("gbk"))
    with pytest.raises(EvidenceError) as caught:
        load_casefile(path)
    assert caught.value.notice.key == "case.file-not-utf8"


def test_a_missing_file_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        load_casefile(tmp_path / "case.toml")
    assert caught.value.exit_code is Exit.FILE
