"""The whole of docker-compose.yml, built and running, once for all tests here."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compose import standins
from tests.compose.client import Client
from tests.compose.engine import engine
from tests.compose.images import IMAGES, UNMATCHED
from tests.compose.project import Project, free_port, settings


@pytest.fixture(scope="session")
def project() -> Iterator[Project]:
    """`make up`, in a copy of the project; `make down` and everything removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="bowerbird-compose-"))
    with engine() as environ:
        official = standins.reachable(UNMATCHED, environ)
        ports = free_port(), free_port(), free_port()
        project = Project.copied(folder / "project", environ, **settings(ports))
        if not official:
            standins.build(IMAGES, folder, environ)
            project.without_mongo()
        began = time.monotonic()
        try:
            print(project.run("make", "up", timeout=3600))
            print(f"make up: {time.monotonic() - began:.0f} s; stand-ins for the images: {not official}")
            yield project
            project.run("make", "down")
        finally:
            project.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def client(project: Project) -> Client:
    """Signed in by the one-time link."""
    return Client.signed_in(project)
