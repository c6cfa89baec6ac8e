"""`evidence read`: screenshots to one transcript."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.shell import china_now, common_options, parse_time
from evidence.errors import Exit
from evidence.files import refuse_existing

if TYPE_CHECKING:
    from evidence.cli.shell import Shell
    from evidence.model import Device


@click.command("read")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "text", "csv", "markdown"]),
    default="json",
    show_default=True,
    help="输出格式  Output form.",
)
@click.option("--captured", type=parse_time, help="截图时间，用来推算“昨天”等  When the screenshots were taken.")
@click.option("--device", type=click.Choice(["seller", "buyer"]), help="谁的屏幕  Whose screen.")
@click.option(
    "--engine",
    type=click.Choice(["rapidocr", "tesseract"]),
    default="rapidocr",
    show_default=True,
    help="识别引擎  OCR.",
)
@click.option("--workers", type=click.IntRange(1, 64), help="识别进程数  Reading processes (1: this one alone).")
@click.option(
    "--explain",
    type=click.Path(path_type=Path),
    help="把识别到的栏、气泡、左右画在副本上，放进这个文件夹  Draw what was understood on copies in this folder.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="输出文件，默认标准输出  Output file.")
@click.option("--force", is_flag=True, help="覆盖已有的输出  Overwrite the output.")
@common_options
@click.pass_obj
def command(
    shell: Shell,
    paths: tuple[Path, ...],
    form: str,
    captured: datetime | None,
    device: Device | None,
    engine: str,
    workers: int | None,
    explain: Path | None,
    output: Path | None,
    force: bool,
) -> int:
    """识别聊天截图（文件或文件夹），合并成一份对话记录：谁、什么时间、说了什么。

    录屏也能读：取画面停住的地方，每条消息写明在录像的第几秒。

    Read screenshots (files or folders) to one transcript: who said what, and when. Screen recordings are read where
    their picture rests, each message with its place in the recording.

    \b
    例 Examples:
      evidence read 聊天1.png 聊天2.png --format text
      evidence read 录屏.mp4 --format text
      evidence read ./聊天 --captured "2026-10-06 20:00" --format csv -o 对话.csv
    """
    from evidence.documents import dumps, transcript_document
    from evidence.pipeline import BuildOptions, read
    from evidence.transcripts import as_csv, as_markdown, as_text

    if output is not None:
        refuse_existing([output], force=force)
    options = BuildOptions(captured=captured, device=device, engine=engine, workers=workers, explain=explain)
    with shell.progress() as told:
        transcript, notices = read(paths, options, progress=told, now=china_now())
    for notice in notices:
        shell.tell(notice)
    for source in transcript.sources:
        if source.reason is not None:
            shell.tell(source.reason)
    if form == "json":
        text = dumps(transcript_document(transcript))
    else:
        text = {"text": as_text, "csv": as_csv, "markdown": as_markdown}[form](transcript)
    shell.write(text, output, force=force)
    return Exit.PARTLY if any(s.status == "unreadable" for s in transcript.sources) else Exit.DONE
