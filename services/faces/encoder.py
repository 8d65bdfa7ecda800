"""Who a face is like: landmarks, aligned chip and embedding with the weights of `face_recognition`."""

import io
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import dlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from shared.errors import MissingWeights
from shared.squares import Picture

CHIP = 150  # px of the square that dlib's network was trained with
MARGIN = 0.25  # around the face in the chip, likewise
LANDMARKS = "shape_predictor_5_face_landmarks.dat"
NETWORK = "dlib_face_recognition_resnet_model_v1.dat"


class Encoder:
    """The weights of `face_recognition_models` in memory.

    They are read with dlib directly: importing `face_recognition` also reads 100 MB of 68-point
    landmarks, which are for research only.
    """

    title = f"dlib {version('dlib-bin')}"

    def __init__(self) -> None:
        folder = weights_folder()
        self._predictor = dlib.shape_predictor(str(folder / LANDMARKS))
        self._network = dlib.face_recognition_model_v1(str(folder / NETWORK))

    def landmarks(self, picture: Picture, square: dlib.rectangle) -> dlib.full_object_detection:
        """The corners of both eyes and the base of the nose, in px."""
        return self._predictor(picture, square)

    def chip(self, picture: Picture, landmarks: dlib.full_object_detection) -> Picture:
        """The face upright and centred, 150 × 150."""
        chip: Picture = dlib.get_face_chip(picture, landmarks, CHIP, MARGIN)
        return chip

    def embedding(self, chip: Picture) -> tuple[float, ...]:
        """128 numbers; the distance of two tells how unlike the faces are (`SAME_PERSON`)."""
        return tuple(self._network.compute_face_descriptor(chip))


def weights_folder() -> Path:
    """Where `face_recognition_models` keeps its weights; not imported, as that needs `pkg_resources`."""
    package = find_spec("face_recognition_models")
    if package is None or package.origin is None:
        raise MissingWeights("face_recognition_models is not installed; run `pip install face_recognition`")
    return Path(package.origin).parent / "models"


def webp(chip: NDArray[np.uint8]) -> bytes:
    """The chip as a small file."""
    file = io.BytesIO()
    Image.fromarray(chip).save(file, "WEBP", quality=85)
    return file.getvalue()
