#!/usr/bin/env python3
"""Measures reading: `python bench/reading.py [--shots N] [--series N] [--repeat N] [--many N] [--rerun N] [--jpeg N]`.

Draws its own chat screenshots with the project's font (so that every line and its box are known), then has them read,
in one run and each in a process of its own, by this project, by RapidOCR with its own settings, and by the recogniser
alone on the true boxes of the lines, which is the floor: no finding of lines at all. Prints a table; with `--repeat`
each way runs as often, in turn, and the run with the least CPU is told.

`--many` reads as many small distinct screenshots, and a hundredth of them, for the memory they take; `--rerun` times
reading a case of as many screenshots again after one correction; `--jpeg` saves the pictures as a chat app forwards
them, with this quality.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
FONT = ROOT / "evidence" / "report" / "fonts" / "NotoSansSC-Regular.ttf"
WORDS = (
    "您好", "在吗", "杯子", "碎了", "收到", "发货", "快递", "明天", "今天", "退款", "运费", "可以", "不行",
    "麻烦", "照片", "拍一下", "裂纹", "包装", "盒子", "补发", "申请", "处理", "客服", "订单", "尺码", "颜色",
    "白色", "蓝色", "太慢", "放心", "谢谢", "稍等", "马上", "核实", "登记", "安排", "仓库", "下午", "三点",
    "之前", "已经", "还没", "怎么", "为什么", "质量", "不错", "喜欢", "再看看", "便宜", "优惠", "地址", "电话",
    "签收", "驿站", "取件", "门口", "楼下", "物业", "师傅", "周末", "上班", "回家", "孩子", "妈妈", "生日",
    "礼物", "杯盖", "把手", "底座", "螺丝", "说明书", "开关", "充电", "电池", "声音", "灯光",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A client's look: size, scale of the letters, colours of ground, other's and own bubble."""

    width: int
    height: int
    em: int
    ground: tuple[int, int, int]
    left: tuple[int, int, int]
    right: tuple[int, int, int]
    ink: tuple[int, int, int] = (17, 17, 17)


PHONE = Look(1080, 2340, 48, (237, 237, 237), (255, 255, 255), (149, 236, 105))
DARK = Look(750, 1624, 32, (17, 17, 17), (44, 44, 44), (62, 181, 117), (224, 224, 224))
SMALL = Look(360, 640, 16, (237, 237, 237), (255, 255, 255), (149, 236, 105))
DESK = Look(1600, 900, 15, (245, 246, 247), (255, 255, 255), (213, 228, 255))


def sentence(chance: random.Random) -> str:
    """A few words in a row, as chats have them."""
    said = "".join(chance.choice(WORDS) for _ in range(chance.randint(1, 9)))
    return (
        said + chance.choice(["", "", "", "，", "?"]) + (str(chance.randint(1, 300)) if chance.random() < 0.2 else "")
    )


def roll(look: Look, tall: int, seed: int) -> tuple[Image.Image, list[dict[str, Any]]]:
    """A roll of bubbles at least this tall, and its lines: text and box."""
    chance = random.Random(seed)  # noqa: S311 - pictures, no secrets
    tones = random.Random(seed)  # noqa: S311
    # Two people, each with one face beside every message.
    faces = [[tuple(tones.randint(40, 220) for _ in range(3)) for _ in range(16)] for _ in range(2)]
    font = ImageFont.truetype(str(FONT), look.em)
    picture = Image.new("RGB", (look.width, tall + 40 * look.em), look.ground)
    pen = ImageDraw.Draw(picture)
    lines: list[dict[str, Any]] = []
    y = look.em
    while y < tall:
        own = chance.random() < 0.45
        words = sentence(chance)
        most = max(6, int(look.width * 0.6 / look.em))
        rows = [words[n : n + most] for n in range(0, len(words), most)]
        wide = max(int(pen.textlength(row, font=font)) for row in rows) + int(1.6 * look.em)
        high = int(len(rows) * 1.5 * look.em) + look.em
        x = look.width - int(3.6 * look.em) - wide if own else int(3.6 * look.em)
        pen.rounded_rectangle((x, y, x + wide, y + high), look.em // 3, fill=look.right if own else look.left)
        face = look.width - int(3 * look.em) if own else int(0.6 * look.em)
        for n in range(16):
            side = int(0.6 * look.em)
            at = (face + n % 4 * side, y + n // 4 * side)
            pen.rectangle((*at, at[0] + side - 1, at[1] + side - 1), fill=faces[own][n])
        for n, row in enumerate(rows):
            at = (x + int(0.8 * look.em), y + int(look.em * 0.55) + int(n * 1.5 * look.em))
            pen.text(at, row, font=font, fill=look.ink)
            x0, y0, x1, y1 = pen.textbbox(at, row, font=font)
            lines.append({"text": row, "box": [int(x0), int(y0), int(x1) + 1, int(y1) + 1]})
        y += max(high, int(2.6 * look.em)) + int(0.8 * look.em)
    return picture, lines


def cut(
    look: Look, whole: Image.Image, lines: list[dict[str, Any]], top: int, target: Path, quality: int | None = None
) -> dict[str, Any]:
    """One screenshot of the roll from `top` on, with title and input bar; the lines it shows whole."""
    bar = 3 * look.em
    shot = Image.new("RGB", (look.width, look.height), look.ground)
    seen = look.height - 2 * bar
    shot.paste(whole.crop((0, top, look.width, top + seen)), (0, bar))
    pen = ImageDraw.Draw(shot)
    font = ImageFont.truetype(str(FONT), look.em)
    pen.rectangle((0, look.height - bar, look.width, look.height), fill=(128, 128, 128))
    pen.text((look.width // 2 - 2 * look.em, look.em), "木木小店", font=font, fill=look.ink)
    shown = []
    for line in lines:
        x0, y0, x1, y1 = line["box"]
        if y0 >= top and y1 <= top + seen:
            shown.append({"text": line["text"], "box": [x0, y0 - top + bar, x1, y1 - top + bar]})
    shot.save(target, **({} if quality is None else {"quality": quality}))
    return {"file": target.name, "lines": shown}


def draw(folder: Path, shots: int, series: int, jpeg: int | None = None) -> None:
    """Distinct screenshots of three looks, and one scroll series of a phone with 30 % overlap.

    They are saved as JPEG of this quality, as PNG where there is none.
    """
    form = "png" if jpeg is None else "jpg"
    told: dict[str, list[dict[str, Any]]] = {"distinct": [], "series": []}
    for n in range(shots):
        look = (PHONE, DARK, DESK)[n % 3]
        whole, lines = roll(look, look.height, 100 + n)
        told["distinct"].append(cut(look, whole, lines, 0, folder / f"d{n:03d}.{form}", jpeg))
    step = int((PHONE.height - 6 * PHONE.em) * 0.7)
    whole, lines = roll(PHONE, step * series + PHONE.height, 7)
    for n in range(series):
        told["series"].append(cut(PHONE, whole, lines, n * step, folder / f"s{n:03d}.{form}", jpeg))
    (folder / "truth.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def draw_many(folder: Path, count: int) -> None:
    """Small distinct screenshots, a few messages each, and under `few` a hundredth of them."""
    told: dict[str, list[dict[str, Any]]] = {"many": []}
    for n in range(count):
        whole, lines = roll(SMALL, SMALL.height, 10_000 + n)
        told["many"].append(cut(SMALL, whole, lines, 0, folder / f"m{n:04d}.png"))
    told["few"] = told["many"][: max(2, count // 100)]
    (folder / "truth.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def again(folder: Path, count: int) -> float:
    """Seconds that `evidence read` takes for a case of so many screenshots that was read and then corrected once."""
    case = folder / "case"
    case.mkdir()
    step = int((PHONE.height - 6 * PHONE.em) * 0.7)
    for start in range(0, count, 25):
        whole, lines = roll(PHONE, step * 25 + PHONE.height, 900 + start)
        for n in range(start, min(count, start + 25)):
            cut(PHONE, whole, lines, (n - start) * step, case / f"c{n:03d}.png")
    command = [sys.executable, "-c", "from evidence.cli import main; main()"]
    told = case.parent / "told.json"
    run([*command, "read", str(case), "--force", "-o", str(told)])
    first = next(m for m in json.loads(told.read_text("utf-8"))["messages"] if m["kind"] == "text")
    run([*command, "correct", str(case), first["id"], "--text", "改过的一句话"])
    begun = time.perf_counter()
    run([*command, "read", str(case), "--force", "-o", str(told)])
    return time.perf_counter() - begun


def run(command: list[str]) -> str:
    """What a command prints; fails when it does."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    return done.stdout


def bare(text: str) -> str:
    """The text as compared: NFKC, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def distance(a: str, b: str) -> int:
    """Least number of characters changed, added or left out."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        fresh = [i]
        for j, y in enumerate(b, 1):
            fresh.append(min(row[j] + 1, fresh[-1] + 1, row[j - 1] + (x != y)))
        row = fresh
    return row[-1]


def errors(truth: list[dict[str, Any]], read: list[tuple[str, list[int]]]) -> tuple[int, int]:
    """Wrong characters and all characters of a picture's lines: each true line against what was read in its box."""
    wrong = total = 0
    for line in truth:
        x0, y0, x1, y1 = line["box"]
        here = [
            (box[0], text) for text, box in read if y0 <= (box[1] + box[3]) / 2 <= y1 and box[0] < x1 and box[2] > x0
        ]
        said = bare("".join(text for _, text in sorted(here)))
        wrong += min(len(bare(line["text"])), distance(bare(line["text"]), said))
        total += len(bare(line["text"]))
    return wrong, total


def ours(folder: Path, names: list[str]) -> dict[str, list[tuple[str, list[int]]]]:
    """Through the project's own reading room, two workers."""
    from evidence.model import Case, Source
    from evidence.ocr import read_pages

    sources = []
    for n, name in enumerate(names):
        data = (folder / name).read_bytes()
        sources.append(Source(f"S{n:03d}", name, sha256(data).hexdigest(), len(data), "image/png", "chat", "used"))
    reading = read_pages(Case(folder, tuple(sources)), records=None, workers=2)
    by_id = {source.id: source.path for source in sources}
    return {by_id[p.source]: [(n.text, n.box.as_list()) for n in p.lines] for p in reading.pages}


def stock(folder: Path, names: list[str]) -> dict[str, list[tuple[str, list[int]]]]:
    """RapidOCR as it comes, one picture after another."""
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical"})
    read: dict[str, list[tuple[str, list[int]]]] = {}
    for name in names:
        result = engine(str(folder / name))
        rows = []
        for quad, text in zip(result.boxes if result.txts else (), result.txts or (), strict=True):
            xs, ys = [float(p[0]) for p in quad], [float(p[1]) for p in quad]
            rows.append((str(text), [int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))]))
        read[name] = rows
    return read


def floor(folder: Path, names: list[str]) -> dict[str, list[tuple[str, list[int]]]]:
    """The recogniser alone on the true boxes, one thread."""
    import numpy as np

    from evidence.ocr.rapid_reader import RapidReader

    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    lines = {one["file"]: one["lines"] for part in truth.values() for one in part}
    reader = RapidReader()
    read: dict[str, list[tuple[str, list[int]]]] = {}
    for name in names:
        page = np.asarray(Image.open(folder / name).convert("RGB"))[:, :, ::-1]
        boxes = [[max(0, b[0] - 4), max(0, b[1] - 4), b[2] + 4, b[3] + 4] for b in (n["box"] for n in lines[name])]
        crops = [np.ascontiguousarray(page[b[1] : b[3], b[0] : b[2]]) for b in boxes]
        read[name] = [(reader._recogniser.read(crop)[0], b) for crop, b in zip(crops, boxes, strict=True)]
    return read


WAYS = {"ours": ours, "stock": stock, "floor": floor}


def measure(way: str, folder: Path, part: str) -> dict[str, float]:
    """One way over one part, in this process: seconds, CPU seconds, peak memory in MB, errors."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))[part]
    names = [one["file"] for one in truth]
    begun = time.perf_counter()
    read = WAYS[way](folder, names)
    seconds = time.perf_counter() - begun
    use = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    wrong = total = 0
    for one in truth:
        a, b = errors(one["lines"], read.get(one["file"], []))
        wrong, total = wrong + a, total + b
    return {
        "pictures": len(names),
        "seconds": seconds,
        "cpu": sum(u.ru_utime + u.ru_stime for u in use),
        "memory": max(u.ru_maxrss for u in use) / 1024,
        "together": (use[0].ru_maxrss + 2 * use[1].ru_maxrss) / 1024,
        "cer": wrong / max(1, total),
    }


def fallen_back(folder: Path, part: str) -> tuple[int, int]:
    """How many of a part's pictures are left to the detector as a whole, of how many."""
    import numpy as np

    from evidence.ocr import strokes

    names = [one["file"] for one in json.loads((folder / "truth.json").read_text("utf-8"))[part]]
    pages = (np.asarray(Image.open(folder / name).convert("RGB"), dtype=np.uint8) for name in names)
    return sum(strokes.found(page) is None for page in pages), len(names)


def main(arguments: list[str]) -> int:
    """Draw, measure each way in a process of its own, print the table; or one measurement, for those processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shots", type=int, default=30, help="distinct screenshots")
    parser.add_argument("--series", type=int, default=30, help="screenshots of the series")
    parser.add_argument("--many", type=int, default=0, help="small screenshots, for the memory they take")
    parser.add_argument("--rerun", type=int, default=0, help="screenshots of a case that is read again")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each way, in turn; the cheapest is told")
    parser.add_argument("--jpeg", type=int, help="quality that pictures are saved with as JPEG")
    parser.add_argument("--one", nargs=3, metavar=("WAY", "FOLDER", "PART"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        way, folder, part = options.one
        print(json.dumps(measure(way, Path(folder), part)))
        return 0
    if options.many or options.rerun:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            if options.many:
                draw_many(Path(name), options.many)
                for part in ("few", "many"):
                    got = json.loads(run([sys.executable, __file__, "--one", "ours", name, part]).splitlines()[-1])
                    print(f"{got['pictures']} pictures, two workers: {got['together']:.0f} MB together at the most")
            if options.rerun:
                print(
                    f"read again after one correction, {options.rerun} shots: {again(Path(name), options.rerun):.2f} s"
                )
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        draw(folder, options.shots, options.series, options.jpeg)
        print("| pictures | way | per minute | CPU s each | peak MB (largest process) | CER |")
        print("| --- | --- | --- | --- | --- | --- |")
        for part in ("distinct", "series"):
            every: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
            for _ in range(options.repeat):  # in turn, so that a slow minute of the machine meets them alike
                for way in WAYS:
                    told = run([sys.executable, __file__, "--one", way, name, part])
                    every[way].append(json.loads(told.splitlines()[-1]))
            for way, runs in every.items():
                got = min(runs, key=lambda one: one["cpu"])
                rate = 60 * got["pictures"] / got["seconds"]
                each = got["cpu"] / got["pictures"]
                figures = f"{rate:.0f} | {each:.2f} | {got['memory']:.0f} | {got['cer']:.4f}"
                print(f"| {part} ({got['pictures']}) | {way} | {figures} |", flush=True)
        sys.path.insert(0, str(ROOT))
        for part in ("distinct", "series"):
            left, of = fallen_back(folder, part)
            print(f"{part}: {left} of {of} left to the detector as a whole")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
