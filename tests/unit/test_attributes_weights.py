"""The published files of face-api.js: read by their manifest, and seen with as the converted ones see."""

import hashlib
import json
from importlib.metadata import version
from shutil import copy

import numpy as np
import pytest
from PIL import Image, ImageOps

from services.attributes import engines, faceapi, layers, shards
from services.attributes.analyzer import Looks, words
from services.attributes.networks import MOODS, SIDE
from shared.errors import InvalidSetting, MissingWeights
from shared.heads import YUNET, Heads
from shared.weights import Weights, catalog
from tests.unit import faceshards

GREY = np.full((SIDE, SIDE, 3), faceapi.MEAN, np.float32)  # what the networks see as nothing but zeros


AGES, MOODS_OF = faceshards.ages(4, 5, 6, 7, 8), faceshards.moods(4, 6, 8, 10)


def put(folder, name, shapes, seed):
    faceshards.write(folder / "face-api", name, faceshards.packed(faceshards.drawn(shapes, seed)))


@pytest.fixture
def published(tmp_path):
    """A folder with small networks of the right layers and of numbers by chance."""
    put(tmp_path, "age_gender_model", AGES, 1)
    put(tmp_path, "face_expression_model", MOODS_OF, 2)
    return tmp_path


def test_numbers_are_unpacked_by_what_the_manifest_says_of_them(tmp_path):
    weights = [
        {"name": "a", "shape": [2, 2], "dtype": "float32",
         "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1.0}},
        {"name": "b", "shape": [2], "dtype": "float32"},
    ]  # fmt: skip
    manifest, shard = tmp_path / "manifest.json", tmp_path / "shard.bin"
    manifest.write_text(json.dumps([{"weights": weights, "paths": ["shard.bin"]}]))
    shard.write_bytes(bytes([0, 1, 2, 255]) + np.array([7, -7], "<f4").tobytes())
    read = shards.read(manifest, shard)
    assert read["a"].tolist() == [[-1.0, -0.5], [0.0, 126.5]]
    assert read["b"].tolist() == [7.0, -7.0]
    assert {numbers.dtype for numbers in read.values()} == {np.dtype("float32")}


@pytest.mark.parametrize("broken", [b"", b"<html>", b"{}", b"[{}]", b'[{"weights": [{"name": "a"}]}]'])
def test_a_manifest_that_is_none_is_refused(published, broken):
    manifest = published / "face-api/age_gender_model-weights_manifest.json"
    manifest.write_bytes(broken)
    with pytest.raises(InvalidSetting, match=r"age_gender_model\.bin do not fit together"):
        engines.opened(Weights(published), engines.PUBLISHED, 1)


@pytest.mark.parametrize("change", [lambda content: content[:-1], lambda content: content + b"\0"])
def test_a_shard_of_another_length_is_refused(published, change):
    shard = published / "face-api/face_expression_model.bin"
    shard.write_bytes(change(shard.read_bytes()))
    with pytest.raises(InvalidSetting, match=r"face_expression_model\.bin do not fit together"):
        engines.opened(Weights(published), engines.PUBLISHED, 1)


def test_files_of_another_network_are_refused(published):
    put(published, "age_gender_model", MOODS_OF, 2)
    with pytest.raises(InvalidSetting, match=r"age_gender_model\.bin is not the network of face-api\.js"):
        engines.opened(Weights(published), engines.PUBLISHED, 1)


def test_networks_of_a_made_up_manifest_tell_years_gender_and_mood(published):
    networks = engines.opened(Weights(published), engines.PUBLISHED, 1)
    random = np.random.default_rng(3)
    faces = [random.uniform(0, 255, (SIDE, SIDE, 3)).astype(np.float32) for _ in range(2)]
    (age, man), (other, _) = (networks.ages(face) for face in faces)
    assert 0 < man < 1
    assert age != other
    moods = networks.moods(faces[0])
    assert moods.shape == (len(MOODS),)
    assert moods.sum() == pytest.approx(1, abs=1e-5)
    assert moods.min() > 0


def test_where_every_weight_is_zero_the_last_biases_speak(published):
    tensors = {name: np.zeros(shape, np.float32) for name, shape in AGES.items()}
    tensors |= {"fc/age/bias": np.array([41.5]), "fc/gender/bias": np.array([np.log(3), 0])}
    age, man = faceapi.age_and_gender(GREY, tensors)
    assert (age, man) == (41.5, pytest.approx(0.75))
    tensors = {name: np.zeros(shape, np.float32) for name, shape in MOODS_OF.items()}
    tensors["fc/bias"] = np.log(np.arange(1, 8))
    assert faceapi.expression(GREY, tensors) == pytest.approx(np.arange(1, 8) / 28)


def slow(x, kernel, stride):
    """The textbook's convolution of every channel by itself, padded as TensorFlow's `same` pads."""
    height, width, channels = x.shape
    made = -(-height // stride), -(-width // stride)
    result = np.zeros((*made, channels))
    before = [max((m - 1) * stride + 3 - n, 0) // 2 for m, n in zip(made, (height, width), strict=True)]
    for row, column, i, j in np.ndindex(*made, 3, 3):
        y, z = row * stride + i - before[0], column * stride + j - before[1]
        if 0 <= y < height and 0 <= z < width:
            result[row, column] += x[y, z] * kernel[i, j]
    return result


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("side", [7, 8])
def test_layers_are_those_of_the_textbook(side, stride):
    random = np.random.default_rng(side)
    x = random.normal(size=(side, side + 1, 5)).astype(np.float32)
    tensors = faceshards.drawn(faceshards.separable("s", 5, 4), 5)
    tensors |= faceshards.drawn({"c/filters": (3, 3, 5, 4), "c/bias": (4,)}, 6)
    seen = slow(x, tensors["s/depthwise_filter"][..., 0], stride)
    mixed = seen @ tensors["s/pointwise_filter"][0, 0] + tensors["s/bias"]
    assert layers.separable(x, tensors, "s", stride) == pytest.approx(mixed, abs=1e-5)
    filters = tensors["c/filters"]
    full = [slow(x, filters[..., out], stride).sum(axis=-1) for out in range(4)]
    whole = np.stack(full, axis=-1) + tensors["c/bias"]
    assert layers.convolution(x, tensors, "c", stride) == pytest.approx(whole, abs=1e-5)


def test_pooling_takes_the_largest_neighbour_and_nothing_from_outside():
    x = -np.arange(1, 17, dtype=np.float32).reshape(4, 4, 1)
    assert layers.pool(x)[..., 0].tolist() == [[-1, -3], [-9, -11]]


def test_converted_files_go_first_where_both_are_there_and_a_wish_before_that(published):
    weights = Weights(published)
    assert engines.chosen(weights, engines.AUTO) == engines.PUBLISHED
    (published / "faceapi_age_gender.onnx").write_bytes(b"one alone is not enough")
    assert engines.chosen(weights, engines.AUTO) == engines.PUBLISHED
    (published / "faceapi_expression.onnx").write_bytes(b"both")
    assert engines.chosen(weights, engines.AUTO) == engines.CONVERTED
    assert engines.chosen(weights, engines.PUBLISHED) == engines.PUBLISHED
    assert set(engines.there(weights)) == {engines.PUBLISHED, engines.CONVERTED}


def test_every_published_file_can_be_fetched_and_a_missing_one_says_how(tmp_path, models):
    assert {name for name, entry in catalog().items() if entry.analyzer == "attributes"} == set(
        engines.FILES[engines.PUBLISHED]
    )
    copy(models / "face_detection_yunet_2023mar.onnx", tmp_path)
    with pytest.raises(MissingWeights, match=r"face-api/age_gender_model.*run `bowerbird models fetch`"):
        Looks(Weights(tmp_path)).check()


def test_results_name_the_engine_and_the_numbers_that_were_used(published, models):
    copy(models / "face_detection_yunet_2023mar.onnx", published)
    looks = Looks(Weights(published))
    looks.load()
    assert looks.engine == f"numpy {version('numpy')}"
    ages, moods = looks.model.split()
    assert ages.startswith("age_gender_model.bin@")
    assert moods.startswith("face_expression_model.bin@")


@pytest.fixture(scope="module")
def official(models, tmp_path_factory):
    """A folder with the files that `models.toml` names, put together from the converted ones."""
    folder = tmp_path_factory.mktemp("official")
    for name, shapes, converted in (
        ("age_gender_model", faceshards.ages(32, 64, 128, 256, 512), "faceapi_age_gender.onnx"),
        ("face_expression_model", faceshards.moods(32, 64, 128, 256), "faceapi_expression.onnx"),
    ):
        tensors = faceshards.converted(models / converted, shapes)
        faceshards.write(folder / "face-api", name, tensors)
    copy(models / "face_detection_yunet_2023mar.onnx", folder)
    return folder


@pytest.mark.parametrize("name", ["face-api/age_gender_model.bin", "face-api/face_expression_model.bin"])
def test_the_numbers_are_those_that_the_catalog_states(official, name):
    content = (official / name).read_bytes()
    entry = catalog()[name]
    assert (len(content), hashlib.sha256(content).hexdigest()) == (entry.bytes, entry.sha256)


@pytest.fixture(scope="module")
def heads(models, corpus):
    """Faces of every collection, at most two a picture, with their pictures."""
    found = Heads(models / YUNET, 0.75)
    pictures = sorted((corpus / "faces").glob("*/**/*.[jp][pn]g"))[::10]
    images = [ImageOps.exif_transpose(Image.open(file)).convert("RGB") for file in pictures]
    return [(image, head) for image in images for head in found.find(np.asarray(image))[:2]]


def test_both_engines_say_the_same_of_every_face(official, models, heads):
    converted = engines.opened(Weights(models), engines.CONVERTED, 1)
    published = engines.opened(Weights(official), engines.PUBLISHED, 1)
    assert len(heads) > 20
    for image, head in heads:
        one, other = converted.look(image, head), published.look(image, head)
        assert one.age == pytest.approx(other.age, abs=0.01)
        assert one.man == pytest.approx(other.man, abs=1e-3)
        assert one.moods == pytest.approx(other.moods, abs=1e-3)
        assert [word for word, _ in words(one)] == [word for word, _ in words(other)]


def test_the_whole_analyzer_finds_the_same_with_either(official, models, corpus):
    image = Image.open(corpus / "faces/faceapi_bbt/amy/amy1.png").convert("RGB")
    found = []
    for folder, wish in ((models, engines.CONVERTED), (official, engines.AUTO)):
        looks = Looks(Weights(folder), wish)
        looks.load()
        found.append([(one.label, one.box) for one in looks.look(image)])
    assert found[0] == found[1]
    assert "woman" in {label for label, _ in found[0]}
