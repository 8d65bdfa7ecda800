"""Originals in one ZIP, piece by piece, under names that every system can unpack."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from zipstream import ZipStream

from services.web.context import connection
from services.web.sending import original_file
from shared.db import originals
from shared.errors import NotFound

AT_ONCE = 200  # files whose rows are read together


def zipped(ids: Sequence[int]) -> Iterator[bytes]:
    """The archive in pieces; an error ends it, and so the connection, before its directory is written.

    Media are stored as they are: they are compressed already.
    """
    archive, taken = ZipStream(), set[str]()
    for start in range(0, len(ids), AT_ONCE):
        with connection() as conn:
            files = originals.of(conn, ids[start : start + AT_ONCE])
        for file in files:
            original = original_file(file.path)
            if not original.is_file():
                raise NotFound(f"the original of {file.name} is missing")
            archive.add_path(original, free_name(file.name, taken), recurse=False)
            yield from archive.file()
    yield from archive.finalize()


def free_name(name: str, taken: set[str]) -> str:
    """The name within the archive, with a number where another file has it, and note it in `taken`.

    Systems that do not tell upper from lower case must be able to unpack it too.
    """
    plain = PurePath(plain_name(name))
    candidate, number = str(plain), 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{plain.stem} ({number}){plain.suffix}"
    taken.add(candidate.casefold())
    return candidate


def plain_name(name: str) -> str:
    """The name without characters that some system cannot have in one."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).rstrip(". ") or "unnamed"
