"""The interface people and programs rely on: every command documented, with an example; help quick and complete."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Callable

import click
import pytest
from support import ROOT, Run

from evidence.cli import _COMMANDS

Runner = Callable[..., Run]


@pytest.mark.parametrize("name", sorted(_COMMANDS))
def test_every_command_has_help_with_a_runnable_example(run: Runner, name: str) -> None:
    ran = run(name, "--help")
    assert ran.code == 0
    assert re.search(rf"^ +(echo .*\| )?evidence {name}", ran.out, re.MULTILINE), ran.out
    assert "\\b" not in ran.out


@pytest.mark.parametrize("name", sorted(_COMMANDS))
def test_every_command_stands_in_both_readmes(name: str) -> None:
    for readme in ("README.md", "README.en.md"):
        assert f"evidence {name}" in (ROOT / readme).read_text("utf-8")


def options_of(command: click.Command) -> list[click.Option]:
    every = [p for p in command.params if isinstance(p, click.Option)]
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            every += options_of(inner)
    return every


@pytest.mark.parametrize("name", sorted(_COMMANDS))
def test_every_option_says_what_it_does(name: str) -> None:
    for option in options_of(importlib.import_module(f"evidence.cli.{name}").command):
        assert option.help, f"{name} {option.opts}"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from evidence.cli import reported_main; reported_main(['--help']);"
        "heavy = {'cv2', 'numpy', 'onnxruntime', 'rapidocr', 'reportlab', 'pydantic', 'rich', 'PIL', 're2', 'pikepdf',"
        "'pyhanko', 'cryptography', 'asn1crypto'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr


def test_without_arguments_it_says_what_to_do_first(run: Runner) -> None:
    ran = run()
    assert ran.code == 0
    assert "evidence build" in ran.out


def test_the_readme_shows_set_up_first() -> None:
    for readme in ("README.md", "README.en.md"):
        head = (ROOT / readme).read_text("utf-8").splitlines()[:8]
        assert any(line.startswith("make demo") for line in head)
        assert any(line.startswith("make test") for line in head)


def test_no_file_of_the_project_names_a_machine_or_a_registry() -> None:
    words = re.compile(r"/(?:home|root|work|tmp)/\w|index-url|--find-links|files\.pythonhosted")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in (".py", ".toml", ".md", ".lock", "") and path.is_file() and name != "tests/test_interface.py":
            found = words.search(path.read_text("utf-8"))
            assert found is None, f"{name}: {found and found[0]}"
