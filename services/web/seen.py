"""What was found in a file, arranged for the eye: boxes by kind, objects by label, marks in time."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.db.details import Analysis, Found

LANES = {"object": 0, "face": 4, "read": 8, "spoken": 12}  # where on the line each kind has its marks
SHORTEST = 0.8  # percent of the line that a mark takes at least
MOST = 600  # marks on a line; more could not be told apart


@dataclass(frozen=True)
class Thing:
    """Objects of one label: their findings, the most at once, the best score, and the first second."""

    label: str
    ids: tuple[int, ...]
    count: int
    score: float
    start: float | None


@dataclass(frozen=True)
class Mark:
    """Where in a recording something was found: `x` and `width` in percent of its length."""

    kind: str
    x: float
    y: int
    width: float


def layers(findings: Iterable[Found]) -> dict[str, list[Found]]:
    """The findings that have a box, by what they are: objects, faces, read text."""
    boxes: dict[str, list[Found]] = {"object": [], "face": [], "read": []}
    for found in findings:
        if found.left is not None:
            boxes[kind(found)].append(found)
    return boxes


def things(findings: Iterable[Found]) -> list[Thing]:
    """The objects by label, the surest first."""
    labels: dict[str, list[Found]] = {}
    for found in findings:
        if found.label and kind(found) == "object":
            labels.setdefault(found.label, []).append(found)
    return sorted((_thing(label, group) for label, group in labels.items()), key=lambda t: -t.score)


def transcript(findings: Iterable[Found]) -> list[Found]:
    """What was spoken, in order."""
    return [found for found in findings if kind(found) == "spoken"]


def timeline(findings: Iterable[Found], duration: float | None) -> list[Mark]:
    """One mark for each place of a recording at which something of a kind was found."""
    if not duration:
        return []
    marks = {_mark(found, duration): None for found in findings if found.start is not None}
    return list(marks)[:MOST]


def makers(findings: Iterable[Found], analyses: Iterable[Analysis]) -> dict[str, list[Analysis]]:
    """For each kind of finding the analyses that made them, one for each model and version."""
    known = {analysis.id: analysis for analysis in analyses}
    made: dict[str, dict[tuple[str, int, str | None], Analysis]] = {}
    for found in findings:
        by = known[found.analysis_id]
        made.setdefault(kind(found), {}).setdefault((by.analyzer, by.version, by.model), by)
    return {what: list(each.values()) for what, each in made.items()}


def kind(found: Found) -> str:
    """`object`, `face`, `read` or `spoken`."""
    if found.text:
        return "spoken" if found.left is None else "read"
    return "face" if found.face or found.landmarks or found.analyzer == "faces" else "object"


def _thing(label: str, group: list[Found]) -> Thing:
    seconds = [found.start for found in group]
    return Thing(
        label=label,
        ids=tuple(found.id for found in group),
        count=max(seconds.count(second) for second in seconds),
        score=max(found.score or 0 for found in group),
        start=min((second for second in seconds if second is not None), default=None),
    )


def _mark(found: Found, duration: float) -> Mark:
    start = found.start or 0.0
    end = found.end if found.end is not None else start
    return Mark(
        kind=(what := kind(found)),
        x=round(min(start / duration, 1) * 100, 1),
        y=LANES[what],
        width=max(round((end - start) / duration * 100, 1), SHORTEST),
    )
