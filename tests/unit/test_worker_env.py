"""What a machine is told that shall work for a library elsewhere."""

import base64
from dataclasses import replace

import pytest

from services.cli import worker_addresses, worker_env
from services.cli.worker_env import Secrets
from shared.errors import InvalidSetting
from shared.settings import Settings
from tests.unit.test_certificates import CA

HOUSE = Settings(
    public_url="https://photos.example/",
    database_url="postgresql://owner:secret@postgres:5432/library",
    broker_url="amqp://dispatch:secret@rabbitmq//",
    ca_certificate=CA,
)


def test_servers_are_where_the_web_application_is_unless_settings_say_otherwise():
    places = worker_addresses.addresses(HOUSE)
    assert (places.media, places.database, places.broker) == (
        "https://photos.example", "photos.example:5432/library", "photos.example:5671/%2F",
    )  # fmt: skip
    moved = replace(HOUSE, public_database="db.example:6432", public_broker="[2001:db8::1]")
    places = worker_addresses.addresses(moved)
    assert (places.database, places.broker) == ("db.example:6432/library", "[2001:db8::1]:5671/%2F")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("public_url", ""),
        ("public_url", "http://photos.example"),
        ("ca_certificate", ""),
        ("public_database", "db.example:port"),
        ("public_broker", "amqps://mq.example/"),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named(name, wrong):
    with pytest.raises(InvalidSetting, match=name.upper()):
        worker_addresses.addresses(replace(HOUSE, **{name: wrong}))


def test_what_is_written_can_be_read_and_holds_no_secret_of_the_house(tmp_path):
    secrets = Secrets("bowerbird_worker_attic", "p1", "worker-attic", "p2", "t0ken")
    with worker_env.drafted(tmp_path / "worker.env") as file:
        file.write(worker_env.written("attic", worker_addresses.addresses(HOUSE), secrets))
    assert (tmp_path / "worker.env").stat().st_mode & 0o777 == 0o600
    given = worker_env.read(tmp_path / "worker.env")
    assert base64.b64decode(given["CA_CERTIFICATE"]).decode() == CA.strip()
    assert {name: value for name, value in given.items() if name != "CA_CERTIFICATE"} == {
        "DATABASE_URL": "postgresql://bowerbird_worker_attic:p1@photos.example:5432/library?sslmode=verify-full",
        "BROKER_URL": "amqps://worker-attic:p2@photos.example:5671/%2F",
        "MEDIA_URL": "https://photos.example",
        "MEDIA_TOKEN": "t0ken",
        "MACHINE": "attic",
    }


def test_a_file_that_was_not_finished_leaves_no_trace(tmp_path):
    (tmp_path / "worker.env").write_text("before")
    with pytest.raises(TypeError), worker_env.drafted(tmp_path / "worker.env") as file:
        file.writelines(["half", None])
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_a_line_that_is_no_setting_is_named(tmp_path):
    (tmp_path / "worker.env").write_text("# said\n\nMACHINE=attic\nnonsense\n")
    with pytest.raises(InvalidSetting, match="line 4"):
        worker_env.read(tmp_path / "worker.env")
