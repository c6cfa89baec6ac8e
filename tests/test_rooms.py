"""The rooms: what is public is found by its name, and a command loads only the rooms that it goes through."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest
from support import keep_records

ROOMS = ("appeal", "case", "chat", "facts", "match", "model", "ocr", "report", "seal")


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_is_there_and_none_is_also_a_module(room: str) -> None:
    package = import_module(f"evidence.{room}")
    modules = {entry.name.removesuffix(".py") for entry in files(package).iterdir()}
    for name in package.__all__:
        found = getattr(package, name)
        assert getattr(package, name) is found
    assert not modules & set(package.__all__), "importing the module would put it in the place of what bears its name"


@pytest.mark.parametrize("room", ROOMS)
def test_an_unknown_name_is_refused_as_python_does(room: str) -> None:
    package = import_module(f"evidence.{room}")
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = package.nothing_of_the_kind
    assert not hasattr(package, "nothing_of_the_kind")


LOADED = """
import json, sys
from evidence.cli import reported_main
code = reported_main(sys.argv[1:])
heavy = ("numpy", "cv2", "PIL", "onnxruntime", "reportlab", "pikepdf", "re2", "pypinyin", "pyhanko", "openpyxl")
print(json.dumps({"code": int(code), "heavy": [h for h in heavy if h in sys.modules]}), file=sys.stderr)
"""


def test_reading_again_after_a_correction_loads_neither_engine_nor_pictures(
    case_of: Callable[[str], Path], tmp_path: Path
) -> None:
    folder, told = case_of("coercion-douyin"), tmp_path / "对话.json"

    def ran(*arguments: object) -> dict[str, object]:
        command = [sys.executable, "-c", LOADED, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
        return dict(json.loads(done.stderr.splitlines()[-1]))

    assert ran("read", folder, "-o", told)["code"] in (0, 1)
    keep_records(folder)
    first = json.loads(told.read_text("utf-8"))
    message = next(m for m in first["messages"] if m["kind"] == "text")
    assert ran("correct", folder, message["id"], "--text", "改过的话")["code"] == 0
    again = ran("read", folder, "-o", told, "--force")
    assert again["heavy"] == []
    second = json.loads(told.read_text("utf-8"))
    changed = next(m for m in second["messages"] if m["id"] == message["id"])
    assert (changed["text"], changed["corrected"]) == ("改过的话", {"text": message["text"]})
    assert [m for m in second["messages"] if m["id"] != message["id"]] == [
        m for m in first["messages"] if m["id"] != message["id"]
    ]
