"""Every field of the sample cases' facts, read by the real engines, against what is true of them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from support import SAMPLES, keep_records, lend_records

from evidence.model import Fact, Facts
from evidence.pipeline import BuildOptions, Survey, survey

CASES = ("coercion-douyin", "not-received-taobao", "lawful-complaint", "recorded-douyin", "many-orders-taobao")
FIELDS = {
    "order": {"number": "number", "amount": "amount", "paid": "paid", "shipped": "shipped", "finished": "finished"},
    "shipment": {"courier": "courier", "waybill": "waybill", "signed": "signed"},
    "review": {"time": "time", "stars": "stars", "verdict": "verdict", "text": "text"},
}
SIGNERS = {"本人签收": "本人", "家人": "家人代签", None: None}


@pytest.fixture(scope="module", params=CASES)
def surveyed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Survey]:
    folder = tmp_path_factory.mktemp("facts") / request.param
    shutil.copytree(SAMPLES / request.param, folder)
    lend_records(folder)
    found = survey(folder, BuildOptions(workers=2))
    keep_records(folder)
    return request.param, found


def truth(name: str) -> dict[str, dict[str, object]]:
    return json.loads((SAMPLES / "truth" / f"{name}.json").read_text("utf-8"))


def shown(facts: Facts, group: str, field: str) -> str | None:
    fact: Fact | None = getattr(getattr(facts, group), field)
    return None if fact is None else fact.value


def test_every_field_is_right(surveyed: tuple[str, Survey]) -> None:
    name, found = surveyed
    told = truth(name)
    wrong = {}
    for group, fields in FIELDS.items():
        for field, key in fields.items():
            if key not in told[group]:
                continue
            expected = None if told[group][key] is None else str(told[group][key])
            if shown(found.facts, group, field) != expected:
                wrong[group, field] = (shown(found.facts, group, field), expected)
    assert wrong == {}
    assert (shown(found.facts, "order", "goods") or "").replace(" ", "") == str(told["order"]["goods"]).replace(" ", "")
    shop = found.facts.order.shop
    assert shop is not None and shop.value == told["shop"] and shop.source is not None
    assert shown(found.facts, "shipment", "signed_by") == SIGNERS[told["shipment"]["signer"]]  # type: ignore[index]
    assert len(found.facts.shipment.events) == told["shipment"]["scans"]
    assert all(event.label for event in found.facts.shipment.events)
    assert found.facts.shipment.warnings == ()
    assert not any(tie.state == "fail" or tie.missing for tie in found.facts.ties)


def counted() -> dict[str, int]:
    """How many fields of each reader the tests above hold against the truth, and so find right."""
    counts = {"订单": 0, "物流": 0, "评价": 0, "店铺": len(CASES), "物流记录": 0, "录音录像": 0, "异常订单": 0}
    for name in CASES:
        told = truth(name)
        for group, label in (("order", "订单"), ("shipment", "物流"), ("review", "评价")):
            counts[label] += sum(key in told[group] for key in FIELDS[group].values())
        counts["订单"] += 1  # the goods
        counts["物流"] += 1  # who signed
        counts["物流记录"] += told["shipment"]["scans"]  # type: ignore[operator]
        counts["录音录像"] += len(told.get("recordings", ()))
        counts["异常订单"] += len(told.get("abnormal", {"same_buyer": ()})["same_buyer"])  # type: ignore[arg-type]
    return counts


def test_the_figures_in_the_paper_are_those_of_the_samples() -> None:
    paper = (SAMPLES.parent / "docs" / "facts.md").read_text("utf-8")
    rows = re.findall(r"^\| (\S+) \| [^|]+ \| (\d+) / (\d+) \|$", paper, re.M)
    assert {label: (int(right), int(of)) for label, right, of in rows} == {k: (n, n) for k, n in counted().items()}


def test_recordings_and_other_orders_of_the_samples(surveyed: tuple[str, Survey]) -> None:
    name, found = surveyed
    told = truth(name)
    paths = {source.id: source.path for source in found.case.sources}
    got = {paths[one.source]: one for one in found.facts.recordings}
    expected: list[dict[str, object]] = told.get("recordings", [])  # type: ignore[assignment]
    assert set(got) == {str(one["file"]) for one in expected}
    for one in expected:
        heard = got[str(one["file"])]
        if one["kind"] == "video":
            assert len(heard.frames) == one["rests"]
        else:
            assert (heard.seconds, heard.notice_given) == (one["seconds"], one["notice"])
    abnormal = told.get("abnormal", {"same_buyer": []})
    assert {risk.number for risk in found.facts.abnormal} == set(abnormal["same_buyer"])  # type: ignore[call-overload]


def test_each_message_of_a_recording_has_its_time_in_it(surveyed: tuple[str, Survey]) -> None:
    name, found = surveyed
    if name != "recorded-douyin":
        pytest.skip("no recording")
    offsets = {source.id: source.offset for source in found.case.sources}
    texts = {"".join(m.text.split()): offsets[m.source] for m in found.transcript.messages}
    for one in truth(name)["messages"]:
        words = "".join(str(one["text"]).split())  # type: ignore[index]
        first = min(view["at"] for view in one["views"] if not view["partial"])  # type: ignore[index]
        at = texts[words]
        assert at is not None and first <= at <= first + 2.2, words


def test_nothing_of_a_recording_stands_in_the_folder_but_in_ours(surveyed: tuple[str, Survey], tmp_path: Path) -> None:
    _, found = surveyed
    for source in found.case.sources:
        assert (source.derived_from is None) == (not source.path.startswith(".evidence/"))
