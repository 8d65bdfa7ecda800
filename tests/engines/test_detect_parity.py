"""Weights as `.pt` and the same exported to `.onnx` find the same objects."""

import numpy as np
import pytest
from PIL import Image
from skimage import data

from services.detect.analyzer import Objects
from services.detect.letterbox import Letterbox
from shared.weights import Weights

pytestmark = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore"),
]  # torch warns of much that is not ours
SIZE = 320
LEAST = 0.3  # score
PHOTO = Image.fromarray(data.astronaut())
PICTURES = [PHOTO, PHOTO.crop((0, 100, 512, 512)), PHOTO.crop((100, 0, 350, 512))]


@pytest.fixture(scope="module", params=[("yolo26n", False), ("yolo11n", None)], ids=["end-to-end", "older"])
def folder(request, tmp_path_factory):
    """A folder with `tiny.pt`, a model of chance weights, and `tiny.onnx`, made from it by ultralytics."""
    torch = pytest.importorskip("torch", reason="no torch: run make test-engines")
    import ultralytics

    ultralytics.settings.update({"sync": False})
    layout, nms = request.param
    folder = tmp_path_factory.mktemp(layout)
    torch.manual_seed(7)
    model = ultralytics.YOLO(f"{layout}.yaml", task="detect")
    be_decided(model.model, torch)
    model.save(folder / "tiny.pt")
    ultralytics.YOLO(folder / "tiny.pt").export(format="onnx", imgsz=SIZE, nms=nms, simplify=False)
    return folder


def be_decided(model, torch):
    """Let the scores of chance weights spread over 0..1, where untrained ones all lie near nothing."""
    letterboxed = [Letterbox.of(np.asarray(picture), SIZE).fill(np.asarray(picture)) for picture in PICTURES]
    for part in model.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.momentum = 1.0
    with torch.no_grad():
        model.train()(torch.from_numpy(np.concatenate(letterboxed)))
        model.eval()
        head = model.model[-1]
        for branch in (*head.cv3, *getattr(head, "one2one_cv3", ())):
            branch[-1].bias.fill_(-4)


def found(folder, name, picture):
    analyzer = Objects(Weights(folder), name, threshold=LEAST, size=SIZE, threads=2)
    analyzer.load()
    return list(analyzer.look(picture))


@pytest.mark.parametrize("picture", PICTURES, ids=["square", "wide", "tall"])
def test_both_engines_find_the_same_objects(folder, picture):
    ours, theirs = found(folder, "tiny.onnx", picture), found(folder, "tiny.pt", picture)
    print(f"{len(ours)} by onnxruntime, {len(theirs)} by ultralytics")
    assert min(len(ours), len(theirs)) > 3
    for some, others in ((ours, theirs), (theirs, ours)):
        for one in some:
            assert one.score < LEAST + 0.01 or any(alike(one, other) for other in others), one


def alike(one, other):
    edges = ((found.box.left, found.box.top, found.box.width, found.box.height) for found in (one, other))
    return (
        one.label == other.label
        and abs(one.score - other.score) < 0.01
        and np.abs(np.subtract(*edges)).max() < 0.005
    )


def test_each_names_its_engine(folder):
    for name, engine in (("tiny.pt", "ultralytics"), ("tiny.onnx", "onnxruntime")):
        analyzer = Objects(Weights(folder), name, size=SIZE)
        analyzer.load()
        assert analyzer.engine.startswith(engine)
        assert analyzer.model.startswith(f"{name}@")
