"""Object detection on real photos is as good as the same weights run bare."""

import ast
import json
import time

import numpy as np
import onnxruntime
import pytest
from PIL import Image

from services.detect.analyzer import Objects
from shared.weights import Weights
from tests.corpus.ingested import ingest
from tests.corpus.precision import Labelled, mean_average_precision, shared_area

__all__ = ["ingest"]

LEAST = 0.001  # score from which boxes count towards the precision


@pytest.fixture(scope="module")
def photos(corpus):
    return sorted((corpus / "objects" / "images").glob("*.jpg"))


@pytest.fixture(scope="module")
def truth(corpus):
    """The boxes of the ground truth, in fractions."""
    document = json.loads((corpus / "objects" / "gt" / "instances.json").read_text())
    images = {image["id"]: image for image in document["images"]}
    labels = {category["id"]: category["name"] for category in document["categories"]}
    found = []
    for item in document["annotations"]:
        image = images[item["image_id"]]
        left, top, width, height = item["bbox"]
        edges = np.array([left, top, left + width, top + height])
        scale = [image["width"], image["height"]] * 2
        found.append(Labelled(image["file_name"], labels[item["category_id"]], tuple(edges / scale)))
    return found


@pytest.mark.parametrize("model", ["yolo26n.onnx", "yolo11n.onnx", "yolo11n_320_int8.onnx"])
def test_a42_detection_is_within_two_hundredths_of_the_bare_weights(model, photos, truth, models, ingest):
    session = onnxruntime.InferenceSession(models / model, providers=["CPUExecutionProvider"])
    began = time.perf_counter()
    bare = [box for photo in photos for box in look(session, photo)]
    between = time.perf_counter()
    analyzer = Objects(Weights(models), model, threshold=LEAST)
    analyzer.load()
    files = [ingest(photo) for photo in photos]
    ours_began = time.perf_counter()
    ours = [labelled(file, found) for file in files for found in analyzer.analyze(file)]
    ended = time.perf_counter()

    bare_precision, precision = (mean_average_precision(boxes, truth) for boxes in (bare, ours))
    print(
        f"\n{analyzer.model}: mAP50 {precision:.3f}, bare {bare_precision:.3f}; ms a photo"
        f" {1000 * (ended - ours_began) / len(photos):.0f}, bare {1000 * (between - began) / len(photos):.0f}"
    )
    assert precision > bare_precision - 0.02


def labelled(file, found):
    box = found.box
    corners = (box.left, box.top, box.left + box.width, box.top + box.height)
    return Labelled(file.original.name, found.label, corners, found.score)


def look(session, photo):
    """Yield what the weights alone see in the original, with nothing of the analyzer's code."""
    picture = Image.open(photo).convert("RGB")
    side = session.get_inputs()[0].shape[2]
    scale = side / max(picture.size)
    size = tuple(round(length * scale) for length in picture.size)
    corner = tuple((side - length) // 2 for length in size)
    square = Image.new("RGB", (side, side), (114, 114, 114))
    square.paste(picture.resize(size, Image.Resampling.BILINEAR), corner)
    pixels = np.asarray(square, np.float32).transpose(2, 0, 1)[None] / 255
    names = ast.literal_eval(session.get_modelmeta().custom_metadata_map["names"])
    for *edges, score, index in rows(session.run(None, {"images": pixels})[0][0]):
        corners = tuple((np.array(edges) - corner * 2) / (size * 2))
        yield Labelled(photo.name, names[int(index)], corners, float(score))


def rows(output):
    """(left, top, right, bottom, score, class) of either layout; the older one still repeats itself."""
    if output.shape[1] == 6:
        yield from output[output[:, 4] >= LEAST]
        return
    anchors = output.T[output[4:].max(axis=0) >= LEAST]
    kept = []
    for anchor in anchors[np.argsort(-anchors[:, 4:].max(axis=1))]:
        half = anchor[2:4] / 2
        index = anchor[4:].argmax()
        row = (*(anchor[:2] - half), *(anchor[:2] + half), anchor[4 + index], index)
        if not any(overlapping(row, other) for other in kept):
            kept.append(row)
    yield from kept[:300]


def overlapping(row, other):
    return row[5] == other[5] and shared_area(Labelled("", "", row[:4]), Labelled("", "", other[:4])) > 0.7
