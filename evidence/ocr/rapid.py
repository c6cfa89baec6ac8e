"""RapidOCR behind the reader's protocol: takes pixels, hands on lines. Uses only the models inside its wheel."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence.errors import EvidenceError, Exit
from evidence.model import Box, Engine, Line
from evidence.ocr import tiles

NAME = "rapidocr"
MODELS = ("PP-OCRv6_det_small", "PP-OCRv6_rec_small")
SETTINGS = "1"
"""Changes whenever the lines read from the same pixels may change, so that older records are read again."""

KEEP = 0.3
"""Least confidence of a line that is kept."""


def describe() -> Engine:
    """Name, version and models; MISSING (3) when the package is not installed."""
    try:
        return Engine(NAME, version("rapidocr"), MODELS)
    except PackageNotFoundError as error:
        raise EvidenceError(Exit.MISSING, "ocr.rapidocr-missing") from error


def open_reader() -> RapidReader:
    """Load the detector and the recogniser; MISSING (3) when package or models are not there."""
    return RapidReader()


class RapidReader:
    """RapidOCR on one thread: tiles for the detector, the page's own pixels for the recogniser."""

    def __init__(self) -> None:
        """Load both models; raises as `open_reader`."""
        self.engine = describe()
        self._ocr = _load({"Det.limit_type": "max", "Det.limit_side_len": tiles.DETECTOR_SIDE})

    def read(self, pixels: NDArray[np.uint8]) -> tuple[Line, ...]:
        """The lines of a picture; see `Reader`."""
        blue_first = np.ascontiguousarray(pixels[:, :, ::-1])
        try:
            boxes = self._detected(blue_first, tiles.plan(pixels))
            return self._recognised(blue_first, boxes)
        except _failures() as error:
            raise EvidenceError(Exit.UNUSABLE, "ocr.engine-failed", engine=NAME, cause=_cause(error)) from error

    def _detected(self, blue_first: NDArray[np.uint8], plan: tuple[Box, ...]) -> tuple[Box, ...]:
        """The boxes of the page's lines."""
        found = []
        for tile in plan:
            part = np.ascontiguousarray(blue_first[tile.y0 : tile.y1, tile.x0 : tile.x1])
            result = self._ocr(part, use_det=True, use_cls=False, use_rec=False)
            corners = result.boxes if result.boxes is not None else ()
            for quad in corners:
                x0, y0 = (int(v) for v in np.floor(np.min(quad, axis=0)))
                x1, y1 = (int(v) for v in np.ceil(np.max(quad, axis=0)))
                found.append((tile, Box(x0, y0, x1, y1).shifted(tile.x0, tile.y0)))
        return tiles.joined(found)

    def _recognised(self, blue_first: NDArray[np.uint8], boxes: tuple[Box, ...]) -> tuple[Line, ...]:
        """One line for each box that holds text."""
        crops = [np.ascontiguousarray(blue_first[b.y0 : b.y1, b.x0 : b.x1]) for b in boxes]
        if not crops:
            return ()
        result = self._ocr.recognize_txt(crops)
        lines = [
            Line(str(text).strip(), round(float(score), 4), box)
            for box, text, score in zip(boxes, result.txts, result.scores, strict=True)
            if str(text).strip() and float(score) >= KEEP
        ]
        return tuple(sorted(lines, key=lambda line: (line.box.y0, line.box.x0)))


def _load(settings: dict[str, Any]) -> Any:
    """The engine with the wheel's own models named by path, so that nothing can be fetched from anywhere."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise EvidenceError(Exit.MISSING, "ocr.rapidocr-missing")
    models = [Path(spec.origin).parent / "models" / f"{name}.onnx" for name in MODELS]
    for model in models:
        if not model.is_file():
            raise EvidenceError(Exit.MISSING, "ocr.model-missing", name=model.name)
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.use_preprocess_img": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(models[0]),
            "Rec.model_path": str(models[1]),
            "Rec.rec_batch_num": 1,
            **settings,
        }
    )


def _failures() -> tuple[type[Exception], ...]:
    """What RapidOCR raises when it fails on a picture; a defect of ours is not among them."""
    import cv2
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError
    from rapidocr.main import RapidOCRError

    return (ONNXRuntimeError, RapidOCRError, cv2.error, MemoryError)


def _cause(error: Exception) -> str:
    """The last line of the engine's message, which is often a whole traceback."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__)[:160]
