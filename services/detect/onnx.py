"""Runs YOLO weights on ONNX Runtime: small, quick on CPUs, no torch."""

from pathlib import Path
from typing import cast

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from services.detect.engine import MOST, OVERLAP, Detected, Picture
from services.detect.letterbox import Letterbox
from services.detect.metadata import class_names
from shared.errors import InvalidSetting

Rows = NDArray[np.float32]  # n × 6: left, top, right, bottom in px of the square, score, class


class OnnxEngine:
    """A YOLO of either output layout: end to end (1 × n × 6), or 1 × (4 + classes) × n before it."""

    def __init__(self, weights: Path, *, size: int, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads must rest
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0]
        self.names = class_names(weights)
        self.size = self._input.shape[2] if isinstance(self._input.shape[2], int) else size
        self._end_to_end = _end_to_end(self._session, weights, len(self.names))

    def detect(self, picture: Picture, threshold: float) -> list[Detected]:
        """Every object with at least this score, best first."""
        letterbox = Letterbox.of(picture, self.size)
        output = self._session.run(None, {self._input.name: letterbox.fill(picture)})[0][0]
        rows = output[output[:, 4] >= threshold] if self._end_to_end else suppress(output, threshold)
        return [Detected(int(row[5]), float(row[4]), letterbox.box(row[:4])) for row in rows]


def suppress(output: NDArray[np.float32], threshold: float) -> Rows:
    """Rows of the older layout, best first: one class an anchor, no two of a class on the same spot."""
    anchors = output.T
    scores = anchors[:, 4:].max(axis=1)
    anchors, scores = anchors[scores >= threshold], scores[scores >= threshold]
    classes = anchors[:, 4:].argmax(axis=1)
    corners = anchors[:, :2] - anchors[:, 2:4] / 2
    boxes = np.hstack([corners, anchors[:, 2:4]])
    kept = cv2.dnn.NMSBoxesBatched(boxes.tolist(), scores.tolist(), classes.tolist(), 0.0, OVERLAP)
    rows = np.column_stack([corners, corners + anchors[:, 2:4], scores, classes])
    return cast("Rows", rows[np.array(kept, int)[:MOST]])


def _end_to_end(session: onnxruntime.InferenceSession, weights: Path, classes: int) -> bool:
    shape = session.get_outputs()[0].shape
    if len(shape) == 3 and shape[2] == 6:
        return True
    if len(shape) == 3 and shape[1] == 4 + classes:
        return False
    raise InvalidSetting(f"DETECT_MODEL={weights.name} is no YOLO detector: its output is {shape}")
