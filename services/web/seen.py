"""What was found in a file, arranged for the eye: boxes by kind, objects by label, words in order."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared import labels
from shared.db.details import Analysis, Found
from shared.db.search import FACE


@dataclass(frozen=True)
class Thing:
    """Objects of one label: their findings, the most at once, the best score, and the first second."""

    label: str
    ids: tuple[int, ...]
    count: int
    score: float
    start: float | None


def layers(findings: Iterable[Found]) -> dict[str, list[Found]]:
    """The findings that have a box, by what they are: objects, faces, read text."""
    boxes: dict[str, list[Found]] = {"object": [], "face": [], "read": []}
    for found in findings:
        if found.left is not None and kind(found) in boxes:
            boxes[kind(found)].append(found)
    return boxes


def things(findings: Iterable[Found], what: str = "object") -> list[Thing]:
    """The objects by label, or the looks or colours, the surest first."""
    groups: dict[str, list[Found]] = {}
    for found in findings:
        if found.label and kind(found) == what:
            groups.setdefault(found.label, []).append(found)
    return sorted((_thing(label, group) for label, group in groups.items()), key=lambda t: -t.score)


def transcript(findings: Iterable[Found]) -> list[Found]:
    """What was spoken, in order."""
    return [found for found in findings if kind(found) == "spoken"]


def makers(findings: Iterable[Found], analyses: Iterable[Analysis]) -> dict[str, list[Analysis]]:
    """For each kind of finding the analyses that made them, one for each model and version."""
    known = {analysis.id: analysis for analysis in analyses}
    made: dict[str, dict[tuple[str, int, str | None], Analysis]] = {}
    for found in findings:
        by = known.get(found.analysis_id)
        if by is None:
            continue  # a person's word
        made.setdefault(kind(found), {}).setdefault((by.analyzer, by.version, by.model), by)
    return {what: list(each.values()) for what, each in made.items()}


def kind(found: Found) -> str:
    """`object`, `face`, `read`, `spoken`, `look` or `colour`."""
    if found.text:
        return "spoken" if found.left is None else "read"
    if (told := labels.of(found.analyzer)) in {"look", "colour"}:
        return told
    face = found.face or found.landmarks or found.analyzer == "faces" or found.label == FACE
    return "face" if face else "object"


def _thing(label: str, group: list[Found]) -> Thing:
    seconds = [found.start for found in group]
    return Thing(
        label=label,
        ids=tuple(found.id for found in group),
        count=max(seconds.count(second) for second in seconds),
        score=max(found.score or 0 for found in group),
        start=min((second for second in seconds if second is not None), default=None),
    )
