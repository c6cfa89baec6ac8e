"""`evidence build`: the main job."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from evidence.cli.seal import plan_of
from evidence.cli.shell import Shell, china_now, common_options, parse_size, parse_time
from evidence.cli.verdict import tell_verdict
from evidence.errors import EvidenceError, Exit
from evidence.files import file_error
from evidence.model import Device


@click.command("build")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="证据包 PDF 的位置  The pack's PDF."
)
@click.option("--platform", help="平台 id，见 evidence platforms  Platform id.")
@click.option("--ground", help="指定申诉理由的 id  Appeal reason to use.")
@click.option("--report", is_flag=True, help="只做行为举报，不做评价申诉  A report of behaviour, not a review appeal.")
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
@click.option("--workers", type=click.IntRange(1, 64), help="识别进程数  Reading processes (1: this one alone).")
@click.option("--attach-originals", is_flag=True, help="把原始文件嵌入 PDF  Put the originals inside the PDF.")
@click.option("--kit", type=click.Path(path_type=Path), help="上传材料的文件夹  Folder for the upload kit.")
@click.option("--pages", type=click.Path(path_type=Path), help="逐页图片的文件夹  Folder for pages as pictures.")
@click.option("--max-size", type=parse_size, help="PDF 的大小上限，如 10MB  The PDF's size at most.")
@click.option("--share", is_flag=True, help="遮盖个人信息的副本  A copy with private things masked.")
@click.option("--tsa", metavar="URL", help="加盖可信时间戳，只发送哈希值  Timestamp authority; only a hash is sent.")
@click.option("--p12", type=click.Path(path_type=Path), help="用证书签名（.p12/.pfx）  Sign with this key.")
@click.option("--passfile", type=click.Path(path_type=Path), help="证书密码所在文件  File with the key's password.")
@click.option("--force", is_flag=True, help="覆盖已有的输出  Overwrite outputs.")
@common_options
@click.pass_obj
def command(
    shell: Shell,
    folder: Path,
    output: Path,
    platform: str | None,
    ground: str | None,
    report: bool,
    captured: datetime | None,
    device: Device | None,
    engine: str,
    rules: tuple[Path, ...],
    statement_file: Path | None,
    workers: int | None,
    attach_originals: bool,
    kit: Path | None,
    pages: Path | None,
    max_size: int | None,
    share: bool,
    tsa: str | None,
    p12: Path | None,
    passfile: Path | None,
    force: bool,
) -> int:
    """把 FOLDER 里的聊天、订单、物流、评价截图做成证据包 PDF，旁边同时写出 .json 和 .sha256。

    Make the evidence pack of FOLDER: PACK.pdf, with PACK.json and PACK.pdf.sha256 beside it.

    \b
    例 Examples:
      evidence build ./我的案子 -o 证据包.pdf
      evidence build ./我的案子 -o 证据包.pdf --platform taobao --captured "2026-10-06 20:00"
      evidence build ./我的案子 -o 证据包.pdf --statement-file 说明.txt --force
      evidence build ./我的案子 -o 证据包.pdf --kit 上传 --max-size 10MB
      evidence build ./我的案子 -o 给别人看.pdf --share
    """
    from evidence.exports import Exports
    from evidence.pipeline import BuildOptions, build

    options = BuildOptions(
        platform=platform,
        ground=ground,
        report=report,
        captured=captured,
        device=device,
        engine=engine,
        rules=rules,
        statement=None if statement_file is None else _statement(statement_file),
        workers=workers,
        force=force,
        attach_originals=attach_originals,
        exports=Exports(kit, pages, max_size, share),
        seal=plan_of(tsa, p12, passfile),
    )
    with shell.progress() as told:
        built = build(folder, output, options, now=china_now(), progress=told)
    tell_verdict(shell, built)
    return built.exit_code


def _statement(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise EvidenceError(Exit.UNUSABLE, "cli.statement-unreadable", path=path) from error
    except OSError as error:
        raise file_error(error, path) from error
