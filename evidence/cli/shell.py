"""What every command shares: the language, messages and progress on standard error, output, and the way out."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import traceback
import warnings
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

_BLANK = "\u00a0\u3000"
"""Spaces that Python does not count as printable; Chinese text has the second everywhere."""

Told = Callable[[str, int, int, str], None]

_STAGES = {
    "read": {"zh": "识别", "en": "Reading"},
    "second": {"zh": "复读引文", "en": "Second reading"},
    "pack": {"zh": "排版", "en": "Laying out"},
}


def _notice(key: str, /, **params: object) -> Notice:
    """A sentence to be said; the nouns are loaded only when something is said, so that `--help` stays quick."""
    from evidence.model import Notice

    return Notice.of(key, **params)


@dataclass(slots=True)
class Shell:
    """How to speak to the person at the terminal; results never go through here but through `write`."""

    lang: Lang
    verbose: bool = False

    def tell(self, notice: Notice) -> None:
        """Say something on standard error; a name in it cannot begin a line of its own or move the cursor."""
        click.echo(self._words(notice), err=True)

    def tell_error(self, notice: Notice) -> None:
        """Say on standard error why nothing came of it."""
        sentence = say(_notice("cli.error", text="\0"), self.lang)
        click.echo(sentence.replace("\0", self._words(notice)), err=True)

    def _words(self, notice: Notice) -> str:
        safe = {name: printable(value) for name, value in notice.params}
        return printable(say(_notice(notice.key, **safe), self.lang), lines=True)

    def say(self, key: str, /, **params: object) -> None:
        """Say a sentence of the catalogue on standard error."""
        self.tell(_notice(key, **params))

    def write(self, text: str, target: Path | None, *, force: bool = False) -> None:
        """Write a result to the file asked for, whole or not at all, or to standard output."""
        if target is None:
            # A person's terminal would obey what a chat holds; a pipe or a file gets every character as it is.
            shown = printable(text, lines=True) if sys.stdout.isatty() else text
            sys.stdout.buffer.write(shown.encode("utf-8", "backslashreplace"))
            sys.stdout.buffer.flush()
            return
        from evidence.files import whole_files

        with whole_files([target], force=force) as (draft,):
            draft.write_bytes(text.encode("utf-8", "backslashreplace"))

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


def printable(text: str, *, lines: bool = False) -> str:
    r"""The text safe for a terminal: what moves the cursor, turns the direction or is no character is shown as `\x1b`.

    With `lines` it may hold line ends; without, it is one name or one value, which cannot look like our next line.
    """
    return "".join(c if c.isprintable() or c in _BLANK or (lines and c == "\n") else _shown(c) for c in text)


def _shown(sign: str) -> str:
    """A sign as JSON would write it too, so that a document shown at a terminal is still one."""
    number = ord(sign)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


@contextmanager
def _ended_like_interrupted(asked: list[int]) -> Iterator[None]:
    """A closed terminal or a shutdown ends the program as Ctrl-C does: with its drafts removed.

    The signal is noted in `asked`: some libraries turn the interrupt they are hit by into an error of their own.
    """

    def end(number: int, _frame: object) -> None:
        asked.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    usual = (signal.SIG_DFL, signal.default_int_handler)
    before = {s: signal.signal(s, end) for s in names if signal.getsignal(s) in usual}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def reported(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command; say what went wrong in words; hand back the exit code of the contract."""
    verbose = "-v" in arguments or "--verbose" in arguments
    lang: Lang = default_lang()
    for at, argument in enumerate(arguments):
        given = argument.partition("=")[2] or "".join(arguments[at + 1 : at + 2])
        if argument.startswith("--lang") and given in ("zh", "en"):
            lang = "en" if given == "en" else "zh"
    shell = Shell(lang, verbose)
    asked: list[int] = []
    try:
        with _ended_like_interrupted(asked), warnings.catch_warnings():
            if not verbose:
                warnings.simplefilter("ignore")  # libraries' words to developers, with paths of this machine
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
        if asked:
            shell.say("cli.interrupted")
            return Exit.INTERRUPTED
        if verbose:
            click.echo(_frames(error), err=True)
        shell.tell_error(error.notice)
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output left (`| head`): not a failure worth words; keep Python from flushing again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except MemoryError:
        shell.say("cli.memory")
        return Exit.UNUSABLE
    except Exception as error:  # the last handler: a defect is said in one line, with its frames only on -v
        if asked:
            shell.say("cli.interrupted")
            return Exit.INTERRUPTED
        if verbose:
            click.echo(_frames(error), err=True)
        shell.say("cli.defect", kind=type(error).__name__, text=_place(error))
        return Exit.SELF_CHECK


def _frames(error: BaseException) -> str:
    """Where it happened, without what the errors say: that may quote a chat, and this is meant to be sent on."""
    told: list[str] = []
    at: BaseException | None = error
    while at is not None:
        told[:0] = [*traceback.format_tb(at.__traceback__), f"{type(at).__module__}.{type(at).__qualname__}\n"]
        at = at.__cause__ or at.__context__
    return printable("".join(told), lines=True)


def _place(error: BaseException) -> str:
    """The last line of ours that the error came through, `pipeline.py:131`."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "evidence" in Path(f.filename).parts] or list(frames)
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"


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

    return say(_notice(key, value=value), lang)


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
