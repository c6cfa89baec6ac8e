"""`evidence verify`: is a pack unchanged, since when, by whose word, and are the originals those it was built from."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.catalogue import say
from evidence.cli.shell import Shell, common_options, printable
from evidence.errors import Exit
from evidence.model import Notice


@click.command("verify")
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--originals", type=click.Path(path_type=Path), help="同时核对原始文件夹  Compare the case folder too.")
@click.option("--trust", type=click.Path(path_type=Path), help="只信任这些根证书  Trust these roots, not the system's.")
@common_options
@click.pass_obj
def command(shell: Shell, pack: Path, originals: Path | None, trust: Path | None) -> int:
    """核对证据包是否与生成时一致、时间由谁出具；加 --originals 时，逐个核对原始文件和保管记录。不联网。

    Check that the pack is unchanged, since when and by whose word; with --originals, that the originals are those it
    was built from and that the custody log is whole. The answer is one line, the details follow. No network.

    \b
    例 Examples:
      evidence verify 证据包.pdf
      evidence verify 证据包.pdf --originals ./我的案子
      evidence verify 证据包.pdf --trust 根证书.pem
    """
    from evidence.seal import verify_pack

    verdict = verify_pack(pack, originals, trust=trust)
    time = say(verdict.time, shell.lang)
    if verdict.whole:
        count = Notice.of("cli.verify-originals", count=verdict.originals)
        compared = "" if originals is None else say(count, shell.lang)
        answer = Notice.of("cli.verify-whole", pack=pack, originals=compared, time=time)
    elif verdict.exit_code is Exit.CHANGED:
        answer = Notice.of("cli.verify-changed", pack=pack)
    else:
        answer = Notice.of("cli.verify-unsealed", pack=pack)
    lines = [answer, *(i.notice for i in verdict.items if i.speaks_against)]
    lines += [i.notice for i in verdict.items if not i.speaks_against and (i.state != "same" or shell.verbose)]
    shell.write("".join(printable(say(line, shell.lang)) + "\n" for line in lines), None)
    return verdict.exit_code
