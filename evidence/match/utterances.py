"""Text in (JSON Lines, a transcript document, or plain lines), messages out: the input of a bare `evidence match`."""

from __future__ import annotations

import json
from typing import Any, get_args

from evidence.errors import EvidenceError, Exit
from evidence.match.written import rows_written
from evidence.model import Box, Channel, Message, MessageKind, Moment, Quote, Speaker

_NOWHERE = Box(0, 0, 0, 0)
_CONVERSATION_END = "conversation-end"


def parse_utterances(text: str) -> tuple[Message, ...]:
    """The messages of an input, numbered `M0001`… in its order.

    JSON Lines hold one `{"speaker", "text", "time"?, "name"?, "kind"?, "channel"?, "conversation"?}` a line; a line of
    kind `conversation-end` keeps what comes after apart from what came before. A transcript document
    (`evidence/transcript/1`) is read whole, also inside a PACK.json, and so is what `evidence read` writes for people.
    Anything else is plain text, each line the buyer's.

    Raises:
        EvidenceError: `Exit.UNUSABLE` with the line number for a line that is no utterance.
    """
    text = text.removeprefix("\ufeff")
    stripped = text.lstrip()
    if not stripped.startswith("{"):
        written = rows_written(text)
        if written is not None:
            return tuple(_message(at, row, 1) for at, row in enumerate(written, 1))
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return tuple(_message(at, {"speaker": "buyer", "text": line}, 1) for at, line in enumerate(lines, 1))
    whole = _document(stripped)
    rows = enumerate(text.splitlines(), 1) if whole is None else [(0, m) for m in whole]
    messages: list[Message] = []
    conversation = 1
    for number, row in rows:
        if isinstance(row, str):
            if not row.strip():
                continue
            row = _row(row, number)
        messages.append(_message(len(messages) + 1, row, conversation, number))
        if row.get("kind") == _CONVERSATION_END:
            conversation += 1
    return tuple(messages)


def utterance(number: int, speaker: Speaker, text: str, *, channel: Channel = "chat") -> Message:
    """One spoken line as a message, numbered `M0001`."""
    return _message(number, {"speaker": speaker, "text": text, "channel": channel}, 1)


def _document(text: str) -> list[Any] | None:
    """The messages of a transcript document; None where the text is not one JSON object with messages."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and "messages" not in value and isinstance(value.get("transcript"), dict):
        value = value["transcript"]
    if not isinstance(value, dict) or "messages" not in value:
        return None
    schema = value.get("schema", "evidence/transcript/1")
    if schema != "evidence/transcript/1" or not isinstance(value["messages"], list):
        raise EvidenceError(Exit.UNUSABLE, "match.input-unknown-schema", schema=schema)
    return value["messages"]


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EvidenceError(Exit.UNUSABLE, "match.input-bad-line", line=number, reason=error) from error
    if not isinstance(value, dict):
        raise EvidenceError(Exit.UNUSABLE, "match.input-bad-line", line=number, reason="not an object")
    return value


def _message(at: int, row: Any, conversation: int, line: int = 0) -> Message:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise EvidenceError(Exit.UNUSABLE, "match.input-no-text", line=line or at)
    kind = _one_of(row, "kind", (*get_args(MessageKind), _CONVERSATION_END), "text", line or at)
    own = row.get("conversation")
    quote = row.get("quote")
    if isinstance(quote, dict) and isinstance(quote.get("text"), str):
        quoted: Quote | None = Quote(_text(quote.get("name")), quote["text"], _NOWHERE)
    else:
        quoted = None
    return Message(
        id=f"M{at:04d}",
        source=_text(row.get("source")) or "",
        speaker=_one_of(row, "speaker", get_args(Speaker), "buyer", line or at),
        side="left",
        kind="system" if kind == _CONVERSATION_END else kind,
        text=row["text"],
        confidence=1.0,
        box=_NOWHERE,
        time=Moment(None, _shown(row.get("time")), "unknown"),
        name=_text(row.get("name")),
        quote=quoted,
        conversation=own if isinstance(own, int) and own > 0 else conversation,
        channel=_one_of(row, "channel", get_args(Channel), "chat", line or at),
    )


def _one_of(row: dict[str, Any], key: str, allowed: tuple[str, ...], default: str, line: int) -> Any:
    value = row.get(key)
    if value is None:
        return default
    if value not in allowed:
        raise EvidenceError(
            Exit.UNUSABLE, "match.input-bad-value", line=line, key=key, value=value, allowed=", ".join(allowed)
        )
    return value


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _shown(value: Any) -> str | None:
    return _text(value.get("shown")) or _text(value.get("value")) if isinstance(value, dict) else _text(value)
