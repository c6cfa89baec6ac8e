"""The sample cases are whole: what the truth says of them stands in the files, and each is the case it claims to be."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
import pytest
from PIL import Image

SAMPLES = Path(__file__).parents[2] / "samples"
CASES = ("coercion-douyin", "lawful-complaint", "not-received-taobao")
WHOLE = (*CASES, "many-orders-taobao", "recorded-douyin")
SIZE_LIMIT = 7_000_000
WAYBILLS = {
    "中通快递": r"7[3-68]\d{12}",
    "圆通速递": r"YT\d{13}",
    "申通快递": r"(77|43)\d{12,15}",
    "韵达快递": r"[34]\d{14}",
}
ORDERS = {"douyin": r"69\d{17}", "taobao": r"\d{18,19}"}


def truth(case: str) -> dict[str, Any]:
    return json.loads((SAMPLES / "truth" / f"{case}.json").read_text("utf-8"))


def files_of(case: str, kind: str) -> list[Path]:
    return [SAMPLES / case / one["path"] for one in truth(case)["files"] if one["kind"] == kind]


@pytest.mark.parametrize("case", WHOLE)
def test_every_file_of_a_case_is_accounted_for_and_is_the_one_the_truth_was_measured_on(case: str) -> None:
    folder = SAMPLES / case
    there = {
        p.relative_to(folder).as_posix()
        for p in folder.rglob("*")
        if p.is_file() and ".evidence" not in p.relative_to(folder).parts and p.name != "case.toml"
    }
    named = {one["path"]: one["sha256"] for one in truth(case)["files"]}
    assert there == set(named)
    for path, digest in named.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest, path


@pytest.mark.parametrize("case", CASES)
def test_every_message_is_seen_somewhere_whole_and_inside_its_picture(case: str) -> None:
    told = truth(case)
    sizes = {p.relative_to(SAMPLES / case).as_posix(): Image.open(p).size for p in files_of(case, "chat")}
    assert {view["file"] for one in told["messages"] for view in one["views"]} == set(sizes)
    for one in told["messages"]:
        assert any(not view["partial"] for view in one["views"]), one["text"]
        for view in one["views"]:
            x0, y0, x1, y1 = view["box"]
            width, height = sizes[view["file"]]
            assert 0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height, one["text"]


@pytest.mark.parametrize("case", CASES)
def test_neighbouring_screenshots_share_a_message(case: str) -> None:
    told = truth(case)
    shown: dict[str, set[str]] = {}
    for one in told["messages"]:
        for view in one["views"]:
            shown.setdefault(view["file"], set()).add(one["id"])
    order = [one["id"] for one in told["messages"]]
    pictures = sorted(shown, key=lambda path: min(order.index(i) for i in shown[path]))
    for before, after in zip(pictures, pictures[1:], strict=False):
        assert shown[before] & shown[after], (before, after)


@pytest.mark.parametrize("case", WHOLE)
def test_messages_stand_in_the_order_of_their_times(case: str) -> None:
    times = [datetime.fromisoformat(one["time"]) for one in truth(case)["messages"]]
    assert times == sorted(times)
    assert all(t.utcoffset() is not None for t in times)


@pytest.mark.parametrize("case", WHOLE)
def test_numbers_have_the_form_their_platform_and_courier_give(case: str) -> None:
    told = truth(case)
    assert re.fullmatch(ORDERS[told["platform"]], told["order"]["number"])
    assert re.fullmatch(WAYBILLS[told["shipment"]["courier"]], told["shipment"]["waybill"])


@pytest.mark.parametrize(
    ("case", "ground", "signed_first"),
    [
        ("coercion-douyin", "coercion", True),
        ("not-received-taobao", "false-review", False),
        ("lawful-complaint", None, True),
    ],
)
def test_each_case_is_the_case_it_is_meant_to_be(case: str, ground: str | None, signed_first: bool) -> None:
    told = truth(case)
    times = [told["order"]["paid"], told["order"]["shipped"], told["shipment"]["signed"], told["captured"]]
    assert times == sorted(times)
    assert (told["shipment"]["signed"] < told["review"]["time"]) is signed_first
    assert told["review"]["time"] < told["captured"]
    assert told["expected"]["ground"] == ground
    said = {one["id"]: one for one in told["messages"]}
    assert bool(told["key_quotes"]) is (ground is not None)
    assert all(said[i]["speaker"] == "buyer" for i in told["key_messages"])
    assert set(told["key_quotes"]) <= {said[i]["text"] for i in told["key_messages"]}
    raised = [one["id"] for one in told["messages"] if re.search("评价|差评|一星", one["text"])]
    assert raised[0] == told["expected"]["first_raised_review"]
    assert said[raised[0]]["speaker"] == "buyer"


def overlap(upper: Path, lower: Path) -> int:
    """How many pixel rows at the end of one phone shot's chat stand unchanged at the start of the next one's."""
    first, second = (np.asarray(Image.open(p).convert("RGB")) for p in (upper, lower))
    scale = 3
    top, bottom = 136 * scale, first.shape[0] - 116 * scale
    a, b = first[top:bottom], second[top:bottom]
    starts = np.flatnonzero((a == b[0]).all(axis=(1, 2)))
    return next((len(a) - int(n) for n in starts if np.array_equal(a[n:], b[: len(a) - n])), 0)


@pytest.mark.parametrize("case", ["coercion-douyin", "lawful-complaint"])
def test_a_phone_series_overlaps_by_the_very_same_rows(case: str) -> None:
    shots = sorted(p for p in files_of(case, "chat") if p.name.startswith("Screenshot"))
    assert len(shots) == 3
    for upper, lower in zip(shots, shots[1:], strict=False):
        assert overlap(upper, lower) > 200, (upper.name, lower.name)


@pytest.mark.parametrize("case", ["coercion-douyin", "not-received-taobao"])
def test_the_courier_sheet_has_a_text_layer_with_all_it_must_show(case: str) -> None:
    told = truth(case)
    (sheet,) = (p for p in files_of(case, "logistics") if p.suffix == ".pdf")
    with pdfplumber.open(sheet) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    signed = datetime.fromisoformat(told["shipment"]["signed"])
    assert told["shipment"]["waybill"] in text
    assert told["shipment"]["courier"] in text
    assert f"{signed:%Y-%m-%d %H:%M:%S}" in text
    assert len(re.findall(r"^\d+ 2026-\d\d-\d\d \d\d:\d\d:\d\d", text, re.M)) == told["shipment"]["scans"]


def test_the_case_file_names_files_that_are_there() -> None:
    folder = SAMPLES / "not-received-taobao"
    told = truth("not-received-taobao")
    stated = tomllib.loads((folder / "case.toml").read_text("utf-8"))
    assert stated["case"]["order"] == told["order"]["number"]
    assert stated["review"]["time"].isoformat() == told["review"]["time"]
    assert all((folder / one["file"]).is_file() for one in stated["exhibit"])
    assert not list((SAMPLES / "coercion-douyin").rglob("case.toml"))


def test_the_samples_stay_small() -> None:
    kept = (p for p in SAMPLES.rglob("*") if p.is_file() and not {"__pycache__", ".evidence"} & set(p.parts))
    assert sum(p.stat().st_size for p in kept) < SIZE_LIMIT
