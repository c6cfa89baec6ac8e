"""What `evidence read` writes for people can be matched again: nobody's words become another's."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from evidence.documents import dumps, transcript_document
from evidence.match import judge, parse_utterances
from evidence.model import Box, Gap, Message, Moment, Quote, Transcript
from evidence.transcripts import as_csv, as_markdown, as_text

NOWHERE = Box(0, 0, 0, 0)


def message(number: int, speaker: str, text: str, kind: str = "text", name: str | None = None) -> Message:
    return Message(f"M{number:04d}", "S001", speaker, "left", kind, text, 0.9, NOWHERE, name=name)  # type: ignore[arg-type]


SPOKEN = (
    message(1, "system", "昨天 10:02", "time"),
    message(2, "buyer", "杯子收到了", name="小满|爱喝茶"),
    message(3, "seller", "您是说不给50就差评吗"),
    replace(message(4, "buyer", "=50元 不给我就差评"), quote=Quote("店", "不给50就差评", NOWHERE)),
    message(5, "seller", "亲，这边是智能客服", "auto"),
    message(6, "unknown", "[好的] *明天* 发"),
    replace(
        message(7, "buyer", "不给100就差评"), time=Moment(None, "14:30", "unknown"), corrected=(("text", "不给10"),)
    ),
)
TRANSCRIPT = Transcript(None, (), SPOKEN, (Gap("S001", "S002", "没有重叠"),))


@pytest.mark.parametrize("form", [as_text, as_csv, as_markdown], ids=["text", "csv", "markdown"])
def test_the_words_come_back_to_who_said_them(form) -> None:
    read = parse_utterances(form(TRANSCRIPT))
    assert [(m.speaker, m.kind) for m in read] == [(m.speaker, m.kind) for m in SPOKEN]
    assert [m.text for m in read] == [m.text for m in SPOKEN]
    assert {f.messages[0] for f in judge(read).findings} == {f.messages[0] for f in judge(SPOKEN).findings}
    assert "M0003" not in {m for f in judge(read).findings for m in f.messages}


def test_a_packs_document_is_matched_by_its_conversation() -> None:
    document = {"schema": "evidence/pack/1", "transcript": json.loads(dumps(transcript_document(TRANSCRIPT)))}
    assert [m.speaker for m in parse_utterances(json.dumps(document))] == [m.speaker for m in SPOKEN]


@pytest.mark.parametrize(
    "text",
    [
        "不给50就差评",
        "卖家：不给50就差评",
        "[2026] 买家：好\n不给50就差评",
        "| 编号 | 时间 | 说话人 | 内容 |\n| --- | --- | --- | --- |\n| 1 | 2 | 老王 | 3 |",
        "编号,时间,时间来源,说话人\n1,2,3,老王",
        "—— 断档：x ——",
    ],
)
def test_any_other_text_stays_lines_of_the_buyer(text: str) -> None:
    assert [(m.speaker, m.text) for m in parse_utterances(text)] == [("buyer", line) for line in text.splitlines()]
