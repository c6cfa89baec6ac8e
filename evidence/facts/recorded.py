"""Takes the recordings of the case, their lengths and transcripts, hands on each as an exhibit with what is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from evidence.facts import data
from evidence.facts.times import narrow
from evidence.model import Case, Recording


def recordings(
    case: Case, lengths: Mapping[str, float | None], transcripts: Mapping[str, tuple[str, str]]
) -> tuple[Recording, ...]:
    """Each recording in use: its length in seconds, its transcript, and whether that holds a notice of recording."""
    found = []
    for source in case.used("recording"):
        transcript, text = transcripts.get(source.id, (None, None))
        notice = None if text is None else notice_in(text)
        found.append(
            Recording(
                source.id,
                "audio" if source.media.startswith("audio/") else "video",
                lengths.get(source.id),
                transcript,
                None if text is None else notice is not None,
                notice or "",
                tuple(s.id for s in case.sources if s.derived_from == source.id),
            )
        )
    return tuple(found)


def notice_in(text: str) -> str | None:
    """The line of a transcript that announces the recording, or None."""
    for line in text.splitlines():
        plain = re.sub(r"\s+", "", narrow(line))[:400]
        for pattern in _patterns()[1]:
            plain = pattern.sub("～", plain)
        if any(pattern.search(plain) for pattern in _patterns()[0]):
            return line.strip()[:200]
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    known = data.recordings()
    return tuple(re.compile(p) for p in known.notice), tuple(re.compile(p) for p in known.unless)
