"""Text in photos, read with RapidOCR (PP-OCR on ONNX Runtime; its weights come in the wheel)."""

from importlib.metadata import version
from typing import Any

import numpy as np
from PIL.Image import Image

from services.ocr.reading import Line, likely, ordered
from shared.domain import Box

LEAST = 0.6  # score of a line; texture in photos without text stays below
LONGEST = 2000  # px; RapidOCR shrinks to this by itself
TITLE = f"rapidocr {version('rapidocr-onnxruntime')}"


class Rapid:
    """PP-OCRv4, Chinese and English letters; lines that lie on their head or side are read too."""

    def __init__(self, threads: int) -> None:
        from rapidocr_onnxruntime import RapidOCR

        count = threads or -1
        self._engine = RapidOCR(intra_op_num_threads=count, inter_op_num_threads=count)

    def read(self, image: Image) -> list[Line]:
        """Return the lines of one upright RGB picture, row by row."""
        found, _ = self._engine(np.ascontiguousarray(np.asarray(image)[:, :, ::-1]))
        lines = [_line(corners, text, score, image.size) for corners, text, score in found or []]
        return ordered(likely(lines, LEAST))


def _line(corners: Any, text: str, score: Any, size: tuple[int, int]) -> Line:
    points = np.asarray(corners, dtype=float) / size
    left, top = points.min(axis=0).tolist()
    right, bottom = points.max(axis=0).tolist()
    return Line(text, float(score), Box(left, top, right - left, bottom - top))
