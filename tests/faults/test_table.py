"""The page about the campaign names every fault, and where it is done."""

import re
from pathlib import Path

from tests.conftest import ROOT
from tests.faults.table import Case, lines

ROW = re.compile(r"^\| (F\d+) \|.*\| ([^|]+) \|$", re.MULTILINE)


def page() -> dict[str, list[Path]]:
    """The files in which each fault is done, as the page says."""
    rows = ROW.findall((ROOT / "docs" / "faults.md").read_text())
    assert len(rows) == len(dict(rows)), "a fault is named twice"
    return {fault: [place(name) for name in re.findall(r"`([^`]+)`", files)] for fault, files in rows}


def place(name: str) -> Path:
    return ROOT / name if "/" in name else ROOT / "tests" / "faults" / name


def test_every_fault_is_on_the_page_and_done_where_it_says():
    named = page()
    assert list(named) == [f"F{number}" for number in range(1, 38)]
    for fault, files in named.items():
        assert files
        for file in files:
            assert file.exists(), file
            assert fault == "F35" or f'mark.fault("{fault}")' in file.read_text(), (fault, file)


def test_every_case_has_its_number_on_the_page():
    named = page()
    for file in (ROOT / "tests" / "faults").glob("test_*.py"):
        for fault in re.findall(r'mark\.fault\("(F\d+)"\)', file.read_text()):
            assert file in named[fault], (fault, file)


def test_the_table_is_in_order_and_tells_what_has_no_column():
    cases = [Case("F10", "b", {"files": 3.0}, passed=True), Case("F2", "a", {"longest_s": 1.25})]
    head, first, second = lines(cases)
    assert "files" in head
    assert first.split()[:2] == ["F2", "FAILED"]
    assert first.endswith("a (longest_s 1.25)")
    assert second.split()[:4] == ["F10", "passed", "0.0", "3"]
