"""A hostile picture costs its own place in the pack and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hostile.images import Hostile, mutated, readable, unreadable
from hostile.watch import Runner, build

from evidence.case import open_picture
from evidence.errors import EvidenceError, Exit


def put(folder: Path, files: Iterable[Hostile]) -> Mapping[str, str]:
    fates = {}
    for name, data, fate in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        fates[name] = fate
    return fates


def test_pictures_that_cannot_be_shown_are_named_and_the_rest_is_in_the_pack(run: Runner, tmp_path: Path) -> None:
    built = build(run, tmp_path, lambda folder: put(folder, unreadable()))
    assert len({built.manifest[name]["reason"] for name, _, _ in unreadable()}) >= 5, "each with its own reason"


def test_odd_pictures_are_read_like_any_other(run: Runner, tmp_path: Path) -> None:
    built = build(run, tmp_path, lambda folder: put(folder, readable()))
    turned = next(s for s in built.document["transcript"]["sources"] if s["path"].endswith("/旋转.jpg"))
    assert (turned["width"], turned["height"]) == (240, 540), "as a viewer shows it"


def test_a_picture_with_changed_bytes_opens_or_is_refused_and_nothing_else(tmp_path: Path) -> None:
    opened = 0
    for name, data in mutated(seed=7, count=300):
        path = tmp_path / name.replace("/", "-")
        path.write_bytes(data)
        try:
            picture = open_picture(path)
        except EvidenceError as error:
            assert error.exit_code is Exit.UNUSABLE
            assert path.name in dict(error.notice.params)["path"]
        else:
            opened += 1
            assert picture.pixels.shape == (picture.height, picture.width, 3)
    assert 30 < opened < 270, "the changes should leave some whole and break some"


@pytest.mark.parametrize("name", ["read", "build", "init"])
def test_a_folder_of_nothing_but_hostile_pictures_is_not_usable(run: Runner, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "坏"
    put(folder, unreadable())
    options = {"build": ("-o", tmp_path / "p.pdf")}.get(name, ())
    ran = run(name, folder, *options)
    assert ran.code == Exit.UNUSABLE
    assert sorted(p.name for p in tmp_path.iterdir()) == ["坏"]
    assert not list(folder.glob("case.toml"))
