"""The papers say what the program does: they are written from it, and what they show can be run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from support import ROOT

from evidence.cli import root

PAPERS = [ROOT / "README.md", ROOT / "README.en.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_papers_that_follow_from_the_program_are_as_it_is() -> None:
    ran = subprocess.run([sys.executable, "tools/papers.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.name)
def test_links_between_papers_lead_somewhere(paper: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", paper.read_text("utf-8")):
        assert (paper.parent / target).exists(), target


def shown_commands() -> list[tuple[str, str]]:
    lines = [(p.name, line) for p in PAPERS for line in re.findall(r"^evidence +(.*)$", p.read_text("utf-8"), re.M)]
    assert len(lines) > 20, "the search through the papers finds nothing: it no longer knows how commands are shown"
    return lines


@pytest.mark.parametrize(("paper", "line"), shown_commands())
def test_a_command_shown_in_a_paper_exists_with_its_options(paper: str, line: str) -> None:
    words = line.partition("#")[0].split()
    command: click.Command | None = root
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.get_command(click.Context(command), words.pop(0))
    assert command is not None, paper
    options = {o for p in command.params for o in p.opts} | {"--help", "-h"}
    assert {w.partition("=")[0] for w in words if re.match(r"--?[a-z]", w)} <= options
