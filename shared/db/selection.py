"""What a person looks for: a part of the library, and in which order."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shared.areas import Area
from shared.query.tree import Condition

Sort = Literal[
    "newest", "oldest", "added", "name", "folder", "size", "pixels", "rating", "random", "like",
    "duration", "width", "height", "similar", "face", "alike", "alike-reversed",
    "count", "count-reversed", "updated", "updated-reversed",
    "added-reversed", "name-reversed", "size-reversed", "rating-reversed",
    "duration-reversed", "width-reversed", "height-reversed", "similar-reversed", "face-reversed",
]  # fmt: skip
By = Literal["embedding", "hash", "description"]  # what files are compared by
ANY_COMMENT = "1"


@dataclass(frozen=True)
class Ordered:
    """An order: which of those by chance it is, or of what the most come first."""

    sort: Sort = "newest"
    seed: str = ""
    counted: str = ""


@dataclass(frozen=True)
class First:
    """No more than so many `files`: the first in an order, which may be read in another one."""

    files: int
    order: Ordered = Ordered()


@dataclass(frozen=True)
class Selection:
    """A part of the library; what is empty does not restrict.  `since` and `until` are inclusive.

    A file must show every one of `objects` (see `shared.amounts`), `looks`, `scenes` and `colours` and as
    many `faces`, show all `persons`, carry every tag and every word of `comments`, and have one of the
    `cameras`, `lenses`, `formats` (MIME types), `sources`, `kinds`, `folders`, `areas`,
    `places` (`Italy/Tuscany/Arezzo`), `albums` and `batches`.  `undated` files have no date but that of the
    file, `dated` ones have; `unplaced` files have no position, `placed` ones have.  `day` is a month and a
    day of any year.  Where files are named in `like`, others are wanted that look like one of them.  What
    lies in the trash is no part of it, or with `trashed` all of it.
    """

    text: str = ""
    query: Condition | None = None  # what the query language asks for beside all the rest
    objects: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    trashed: bool = False
    lenses: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    undated: bool = False
    areas: tuple[Area, ...] = ()
    unplaced: bool = False
    favourites: bool = False
    rating: int = 0
    comments: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    albums: tuple[int, ...] = ()
    faces: tuple[str, ...] = ()
    batches: tuple[int, ...] = ()
    persons: tuple[int, ...] = ()
    day: tuple[int, int] | None = None
    like: tuple[int, ...] = ()
    like_by: By = "embedding"
    looks: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dated: bool = False
    placed: bool = False
    sort: Sort = "newest"
    seed: str = field(default="", compare=False)  # which of the orders by chance
    counted: str = field(default="", compare=False)  # of what files with the most come first
    first: First | None = None  # of all that fits no more than these
    fills: bool = False  # a smart album, which other smart albums that its question names do not fill
    within: "Within | None" = None  # what the person who asks may see at most


@dataclass(frozen=True)
class Within:
    """The part of the library that an account is confined to: below `folder`, and of that a selection."""

    folder: str = ""
    selection: Selection | None = None
