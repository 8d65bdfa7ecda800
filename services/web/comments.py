"""What is said of one file by people: its marks, tags and comments, and words to choose tags from."""

from dataclasses import dataclass
from typing import Annotated

from flask import Blueprint, Response, abort, request
from pydantic import BaseModel, Field

from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import account, connection, within
from services.web.operations import operation
from services.web.reach import check_reach, reachable
from services.web.wishes import Text
from shared.db import comments, readings, tags
from shared.db.comments import Comment
from shared.db.connection import Connection
from shared.db.search import Selection
from shared.people import Account

bp = Blueprint("comments", __name__, url_prefix="/api")

LONGEST_QUERY = 100


@dataclass(frozen=True)
class Said:
    """What people say of one file, and what the file itself says where they say otherwise."""

    favourite: bool
    rating: int | None
    tags: tuple[str, ...]
    comments: tuple[Comment, ...]
    dated_by: str | None
    placed_by: str | None
    as_read: readings.Reading | None


@dataclass(frozen=True)
class Tags:
    """Names of tags."""

    tags: tuple[str, ...]


@dataclass(frozen=True)
class Removed:
    """The number by which it can be undone."""

    deed: int | None


class Beginning(BaseModel):
    """What a person typed of a tag, or files whose tags are asked for."""

    q: Annotated[str, Field(max_length=LONGEST_QUERY)] = Field("", description="how the tags begin")
    id: Annotated[tuple[Annotated[int, Field(ge=0, lt=2**63)], ...], Field(max_length=500)] = Field(
        (), description="only the tags of these files"
    )


class Words(BaseModel):
    """What a comment says."""

    text: Text


@bp.get("/media/<id:media_id>/marks")
@operation({200: Said, 404: Problem})
def show(media_id: int) -> Response:
    """What people say of one file."""
    with connection() as conn:
        given = readings.given(conn, media_id)
        said = Said(
            **vars(given),
            tags=tuple(tags.common(conn, [media_id])),
            comments=comments.of(conn, media_id),
            as_read=readings.reading(conn, media_id),
        )
    return answer(said)


@bp.get("/tags")
@operation({200: Tags, 400: Problem}, query=Beginning)
def suggest() -> Response:
    """Tags in use: those that begin so, or those of some files."""
    asked = Beginning.model_validate({"q": request.args.get("q", ""), "id": request.args.getlist("id")})
    with connection() as conn:
        if asked.id:
            return answer(Tags(tuple(tags.common(conn, reachable(conn, asked.id)))))
        found = tags.suggest(conn, asked.q)
        confined = within()
        if confined:
            found = tags.held(conn, Selection(within=confined), found)
        return answer(Tags(tuple(found)))


@bp.post("/media/<id:media_id>/comments")
@operation({201: Comment, 400: Problem, 404: Problem}, body=Words)
def add(media_id: int) -> Response:
    """Write a comment beside one file."""
    said = read(Words)
    with connection() as conn:
        readings.given(conn, media_id)
        comments.add(conn, [media_id], _me().name, said.text)
        return answer(comments.of(conn, media_id)[-1], 201)


@bp.patch("/comments/<id:comment_id>")
@operation({200: Comment, 400: Problem, 403: Problem, 404: Problem}, body=Words)
def edit(comment_id: int) -> Response:
    """Write one's own comment anew."""
    said = read(Words)
    with connection() as conn:
        comment = _found(conn, comment_id)
        if comment.by_name != _me().name:
            abort(403, "only who wrote a comment may change it")
        comments.edit(conn, comment, said.text)
        return answer(comments.find(conn, comment_id))


@bp.delete("/comments/<id:comment_id>")
@operation({200: Removed, 403: Problem, 404: Problem})
def remove(comment_id: int) -> Response:
    """Delete one's own comment, or as an admin anyone's; the answer's deed brings it back."""
    with connection() as conn:
        comment = _found(conn, comment_id)
        if comment.by_name != _me().name and _me().role != "admin":
            abort(403, "only who wrote a comment or an admin may delete it")
        return answer(Removed(comments.remove(conn, comment, _me().name)))


def _found(conn: Connection, comment_id: int) -> Comment:
    comment = comments.find(conn, comment_id)
    check_reach(conn, comment.media_id)
    return comment


def _me() -> Account:
    held = account()
    assert held is not None
    return held
