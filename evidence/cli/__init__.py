"""The roof: arguments in, words out, no work. One small file for each family of commands, imported when called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from evidence import __version__
from evidence.catalogue import default_lang
from evidence.cli.shell import Shell, reported

__all__ = ["main", "reported_main", "root"]

_COMMANDS = {
    "build": "把一个文件夹的截图和凭证做成证据包  Make the evidence pack of a folder.",
    "read": "只识别聊天截图，输出对话记录  Read screenshots to one transcript.",
    "correct": "更正一条读错的消息，原识别保留  Correct one message; both readings stay.",
    "match": "只查找要挟等语句  Match phrases in a conversation.",
    "seal": "给证据包加盖可信时间戳或签名  Add a trusted time or a signature to a pack.",
    "verify": "核对证据包和原始文件是否改动过  Check that pack and originals are unchanged.",
    "init": "写一份 case.toml 草稿  Draft a case.toml from what can be read.",
    "orders": "在订单导出表里找出异常订单  Find orders that stand out in an export.",
    "rules": "列出、查看、检查语句规则  List, show and check the rules.",
    "platforms": "列出、查看平台申诉要求  List and show what platforms ask.",
    "doctor": "检查运行环境，给出补救办法  What is installed, what is missing, and the remedy.",
}


class _Commands(click.Group):
    """Commands are imported when called, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(importlib.import_module(f"evidence.cli.{cmd_name}"), "command", None)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="evidence")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None, help="提示语言，默认随系统  Language of messages."
)
@click.option("-v", "--verbose", is_flag=True, help="出错时显示技术细节  Show tracebacks.")
@click.pass_context
def root(ctx: click.Context, lang: str | None, verbose: bool) -> None:
    """把一个文件夹的聊天截图、订单、物流和评价，整理成平台申诉用的证据包。全部在本机完成，不上传任何内容。

    Turn a folder of chat screenshots, order, delivery and review proofs into the evidence pack of a marketplace appeal.
    Everything stays on this computer.

    \b
    例 Examples:
      evidence build ./我的案子 -o 证据包.pdf
      evidence read ./我的案子/聊天 --format text
      evidence verify 证据包.pdf --originals ./我的案子
    """
    ctx.obj = Shell("en" if lang == "en" else "zh" if lang == "zh" else default_lang(), verbose)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def reported_main(arguments: Sequence[str]) -> int:
    """Run the program on these arguments; hand back an exit code of the contract."""
    return reported(root, arguments)


def main() -> None:
    """Run the program and leave with an exit code of the contract."""
    sys.exit(reported_main(sys.argv[1:]))
