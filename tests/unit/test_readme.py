"""What the README and the other pages show is true: the example works, links lead somewhere."""

import re
import shlex
from pathlib import Path

import click
import pytest
from PIL import Image

from services.cli.main import bowerbird
from shared.domain import Media, MediaKind

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGES[0].read_text(), re.DOTALL)


def commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.strip().splitlines()]


@pytest.mark.parametrize(("grey", "label"), [(250, "bright"), (5, "dark"), (128, None)])
def test_the_analyzer_of_the_readme_works_as_it_stands(tmp_path, grey: int, label: str | None):
    scope: dict = {}
    exec(blocks("python")[0], scope)
    Image.new("RGB", (64, 48), (grey, grey, grey)).save(tmp_path / "photo.jpg")
    media = Media(1, MediaKind.IMAGE, "image/jpeg", tmp_path / "photo.jpg", tmp_path / "photo.jpg", tmp_path)
    assert [found.label for found in scope["Tone"]().analyze(media)] == ([label] if label else [])


def test_every_make_target_that_the_pages_name_exists():
    pages = "\n".join(page.read_text() for page in PAGES)
    named = set(re.findall(r"(?:`|^)make ([a-z0-9-]+)", pages, re.MULTILINE))
    targets = set(re.findall(r"^([a-z0-9-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize("line", [line for line in commands() if "bowerbird" in line])
def test_every_bowerbird_command_of_the_readme_is_understood(line: str):
    words = shlex.split(line.replace("~/Pictures", str(ROOT)))[1:]
    command, group = bowerbird, click.Context(bowerbird)
    while isinstance(command, click.Group):
        name, command, words = command.resolve_command(group, words)
        group = click.Context(command, group, info_name=name)
    with command.make_context("bowerbird", words):
        assert command.callback


def test_every_link_leads_to_a_file():
    lost = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert lost == []


def test_the_licence_is_the_whole_text():
    text = (ROOT / "LICENSE").read_text()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.splitlines()) == 661
