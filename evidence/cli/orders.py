"""`evidence orders`: orders that stand out in a marketplace's export."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.shell import Shell, common_options
from evidence.errors import EvidenceError, Exit


@click.command("orders")
@click.argument("export", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--case",
    "folder",
    type=click.Path(path_type=Path),
    help="案件文件夹：标出本案订单和有关的订单  The case folder: mark its order and those related to it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="输出格式  Output form.",
)
@click.option("--rules", type=click.Path(path_type=Path), help="自己的筛查数值文件  Your own file of signs.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="输出文件，默认标准输出  Output file.")
@click.option("--force", is_flag=True, help="覆盖已有的输出  Overwrite the output.")
@common_options
@click.pass_obj
def command(
    shell: Shell,
    export: tuple[Path, ...],
    folder: Path | None,
    form: str,
    rules: Path | None,
    output: Path | None,
    force: bool,
) -> int:
    """在平台导出的订单表里找出异常订单：风险、原因、建议，以及这份表看不出什么。未发货的排在前面。

    EXPORT 是后台导出的原表（CSV 或 XLSX），可以再加一份评价导出，按订单号合并。

    Find orders that stand out in a marketplace's export, those not yet shipped first. A second export (of reviews) is
    joined by order number.

    \b
    例 Examples:
      evidence orders 订单导出.csv
      evidence orders 订单导出.xlsx 评价导出.xlsx --format csv -o 异常订单.csv
      evidence orders 订单导出.csv --case ./我的案子 --format json
    """
    import gc

    from evidence.facts import exports

    # A hundred thousand orders are millions of small objects, none of them garbage: looking for it took a quarter of
    # the time.
    gc.disable()
    signs = exports.load_signs(rules) if rules else None
    table = exports.combined(*(exports.read_export(path) for path in export))
    screening = exports.screen(table, signs)
    own = None
    near: set[str] = set()
    if folder is not None:
        number = _order_of(folder)
        own = exports.find(table.orders, number)
        if own is None:
            shell.say("cli.order-not-in-export", number=number, path=table.name)
        else:
            near = {order.number for order in exports.related(table.orders, own)}
    if form == "json":
        text = exports.as_json(table, screening, own=own, near=near)
    elif form == "csv":
        text = exports.as_csv(screening)
    else:
        text = exports.as_text(table, screening, own=own, near=near)
    shell.write(text, output, force=force)
    for notice in table.notices:
        shell.tell(notice)
    return Exit.PARTLY if table.notices else Exit.DONE


def _order_of(folder: Path) -> str:
    """The case's order number: stated in case.toml, else read from the folder's exhibits."""
    from evidence.case import load_casefile
    from evidence.case.folder import CASE_FILE

    if not folder.is_dir():
        raise EvidenceError(Exit.FILE, "case.not-a-folder" if folder.exists() else "case.no-such-folder", path=folder)
    stated = load_casefile(folder / CASE_FILE).order if (folder / CASE_FILE).is_file() else None
    if stated is not None:
        return stated
    from evidence.pipeline import BuildOptions, survey

    number = survey(folder, BuildOptions()).facts.order.number
    if number is None:
        raise EvidenceError(Exit.UNUSABLE, "cli.case-without-order", path=folder)
    return number.value
