"""The API's shares: links by which somebody without an account sees an album or a search."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from flask import Blueprint, Response, abort, url_for
from pydantic import BaseModel, Field

from services.web import galleries, saved
from services.web.account import asking
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, settings
from services.web.operations import operation
from services.web.titles import LONGEST_NAME, named
from shared.accounts import hash_again, new_token, token_hash
from shared.db import reach, shares
from shared.db.connection import Connection
from shared.db.shares import Share, Terms

log = logging.getLogger(__name__)
bp = Blueprint("shares", __name__, url_prefix="/api/shares")

DAYS = 30
SHORTEST, LONGEST = 6, 128  # characters of a password


class New(BaseModel):
    """A link to be made, for either an album or what a search finds."""

    title: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    album: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    query: Annotated[str, Field(max_length=saved.LONGEST)] | None = Field(
        None, description="parameters as in GET /api/media"
    )
    days: Annotated[int, Field(ge=1, le=3650)] | None = Field(DAYS, description="null: until it is revoked")
    password: Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)] | None = None
    originals: bool = Field(False, description="whether the originals may be downloaded")
    nowhere: bool = Field(True, description="whether places are left out, in downloads too")


@dataclass(frozen=True)
class Listed:
    """A link as its maker sees it; the address itself is shown when it is made and never again."""

    id: int
    title: str
    album_id: int | None
    query: str | None
    protected: bool
    originals: bool
    nowhere: bool
    made_by_name: str
    made_at: datetime
    expires_at: datetime | None
    expired: bool
    used_at: datetime | None
    uses: int


@dataclass(frozen=True)
class Made:
    """A new link, and the one address that opens it."""

    link: str
    share: Listed


@dataclass(frozen=True)
class Shares:
    """Links, the latest first."""

    shares: tuple[Listed, ...]


@bp.get("")
@operation({200: Shares})
def list_shares() -> Response:
    """One's own links; an admin sees everyone's."""
    with connection() as conn:
        return answer(Shares(tuple(shown(share) for share in shares.listed(conn, maker()))))


@bp.post("")
@operation({201: Made, 400: Problem, 404: Problem}, body=New)
def make_share() -> Response:
    """Make a link."""
    wanted = read(New)
    with connection() as conn:
        return answer(make(conn, wanted), 201)


@bp.post("/<id:share_id>/link")
@operation({200: Made, 404: Problem})
def renew_share(share_id: int) -> Response:
    """Give a link another address; the old one leads nowhere from now on."""
    with connection() as conn:
        return answer(renew(conn, share_id))


@bp.delete("/<id:share_id>")
@operation({204: None, 404: Problem})
def revoke_share(share_id: int) -> Response:
    """End a link at once."""
    with connection() as conn:
        shares.revoke(conn, share_id, maker())
    return Response(status=204)


def make(conn: Connection, wanted: New) -> Made:
    """Make a link of what the one who asks may see, and no more.  Raises `ValidationError`, `NotFound`."""
    if (wanted.album is None) == (wanted.query is None):
        abort(400, "a link shows either an album or a search")
    person, token = asking(), new_token()
    album = galleries.visible(conn, wanted.album) if wanted.album is not None else None
    limit = None if person.role == "admin" else reach.restriction(conn, person.id)
    terms = Terms(
        title=named(wanted.title) or (album.name if album else "Pictures"),
        album_id=wanted.album,
        query=saved.normal(wanted.query) if wanted.query is not None else None,
        scope_folder=limit.folder if limit else "",
        scope_query=limit.query if limit else "",
        password=hash_again(wanted.password) if wanted.password else None,
        originals=wanted.originals,
        nowhere=wanted.nowhere,
        days=wanted.days,
    )
    made = shares.create(conn, token_hash(token), terms, (person.id, person.name))
    log.info("made share %s", made.id)
    return Made(_link(token), shown(made))


def renew(conn: Connection, share_id: int) -> Made:
    """Give a link another address; raises `NotFound`."""
    token = new_token()
    return Made(_link(token), shown(shares.renew(conn, share_id, token_hash(token), maker())))


def maker() -> str | None:
    """Whose links the one who asks may see and end; None for everyone's."""
    person = asking()
    return None if person.role == "admin" else person.id


def shown(share: Share) -> Listed:
    """The link as its maker sees it."""
    told = {name: value for name, value in vars(share).items() if name in Listed.__annotations__}
    return Listed(**told, protected=share.password is not None)


def _link(token: str) -> str:
    path, base = url_for("visits.show", token=token), settings().public_url.rstrip("/")
    return base + path if base else url_for("visits.show", token=token, _external=True)
