"""docs/benchmarks.md: each section of it is written by the benchmark it names."""

from __future__ import annotations

from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def renew(name: str, heading: str, text: str) -> None:
    """Write one section anew between its two marks, and leave the others; a new one goes to the end."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before = DOCUMENT.read_text("utf-8")
    section = f"{begin}\n## {heading}\n\n{text}\n{end}"
    if begin in before:
        head, _, rest = before.partition(begin)
        after = head + section + rest.partition(end)[2]
    else:
        after = before.rstrip() + "\n\n" + section + "\n"
    DOCUMENT.write_text(after, "utf-8")
