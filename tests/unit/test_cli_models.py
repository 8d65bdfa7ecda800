"""Weight files on the command line, with downloads that fail or succeed at once."""

import hashlib
import json
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from services.cli import models
from shared.errors import DownloadFailed, NotFound
from shared.weights import WeightFile, catalog


@pytest.fixture
def answer(tmp_path, monkeypatch):
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    return lambda *words: CliRunner().invoke(models.models_command, words, standalone_mode=False)


def unreachable(entry, folder, progress):
    time.sleep(0.3)
    raise DownloadFailed(f"{entry.name} cannot be fetched: no route")


def quick(entry, folder, progress):
    progress(entry.bytes, entry.bytes)


def test_all_files_are_given_up_at_once_where_there_is_no_internet(answer, monkeypatch):
    monkeypatch.setattr(models, "fetch", unreachable)
    began = time.monotonic()
    done = answer("fetch")
    assert time.monotonic() - began < 0.3 * len(catalog())
    assert done.return_value == 1
    assert all(f"failed   {name}: {name} cannot be fetched: no route" in done.output for name in catalog())


def test_what_was_fetched_is_told_as_json(answer, monkeypatch):
    monkeypatch.setattr(models, "fetch", quick)
    done = answer("fetch", "yolo26n.onnx", "--json")
    assert done.return_value == 0
    assert json.loads(done.output)["models"] == [{"name": "yolo26n.onnx", "state": "fetched", "reason": None}]


def test_a_file_that_is_there_counts_as_present(answer, tmp_path):
    (tmp_path / "yolo26n.onnx").write_bytes(b"weights of a person's own")
    assert json.loads(answer("fetch", "yolo26n.onnx", "--json").output)["models"][0]["state"] == "present"
    listed = {
        model["name"]: model["present"] for model in json.loads(answer("list", "--json").output)["models"]
    }
    assert listed["yolo26n.onnx"]
    assert not listed["face_detection_yunet_2023mar.onnx"]


def test_the_name_of_an_analyzer_means_every_file_that_it_needs(answer, monkeypatch):
    monkeypatch.setattr(models, "fetch", quick)
    done = json.loads(answer("fetch", "attributes", "--json").output)
    names = {model["name"] for model in done["models"]}
    assert {"face_detection_yunet_2023mar.onnx", "face-api/age_gender_model.bin"} <= names
    assert len(names) == 5
    one_more = json.loads(answer("fetch", "attributes", "yolo26n.onnx", "--json").output)["models"]
    assert {model["name"] for model in one_more} == names | {"yolo26n.onnx"}


def test_a_name_that_means_no_file_is_refused_and_nothing_is_fetched(answer, monkeypatch):
    monkeypatch.setattr(models, "fetch", unreachable)
    refused = answer("fetch", "attributes", "atributes")
    assert isinstance(refused.exception, NotFound)
    assert "no model 'atributes'" in str(refused.exception)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing, for what is said belongs to the command."""

    def log_message(self, *_):
        pass


def test_files_of_a_folder_come_from_their_server_and_are_verified(answer, monkeypatch, tmp_path):
    contents = {name: name.encode() for name in ("face-api/a.json", "face-api/a.bin")}
    served = tmp_path / "served"
    (served / "face-api").mkdir(parents=True)
    for name, content in contents.items():
        (served / name).write_bytes(content)
    (served / "face-api/a.bin").write_bytes(b"something else!")
    handler = partial(Quiet, directory=served)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        held = {name: entry(name, content, server.server_port) for name, content in contents.items()}
        monkeypatch.setattr(models, "catalog", lambda: held)
        first = json.loads(answer("fetch", "attributes", "--json").output)["models"]
        assert {one["name"]: one["state"] for one in first} == {
            "face-api/a.json": "fetched",
            "face-api/a.bin": "failed",
        }
        (served / "face-api/a.bin").write_bytes(contents["face-api/a.bin"])
        assert answer("fetch", "attributes").return_value == 0
        server.shutdown()
    assert {name: (tmp_path / name).read_bytes() for name in contents} == contents


def entry(name, content, port):
    digest = hashlib.sha256(content).hexdigest()
    return WeightFile(name, "attributes", "", f"http://127.0.0.1:{port}/{name}", len(content), digest, "MIT")
