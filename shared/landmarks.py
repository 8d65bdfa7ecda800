"""Sights that people know by their names: where they are, and how far around them one still is there."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shared.places import folded

FILE = Path(__file__).parent / "gazetteer" / "landmarks.tsv"


@dataclass(frozen=True)
class Landmark:
    """A sight: degrees, and kilometres around it."""

    name: str
    latitude: float
    longitude: float
    reach: float


def called(name: str) -> Landmark | None:
    """The sight of this name, in any case and without accents, also with `the` before it."""
    return _known().get(folded(name).removeprefix("the "))


def named(begun: str, most: int = 8) -> list[Landmark]:
    """The sights whose name begins so."""
    wanted = folded(begun)
    found = dict.fromkeys(one for name, one in _known().items() if wanted and name.startswith(wanted))
    return list(found)[:most]


@cache
def _known() -> dict[str, Landmark]:
    known: dict[str, Landmark] = {}
    for line in FILE.read_text("utf-8").splitlines():
        name, latitude, longitude, reach, also = line.split("\t")
        one = Landmark(name, float(latitude), float(longitude), float(reach))
        for called_so in [name, *(other for other in also.split(", ") if other)]:
            known[folded(called_so)] = one
    return known
