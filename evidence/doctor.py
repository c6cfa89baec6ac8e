"""What the program needs and what is there: each part with its version, and the exact remedy where it is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from evidence.model import Notice

__all__ = ["Part", "examine"]

_PACKAGES = (
    ("rapidocr", "rapidocr"),
    ("onnxruntime", "onnxruntime"),
    ("opencv-python-headless", "cv2"),
    ("pillow", "PIL"),
    ("numpy", "numpy"),
    ("pdfplumber", "pdfplumber"),
    ("pypdfium2", "pypdfium2"),
    ("reportlab", "reportlab"),
    ("pikepdf", "pikepdf"),
    ("google-re2", "re2"),
    ("opencc-python-reimplemented", "opencc"),
    ("pypinyin", "pypinyin"),
    ("pydantic", "pydantic"),
    ("rich", "rich"),
    ("pytesseract", "pytesseract"),
)
_TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One thing the program uses; `needed` is False where the main job works without it."""

    name: str
    there: bool
    needed: bool
    found: str
    remedy: Notice | None = None


def examine() -> tuple[Part, ...]:
    """Look at everything; nothing is changed and nothing goes over a network."""
    parts = [_python(), *(_package(name, module) for name, module in _PACKAGES), _models(), _fonts()]
    parts += [*_tesseract(), _heic()]
    return tuple(parts)


def _python() -> Part:
    there = sys.version_info >= (3, 11)
    remedy = None if there else Notice.of("doctor.python")
    return Part("Python", there, True, sys.version.split()[0], remedy)


def _package(name: str, module: str) -> Part:
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        found = ""
    there = bool(found) and find_spec(module) is not None
    return Part(name, there, True, found, None if there else Notice.of("doctor.package", name=name))


def _models() -> Part:
    """Whether the reader's models came with its wheel: nothing is ever downloaded."""
    there: list[str] = []
    if find_spec("rapidocr") is not None:
        there = sorted(f.name for f in (Path(str(files("rapidocr"))) / "models").glob("*.onnx"))
    enough = any("det" in name for name in there) and any("rec" in name for name in there)
    return Part("RapidOCR models", enough, True, f"{len(there)}", None if enough else Notice.of("doctor.models"))


def _fonts() -> Part:
    there = sorted(f.name for f in files("evidence").joinpath("report", "fonts").iterdir() if f.name.endswith(".ttf"))
    enough = any("Regular" in name and "SC" in name for name in there)
    return Part("Noto Sans SC", enough, True, ", ".join(there), None if enough else Notice.of("doctor.fonts"))


def _tesseract() -> list[Part]:
    program = shutil.which("tesseract")
    if program is None:
        return [Part("Tesseract", False, False, "", Notice.of("doctor.tesseract"))]
    version = _output(program, "--version").splitlines()
    languages = _output(program, "--list-langs").split()
    chinese = "chi_sim" in languages
    return [
        Part("Tesseract", True, False, version[0] if version else program),
        Part("Tesseract chi_sim", chinese, False, "", None if chinese else Notice.of("doctor.chi-sim")),
    ]


def _output(program: str, option: str) -> str:
    try:
        run = subprocess.run([program, option], capture_output=True, text=True, timeout=_TIMEOUT, check=False)  # noqa: S603  # a program found on PATH with a fixed option
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout or run.stderr


def _heic() -> Part:
    there = find_spec("pi_heif") is not None
    return Part("pi-heif (HEIC)", there, False, "", None if there else Notice.of("doctor.heic"))
