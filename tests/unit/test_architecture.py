"""The house rules that a machine can hold us to."""

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = sorted(path for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.py"))
ALL = sorted([*CODE, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")])
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b[\s\S]+\b(FROM|VALUES|SET|WHERE)\b")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


@cache
def tree(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


def nodes(path: Path, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    return (node for node in tree(path) if isinstance(node, kinds))


def imports(path: Path) -> set[str]:
    found = set()
    for node in nodes(path, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        else:
            found |= {alias.name for alias in node.names}
    return {module.split(".")[0] for module in found}


def calls(path: Path, function: str) -> bool:
    return any(getattr(node.func, "id", None) == function for node in nodes(path, ast.Call))


def test_no_file_is_longer_than_300_lines():
    assert [name(path) for path in ALL if lines(path) > 300] == []


def test_files_are_short_in_general():
    lengths = sorted(lines(path) for path in CODE if path.name != "__init__.py")
    assert statistics.median(lengths) <= 80
    assert lengths[int(len(lengths) * 0.95)] <= 200


def test_no_function_is_longer_than_45_lines():
    assert [
        f"{name(path)}: {node.name}"
        for path in CODE
        for node in nodes(path, ast.FunctionDef)
        if length(node) > 45
    ] == []


def test_every_module_says_what_it_is_for():
    assert [name(path) for path in ALL if lines(path) and not ast.get_docstring(tree(path)[0])] == []


def test_a_broad_except_that_ends_an_error_exists_once_in_the_repository():
    broad = [
        name(path)
        for path in CODE
        for node in nodes(path, ast.ExceptHandler)
        if (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
        and not isinstance(node.body[-1], ast.Raise)
    ]
    assert len(broad) <= 1, broad


def test_no_error_is_passed_over_in_silence():
    assert [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        for node in nodes(path, ast.ExceptHandler)
        if isinstance(node.body[0], ast.Pass)
    ] == []


def test_the_environment_is_read_in_one_place():
    readers = {
        name(path)
        for path in CODE
        for node in nodes(path, ast.Attribute)
        if node.attr in {"environ", "getenv"} and getattr(node.value, "id", "") == "os"
    }
    assert readers == {"shared/settings.py"}


def test_sql_is_written_in_one_place():
    elsewhere = [path for path in CODE if not name(path).startswith("shared/db/")]
    assert [
        f"{name(path)}: {text[:60]}" for path in elsewhere for text in texts(path) if SQL.search(text)
    ] == []


def test_celery_lives_in_two_files():
    users = {name(path) for path in CODE if "celery" in imports(path)}
    assert users <= {"shared/queue.py", "shared/worker.py"}


def test_only_the_command_line_prints():
    assert [name(path) for path in CODE if calls(path, "print") and "services/cli/" not in name(path)] == []


def test_no_module_is_a_drawer_for_odds_and_ends():
    assert [
        name(path) for path in CODE if path.stem in {"utils", "helpers", "common", "manager", "misc"}
    ] == []


def length(function: ast.FunctionDef) -> int:
    docstring = (ast.get_docstring(function) or "").splitlines()
    return function.end_lineno - function.lineno - len(docstring)


def texts(path: Path) -> list[str]:
    """Every string of a module but its docstrings."""
    documented = nodes(path, ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {ast.get_docstring(node, clean=False) for node in documented}
    constants = (node.value for node in nodes(path, ast.Constant))
    return [text for text in constants if isinstance(text, str) and text not in docstrings]
