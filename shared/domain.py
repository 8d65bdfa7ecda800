"""The nouns of Bowerbird as immutable values, shared by every service."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal
from uuid import UUID


class MediaKind(StrEnum):
    """What a file is, told from its content and never from its extension."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    OTHER = "other"


class Priority:
    """Order of work: higher first, newest first within one priority."""

    BACKFILL = 0
    NEW = 1
    PERSON = 2


# Two faces whose embeddings are nearer than this (Euclidean) are taken for one person: the distance
# with the fewest errors, 11 in 8,646 pairs of labelled faces; dlib's own 0.6 takes more for one.
SAME_PERSON = 0.58

# Two pictures whose embeddings are nearer than this show something alike: of the pairs of `objects/` that
# are, 20 in 21 share a class, where 1 in 3 of all pairs does.  Copies are nearer than 0.7.
SIMILAR = 0.95

PICTURE = 640  # numbers that say what a picture looks like; see migration 0026


@dataclass(frozen=True)
class Box:
    """A bounding box in fractions 0..1 of the upright picture's width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Likeness:
    """Perceptual hashes of a picture and of its inner part: 8 bytes of frequencies, 32 of blocks each."""

    frequencies: bytes
    blocks: bytes
    inner_frequencies: bytes
    inner_blocks: bytes


@dataclass(frozen=True)
class Locality:
    """Where a position lies: the nearest place and how far that is in km, its region and country, the nearest
    large city.  `city` is None far from every place, `code` is that of ISO 3166-1.
    """

    city: str | None
    region: str | None
    country: str
    code: str
    near: str | None
    kilometres: float
    near_kilometres: float | None


@dataclass(frozen=True)
class Outline:
    """The points of a face, a body or a hand, as fractions of the picture outside of which some may lie.

    `sure` is how sure each is, 0..1; empty where that is not told.  The services `mesh` and `pose` say how
    the points are numbered.
    """

    kind: Literal["face", "body", "left hand", "right hand"]
    points: tuple[tuple[float, float], ...]
    sure: tuple[float, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that an analyzer found in a file.

    `label` is a class name, `text` something read or spoken; `score` is 0..1.  `start` and `end`
    are seconds into a video or audio track.  `embedding` and `chip` (an aligned crop, WebP) belong
    to faces, `likeness`, `locality` and `palette` (`#rrggbb`) to the whole file; `picture` is what one
    picture looks like, or with a box the animal in it, `PICTURE` numbers of length 1; `outline` its points.
    `parent` is the finding that this one was found inside, in the same file.
    """

    label: str | None = None
    text: str | None = None
    score: float | None = None
    box: Box | None = None
    start: float | None = None
    end: float | None = None
    language: str | None = None
    embedding: tuple[float, ...] | None = None
    chip: bytes | None = None
    landmarks: tuple[tuple[float, float], ...] | None = None
    likeness: Likeness | None = None
    picture: tuple[float, ...] | None = None
    locality: Locality | None = None
    palette: tuple[str, ...] = ()
    outline: Outline | None = None
    parent: "Finding | None" = None


@dataclass(frozen=True)
class Derived:
    """A file that an analyzer made in its work folder, to be kept as `name` beside the previews."""

    name: str
    file: Path


@dataclass(frozen=True)
class Span:
    """A stretch of a recording, in seconds; `end` None means to the end of the track."""

    start: float = 0.0
    end: float | None = None


@dataclass(frozen=True)
class Media:
    """One stored content, as an analyzer sees it.

    `original` and `preview` are absolute paths to read and never to write; `preview` is the
    upright sRGB JPEG of at most 1440 px, None where no picture could be made.  `workdir` is an
    empty folder that vanishes after the analysis.  `width` and `height` are those of the upright
    original in pixels.  Only a `placed` analyzer is told the `position`, only `faces` and `classify`
    the `drawn` boxes: in which a person says that there is a face, and in which there are animals; of a
    film `drawn_at` tells the second of each.
    """

    id: int
    kind: MediaKind
    mime: str
    original: Path
    preview: Path | None
    workdir: Path
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    audio_codec: str | None = None
    span: Span = Span()
    position: "Position | None" = None
    drawn: tuple[Box, ...] = ()
    drawn_at: tuple[float, ...] = ()


@dataclass(frozen=True)
class Job:
    """The natural key of one analysis row; also the whole body of a broker message."""

    media_id: int
    analyzer: str
    version: int
    segment: int = 0
    edition: int = 0


@dataclass(frozen=True)
class Lease:
    """The right to work on one analysis for a while after the last renewal, and what the file is.

    `chosen` is the model to work with, as admins choose it; `model` its identity for a candidate.
    """

    id: int
    token: UUID
    job: Job
    attempt: int
    span: Span
    sha512: str
    path: str
    kind: MediaKind = MediaKind.OTHER
    mime: str = ""
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    audio_codec: str | None = None
    size: int = 0
    chosen: str = ""
    model: str | None = None
    position: "Position | None" = None
    drawn: tuple[Box, ...] = ()
    drawn_at: tuple[float, ...] = ()


@dataclass(frozen=True)
class Position:
    """Where a file was taken, WGS 84 degrees; altitude in metres above sea level."""

    latitude: float
    longitude: float
    altitude: float | None = None


@dataclass(frozen=True)
class CaptureTime:
    """Wall-clock time of capture, its UTC offset in minutes where known, and who said so.

    `source` is `exif`, `exiftool`, `container`, `file name` or `file date`; the last two are
    guesses and shown as such.
    """

    local: datetime
    offset: int | None
    source: str


@dataclass(frozen=True)
class Decoded:
    """Everything that one look at a file's bytes tells; `problem` says what could not be read.

    `thumbnail` is WebP of at most 256 px, `colour` its average as `#rrggbb`.  Sizes are upright.
    `tags` are the raw metadata, safe to store as JSON (no NUL, at most 4 KiB a value).
    """

    kind: MediaKind
    mime: str
    problem: str | None = None
    truncated: bool = False
    width: int | None = None
    height: int | None = None
    orientation: int | None = None
    duration: float | None = None
    taken: CaptureTime | None = None
    position: Position | None = None
    make: str | None = None
    model: str | None = None
    lens: str | None = None
    software: str | None = None
    exposure_time: float | None = None
    aperture: float | None = None
    iso: int | None = None
    focal_length: float | None = None
    focal_length_35mm: float | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    frame_rate: float | None = None
    thumbnail: bytes | None = None
    colour: str | None = None
    has_preview: bool = False
    tags: dict[str, Any] = field(default_factory=dict)
