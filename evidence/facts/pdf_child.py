"""The child process that opens a third-party PDF: a path and a folder in, pictures in that folder and JSON on stdout.

Run as `python -m evidence.facts.pdf_child PDF FOLDER SHA256 MEGABYTES SECONDS`. It limits its own memory and processor
time where the platform can, and checks page count and page size before drawing anything. Its exit code is always 0
unless it was stopped; what went wrong is a word in the JSON: `encrypted`, `damaged`, `pages`, `size`, `memory`.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

# Limits on what is opened: a proof has a few pages; the largest seen, a scanned POD, is A3 (1191 points).
MAX_PAGES = 60
MAX_POINTS = 4000.0
# Pages are drawn at 144 dpi: two pixels a point.
SCALE = 2.0
MAX_CHARS = 200_000
MAX_JSON = 16 << 20
# No file the child writes may be larger; the picture of an A3 page is far below.
MAX_FILE = 256 << 20
# Two words stand in one line of text when less than this share of their height lies between them; more is a column.
_COLUMN_GAP = 1.5


class Refused(Exception):
    """The PDF is refused; the one argument is the reason's word."""


def limit(megabytes: int, seconds: int) -> None:
    """Limit this process's address space and processor time where the platform knows such limits."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit alone holds
        return
    for what, value in (
        (resource.RLIMIT_AS, megabytes << 20),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(what, (value, hard))
        except (ValueError, OSError):  # not every platform lets every limit be set
            continue


def draw(pdf: Path, folder: Path, sha256: str) -> list[tuple[str, int, int]]:
    """Draw every page to `<sha256>-<n>.png`, whole or not at all; names with width and height in pixels."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
        count = len(document)
        if count == 0:
            raise Refused("damaged")
        if count > MAX_PAGES:
            raise Refused("pages")
        if any(max(document.get_page_size(n)) > MAX_POINTS for n in range(count)):
            raise Refused("size")
        return [_draw_page(document[n], folder, f"{sha256}-{n + 1}.png") for n in range(count)]
    except pypdfium2.PdfiumError as error:
        raise Refused("encrypted" if "password" in str(error).lower() else "damaged") from error


def _draw_page(page: Any, folder: Path, name: str) -> tuple[str, int, int]:
    picture = page.render(scale=SCALE).to_pil().convert("RGB")
    page.close()
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
        picture.save(part, "PNG")
    Path(part.name).chmod(0o644)
    Path(part.name).replace(folder / name)
    return name, picture.width, picture.height


def text(pdf: Path, sizes: list[tuple[str, int, int]]) -> list[list[list[Any]]]:
    """For each page its lines `[text, x0, y0, x1, y1]` in pixels of the drawn page.

    No lines where the text cannot be taken from a file that can be drawn: OCR of the pictures then reads it.
    """
    import pdfplumber
    from pdfminer.psparser import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    malformed = (PSException, PdfminerException, MalformedPDFException)
    try:
        with pdfplumber.open(pdf) as document:
            if len(document.pages) != len(sizes):
                return [[] for _ in sizes]
            pages = []
            for page, (_name, width, height) in zip(document.pages, sizes, strict=True):
                if len(page.chars) > MAX_CHARS:
                    raise Refused("size")
                pages.append(_lines(page, width, height))
                page.close()
            return pages
    except (*malformed, ValueError, TypeError, KeyError, IndexError, AttributeError):
        # What pdfminer raises on malformed objects (it checks few of them); the pictures are there all the same.
        return [[] for _ in sizes]


def _lines(page: Any, width: int, height: int) -> list[list[Any]]:
    words = page.extract_words(x_tolerance=1.5, y_tolerance=3, keep_blank_chars=False, use_text_flow=False)
    across, down = width / max(1.0, float(page.width)), height / max(1.0, float(page.height))
    left, top = (float(page.bbox[0]), float(page.bbox[1]))
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda w: ((w["top"] + w["bottom"]) / 2, w["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if rows and rows[-1][0]["top"] <= middle <= rows[-1][0]["bottom"]:
            rows[-1].append(word)
        else:
            rows.append([word])
    lines: list[list[Any]] = []
    for row in rows:
        for cell in _cells(sorted(row, key=lambda w: w["x0"])):
            box = [
                round((min(w["x0"] for w in cell) - left) * across),
                round((min(w["top"] for w in cell) - top) * down),
                round((max(w["x1"] for w in cell) - left) * across),
                round((max(w["bottom"] for w in cell) - top) * down),
            ]
            clamped = [max(0, min(v, most)) for v, most in zip(box, (width, height, width, height), strict=True)]
            lines.append([_text(cell), *clamped])
    return lines


def _cells(row: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The words of a row, parted where a column's gap lies between two."""
    cells = [[row[0]]]
    for word in row[1:]:
        last = cells[-1][-1]
        if word["x0"] - last["x1"] > _COLUMN_GAP * max(1.0, word["bottom"] - word["top"]):
            cells.append([word])
        else:
            cells[-1].append(word)
    return cells


def _text(cell: list[dict[str, Any]]) -> str:
    """The words of a cell, without a space between Chinese signs; control signs are left out."""
    joined = ""
    for word in cell:
        part = re.sub(r"[\x00-\x1f\x7f​-‏‪-‮⁦-⁩]", "", str(word["text"]))
        tight = joined and part and re.match(r"[　-鿿＀-￯]{2}", joined[-1] + part[0])
        joined += part if not joined or tight else " " + part
    return joined


def main(arguments: list[str]) -> int:
    """Do the work and print the answer as JSON."""
    pdf, folder, sha256, megabytes, seconds = arguments
    limit(int(megabytes), int(seconds))
    answer: dict[str, Any]
    try:
        sizes = draw(Path(pdf), Path(folder), sha256)
        answer = {"pages": [list(size) for size in sizes], "lines": text(Path(pdf), sizes)}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except (MemoryError, RecursionError):
        answer = {"refused": "memory"}
    except OSError as error:
        answer = {"refused": "disk", "cause": error.strerror or type(error).__name__}
    out = json.dumps(answer, ensure_ascii=True)
    if len(out) > MAX_JSON:
        out = json.dumps({"refused": "size"})
    sys.stdout.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
