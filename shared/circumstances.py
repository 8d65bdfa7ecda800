"""What a file's own figures say of it, in words that people search for: its size, light, lens, season.

The bounds are in the units of EXIF: seconds, f-numbers, ISO speed, millimetres of a 35 mm camera.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Of = Literal["kind", "size", "light", "lens", "season", "time of day", "date", "software"]

TROPIC = 23.4  # degrees; between the tropics there are no four seasons
DERIVED: tuple[Of, ...] = ("size", "light", "lens", "season", "time of day")  # what a house may do without
SEASONS_AND_HOURS = ("winter", "spring", "summer", "autumn", "morning", "midday", "afternoon", "evening")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_SEASONS = ("winter", "spring", "summer", "autumn")  # meteorological, in the north from December on
_HOURS = ((5, "night"), (11, "morning"), (14, "midday"), (18, "afternoon"), (22, "evening"), (24, "night"))
_KINDS = {"image": ("photo", "picture"), "video": ("video", "film"), "audio": ("audio", "recording")}
_EDITORS = re.compile(
    r"photoshop|lightroom|gimp|darktable|rawtherapee|affinity|capture one|snapseed|picasa|paint|pixelmator"
    r"|luminar|dxo|acdsee|corel|photoscape|instagram|vsco|canva|aperture|iphoto|imagemagick|photofiltre"
    r"|irfanview|faststone|lightzone|digikam|krita|nikon transfer|capture nx|viewnx|silkypix",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Facts:
    """What is known of a file without looking at it; `dated` where its date is more than that of the file."""

    kind: str
    width: int | None = None
    height: int | None = None
    iso: int | None = None
    aperture: float | None = None
    exposure_time: float | None = None
    focal_length_35mm: float | None = None
    software: str | None = None
    taken_at: datetime | None = None
    dated: bool = True
    latitude: float | None = None


@dataclass(frozen=True)
class House:
    """Whether it has the seasons of the `south`, and wants words that follow from figures."""

    south: bool = False
    told: bool = True


HOUSE = House()  # as it is before anybody said otherwise


@dataclass(frozen=True)
class Word:
    """A word that fits a file, and what it tells of."""

    text: str
    of: Of


def words(facts: Facts, *, derived: bool = True) -> list[Word]:
    """Everything that the facts say, with what follows from them where it is wanted."""
    told: list[tuple[Of, tuple[str, ...]]] = [
        ("kind", _KINDS.get(facts.kind, ())),
        ("size", size(facts.width, facts.height)),
        ("light", light(facts.iso, facts.aperture, facts.exposure_time)),
        ("lens", lens(facts.focal_length_35mm)),
        ("software", software(facts.software)),
    ]
    if facts.taken_at and facts.dated:
        told += [
            ("season", season(facts.taken_at.month, facts.latitude)),
            ("time of day", time_of_day(facts.taken_at.hour)),
            ("date", (str(facts.taken_at.year), _MONTHS[facts.taken_at.month - 1])),
        ]
    return [Word(text, of) for of, texts in told for text in texts if derived or of not in DERIVED]


def size(width: int | None, height: int | None) -> tuple[str, ...]:
    """Huge above 40 megapixels, large above 10, medium above 1, else small."""
    if not width or not height:
        return ()
    megapixels = width * height / 1e6
    return (_above(megapixels, ((40, "huge"), (10, "large"), (1, "medium")), "small"),)


def light(iso: int | None, aperture: float | None, exposure_time: float | None) -> tuple[str, ...]:
    """How much light there was, from what the camera needed: ISO speed × seconds ÷ f-number².

    By the exposure equation (ISO 2720) that is 100 ÷ 2^EV: full sun, EV 15, is 0.003, an overcast day, EV 12,
    0.02, a lit room, EV 6, 1.6, and a street at night, EV 3, 12.5.
    """
    if not iso or not aperture or not exposure_time or min(iso, aperture, exposure_time) <= 0:
        return ()
    needed = iso / aperture**2 * exposure_time
    if needed < 0.01:
        return "bright", "outdoors"
    if needed < 0.1:
        return ("outdoors",)
    if needed < 5:
        return ("indoors",)
    return ("night",) if needed < 20 else ("night", "long exposure")


def lens(focal_length_35mm: float | None) -> tuple[str, ...]:
    """The class of a lens by the focal length that a 35 mm camera would need for the same view."""
    if not focal_length_35mm or focal_length_35mm <= 0:
        return ()
    bounds = ((200, "superzoom"), (100, "zoom"), (40, "portrait"), (20, "wide"))
    named = _above(focal_length_35mm, bounds, "ultra wide")
    return ("superzoom", "zoom") if named == "superzoom" else (named,)


def season(month: int, latitude: float | None) -> tuple[str, ...]:
    """The season of a month; none between the tropics, that of the north where no latitude is known."""
    if latitude is not None and abs(latitude) < TROPIC:
        return ()
    south = latitude is not None and latitude < 0
    return (_SEASONS[(month % 12 // 3 + 2 * south) % 4],)


def time_of_day(hour: int) -> tuple[str, ...]:
    """The part of the day, by the clock of the place."""
    return (next(part for end, part in _HOURS if hour < end),)


def software(name: str | None) -> tuple[str, ...]:
    """`edited` and the name of a program that is for editing; a camera's own program is none."""
    return ("edited", name) if name and _EDITORS.search(name) else ()


def _above(value: float, bounds: tuple[tuple[float, str], ...], otherwise: str) -> str:
    return next(_named(value, bounds), otherwise)


def _named(value: float, bounds: tuple[tuple[float, str], ...]) -> Iterator[str]:
    return (name for least, name in bounds if value > least)
