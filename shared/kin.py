"""Tells from the faces that look most like one whose face it is, rather not at all than wrongly.

The bounds of faces were chosen on 311 labelled and unlabelled faces of the reference collection, in
several orders of arrival and with both detectors: no two people united, 95 of 100 pairs of one person found.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.domain import SAME_PERSON

NEIGHBOURS = 32  # faces that are looked at
VOICES = 3  # of one person's faces that decide, the nearest; one or two where the person has no more
JOIN = 0.55  # the mean distance of these below which a face is that person's
FOUND = 0.5  # the distance of two faces of nobody that make a new group
UNITE = 0.57  # the mean distance between the faces of two groups that are one person's
AMBIGUOUS = 0.02  # two people nearer to each other than this are not told apart: the face stays loose


@dataclass(frozen=True)
class Bounds:
    """How near what looks alike must be; `near` is what is looked at at all, the others as those above."""

    near: float
    join: float
    found: float
    unite: float


FACES = Bounds(near=SAME_PERSON, join=JOIN, found=FOUND, unite=UNITE)
ANIMALS = Bounds(near=0.6, join=0.5, found=0.45, unite=0.48)


@dataclass(frozen=True)
class Neighbour:
    """A face like the one that is asked about; `faces` is how many others its person has, up to `VOICES`.

    `person_id` is None for a face of nobody.
    """

    finding_id: int
    media_id: int
    distance: float
    person_id: int | None
    faces: int


@dataclass(frozen=True)
class Kin:
    """Whose face it is: a person's, or with `partner` the first of a new group; of nobody with neither."""

    person_id: int | None = None
    partner: Neighbour | None = None
    distance: float | None = None


def kin(
    neighbours: Sequence[Neighbour],
    barred: Collection[int],
    beside: Collection[int],
    bounds: Bounds = FACES,
) -> Kin:
    """Whose face it is, by the majority of the nearest, which are given in order.

    It is none of the people in `barred`, and founds no group with a face in `beside`.
    """
    near = [one for one in neighbours if one.distance < bounds.near]
    found = sorted(
        (mean, person_id)
        for person_id in {one.person_id for one in near if one.person_id is not None} - set(barred)
        if (mean := _mean(near, person_id)) is not None and mean < bounds.join
    )
    if found:
        certain = len(found) == 1 or found[1][0] - found[0][0] > AMBIGUOUS
        return Kin(person_id=found[0][1], distance=found[0][0]) if certain else Kin()
    for one in near:
        if one.person_id is None and one.distance < bounds.found and one.finding_id not in beside:
            return Kin(partner=one, distance=one.distance)
    return Kin()


def _mean(near: Sequence[Neighbour], person_id: int) -> float | None:
    """How far the nearest faces of a person are; None where too few of them are near."""
    own = [one for one in near if one.person_id == person_id]
    if len(own) < min(own[0].faces, VOICES - 1):
        return None
    nearest = [one.distance for one in own[:VOICES]]
    return sum(nearest) / len(nearest)
