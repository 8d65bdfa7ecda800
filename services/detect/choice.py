"""Which engine the weights call for; loaded when it is opened, so that the worker's parent stays small."""

from functools import cache
from importlib.metadata import version
from pathlib import Path

from services.detect.engine import Engine


@cache
def title(weights: Path) -> str:
    """Name and version of the library that runs `weights`."""
    library = "onnxruntime" if weights.suffix == ".onnx" else "ultralytics"
    return f"{library} {version(library)}"


def open_engine(weights: Path, *, size: int, threads: int) -> Engine:
    """Bring `weights` into memory: `.onnx` on ONNX Runtime, anything else through ultralytics."""
    if weights.suffix == ".onnx":
        from services.detect.onnx import OnnxEngine

        return OnnxEngine(weights, size=size, threads=threads)
    from services.detect.torch import TorchEngine

    return TorchEngine(weights, size=size)
