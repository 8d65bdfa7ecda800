"""What a service says about its health."""

import os
import socket
import threading
import urllib.request
from contextlib import ExitStack, closing
from dataclasses import replace
from urllib.error import HTTPError

import pytest
from prometheus_client.parser import text_string_to_metric_families

from shared import health
from shared.errors import InvalidSetting
from shared.settings import Settings


@pytest.fixture
def settings():
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return replace(Settings(), health_port=server.getsockname()[1])


def ask(settings, path):
    url = f"http://{settings.health_host}:{settings.health_port}{path}"
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_service_that_can_work_is_ready(settings):
    with health.serving(settings, lambda: None):
        assert ask(settings, "/readyz") == (200, "ready\n")


def test_a_service_that_cannot_work_says_why_and_is_alive(settings):
    with health.serving(settings, lambda: "the broker does not answer"):
        assert ask(settings, "/readyz") == (503, "the broker does not answer\n")
        assert ask(settings, "/healthz") == (200, "alive\n")


def test_metrics_are_in_the_format_of_prometheus(settings):
    with health.serving(settings, lambda: None):
        status, text = ask(settings, "/metrics")
    families = {family.name for family in text_string_to_metric_families(text)}
    assert status == 200
    assert "process_resident_memory_bytes" in families


@pytest.mark.parametrize("path", ["/", "/health"])
def test_the_old_names_of_the_health_page_are_heeded(settings, path):
    """A8."""
    with health.serving(settings, lambda: None):
        assert ask(settings, path) == (200, "alive\n")


def test_there_are_no_other_pages(settings):
    with health.serving(settings, lambda: None):
        assert ask(settings, "/environ")[0] == 404


def test_nothing_listens_where_the_port_is_zero():
    threads = threading.active_count()
    with health.serving(Settings(), lambda: None):
        assert threading.active_count() == threads


def test_the_port_is_free_after_the_block(settings):
    for _ in range(2):
        with health.serving(settings, lambda: None):
            assert ask(settings, "/healthz")[0] == 200


def test_a_port_that_is_taken_is_named(settings):
    with (
        health.serving(settings, lambda: None),
        pytest.raises(InvalidSetting, match=f"HEALTH_PORT={settings.health_port}"),
        health.serving(settings, lambda: None),
    ):
        pass


def test_a_forked_child_does_not_keep_the_port(settings):
    gate, told = os.pipe()
    with health.serving(settings, lambda: None):
        child = os.fork()
        if child == 0:
            os.close(told)
            os.read(gate, 1)
            os._exit(0)
    os.close(gate)
    with health.serving(settings, lambda: None):
        assert ask(settings, "/healthz")[0] == 200
    os.close(told)
    assert os.waitpid(child, 0)[1] == 0


def test_silent_clients_take_up_no_more_than_a_few_threads(settings):
    with health.serving(settings, lambda: None), ExitStack() as stack:
        before = threading.active_count()
        for _ in range(20):
            stack.enter_context(socket.create_connection((settings.health_host, settings.health_port)))
        last = stack.enter_context(
            socket.create_connection((settings.health_host, settings.health_port), timeout=4)
        )
        assert last.recv(1) == b"", "the last is turned away"
        assert threading.active_count() - before <= 4


def test_a_loop_is_ready_after_its_first_good_turn():
    turns = health.Turns(60)
    assert turns() == "it is starting"
    turns.good()
    assert turns() is None


def test_a_loop_in_trouble_says_which_until_a_good_turn():
    turns = health.Turns(60)
    turns.good()
    turns.bad("the database does not answer")
    assert turns() == "the database does not answer"
    turns.good()
    assert turns() is None


def test_a_loop_that_hangs_is_not_ready():
    turns = health.Turns(-1)
    turns.good()
    assert turns() == "nothing has happened for 0 s"
