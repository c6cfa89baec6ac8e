"""What every command shares: the language, messages and progress on standard error, output, and the way out."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence.catalogue import Lang, default_lang, say
from evidence.errors import EvidenceError, Exit

if TYPE_CHECKING:
    from evidence.model import Notice

__all__ = ["Shell", "china_now", "common_options", "parse_size", "parse_time", "reported"]

Told = Callable[[str, int, int, str], None]

_STAGES = {
    "read": {"zh": "识别", "en": "Reading"},
    "second": {"zh": "复读引文", "en": "Second reading"},
    "pack": {"zh": "排版", "en": "Laying out"},
}


@dataclass(slots=True)
class Shell:
    """How to speak to the person at the terminal; results never go through here but through `write`."""

    lang: Lang
    verbose: bool = False

    def tell(self, notice: Notice) -> None:
        """Say something on standard error."""
        click.echo(printable(say(notice, self.lang)), err=True)

    def say(self, key: str, /, **params: object) -> None:
        """Say a sentence of the catalogue on standard error."""
        from evidence.model import Notice

        self.tell(Notice.of(key, **params))

    def write(self, text: str, target: Path | None, *, force: bool = False) -> None:
        """Write a result to the file asked for, whole or not at all, or to standard output."""
        if target is None:
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))
            sys.stdout.buffer.flush()
            return
        from evidence.files import whole_files

        with whole_files([target], force=force) as (draft,):
            draft.write_text(text, "utf-8", newline="")

    @contextmanager
    def progress(self) -> Iterator[Told | None]:
        """A progress bar on standard error where that is a terminal; nothing when it is piped."""
        if not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[name]}"),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            tasks: dict[str, Any] = {}

            def told(stage: str, done: int, of: int, name: str) -> None:
                if stage not in tasks:
                    tasks[stage] = bar.add_task(_STAGES[stage][self.lang], total=of, name="")
                bar.update(tasks[stage], completed=done, total=of, name=escape(printable(name))[:60])

            yield told


def printable(text: str) -> str:
    """The text safe for a terminal: control and direction signs from file names or chats are shown, not obeyed."""
    return "".join(c if c == "\n" or c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def reported(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command; say what went wrong in words; hand back the exit code of the contract."""
    verbose = "-v" in arguments or "--verbose" in arguments
    lang: Lang = default_lang()
    for at, argument in enumerate(arguments):
        given = argument.partition("=")[2] or "".join(arguments[at + 1 : at + 2])
        if argument.startswith("--lang") and given in ("zh", "en"):
            lang = "en" if given == "en" else "zh"
    shell = Shell(lang, verbose)
    try:
        code = command.main(list(arguments), prog_name="evidence", standalone_mode=False)
        return code if isinstance(code, int) else Exit.DONE
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        shell.say("cli.interrupted")
        return Exit.INTERRUPTED
    except KeyboardInterrupt:
        shell.say("cli.interrupted")
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except EvidenceError as error:
        if verbose:
            traceback.print_exc()
        shell.say("cli.error", text=say(error.notice, lang))
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output left (`| head`): not a failure worth words; keep Python from flushing again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except MemoryError:
        shell.say("cli.memory")
        return Exit.UNUSABLE
    except Exception as error:  # the last handler: a defect is said in one line, with the traceback only on -v
        if verbose:
            traceback.print_exc()
        shell.say("cli.defect", kind=type(error).__name__, text=error)
        return Exit.SELF_CHECK


def common_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--lang` and `-v` after the command's name too, where people write them."""

    def keep_lang(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        if value in ("zh", "en"):
            ctx.obj.lang = value

    def keep_verbose(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        ctx.obj.verbose = ctx.obj.verbose or value

    command = click.option(
        "-v",
        "--verbose",
        is_flag=True,
        expose_value=False,
        callback=keep_verbose,
        help="出错时显示技术细节  Tracebacks.",
    )(command)
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default=None,
        expose_value=False,
        is_eager=True,
        callback=keep_lang,
        help="提示语言  Language of messages.",
    )(command)


def china_now() -> datetime:
    """The time now in the platforms' zone, or the one `SOURCE_DATE_EPOCH` sets for a repeatable build."""
    from evidence.model import CHINA

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), CHINA)
    return datetime.now(CHINA).replace(microsecond=0)


def _told(key: str, lang: Lang, value: object) -> str:
    from evidence.model import Notice

    return say(Notice.of(key, value=value), lang)


class _Time(click.ParamType[datetime]):
    """A time as people write it, `2026-10-06 20:00` or ISO 8601; without a zone it is China Standard Time."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            time = datetime.fromisoformat(str(value).strip().replace("/", "-"))
        except ValueError:
            lang = ctx.obj.lang if ctx is not None and isinstance(ctx.obj, Shell) else default_lang()
            self.fail(_told("cli.bad-time", lang, value), param, ctx)
        from evidence.model import CHINA

        return time if time.tzinfo else time.replace(tzinfo=CHINA)


parse_time = _Time()


class _Size(click.ParamType[int]):
    """A size in bytes: 10MB, 9.5M, 800KB or a plain number; MB is a million bytes, the smaller of its two meanings."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"\s*(\d{1,9}(?:\.\d+)?)\s*([KMG]?)I?B?\s*", str(value).upper())
        if found is None or float(found[1]) <= 0:
            lang = ctx.obj.lang if ctx is not None and isinstance(ctx.obj, Shell) else default_lang()
            self.fail(_told("cli.bad-size", lang, value), param, ctx)
        return int(float(found[1]) * {"": 1, "K": 1e3, "M": 1e6, "G": 1e9}[found[2]])


parse_size = _Size()
