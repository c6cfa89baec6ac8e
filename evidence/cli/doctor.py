"""`evidence doctor`: what is installed, what is missing, and the remedy."""

from __future__ import annotations

import click

from evidence.catalogue import say
from evidence.cli.shell import Shell, common_options
from evidence.errors import Exit

_WORDS = {"zh": ("有", "缺少", "没有（可选）"), "en": ("ok", "MISSING", "not there (optional)")}


@click.command("doctor")
@common_options
@click.pass_obj
def command(shell: Shell) -> int:
    """检查运行环境：有什么、缺什么、怎样补上。

    What is installed, what is missing, and the exact remedy.

    \b
    例 Example:
      evidence doctor
    """
    from evidence.doctor import examine

    there, missing, optional = _WORDS[shell.lang]
    parts = examine()
    width = max(len(part.name) for part in parts)
    for part in parts:
        state = there if part.there else missing if part.needed else optional
        click.echo(f"{part.name.ljust(width)}  {state}  {part.found}".rstrip())
        if part.remedy is not None:
            click.echo(" " * width + "  → " + say(part.remedy, shell.lang))
    if any(part.needed and not part.there for part in parts):
        shell.say("cli.doctor-missing")
        return Exit.MISSING
    return Exit.DONE
