"""What a request asks of the library, read from its query string."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Self, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from werkzeug.datastructures import MultiDict

from services.web.answers import wants_json
from services.web.context import within
from shared import amounts
from shared.areas import area
from shared.db.media import Cursor
from shared.db.orders import fits
from shared.db.search import FACE, Selection
from shared.db.selection import By, First, Ordered, Sort
from shared.db.shuffling import SEED
from shared.domain import MediaKind
from shared.query import ordering, reading, values
from shared.query.errors import BadQuery


def printable(text: str) -> str:
    """Raise `ValueError` where `text` has characters that no one can see or PostgreSQL cannot store."""
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        raise ValueError("control characters are not allowed")
    return text


LONGEST = 500  # characters of a question


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(f"a search has at most {LONGEST} characters, this one has {len(text):,}")
    return text


def _cursor(text: str) -> str:
    _place(text)
    return text


def _place(text: str) -> Cursor:
    time, media_id, key = (*text.split("_", 2), "", "")[:3]
    if not (media_id.isascii() and media_id.isdigit() and len(media_id) < 19):
        raise ValueError("this is not a cursor that a page gave")
    taken_at = datetime.fromisoformat(time)
    if taken_at.tzinfo:
        raise ValueError("this is not a cursor that a page gave")
    if any(unicodedata.category(char) == "Cs" or char == "\0" for char in key):
        raise ValueError("this is not a cursor that a page gave")
    return Cursor(taken_at, int(media_id), key if text.count("_") > 1 else None)


def _amount(text: str) -> str:
    amounts.of(FACE, text)
    return text


def _area(text: str) -> str:
    area(text)
    return text


def _month_and_day(text: str) -> str:
    if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
        raise ValueError("a day of any year is written MM-DD")
    date.fromisoformat(f"2000-{text}")
    return text


def _first(text: object) -> object:
    return values.span(text).begin.date() if isinstance(text, str) else text


def _last(text: object) -> object:
    return (values.span(text).end - timedelta(microseconds=1)).date() if isinstance(text, str) else text


def _yes(text: object) -> object:
    if text not in {"1", True, False}:
        raise ValueError("this is 1, or is left out")
    return text


Text = Annotated[str, AfterValidator(_short), Field(json_schema_extra={"maxLength": LONGEST})]
Value = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(printable)]
Values = Annotated[tuple[Value, ...], Field(max_length=20)]
Ids = Annotated[tuple[Annotated[int, Field(ge=0, lt=2**63)], ...], Field(max_length=20)]
Amount = Annotated[str, Field(max_length=10), AfterValidator(_amount)]
Place = Annotated[str, Field(max_length=8000), AfterValidator(_area)]
Yes = Annotated[bool, BeforeValidator(_yes)]
Day = Annotated[date, Field(le=date(9000, 1, 1))]
Bookmark = Annotated[str, Field(max_length=1000), AfterValidator(_cursor)]


class Filters(BaseModel):
    """Which part of the library, and which page of it.  Repeat a parameter to give several values.

    A file must show every `object` and `person`, carry every `tag` and the words of every `comment`, and
    have one of the cameras, lenses, formats, sources, kinds, folders, areas, albums and batches.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    q: Text = Field(
        "", description="words, or a question as docs/search.md has it: dog -cat camera:X iso >= 800"
    )
    plain: Yes = Field(False, description="1: q holds words alone, and nothing in it is a question")
    object: Values = Field(
        (), description="label of something in the picture; label>=2, label<=1, label=3 say how many at once"
    )
    faces: Annotated[tuple[Amount, ...], Field(max_length=4)] = Field(
        (), description="how many faces at once: >=2, <=4, =0"
    )
    camera: Values = Field((), description="camera model")
    lens: Values = Field((), description="lens")
    format: Values = Field((), description="MIME type, say image/jpeg")
    source: Values = Field((), description="label of the source that the file came from")
    kind: tuple[MediaKind, ...] = Field((), description="what the content is")
    folder: Values = Field((), description="folder that the file is kept below")
    since: Annotated[Day, BeforeValidator(_first)] | None = Field(
        None, alias="from", description="first day of capture, YYYY-MM-DD; that of YYYY-MM or YYYY"
    )
    until: Annotated[Day, BeforeValidator(_last)] | None = Field(
        None, alias="to", description="last day of capture, YYYY-MM-DD; that of YYYY-MM or YYYY"
    )
    nodate: Yes = Field(False, description="1: only files without a date of their own")
    day: Annotated[str, AfterValidator(_month_and_day)] | None = Field(
        None, description="day of any year, MM-DD"
    )
    area: Annotated[tuple[Place, ...], Field(max_length=10)] = Field(
        (),
        description="south,west,north,east in degrees, or the corners of a shape: lat lon,lat lon,lat lon,…",
    )
    noplace: Yes = Field(False, description="1: only files without a place")
    favourite: Yes = Field(False, description="1: only favourites")
    rating: int | None = Field(None, ge=1, le=5, description="at least so many stars")
    comment: Values = Field((), description="words of one comment; 1: any comment")
    tag: Values = Field((), description="tag")
    place: Values = Field((), description="country, region or city: Italy, Italy/Tuscany/Arezzo")
    look: Values = Field((), description="how a person looks, say happy")
    scene: Values = Field((), description="light: outdoors, indoors, night")
    colour: Values = Field((), description="colour that a picture is full of, say red")
    album: Ids = Field((), description="id of an album")
    batch: Ids = Field((), description="id of the batch that the file came with")
    person: Ids = Field((), description="id of a person; of several all must be in the file")
    like: Ids = Field((), description="id of a file that others look like; of several any")
    by: By = Field("embedding", description="what files are compared by with those of `like`")
    sort: Sort = Field("newest", description="the order of the files")
    seed: Annotated[str, Field(pattern=f"^({SEED.pattern})?$")] = Field(
        "", description="a number for each order by chance; it stays the same under one"
    )
    cursor: Bookmark | None = Field(None, description="`next` of the page before")
    before: Bookmark | None = Field(None, description="`previous` of the page behind")
    limit: int = Field(100, ge=1, le=500, description="files on a page")

    @model_validator(mode="after")
    def _one_order(self) -> Self:
        for place in (self.after, self.ahead):
            if place and not fits(place, self.sort):
                raise ValueError("the cursor is one of another order")
        return self

    @property
    def selection(self) -> Selection:
        """The part of the library that is asked for."""
        asked = None if self.plain else reading.read(self.q).query
        ordered = Ordered(self.sort, self.seed, ordering.counted(asked.order) if asked else "")
        return Selection(
            text="" if asked else self.q,
            query=asked.condition if asked else None,
            objects=self.object,
            cameras=self.camera,
            formats=self.format,
            sources=self.source,
            kinds=tuple(self.kind),
            since=self.since,
            until=self.until,
            lenses=self.lens,
            folders=self.folder,
            undated=self.nodate,
            areas=tuple(area(text) for text in self.area),
            unplaced=self.noplace,
            favourites=self.favourite,
            rating=self.rating or 0,
            comments=self.comment,
            tags=self.tag,
            places=self.place,
            looks=self.look,
            scenes=self.scene,
            colours=self.colour,
            albums=self.album,
            faces=self.faces,
            batches=self.batch,
            persons=self.person,
            like=self.like,
            like_by=self.by if self.like else "embedding",
            day=(int(self.day[:2]), int(self.day[3:])) if self.day else None,
            first=First(asked.limit, ordered) if asked and asked.limit else None,
            within=within(),
            **vars(ordered),
        )

    @property
    def error(self) -> BadQuery | None:
        """Why `q` is read as plain words, if it could not be understood."""
        return reading.read(self.q).error

    @property
    def after(self) -> Cursor | None:
        """Where the page starts."""
        return _place(self.cursor) if self.cursor else None

    @property
    def ahead(self) -> Cursor | None:
        """Where the page ends, for one that is asked for from behind."""
        return _place(self.before) if self.before else None


class Exact(Filters):
    """A search by which files are changed, kept or shared: what is misspelt would ask for all of them."""

    model_config = ConfigDict(extra="forbid")


class Question(Filters):
    """A search, and the files of a page that it found."""

    id: Annotated[tuple[Annotated[int, Field(ge=0, lt=2**63)], ...], Field(max_length=500)] = Field(
        description="files, say those of one page"
    )


REPEATED = tuple(
    name
    for name, field in Filters.model_fields.items()
    if get_origin(field.annotation) is tuple
    or any(get_origin(part) is tuple for part in get_args(field.annotation))
)


def parse(args: MultiDict[str, str], *, strict: bool | None = None, exact: bool = False) -> Filters:
    """Read the filters; an empty parameter is as good as none.  Raises `ValidationError`.

    A parameter that says nothing of files is left out, or an error when `exact`.

    Where `q` cannot be understood it is read as plain words, for a person, who is told so on the page; for
    a program, or when `strict`, `BadQuery` is raised.
    """
    given: dict[str, Any] = {name: value for name, value in args.items() if value}
    given |= {name: values for name in REPEATED if (values := [v for v in args.getlist(name) if v])}
    read = reading.read(given.get("q", "")[:LONGEST]) if "plain" not in given else None
    if read and read.error:
        if wants_json() if strict is None else strict:
            raise read.error
        given["plain"] = "1"
    if read and read.query and read.query.order:
        given["sort"] = ordering.sort(read.query.order)
    return (Exact if exact else Filters).model_validate(given)
