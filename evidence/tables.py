"""Rules and platforms as a person reads them in a terminal, or as JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.errors import EvidenceError, Exit

if TYPE_CHECKING:
    from evidence.appeal import Platform
    from evidence.match import Explanation, RuleSet

__all__ = ["checked_rules", "columns", "explained", "platforms_table", "rule_document", "rules_table"]


def rules_table(rules: RuleSet) -> str:
    """One rule a line: id, label, category, grade, channel, who says it."""
    rows = [("规则", "名称", "类别", "等级", "用于", "说话人")]
    rows += [(r.id, r.file.label, r.file.category, r.file.grade, r.file.channel, r.file.speaker) for r in rules.rules]
    return columns(rows)


def rule_document(rules: RuleSet, rule_id: str) -> dict[str, Any]:
    """One rule as it is written.

    Raises:
        EvidenceError: USAGE (2) when there is no such rule, listing the known ones.
    """
    try:
        rule = rules.rule(rule_id)
    except KeyError as error:
        known = "、".join(r.id for r in rules.rules)
        raise EvidenceError(Exit.USAGE, "tables.unknown-rule", name=rule_id, known=known) from error
    return {"origin": rule.origin, **rule.file.model_dump(mode="json", exclude_defaults=True)}


def explained(read: Sequence[Explanation]) -> str:
    """How each line was read: as written, as normalised, then each part and what spoke against it."""
    lines = []
    for one in read:
        lines.append(f"{one.message} {one.original}")
        if one.normalised != one.original:
            lines.append(f"    还原：{one.normalised}")
        for seen in one.seen:
            against = f"  不算（{seen.against}）：{seen.why}" if seen.against else ""
            lines.append(f"    {seen.name}：“{seen.text}”{against}")
        if not one.seen:
            lines.append("    没有命中")
        if one.chance is not None:
            told = "、".join(f"{key} {share:+.2f}" for key, share in one.telling)
            lines.append(f"    整句像要挟的程度：{one.chance:.2f}（{told}）")
    return "".join(line + "\n" for line in lines)


def platforms_table(platforms: Sequence[Platform]) -> str:
    """One platform a line: id, name, as of when, window, characters, pictures, reasons."""
    rows = [("平台", "名称", "截至", "时限(天)", "说明字数", "图片张数", "理由数")]
    rows += [
        (
            p.id,
            p.name,
            p.as_of.isoformat(),
            str(p.window.known or "未知"),
            str(p.form.description.known or "未知"),
            str(p.form.images.known or "未知"),
            str(len(p.reasons)),
        )
        for p in platforms
    ]
    return columns(rows)


def checked_rules(file: Path) -> tuple[str, Exit]:
    """Run the examples of a user's rule file; the report, and DONE or CONFIG (9) where one fails.

    Raises:
        EvidenceError: CONFIG (9) when the file is not a rule file.
    """
    from evidence.match import check_rules

    results = check_rules(file)
    rows = [("规则", "例句", "应当", "结果")]
    rows += [
        (r.rule, r.example, "命中" if r.must_match else "不命中", "通过" if r.passed else "不通过") for r in results
    ]
    failed = sum(not r.passed for r in results)
    text = columns(rows) + f"共 {len(results)} 例，{failed} 例不通过\n"
    return text, Exit.CONFIG if failed else Exit.DONE


def columns(rows: Sequence[Sequence[str]]) -> str:
    """The rows in aligned columns; a Chinese character is two cells wide."""
    widths = [max(_cells(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = (
        "  ".join(cell + " " * (width - _cells(cell)) for cell, width in zip(row, widths, strict=True)) for row in rows
    )
    return "".join(line.rstrip() + "\n" for line in lines)


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
