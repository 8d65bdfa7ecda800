"""Small recordings that tests make for themselves with ffmpeg."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.domain import Media, MediaKind
from tests.conftest import skip_or_fail

Film = Callable[..., Media]


@pytest.fixture
def film(tmp_path: Path) -> Film:
    """Make a recording from ffmpeg arguments; the name's ending chooses the container."""
    if shutil.which("ffmpeg") is None:
        skip_or_fail("ffmpeg is not installed")

    def make(name: str, *arguments: str, duration: float | None = None, audio: str | None = None) -> Media:
        folder = tmp_path / "work, it's [here]: 1"
        folder.mkdir(exist_ok=True)
        file = tmp_path / name
        subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, str(file)], check=True, timeout=60)
        kind = MediaKind.VIDEO if "-vn" not in arguments else MediaKind.AUDIO
        return Media(1, kind, "video/mp4", file, None, folder, duration=duration, audio_codec=audio)

    return make
