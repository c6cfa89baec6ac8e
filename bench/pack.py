"""How fast a pack is laid out: 100 screenshots of 1080 x 2400, against img2pdf and plain reportlab, in one run.

Each way runs in a process of its own, so that its memory is its own. Every picture is taken out of every file again and
compared pixel by pixel. Run: `python bench/pack.py [--shots N] [--write]`; `--write` renews docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from sections import renew

ROOT = Path(__file__).resolve().parents[1]
FONT = ROOT / "evidence" / "report" / "fonts" / "NotoSansSC-Regular.ttf"
SIZE = (1080, 2400)
WAYS = ("evidence", "evidence-pdfa", "img2pdf", "reportlab")
RUNS = 3
WORDS = "这件衣服收到以后有一点问题想请您看一下可以退换吗我们核实之后马上给您处理运费由店里承担订单物流签收评价"


class Row(NamedTuple):
    """One line of the table: seconds, seconds of CPU, peak memory and file in MB, and whether all pixels are there."""

    way: str
    seconds: float
    cpu: float
    memory: float
    file: float
    same: bool


def draw(folder: Path, count: int) -> None:
    """Draw `count` chat screenshots: bubbles with text, avatars with texture, a photograph in every fourth."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(FONT, 44)
    rng = np.random.default_rng(20261006)
    told: list[list[tuple[str, list[int]]]] = []
    for number in range(count):
        image = Image.new("RGB", SIZE, "#EDEDED")
        pen = ImageDraw.Draw(image)
        lines: list[tuple[str, list[int]]] = []
        y = 180
        while y < SIZE[1] - 260:
            ours = bool(rng.integers(2))
            text = "".join(rng.choice(list(WORDS), int(rng.integers(4, 16))))
            wide = int(font.getlength(text))
            x = SIZE[0] - 190 - wide if ours else 190
            pen.rounded_rectangle((x - 30, y, x + wide + 30, y + 110), 18, fill="#95EC69" if ours else "#FFFFFF")
            pen.text((x, y + 24), text, fill="#111111", font=font)
            lines.append((text, [x, y + 26, x + wide, y + 78]))
            face = rng.integers(0, 255, (8, 8, 3), dtype=np.uint8)
            avatar = Image.fromarray(face).resize((110, 110), Image.Resampling.BICUBIC)
            image.paste(avatar, (SIZE[0] - 140 if ours else 30, y))
            y += 160
        if number % 4 == 0:
            grain = rng.integers(0, 255, (90, 120, 3), dtype=np.uint8)
            image.paste(Image.fromarray(grain).resize((480, 360), Image.Resampling.BICUBIC), (190, 1500))
        image.save(folder / f"{number:03d}.png", compress_level=6)
        told.append(lines)
    digests = [hashlib.sha256((folder / f"{n:03d}.png").read_bytes()).hexdigest() for n in range(count)]
    (folder / "lines.json").write_text(json.dumps({"lines": told, "sha256": digests}, ensure_ascii=False), "utf-8")


def dossier_of(folder: Path) -> Any:
    """The pictures as a case that has been read: every line of text with its box, one message for each."""
    from evidence.model import (
        CHINA,
        Appeal,
        Box,
        Case,
        Deadline,
        Dossier,
        Engine,
        Facts,
        Judgement,
        Line,
        Message,
        Moment,
        Page,
        Source,
        Statement,
        Transcript,
    )

    engine, start = Engine("bench", "1"), datetime(2026, 10, 6, 9, 0, tzinfo=CHINA)
    sources, pages, messages = [], [], []
    read = json.loads((folder / "lines.json").read_text("utf-8"))
    digests = read["sha256"]  # files are hashed when they are collected, long before a pack is laid out
    for number, lines in enumerate(read["lines"]):
        path = folder / f"{number:03d}.png"
        name, digest, size = f"S{number + 1:03d}", digests[number], path.stat().st_size
        sources.append(Source(name, path.name, digest, size, "image/png", "chat", "used", None, *SIZE))
        held = tuple(Line(text, 0.99, Box(*box)) for text, box in lines)
        pages.append(Page(name, digest, *SIZE, engine, held))
        for line in held:
            time = Moment(start + timedelta(minutes=len(messages)), "09:00", "resolved")
            one = f"M{len(messages) + 1:04d}"
            messages.append(
                Message(one, name, "buyer", "left", "text", line.text, 0.99, line.box, (line,), time)
            )  # fmt: skip
    appeal = Appeal(
        "douyin", "抖音电商", "2026-11-20", None, (), "测速用", Deadline(30, None, None, "测速用"), (),
        Statement("", 100, ""), (),
    )  # fmt: skip
    case = Case(folder, tuple(sources))
    transcript = Transcript(engine, tuple(sources), tuple(messages))
    return Dossier(case, tuple(pages), transcript, Judgement(), Facts(), appeal, (), start, "bench")


def make(way: str, folder: Path, target: Path) -> None:
    """Write the pictures into a PDF in one of the ways."""
    pictures = sorted(folder.glob("*.png"))
    if way == "img2pdf":
        import img2pdf

        target.write_bytes(img2pdf.convert([str(p) for p in pictures]))
    elif way == "reportlab":
        from reportlab import rl_config
        from reportlab.pdfgen.canvas import Canvas

        rl_config.useA85 = 0
        canvas = Canvas(str(target), pagesize=(595, 842))
        for path in pictures:
            canvas.drawImage(str(path), 110, 20, 360, 800)
            canvas.showPage()
        canvas.save()
    else:
        from evidence import seal
        from evidence.report import write_pack

        dossier = dossier_of(folder)
        info = write_pack(dossier, target, picture=lambda s, _: folder / f"{int(s[1:]) - 1:03d}.png")
        if way == "evidence-pdfa":
            seal.archive(target, generated=dossier.generated, manifest=seal.manifest_of(dossier.case, info.shown))


def identical(folder: Path, target: Path) -> bool:
    """Whether every picture stands in the file, once and pixel for pixel."""
    import pikepdf
    from PIL import Image

    def digest(image: Any) -> str:
        return hashlib.sha256(image.convert("RGB").tobytes()).hexdigest()

    wanted = sorted(digest(Image.open(p)) for p in folder.glob("*.png"))
    with pikepdf.open(target) as pdf:
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        held = sorted(digest(pikepdf.PdfImage(o).as_pil_image()) for o in images)
    return held == wanted


def worker(way: str, folder: Path, target: Path) -> None:
    """Do one way and print its seconds and its peak memory; imports and fonts are part of the time."""
    started = time.perf_counter()
    make(way, folder, target)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024}
    print(json.dumps(told))


def main() -> None:
    """Draw, run every way, compare, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", type=int, default=100)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.worker:
        worker(told.worker[0], Path(told.worker[1]), Path(told.worker[2]))
        return
    if find_spec("img2pdf") is None:
        sys.exit("img2pdf is not installed: pip install 'evidence[bench]'")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw(folder, told.shots)
        size = sum(p.stat().st_size for p in folder.glob("*.png")) / 1e6
        for way in WAYS:
            target = folder / f"{way}.pdf"
            command = [sys.executable, __file__, "--worker", way, str(folder), str(target)]
            runs = [
                json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                for _ in range(RUNS)
            ]
            best = {key: min(run[key] for run in runs) for key in ("seconds", "cpu", "memory")}
            same = identical(folder, target)
            rows.append(Row(way, best["seconds"], best["cpu"], best["memory"], target.stat().st_size / 1e6, same))
            print(rows[-1], file=sys.stderr)
            target.unlink()
    text = table(rows, told.shots, size)
    print(text)
    if told.write:
        renew("pack", "Laying out a pack (`bench/pack.py`)", text)


LABELS = {
    "evidence": "`evidence`: the whole pack (text layer, marks, bookmarks, integrity pages)",
    "evidence-pdfa": "the same, made a PDF/A-3b",
    "img2pdf": "img2pdf {img2pdf}: pictures only",
    "reportlab": "reportlab {reportlab}: `drawImage`, pictures only",
}


def table(rows: list[Row], shots: int, size: float) -> str:
    """The results as Markdown."""
    versions = {name: version(name) for name in ("img2pdf", "reportlab")}
    lines = [
        f"{shots} screenshots of {SIZE[0]} x {SIZE[1]} ({size:.1f} MB of PNG) into one PDF, beside OCR; "
        f"Python {platform.python_version()}, {platform.machine()}; one process each, imports and fonts included, "
        f"the best of {RUNS} runs.",
        "",
        "| way | seconds | of CPU | peak memory, MB | file, MB | pixel-identical |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        label, same = LABELS[row.way].format(**versions), "yes" if row.same else "NO"
        lines.append(f"| {label} | {row.seconds:.2f} | {row.cpu:.2f} | {row.memory:.0f} | {row.file:.1f} | {same} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
