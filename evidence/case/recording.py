"""Takes a recording of the case, hands on its length and, for a screen recording, the pictures where it rests.

The recording is opened in a limited child process only. Pictures lie in `.evidence/frames/` and are made once: they are
named after the recording and its SHA-256, and an index beside them says where in the recording each stands.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from evidence.errors import EvidenceError, Exit
from evidence.files import hash_file
from evidence.model import Case, Notice, Source

# A phone's screen recording of some minutes decodes in less than its own length; a decoder keeps a dozen frames.
_MEGABYTES = 4096
_SECONDS = 900
_SETTINGS = 1
"""The version of how frames are chosen; another one makes the index anew."""
_STEM, _DIGEST = 60, 16
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_REFUSED = {
    "damaged": "case.recording-damaged",
    "size": "case.recording-size",
    "long": "case.recording-long",
    "frames": "case.recording-long",
    "memory": "case.recording-damaged",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What was found out about a recording: its length, and the pictures taken from it as sources of their own."""

    seconds: float | None
    frames: tuple[Source, ...] = ()


def listen(case: Case, source: Source, folder: Path, *, first: int) -> Heard:
    """Open one recording of the case; frames get the ids S<first>, S<first + 1> …, in the order of time.

    Args:
        case: the case that holds it.
        source: the recording.
        folder: where its pictures go; below the case's root, or a folder that is gone when the work is done.
        first: the number of the first new source.

    Raises:
        EvidenceError: UNUSABLE (4) with a key for the cause; FILE (5) when pictures cannot be written.
    """
    kind = "audio" if source.media.startswith("audio/") else "video"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvidenceError(Exit.FILE, "case.recording-disk", path=source.path, cause=error.strerror) from error
    index = folder / f"{source.sha256}.json"
    answer = _kept(index, folder)
    if answer is None:
        answer = _ask(kind, case.path_of(source.id), source, folder)
        answer["settings"] = _SETTINGS
        with suppress(OSError):  # the index only saves work
            index.write_text(json.dumps(answer), "utf-8")
    frames = [_frame(case, source, folder / name, at, first + n) for n, (name, at) in enumerate(answer["frames"])]
    return Heard(answer["seconds"], tuple(frames))


def _kept(index: Path, folder: Path) -> dict[str, Any] | None:
    """An index made before, where its pictures are still there."""
    try:
        answer = json.loads(index.read_text("utf-8"))
        names = [str(name) for name, _ in answer["frames"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    whole = answer.get("settings") == _SETTINGS and all(Path(n).name == n and (folder / n).is_file() for n in names)
    return answer if whole else None


def _ask(kind: str, path: Path, source: Source, folder: Path) -> dict[str, Any]:
    command = [
        sys.executable,
        "-P",  # modules are never taken from the folder we happen to stand in
        "-m",
        "evidence.case.recording_child",
        kind,
        str(path.resolve()),
        str(folder.resolve()),
        _prefix(source),
        str(_MEGABYTES),
        str(_SECONDS),
    ]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment |= {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    before = {part.name for part in folder.glob("*.part")}
    try:
        # The arguments are paths of ours and numbers; no shell reads them.
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
            env=environment,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise EvidenceError(Exit.UNUSABLE, "case.recording-long", path=source.path) from error
    except OSError as error:
        raise EvidenceError(Exit.FILE, "case.recording-disk", path=source.path, cause=error.strerror) from error
    except ValueError as error:
        raise EvidenceError(Exit.UNUSABLE, "case.recording-damaged", path=source.path) from error
    finally:
        for part in folder.glob("*.part"):
            if part.name not in before:
                with suppress(OSError):
                    part.unlink()
    if not isinstance(answer, dict) or "refused" in answer:
        reason = str(answer.get("refused")) if isinstance(answer, dict) else "damaged"
        if reason == "disk":
            cause = str(answer.get("cause", ""))
            raise EvidenceError(Exit.FILE, "case.recording-disk", path=source.path, cause=cause)
        raise EvidenceError(Exit.UNUSABLE, _REFUSED.get(reason, "case.recording-damaged"), path=source.path)
    return answer


def _prefix(source: Source) -> str:
    """What the pictures' names begin with: the recording's own name, since it often tells when it was made."""
    stem = re.sub(r"[^\w -]+", "_", PurePosixPath(source.path).stem)[:_STEM]
    return f"{stem}-{source.sha256[:_DIGEST]}"


def _frame(case: Case, source: Source, path: Path, at: float, number: int) -> Source:
    from evidence.case.picture import open_picture

    picture = open_picture(path)
    return Source(
        id=f"S{number:03d}",
        path=_path(path.resolve(), case.root.resolve()),
        sha256=hash_file(path),
        bytes=path.stat().st_size,
        media="image/png",
        kind="chat",
        status="used",
        width=picture.width,
        height=picture.height,
        caption=f"录屏“{source.path}”的 {clock(at)} 处",
        device=source.device,
        modified=source.modified,
        derived_from=source.id,
        offset=at,
    )


def _path(picture: Path, root: Path) -> str:
    """The picture's path in the case; the whole of it where it lies outside, which `Case.path_of` follows as well."""
    return (picture.relative_to(root) if picture.is_relative_to(root) else picture).as_posix()


def clock(seconds: float) -> str:
    """A place in a recording: `01:02.5`."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{int(minutes):02d}:{rest:04.1f}"


def with_frames(case: Case, folder: Path) -> tuple[Case, dict[str, float | None], dict[str, Notice]]:
    """The case with the pictures of its recordings after its files.

    Also hands on the length of each recording, and why one could not be opened. Videos and audio are opened alike.
    """
    sources: list[Source] = list(case.sources)
    lengths: dict[str, float | None] = {}
    failed: dict[str, Notice] = {}
    for source in case.used("recording"):
        if not source.media.startswith(("audio/", "video/")):
            continue
        try:
            heard = listen(case, source, folder, first=len(sources) + 1)
        except EvidenceError as error:
            if error.exit_code is not Exit.UNUSABLE:
                raise
            failed[source.id] = error.notice
            continue
        lengths[source.id] = heard.seconds
        sources.extend(heard.frames)
    return replace(case, sources=tuple(sources)), lengths, failed


def only_talk(case: Case, kinds: Sequence[str] = ("chat",)) -> Case:
    """The case without the pictures of recordings that turned out to show no conversation: they are no exhibits."""
    return replace(case, sources=tuple(s for s in case.sources if s.derived_from is None or s.kind in kinds))
