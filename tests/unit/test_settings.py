"""Settings: read from the environment and from files, named when wrong, and all of them documented."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from shared.errors import InvalidSetting
from shared.settings import Settings, inherited, load

TABLE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
DERIVED = {"inbox": "DATA/inbox", "models_dir": "DATA/models"}


def documented() -> dict[str, str]:
    """Default by variable, as the table has them."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| \S", TABLE.read_text(), re.MULTILINE)
    return dict(rows)


def default(name: str, value: object) -> str:
    if name in DERIVED:
        return DERIVED[name]
    return ",".join(value) if isinstance(value, tuple) else str(value)


def test_every_setting_is_documented_with_its_default_and_nothing_else_is():
    assert documented() == {f.name.upper(): default(f.name, f.default) for f in fields(Settings)}


def test_everything_lives_under_data_unless_it_is_set(tmp_path):
    settings = load({"DATA": str(tmp_path)})
    assert (settings.inbox, settings.models_dir) == (tmp_path / "inbox", tmp_path / "models")
    assert settings.storage == tmp_path / "storage"
    assert load({"DATA": str(tmp_path), "INBOX": "/drop"}).inbox == Path("/drop")


def test_paths_do_not_depend_on_where_a_process_is_started_later(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load({}).data == tmp_path / "var"


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "url").write_text("postgresql://somewhere\n")
    assert load({"DATABASE_URL_FILE": str(tmp_path / "url")}).database_url == "postgresql://somewhere"


def test_a_secret_file_that_is_not_there_is_named():
    with pytest.raises(InvalidSetting, match=r"DATABASE_URL_FILE: cannot read /nowhere: No such file"):
        load({"DATABASE_URL_FILE": "/nowhere"})


def test_a_wrong_number_is_named_with_its_variable():
    with pytest.raises(InvalidSetting, match="PORT='eighty' is not a number"):
        load({"PORT": "eighty"})


def test_map_tiles_can_be_turned_off_by_an_empty_variable():
    assert load({"MAP_TILES": ""}).map_tiles == ""
    assert load({}).map_tiles.startswith("https://tile.openstreetmap.org/")


@pytest.mark.parametrize(
    "wrong",
    [
        "file:///etc/passwd?{z}{x}{y}",
        "https://tiles.example/{z}/{x}",
        "https://{z}.example/{x}/{y}",
        "https://example/{z}/{x}/{y}/{y}",
        "https://user@host/{z}/{x}/{y}",
        "tiles.example/{z}/{x}/{y}",
    ],
)
def test_map_tiles_come_from_one_host_by_zoom_column_and_row(wrong):
    with pytest.raises(InvalidSetting, match=r"MAP_TILES must be an address .* holds {z}, {x} and {y}"):
        load({"MAP_TILES": wrong})


def test_an_empty_variable_counts_as_not_set():
    assert load({"PORT": "", "MODELS_DIR": ""}).port == Settings.port


def test_lists_are_separated_by_commas():
    assert load({"DETECT_CLASSES": "cat, dog ,"}).detect_classes == ("cat", "dog")


def test_a_child_process_inherits_the_environment_with_changes(monkeypatch):
    monkeypatch.setenv("KEPT", "1")
    assert inherited({"ADDED": "2"}).items() >= {"KEPT": "1", "ADDED": "2"}.items()


def test_every_wrong_setting_is_named_in_one_sentence():
    with pytest.raises(InvalidSetting) as wrong:
        load({"PORT": "70000", "WINDOW": "0", "DETECT_THRESHOLD": "2", "SPEECH_ENGINE": "ear"})
    assert str(wrong.value) == (
        "PORT=70000 must be 0 to 65535; WINDOW=0 must be at least 1; DETECT_THRESHOLD=2.0 must be 0 to 1;"
        " SPEECH_ENGINE='ear' must be auto, faster-whisper, openai-whisper or pocketsphinx"
    )


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("RESCAN_SECONDS", "0"), ("STOP_SECONDS", "-1"), ("JOB_SECONDS", "nan"), ("LEASE_SECONDS", "inf"),
        ("MIN_FREE", "-1"), ("JOB_MEMORY", "100"), ("FRAME_LIMIT", "0"), ("PROXIES", "-1"),
        ("HEALTH_PORT", "65536"),
        ("DETECT_MODEL", "model.onnx.zip"), ("DETECT_SIZE", "16"), ("FACES_DETECTOR", "mtcnn"),
        ("ATTRIBUTES_MODEL", "deepface"),
        ("FACES_THRESHOLD", "-0.1"), ("OCR_ENGINE", "eyes"), ("OCR_LANGUAGES", "eng,../x"),
        ("SPEECH_LANGUAGE", "English"), ("LOG_FORMAT", "xml"), ("ACCEL", "files"), ("SECRET_KEY", "short"),
        ("MACHINE", "my machine"), ("PUBLIC_URL", "example.org"), ("PUBLIC_URL", "https://example.org/photos"),
        ("MEDIA_URL", "https://"), ("MEDIA_URL", "https://h:99999"), ("MONGO_URL", "https://h"),
        ("BROKER_URL", "redis://h"), ("DATABASE_URL", "host=h"), ("PUBLIC_DATABASE", "h"), ("DATA", __file__),
    ],
)  # fmt: skip
def test_a_value_out_of_its_bounds_or_form_is_refused(name, wrong):
    more = {"MEDIA_TOKEN": "x", "BROKER_URL": "amqps://h//"} if name == "MEDIA_URL" else {}
    with pytest.raises(InvalidSetting, match=f"^{name}"):
        load(more | {name: wrong})


def test_no_secret_is_repeated():
    secrets = dict.fromkeys(("DATABASE_URL", "BROKER_URL", "MONGO_URL", "SECRET_KEY"), "hunter2")
    with pytest.raises(InvalidSetting) as wrong:
        load(secrets)
    assert "hunter2" not in str(wrong.value)
    assert all(name in str(wrong.value) for name in secrets)


def test_every_default_is_a_right_setting():
    given = {
        name: value for name, value in documented().items() if value and name not in {"INBOX", "MODELS_DIR"}
    }
    assert load(given) == load({})


def test_a_setting_that_a_service_needs_is_missed():
    with pytest.raises(InvalidSetting, match=r"^DATABASE_URL is missing$"):
        load({}, needs=("database_url",))


def test_where_media_are_fetched_the_token_and_the_broker_are_missed():
    with pytest.raises(InvalidSetting) as wrong:
        load({"MEDIA_URL": "https://photos.example:8443"})
    assert str(wrong.value) == (
        "MEDIA_URL is set and MEDIA_TOKEN is missing; MEDIA_URL is set and BROKER_URL is missing"
    )


def test_a_secret_file_that_holds_no_text_is_named(tmp_path):
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidSetting, match="SECRET_KEY_FILE holds no text"):
        load({"SECRET_KEY_FILE": str(tmp_path / "key")})
