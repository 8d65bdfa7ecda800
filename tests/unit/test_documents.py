"""The documents speak of files and folders that are there."""

import re
from pathlib import PurePath

import pytest

from tests.conftest import ROOT

DOCUMENTS = ["README.md", *(f"docs/{file.name}" for file in (ROOT / "docs").glob("*.md"))]
FOLDERS = ("bench", "docs", "grafana", "nginx", "requirements", "scripts", "services", "shared", "tests")
NAMED = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]+|[\w./-]+\.(?:py|sql))`")
THERE = {file.relative_to(ROOT) for folder in FOLDERS for file in (ROOT / folder).rglob("*")}
EXAMPLES = {"services/tone"}  # that a reader is told to make


def stands(named: str) -> bool:
    """Whether a path ends as this one does: what a paragraph is about need not be repeated in it."""
    parts = PurePath(named).parts
    return any(path.parts[-len(parts) :] == parts for path in THERE)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_a_document_names_are_there(document):
    named = set(NAMED.findall((ROOT / document).read_text()))
    assert [path for path in sorted(named) if not path.startswith(tuple(EXAMPLES)) and not stands(path)] == []


def test_a_file_that_is_gone_would_be_seen():
    assert NAMED.findall("see `shared/db/gone.py` and `gone.sql`") == ["shared/db/gone.py", "gone.sql"]
    assert not stands("shared/db/gone.py")
    assert stands("shared/db/media.py")
