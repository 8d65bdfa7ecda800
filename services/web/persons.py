"""One person as admins see them: what of the library they see, and what they have open."""

import logging
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response
from pydantic import BaseModel, Field, ValidationError, field_validator

from services.web import reach as reaching
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, identity
from services.web.filters import Filters, printable
from services.web.invitations import known
from services.web.operations import access, operation
from services.web.words import _
from shared.db import media, reach
from shared.db.connection import Connection
from shared.db.search import Selection
from shared.people import Grant

log = logging.getLogger(__name__)
bp = Blueprint("persons", __name__, url_prefix="/api/users")

PLACES = {"cursor", "before", "limit", "sort"}  # parameters that select nothing
PARAMETERS = {field.alias or name for name, field in Filters.model_fields.items()} - PLACES


class Part(BaseModel):
    """The part of the library that a person sees: below a folder, and of that what a search finds."""

    folder: Annotated[str, Field(max_length=1000)] = Field(
        "", description="path of the folder; empty for all"
    )
    query: Annotated[str, Field(max_length=4000)] = Field(
        "", description="parameters of a search, like object=cat&from=2020-01-01; empty for all"
    )

    @field_validator("folder")
    @classmethod
    def _path(cls, given: str) -> str:
        return printable(given).strip().strip("/")

    @field_validator("query")
    @classmethod
    def _search(cls, given: str) -> str:
        """The parameters, also out of the whole address of a search; nothing that would select nothing."""
        pairs = parse_qsl(given.strip().rpartition("?")[2], keep_blank_values=True)
        strange = [name for name, _value in pairs if name not in PARAMETERS | PLACES]
        query = urlencode([(name, value) for name, value in pairs if name in PARAMETERS and value])
        if strange or (given.strip() and not query):
            said = _("This is no search; copy the address of the library while it shows what you mean.")
            raise ValueError(said)
        try:
            reaching.searched(query)
        except ValidationError as error:
            wrong = error.errors()[0]
            raise ValueError(f"{'.'.join(map(str, wrong['loc'][:1]))}: {wrong['msg']}") from error
        return query


@dataclass(frozen=True)
class Grants:
    """Sessions and API tokens, the latest first."""

    grants: tuple[Grant, ...]


@bp.get("/<key:user_id>/reach")
@access("admin")
@operation({200: Part, 404: Problem})
def show_reach(user_id: str) -> Response:
    """What of the library an account sees; both empty where it is all of it."""
    known(user_id)
    with connection() as conn:
        return answer(part(conn, user_id))


@bp.put("/<key:user_id>/reach")
@access("admin")
@operation({200: Part, 400: Problem, 404: Problem}, body=Part)
def change_reach(user_id: str) -> Response:
    """Let an account see only a part of the library, from its next request on."""
    known(user_id)
    wanted = read(Part)
    confine(user_id, wanted)
    return answer(wanted)


@bp.get("/<key:user_id>/grants")
@access("admin")
@operation({200: Grants, 404: Problem})
def list_grants(user_id: str) -> Response:
    """The browsers that are signed in to an account, and its API tokens."""
    known(user_id)
    return answer(Grants(tuple(identity().tokens.listed(user_id))))


@bp.delete("/<key:user_id>/grants/<key:grant_id>")
@access("admin")
@operation({204: None, 404: Problem})
def end_grant(user_id: str, grant_id: str) -> Response:
    """End one of them."""
    identity().tokens.withdraw(user_id, grant_id)
    log.info("ended a grant of account %s", user_id)
    return Response(status=204)


@bp.post("/<key:user_id>/sign-out")
@access("admin")
@operation({204: None, 404: Problem})
def sign_user_out(user_id: str) -> Response:
    """End every session of an account; its API tokens stay."""
    identity().tokens.sign_out(known(user_id).id)
    return Response(status=204)


def part(conn: Connection, user_id: str) -> Part:
    """What an account sees, as it was written down."""
    found = reach.restriction(conn, user_id)
    return Part.model_construct(folder=found.folder if found else "", query=found.query if found else "")


def confine(user_id: str, wanted: Part) -> None:
    """Let an account see only this part."""
    with connection() as conn:
        reach.restrict(conn, user_id, wanted.folder, wanted.query)
    log.info("changed what account %s sees", user_id)


def counted(conn: Connection, wanted: Part) -> int:
    """How many files a part holds."""
    restriction = reach.Restriction("", wanted.folder, wanted.query)
    return media.count(conn, Selection(within=reaching.of_restriction(restriction)))
