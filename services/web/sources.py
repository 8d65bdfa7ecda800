"""Inbox sources as admins write them down: a folder, its label, patterns one a line."""

from dataclasses import dataclass
from typing import Annotated

from flask import Blueprint, Response
from pydantic import AfterValidator, BaseModel, Field, field_validator

from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection
from services.web.filters import printable
from services.web.operations import access, operation
from services.web.words import _
from shared.db import sources
from shared.db.sources import InboxSource
from shared.patterns import compiled

bp = Blueprint("sources", __name__, url_prefix="/api/settings")

MOST = 100  # patterns of one source


class Source(BaseModel):
    """A folder of the inbox; patterns are those of .gitignore, seen from the folder."""

    folder: Annotated[str, Field(max_length=1000)] = Field(
        "", description="path below the inbox; empty for all of it"
    )
    label: Annotated[str, Field(max_length=200), AfterValidator(printable)] = Field(
        description="source that the files are said to come from"
    )
    include: list[str] = Field([], description="where there are any, only what one of them matches is taken")
    exclude: list[str] = Field([], description="what one of them matches is left in the inbox")

    @field_validator("folder")
    @classmethod
    def _below(cls, given: str) -> str:
        parts = [part for part in printable(given.strip()).split("/") if part not in {"", "."}]
        if ".." in parts:
            raise ValueError(_("The folder lies below the inbox."))
        return "/".join(parts)

    @field_validator("label")
    @classmethod
    def _named(cls, given: str) -> str:
        if not given.strip():
            raise ValueError(_("Please fill this in."))
        return given.strip()

    @field_validator("include", "exclude", mode="before")
    @classmethod
    def _lines(cls, given: object) -> object:
        return given.splitlines() if isinstance(given, str) else given

    @field_validator("include", "exclude")
    @classmethod
    def _patterns(cls, given: list[str]) -> list[str]:
        lines = [printable(line.strip()) for line in given if line.strip()]
        wrong = compiled(lines)[1]
        if wrong or len(lines) > MOST or any(len(line) > 500 for line in lines):
            said = _("This is no pattern: %(line)s") % {"line": wrong[0]} if wrong else _("That is too much.")
            raise ValueError(said)
        return lines

    @property
    def decided(self) -> InboxSource:
        """As it is stored."""
        return InboxSource(self.folder, self.label, self.include, self.exclude)


@dataclass(frozen=True)
class Sources:
    """The sources by folder."""

    sources: tuple[InboxSource, ...]


@bp.get("/sources")
@access("admin")
@operation({200: Sources})
def list_sources() -> Response:
    """What is decided about folders of the inbox."""
    with connection() as conn:
        return answer(Sources(tuple(sources.everything(conn))))


@bp.put("/sources")
@access("admin")
@operation({200: Sources, 400: Problem}, body=Source)
def put_source() -> Response:
    """Add a source, or change the one of this folder; files that are here already keep their label."""
    wanted = read(Source)
    with connection() as conn:
        sources.put(conn, wanted.decided)
        return answer(Sources(tuple(sources.everything(conn))))
