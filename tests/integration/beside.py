"""A library with a picture, its sidecars, and what reads and writes them."""

import json
import subprocess

import pytest

from shared.db import disputes, regions
from shared.db.connection import run
from shared.db.regions import Place
from shared.domain import Box, Decoded, MediaKind
from shared.keeping.xmp_in import Reader
from shared.keeping.xmp_out import Writer
from tests.integration.intake import FakeDecoder, Library

HERE = Box(0.4, 0.3, 0.2, 0.4)  # where OTHER has Ben
JPEG = Decoded(MediaKind.IMAGE, "image/jpeg", width=4000, height=3000, orientation=1)


class Decodes(FakeDecoder):
    """Knows pictures by their name."""

    def decode(self, path, name, preview):
        if name.lower().endswith(".xmp"):
            return Decoded(MediaKind.OTHER, "application/octet-stream", problem="no picture")
        return JPEG


@pytest.fixture
def library(connect, tmp_path):
    return Library(connect, tmp_path, Decodes())


@pytest.fixture
def photo(library):
    return library.take(b"picture", "trip/a.jpg").media_id


def step(library):
    with library.connect() as conn:
        run(conn, "UPDATE xmp_due SET due_at = now()")
    Reader(library.connect, library.storage).step()


def write(library, media_id, **more):
    return Writer(library.connect, library.storage, **more).write(media_id)


def names(library, media_id):
    with library.connect() as conn:
        return sorted(region.name for region in regions.regions(conn, media_id))


def name(library, media_id, text, box=HERE):
    with library.connect() as conn:
        return regions.name_region(conn, Place(media_id, box), text, "ada", drawn=True)[0]


def beside(library, path="trip/a.jpg.xmp"):
    return library.storage.original(path)


def exiftool(file):
    told = subprocess.run(["exiftool", "-j", "-struct", "-n", file], capture_output=True, check=True).stdout
    return json.loads(told)[0]


def conflicts(library):
    with library.connect() as conn:
        return [(one["name"], one["here"]) for file in disputes.disputed(conn) for one in file.conflicts]
