"""Takes a transcript and what a person corrected in it, hands on the transcript with both readings.

Corrections lie in `.evidence/corrections.json`, apart from the machine's record. Each names the picture by its hash and
the place in it, so that it still finds its message when pictures are added and the messages are counted anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from evidence.errors import EvidenceError, Exit
from evidence.files import file_error, whole_files
from evidence.model import Box, Message, Moment, Notice, Speaker, Transcript

SCHEMA = "evidence/corrections/1"
SPEAKERS: tuple[Speaker, ...] = ("buyer", "seller", "system", "unknown")

PLACE = 0.5
"""Share of the smaller box that the correction's place and the message share at least."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of one message; None where the machine's reading stands.

    `picture` is the SHA-256 of the screenshot, `box` the message's place in it, `read` the machine's words there.
    """

    picture: str
    box: Box
    read: str
    text: str | None = None
    speaker: Speaker | None = None
    time: datetime | None = None


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections kept in a file; none where there is no file.

    Raises:
        EvidenceError: CONFIG (9) for a file that is not of this schema, FILE (5) when it cannot be read.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise file_error(error, path) from error
    except UnicodeDecodeError as error:
        raise EvidenceError(Exit.CONFIG, "chat.corrections-broken", path=path, cause=error) from error
    try:
        document = json.loads(text)
        if document["schema"] != SCHEMA:
            raise ValueError(f"schema {document['schema']!r}")
        return tuple(_read(one) for one in document["corrections"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EvidenceError(Exit.CONFIG, "chat.corrections-broken", path=path, cause=error) from error


def keep_corrections(path: Path, corrections: Sequence[Correction]) -> None:
    """Write the corrections, whole or not at all; FILE (5) when that fails."""
    document = {"schema": SCHEMA, "corrections": [_written(one) for one in corrections]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise file_error(error, path) from error
    with whole_files([path], force=True) as (draft,):
        draft.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")


def correct(
    transcript: Transcript,
    kept: Sequence[Correction],
    message: str,
    *,
    text: str | None = None,
    speaker: Speaker | None = None,
    time: datetime | None = None,
) -> tuple[Correction, ...]:
    """The corrections with one more, laid over what was said of the same message before.

    Args:
        transcript: the transcript as the machine read it, without corrections.
        kept: the corrections so far.
        message: the message's id.
        text: its words, where they were misread.
        speaker: who says it, where that was mistaken.
        time: when it was said, with zone.

    Raises:
        EvidenceError: USAGE (2) when there is no such message.
    """
    found = next((m for m in transcript.messages if m.id == message), None)
    if found is None:
        last = transcript.messages[-1].id if transcript.messages else "-"
        raise EvidenceError(Exit.USAGE, "chat.no-such-message", message=message, last=last)
    pictures = _pictures(transcript)
    before = next((c for c in kept if _about(c, found, pictures)), None)
    base = before or Correction(pictures.get(found.source, ""), found.box, found.text)
    fresh = replace(
        base,
        text=base.text if text is None else text,
        speaker=base.speaker if speaker is None else speaker,
        time=base.time if time is None else time,
    )
    return (*(c for c in kept if c is not before), fresh)


def with_corrections(transcript: Transcript, path: Path) -> tuple[Transcript, tuple[Notice, ...]]:
    """As `corrected`, with the corrections kept in a file; raises as `load_corrections`."""
    kept = load_corrections(path)
    return corrected(transcript, kept) if kept else (transcript, ())


def corrected(transcript: Transcript, kept: Sequence[Correction]) -> tuple[Transcript, tuple[Notice, ...]]:
    """The transcript with the corrections laid over it, and a notice for each that finds no message any more."""
    pictures = _pictures(transcript)
    messages = list(transcript.messages)
    lost = []
    for one in kept:
        at = next((n for n, m in enumerate(messages) if _about(one, m, pictures)), None)
        if at is None:
            lost.append(Notice.of("chat.correction-lost", read=one.read))
        else:
            messages[at] = _laid_over(messages[at], one)
    return replace(transcript, messages=tuple(messages)), tuple(lost)


def _pictures(transcript: Transcript) -> dict[str, str]:
    return {source.id: source.sha256 for source in transcript.sources}


def _about(one: Correction, message: Message, pictures: Mapping[str, str]) -> bool:
    views = [(message.source, message.box), *((r.source, r.box) for r in message.repeats)]
    return any(
        pictures.get(source) == one.picture
        and box.intersection(one.box) >= PLACE * max(1, min(box.area, one.box.area))
        and min(box.area, one.box.area) >= PLACE * max(box.area, one.box.area)
        for source, box in views
    )


def _laid_over(message: Message, one: Correction) -> Message:
    """The message with the person's words in front; what the machine read goes to `corrected`."""
    before = dict(message.corrected)
    changes: dict[str, Any] = {}
    if one.text is not None and one.text != message.text:
        before["text"] = message.text
        changes["text"] = one.text
    if one.speaker is not None and one.speaker != message.speaker:
        before["speaker"] = message.speaker
        changes["speaker"] = one.speaker
    if one.time is not None and one.time != message.time.value:
        shown = message.time.value.isoformat() if message.time.value else (message.time.shown or "")
        before["time"] = shown
        changes["time"] = Moment(one.time, message.time.shown, "resolved")
    return replace(message, corrected=tuple(sorted(before.items())), **changes)


def _written(one: Correction) -> dict[str, Any]:
    said = {"text": one.text, "speaker": one.speaker, "time": one.time.isoformat() if one.time else None}
    place = {"picture": one.picture, "box": one.box.as_list(), "read": one.read}
    return place | {name: value for name, value in said.items() if value is not None}


def _read(record: Mapping[str, Any]) -> Correction:
    x0, y0, x1, y1 = (int(edge) for edge in record["box"])
    speaker = record.get("speaker")
    if speaker is not None and speaker not in SPEAKERS:
        raise ValueError(f"speaker {speaker!r}")
    time = datetime.fromisoformat(record["time"]) if record.get("time") else None
    if time is not None and time.tzinfo is None:
        raise ValueError(f"time without zone: {record['time']}")
    text = record.get("text")
    if text is not None and not isinstance(text, str):
        raise ValueError(f"text {text!r}")
    return Correction(
        str(record["picture"]), Box(x0, y0, x1, y1), str(record["read"]), text, cast("Speaker | None", speaker), time
    )
