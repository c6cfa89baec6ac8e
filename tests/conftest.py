"""Shared by all tests: the samples, built with the real engines; readings are cached by the pictures' content."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import SAMPLES, Run, keep_records, lend_records


@pytest.fixture(scope="session")
def case_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Path]]:
    """Give a scratch copy of a sample's folder, with cached readings; new readings are kept afterwards."""
    copies: list[Path] = []

    def copy(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name) / name
        shutil.copytree(SAMPLES / name, folder)
        lend_records(folder)
        copies.append(folder)
        return folder

    yield copy
    for folder in copies:
        keep_records(folder)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Run the program in this process, as the command line does, in Chinese unless `lang` says otherwise."""
    from evidence.cli import reported_main

    def call(*arguments: object, lang: str = "zh") -> Run:
        monkeypatch.setenv("LC_ALL", "en_US.UTF-8" if lang == "en" else "zh_CN.UTF-8")
        capfd.readouterr()
        code = reported_main([str(a) for a in arguments])
        out, err = capfd.readouterr()
        return Run(int(code), out, err)

    return call
