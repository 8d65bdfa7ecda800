"""What a log line looks like, whatever is logged."""

import json
import logging

import pytest

from shared import logs
from shared.errors import InvalidSetting

log = logging.getLogger("test")
pytestmark = pytest.mark.usefixtures("root_logger_restored")


def test_a_text_line_names_time_level_service_message_and_what_is_bound(capsys):
    logs.configure("detect", "text")
    with logs.bound(media_id=7):
        log.info("found %s things", 3)
    time, rest = capsys.readouterr().err.split(" ", 1)
    assert time.endswith("Z")
    assert rest == "info detect found 3 things media_id=7\n"


def test_a_json_line_is_one_object_with_the_context_beside_the_message(capsys):
    logs.configure("ocr", "json")
    with logs.bound(media_id=7, analyzer="ocr"):
        log.warning("slow")
    line = json.loads(capsys.readouterr().err)
    assert (line["service"], line["level"], line["message"], line["media_id"]) == (
        "ocr",
        "warning",
        "slow",
        7,
    )


def test_context_ends_with_its_block(capsys):
    logs.configure("web", "text")
    with logs.bound(media_id=7):
        pass
    log.info("later")
    assert "media_id" not in capsys.readouterr().err


def test_a_file_name_with_a_line_break_cannot_fake_a_log_line(capsys):
    logs.configure("ingest", "text")
    log.info("kept %s", "a\n2026-01-01 error web all lost.jpg")
    assert capsys.readouterr().err.count("\n") == 1


def test_a_json_line_carries_its_traceback_in_one_line(capsys):
    logs.configure("web", "json")
    try:
        int("broken")
    except ValueError:
        log.exception("request failed")
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert "ValueError: invalid literal" in json.loads(written)["trace"]


def test_an_unknown_format_is_named():
    with pytest.raises(InvalidSetting, match="LOG_FORMAT='xml'"):
        logs.configure("web", "xml")


@pytest.mark.parametrize("shape", ["text", "json"])
@pytest.mark.parametrize(
    "text",
    [
        "cannot reach amqps://worker-a:hunter2@host:5671//",
        "dsn host=a password=hunter2 dbname=b",
        "postgresql://bowerbird:hunter2@/x?host=/run",
    ],
)
def test_no_line_shows_a_password(capsys, shape, text):
    logs.configure("dispatch", shape)
    with logs.bound(broker=text):
        log.error("failed: %s", text, exc_info=OSError(text))
    told = capsys.readouterr().err
    assert "hunter2" not in told
    assert "***" in told


def test_an_address_without_a_password_is_shown(capsys):
    logs.configure("web", "json")
    log.info("listening on http://127.0.0.1:8420, see a@b.example")
    assert json.loads(capsys.readouterr().err)["message"].endswith("http://127.0.0.1:8420, see a@b.example")
