"""Runs the whole program on a folder with hostile things in it, and watches everything that must not happen."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hostile.scene import GOOD, small_case
from support import Run, keep_records, lend_records

from evidence.errors import Exit

Runner = Callable[..., Run]
Fates = Mapping[str, str]
"""What should become of each hostile file, by its path: used, duplicate, unreadable or ignored."""


def seen(folder: Path) -> dict[str, tuple[int, int, int, str]]:
    """Every entry below the folder but our own: mode, size, time of change, hash; links and pipes are not opened."""
    found = {}
    for here, folders, names in os.walk(os.fsencode(folder)):
        if b".evidence" in folders:
            folders.remove(b".evidence")
        for name in (*folders, *names):
            path = here + b"/" + name
            facts = os.lstat(path)
            is_file = stat.S_ISREG(facts.st_mode)
            digest = ""
            if is_file and os.access(path, os.R_OK):
                with open(path, "rb") as stream:  # noqa: PTH123 - bytes path
                    digest = hashlib.sha256(stream.read()).hexdigest()
            size = facts.st_size if is_file else 0
            changed = facts.st_mtime_ns if is_file else 0
            found[os.fsdecode(path)] = (facts.st_mode, size, changed, digest)
    return found


@dataclass(frozen=True)
class Built:
    """A finished build: what was said, and PACK.json."""

    run: Run
    document: dict[str, Any]
    folder: Path
    out: Path

    @property
    def manifest(self) -> dict[str, dict[str, Any]]:
        return {entry["path"]: entry for entry in self.document["manifest"]}


def build(run: Runner, place: Path, put: Callable[[Path], Fates], *options: object) -> Built:
    """Build the small case with what `put` puts beside it; everything that must hold of any folder is checked here."""
    folder, out = place / "案 件", place / "出口"
    small_case(folder)
    out.mkdir()
    fates = put(folder)
    lend_records(folder)
    before, around = seen(folder), sorted(p.name for p in place.iterdir())
    ran = run("build", folder, "-o", out / "包.pdf", *options)
    keep_records(folder)
    assert "Traceback" not in ran.err and ".py:" not in ran.err, ran.err
    assert "Warning" not in ran.err, ran.err
    want = Exit.PARTLY if "unreadable" in fates.values() else Exit.DONE
    assert ran.code == want, ran.err
    assert seen(folder) == before, "an input was touched"
    assert sorted(p.name for p in place.iterdir()) == around, "something was written outside of the output"
    made = {p.name for p in out.iterdir()}
    assert made >= {"包.json", "包.pdf", "包.pdf.sha256"} and all(name.startswith("包") for name in made), made
    built = Built(ran, json.loads((out / "包.json").read_text("utf-8")), folder, out)
    entries = built.manifest
    assert len(entries) == len(built.document["manifest"]), "a file is listed twice"
    assert set(entries) == {*GOOD, *fates}, "every file is accounted for, and nothing else"
    assert {name: entries[name]["status"] for name in GOOD} == dict.fromkeys(GOOD, "used"), "a good file is lost"
    assert {name: entries[name]["status"] for name in fates} == dict(fates)
    for name, fate in fates.items():
        if fate in ("unreadable", "ignored"):
            assert entries[name]["reason"], name
            assert shown(name) in ran.err, f"{name} is not named at the terminal"
    assert {s["path"] for s in built.document["transcript"]["sources"]} == set(entries)
    return built


def shown(name: str) -> str:
    """The name as the terminal shows it."""
    from evidence.cli.shell import printable

    return printable(name)
