"""Takes HTML, hands on pictures, PDFs and the boxes of what they show, by way of headless Chromium."""

from __future__ import annotations

import html as entities
import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PIL import Image

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--no-pdf-header-footer",
    "--disable-pdf-tagging",
)
FONT = '"Noto Sans CJK SC", sans-serif'
# Chromium writes the day of printing into a PDF; the sample's own day goes there, so that a redraw changes nothing.
PDF_DATE = re.compile(rb"/(CreationDate|ModDate) ?\(D:\d{14}\+00'00'\)")
PHOTO_QUALITY = 88
# A headless window keeps room for a frame it does not draw, and is never narrower than a desktop's least; where the
# page reached below the first layout, the rest was at times left unpainted. So the window is larger, and cut to size.
FRAME_HEIGHT = 240
LEAST_WIDTH = 640

PLACE_AND_MEASURE = Path(__file__).with_name("measure.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Seen:
    """A marked text as the picture shows it; `box` in its pixels, `partial` where an edge cuts the text."""

    id: str
    text: str
    box: tuple[int, int, int, int]
    partial: bool


@dataclass(frozen=True, slots=True)
class View:
    """The chat's window in a page, in CSS pixels: where it begins, its height, the roll's, and how far it rolled."""

    top: int
    height: int
    rolled: int
    whole: int
    seen: tuple[Seen, ...]


def page(body: str, css: str, width: int, height: int) -> str:
    """A whole HTML page of a fixed size, whatever the window's."""
    base = (
        f"*{{box-sizing:border-box;margin:0;padding:0}}html{{overflow:hidden}}"
        f"body{{width:{width}px;height:{height}px;overflow:hidden;position:relative;font-family:{FONT}}}"
        "[data-clip]{overflow:hidden;position:relative}[data-roll]{position:relative}svg{display:block}"
    )
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{base}{css}</style>'
        f"<body>{body}<script>{PLACE_AND_MEASURE}</script></body></html>"
    )


class Browser:
    """Chromium with a profile of its own, for as long as the `with` lasts."""

    def __init__(self, program: str = "chromium") -> None:
        self._program = program
        self._home = tempfile.TemporaryDirectory(prefix="samples-")

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._home.cleanup()

    def _run(self, markup: str, *flags: str) -> str:
        home = Path(self._home.name)
        source = home / "page.html"
        source.write_text(markup, "utf-8")
        done = subprocess.run(
            [self._program, *FLAGS, f"--user-data-dir={home / 'profile'}", *flags, source.as_uri()],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return done.stdout.decode("utf-8", "replace")

    def picture(self, markup: str, size: tuple[int, int], scale: int) -> Image.Image:
        """The page as a picture of `size` CSS pixels times `scale`.

        Raises:
            subprocess.CalledProcessError: when Chromium fails.
            ValueError: when the picture is not of the window's size.
        """
        target = Path(self._home.name) / "shot.png"
        target.unlink(missing_ok=True)
        window = (max(size[0], LEAST_WIDTH), size[1] + FRAME_HEIGHT)
        self._run(
            markup,
            f"--window-size={window[0]},{window[1]}",
            f"--force-device-scale-factor={scale}",
            f"--screenshot={target}",
        )
        with Image.open(target) as shot:
            drawn = shot.convert("RGB")
        if drawn.size != (window[0] * scale, window[1] * scale):
            raise ValueError(f"drew {drawn.size}, wanted {window} times {scale}")
        return drawn.crop((0, 0, size[0] * scale, size[1] * scale))

    def view(self, markup: str, scale: int) -> View:
        """Where the page's chat stands and what of it is in view; ValueError for a page without one."""
        found = re.search(r'<pre id="seen"[^>]*>(.*?)</pre>', self._run(markup, "--dump-dom"), re.S)
        if not found:
            raise ValueError("the page has no chat to measure")
        told = json.loads(entities.unescape(found[1]))
        seen = []
        for one in told["seen"]:
            x0, y0, x1, y1 = (round(edge * scale) for edge in one["box"])
            seen.append(Seen(one["id"], one["text"], (x0, y0, x1, y1), one["partial"]))
        top, height, rolled, whole = (round(told[name]) for name in ("top", "height", "rolled", "whole"))
        return View(top, height, rolled, whole, tuple(seen))

    def pdf(self, markup: str, target: Path, printed: str) -> None:
        """The page printed to PDF with its text layer; `printed` is `YYYYMMDDHHMMSS` in universal time."""
        self._run(markup, f"--print-to-pdf={target}")
        dated = PDF_DATE.sub(rb"/\1 (D:" + printed.encode() + rb"+00'00')", target.read_bytes())
        target.write_bytes(dated)


def save(drawn: Image.Image, target: Path, exif: Image.Exif | None = None) -> None:
    """Writes PNG without loss, or JPEG as a phone forwards it, by the name's ending."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".png":
        drawn.save(target, optimize=True)
    elif exif is not None:
        drawn.save(target, quality=PHOTO_QUALITY, subsampling=0, exif=exif)
    else:
        drawn.save(target, quality=PHOTO_QUALITY, subsampling=0)
