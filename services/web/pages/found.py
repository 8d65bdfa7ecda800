"""What was found in one file, why a search found it, and what people say of both, in the viewer."""

from collections.abc import Iterable

from flask import Blueprint, render_template, request

from services.web import seen
from services.web.context import connection
from services.web.filters import Filters, parse
from services.web.pages.query import Query
from shared.db import crowd, details, palettes, verdicts
from shared.db.connection import Connection
from shared.db.details import Detail
from shared.db.verdicts import Verdict
from shared.explaining import explained


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
        "makers": seen.makers(detail.findings, detail.analyses),
        "rejected": rejected(verdicts.of(conn, detail.file.id)),
        "reasons": explained(conn, detail.file.id, filters.selection, detail)
        if Query.of(filters).narrowed
        else (),
    }


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
