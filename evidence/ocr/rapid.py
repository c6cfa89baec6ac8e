"""RapidOCR by name: version, settings and models are known without loading it; the reader is opened when asked for."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.errors import EvidenceError, Exit
from evidence.model import Engine

if TYPE_CHECKING:
    from evidence.ocr.rapid_reader import RapidReader

NAME = "rapidocr"
MODELS = ("PP-OCRv6_det_small", "PP-OCRv6_rec_small")
_ANGLES = "ch_ppocr_mobile_v2.0_cls_mobile"
SETTINGS = "18"
"""Changes whenever the lines read from the same pixels may change, so that older records are read again."""


def describe() -> Engine:
    """Name, version and models; MISSING (3) when the package is not installed."""
    try:
        return Engine(NAME, version("rapidocr"), MODELS)
    except PackageNotFoundError as error:
        raise EvidenceError(Exit.MISSING, "ocr.rapidocr-missing") from error


def open_reader() -> RapidReader:
    """Load the detector and the recogniser; MISSING (3) when package or models are not there."""
    models()
    from evidence.ocr.rapid_reader import RapidReader

    return RapidReader()


def models() -> tuple[Path, Path, Path]:
    """The wheel's detector, recogniser and turner, named by path, so that nothing can be fetched from anywhere.

    Raises:
        EvidenceError: MISSING (3) when the package or one of them is not there.
    """
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise EvidenceError(Exit.MISSING, "ocr.rapidocr-missing")
    folder = Path(spec.origin).parent / "models"
    detector, recogniser, angles = (folder / f"{name}.onnx" for name in (*MODELS, _ANGLES))
    for model in (detector, recogniser, angles):
        if not model.is_file():
            raise EvidenceError(Exit.MISSING, "ocr.model-missing", name=model.name)
    return detector, recogniser, angles
