"""What a person reads at the terminal after a build: what was left out, the verdict, what to mend, where it lies."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from evidence.model import Notice

if TYPE_CHECKING:
    from evidence.cli.shell import Shell
    from evidence.model import Appeal, Case
    from evidence.pipeline import Built

__all__ = ["tell_verdict"]

_STATES = {
    "zh": {"pass": "通过", "warn": "留意", "fail": "不通过", "unknown": "待定"},
    "en": {"pass": "pass", "warn": "warn", "fail": "FAIL", "unknown": "unknown"},
}
_WORST_FIRST = ("fail", "warn", "unknown")
_REFERENCE = re.compile(r"S\d{3,6}(?:/M\d{4,6})?(?:、S\d{3,6}(?:/M\d{4,6})?)*")


def tell_verdict(shell: Shell, built: Built) -> None:
    """Say on standard error how the case stands; the pack holds the same in full."""
    dossier = built.dossier
    for notice in built.notices:
        shell.tell(notice)
    for source in built.unused:
        if source.reason is not None:
            shell.tell(source.reason)
    _tell_ground(shell, dossier.appeal, dossier.case)
    grades = Counter(f.grade for f in dossier.judgement.findings)
    shell.say("cli.findings", strong=grades["strong"], medium=grades["medium"], weak=grades["weak"])
    _tell_checklist(shell, dossier.appeal, dossier.case)
    if dossier.judgement.seller_risks:
        shell.say("cli.seller-risks", count=len(dossier.judgement.seller_risks), document=built.files.private.name)
    size = f"{built.files.pdf.stat().st_size / 1e6:.1f} MB"
    shell.tell(Notice.of("cli.built", path=built.files.pdf, pages=built.pages, size=size))
    shell.say("cli.built-beside", document=built.files.document.name, hashes=built.files.hashes.name)
    if dossier.appeal.ground is not None:
        shell.say("cli.next")


def _tell_ground(shell: Shell, appeal: Appeal, case: Case) -> None:
    if appeal.ground is None:
        shell.say("cli.no-ground", platform=appeal.platform_name, why=_with_names(appeal.why, case))
        return
    label = appeal.ground.label
    if appeal.ground.holds:
        shell.say("cli.ground", platform=appeal.platform_name, label=label)
        shell.say("cli.deadline", deadline=_with_names(appeal.deadline.why, case))
    else:
        missing = _with_names("；".join(appeal.ground.missing) or appeal.ground.why, case)
        shell.say("cli.ground-shaky", platform=appeal.platform_name, label=label, missing=missing)


def _tell_checklist(shell: Shell, appeal: Appeal, case: Case) -> None:
    states = Counter(c.state for c in appeal.checklist)
    shell.say(
        "cli.checklist",
        passed=states["pass"],
        warned=states["warn"],
        failed=states["fail"],
        unknown=states["unknown"],
    )
    for state in _WORST_FIRST:
        for check in appeal.checklist:
            if check.state == state:
                shell.say("cli.check", state=_STATES[shell.lang][state], title=check.title)
                shell.say("cli.check-found", found=_with_names(check.found, case))
                shell.say("cli.check-remedy", remedy=_with_names(check.remedy, case))


def _with_names(text: str, case: Case) -> str:
    """The text with sources named by their files, as the person at the terminal knows them; each file once in a row."""

    def named(match: re.Match[str]) -> str:
        known = {s.id: s.path for s in case.sources}
        ids = dict.fromkeys(reference.partition("/")[0] for reference in match[0].split("、"))
        return "、".join(known.get(i, i) for i in ids)

    return _REFERENCE.sub(named, text)
