"""What the ingest tests share: a decoder that looks at nothing, and a keeper with a library of its own."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from shared.db import batches
from shared.db.connection import Connect
from shared.domain import Decoded, MediaKind
from shared.keeping import Keeper, Kept
from shared.storage import Storage

JPEG = Decoded(MediaKind.IMAGE, "image/jpeg", thumbnail=b"webp", colour="#aabbcc")


@dataclass
class FakeDecoder:
    """Answers the same for every file and remembers what it was asked."""

    answer: Decoded = JPEG
    asked: list[tuple[Path, str]] = field(default_factory=list)
    before: Callable[[Path], object] = lambda _: None

    def decode(self, path: Path, name: str, preview: Path) -> Decoded:
        """Return `answer`."""
        self.asked.append((path, name))
        self.before(path)
        return self.answer


@dataclass
class Library:
    """A library in a folder: its keeper, and where claimed files lie."""

    connect: Connect
    root: Path
    decoder: FakeDecoder = field(default_factory=FakeDecoder)

    def __post_init__(self) -> None:
        self.storage = Storage(self.root / "storage")
        self.inbox = self.root / "inbox"
        self.inbox.mkdir(parents=True, exist_ok=True)
        self.keeper = Keeper(self.connect, self.storage, self.decoder, min_free=0)
        with self.connect() as conn:
            self.batch = batches.begin(conn, "Anna's phone", "inbox")

    def claimed(self, content: bytes, name: str = "photo.jpg") -> Path:
        """Lay a file where claimed files lie."""
        file = self.root / "claimed" / uuid4().hex / name
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
        return file

    def take(self, content: bytes | Path, path: str = "photo.jpg", claim: UUID | None = None) -> Kept:
        """Keep `content`, or a file that was claimed, as an inbox file that lay at `path`."""
        file = content if isinstance(content, Path) else self.claimed(content)
        return self.keeper.take(file, claim=claim or uuid4(), path=path, batch=self.batch)

    def originals(self) -> dict[str, bytes]:
        """Every stored original by its path."""
        return contents(self.storage.originals)

    def duplicates(self) -> dict[str, bytes]:
        """Every duplicate by its path."""
        return contents(self.storage.duplicates)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` by its path; folders may vanish meanwhile."""
    files = [Path(inner, name) for inner, _, names in os.walk(folder) for name in names]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}
