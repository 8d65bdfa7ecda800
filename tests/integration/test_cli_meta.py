"""XMP on the command line: export with its options, reading again, and conflicts."""

import json

import pytest
from click.testing import CliRunner

from services.cli.main import bowerbird
from shared.db import marks, regions
from shared.db.regions import Place
from tests.integration import beside
from tests.integration.beside import HERE
from tests.unit.test_xmp import OTHER

library, photo = beside.library, beside.photo


@pytest.fixture
def meta(library, database, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("DATA", str(library.root))

    def meta(*words, code=0):
        ended = CliRunner().invoke(bowerbird, ["meta", *words], standalone_mode=False)
        assert (ended.exception, ended.return_value or 0) == (None, code), ended.output
        return json.loads(ended.output) if "--json" in words else ended.output

    return meta


def test_export_tells_what_it_would_write_then_writes_it_and_then_nothing_more(meta, library, photo):
    assert meta("export") == "People said nothing of any file yet.\n"
    with library.connect() as conn:
        marks.rate(conn, [photo], "ada", 5)
    assert meta("export", "--dry-run", "--json") == {
        "dry_run": True,
        "counts": {"written": 1},
        "files": [{"media_id": photo, "state": "written", "path": "trip/a.jpg.xmp", "reason": ""}],
    }
    assert not library.storage.original("trip/a.jpg.xmp").exists()
    assert meta("export") == "written    trip/a.jpg.xmp\n1 written\n"
    assert meta("export", "--json")["counts"] == {"same": 1}
    assert meta("export", "--changes-after", "2999-01-01", "--json")["counts"] == {}
    assert meta("export", "--file", str(photo), "--json")["counts"] == {"same": 1}


def test_a_changed_sidecar_is_refused_with_its_reason_and_read_again_on_demand(meta, library, photo):
    with library.connect() as conn:
        marks.rate(conn, [photo], "ada", 5)
        regions.name_region(conn, Place(photo, HERE), "Bert", "ada")
    meta("export")
    file = library.storage.original("trip/a.jpg.xmp")
    file.chmod(0o644)
    file.write_bytes(OTHER)
    assert "refused    trip/a.jpg.xmp: it was changed since" in meta("export", code=1)
    assert meta("read", str(photo)) == "1 read\n"
    assert "trip/a.jpg.xmp says Ben, here Bert" in meta("conflicts")
    (disputed,) = meta("conflicts", "--json")["files"]
    assert (disputed["media_id"], disputed["conflicts"][0]["verdict"]) == (photo, "is")
    assert meta("export", "--json")["counts"] == {"written": 1}
