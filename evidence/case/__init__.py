"""The case room: takes a folder and its `case.toml`, hands on a `Case` with every file hashed and told apart.

What is public here is loaded when it is first asked for, so that importing the room costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.lazy import lazily

if TYPE_CHECKING:
    from evidence.case.casefile import load_casefile
    from evidence.case.folder import collect, collect_paths
    from evidence.case.kinds import recognised
    from evidence.case.picture import Picture, open_picture
    from evidence.case.recording import clock, only_talk, with_frames

__all__ = [
    "Picture",
    "clock",
    "collect",
    "collect_paths",
    "load_casefile",
    "only_talk",
    "open_picture",
    "recognised",
    "with_frames",
]

_HOMES = {
    "Picture": "picture",
    "clock": "recording",
    "collect": "folder",
    "collect_paths": "folder",
    "load_casefile": "casefile",
    "only_talk": "recording",
    "open_picture": "picture",
    "recognised": "kinds",
    "with_frames": "recording",
}

__getattr__ = lazily(__name__, _HOMES)
