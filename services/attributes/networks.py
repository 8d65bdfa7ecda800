"""The networks of face-api.js in memory: age and gender, and what a face expresses."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from services.attributes.heads import Head
from shared.errors import InvalidSetting

Numbers = NDArray[np.float32]

SIDE = 112  # px of the square that both see
MOODS = ("neutral", "happy", "sad", "angry", "fearful", "disgusted", "surprised")


@dataclass(frozen=True)
class Look:
    """What one face looks like: years, the probability that it is a man's, and that of each mood."""

    age: float
    man: float
    moods: dict[str, float]


class Networks:
    """Both, for one face at a time."""

    def __init__(self, ages: Path, expressions: Path, *, threads: int) -> None:
        self._ages, self._expressions = _opened(ages, threads), _opened(expressions, threads)

    def look(self, image: Image.Image, head: Head) -> Look:
        """Look at one face of a picture."""
        pixels = np.asarray(square(image, head), np.float32).transpose(2, 0, 1)[None]
        age, gender = self._ages.run(["age", "gender"], {"input": pixels})
        (moods,) = self._expressions.run(["prob"], {"input": pixels})
        return Look(
            age=float(age.ravel()[0]),
            man=float(gender.ravel()[0]),
            moods=dict(zip(MOODS, map(float, moods.ravel()), strict=True)),
        )


def square(image: Image.Image, head: Head) -> Image.Image:
    """The square around the middle of a face whose side is the longer one of its box; black outside."""
    x, y, half = (head.left + head.right) / 2, (head.top + head.bottom) / 2, head.side / 2
    edges = (x - half, y - half, x + half, y + half)
    return image.transform((SIDE, SIDE), Image.Transform.EXTENT, edges, Image.Resampling.BICUBIC)


def _opened(weights: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads must rest
    session = onnxruntime.InferenceSession(weights.read_bytes(), options, providers=["CPUExecutionProvider"])
    if [one.name for one in session.get_inputs()] != ["input"]:
        raise InvalidSetting(f"{weights.name} is not the network of face-api.js")
    return session
