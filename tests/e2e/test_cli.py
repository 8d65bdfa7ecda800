"""The `bowerbird` command from outside: what it answers, what it refuses, and with which exit code."""

import json
import re
import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from tests import samples
from tests.conftest import ROOT
from tests.e2e.running import BOWERBIRD, Running, until


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder to import: two photos, one of them twice, and a file that excludes another."""
    folder = tmp_path_factory.mktemp("import") / "summer 2024"
    (folder / "beach").mkdir(parents=True)
    samples.photo(folder / "beach" / "shell.jpg", seed=101)
    (folder / "again.jpg").write_bytes((folder / "beach" / "shell.jpg").read_bytes())
    samples.photo(folder / "secret.jpg", seed=102)
    (folder / "notes.txt").write_text("not a picture")
    (folder / ".bowerbirdignore").write_text("secret*\n")
    return folder


@pytest.fixture(scope="module")
def imported(stack: Running, folder: Path) -> dict:
    return stack.answer("import", str(folder), "--source", "Ada")


def documented(command: str) -> set[str]:
    """The names that docs/cli.md gives the answer of a command."""
    page = (ROOT / "docs" / "cli.md").read_text()
    found = re.search(rf"^`{command}`\n: (.*)$", page, re.MULTILINE)
    assert found, command
    return set(re.findall(r"`(\w+)`", found.group(1)))


def readme() -> list[str]:
    """Every line that the README tells a person to type."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [line for block in blocks for line in block.strip().splitlines()]


def names(document: object) -> set[str]:
    """Every name in a document, but not those of raw metadata."""
    if isinstance(document, dict):
        own = set(document)
        return own.union(*(names(value) for key, value in document.items() if key != "tags"))
    return set().union(*(names(item) for item in document)) if isinstance(document, list) else set()


def test_an_import_keeps_everything_once_and_tells_what_it_did(imported: dict, folder: Path):
    """A12, A14."""
    counts = {name: imported[name] for name in ("source", "found", "kept", "known", "failed")}
    assert counts == {"source": "Ada", "found": 3, "kept": 2, "known": 1, "failed": 0}
    assert [problem["path"] for problem in imported["problems"]] == ["summer 2024/notes.txt"]


def test_the_imported_folder_stays_as_it_is(imported: dict, folder: Path):
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == [
        ".bowerbirdignore",
        "again.jpg",
        "notes.txt",
        "secret.jpg",
        "shell.jpg",
    ]


def test_an_import_again_finds_everything_known(stack: Running, imported: dict, folder: Path):
    again = stack.answer("import", str(folder), "--source", "Ada")
    assert (again["kept"], again["known"]) == (0, 3)


def test_search_finds_by_source_and_a_file_shows_where_it_came_from(stack: Running, imported: dict):
    files = stack.files("", "--source", "Ada", "--kind", "image")
    assert len(files) == 1
    assert files[0]["address"] == f"{stack.address}/media/{files[0]['id']}"
    detail = stack.answer("show", str(files[0]["id"]))["detail"]
    assert detail["file"]["taken_from"] == "exif"
    assert {(one["via"], one["source"]) for one in detail["sightings"]} == {("import", "Ada")}


def test_a_file_on_disk_is_looked_up_by_its_content(stack: Running, imported: dict, folder: Path):
    shown = stack.answer("show", str(folder / "again.jpg"))
    assert Path(shown["original"]).read_bytes() == (folder / "again.jpg").read_bytes()


def test_words_for_a_person_tell_the_same(stack: Running, imported: dict, folder: Path):
    shown = stack.command("show", str(folder / "again.jpg")).stdout
    assert "(from exif)" in shown
    assert "(import, Ada" in shown
    assert "1 files" in stack.command("search", "", "--source", "Ada", "--kind", "image").stdout
    assert "detect" in stack.command("status").stdout


@pytest.mark.parametrize(
    ("words", "section"),
    [
        (["search", ""], "search"),
        (["show", "1"], "show"),
        (["status"], "status"),
        (["link"], "link"),
        (["models", "list"], "models list"),
        (["user", "list"], "user list"),
        (["token", "create", "phone"], "token create"),
        (["token", "list"], "token list"),
        (["token", "revoke", "phone"], "token revoke"),
        (["analyze", "--analyzer", "detect", "--missing"], "analyze"),
    ],
)
def test_answers_have_the_documented_names(stack: Running, imported: dict, words: list[str], section: str):
    assert names(stack.answer(*words)) <= documented(section)


def test_an_import_answers_with_the_documented_names(imported: dict):
    assert names(imported) <= documented("import")


def test_batches_are_listed_and_one_goes_back(stack: Running, tmp_path: Path):
    samples.photo(tmp_path / "back.jpg", seed=140)
    stack.answer("import", str(tmp_path), "--source", "to return")
    batch = stack.answer("batches", "--limit", "1")["batches"][0]
    assert (batch["source"], batch["via"], batch["files"]) == ("to return", "import", 1)
    assert names(batch) <= documented("batches")
    asked = stack.command("batches", "--return", str(batch["id"]), input="n\n")
    assert (asked.returncode, "cannot be undone" in asked.stdout) == (130, True)
    stack.answer("batches", "--return", str(batch["id"]), "--yes")
    back = stack.inbox / f"returned-{batch['id']}"
    until(lambda: list(back.rglob("back.jpg")))
    assert stack.command("batches", "--return", "999999").returncode == 4


def test_a_scrub_finds_every_original_in_order_or_names_it(stack: Running, imported: dict):
    clean = stack.answer("scrub")
    assert clean["problems"] == []
    assert clean["files"] >= 2
    original = Path(stack.answer("show", str(imported["problems"][0]["media_id"]))["original"])
    content = original.read_bytes()
    original.chmod(0o640)
    original.write_bytes(content[:-1] + b"!")
    done = stack.command("scrub", "--json")
    original.write_bytes(content)
    original.chmod(0o440)
    report = json.loads(done.stdout)
    assert names(report) <= documented("scrub")
    assert [(one["state"], one["media_id"]) for one in report["problems"]] == [
        ("changed", imported["problems"][0]["media_id"])
    ]
    assert done.returncode == 1
    assert stack.answer("scrub")["problems"] == []


def test_the_doctor_names_every_check_and_a_remedy_for_what_is_missing(stack: Running):
    done = stack.command("doctor", "--json")
    report = json.loads(done.stdout)
    assert names(report) <= documented("doctor")
    assert {"ffmpeg", "exiftool", "tesseract", "database", "broker", "inbox", "disk", "clock"} <= {
        check["name"] for check in report["checks"]
    }
    assert all(check["remedy"] for check in report["checks"] if check["state"] != "ok")
    assert done.returncode == (0 if report["ok"] else 1)


def test_a_person_is_added_once_and_listed(stack: Running):
    added = stack.command(
        "user", "add", "grace", "--password-stdin", "--json", input="a heron in the reeds\n"
    )
    assert json.loads(added.stdout)["role"] == "member"
    assert names(json.loads(added.stdout)) <= documented("user add")
    again = stack.command("user", "add", "grace", "--password-stdin", input="a heron in the reeds\n")
    assert (again.returncode, again.stderr) == (1, "bowerbird: there is an account named grace already\n")
    assert "grace" in {user["name"] for user in stack.answer("user", "list")["users"]}


def test_a_weak_password_is_refused_with_the_reason(stack: Running):
    done = stack.command("user", "add", "eve", "--password-stdin", input="short\n")
    assert done.returncode == 1
    assert "12 to 128 characters" in done.stderr


def test_one_file_is_analysed_again(stack: Running, imported: dict):
    media_id = stack.files("", "--source", "Ada", "--kind", "image")[0]["id"]

    def redone() -> bool:
        answer = stack.answer("analyze", "--analyzer", "faces", "--file", str(media_id))
        return bool(answer["queued"])

    until(redone, 60, pause=1)


@pytest.mark.parametrize("line", [line for line in readme() if "bowerbird" in line])
def test_every_command_of_the_readme_works(stack: Running, imported: dict, folder: Path, line: str):
    words = [word.replace("~/Pictures", str(folder)) for word in shlex.split(line)[1:]]
    done = stack.command(*words)
    assert done.returncode == (1 if "FAILED" in done.stdout and words == ["doctor"] else 0), done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["show", "999999"], 4, "no file has the id 999999"),
        (["show", "nowhere.jpg"], 4, "neither a file nor the id"),
        (["analyze", "--analyzer", "smell", "--missing"], 4, "there is no analyzer 'smell'"),
        (["models", "fetch", "nothing.onnx"], 4, "there is no model"),
        (["link", "--user", "nobody"], 4, "no account named nobody"),
        (["analyze", "--analyzer", "detect"], 2, "exactly one of"),
        (["search", "--from", "yesterday"], 2, "yesterday"),
        (["dance"], 2, "No such command"),
    ],
)
def test_errors_are_one_clear_sentence_with_their_exit_code(stack: Running, words, code: int, sentence: str):
    done = stack.command(*words)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_without_a_running_stack_a_command_says_how_to_start_one(tmp_path):
    done = Running(tmp_path).command("status", "--json")
    assert done.returncode == 3
    assert "make run" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unreachable_database_is_one_sentence_too(tmp_path):
    stack = Running(tmp_path, {"DATABASE_URL": "postgresql://postgres@127.0.0.1:1/none"})
    done = stack.command("search", "x")
    assert done.returncode == 3
    assert "the database cannot be reached" in done.stderr


def test_one_more_worker_runs_beside_the_stack_until_it_is_stopped(stack: Running):
    with subprocess.Popen(
        [*BOWERBIRD, "worker", "preview"], env=stack.environment, stderr=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stderr
        assert any("ready" in line for line in worker.stderr)
        worker.terminate()
        worker.stderr.read()
    assert worker.returncode == 128 + signal.SIGTERM


def test_the_status_is_renewed_until_it_is_stopped(stack: Running):
    with subprocess.Popen(
        [*BOWERBIRD, "status", "--watch", "--json"],
        env=stack.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:
        assert watching.stdout
        seen = 0
        while seen < 3:  # one document a second; the later ones on a line each
            seen += '"analyzers"' in watching.stdout.readline()
        watching.terminate()
