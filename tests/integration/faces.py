"""Faces of made-up people, as the analyzer finds them in photos."""

import random
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.db import recognition, uniting
from shared.db.connection import Connect, Connection, rows, value
from shared.domain import Box, Finding
from tests.integration.web import Browser, analysed, photo

LEFT = Box(0.1, 0.2, 0.2, 0.3)
RIGHT = Box(0.6, 0.2, 0.2, 0.3)
MIDDLE = Box(0.4, 0.4, 0.2, 0.3)
AGAIN = Box(0.11, 0.25, 0.19, 0.26)  # the left face as another detector frames it


@dataclass(frozen=True)
class _In:
    person_id: int
    media_id: int


def embedding(who: str, n: int = 0, apart: float = 0.3) -> tuple[float, ...]:
    """The `n`-th face of somebody: two of one person are about `apart`, of two people about 1 apart."""
    draw = random.Random(who)
    own = [draw.gauss(0, 1) for _ in range(128)]
    length = sum(x * x for x in own) ** 0.5
    draw = random.Random(f"{who} {n}")
    noise = [draw.gauss(0, 1) for _ in range(128)]
    size = sum(x * x for x in noise) ** 0.5 * 2**0.5
    return tuple(x / length * 0.7 + y / size * apart for x, y in zip(own, noise, strict=True))


def face(who: str, n: int = 0, box: Box = LEFT, *, apart: float = 0.3, start: float | None = None) -> Finding:
    return Finding(
        label="face", score=0.9, box=box, embedding=embedding(who, n, apart), chip=b"webp", start=start
    )


def shot(connect: Connect, name: str, *found: Finding, version: int = 1, **columns: object) -> int:
    """A photo in which these faces were found."""
    media_id = photo(connect, name, **columns)
    analysed(connect, media_id, "faces", found, version=version)
    return media_id


def settle(connect: Connect) -> None:
    """Let the background work be done."""
    while recognition.step(connect) + uniting.step(connect):
        pass


def ids(conn: Connection, media_id: int) -> list[int]:
    """The faces of a file that serve, in order."""
    sql = """
        SELECT coalesce(array_agg(finding.id ORDER BY finding.id), '{}') FROM finding
          JOIN serving ON serving.id = analysis_id AND serving.media_id = finding.media_id
         WHERE finding.media_id = %(id)s AND analyzer = 'faces'
        """
    return list(value(conn, sql, id=media_id))


def album(connect: Connect, who: str, count: int, start: int = 0) -> list[int]:
    """Photos of one person alone."""
    return [shot(connect, f"{who}{n}.jpg", face(who, n)) for n in range(start, start + count)]


def groups(connect: Connect) -> dict[int, list[int]]:
    """Who is in which files."""
    with connect() as conn:
        found: dict[int, list[int]] = {}
        for row in rows(
            conn, _In, "SELECT person_id, media_id FROM media_person ORDER BY person_id, media_id"
        ):
            found.setdefault(row.person_id, []).append(row.media_id)
        return found


def together(connect: Connect) -> list[list[int]]:
    """The files of each person."""
    return sorted(groups(connect).values())


def people(ada: Browser, query: str = "") -> list[dict[str, Any]]:
    """What the API lists."""
    return list(ada.get(f"/api/persons{query}").json["persons"])


def name(ada: Browser, person_id: int, called: str, **more: Any) -> TestResponse:
    return ada.post(f"/api/persons/{person_id}/name", json={"name": called} | more)


def faces_of(connect: Connect, *photos: int) -> list[int]:
    with connect() as conn:
        return [one for photo_id in photos for one in ids(conn, photo_id)]


def say(ada: Browser, faces: list[int], verdict: str, **more: Any) -> TestResponse:
    return ada.post("/api/faces/say", json={"faces": faces, "verdict": verdict} | more)


@pytest.fixture
def anna(connect):
    """Five photos of one person."""
    photos = album(connect, "anna", 5)
    settle(connect)
    return photos
