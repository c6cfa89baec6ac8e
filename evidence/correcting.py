"""Takes a case folder and what a person says of one of its messages, keeps it beside the machine's reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from evidence import chat
from evidence.model import Message, Speaker
from evidence.pipeline import CORRECTIONS, BuildOptions, Progress, read

__all__ = ["correct"]


def correct(
    folder: Path,
    message: str,
    options: BuildOptions,
    *,
    text: str | None = None,
    speaker: Speaker | None = None,
    time: datetime | None = None,
    progress: Progress | None = None,
) -> Message:
    """Keep a person's correction of one message of a case folder; hands back the message as it now stands.

    Raises:
        EvidenceError: USAGE (2) when there is no such message; as `read`.
    """
    transcript, _ = read([folder], replace(options, raw=True), progress=progress)
    kept = chat.correct(
        transcript, chat.load_corrections(folder / CORRECTIONS), message, text=text, speaker=speaker, time=time
    )
    chat.keep_corrections(folder / CORRECTIONS, kept)
    return chat.corrected(transcript, kept)[0].message(message)
