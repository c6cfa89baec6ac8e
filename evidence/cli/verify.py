"""`evidence verify`: is a pack unchanged, and are the originals those it was built from."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.catalogue import say
from evidence.cli.shell import Shell, common_options
from evidence.errors import Exit
from evidence.model import Notice


@click.command("verify")
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--originals", type=click.Path(path_type=Path), help="同时核对原始文件夹  Compare the case folder too.")
@common_options
@click.pass_obj
def command(shell: Shell, pack: Path, originals: Path | None) -> int:
    """核对证据包是否与生成时一致；加 --originals 时，逐个核对原始文件。

    Check that the pack is unchanged and, with --originals, that the originals are those it was built from.

    \b
    例 Examples:
      evidence verify 证据包.pdf
      evidence verify 证据包.pdf --originals ./我的案子
    """
    from evidence.seal import verify_pack

    verdict = verify_pack(pack, originals)
    for item in verdict.items:
        if item.state != "same" or shell.verbose:
            shell.tell(item.notice)
    if verdict.whole:
        compared = (
            "" if originals is None else say(Notice.of("cli.verify-originals", count=verdict.originals), shell.lang)
        )
        shell.say("cli.verify-whole", pack=pack, originals=compared)
    elif verdict.exit_code is Exit.CHANGED:
        shell.say("cli.verify-changed", pack=pack)
    else:
        shell.say("cli.verify-unsealed", pack=pack)
    return verdict.exit_code
