"""The page of the faces that look like one."""

from flask import Blueprint, render_template, request
from pydantic import ValidationError

from services.web.context import connection
from services.web.faces import Likeness
from services.web.filters import parse
from shared.db.resemblance import similar


def add_to(bp: Blueprint) -> None:
    """Add this page's route."""
    bp.add_url_rule("/faces/<id:finding_id>", view_func=faces_like)


def faces_like(finding_id: int) -> str:
    """Every similar face with its distance, the nearest first; `distance` says how near is near enough."""
    likeness = _asked()
    selection = parse(request.args).selection
    with connection() as conn:
        found = similar(conn, finding_id, selection, within=likeness.distance, limit=likeness.limit)
    # The face itself stands first, unless its file lies in the trash.
    itself = next((face for face in found if face.id == finding_id), None)
    return render_template(
        "faces.html",
        itself=itself,
        finding_id=finding_id,
        others=[face for face in found if face.id != finding_id],
        distance=likeness.distance,
        place="library",
    )


def _asked() -> Likeness:
    """How near; what makes no sense is as good as nothing."""
    try:
        return Likeness.model_validate({name: v for name, v in request.args.items() if v})
    except ValidationError:
        return Likeness.model_validate({})
