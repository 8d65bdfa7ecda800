"""What was found in one file, why a search found it, and what people say of both, in the viewer."""

from collections.abc import Iterable

from flask import Blueprint, render_template, request

from services.web import seen
from services.web.context import connection
from services.web.filters import Filters, parse
from services.web.pages.query import Query
from shared.db import crowd, details, outlines, palettes, verdicts
from shared.db.connection import Connection
from shared.db.details import Analysis, Detail
from shared.db.verdicts import Verdict
from shared.explaining import explained

MARKERS = ("mesh", "pose")  # the analyzers that find points


def add_to(bp: Blueprint) -> None:
    """Add these routes."""
    bp.add_url_rule("/media/<id:media_id>/found", "found", show)


def show(media_id: int) -> str:
    """The lists of what was found, as they stand."""
    with connection() as conn:
        return part(conn, media_id)


def values(conn: Connection, detail: Detail, filters: Filters) -> dict[str, object]:
    """What the lists need."""
    held = crowd.inside(conn, detail.file.id)
    return {
        "whose": {face.id: face for face in held if face.id is not None},
        "drawn": [face for face in held if face.id is None],
        "layers": seen.layers(detail.findings),
        "things": seen.things(detail.findings),
        "looks": seen.things(detail.findings, "look"),
        "colours": seen.things(detail.findings, "colour"),
        "palette": palettes.of(conn, detail.file.id),
        "transcript": seen.transcript(detail.findings),
        "makers": seen.makers(detail.findings, detail.analyses) | {"points": _markers(detail)},
        "marked": marked(conn, detail.file.id),
        "rejected": rejected(verdicts.of(conn, detail.file.id)),
        "reasons": explained(conn, detail.file.id, filters.selection, detail)
        if Query.of(filters).narrowed
        else (),
    }


def marked(conn: Connection, media_id: int) -> dict[str, int]:
    """How many faces, irises, bodies and hands there are to draw, by the layer that they lie in."""
    counts = outlines.counts(conn, media_id)
    layers = {"mesh": counts.get("mesh"), "iris": 2 * counts.get("mesh", 0)}
    layers |= {"body": counts.get("body"), "hand": counts.get("hand")}
    return {layer: count for layer, count in layers.items() if count}


def _markers(detail: Detail) -> list[Analysis]:
    return [one for one in detail.analyses if one.serves and one.analyzer in MARKERS]


def rejected(held: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    """What people rejected, by the list that it would stand in."""
    lists: dict[str, list[Verdict]] = {"things": [], "read": [], "spoken": []}
    for verdict in held:
        if verdict.decision == "rejected":
            text = "read" if verdict.left is not None else "spoken"
            lists["things" if verdict.text is None else text].append(verdict)
    return lists


def part(conn: Connection, media_id: int) -> str:
    """The lists, and the boxes that lie over the picture."""
    filters, detail = parse(request.args), details.detail(conn, media_id)
    return render_template(
        "_found.html",
        swapped_found=True,
        file=detail.file,
        query=Query.of(filters),
        **values(conn, detail, filters),
    )
