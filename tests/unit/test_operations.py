"""Dashboard, alert rules and documentation speak of the same metrics, and of no others."""

import json
import re

import pytest
import yaml

from tests.conftest import ROOT

DOCUMENT = (ROOT / "docs/operations.md").read_text()
METRICS = set(re.findall(r"^\| `(bowerbird_\w+)`", DOCUMENT, re.MULTILINE))
RULES = yaml.safe_load((ROOT / "grafana/alerts.yml").read_text())["groups"][0]["rules"]
DASHBOARD = json.loads((ROOT / "grafana/dashboard.json").read_text())
EXPRESSIONS = [rule["expr"] for rule in RULES] + [
    target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]
]


def named(expression: str) -> set[str]:
    """The metrics of an expression; the parts of a histogram are the histogram."""
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"\bbowerbird_\w+", expression)}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_drawn_and_watched_is_measured(expression):
    assert named(expression) <= METRICS


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_bracket_is_closed(expression):
    bare = re.sub(r'"[^"]*"', "", expression)
    assert [bare.count(one) for one in "({["] == [bare.count(one) for one in ")}]"]


def test_what_matters_most_is_on_the_dashboard():
    drawn = set().union(
        *(named(target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"])
    )
    assert METRICS - drawn <= {
        "bowerbird_analyzer_paused", "bowerbird_storage_reserve_bytes", "bowerbird_worker_info",
        "bowerbird_worker_messages_total",
    }  # fmt: skip


def test_panels_do_not_overlap():
    places = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(places) == len(set(places))
    assert max(x for x, _ in places) < 24


def test_every_alarm_says_how_grave_it_is_and_the_documentation_what_to_do():
    explained = set(re.findall(r"\*\*(\w+)\.?\*\*", DOCUMENT.partition("## Alarms")[2]))
    for rule in RULES:
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}
        assert rule["alert"] in explained


def test_prometheus_asks_every_service_that_tells_metrics():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    telling = {
        name
        for name, service in services.items()
        if (service.get("environment") or {}).get("HEALTH_PORT") == "6000"
    }
    jobs = yaml.safe_load((ROOT / "grafana/prometheus.yml").read_text())["scrape_configs"]
    (asked,) = [job["dns_sd_configs"][0]["names"] for job in jobs if job["job_name"] == "bowerbird"]
    assert set(asked) == telling
