"""Writes docs/licences.md: every package of requirements.lock with its version and licence, from installed metadata.

python tools/licences.py            writes the list
python tools/licences.py --check    exit 1 where the list is not what would be written
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK, TARGET = ROOT / "requirements.lock", ROOT / "docs" / "licences.md"
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^ \\;]+)", re.MULTILINE)
_LONGEST = 60
"""Characters up to which a licence field is taken for a name; some packages put the whole text there."""

_ELSEWHERE = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0"}
"""Packages that are installed on Windows only, by the licence their project names."""

HEAD = """# 依赖与许可 · Dependencies and licences

Every package of `requirements.lock`, with the licence that its own metadata name. Written by
`python tools/licences.py`; a test compares.

`evidence` itself is Apache-2.0. The fonts inside it, Noto Sans SC and Noto Emoji, are under the SIL Open Font License
1.1 (text beside them in `evidence/report/fonts/`). Tesseract, where it is installed, is Apache-2.0 and runs as a
program of its own.

| package | version | licence |
| --- | --- | --- |
"""


def pinned() -> list[tuple[str, str]]:
    """Name and version of each package of the lock file, in its order."""
    return _PINNED.findall(LOCK.read_text("utf-8"))


def licence_of(name: str) -> str:
    """The licence as the package's metadata name it: the expression, else the classifiers, else a short free text."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return _ELSEWHERE.get(name, "not installed here")
    expression = told.get("License-Expression")
    if expression:
        return str(expression)
    classes = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    named = [c for c in classes if c != "OSI Approved"]
    free = str(told.get("License") or "").strip()
    if named:
        return "; ".join(sorted(set(named)))
    first = free.splitlines()[0].strip() if free else ""
    return first if 0 < len(first) <= _LONGEST else "see its licence file"


def written() -> str:
    """The whole document."""
    return HEAD + "".join(f"| {name} | {version} | {licence_of(name)} |\n" for name, version in pinned())


def main(arguments: list[str]) -> int:
    """Write the list, or compare it."""
    if "--check" in arguments:
        return int(not TARGET.exists() or TARGET.read_text("utf-8") != written())
    TARGET.write_text(written(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
