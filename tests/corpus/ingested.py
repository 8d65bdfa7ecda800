"""Real files as the analyzers get them: looked at by the decoder, with the preview that it made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from shared.decoding import Decoder
from shared.domain import Media

Ingest = Callable[[Path], Media]


@pytest.fixture
def ingest(tmp_path_factory: pytest.TempPathFactory):
    """Decode one real file and describe it, as ingest does."""
    with Decoder() as decoder:

        def look(file: Path) -> Media:
            folder = tmp_path_factory.mktemp("media")
            preview = folder / "preview.jpg"
            told = decoder.decode(file, file.name, preview)
            work = folder / "work"
            work.mkdir()
            return Media(
                id=1,
                kind=told.kind,
                mime=told.mime,
                original=file,
                preview=preview if told.has_preview else None,
                workdir=work,
                width=told.width,
                height=told.height,
                duration=told.duration,
                audio_codec=told.audio_codec,
            )

        yield look
