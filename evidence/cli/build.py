"""`evidence build`: the main job."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.shell import Shell, china_now, common_options, parse_time
from evidence.errors import EvidenceError, Exit
from evidence.files import file_error
from evidence.model import Device, Notice

if TYPE_CHECKING:
    from evidence.pipeline import Built

_STATES = {
    "zh": {"pass": "通过", "warn": "留意", "fail": "不通过", "unknown": "待定"},
    "en": {"pass": "pass", "warn": "warn", "fail": "FAIL", "unknown": "unknown"},
}


@click.command("build")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="证据包 PDF 的位置  The pack's PDF."
)
@click.option("--platform", help="平台 id，见 evidence platforms  Platform id.")
@click.option("--ground", help="指定申诉理由的 id  Appeal reason to use.")
@click.option("--captured", type=parse_time, help="截图时间  When the screenshots were taken.")
@click.option("--device", type=click.Choice(["seller", "buyer"]), help="谁的屏幕  Whose screen.")
@click.option(
    "--engine",
    type=click.Choice(["rapidocr", "tesseract"]),
    default="rapidocr",
    show_default=True,
    help="识别引擎  OCR.",
)
@click.option("--rules", type=click.Path(path_type=Path), multiple=True, help="自己的规则文件  Your own rule file.")
@click.option("--statement-file", type=click.Path(path_type=Path), help="用自己写的申诉说明  Use your own statement.")
@click.option("--workers", type=click.IntRange(1, 64), help="识别进程数  Reading processes.")
@click.option("--force", is_flag=True, help="覆盖已有的输出  Overwrite outputs.")
@common_options
@click.pass_obj
def command(
    shell: Shell,
    folder: Path,
    output: Path,
    platform: str | None,
    ground: str | None,
    captured: datetime | None,
    device: Device | None,
    engine: str,
    rules: tuple[Path, ...],
    statement_file: Path | None,
    workers: int | None,
    force: bool,
) -> int:
    """把 FOLDER 里的聊天、订单、物流、评价截图做成证据包 PDF，旁边同时写出 .json 和 .sha256。

    Make the evidence pack of FOLDER: PACK.pdf, with PACK.json and PACK.pdf.sha256 beside it.

    \b
    例 Examples:
      evidence build ./我的案子 -o 证据包.pdf
      evidence build ./我的案子 -o 证据包.pdf --platform taobao --captured "2026-10-06 20:00"
      evidence build ./我的案子 -o 证据包.pdf --statement-file 说明.txt --force
    """
    from evidence.pipeline import BuildOptions, build

    options = BuildOptions(
        platform=platform,
        ground=ground,
        captured=captured,
        device=device,
        engine=engine,
        rules=rules,
        statement=None if statement_file is None else _statement(statement_file),
        workers=workers,
        force=force,
    )
    with shell.progress() as told:
        built = build(folder, output, options, now=china_now(), progress=told)
    _tell(shell, built)
    return built.exit_code


def _statement(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise EvidenceError(Exit.UNUSABLE, "cli.statement-unreadable", path=path) from error
    except OSError as error:
        raise file_error(error, path) from error


def _tell(shell: Shell, built: Built) -> None:
    """What a person wants to know after a build: what was left out, the verdict, what to mend, where the pack is."""
    appeal, judgement = built.dossier.appeal, built.dossier.judgement
    for notice in built.notices:
        shell.tell(notice)
    for source in built.unused:
        if source.reason is not None:
            shell.tell(source.reason)
    if appeal.ground is None:
        shell.say("cli.no-ground", platform=appeal.platform_name, why=appeal.why)
    elif not appeal.ground.holds:
        missing = "；".join(appeal.ground.missing) or appeal.ground.why
        shell.say("cli.ground-shaky", platform=appeal.platform_name, label=appeal.ground.label, missing=missing)
    else:
        shell.say("cli.ground", platform=appeal.platform_name, label=appeal.ground.label, deadline=appeal.deadline.why)
    grades = Counter(f.grade for f in judgement.findings)
    states = Counter(c.state for c in appeal.checklist)
    shell.say(
        "cli.findings",
        strong=grades["strong"],
        medium=grades["medium"],
        weak=grades["weak"],
        passed=states["pass"],
        warned=states["warn"],
        failed=states["fail"],
        unknown=states["unknown"],
    )
    for check in appeal.checklist:
        if check.state in ("fail", "warn"):
            state = _STATES[shell.lang][check.state]
            shell.say("cli.check", state=state, title=check.title, found=check.found, remedy=check.remedy)
    if judgement.seller_risks:
        shell.say("cli.seller-risks", count=len(judgement.seller_risks), document=built.files.private.name)
    size = f"{built.files.pdf.stat().st_size / 1e6:.1f} MB"
    shell.tell(Notice.of("cli.built", path=built.files.pdf, pages=built.pages, size=size))
    shell.say("cli.built-beside", document=built.files.document.name, hashes=built.files.hashes.name)
    if appeal.ground is not None:
        shell.say("cli.next")
