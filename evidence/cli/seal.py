"""`evidence seal`: add a trusted time or a signature to a finished pack."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.shell import Shell, china_now, common_options
from evidence.custody import Custody
from evidence.errors import EvidenceError, Exit
from evidence.files import file_error

if TYPE_CHECKING:
    from evidence.seal import SealPlan

PASSWORD = "EVIDENCE_P12_PASSWORD"  # noqa: S105 - the name of the variable, not a password


@click.command("seal")
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--tsa", metavar="URL", help="时间戳服务网址，只发送哈希值  Timestamp authority; only a hash is sent.")
@click.option("--tsr", type=click.Path(path_type=Path), help="别处盖好的时间戳回执  A reply stamped elsewhere.")
@click.option("--p12", type=click.Path(path_type=Path), help="签名证书（.p12/.pfx）  Sign with this key.")
@click.option("--passfile", type=click.Path(path_type=Path), help="证书密码所在文件  File with the key's password.")
@click.option("--case", type=click.Path(path_type=Path), help="案件文件夹，记入保管记录  Case folder, for its log.")
@click.option("--tsq", is_flag=True, help="只写出待盖章的请求  Only write the request, to be stamped elsewhere.")
@common_options
@click.pass_obj
def command(
    shell: Shell,
    pack: Path,
    tsa: str | None,
    tsr: Path | None,
    p12: Path | None,
    passfile: Path | None,
    case: Path | None,
    tsq: bool,
) -> int:
    """给做好的证据包加盖可信时间戳（--tsa）、签名（--p12，可同时加 --tsa）或别处拿到的回执（--tsr）。

    Seal a finished pack: with an authority's time (--tsa), a signature (--p12, dated if --tsa is there too), or a reply
    stamped elsewhere (--tsr). Nothing but the file's hash leaves this computer, and that only with --tsa.

    \b
    例 Examples:
      evidence seal 证据包.pdf --tsa http://timestamp.example/
      evidence seal 证据包.pdf --p12 店铺.p12 --tsa http://timestamp.example/
      evidence seal 证据包.pdf --tsq
      evidence seal 证据包.pdf --tsr 证据包.pdf.tsr
    """
    if (tsr is not None) + bool(tsa or p12) + tsq != 1:
        raise EvidenceError(Exit.USAGE, "cli.seal-one")
    from evidence.seal import add_reply, log_folder, write_request

    if not pack.is_file():
        raise EvidenceError(Exit.FILE, "files.not-found", path=pack)
    if tsq:
        shell.say("cli.seal-request", path=write_request(pack), pack=pack)
        return Exit.DONE
    plan = plan_of(tsa, p12, passfile)
    folder = log_folder(pack, case)
    log = None if folder is None else Custody(folder, china_now())
    if tsr is not None:
        add_reply(pack, tsr, log=log)
    elif plan is not None:
        _sealed(shell, pack, plan, log)
    shell.say("cli.sealed", path=pack)
    return Exit.DONE


def _sealed(shell: Shell, pack: Path, plan: SealPlan, log: Custody | None) -> None:
    from evidence.seal import seal_pack, sidecars_of

    try:
        seal_pack(pack, plan, log=log)
    except EvidenceError as error:
        request = sidecars_of(pack).request
        if error.exit_code is Exit.SEAL and request.is_file():
            shell.say("cli.seal-request", path=request, pack=pack)
        raise


def plan_of(tsa: str | None, p12: Path | None, passfile: Path | None) -> SealPlan | None:
    """How to seal, from what was given on the command line; None where nothing was. Keys are opened at once."""
    if tsa is None and p12 is None:
        return None
    from evidence.seal import Authority, SealPlan, load_signer

    authority = None if tsa is None else Authority.at(tsa)
    signer = None if p12 is None else load_signer(p12, _password(p12, passfile))
    return SealPlan(authority, signer)


def _password(p12: Path, passfile: Path | None) -> str | None:
    if passfile is not None:
        try:
            return passfile.read_text("utf-8-sig").rstrip("\r\n")
        except OSError as error:
            raise file_error(error, passfile) from error
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if sys.stdin is not None and sys.stdin.isatty():
        given: str = click.prompt(
            f"{p12.name} 密码 password", hide_input=True, default="", show_default=False, err=True
        )
        return given or None
    return None
