"""RapidOCR behind the reader's protocol: takes pixels, hands on lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.errors import EvidenceError, Exit
from evidence.model import Box, Line
from evidence.ocr import boxes, nets, sheets, split, strokes, tiles
from evidence.ocr.rapid import NAME, describe, models

SURE = 0.3
"""Least score of a box that is read. RapidOCR's 0.5 lost 5 of 24 single lines of 11 to 14 px on an empty page, 0.3 lost
one; on 18 rendered pages it finds 19 more lines of 918, and none of the messages is read worse."""

KEEP = 0.4
"""Least confidence of a line that is kept; under it stand avatars, icons and emoji taken for letters."""

SURE_LINE = 0.75
"""Least confidence of a line found without the detector that needs no second look; question marks in a row, and rows
half hidden, were read with 0.67 to 0.8."""

HIGHER = 1.6
"""How many times as high as the other the higher of the two is at most: the detector draws its boxes loosely."""

OTHERS = 0.2
"""Share of another line from which a box that goes on covers that one too, and is no one line."""

REACHES = 0.35
"""Share of a line's height, margin included, by which the detector's box reaches into the line that goes on in it."""

ROOM = 2.5
"""Greatest width of a line, for each sign read in it, in its heights: more is a picture's stroke taken for a sign."""

SURE_SEEN = 0.6
"""Least confidence of what is read in a place in doubt; an avatar was taken for a letter with 0.59."""

SHEET_GLYPH = 13.0
"""Height of letters, in pixels, to which a sheet of places in doubt is shrunk; smaller ones stay as they are."""

SURE_GLANCE = 0.8
"""Least confidence of a lone sign in a bubble where the detector saw nothing; emoji taken for letters stay under it."""

SURE_MARKS = 0.5
"""The same for question and exclamation marks alone, which the recogniser reads with 0.58 to 0.85."""

LONE = "?？!！。…+"
"""Signs that may be all of a message."""

LONE_LOW, LONE_TALL, LONE_WIDE = 0.75, 2.0, 1.3
"""Least and greatest height of a lone sign's box, in heights of a usual letter, and its greatest width, in its height:
the detector draws a box of 1.8 heights around a lone character. Pictures are larger, and strokes in them flat."""

SLIM, SLIM_TALL = "1IiLl|丨!！", 1.5
"""Signs that a bar is taken for, and their greatest height."""

REMEMBERED = 4000
"""Line pictures whose reading is remembered, so that what the next screenshot shows again is not read again."""

TILT = 0.06
"""Slope from which a line is tilted (3.4 degrees); a quarter of such lines makes the page a photo."""

LEAST_WIDTH = 96
"""Width in pixels to which the recogniser pads shorter lines; 320, the usual, takes a fifth more time."""


_POINTS = re.compile(r"[.。…·•]{1,12}").fullmatch
_SHAPES = re.compile(r"[ Oo0U]*[○△□◇☆◯●■▲▽][ Oo0U○△□◇☆◯●■▲▽]*").fullmatch
_RINGS = re.compile(r"[○。]*。[○。]*").fullmatch
_MARKS = re.compile(r"[?？!！]{1,6}").fullmatch


class RapidReader:
    """RapidOCR on one thread: tiles for the detector, the page's own pixels for the recogniser."""

    def __init__(self) -> None:
        """Load both models; MISSING (3) when package or models are not there."""
        self.engine = describe()
        detector, recogniser, _ = models()
        self._detector = nets.Detector(detector, SURE)
        self._recogniser = nets.Recogniser(recogniser, LEAST_WIDTH)
        self._stock: Any = None
        self._read: dict[tuple[tuple[int, ...], bytes], tuple[str, float]] = {}

    def read(self, pixels: NDArray[np.uint8]) -> tuple[Line, ...]:
        """The lines of a picture; see `Reader`."""
        blue_first = _blue_first(pixels)
        try:
            lines = self._on_flat_paper(pixels, blue_first)
            if lines:
                return lines
            glyph = tiles.glyph_height(pixels)
            spans, tilted = self._detected(blue_first, tiles.plan(pixels, glyph))
            if tilted:
                return self._photographed(blue_first)
            lines = self._recognised(blue_first, split.parted(pixels, spans))
            if not lines and split.has_text_like_contrast(pixels):
                lines = self._photographed(blue_first)
            return lines
        except _failures() as error:
            raise EvidenceError(Exit.UNUSABLE, "ocr.engine-failed", engine=NAME, cause=_cause(error)) from error

    def _on_flat_paper(self, pixels: NDArray[np.uint8], blue_first: NDArray[np.uint8]) -> tuple[Line, ...]:
        """The lines of a page on flat paper; none where the page is not fit for this way.

        The detector only sees what is in doubt, and what was found without it and read with little confidence.
        """
        found = strokes.found(pixels)
        if found is None:
            return ()
        height, width = pixels.shape[:2]
        drawn = tuple(boxes.grown(box, found.em, width, height) for box in found.lines)
        lines = self._recognised(blue_first, split.parted(pixels, drawn))
        sure = [line for line in lines if _sure(line)]
        unsure = [line for line in lines if not _sure(line)]
        places = [*found.doubts, *(line.box for line in unsure)]
        seen: list[Box] = []
        whole: list[tuple[Line, Box]] = []
        for sheet in sheets.laid(blue_first, places, found.em):
            for quad in self._detector.corners(sheet.pixels, min(1.0, SHEET_GLYPH / found.em)):
                for box in sheet.on_page(_upright(quad)):
                    rest = boxes.uncovered(box, [line.box for line in sure])
                    seen += [split.fitted(pixels, box) if rest == box else rest] if rest else []
                    whole += [(line, Box.around((line.box, box))) for line in sure if rest and _goes_on(line.box, box)]
        sure = self._continued(blue_first, sure, whole)
        seen = [rest for box in seen if (rest := boxes.uncovered(box, [line.box for line in sure]))]
        read = self._recognised(blue_first, split.parted(pixels, tuple(seen)))
        more = [line for line in read if _likely(line, found.em)]
        # What the detector saw there, a picture too, is not read again as a part of the whole.
        looked = [line.box for line in read]
        left = [line for line in unsure if _likely(line, found.em) and boxes.uncovered(line.box, looked)]
        return _ordered((*sure, *more, *left))

    def _continued(
        self, blue_first: NDArray[np.uint8], lines: list[Line], whole: Sequence[tuple[Line, Box]]
    ) -> list[Line]:
        """The lines, each that goes on in a place of doubt read whole where it is read as well so."""
        for line, box in whole:
            if any(other is not line and box.intersection(other.box) > OTHERS * other.box.area for other in lines):
                continue
            again = self._recognised(blue_first, (box,))
            if again and again[0].confidence >= SURE_LINE and len(again[0].text) > len(line.text):
                lines = [again[0] if one is line else one for one in lines]
        return lines

    def _photographed(self, blue_first: NDArray[np.uint8]) -> tuple[Line, ...]:
        """The page read as a whole with RapidOCR's own settings, which follow tilted lines.

        For photos, and once more for a page on which nothing was found though it has strokes: RapidOCR turns some of
        its errors into an empty result.
        """
        if self._stock is None:
            self._stock = _load({"Global.use_preprocess_img": True})
        result = self._stock(blue_first, use_det=True, use_cls=True, use_rec=True)
        texts, scores = getattr(result, "txts", None) or (), getattr(result, "scores", None) or ()
        return _ordered(
            Line(str(text).strip(), round(float(score), 4), _upright(quad))
            for quad, text, score in zip(result.boxes if texts else (), texts, scores, strict=True)
            if str(text).strip()
        )

    def glance(self, pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> tuple[Line, ...]:
        """What stands in these boxes, each taken for one line; only what is read with certainty."""
        try:
            lines = self._recognised(_blue_first(pixels), tuple(boxes))
        except _failures() as error:
            raise EvidenceError(Exit.UNUSABLE, "ocr.engine-failed", engine=NAME, cause=_cause(error)) from error
        # A ring among full stops is one of them.
        told = [replace(n, text=n.text.replace("○", "。")) if _RINGS(n.text) else n for n in lines]
        least = (KEEP if _POINTS(n.text) else SURE_MARKS if _MARKS(n.text) else SURE_GLANCE for n in told)
        return tuple(line for line, sure in zip(told, least, strict=True) if line.confidence >= sure)

    def _detected(self, blue_first: NDArray[np.uint8], plan: tuple[Box, ...]) -> tuple[tuple[Box, ...], bool]:
        """The boxes of the page's lines, and whether these are tilted as in a photo."""
        found, tilts = [], []
        for tile in plan:
            part = np.ascontiguousarray(blue_first[tile.y0 : tile.y1, tile.x0 : tile.x1])
            for quad in self._detector.corners(part, tiles.scale(tile)):
                found.append((tile, _upright(quad).shifted(tile.x0, tile.y0)))
                (ax, ay), (bx, by) = quad[0], quad[1]
                tilts.append(abs(float(by - ay)) > TILT * abs(float(bx - ax)))
        return tiles.joined(found), sum(tilts) > len(tilts) / 4

    def _recognised(self, blue_first: NDArray[np.uint8], boxes: tuple[Box, ...]) -> tuple[Line, ...]:
        """One line for each box that holds text."""
        crops = [np.ascontiguousarray(blue_first[b.y0 : b.y1, b.x0 : b.x1]) for b in boxes]
        keys = [(crop.shape, sha256(crop.tobytes()).digest()) for crop in crops]
        fresh = {key: crop for key, crop in zip(keys, crops, strict=True) if key not in self._read and crop.size}
        for key, crop in fresh.items():
            text, score = self._recogniser.read(crop)
            self._read[key] = (text.strip(), round(score, 4))
        lines = [Line(*self._read.get(key, ("", 0.0)), box) for key, box in zip(keys, boxes, strict=True)]
        while len(self._read) > REMEMBERED:
            del self._read[next(iter(self._read))]
        return _ordered(line for line in lines if line.text and line.confidence >= KEEP)


def _blue_first(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page as the networks take it: BGR."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), dtype=np.uint8)


def _goes_on(line: Box, box: Box) -> bool:
    """Whether what the detector saw reaches into the letters of a line, and is as high: the line goes on there."""
    shared = min(line.y1, box.y1) - max(line.y0, box.y0)
    beside = min(line.x1, box.x1) - max(line.x0, box.x0)
    level = shared >= 0.7 * min(line.height, box.height) and max(line.height, box.height) <= HIGHER * min(
        line.height, box.height
    )
    return level and REACHES * line.height <= beside < box.width


def _sure(line: Line) -> bool:
    """Whether what was read in a line's box needs no second look: with confidence, and signs enough for its width."""
    return line.confidence >= SURE_LINE and line.box.width <= ROOM * line.box.height * len(line.text)


def _likely(line: Line, em: float) -> bool:
    """Whether what was read where text was in doubt is text: lone signs are what avatars and icons are taken for.

    Rings and corners in a row are what the drawings of a patterned ground are taken for.
    """
    if len(line.text) > 1:
        return line.confidence >= (SURE_GLANCE if _SHAPES(line.text) else SURE_SEEN)
    width, height = line.box.width, line.box.height
    tallest = (SLIM_TALL if line.text in SLIM else LONE_TALL) * em
    if height > tallest or (line.text.isalnum() and (height < LONE_LOW * em or width > LONE_WIDE * height)):
        return False
    # The two eyes of a face are read as a colon.
    return line.confidence >= SURE_GLANCE and (line.text.isalnum() or line.text in LONE)


def _upright(quad: NDArray[Any]) -> Box:
    """The upright box around a detected quadrangle."""
    x0, y0 = (int(v) for v in np.floor(np.min(quad, axis=0)))
    x1, y1 = (int(v) for v in np.ceil(np.max(quad, axis=0)))
    return Box(max(0, x0), max(0, y0), x1, y1)


def _ordered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Row by row, and in a row from left to right: boxes of a row start some pixels apart."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: (each.box.center_y, each.box.x0)):
        row = rows[-1] if rows else []
        if row and abs(line.box.center_y - row[0].box.center_y) < 0.4 * min(line.box.height, row[0].box.height):
            row.append(line)
        else:
            rows.append([line])
    return tuple(line for row in rows for line in sorted(row, key=lambda each: (each.box.x0, each.box.y0)))


def _load(settings: dict[str, Any]) -> Any:
    """RapidOCR itself, on one thread, with the wheel's own models."""
    detector, recogniser, angles = models()
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.use_preprocess_img": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(detector),
            "Rec.model_path": str(recogniser),
            "Cls.model_path": str(angles),
            "Rec.rec_batch_num": 1,
            "Rec.rec_img_shape": [3, 48, LEAST_WIDTH],
            **settings,
        }
    )


def _failures() -> tuple[type[Exception], ...]:
    """What RapidOCR raises when it fails on a picture; a defect of ours is not among them."""
    from onnxruntime.capi import onnxruntime_pybind11_state as onnx
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError
    from rapidocr.main import RapidOCRError

    native = (onnx.Fail, onnx.InvalidArgument, onnx.RuntimeException)
    return (*native, ONNXRuntimeError, RapidOCRError, cv2.error, MemoryError)


def _cause(error: Exception) -> str:
    """The last line of the engine's message, which is often a whole traceback."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__)[:160]
