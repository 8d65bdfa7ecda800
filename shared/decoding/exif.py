"""Metadata of a picture as exifread reads it: quick, without maker notes."""

import logging
import struct
from pathlib import Path
from typing import Any

import exifread
from exifread.core.exceptions import ExifNotFound, InvalidExif

from shared.decoding import moments, positions
from shared.decoding.facts import Facts, number, safe, text, whole
from shared.domain import CaptureTime, Position

logging.getLogger("exifread").setLevel(logging.CRITICAL)

BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    ExifNotFound,
    InvalidExif,
)
Tags = dict[str, Any]


def read(path: Path) -> Facts:
    """The facts in a picture's EXIF; none where there is no EXIF, or it is broken."""
    try:
        with path.open("rb") as file:
            tags: Tags = exifread.process_file(file, details=False, extract_thumbnail=False)
    except BROKEN:
        return Facts()
    return Facts(
        taken=_original(tags),
        position=_position(tags),
        orientation=_orientation(tags),
        make=text(tags.get("Image Make")),
        model=text(tags.get("Image Model")),
        lens=text(tags.get("EXIF LensModel")),
        software=text(tags.get("Image Software")),
        exposure_time=number(_first(tags, "EXIF ExposureTime"), largest=1e6),
        aperture=number(_first(tags, "EXIF FNumber"), largest=1000),
        iso=whole(_first(tags, "EXIF ISOSpeedRatings"), largest=10_000_000),
        focal_length=number(_first(tags, "EXIF FocalLength"), largest=1e5),
        focal_length_35mm=number(_first(tags, "EXIF FocalLengthIn35mmFilm"), largest=1e5),
        tags={"exifread": safe({name: str(value) for name, value in tags.items()})} if tags else {},
    )


def second_best(facts: Facts) -> CaptureTime | None:
    """When the picture was digitized or last changed: what is left where nothing says when it was taken."""
    tags = facts.tags.get("exifread", {})
    dates = (tags.get(name, "") for name in ("EXIF DateTimeDigitized", "Image DateTime"))
    return next((taken for date in dates if (taken := moments.read(date, "exif"))), None)


def _original(tags: Tags) -> CaptureTime | None:
    written = str(tags.get("EXIF DateTimeOriginal", ""))
    fraction = "".join(c for c in str(tags.get("EXIF SubSecTimeOriginal", "")) if c.isdigit())
    offset = str(tags.get("EXIF OffsetTimeOriginal") or tags.get("EXIF OffsetTime") or "")
    exact = f"{written.strip()}.{fraction}" if fraction and len(written.strip()) == 19 else written
    return moments.read(exact, "exif", offset=offset)


def _position(tags: Tags) -> Position | None:
    latitude, longitude = (_degrees(tags, f"GPS GPS{name}") for name in ("Latitude", "Longitude"))
    if latitude is None or longitude is None:
        return None
    altitude = _first(tags, "GPS GPSAltitude")
    below = _first(tags, "GPS GPSAltitudeRef") == 1
    return positions.checked(latitude, longitude, -altitude if altitude is not None and below else altitude)


def _degrees(tags: Tags, name: str) -> float | None:
    if name not in tags or not isinstance(tags[name].values, list):
        return None
    return positions.degrees(tags[name].values, str(tags.get(f"{name}Ref", "")))


def _orientation(tags: Tags) -> int | None:
    value = _first(tags, "Image Orientation")
    return int(value) if value is not None and value in range(1, 9) else None


def _first(tags: Tags, name: str) -> float | None:
    """The first value of a numeric tag."""
    values = getattr(tags.get(name), "values", None)
    return positions.ratio(values[0]) if isinstance(values, list) and values else None
