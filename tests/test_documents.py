"""The documents other programs rely on: their keys, their order, and what a person reads of a transcript."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from evidence.documents import dumps, findings_document, transcript_document
from evidence.model import (
    CHINA,
    Box,
    Engine,
    Finding,
    Gap,
    Judgement,
    Line,
    Message,
    Moment,
    Notice,
    Quote,
    Repeat,
    SellerRisk,
    Source,
    Span,
    Transcript,
)
from evidence.transcripts import as_csv, as_markdown, as_text

WORDS = st.text(st.characters())
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | WORDS
    | st.floats(-1e9, 1e9).map(lambda n: round(n, 4)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(WORDS, VALUES, max_size=4))
def test_a_document_is_written_as_python_writes_json(document: dict[str, object]) -> None:
    assert json.loads(dumps(document)) == document
    assert dumps(document) == json.dumps(document, ensure_ascii=False, indent=2) + "\n"


BOX = Box(10, 20, 110, 50)
WHEN = Moment(datetime(2026, 10, 3, 14, 30, tzinfo=CHINA), "昨天 14:30", "resolved")


def source(number: int, *, reason: Notice | None = None) -> Source:
    status = "used" if reason is None else "unreadable"
    return Source(f"S00{number}", f"聊天/0{number}.png", "ab" * 32, 10, "image/png", "chat", status, reason, 1080, 2340)


def message(number: int, text: str, **changes: object) -> Message:
    plain: dict[str, object] = {
        "id": f"M000{number}",
        "source": "S001",
        "speaker": "buyer",
        "side": "left",
        "kind": "text",
        "text": text,
        "confidence": 0.98765,
        "box": BOX,
        "lines": (Line(text, 0.98765, BOX),),
        "time": WHEN,
    }
    return Message(**(plain | changes))  # type: ignore[arg-type]


TRANSCRIPT = Transcript(
    engine=Engine("rapidocr", "3.10.0", ("det", "rec")),
    sources=(source(1), source(2), source(3, reason=Notice.of("files.not-found", path="聊天/03.png"))),
    messages=(
        message(1, "=1+1 退20|好吗", name="桐*"),
        message(2, "可以申请退货的", speaker="seller", side="right", repeats=(Repeat("S002", BOX),)),
        message(3, "好", source="S002", time=Moment(WHEN.value, None, "carried"), quote=Quote("小禾", "可以退", BOX)),
        message(4, "", source="S002", kind="image", time=Moment(None, None, "unknown")),
    ),
    gaps=(Gap("S001", "S002", "没有重叠"),),
)


def test_the_transcript_document_has_the_contracts_keys() -> None:
    document = json.loads(dumps(transcript_document(TRANSCRIPT)))
    assert list(document)[:5] == ["schema", "engine", "sources", "messages", "gaps"]
    assert document["schema"] == "evidence/transcript/1"
    first = document["messages"][0]
    wanted = "id source speaker side name kind text confidence box lines time repeats"
    assert set(wanted.split()) <= set(first)
    assert first["box"] == [10, 20, 110, 50]
    assert first["time"] == {"value": "2026-10-03T14:30:00+08:00", "shown": "昨天 14:30", "origin": "resolved"}
    assert document["messages"][1]["repeats"] == [{"source": "S002", "box": [10, 20, 110, 50]}]
    assert document["messages"][2]["quote"] == {"name": "小禾", "text": "可以退", "box": [10, 20, 110, 50]}
    assert document["messages"][3]["time"]["value"] is None
    assert document["sources"][2]["status"] == "unreadable"
    assert "聊天/03.png" in document["sources"][2]["reason"]
    assert document["gaps"] == [{"after": "S001", "before": "S002", "reason": "没有重叠"}]


def test_a_documents_bytes_do_not_depend_on_the_run() -> None:
    assert dumps(transcript_document(TRANSCRIPT)) == dumps(transcript_document(TRANSCRIPT))
    assert dumps(transcript_document(TRANSCRIPT)).startswith('{\n  "schema"')


def test_the_findings_document_has_the_contracts_keys() -> None:
    finding = Finding(
        "F001", "review-for-money", "差评换钱", "extortion", "strong", "buyer", ("M0001",), "退20",
        (Span("M0001", 4, 7, "demand"),), "评价手段加索要",
    )  # fmt: skip
    risk = SellerRisk("paid-praise", "好评返现", "M0002", "好评返5元", "平台禁止")
    document = findings_document(Judgement((finding,), (), (risk,)))
    assert list(document) == ["schema", "findings", "gates", "seller_risks"]
    assert document["findings"][0]["spans"] == [{"message": "M0001", "start": 4, "end": 7, "role": "demand"}]
    assert document["seller_risks"][0]["quote"] == "好评返5元"


def test_text_shows_who_when_and_where_something_is_missing() -> None:
    lines = as_text(TRANSCRIPT).splitlines()
    assert lines[0] == "[2026-10-03 14:30:00] 买家（桐*）：=1+1 退20|好吗"
    assert lines[2].startswith("—— 断档")
    assert lines[3].startswith("[≥2026-10-03 14:30:00]") and "引用 小禾：可以退" in lines[3]
    assert lines[4] == "[时间未知] 买家：[图片]"


def test_a_spreadsheet_does_not_run_what_a_buyer_typed() -> None:
    table = as_csv(TRANSCRIPT)
    assert table.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))
    assert rows[1][6] == "'=1+1 退20|好吗"
    assert rows[2][6] == "可以申请退货的"


def test_markdown_shows_signs_instead_of_obeying_them() -> None:
    assert "退20\\|好吗" in as_markdown(TRANSCRIPT)
