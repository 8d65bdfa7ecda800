"""Runs YOLO weights through ultralytics, where it is installed: `.pt`, and `.engine` on NVIDIA GPUs."""

from importlib.util import find_spec
from pathlib import Path

from services.detect.engine import MOST, OVERLAP, Detected, Picture, box
from shared.errors import MissingWeights


def require_ultralytics(model: str) -> None:
    """Raise `MissingWeights` where ultralytics is not installed."""
    if find_spec("ultralytics") is None:
        raise MissingWeights(
            f"DETECT_MODEL={model} needs ultralytics, which is not installed: run"
            " `pip install --no-deps -r requirements/engines.txt`, or choose an .onnx model"
        )


class TorchEngine:
    """Any detector that ultralytics reads; on a GPU where torch finds one."""

    def __init__(self, weights: Path, *, size: int) -> None:
        require_ultralytics(weights.name)
        import ultralytics

        ultralytics.settings.update({"sync": False})  # it reports its use to its makers otherwise
        self.size = size
        self._model = ultralytics.YOLO(weights, task="detect")
        self.names: dict[int, str] = dict(self._model.names)

    def detect(self, picture: Picture, threshold: float) -> list[Detected]:
        """Every object with at least this score, best first."""
        result = self._model.predict(
            picture[..., ::-1],  # ultralytics takes BGR
            conf=threshold,
            iou=OVERLAP,
            max_det=MOST,
            imgsz=self.size,
            nms=False,  # the end-to-end head where there is one, as in the .onnx; suppression where not
            rect=False,  # the square that the .onnx of the same model sees
            verbose=False,
        )[0]
        boxes = result.boxes.cpu().numpy()
        rows = zip(boxes.cls, boxes.conf, boxes.xyxyn, strict=True)
        return [Detected(int(index), float(score), box(*edges)) for index, score, edges in rows]
