"""Writes the papers that follow from the program itself: a page for each platform, and the reference of all commands.

python tools/papers.py            # write them
python tools/papers.py --check    # exit 1 where one is not as the program is
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from evidence.appeal import list_platforms
from evidence.cli import root
from evidence.platform_page import platform_page

DOCS = Path(__file__).resolve().parent.parent / "docs"


def papers() -> Iterator[tuple[Path, str]]:
    """Every paper with its text."""
    for platform in list_platforms():
        yield DOCS / "platforms" / f"{platform.id}.md", platform_page(platform)
    yield DOCS / "commands.md", "\n".join(reference()) + "\n"


def reference() -> Iterator[str]:
    """The reference of commands, as Markdown lines."""
    yield "# 命令与选项"
    yield ""
    yield "由程序自己的帮助写成：`evidence 命令 --help` 说的是同样的话。每个命令都有 `--lang zh|en` 和 `-v`。"
    for path, command in commands(root, "evidence"):
        yield ""
        yield f"## `{path}`"
        yield ""
        yield from described(command)


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """The command and all below it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from commands(below, f"{path} {name}")


def described(command: click.Command) -> Iterator[str]:
    """Its help, its examples, its options."""
    words, _, examples = (command.help or "").partition("\b")
    yield from (re.sub(r"\s+", " ", part).strip() + "\n" for part in words.split("\n\n") if part.strip())
    lines = [line.strip() for line in examples.strip().splitlines()[1:] if line.strip()]
    if lines:
        yield "```"
        yield from lines
        yield "```"
    options = [p for p in command.params if isinstance(p, click.Option) and p.name not in ("lang", "verbose")]
    if options:
        yield ""
        yield "| 选项 | 用途 |"
        yield "| --- | --- |"
        for option in options:
            names = "、".join(f"`{name}`" for name in option.opts)
            choices = f"（{'、'.join(option.type.choices)}）" if isinstance(option.type, click.Choice) else ""
            yield f"| {names} | {(option.help or '').replace('|', '/')}{choices} |"


def main() -> int:
    """Write the papers, or with `--check` say which are not as the program is."""
    stale = 0
    for path, text in papers():
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale += 1
        if "--check" in sys.argv:
            print(f"not as the program is: {path.name}; run python tools/papers.py")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            print(path)
    return stale if "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
