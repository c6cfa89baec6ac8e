"""Fuzzes one target, or all in turn, for a time: `python bench/fuzz.py [TARGET|all] [SECONDS]`. Prints what broke."""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from hostile.fuzz import TARGETS  # noqa: E402 - the path above comes first
from hypothesis import HealthCheck, given, seed, settings  # noqa: E402


def fuzz(name: str, seconds: float) -> tuple[int, str | None]:
    """Examples tried, and the report of the first failure, made small."""
    choices, function, _ = TARGETS[name]
    tried, until, turn = 0, time.monotonic() + seconds, 0
    while time.monotonic() < until:
        turn += 1

        @seed(turn)
        @settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(choices)
        def one(value: object) -> None:
            nonlocal tried
            tried += 1
            function(value)

        try:
            one()
        except BaseException:  # the report of whatever broke, hypothesis' groups of errors too
            return tried, traceback.format_exc(limit=-6)
    return tried, None


def main(which: str, seconds: float) -> int:
    """Run; hand back 1 where something broke."""
    broken = 0
    for name in TARGETS if which == "all" else [which]:
        tried, report = fuzz(name, seconds)
        print(f"{name}: {tried} examples, {'broke' if report else 'nothing broke'}", flush=True)
        if report:
            broken = 1
            print(report)
    return broken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "all", float(sys.argv[2]) if len(sys.argv) > 2 else 60))
