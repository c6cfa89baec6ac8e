"""Fuzzes one target, or all in turn, for a time, and prints what broke.

`python bench/fuzz.py [TARGET|all] [SECONDS]` draws by hypothesis; with `--atheris` inputs are bred by the code they
reach (libFuzzer; `pip install 'evidence[fuzz]'`). A broken input of an atheris run lies in the folder it names.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
import traceback
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# An input that takes longer, or more memory, has broken the target too.
LONGEST_SECONDS, MOST_MEGABYTES, LARGEST = 60, 3000, 4096


def by_hypothesis(name: str, seconds: float) -> tuple[str, str | None]:
    """What was tried, and the report of the first failure, made small."""
    from hostile.fuzz import TARGETS
    from hypothesis import HealthCheck, given, seed, settings

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
            return f"{tried} examples", traceback.format_exc(limit=-6)
    return f"{tried} examples", None


def by_atheris(name: str, seconds: float, corpus: Path) -> tuple[str, str | None]:
    """The same, in a process of its own: the fuzzer ends it when the time is over or something breaks."""
    corpus.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, __file__, name, str(int(seconds)), "--atheris", "--corpus", str(corpus), "--child"]
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    told = ran.stderr + ran.stdout
    runs = re.findall(r"number_of_executed_units: (\d+)", told)
    reached = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)", told)
    known = f", {reached[-1][0]} edges of the code reached, {reached[-1][2]} inputs kept" if reached else ""
    return f"{runs[-1] if runs else '?'} runs{known}", told[-4000:] if ran.returncode else None


def child(name: str, seconds: float, corpus: Path) -> None:
    """Be the process that atheris runs in; does not return."""
    import atheris

    with atheris.instrument_imports(include=["evidence"]):
        from hostile.fuzz import RAW, TARGETS
    from hypothesis import HealthCheck, given, settings

    if name in RAW:
        function, seeds = RAW[name]
        for number, seed in enumerate(seeds):
            (corpus / f"seed-{number}").write_bytes(seed)
    else:
        choices, tried, _ = TARGETS[name]

        @settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(choices)
        def one(value: object) -> None:
            tried(value)

        function = one.hypothesis.fuzz_one_input
    arguments = [
        f"-max_total_time={int(seconds)}",
        f"-timeout={LONGEST_SECONDS}",
        f"-rss_limit_mb={MOST_MEGABYTES}",
        f"-max_len={LARGEST}",
        f"-artifact_prefix={corpus}/",
        "-print_final_stats=1",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *arguments], lambda data: function(data) and None)
    atheris.Fuzz()


def main() -> int:
    """Run; hand back 1 where something broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", default="all")
    parser.add_argument("seconds", nargs="?", type=float, default=60)
    parser.add_argument("--atheris", action="store_true", help="bred by the code they reach")
    parser.add_argument("--corpus", type=Path, help="where atheris keeps its inputs; a scratch folder otherwise")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.atheris and find_spec("atheris") is None:
        sys.exit("atheris is not installed: pip install 'evidence[fuzz]'")
    if told.child:
        child(told.target, told.seconds, told.corpus)
    from hostile.fuzz import TARGETS

    corpus = told.corpus or Path(tempfile.mkdtemp(prefix="fuzz-"))
    broken = 0
    for name in TARGETS if told.target == "all" else [told.target]:
        if told.atheris:
            tried, report = by_atheris(name, told.seconds, corpus / name)
        else:
            tried, report = by_hypothesis(name, told.seconds)
        print(f"{name}: {tried}, {'broke' if report else 'nothing broke'}", flush=True)
        if report:
            broken = 1
            print(report)
    return broken


if __name__ == "__main__":
    sys.exit(main())
