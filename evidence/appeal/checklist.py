"""The lines a reviewer goes through, each answered from the case: pass, warn, fail or unknown, with what was found."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from evidence.appeal import checks_case, checks_chat
from evidence.appeal.checks_case import Answer, Bench
from evidence.appeal.platform import CheckUse
from evidence.model import Check

_MARKS = {
    "O": "官方文本",
    "N": "新闻或法条",
    "3": "第三方教程",
    "C": "公开代码或界面文字",
    "M": "未核实",
    "U": "使用者自述",
    "-": "未查到",
}

_ANSWERS = {**checks_case.ANSWERS, **checks_chat.ANSWERS}


def checklist_of(bench: Bench) -> tuple[Check, ...]:
    """The platform's checks that matter to the reason chosen (all of them where none was), in the platform's order."""
    reason = bench.reason.id if bench.reason else None
    uses = [u for u in bench.platform.checks if not u.reasons or reason is None or reason in u.reasons]
    return tuple(_check(use, _ANSWERS[use.id](bench), bench) for use in uses)


def _check(use: CheckUse, answer: Answer, bench: Bench) -> Check:
    words = _wording()[use.id]
    remedy = "" if answer.state == "pass" else (use.remedy or words["remedy"])
    as_of = use.as_of or bench.platform.as_of
    return Check(
        use.id, words["title"], answer.state, answer.found, remedy, f"[{use.source}] {_MARKS[use.source]}，{as_of}"
    )


@cache
def _wording() -> dict[str, dict[str, str]]:
    table = tomllib.loads(files("evidence.appeal").joinpath("checks.toml").read_text("utf-8"))
    return dict(table["check"])
