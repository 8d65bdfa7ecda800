"""Finds objects in photos and video frames with a YOLO model."""

import difflib
from collections.abc import Iterator, Mapping
from typing import cast

import numpy as np
from PIL.Image import Image

from services.detect.choice import open_engine, title
from services.detect.engine import Engine
from services.detect.metadata import class_names
from services.detect.torch import require_ultralytics
from shared.analyzer import FrameAnalyzer
from shared.domain import Finding
from shared.errors import InvalidSetting
from shared.frames import Sampling
from shared.weights import Weights


class Objects(FrameAnalyzer):
    """Yields one finding an object: its class, score and box."""

    name = "detect"
    version = 1

    def __init__(
        self,
        weights: Weights,
        model: str = "yolo26n.onnx",
        *,
        threshold: float = 0.3,
        classes: tuple[str, ...] = (),
        size: int = 640,
        threads: int = 0,
        sampling: Sampling = FrameAnalyzer.sampling,
    ) -> None:
        self._weights, self._file = weights, model
        self._threshold, self._classes = threshold, classes
        self._size, self._threads = size, threads
        self.sampling = sampling
        self._engine: Engine | None = None
        self._wanted: frozenset[int] = frozenset()

    def check(self) -> None:
        """Raise `MissingWeights` where the model, or the library that it needs, is not there.

        Raises `InvalidSetting` for a class that an `.onnx` model does not know.
        """
        path = self._weights.path(self._file)
        if path.suffix == ".onnx":
            wanted(self._classes, class_names(path))
        else:
            require_ultralytics(path.name)
        self.engine, self.model = title(path), self._weights.identity(self._file)

    def models(self) -> Mapping[str, int]:
        """The files that say that they are a YOLO; of others `.onnx` and `.pt` are the names too."""
        onnx = {file: size for file, size in self._weights.there("*.onnx").items() if self._knows(file)}
        return onnx | self._weights.there("*yolo*.pt") | self._weights.there("*yolo*.engine")

    def load(self) -> None:
        """Bring the model into memory; raise `InvalidSetting` for a class that it does not know."""
        self.check()
        path = self._weights.path(self._file)
        self._engine = open_engine(path, size=self._size, threads=self._threads)
        self._wanted = wanted(self._classes, self._engine.names)
        self.longest = self._engine.size

    def look(self, image: Image) -> Iterator[Finding]:
        """Yield the objects in one upright picture, best first."""
        engine = cast("Engine", self._engine)
        for found in engine.detect(np.asarray(image), self._threshold):
            if found.index in self._wanted:
                yield Finding(label=engine.names[found.index], score=found.score, box=found.box)

    def _knows(self, file: str) -> bool:
        try:
            return bool(class_names(self._weights.path(file)))
        except InvalidSetting:
            return False


def wanted(classes: tuple[str, ...], names: dict[int, str]) -> frozenset[int]:
    """The indices of `classes`, all where it is empty; raise `InvalidSetting` naming the likely ones."""
    indices = {name.casefold(): index for index, name in names.items()}
    for name in classes:
        if name.casefold() not in indices:
            near = difflib.get_close_matches(name.casefold(), indices, n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else f"it knows {', '.join(names.values())}"
            raise InvalidSetting(f"DETECT_CLASSES: the model knows no {name!r}; {hint}")
    return frozenset(indices[name.casefold()] for name in classes or indices)
