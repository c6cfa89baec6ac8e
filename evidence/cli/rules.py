"""`evidence rules`: what is matched, as data."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.shell import Shell, common_options


@click.group("rules", invoke_without_command=True)
@common_options
@click.pass_context
def command(ctx: click.Context) -> None:
    """列出、查看、检查语句规则。

    List, show and check the rules that are matched.

    \b
    例 Examples:
      evidence rules list
      evidence rules show review-for-money
      evidence rules check 我的规则.toml
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_rules)


@command.command("list")
@common_options
@click.pass_obj
def list_rules(shell: Shell) -> int:
    """列出全部规则  List every rule.

    \b
    例 Example:
      evidence rules list
    """
    from evidence.match import load_rules
    from evidence.tables import rules_table

    shell.write(rules_table(load_rules()), None)
    return 0


@command.command("show")
@click.argument("rule_id")
@common_options
@click.pass_obj
def show(shell: Shell, rule_id: str) -> int:
    """查看一条规则  Show one rule.

    \b
    例 Example:
      evidence rules show review-for-money
    """
    from evidence.documents import dumps
    from evidence.match import load_rules
    from evidence.tables import rule_document

    shell.write(dumps(rule_document(load_rules(), rule_id)), None)
    return 0


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@common_options
@click.pass_obj
def check(shell: Shell, file: Path) -> int:
    """检查自己写的规则文件，并试跑里面的例句  Check a rule file and run its examples.

    \b
    例 Example:
      evidence rules check 我的规则.toml
    """
    from evidence.tables import checked_rules

    text, code = checked_rules(file)
    shell.write(text, None)
    return code
