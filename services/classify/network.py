"""A MobileNetV2 in memory: the classes of a picture and what it looks like, from one pass each view."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as refused
from PIL import Image, ImageOps

from services.classify.graph import with_features
from shared.errors import InvalidSetting

Numbers = NDArray[np.float32]

SIDE = 224  # px of the square that the network sees
INNER = 7 / 8  # of the side that the closer view keeps: the crop that these networks were trained with
CLASSES = 1000
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)  # of ImageNet's pixels
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
FILE = Path(__file__).parent / "classes.txt"
_REFUSALS = (
    refused.InvalidProtobuf, refused.InvalidArgument, refused.InvalidGraph, refused.NoModel, refused.Fail,
    refused.NotImplemented, refused.RuntimeException, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """The probability of each class in 0..1, and 1,280 numbers of length 1."""

    classes: Numbers
    features: Numbers


class Network:
    """Two layouts of a file: that of ONNX's model zoo, and one that gives out `embedding` by itself.

    The former takes normalized pixels and tells 1,000 classes before softmax; the latter takes 0..1 and
    tells 1,001 probabilities, of which the first is that of no class at all.
    """

    def __init__(self, weights: Path, *, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads must rest
        self._session = _opened(weights.read_bytes(), options)
        outputs = [output.name for output in self._session.get_outputs()]
        self._plain = "embedding" in outputs
        self._outputs = ["output0", "embedding"] if self._plain else outputs
        self._input = self._session.get_inputs()[0].name

    def see(self, image: Image.Image) -> Seen:
        """Look at the middle of a picture, at its mirror image, and once closer.

        A mirror image has then the same numbers, and a crop is nearer to the whole.
        """
        seen = [self._pass(view) for view in views(image)]
        classes: Numbers = np.stack([classes for classes, _ in seen]).mean(axis=0)
        features: Numbers = np.stack([unit(features) for _, features in seen]).sum(axis=0)
        return Seen(classes, unit(features))

    def _pass(self, view: Image.Image) -> tuple[Numbers, Numbers]:
        pixels = np.asarray(view, np.float32) / np.float32(255)
        if not self._plain:
            pixels = (pixels - _MEAN) / _DEVIATION
        given = {self._input: pixels.transpose(2, 0, 1)[None]}
        classes, features = (output.ravel() for output in self._session.run(self._outputs, given))
        return (classes[-CLASSES:] if self._plain else softmax(classes)), features


def views(image: Image.Image) -> list[Image.Image]:
    """The squares that are looked at."""
    middle = _square(image)
    side = round(SIDE / INNER)
    edge = (side - SIDE) // 2
    closer = _square(image, side).crop((edge, edge, edge + SIDE, edge + SIDE))
    return [middle, ImageOps.mirror(middle), ImageOps.mirror(closer)]


def names() -> list[str]:
    """The classes in their order, as the lexicon calls them."""
    return FILE.read_text("utf-8").splitlines()


def softmax(logits: Numbers) -> Numbers:
    """Probabilities that add up to 1."""
    powers = np.exp(logits - logits.max())
    shares: Numbers = powers / powers.sum()
    return shares


def unit(numbers: Numbers) -> Numbers:
    """The same direction at length 1."""
    length = float(np.linalg.norm(numbers))
    return numbers / length if length else numbers


def _square(image: Image.Image, side: int = SIDE) -> Image.Image:
    """The middle of a picture whose short side was brought to `side`."""
    return ImageOps.fit(image, (side, side), Image.Resampling.BICUBIC)


def _opened(content: bytes, options: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
    session = _session(content, options)
    if "embedding" in {output.name for output in session.get_outputs()}:
        return session
    session = _session(with_features(content), options)
    if len(session.get_outputs()) != 2 or session.get_outputs()[0].shape[-1] != CLASSES:
        raise InvalidSetting("CLASSIFY_MODEL is no MobileNetV2 of ImageNet's 1,000 classes")
    return session


def _session(content: bytes, options: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except _REFUSALS as error:
        raise InvalidSetting("CLASSIFY_MODEL is no ONNX file that ONNX Runtime can run") from error
