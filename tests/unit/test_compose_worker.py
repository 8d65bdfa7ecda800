"""docker-compose.worker.yml: every worker within bounds, and no secret but those of worker.env."""

import re

import pytest
import yaml

from services.cli.stack.programs import WORKERS
from tests.conftest import ROOT

TEXT = (ROOT / "docker-compose.worker.yml").read_text()
ALL = yaml.safe_load(TEXT)["services"]


@pytest.mark.parametrize("name", ALL)
def test_every_container_is_held_within_bounds(name):
    service = ALL[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == "10001:10001"
    assert service["pids_limit"]
    assert service["mem_limit"]
    assert service["cpus"]
    assert not {"ports", "privileged", "container_name", "network_mode"} & set(service)


def test_there_is_a_service_for_every_analyzer_and_it_runs_that_one():
    assert set(ALL) - {"weights"} == set(WORKERS)
    for name in WORKERS:
        assert ALL[name]["build"]["dockerfile"] == f"services/{name}/Dockerfile"
        assert ALL[name]["image"] == f"bowerbird-{name}"
        assert "command" not in ALL[name]


def test_addresses_and_secrets_come_from_worker_env_alone():
    assert all(ALL[name]["env_file"] == ["${WORKER_ENV:-./worker.env}"] for name in WORKERS)
    given = {variable for service in ALL.values() for variable in service["environment"]}
    assert not {name for name in given if re.search("URL|TOKEN|CERTIFICATE|PASSWORD|KEY|MACHINE", name)}


def test_the_library_is_not_mounted():
    for name in WORKERS:
        assert ALL[name]["volumes"] == ["work:/data", "${MODELS_DIR:-models}:/models:ro"]
