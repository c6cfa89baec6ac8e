"""The child process that opens a recording: the length of an audio file, or of a video with the frames where it rests.

Run as `python -m evidence.case.recording_child KIND FILE FOLDER NAME MEGABYTES SECONDS`, KIND `audio` or `video`. It
limits its own memory and time; the answer is JSON on stdout: `seconds`, `frames` as `[name, at]`, or `refused`.

A screen recording of a scrolling chat rests again and again: those frames are taken, and one more wherever it has moved
on so far that the next would not overlap.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

# So many pictures a second are looked at: a finger rests longer than a fifth of a second.
_LOOKS = 10.0
# Grey levels (of 255) by which two pictures of this width differ on average. Measured on the drawn recording of
# samples/recorded-douyin (720 × 1600, MPEG-4): at rest 0.21 at most, scrolling 2.3 at least, one more bubble of one
# line about 0.4.
_SMALL = 180
_REST = 0.5
_NEW = 0.35
# Resting for so many looks is a rest.
_LOOKS_AT_REST = 2
# With a rest in less than this share of its looks it is no screen recording but a camera's.
_RESTING_SHARE = 0.1
# Scrolled by more than this share of the height since the last picture taken, the overlap is running out.
_MOVED = 0.4
_SURE = 0.05
MOST_FRAMES = 240
_MOST_SECONDS = 3600.0
_MOST_PIXELS = 8192 * 8192 // 4
# AMR narrow band: bytes of a frame by its mode (3GPP TS 26.101), one frame is 20 ms.
_AMR = (12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0)


class Refused(Exception):
    """The recording is refused; the one argument is the reason's word."""


def audio(path: Path) -> dict[str, Any]:
    """The length in seconds; None where the container does not tell."""
    with path.open("rb") as stream:
        head = stream.read(6)
    if head.startswith(b"#!AMR\n"):
        return {"seconds": _amr(path), "frames": []}
    from tinytag import TinyTag, TinyTagException

    try:
        seconds = TinyTag.get(path, tags=False).duration
    except (TinyTagException, ValueError, struct.error, IndexError, KeyError, OverflowError) as error:
        raise Refused("damaged") from error
    return {"seconds": None if not seconds or seconds < 0 else round(float(seconds), 2), "frames": []}


def _amr(path: Path) -> float:
    data = path.read_bytes()
    at, frames = 6, 0
    while at < len(data):
        at += 1 + _AMR[(data[at] >> 3) & 15]
        frames += 1
    return round(frames * 0.02, 2)


def video(path: Path, folder: Path, name: str) -> dict[str, Any]:
    """The length in seconds and the frames taken, written to `<name>-<n>.png`, whole or not at all."""
    # No container may make the decoder open another file or address.
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "protocol_whitelist;file"
    import cv2

    cv2.setNumThreads(1)
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        if not capture.isOpened():
            raise Refused("damaged")
        wide, high = capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
        if not 16 <= wide * high <= _MOST_PIXELS:
            raise Refused("size")
        return _watched(capture, folder, name)
    except cv2.error as error:
        raise Refused("damaged") from error
    finally:
        capture.release()


def _watched(capture: Any, folder: Path, prefix: str) -> dict[str, Any]:
    import cv2
    import numpy as np

    rate = capture.get(cv2.CAP_PROP_FPS)
    rate = rate if 1 <= rate <= 240 else 30.0
    step = max(1, round(rate / _LOOKS))
    taken: list[tuple[Any, float]] = []
    last: Any = None
    held: Any = None
    resting = looks = rests = number = 0
    moved = 0.0
    at = 0.0
    while capture.grab():
        at = number / rate
        number += 1
        if at > _MOST_SECONDS:
            raise Refused("long")
        if (number - 1) % step:
            continue
        good, frame = capture.retrieve()
        if not good or frame is None:
            continue
        looks += 1
        small = _small(frame)
        if last is not None and last.shape == small.shape:
            difference = float(np.abs(small - last).mean())
            resting = resting + 1 if difference < _REST else 0
            rests += difference < _REST
            if difference >= _REST:
                moved += _shift(last, small)
        last = small
        new = held is None or held.shape != small.shape or float(np.abs(small - held).mean()) > _NEW
        far = abs(moved) > _MOVED * small.shape[0]
        if new and (resting >= _LOOKS_AT_REST or far):
            if len(taken) >= MOST_FRAMES:
                raise Refused("frames")
            taken.append((_written(frame, folder, f"{prefix}-{len(taken) + 1}.png"), round(at, 2)))
            held, moved = small, 0.0
    if not looks:
        raise Refused("damaged")
    seconds = round(number / rate, 2)
    if rests < _RESTING_SHARE * looks:
        for name, _ in taken:
            (folder / name).unlink(missing_ok=True)
        taken = []
    return {"seconds": seconds, "frames": [[name, when] for name, when in taken]}


def _small(frame: Any) -> Any:
    import cv2
    import numpy as np

    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    high = max(16, round(grey.shape[0] * _SMALL / grey.shape[1]))
    return cv2.resize(grey, (_SMALL, high), interpolation=cv2.INTER_AREA).astype(np.float32)


def _shift(before: Any, after: Any) -> float:
    """By how many rows the middle of the picture moved up or down."""
    import cv2

    top, bottom = before.shape[0] // 5, before.shape[0] * 4 // 5
    a, b = before[top:bottom].copy(), after[top:bottom].copy()  # OpenCV lays the window over its very input
    window = cv2.createHanningWindow((a.shape[1], a.shape[0]), cv2.CV_32F)
    (_, down), sure = cv2.phaseCorrelate(a, b, window)
    return float(down) if sure > _SURE else 0.0


def _written(frame: Any, folder: Path, name: str) -> str:
    import cv2

    good, data = cv2.imencode(".png", frame)
    if not good:
        raise Refused("damaged")
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
        part.write(data.tobytes())
    Path(part.name).chmod(0o644)
    Path(part.name).replace(folder / name)
    return name


def limit(megabytes: int, seconds: int) -> None:
    """Limit this process's address space and processor time where the platform knows such limits."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit alone holds
        return
    wanted = (
        (resource.RLIMIT_AS, megabytes << 20),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    )
    for what, value in wanted:
        _soft, hard = resource.getrlimit(what)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(what, (most, hard))
        except (ValueError, OSError):  # not every platform lets every limit be set
            continue


def main(arguments: list[str]) -> int:
    """Do the work and print the answer as JSON."""
    kind, path, folder, name, megabytes, seconds = arguments
    limit(int(megabytes), int(seconds))
    answer: dict[str, Any]
    try:
        answer = audio(Path(path)) if kind == "audio" else video(Path(path), Path(folder), name)
    except Refused as refused:
        answer = {"refused": str(refused)}
    except (MemoryError, RecursionError):
        answer = {"refused": "memory"}
    except OSError as error:
        answer = {"refused": "disk", "cause": error.strerror or type(error).__name__}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
