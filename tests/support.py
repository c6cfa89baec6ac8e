"""What tests share besides fixtures: where things are, and the cache of readings."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evidence.model import CHINA

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
NOW = datetime(2026, 10, 7, 9, 0, tzinfo=CHINA)

# Readings are the product's own records, keyed by the picture's SHA-256, engine and settings: a changed picture or a
# changed engine is read anew, nothing is mocked.
CACHE = Path(os.environ.get("EVIDENCE_TEST_CACHE", ROOT / ".pytest_cache" / "ocr"))


def lend_records(folder: Path) -> None:
    """Put cached OCR records into a case folder before it is read."""
    if CACHE.is_dir():
        shutil.copytree(CACHE, folder / ".evidence" / "ocr", dirs_exist_ok=True)


def keep_records(folder: Path) -> None:
    """Keep the records of a folder that was read, for the next run."""
    records = folder / ".evidence" / "ocr"
    if records.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        for record in records.rglob("*"):
            target = CACHE / record.relative_to(records)
            if record.is_file() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                draft = target.with_name(f"{target.name}.{os.getpid()}")
                shutil.copyfile(record, draft)
                draft.replace(target)


@dataclass(frozen=True)
class Run:
    """What a run of the program left: its exit code and what it printed."""

    code: int
    out: str
    err: str
