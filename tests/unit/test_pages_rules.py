"""The rules of the front end that a machine can hold us to."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

WEB = ROOT / "services/web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
MODULES = sorted((WEB / "static/js").rglob("*.js"))
SHEETS = sorted((WEB / "static/css").rglob("*.css"))
UNTRANSLATED = {"Bowerbird"}
CHECK = ROOT / "tests/javascript"


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_no_template_has_a_style_or_a_script_of_its_own(template: Path):
    """The content policy would refuse it."""
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_what_others_wrote_is_escaped_in_every_template(template: Path):
    marked_safe = re.findall(r"\{\{[^}]*\|\s*safe[^}]*\}\}", template.read_text())
    assert marked_safe in ([], ["{{ shapes[name]|safe }}"])


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_every_text_of_a_template_can_be_translated(template: Path):
    """What a person reads stands in `_("…")` or `ngettext("…")`, names of keys and of the product apart."""
    text = re.sub(r"\{#.*?#\}|\{% block body %\}.*?\{% endblock %\}", "", template.read_text(), flags=re.S)
    text = re.sub(r"\{[{%].*?[}%]\}", " ", text, flags=re.S)
    text = re.sub(r"<(code|kbd|svg)\b.*?</\1>", " ", text, flags=re.S)
    read = re.findall(r"\s(?:aria-label|placeholder|title|alt)=\"([^\"]*)\"", text)
    read += re.sub(r"<[^>]*>|\s[a-z-]+=\"[^\"]*\"", "\n", text, flags=re.S).splitlines()
    bare = [piece.strip() for piece in read if set(re.findall(r"[A-Za-z]{2,}", piece)) - UNTRANSLATED]
    assert bare == []


def test_addresses_come_from_url_for():
    written = re.compile(r"(?:href|src|action|hx-get|hx-post)=\"/")
    assert [path.name for path in TEMPLATES if written.search(path.read_text())] == []


@pytest.mark.parametrize("module", MODULES, ids=names(MODULES))
def test_modules_are_checked_small_and_write_only_text(module: Path):
    text = module.read_text()
    assert text.startswith("// @ts-check\n/*")
    assert len(text.splitlines()) <= 140
    assert not re.search(
        r"\.(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|globalThis|window\.\w+ =", text
    )


def test_colours_are_named_in_one_place():
    strays = {
        path.name: re.findall(r"#[0-9a-f]{3,8}\b", path.read_text())
        for path in SHEETS
        if path.name != "tokens.css"
    }
    assert {name: colours for name, colours in strays.items() if colours} == {}


def test_vendored_libraries_have_an_exact_version_and_their_licence():
    for folder in (WEB / "static/vendor").iterdir():
        assert re.fullmatch(r"[\w.-]+@\d+\.\d+\.\d+", folder.name)
        assert (folder / "LICENSE").is_file()


def bring(checker: Path) -> None:
    """Fetch the type checker, which is no part of the product; without npm the test is skipped."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no type checker for JavaScript: npm is not installed")
    fetched = subprocess.run([npm, "ci", "--prefix", CHECK], capture_output=True, timeout=120, check=False)
    if fetched.returncode:
        pytest.skip("no type checker for JavaScript: npm could not fetch it")


@pytest.mark.parametrize("project", [CHECK, CHECK / "worker"], ids=["pages", "worker"])
def test_every_module_passes_the_type_checker(project: Path):
    checker = CHECK / "node_modules/.bin/tsc"
    if not checker.exists():
        bring(checker)
    done = subprocess.run([checker, "--project", project], capture_output=True, text=True, check=False)
    assert done.stdout == ""
