"""Ends `evidence build` at many random moments, looks at what is left: `python bench/interruptions.py [COUNT] [SEED]`.

Every third run is ended by SIGINT, SIGKILL and SIGTERM each; half of the runs are to replace a pack that is there. At
the end a whole run must clear away what killed ones left and give the bytes of the undisturbed first run.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from hostile.scene import small_case  # noqa: E402 - the path above comes first
from hostile.watched import OUTPUTS, drafts_in, end_at, faults, moments, run, time_of  # noqa: E402


def main(count: int, seed: int) -> int:
    """Run; print a table; hand back 1 where anything was wrong."""
    wrong = 0
    ended: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as held:
        place = Path(held)
        out, temporary = place / "out", place / "tmp"
        out.mkdir()
        temporary.mkdir()
        arguments = ("build", small_case(place / "case"), "-o", out / "包.pdf", "--workers", "1", "--force")
        time_of(arguments, temporary)
        first = (out / "包.pdf").read_bytes()
        whole = time_of(arguments, temporary)
        for number, moment in enumerate(moments(count, seed)):
            fresh = number % 2 == 0
            if fresh:
                for path in out.iterdir():
                    if path.is_file():
                        path.unlink()
            if number % 10 == 9:  # now and then the readings too are to be made again
                shutil.rmtree(place / "case" / ".evidence")
            earlier = drafts_in(out)
            code, said = end_at(moment, whole, arguments, temporary)
            found = faults(out, code, said, moment, fresh=fresh, earlier=earlier)
            ended[f"{moment.by.name}: {'finished before' if code in (0, 1) else 'ended'}"] += 1
            wrong += bool(found)
            if found:
                print(f"{number} {moment}: {found}")
        done = run(*arguments, temporary=temporary)
        left = sorted(p.name for p in out.iterdir())
        log = run("verify", out / "包.pdf", "--originals", place / "case")
        if done.returncode or left != OUTPUTS or log.returncode:
            wrong += 1
            print(f"after all: exit {done.returncode}, {left}, verify {log.returncode} {log.stderr[-400:]}")
        same = (out / "包.pdf").read_bytes() == first
    for what, times in sorted(ended.items()):
        print(f"{what}: {times}")
    print(f"runs {count}, seed {seed}, whole run {whole:.1f} s, faults {wrong}, same bytes after all: {same}")
    return 1 if wrong or not same else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
