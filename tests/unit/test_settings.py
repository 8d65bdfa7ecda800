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


def test_an_empty_variable_counts_as_not_set():
    assert load({"PORT": "", "MODELS_DIR": ""}).port == Settings.port


def test_lists_are_separated_by_commas():
    assert load({"DETECT_CLASSES": "cat, dog ,"}).detect_classes == ("cat", "dog")


def test_a_child_process_inherits_the_environment_with_changes(monkeypatch):
    monkeypatch.setenv("KEPT", "1")
    assert inherited({"ADDED": "2"}).items() >= {"KEPT": "1", "ADDED": "2"}.items()
