"""`evidence correct`: a person's correction, kept beside the machine's reading."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from evidence.cli.shell import Shell, common_options, parse_time
from evidence.errors import EvidenceError, Exit
from evidence.model import Speaker


@click.command("correct")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("message")
@click.option("--text", help="正确的文字  The words as they stand in the picture.")
@click.option("--speaker", type=click.Choice(["buyer", "seller", "system", "unknown"]), help="谁说的  Who says it.")
@click.option("--time", type=parse_time, help="什么时间说的  When it was said.")
@click.option("--workers", type=click.IntRange(1, 64), help="识别进程数  Reading processes (1: this one alone).")
@common_options
@click.pass_obj
def command(
    shell: Shell,
    folder: Path,
    message: str,
    text: str | None,
    speaker: Speaker | None,
    time: datetime | None,
    workers: int | None,
) -> int:
    """更正 FOLDER 里一条读错的消息（编号见 evidence read）。更正单独保存，机器的原识别仍然保留并一同显示。

    Correct one message of FOLDER. The correction is kept apart; the machine's reading stays and is shown beside it.

    \b
    例 Examples:
      evidence correct ./我的案子 M0007 --text "不给50元就不删差评"
      evidence correct ./我的案子 M0007 --speaker buyer --time "2026-10-03 14:30"
    """
    from evidence.correcting import correct
    from evidence.pipeline import BuildOptions

    if text is None and speaker is None and time is None:
        raise EvidenceError(Exit.USAGE, "chat.nothing-to-correct")
    with shell.progress() as told:
        changed = correct(
            folder, message, BuildOptions(workers=workers), text=text, speaker=speaker, time=time, progress=told
        )
    for name, before in changed.corrected:
        after = changed.time.value.isoformat() if name == "time" and changed.time.value else getattr(changed, name)
        shell.say("chat.corrected", message=changed.id, name=name, before=before, after=after)
    return Exit.DONE
