"""`evidence init`: a commented case.toml from what can be read."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.shell import Shell, china_now, common_options
from evidence.files import refuse_existing


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(1, 64), help="识别进程数  Reading processes (1: this one alone).")
@click.option("--force", is_flag=True, help="覆盖已有的 case.toml  Overwrite case.toml.")
@common_options
@click.pass_obj
def command(shell: Shell, folder: Path, workers: int | None, force: bool) -> int:
    """读一遍 FOLDER，写出带注释的 case.toml 草稿：读到的填好，读不到的留空待填。

    Draft a commented case.toml in FOLDER from what can be read.

    \b
    例 Examples:
      evidence init ./我的案子
    """
    from evidence.drafting import draft_casefile
    from evidence.pipeline import BuildOptions, survey

    target = folder / "case.toml"
    if folder.is_dir():
        refuse_existing([target], force=force)
    with shell.progress() as told:
        seen = survey(folder, BuildOptions(workers=workers), progress=told, now=china_now())
    shell.write(draft_casefile(seen.case, seen.transcript, seen.facts), target, force=force)
    shell.say("cli.init-done", path=target)
    return 0
