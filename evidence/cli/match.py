"""`evidence match`: phrase matching alone."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from evidence.cli.shell import Shell, common_options
from evidence.errors import EvidenceError, Exit
from evidence.files import file_error


@click.command("match")
@click.argument("file", default="-", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "text"]),
    default="json",
    show_default=True,
    help="输出格式  Output form.",
)
@click.option("--rules", type=click.Path(path_type=Path), multiple=True, help="自己的规则文件  Your own rule file.")
@click.option("--explain", is_flag=True, help="逐句列出还原、命中与反对  Show how each line was read.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="输出文件，默认标准输出  Output file.")
@click.option("--force", is_flag=True, help="覆盖已有的输出  Overwrite the output.")
@common_options
@click.pass_obj
def command(
    shell: Shell, file: Path, form: str, rules: tuple[Path, ...], explain: bool, output: Path | None, force: bool
) -> int:
    """在一份对话里查找要挟、威胁、辱骂等语句。FILE 是 JSON Lines、对话记录 JSON 或每行一句的纯文本；- 为标准输入。

    Find coercion, threats and abuse in a conversation: JSON Lines, a transcript document, or plain lines.

    \b
    例 Examples:
      evidence match 对话.jsonl --format text
      echo "返20，不然差评" | evidence match -
      echo "我不会给差评的" | evidence match --explain -
    """
    from evidence import match
    from evidence.documents import dumps, findings_document, plain
    from evidence.tables import explained

    messages, loaded = match.parse_utterances(_text(file)), match.load_rules(rules)
    if explain:
        read = [match.explain(m, rules=loaded) for m in messages if m.text]
        shell.write(dumps(plain(read)) if form == "json" else explained(read), output, force=force)
        return Exit.DONE
    judgement = match.judge(messages, rules=loaded)
    if form == "json":
        shell.write(dumps(findings_document(judgement)), output, force=force)
        return Exit.DONE
    lines = [
        f"{f.id} [{f.label}·{f.grade}] {'、'.join(f.messages)} “{f.quote}”\n    {f.why}" for f in judgement.findings
    ]
    lines += [f"门槛 [{g.id}·{g.effect}] {'、'.join(g.messages)}\n    {g.why}" for g in judgement.gates]
    lines += [f"自查 [{r.label}] {r.message} “{r.quote}”\n    {r.why}" for r in judgement.seller_risks]
    if not judgement.findings:
        shell.say("cli.nothing-found")
    shell.write("".join(line + "\n" for line in lines), output, force=force)
    return Exit.DONE


def _text(file: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise file_error(error, file) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvidenceError(Exit.UNUSABLE, "cli.input-not-text", path=file) from error
