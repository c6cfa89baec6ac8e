"""The JSON documents of the contract, made from the nouns; key order is fixed and text stays Chinese."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError, to_json

from evidence.catalogue import say
from evidence.model import (
    Box,
    Notice,
)

if TYPE_CHECKING:
    from evidence.model import (
        Dossier,
        Engine,
        Judgement,
        Line,
        ManifestEntry,
        Message,
        Source,
        Transcript,
    )

__all__ = ["dumps", "findings_document", "pack_document", "plain", "transcript_document"]

TRANSCRIPT_SCHEMA = "evidence/transcript/1"
FINDINGS_SCHEMA = "evidence/findings/1"
PACK_SCHEMA = "evidence/pack/1"

Json = dict[str, Any]


def dumps(document: Json) -> str:
    """The document as text: UTF-8, two-space indented, a newline at the end."""
    try:
        return to_json(document, indent=2).decode() + "\n"
    except PydanticSerializationError:  # half a character, which a transcript from elsewhere may hold
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def plain(value: object) -> Any:
    """Any noun as JSON values: boxes as lists, times as ISO 8601 with zone, notices as Chinese sentences."""
    if isinstance(value, Box):
        return value.as_list()
    if isinstance(value, Notice):
        return say(value, "zh")
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return round(value, 4)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def transcript_document(transcript: Transcript) -> Json:
    """The transcript document: sources, messages in conversation order, gaps, and what is no message."""
    places = {
        s.id: {"source": s.derived_from, "offset": s.offset} for s in transcript.sources if s.derived_from is not None
    }
    return {
        "schema": TRANSCRIPT_SCHEMA,
        "engine": _engine(transcript.engine),
        "sources": [_source(s) for s in transcript.sources],
        "messages": [_message(m, places.get(m.source)) for m in transcript.messages],
        "gaps": [{"after": g.after, "before": g.before, "reason": g.reason} for g in transcript.gaps],
        "chrome": [{"source": c.source, "text": c.text, "box": c.box.as_list()} for c in transcript.chrome],
        "screens": [plain(s) for s in transcript.screens],
    }


def findings_document(judgement: Judgement) -> Json:
    """The findings document: findings, gates, and the seller's own risks."""
    return {
        "schema": FINDINGS_SCHEMA,
        "findings": [
            {
                "id": f.id,
                "rule": f.rule,
                "label": f.label,
                "category": f.category,
                "grade": f.grade,
                "speaker": f.speaker,
                "messages": list(f.messages),
                "quote": f.quote,
                "spans": [plain(s) for s in f.spans],
                "why": f.why,
                "basis": f.basis,
                "also": list(f.also),
                "channel": f.channel,
                "beneath": [plain(b) for b in f.beneath],
            }
            for f in judgement.findings
        ],
        "gates": [plain(g) for g in judgement.gates],
        "seller_risks": [plain(r) for r in judgement.seller_risks],
    }


def pack_document(dossier: Dossier, manifest: Sequence[ManifestEntry], pack: Json) -> Json:
    """PACK.json: the whole case as data, with the manifest of every input file."""
    appeal = dossier.appeal
    return {
        "schema": PACK_SCHEMA,
        "version": dossier.version,
        "generated": dossier.generated.isoformat(),
        "case": {
            "folder": dossier.case.root.name,
            "platform": appeal.platform,
            "platform_name": appeal.platform_name,
            "platform_as_of": appeal.platform_as_of,
            "file": plain(dossier.case.file),
        },
        "transcript": transcript_document(dossier.transcript),
        "findings": findings_document(dossier.judgement),
        "facts": plain(dossier.facts),
        "ground": {
            "chosen": plain(appeal.ground),
            "runners_up": plain(appeal.runners_up),
            "why": appeal.why,
            "deadline": plain(appeal.deadline),
            "advice": list(appeal.advice),
            "steps": list(appeal.steps),
        },
        "checklist": plain(appeal.checklist),
        "statement": plain(appeal.statement),
        "timeline": plain(appeal.timeline),
        "second_readings": plain(dossier.second),
        "manifest": plain(list(manifest)),
        "custody": plain(dossier.custody),
        "pack": pack,
    }


def _engine(engine: Engine | None) -> Json | None:
    if engine is None:
        return None
    return {"name": engine.name, "version": engine.version, "models": list(engine.models)}


def _source(source: Source) -> Json:
    document: Json = {
        "id": source.id,
        "path": source.path,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "width": source.width,
        "height": source.height,
        "kind": source.kind,
        "status": source.status,
        "reason": None if source.reason is None else say(source.reason, "zh"),
        "duplicate_of": source.duplicate_of,
        "notes": [say(n, "zh") for n in source.notes],
    }
    if source.derived_from is not None:
        document["derived_from"] = source.derived_from
        document["offset"] = source.offset
    return document


def _line(line: Line) -> Json:
    return {"text": line.text, "confidence": round(line.confidence, 4), "box": line.box.as_list()}


def _message(message: Message, place: Json | None) -> Json:
    document: Json = {
        "id": message.id,
        "source": message.source,
        "speaker": message.speaker,
        "side": message.side,
        "name": message.name,
        "kind": message.kind,
        "text": message.text,
        "confidence": round(message.confidence, 4),
        "box": message.box.as_list(),
        "lines": [_line(line) for line in message.lines],
        "time": {
            "value": None if message.time.value is None else message.time.value.isoformat(),
            "shown": message.time.shown,
            "origin": message.time.origin,
        },
        "repeats": [{"source": r.source, "box": r.box.as_list()} for r in message.repeats],
        "marks": [{"text": m.text, "box": m.box.as_list()} for m in message.marks],
        "partial": message.partial,
        "conversation": message.conversation,
    }
    if message.quote is not None:
        document["quote"] = {
            "name": message.quote.name,
            "text": message.quote.text,
            "box": message.quote.box.as_list(),
        }
    if place is not None:
        document["recording"] = place  # where in a screen recording it was read, in seconds from its start
    if message.channel != "chat":
        document["channel"] = message.channel
    if message.corrected:
        document["corrected"] = dict(message.corrected)
    return document
