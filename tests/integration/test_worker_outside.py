"""A worker of another machine, from its credentials to its end: real servers, everything over TLS."""

import os
import subprocess
import sys
from dataclasses import dataclass
from uuid import uuid4

import pytest

from services.cli import worker_env
from shared.db import analyses, credentials
from shared.worker import REFUSED
from ssl_generation.authority import Server, certify
from tests.integration import gate as gates
from tests.integration.crew import ROOT, Crew
from tests.integration.declared import Declared
from tests.integration.outside import Fortress
from tests.integration.ports import free_port

SENTENCE = "ask for new ones with `bowerbird worker-credentials --for NAME`"


@dataclass
class House(Crew):
    """Dispatcher and workers of the house, and the command that lets others in."""

    settings: dict[str, str] | None = None
    name: str = ""

    def command(self, *arguments, **changes):
        """Run `bowerbird worker-credentials`."""
        return subprocess.run(
            [sys.executable, "-m", "services.cli", "worker-credentials", *arguments],
            env=os.environ | self.settings | changes,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def issued(self):
        """The settings of a machine that may work for `fake`, reading media from the storage folder."""
        done = self.command("--for", self.name, "--analyzer", "fake", "--out", str(self.data / "worker.env"))
        assert done.returncode == 0, done.stderr
        return {key: value for key, value in self.given().items() if not key.startswith("media")}

    def given(self):
        """The settings in worker.env, as it was printed last."""
        return {key.lower(): value for key, value in worker_env.read(self.data / "worker.env").items()}

    def said(self, sentence):
        return (self.data / "tests.integration.fakes.log").read_text().count(sentence)


@pytest.fixture
def house(tmp_path, database, fortress: Fortress, gate, authority):
    settings = {
        "DATA": str(tmp_path),
        "DATABASE_URL": database,
        "BROKER_URL": fortress.node.url,
        "BROKER_ADMIN_URL": fortress.admin,
        "PUBLIC_URL": "https://localhost",
        "PUBLIC_DATABASE": gate.partition("/")[0],
        "PUBLIC_BROKER": f"localhost:{fortress.port}",
        "CA_CERTIFICATE": str(authority / "ca.pem"),
    }
    house = House(tmp_path, database, fortress.node.url, settings=settings, name=f"t{uuid4().hex[:12]}")
    with house.connect() as conn:
        analyses.register(conn, Declared("fake"))
    yield house
    house.close()
    with house.connect() as conn:
        credentials.expel(conn, house.name)
        credentials.forget(conn, house.name)
    fortress.node.clear()


def test_a_machine_with_its_worker_env_works_over_tls(house):
    house.dispatcher()
    house.worker(**house.issued())
    photo = house.add("label cat")
    house.wait_for(photo, "done")
    assert house.value("SELECT credential FROM worker") == house.name
    assert house.value("SELECT machine FROM worker") == house.name
    assert house.value("SELECT label FROM finding") == "cat"
    assert not house.said("Failed")


def test_not_even_a_disk_needs_to_be_shared(house, authority, tmp_path):
    port = free_port()
    with gates.web(port, authority / "localhost.pem", authority / "localhost.key") as front:
        house.settings["PUBLIC_URL"] = f"https://localhost:{front}"
        house.start(
            "services.web",
            port=port,
            secret_key="a key of many letters",
            public_url=house.settings["PUBLIC_URL"],
        )
        house.dispatcher()
        house.issued()
        (tmp_path / "attic").mkdir()
        house.worker(**house.given(), data=tmp_path / "attic")
        photo, other = house.add("label cat"), house.add("derive words")
        house.wait_for(photo, "done")
        house.wait_for(other, "done")
    assert house.value("SELECT label FROM finding") == "cat"
    assert not list((tmp_path / "attic" / "storage").rglob("*"))
    sha512 = house.value("SELECT encode(sha512, 'hex') FROM media WHERE id = %(id)s", id=other)
    assert house.storage.derived(sha512, "made.txt").read_text() == "words"


def test_a_revoked_machine_is_out_at_once_and_its_file_goes_to_another(house):
    house.dispatcher()
    outsider = house.worker(**house.issued())
    photo = house.add("slow 4")
    house.wait_for(photo, "running")
    assert house.command("--revoke", house.name).returncode == 0
    assert house.row(photo).state == "queued"
    house.worker()
    assert house.wait_for(photo, "done").attempt == 1
    assert outsider.wait(30) == REFUSED
    assert house.said(SENTENCE) == 1


def test_secrets_that_were_replaced_end_the_worker_that_used_them(house):
    house.dispatcher()
    before = house.worker(**house.issued())
    house.wait(lambda: house.value("SELECT 1 FROM worker"))
    house.worker(**house.issued())
    assert before.wait(30) == REFUSED
    photo = house.add("label cat")
    house.wait_for(photo, "done")


def test_a_worker_that_is_not_let_in_says_so_and_ends(house):
    given = house.issued()
    wrong = [
        house.worker(**given | {server: given[server].replace("@localhost", "x@localhost")})
        for server in ("database_url", "broker_url")
    ]
    assert [worker.wait(60) for worker in wrong] == [REFUSED, REFUSED]
    assert house.said(SENTENCE) == 2


def test_a_server_that_another_authority_signed_is_not_spoken_to(house, authority, tmp_path):
    certify(tmp_path / "other", [Server("web", ("web",))])
    given = house.issued() | {"ca_certificate": str(tmp_path / "other" / "ca.pem")}
    believed = given["database_url"] + f"&sslrootcert={authority / 'ca.pem'}"  # so it comes to the broker
    misled = [house.worker(**given), house.worker(**given | {"database_url": believed})]
    assert [worker.wait(60) for worker in misled] == [REFUSED, REFUSED]
    assert house.said("the database has a certificate that CA_CERTIFICATE does not vouch for") == 1
    assert house.said("the broker at 127.0.0.1 has a certificate that CA_CERTIFICATE does not vouch for") == 1


def test_the_command_works_by_a_worker_env_until_it_is_revoked(house, tmp_path):
    file = tmp_path / "worker.env"
    assert house.command("--for", house.name, "--analyzer", "preview", "--out", str(file)).returncode == 0
    attic = {"data": tmp_path / "attic", "database_url": "", "broker_url": ""}
    worker = house.start("services.cli", "worker", "preview", "--env", str(file), **attic)
    house.wait(lambda: house.value("SELECT 1 FROM worker WHERE credential = %(name)s", name=house.name))
    assert house.command("--revoke", house.name).returncode == 0
    assert worker.wait(30) == REFUSED
    assert (tmp_path / "services.cli.log").read_text().count(SENTENCE) == 1


def test_a_missing_setting_is_named_before_anything_is_touched(house):
    for missing in ("PUBLIC_URL", "BROKER_ADMIN_URL", "CA_CERTIFICATE"):
        done = house.command("--for", house.name, **{missing: ""})
        assert (done.returncode, done.stdout) == (2, "")
        assert missing in done.stderr
    assert house.value("SELECT count(*) FROM worker_credential") == 0
    assert (
        house.value("SELECT count(*) FROM pg_roles WHERE rolname LIKE %(role)s", role=f"%{house.name}") == 0
    )


def test_the_command_prints_lists_and_revokes(house):
    printed = house.command("--for", house.name, "--analyzer", "detect", "--analyzer", "ocr")
    assert printed.stdout.startswith("# Lets a machine work for Bowerbird")
    assert "may work as detect, ocr" in printed.stderr
    assert f"{house.name}  detect, ocr  since" in house.command("--list").stdout
    assert house.command("--revoke", house.name).returncode == 0
    assert house.command("--revoke", house.name).returncode == 4
    assert "no machine may work here" in house.command("--list").stdout
    assert house.command("--for", "../etc").returncode == 2
    assert house.command("--for", house.name, "--analyzer", "dtect").returncode == 4
    assert house.command("--for", house.name, "--list").returncode == 2
