#!/usr/bin/env python3
"""Draws the sample cases with headless Chromium: `python samples/draw.py [CASE...] [--out DIR]`.

Takes the stories in `stories/`, hands on one folder per case and `truth/CASE.json`. The same browser and fonts
(Noto Sans CJK SC) make the same bytes; no clock is read.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from looks.browser import Browser
from looks.studio import Studio
from stories import coercion_douyin, lawful_complaint, many_orders_taobao, not_received_taobao, recorded_douyin

STORIES = {
    story.NAME: story
    for story in (coercion_douyin, not_received_taobao, lawful_complaint, recorded_douyin, many_orders_taobao)
}


def main(arguments: list[str]) -> int:
    """Draws the cases named, or all; 2 for a case there is none of."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", nargs="*", help=f"one of {', '.join(STORIES)}; all without")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the folders go")
    parser.add_argument("--chromium", default="chromium", help="the browser's program")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.case) - set(STORIES))
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}")
    if shutil.which(options.chromium) is None:
        parser.error(f"{options.chromium} is not installed; install Chromium or name it with --chromium")
    with Browser(options.chromium) as browser:
        for name in options.case or STORIES:
            folder = options.out / name
            if folder.exists():
                shutil.rmtree(folder)
            studio = Studio(browser, folder)
            truth = {"case": name} | STORIES[name].draw(studio)
            truth |= {"files": sorted(studio.files, key=lambda one: str(one["path"])), "separators": studio.separators}
            target = options.out / "truth" / f"{name}.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", "utf-8")
            print(f"{folder}: {len(studio.files)} files", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
