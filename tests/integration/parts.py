"""Files that are sent in parts, as a program sends them."""

import base64

import pytest

from services.web import keepers
from shared.db.connection import pooled
from shared.keeping import Keeper
from shared.storage import Storage
from tests.integration.intake import FakeDecoder
from tests.integration.web import application

CONTENT = bytes(range(256)) * 4000
WHOLE = len(CONTENT)
PART = "application/offset+octet-stream"


@pytest.fixture
def app(database, tmp_path):
    return decoding(database, tmp_path, FakeDecoder())


def decoding(database, folder, decoder):
    """The application, in which what is sent is decoded by `decoder`."""
    threaded = pooled(database, 40)
    app = application(database, folder, threaded)
    lent = app.extensions["keepers"]
    for _ in range(keepers.AT_ONCE):
        lent.get()
    for _ in range(keepers.AT_ONCE):
        lent.put(Keeper(threaded, Storage(folder / "storage"), decoder, min_free=0))
    return app


def told(**metadata):
    return ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in metadata.items())


def begin(who, size=WHOLE, body=b"", headers=None, **metadata):
    given = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(size),
        "Upload-Metadata": told(**{"path": "trip/a.jpg"} | metadata),
    }
    return who.post(
        "/api/uploads", data=body, headers=given | (headers or {}), content_type=PART if body else None
    )


def patch(who, place, offset, body, **headers):
    given = who.headers | {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)}
    given |= {name.replace("_", "-"): text for name, text in headers.items()}
    return who.client.patch(place, data=body, headers=given, content_type=PART)


def reached(who, place):
    return int(who.client.head(place).headers["Upload-Offset"])


def left(tmp_path):
    return [file for file in (tmp_path / "storage" / ".staging").rglob("*") if file.is_file()]


def original(tmp_path, path="trip/a.jpg"):
    return (tmp_path / "storage" / "originals" / path).read_bytes()
