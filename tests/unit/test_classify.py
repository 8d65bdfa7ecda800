"""What a picture shows as a whole, and what it looks like in numbers."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageOps

from services.classify import analyzer, crops
from services.classify.analyzer import Pictures, sketch
from services.classify.graph import with_features
from services.classify.network import CLASSES, SIDE, Network, Seen, names, unit
from shared import lexicon
from shared.domain import PICTURE, Box, Finding, Media, MediaKind
from shared.errors import InvalidSetting
from shared.weights import Weights


def field(number, content):
    """A field of protobuf: text and messages by their length, numbers as they are."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(value):
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + varint(value >> 7)


def tensor(name, array):
    sizes = b"".join(field(1, size) for size in array.shape)
    return field(5, sizes + field(2, 1) + field(8, name) + field(9, array.astype("<f4").tobytes()))


def value(name, *sizes):
    shape = b"".join(field(1, field(1, size)) for size in sizes)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)))


def node(kind, inputs, output):
    return field(1, b"".join(field(1, name) for name in inputs) + field(2, output) + field(4, kind))


def zoo(classes=CLASSES, last="Gemm"):
    """A classifier in the layout of ONNX's zoo: its features are the means of red, green and blue."""
    weights = np.arange(3 * classes).reshape(3, classes) % 7 / 7
    graph = [
        node("GlobalAveragePool", ["input"], "pooled"),
        node("Flatten", ["pooled"], "flat"),
        node(last, ["flat", "weights"], "output"),
        field(2, "tiny"),
        tensor("weights", weights),
        field(11, value("input", 1, 3, SIDE, SIDE)),
        field(12, value("output", 1, classes)),
    ]
    return field(1, 8) + field(8, field(2, 13)) + field(7, b"".join(graph))


@pytest.fixture
def file(tmp_path):
    def write(content, name="mobilenet_v2.onnx"):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return write


def test_the_classes_are_those_of_the_lexicon_in_their_order():
    assert len(set(names())) == CLASSES
    assert [names()[index] for index in (0, 134, 517, 999)] == [
        "tench", "crane (bird)", "crane (machine)", "toilet tissue",
    ]  # fmt: skip
    assert "dog" in lexicon.wider(names()[207])


def test_a_file_of_the_zoo_gives_out_what_its_last_layer_sees_and_is_given_normalized_pixels(file):
    seen = Network(file(zoo()), threads=1).see(Image.new("RGB", (300, 200), (255, 0, 0)))
    expected = unit(np.array([(1 - 0.485) / 0.229, -0.456 / 0.224, -0.406 / 0.225], np.float32))
    assert seen.features == pytest.approx(expected, abs=1e-3)
    assert seen.classes.shape == (CLASSES,)
    assert float(seen.classes.sum()) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("content", [zoo(last="MatMul"), zoo(classes=10), b"no model", zoo()[:-40], b""])
def test_what_is_no_such_classifier_is_told_as_a_wrong_setting(file, content):
    with pytest.raises(InvalidSetting):
        Network(file(content), threads=1)


def test_a_truncated_file_is_told_as_such():
    with pytest.raises(InvalidSetting):
        with_features(zoo()[:100] + b"\xff")


def test_a_mirror_image_has_the_same_numbers_but_for_the_closer_look(models):
    network = Network(models / "mobilenet_v2.onnx", threads=1)
    noise = np.random.default_rng(1).integers(0, 255, (24, 32, 3), dtype=np.uint8)
    image = Image.fromarray(noise).resize((640, 480))
    one, other = network.see(image), network.see(ImageOps.mirror(image))
    assert float(one.features @ other.features) > 0.9
    assert np.linalg.norm(one.features) == pytest.approx(1, abs=1e-5)


def test_half_as_many_numbers_keep_the_distances_and_are_the_same_for_ever():
    generator = np.random.default_rng(2)
    one, other = (unit(generator.random(2 * PICTURE, dtype=np.float32)) for _ in range(2))
    near = unit(one + 0.1 * other)
    assert np.linalg.norm(sketch(one) - sketch(near)) < np.linalg.norm(sketch(one) - sketch(other)) / 3
    assert len(sketch(one)) == PICTURE
    five = np.zeros(2 * PICTURE, np.float32)
    five[[0, 1, 2, 3, 643]] = 1  # the last two fall together, with different signs
    assert sketch(five)[:5] * np.sqrt(3) == pytest.approx([-1, 1, 1, 0, 0])


class Fake:
    """Sees what it is given in turn."""

    def __init__(self, *seen):
        self.seen = iter(seen)

    def see(self, image):
        return next(self.seen)


def saw(features, **classes):
    probabilities = np.zeros(CLASSES, np.float32)
    for name, probability in classes.items():
        probabilities[names().index(name)] = probability
    return Seen(probabilities, unit(np.roll(np.linspace(0, 1, 2 * PICTURE, dtype=np.float32), features)))


@pytest.fixture
def pictures(tmp_path):
    def build(*seen, **settings):
        found = Pictures(Weights(tmp_path), **settings)
        found._network = Fake(*seen)
        return found

    return build


def test_the_best_classes_are_told_that_are_sure_enough(pictures):
    found = list(
        pictures(saw(0, tench=0.3, pug=0.6, goldfish=0.1), threshold=0.2).look(Image.new("RGB", (9, 9)))
    )
    assert [(one.label, one.score) for one in found[:-1]] == [
        ("pug", pytest.approx(0.6)),
        ("tench", pytest.approx(0.3)),
    ]
    assert len(found[-1].picture) == PICTURE
    assert found[-1] == Finding(picture=found[-1].picture)


def test_of_frames_that_look_alike_one_is_described_and_each_is_named(pictures, monkeypatch, tmp_path):
    black = Image.new("RGB", (9, 9))
    monkeypatch.setattr(analyzer.frames, "pictures", lambda *_: [(0.0, black), (5.0, black), (10.0, black)])
    seen = [saw(0, pug=0.9), saw(1, pug=0.8), saw(640, tench=0.9)]
    media = Media(1, MediaKind.VIDEO, "video/mp4", tmp_path / "a", None, tmp_path)
    found = list(pictures(*seen).analyze(media))
    assert [(one.label, one.start) for one in found if one.label] == [
        ("pug", 0.0),
        ("pug", 5.0),
        ("tench", 10.0),
    ]
    assert [one.start for one in found if one.picture] == [0.0, 10.0]


def test_each_animal_is_described_in_its_box_and_nothing_of_it_is_named(models, tmp_path):
    """A part of a photo is described as a photo of that part alone would be."""
    noise = np.random.default_rng(3).integers(0, 255, (24, 32, 3), dtype=np.uint8)
    image = Image.fromarray(noise).resize((640, 480))
    preview = tmp_path / "preview.jpg"
    image.save(preview, quality=95)
    media = Media(1, MediaKind.IMAGE, "image/jpeg", preview, preview, tmp_path, 640, 480)
    network = Pictures(Weights(models))
    network.load()
    plain = list(network.analyze(media))
    boxes = (Box(0.25, 0.25, 0.5, 0.5), Box(0.999, 0.999, 0.0001, 0.0001))
    found = list(network.analyze(replace(media, drawn=boxes)))
    assert found[: len(plain)] == plain
    assert [(one.box, one.label) for one in found[len(plain) :]] == [(box, None) for box in boxes]
    alone = sketch(network._network.see(image.crop((160, 120, 480, 360))).features)
    assert float(np.linalg.norm(np.array(found[len(plain)].picture) - alone)) < 0.3
    assert float(np.linalg.norm(np.array(found[len(plain)].picture) - np.array(plain[-1].picture))) > 0.3
    assert crops.part(image, boxes[1]).size == (1, 1)


def test_animals_of_a_film_are_described_and_shown_at_their_frames(models, monkeypatch, tmp_path):
    noise = np.random.default_rng(3).integers(0, 255, (24, 32, 3), dtype=np.uint8)
    image = Image.fromarray(noise).resize((640, 480))
    sizes = []

    def sampled(_media, longest, _sampling):
        sizes.append(longest)
        return [(0.0, image), (2.002, image), (7.5, image)]

    monkeypatch.setattr(analyzer.frames, "pictures", sampled)
    boxes = (Box(0.25, 0.25, 0.5, 0.5), Box(0.5, 0.5, 0.4, 0.4), Box(0.1, 0.1, 0.2, 0.2))
    media = Media(
        1, MediaKind.VIDEO, "video/mp4", tmp_path / "a", None, tmp_path, drawn=boxes, drawn_at=(2.0, 7.5, 9.0)
    )
    network = Pictures(Weights(models))
    network.load()
    found = [one for one in network.analyze(media) if one.box]
    assert [(one.start, one.box) for one in found] == [(2.002, boxes[0]), (7.5, boxes[1])]
    assert sizes == [analyzer.frames.PREVIEW]  # a part of a small frame would be a blur
    assert {Image.open(BytesIO(one.chip)).size for one in found} == {(150, 150)}
    alone = sketch(network._network.see(image.crop((160, 120, 480, 360))).features)
    assert float(np.linalg.norm(np.array(found[0].picture) - alone)) < 0.3
