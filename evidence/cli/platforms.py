"""`evidence platforms`: what the platforms ask of an appeal, as data."""

from __future__ import annotations

import click

from evidence.cli.shell import Shell, common_options


@click.group("platforms", invoke_without_command=True)
@common_options
@click.pass_context
def command(ctx: click.Context) -> None:
    """列出、查看各平台的申诉要求（带日期和来源标记）。

    List and show what each platform asks of an appeal, with dates and source marks.

    \b
    例 Examples:
      evidence platforms list
      evidence platforms show douyin
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_all)


@command.command("list")
@common_options
@click.pass_obj
def list_all(shell: Shell) -> int:
    """列出全部平台  List every platform.

    \b
    例 Example:
      evidence platforms list
    """
    from evidence.appeal import list_platforms
    from evidence.tables import platforms_table

    shell.write(platforms_table(list_platforms()), None)
    return 0


@command.command("show")
@click.argument("platform_id")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "markdown"]),
    default="json",
    show_default=True,
    help="数据或文章  As data or to be read.",
)
@common_options
@click.pass_obj
def show(shell: Shell, platform_id: str, form: str) -> int:
    """查看一个平台  Show one platform.

    \b
    例 Examples:
      evidence platforms show douyin
      evidence platforms show taobao --format markdown
    """
    from evidence.appeal import load_platform
    from evidence.documents import dumps
    from evidence.platform_page import platform_page

    platform = load_platform(platform_id)
    shell.write(platform_page(platform) if form == "markdown" else dumps(platform.model_dump(mode="json")), None)
    return 0
