"""NudeNet in memory: parts of bodies, covered or not, and faces."""

import ast
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from shared.domain import Box
from shared.errors import MissingWeights

Picture = NDArray[np.uint8]  # height × width × 3, RGB

FILE = "320n.onnx"  # YOLOv8 n, which comes in the package nudenet
SIDE = 320  # px of the square that it sees
LEAST = 0.2  # NudeNet's own: parts that are less sure are none
OVERLAP = 0.45  # boxes of one part that share more are one


@dataclass(frozen=True)
class Part:
    """One part of a body: its name in NudeNet, its score in 0..1 and where it is."""

    name: str
    score: float
    box: Box


class Detector:
    """The network, for one picture at a time."""

    def __init__(self, weights: Path, *, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads must rest
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._names: dict[int, str] = ast.literal_eval(
            self._session.get_modelmeta().custom_metadata_map["names"]
        )

    def parts(self, picture: Picture) -> list[Part]:
        """Every part in the picture, the surest first."""
        height, width = picture.shape[:2]
        longest = max(height, width)
        padded = cv2.copyMakeBorder(
            picture, 0, longest - height, 0, longest - width, cv2.BORDER_CONSTANT, value=(0, 0, 0)
        )
        given = cv2.dnn.blobFromImage(padded, 1 / 255, (SIDE, SIDE))
        rows = self._session.run(None, {self._session.get_inputs()[0].name: given})[0][0].T
        return [self._part(row, longest / SIDE, width, height) for row in _kept(rows)]

    def _part(self, row: NDArray[np.float32], scale: float, width: int, height: int) -> Part:
        x, y, across, down = (float(number) * scale for number in row[:4])
        left, right = (min(max(edge / width, 0.0), 1.0) for edge in (x - across / 2, x + across / 2))
        top, bottom = (min(max(edge / height, 0.0), 1.0) for edge in (y - down / 2, y + down / 2))
        box = Box(left, top, right - left, bottom - top)
        return Part(self._names[int(row[4:].argmax())], float(row[4:].max()), box)


def weights() -> Path:
    """Where the package `nudenet` keeps its weights; not imported, as that opens them at once."""
    package = find_spec("nudenet")
    if package is None or package.origin is None:
        raise MissingWeights("nudenet is not installed; run `pip install --no-deps nudenet`")
    return Path(package.origin).parent / FILE


def title() -> str:
    """Name, version and the first digits of the weights' SHA-256."""
    return f"nudenet {version('nudenet')} {FILE}@{_sha256(weights())[:12]}"


@cache
def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept(rows: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """The rows that are sure enough, without those that another one of their part covers."""
    scores = rows[:, 4:].max(axis=1)
    rows, scores = rows[scores >= LEAST], scores[scores >= LEAST]
    corners = np.hstack([rows[:, :2] - rows[:, 2:4] / 2, rows[:, 2:4]])
    classes = rows[:, 4:].argmax(axis=1)
    kept = cv2.dnn.NMSBoxesBatched(corners.tolist(), scores.tolist(), classes.tolist(), LEAST, OVERLAP)
    return [rows[index] for index in kept]
