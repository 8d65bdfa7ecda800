"""Everything that is known about one file, and who said so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.connection import Connection, columns, one, rows
from shared.domain import MediaKind
from shared.errors import NotFound


@dataclass(frozen=True)
class File:
    """One kept content: what its bytes and its arrival told.

    `taken_from` says where the time of capture comes from: `exif`, `exiftool` and `container` are
    the file's own word, `file name` and `file date` are guesses.  `taken_offset` is in minutes east
    of UTC.  Sizes are those of the upright picture in pixels, times in seconds, `altitude` in metres,
    focal lengths in millimetres.
    """

    id: int
    sha512: str
    size: int
    path: str
    name: str
    kind: MediaKind
    mime: str
    problem: str | None
    truncated: bool
    width: int | None
    height: int | None
    orientation: int | None
    duration: float | None
    taken_at: datetime
    taken_offset: int | None
    taken_from: str
    latitude: float | None
    longitude: float | None
    altitude: float | None
    make: str | None
    model: str | None
    lens: str | None
    software: str | None
    exposure_time: float | None
    aperture: float | None
    iso: int | None
    focal_length: float | None
    focal_length_35mm: float | None
    video_codec: str | None
    audio_codec: str | None
    frame_rate: float | None
    colour: str | None
    has_preview: bool
    source: str
    batch_id: int
    added_at: datetime
    version: str


_HASHED = {"sha512": "encode(sha512, 'hex')", "version": "encode(substring(sha512 FOR 6), 'hex')"}
FILE = ", ".join(f"{_HASHED.get(name, name)} AS {name}" for name in columns(File).split(", "))  # of media


@dataclass(frozen=True)
class Sighting:
    """One arrival of the content; `duplicate` where it was known already."""

    path: str
    modified_at: datetime | None
    duplicate: bool
    seen_at: datetime
    source: str
    via: str
    batch_id: int


@dataclass(frozen=True)
class Analysis:
    """One analyzer's work on the file.

    `serves` marks those whose findings are shown; `done_at` is when they were stored.  `waits_for`
    says what a queued one needs before it can run; `reason` is that of the last failure.
    """

    id: int
    analyzer: str
    version: int
    segment: int
    span_start: float
    span_end: float | None
    state: str
    attempt: int
    reason: str | None
    engine: str | None
    model: str | None
    worker: str | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    done_at: datetime | None
    paused: bool
    waits_for: str | None
    serves: bool


@dataclass(frozen=True)
class Found:
    """One finding of a version that serves.

    The box is in fractions of the upright picture, `start` and `end` in seconds of a recording.
    `face` is true where a crop can be had from `/api/faces/<id>/chip`.  `by` is the person who confirmed it
    or said so in the place of an analyzer; of the latter the number is negative.
    """

    id: int
    analysis_id: int
    analyzer: str
    parent_id: int | None
    label: str | None
    text: str | None
    language: str | None
    score: float | None
    left: float | None
    top: float | None
    width: float | None
    height: float | None
    start: float | None
    end: float | None
    face: bool
    landmarks: list[float] | None
    by: str | None = None


@dataclass(frozen=True)
class Description:
    """What the file itself says in words; `source` is `xmp`, `iptc` or `exif`."""

    source: str
    text: str


@dataclass(frozen=True)
class Detail:
    """A file, its arrivals, the work on it, and what was found; `tags` are its raw metadata."""

    file: File
    tags: dict[str, Any]
    sightings: tuple[Sighting, ...]
    analyses: tuple[Analysis, ...]
    findings: tuple[Found, ...]
    descriptions: tuple[Description, ...] = ()


@dataclass(frozen=True)
class _Tags:
    tags: dict[str, Any]


def detail(conn: Connection, media_id: int) -> Detail:
    """Everything known about one file; raises `NotFound`."""
    file = one(conn, File, f"SELECT {FILE} FROM media WHERE id = %(id)s AND NOT doomed", id=media_id)
    tags = one(conn, _Tags, "SELECT tags FROM media WHERE id = %(id)s", id=media_id)
    if file is None or tags is None:
        raise NotFound(f"no file has the id {media_id}")
    return Detail(
        file=file,
        tags=tags.tags,
        sightings=tuple(_sightings(conn, media_id)),
        analyses=tuple(_analyses(conn, media_id)),
        findings=tuple(_findings(conn, media_id)),
        descriptions=tuple(rows(conn, Description, _DESCRIPTIONS, id=media_id)),
    )


_DESCRIPTIONS = """
    SELECT source, text FROM description WHERE media_id = %(id)s
     ORDER BY array_position(ARRAY['xmp', 'iptc', 'exif'], source)
    """


def _sightings(conn: Connection, media_id: int) -> list[Sighting]:
    return rows(
        conn,
        Sighting,
        """
        SELECT path, modified_at, duplicate, seen_at, source, via, batch_id
          FROM sighting JOIN batch ON batch.id = sighting.batch_id
         WHERE media_id = %(id)s ORDER BY seen_at, claim
        """,
        id=media_id,
    )


def _analyses(conn: Connection, media_id: int) -> list[Analysis]:
    return rows(
        conn,
        Analysis,
        """
        SELECT analysis.id, analysis.analyzer, analysis.version, segment, span_start, span_end, state,
               attempt, reason, analysis.engine, analysis.model, worker, created_at, started_at, ended_at,
               done_at,
               coalesce(paused, false) AS paused,
               CASE WHEN state = 'queued' THEN blocked END AS waits_for,
               EXISTS (SELECT FROM serving WHERE serving.media_id = %(id)s
                          AND serving.id = analysis.id) AS serves
          FROM analysis
          LEFT JOIN analyzer ON analyzer.name = analysis.analyzer
         WHERE analysis.media_id = %(id)s
         ORDER BY analysis.analyzer, analysis.version DESC, segment
        """,
        id=media_id,
    )


def _findings(conn: Connection, media_id: int) -> list[Found]:
    """What there is to show; a finding that only carries the hashes of a file says nothing to people."""
    return rows(
        conn,
        Found,
        """
        SELECT finding.id, analysis_id, serving.analyzer, parent_id, label, text, language, score,
               box_left AS left, box_top AS top, box_width AS width, box_height AS height,
               start_second AS start, end_second AS end, face.chip IS NOT NULL AS face, landmarks,
               (SELECT by_name FROM verdict WHERE verdict.media_id = %(id)s AND decision = 'confirmed'
                   AND speaks_of(verdict, finding) ORDER BY verdict.id LIMIT 1) AS by
          FROM finding
          JOIN serving ON serving.id = finding.analysis_id
          LEFT JOIN face ON face.finding_id = finding.id
         WHERE finding.media_id = %(id)s AND serving.media_id = %(id)s
           AND coalesce(score, 1) >= coalesce(threshold, 0)
           AND (label IS NOT NULL OR text IS NOT NULL OR face.finding_id IS NOT NULL) AND NOT overruled
        UNION ALL
        SELECT -id, 0, '', NULL, label, coalesce(said, text), language,
               CASE WHEN label IS NOT NULL THEN 1 END, box_left, box_top, box_width, box_height,
               start_second, end_second, false, NULL, by_name
          FROM verdict WHERE media_id = %(id)s AND alone
         ORDER BY start NULLS FIRST, analyzer, id
        """,
        id=media_id,
    )
