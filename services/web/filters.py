"""What a request asks of the library, read from its query string."""

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from werkzeug.datastructures import MultiDict

from shared.db.media import Cursor
from shared.db.search import Selection
from shared.domain import MediaKind


def printable(text: str) -> str:
    """Raise `ValueError` where `text` has characters that no one can see or PostgreSQL cannot store."""
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        raise ValueError("control characters are not allowed")
    return text


def _cursor(text: str) -> str:
    _place(text)
    return text


def _place(text: str) -> Cursor:
    time, _, media_id = text.partition("_")
    if not (media_id.isascii() and media_id.isdigit() and len(media_id) < 19):
        raise ValueError("this is not a cursor that a page gave")
    taken_at = datetime.fromisoformat(time)
    if taken_at.tzinfo:
        raise ValueError("this is not a cursor that a page gave")
    return Cursor(taken_at, int(media_id))


Text = Annotated[str, Field(max_length=500)]
Value = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(printable)]
Values = Annotated[tuple[Value, ...], Field(max_length=20)]


Day = Annotated[date, Field(le=date(9000, 1, 1))]


class Filters(BaseModel):
    """Which part of the library, and which page of it.  Repeat a parameter to give several values.

    A file must show every `object`, and have one of the cameras, formats, sources and kinds.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    q: Text = Field("", description='words; "a phrase", -without; in labels, texts, names and cameras')
    object: Values = Field((), description="label of something that was found in the picture")
    camera: Values = Field((), description="camera model")
    format: Values = Field((), description="MIME type, say image/jpeg")
    source: Values = Field((), description="label of the source that the file came from")
    kind: tuple[MediaKind, ...] = Field((), description="what the content is")
    since: Day | None = Field(None, alias="from", description="first day of capture, YYYY-MM-DD")
    until: Day | None = Field(None, alias="to", description="last day of capture, YYYY-MM-DD")
    cursor: Annotated[str, AfterValidator(_cursor)] | None = Field(
        None, description="`next` of the page before"
    )
    limit: int = Field(100, ge=1, le=500, description="files on a page")

    @property
    def selection(self) -> Selection:
        """The part of the library that is asked for."""
        return Selection(
            text=self.q,
            objects=self.object,
            cameras=self.camera,
            formats=self.format,
            sources=self.source,
            kinds=tuple(self.kind),
            since=self.since,
            until=self.until,
        )

    @property
    def after(self) -> Cursor | None:
        """Where the page starts."""
        return _place(self.cursor) if self.cursor else None


class Question(BaseModel):
    """A search, and the files of a page that it found."""

    q: Text = Field(description="what was searched for")
    id: Annotated[tuple[Annotated[int, Field(ge=0, lt=2**63)], ...], Field(max_length=500)] = Field(
        description="files, say those of one page"
    )


REPEATED = ("object", "camera", "format", "source", "kind")


def parse(args: MultiDict[str, str]) -> Filters:
    """Read the filters; an empty parameter is as good as none.  Raises `ValidationError`."""
    given: dict[str, Any] = {name: value for name, value in args.items() if value}
    given |= {name: values for name in REPEATED if (values := [v for v in args.getlist(name) if v])}
    return Filters.model_validate(given)
