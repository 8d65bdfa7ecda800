"""What runs the networks, by the weights that are there: NumPy the published files, ONNX Runtime `.onnx`."""

from collections.abc import Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnxruntime

from services.attributes import faceapi, shards
from services.attributes.networks import SIDE, Networks
from services.attributes.shards import Numbers
from shared.errors import InvalidSetting
from shared.weights import Weights

AUTO, PUBLISHED, CONVERTED = "auto", "face-api", "faceapi-onnx"  # the values of ATTRIBUTES_MODEL
FILES = {
    PUBLISHED: (
        "face-api/age_gender_model-weights_manifest.json",
        "face-api/age_gender_model.bin",
        "face-api/face_expression_model-weights_manifest.json",
        "face-api/face_expression_model.bin",
    ),
    CONVERTED: ("faceapi_age_gender.onnx", "faceapi_expression.onnx"),
}


def chosen(weights: Weights, wish: str) -> str:
    """The model that `wish` stands for; `auto` is `.onnx`, the quicker one, where both files are there."""
    if wish != AUTO:
        return wish
    return CONVERTED if CONVERTED in there(weights) else PUBLISHED


def there(weights: Weights) -> Mapping[str, int]:
    """The models of which every file is there, with their bytes."""
    found = {
        model: [size for name in names for size in weights.there(name).values()]
        for model, names in FILES.items()
    }
    return {model: sum(sizes) for model, sizes in found.items() if len(sizes) == len(FILES[model])}


def title(weights: Weights, model: str) -> tuple[str, str]:
    """Engine and model as results name them; raise `MissingWeights` where a file is not there.

    A manifest only says how its numbers are packed, so that the numbers alone name the model.
    """
    names = [weights.identity(name) for name in FILES[model]]
    package = "onnxruntime" if model == CONVERTED else "numpy"
    return f"{package} {version(package)}", " ".join(name for name in names if ".json" not in name)


def opened(weights: Weights, model: str, threads: int) -> Networks:
    """Both networks in memory; raise `InvalidSetting` where a file is something else."""
    files = [weights.path(name) for name in FILES[model]]
    if model == CONVERTED:
        return _converted(*files, threads=threads)
    return _published(*files)


def _published(age_manifest: Path, ages: Path, mood_manifest: Path, moods: Path) -> Networks:
    networks = Networks(
        partial(faceapi.age_and_gender, tensors=shards.read(age_manifest, ages)),
        partial(faceapi.expression, tensors=shards.read(mood_manifest, moods)),
    )
    for network, file in ((networks.ages, ages), (networks.moods, moods)):
        try:
            network(np.zeros((SIDE, SIDE, 3), np.float32))
        except (LookupError, ValueError) as error:
            raise InvalidSetting(f"{file.name} is not the network of face-api.js: {error}") from error
    return networks


def _converted(ages: Path, moods: Path, *, threads: int) -> Networks:
    age_session, mood_session = _session(ages, threads), _session(moods, threads)

    def age_and_gender(pixels: Numbers) -> tuple[float, float]:
        age, gender = age_session.run(["age", "gender"], _given(pixels))
        return float(age.ravel()[0]), float(gender.ravel()[0])

    def expression(pixels: Numbers) -> Numbers:
        (shares,) = mood_session.run(["prob"], _given(pixels))
        found: Numbers = shares.ravel()
        return found

    return Networks(age_and_gender, expression)


def _given(pixels: Numbers) -> dict[str, Numbers]:
    return {"input": pixels.transpose(2, 0, 1)[None]}


def _session(weights: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads must rest
    session = onnxruntime.InferenceSession(weights.read_bytes(), options, providers=["CPUExecutionProvider"])
    if [one.name for one in session.get_inputs()] != ["input"]:
        raise InvalidSetting(f"{weights.name} is not the network of face-api.js")
    return session
