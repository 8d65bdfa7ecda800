"""Reads from a running library's database what a measurement needs."""

from pathlib import Path
from typing import Any

import psycopg2

from shared.domain import Media, MediaKind
from shared.storage import Storage


class Library:
    """The database and the files of one running stack."""

    def __init__(self, url: str, storage: Path) -> None:
        self._conn = psycopg2.connect(url)
        self._conn.autocommit = True
        self._storage = Storage(storage)

    def close(self) -> None:
        """Give the connection back."""
        self._conn.close()

    def count(self) -> int:
        """How many files are visible."""
        return int(self._rows("SELECT count(*) FROM media")[0][0])

    def shows(self, name: str) -> bool:
        """Whether the file with this name is visible."""
        return bool(self._rows("SELECT 1 FROM media WHERE name = %s", name))

    def searchable(self, name: str) -> bool:
        """Whether objects of the file with this name can be searched."""
        sql = "SELECT 1 FROM media JOIN media_label ON media_id = id WHERE name = %s"
        return bool(self._rows(sql, name))

    def known(self, analyzer: str) -> bool:
        """Whether the worker of `analyzer` has made it known, or waits for its weights."""
        return bool(self._rows("SELECT 1 FROM analyzer WHERE name = %s", analyzer))

    def left(self, analyzer: str) -> int:
        """How many analyses of `analyzer` are not at their end."""
        sql = """
            SELECT count(*) FROM analysis JOIN analyzer ON analyzer.name = analysis.analyzer
             WHERE analysis.analyzer = %s AND state IN ('queued', 'running') AND blocked IS NULL
        """
        return int(self._rows(sql, analyzer)[0][0])

    def span(self, analyzer: str) -> tuple[int, float]:
        """How many analyses ended well behind the first, and within how many seconds."""
        sql = """
            SELECT count(*) - 1, extract(epoch FROM max(ended_at) - min(ended_at))
              FROM analysis WHERE analyzer = %s AND state = 'done'
        """
        number, seconds = self._rows(sql, analyzer)[0]
        return int(number), float(seconds or 0)

    def media(self, analyzer: str, workdir: Path) -> list[Media]:
        """The files that `analyzer` looked at, in the order in which it did."""
        sql = """
            SELECT media.id, kind, mime, path, encode(sha512, 'hex'), has_preview, width, height, duration,
                   audio_codec
              FROM analysis JOIN media ON media.id = media_id
             WHERE analyzer = %s AND state = 'done' ORDER BY analysis.ended_at
        """
        return [self._medium(row, workdir) for row in self._rows(sql, analyzer)]

    def _medium(self, row: tuple[Any, ...], workdir: Path) -> Media:
        id, kind, mime, path, sha512, has_preview, *facts = row  # noqa: A001
        preview = self._storage.derived(sha512, "preview.jpg") if has_preview else None
        return Media(id, MediaKind(kind), mime, self._storage.original(path), preview, workdir, *facts)

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._conn.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
