"""A folder taken in: nothing lost, nothing followed, nothing changed, and the same list on every machine."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from evidence.case import collect, collect_paths
from evidence.case.folder import _natural
from evidence.errors import EvidenceError, Exit
from evidence.model import CHINA, Case

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def picture(path: Path, color: str = "white", size: tuple[int, int] = (40, 30)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, color).save(path)
    return path


def listed(case: Case) -> list[tuple[str, str, str]]:
    return [(s.path, s.kind, s.status) for s in case.sources]


def reason(case: Case, path: str) -> str:
    source = next(s for s in case.sources if s.path == path)
    return source.reason.key if source.reason else ""


def test_every_file_is_listed_once_in_natural_order_with_its_hash(tmp_path: Path) -> None:
    for name in ("聊天/10.png", "聊天/2.png", "聊天/1.png", "物流.pdf", "a.csv", "通话.mp3", "说明.txt"):
        path = tmp_path / name
        if path.suffix == ".png":
            picture(path, color=f"#{int(path.stem):02x}0000")
        else:
            path.write_bytes({".pdf": PDF, ".csv": b"a,b\n1,2\n", ".mp3": b"ID3\x04"}.get(path.suffix, b"hello"))
    case = collect(tmp_path)
    assert listed(case) == [
        ("a.csv", "table", "used"),
        ("物流.pdf", "document", "used"),
        ("聊天/1.png", "other", "used"),
        ("聊天/2.png", "other", "used"),
        ("聊天/10.png", "other", "used"),
        ("说明.txt", "other", "ignored"),
        ("通话.mp3", "recording", "used"),
    ]
    assert [s.id for s in case.sources] == [f"S{n:03d}" for n in range(1, 8)]
    for source in case.sources:
        data = (tmp_path / source.path).read_bytes()
        assert source.sha256 == sha256(data).hexdigest()
        assert source.bytes == len(data)
        assert source.modified is not None and source.modified.utcoffset() == timedelta(hours=8)
    assert reason(case, "说明.txt") == "case.unknown-type"


def test_our_own_files_and_hidden_ones_are_no_exhibits(tmp_path: Path) -> None:
    picture(tmp_path / "01.png")
    picture(tmp_path / ".evidence" / "ocr" / "x.png")
    picture(tmp_path / ".hidden.png")
    (tmp_path / "case.toml").write_text("[case]\nshop = '青禾小店'\n", "utf-8")
    pack = tmp_path / "pack.pdf"
    pack.write_bytes(PDF)
    case = collect(tmp_path, skip=(pack,))
    assert [s.path for s in case.sources] == ["01.png"]
    assert case.file.shop == "青禾小店"
    assert [s.path for s in collect(tmp_path).sources] == ["01.png", "pack.pdf"], "only what was named is passed over"


def test_skip_holds_whether_the_path_is_relative_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(tmp_path / "case" / "01.png")
    (tmp_path / "case" / "pack.pdf").write_bytes(PDF)
    monkeypatch.chdir(tmp_path)
    for root, out in ((Path("case"), tmp_path / "case" / "pack.pdf"), (tmp_path / "case", Path("case/pack.pdf"))):
        assert [s.path for s in collect(root, skip=(out,)).sources] == ["01.png"]


def test_a_second_copy_is_a_duplicate_of_the_first_in_order(tmp_path: Path) -> None:
    first = picture(tmp_path / "2.png")
    (tmp_path / "10.png").write_bytes(first.read_bytes())
    picture(tmp_path / "11.png", color="red")
    case = collect(tmp_path)
    assert [(s.path, s.status, s.duplicate_of) for s in case.sources] == [
        ("2.png", "used", None),
        ("10.png", "duplicate", "S001"),
        ("11.png", "used", None),
    ]


def test_two_empty_files_are_two_unusable_files_not_duplicates(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    (tmp_path / "b.png").touch()
    case = collect(tmp_path)
    assert [s.status for s in case.sources] == ["unreadable", "unreadable"]
    assert reason(case, "b.png") == "case.empty-file"


def test_links_and_pipes_are_named_but_never_opened(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    picture(outside / "secret.png")
    root = tmp_path / "case"
    picture(root / "01.png")
    (root / "link.png").symlink_to(outside / "secret.png")
    (root / "folder").symlink_to(outside)
    os.mkfifo(root / "pipe.png")
    case = collect(root)
    assert {s.path: s.status for s in case.sources} == {
        "01.png": "used", "folder": "ignored", "link.png": "ignored", "pipe.png": "ignored"
    }  # fmt: skip
    assert reason(case, "link.png") == reason(case, "folder") == "case.link"
    assert reason(case, "pipe.png") == "case.special-file"
    assert {s.sha256 for s in case.sources if s.status == "ignored"} == {""}


def test_a_name_that_is_no_text_cannot_break_the_documents(tmp_path: Path) -> None:
    try:
        with open(os.fsencode(tmp_path) + b"/\xb2\xee\xc6\xc0.png", "wb") as stream:  # noqa: PTH123 - bytes path
            stream.write(b"x")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    case = collect(tmp_path)
    assert case.sources[0].reason is not None and case.sources[0].reason.key == "case.bad-file-name"
    case.sources[0].path.encode("utf-8")


@pytest.mark.parametrize(
    ("content", "name", "status", "key"),
    [
        (b"not a picture at all", "shot.png", "unreadable", "case.not-a-picture"),
        (b"\x89PNG\r\n\x1a\n broken", "shot.png", "unreadable", "case.unreadable-picture"),
        (b"\x00\x01\x02", "data.bin", "ignored", "case.unknown-type"),
        (b"PK\x03\x04rest", "export.zip", "ignored", "case.unknown-type"),
        (b"\x00\x01\x00\x02", "export.csv", "ignored", "case.unknown-type"),
        (b"II*\x00\x08\x00\x00\x00", "scan.tiff", "ignored", "case.unknown-type"),
        (b"<svg></svg>", "shot.svg", "ignored", "case.unknown-type"),
    ],
)
def test_what_cannot_be_used_says_why(tmp_path: Path, content: bytes, name: str, status: str, key: str) -> None:
    (tmp_path / name).write_bytes(content)
    source = collect(tmp_path).sources[0]
    assert (source.status, source.reason.key if source.reason else "") == (status, key)
    assert source.sha256 == sha256(content).hexdigest(), "hashed all the same"


@pytest.mark.parametrize(
    ("head", "name", "media", "kind"),
    [
        (b"\x00\x00\x00\x18ftypmp42", "录屏.mp4", "video/mp4", "recording"),
        (b"\x00\x00\x00\x18ftypM4A ", "录音.m4a", "audio/mp4", "recording"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.wav", "audio/wav", "recording"),
        (b"#!AMR\n", "语音.amr", "audio/amr", "recording"),
        (b"\xff\xfb\x90\x00", "通话.mp3", "audio/mpeg", "recording"),
        (b"PK\x03\x04xl/", "订单.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "table"),
        ("订单编号,金额\n".encode("gbk"), "订单.csv", "text/csv", "table"),
        (b"\xff\xfea\x00,\x00b\x00", "wide.csv", "text/csv", "table"),
        (b"junk\n" + PDF, "面单.pdf", "application/pdf", "document"),
        (PDF, "no-suffix", "application/pdf", "document"),
    ],
)
def test_media_are_told_by_content(tmp_path: Path, head: bytes, name: str, media: str, kind: str) -> None:
    (tmp_path / name).write_bytes(head)
    source = collect(tmp_path).sources[0]
    assert (source.media, source.kind, source.status) == (media, kind, "used")


def test_a_picture_with_the_wrong_suffix_is_still_a_picture(tmp_path: Path) -> None:
    picture(tmp_path / "a.png").rename(tmp_path / "a.jpg")
    source = collect(tmp_path).sources[0]
    assert (source.media, source.status, source.width, source.height) == ("image/png", "used", 40, 30)


def test_what_the_case_file_says_of_a_file_is_kept(tmp_path: Path) -> None:
    picture(tmp_path / "qc" / "发货前.png")
    (tmp_path / "case.toml").write_text(
        '[[exhibit]]\nfile = "qc\\\\发货前.png"\nkind = "photo"\ncaption = "发货前质检"\n'
        'answers = "破损"\ndevice = "buyer"\n',
        "utf-8",
    )
    source = collect(tmp_path).sources[0]
    assert (source.kind, source.caption, source.answers, source.device) == ("photo", "发货前质检", "破损", "buyer")


def test_a_note_on_a_file_that_is_not_there_is_an_error_that_names_the_nearest(tmp_path: Path) -> None:
    picture(tmp_path / "qc" / "01.png")
    (tmp_path / "case.toml").write_text('[[exhibit]]\nfile = "qc/1.png"\ncaption = "x"\n', "utf-8")
    with pytest.raises(EvidenceError) as caught:
        collect(tmp_path)
    assert caught.value.exit_code is Exit.CONFIG
    assert dict(caught.value.notice.params)["near"] == "qc/01.png"


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(EvidenceError) as caught:
            collect(path)
        assert caught.value.exit_code is Exit.FILE
    (tmp_path / "empty").mkdir()
    assert collect(tmp_path / "empty").sources == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_does_not_stop_the_others(tmp_path: Path) -> None:
    picture(tmp_path / "1.png").chmod(0)
    picture(tmp_path / "2.png")
    case = collect(tmp_path)
    assert [s.status for s in case.sources] == ["unreadable", "used"]


def test_files_named_one_by_one_keep_the_order_given(tmp_path: Path) -> None:
    b, a = picture(tmp_path / "x" / "b.png"), picture(tmp_path / "y" / "a.png", color="red")
    picture(tmp_path / "z" / "2.png", color="blue")
    picture(tmp_path / "z" / "10.png", color="green")
    case = collect_paths([b, a, tmp_path / "z", b])
    assert [s.path for s in case.sources] == ["x/b.png", "y/a.png", "z/2.png", "z/10.png"]
    assert case.root == tmp_path
    assert all(case.path_of(s.id).is_file() for s in case.sources)
    assert collect_paths([a]).sources[0].path == "a.png"


def test_a_missing_file_among_several_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        collect_paths([picture(tmp_path / "a.png"), tmp_path / "b.png"])
    assert caught.value.exit_code is Exit.FILE
    assert dict(caught.value.notice.params)["path"].endswith("b.png")


def test_the_order_does_not_depend_on_how_the_disk_lists_or_writes_names() -> None:
    names = ["b/1.png", "a10.png", "a9.png", "A1.png", "a/2.png", "微信图片_2.jpg", "微信图片_10.jpg"]
    expected = ["A1.png", "a9.png", "a10.png"]
    assert [n for n in sorted(names, key=_natural) if n.casefold().startswith("a") and "/" not in n] == expected
    assert sorted(names, key=_natural) == sorted(reversed(names), key=_natural)
    assert _natural("caf\u00e9.png")[0] == _natural("cafe\u0301.png")[0]
    assert sorted(["微信图片_10.jpg", "微信图片_2.jpg"], key=_natural)[0] == "微信图片_2.jpg"


def test_collecting_changes_nothing_in_the_folder(tmp_path: Path) -> None:
    path = picture(tmp_path / "1.png")
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    collect(tmp_path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [p.name for p in tmp_path.iterdir()] == ["1.png"]


def test_the_time_of_the_file_is_kept_in_chinese_time(tmp_path: Path) -> None:
    path = picture(tmp_path / "1.png")
    moment = datetime(2026, 10, 6, 20, 0, tzinfo=CHINA)
    os.utime(path, (moment.timestamp(), moment.timestamp()))
    assert collect(tmp_path).sources[0].modified == moment
