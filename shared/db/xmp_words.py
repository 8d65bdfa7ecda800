"""Takes tags, stars and descriptions that were read of XMP, and never against what a person decided here.

Sidecars go before what a picture says of itself.  What XMP gave is known as its own (by name, of stars by
`gave_rating`) and follows it; what a person changed or took away since stays so, and is a conflict.
"""

from dataclasses import dataclass, replace
from typing import Any

from shared.db import comments, marks, tags
from shared.db.connection import Connection, one, rows, run
from shared.db.xmp_readings import BY, Conflict, Origin
from shared.text import clean
from shared.xmp.words import Words


@dataclass(frozen=True)
class _Tag:
    name: str
    by_name: str


@dataclass(frozen=True)
class _Reading:
    origin: str
    arrived: str
    said: dict[str, Any]
    gave_rating: int | None


@dataclass(frozen=True)
class _Here:
    """What is said of a file at present, and what was read of it, the latest first."""

    media_id: int
    rating: int | None
    tags: dict[str, _Tag]
    comments: tuple[comments.Comment, ...]
    readings: tuple[_Reading, ...]
    wrote: dict[str, Any]

    def before(self, origin: Origin) -> Words:
        """What this XMP said when it was last read; of a sidecar also what was written into it."""
        said = next((Words.of(one.said) for one in self.readings if one.arrived == origin.arrived), Words())
        wrote = tuple(self.wrote.get("tags", ())) if origin.path else ()
        return replace(said, tags=(*said.tags, *wrote))

    @property
    def given(self) -> bool:
        """Whether the stars are XMP's."""
        return self.rating is not None and self.rating in {one.gave_rating for one in self.readings}

    def told(self, description: str) -> bool:
        """Whether comments say this already, all lines of it."""
        lines = {line.strip() for comment in self.comments for line in comment.text.splitlines()}
        return {line.strip() for line in description.splitlines() if line.strip()} <= lines


def heed(conn: Connection, media_id: int, origin: Origin, read: Words) -> int | None:
    """Take words of one XMP, where people here said nothing else; the stars that it gave."""
    here = _here(conn, media_id)
    before, words = here.before(origin), tidied(read)
    beside = _beside(here) if not origin.path else Words()
    if not beside.tags:
        _take_tags(conn, here, before, words)
    if origin.path:
        _take_description(conn, here, before.description, words.description)
    return None if beside.rating else _take_rating(conn, here, before, words.rating)


def differing(conn: Connection, media_id: int, origin: str, read: Words) -> list[Conflict]:
    """Where words that were read are none that are said here."""
    here, words = _here(conn, media_id), tidied(read)
    beside = _beside(here) if not origin else Words()
    found = []
    if words.rating and not beside.rating and words.rating != here.rating:
        found.append(Conflict(str(words.rating), str(here.rating or ""), what="rating"))
    if not beside.tags:
        missing = [name for name in words.tags if name.casefold() not in here.tags]
        found += [Conflict(name, "", what="tag") for name in missing]
    if origin and words.description and not here.told(words.description):
        said = "\n".join(comment.text for comment in here.comments)
        found.append(Conflict(words.description, said, what="description"))
    return found


def tidied(words: Words) -> Words:
    """The words as they can be stored here."""
    names = {name.casefold(): name for name in map(tags.tidy, words.tags) if name}
    text = clean(words.description or "").strip()[: comments.LONGEST].strip()
    return Words(tuple(names.values()), words.rating, text or None)


def _take_tags(conn: Connection, here: _Here, before: Words, words: Words) -> None:
    known = {name.casefold() for name in before.tags}
    wanted = {name.casefold() for name in words.tags}
    add = [name for name in words.tags if name.casefold() not in here.tags and name.casefold() not in known]
    remove = [
        tag.name for key, tag in here.tags.items() if key in known - wanted and tag.by_name == BY
    ]  # fmt: skip
    if add or remove:
        tags.change(conn, [here.media_id], BY, add=add, remove=remove)


def _take_rating(conn: Connection, here: _Here, before: Words, stars: int | None) -> int | None:
    free = here.given or (here.rating is None and before.rating is None)
    if not free or (stars is None and not (here.given and before.rating)):
        return None
    marks.rate(conn, [here.media_id], BY, stars)
    return stars


def _take_description(conn: Connection, here: _Here, before: str | None, text: str | None) -> None:
    own = next((one for one in here.comments if one.by_name == BY and one.text == before), None)
    if own and text is None:
        comments.remove(conn, own, BY)
    elif text is None or here.told(text):
        return
    elif own:
        comments.edit(conn, own, text)
    elif before is None:
        comments.add(conn, [here.media_id], BY, text)


def _beside(here: _Here) -> Words:
    """What the sidecars of a file say, of which one is enough."""
    latest = {one.arrived: one for one in reversed(here.readings) if one.origin}
    said = [Words.of(one.said) for one in latest.values()]
    return Words(
        tuple(name for words in said for name in words.tags),
        next((words.rating for words in said if words.rating), None),
    )


@dataclass(frozen=True)
class _File:
    rating: int | None
    wrote: dict[str, Any]


def _here(conn: Connection, media_id: int) -> _Here:
    file = one(
        conn,
        _File,
        """
        SELECT rating, coalesce((SELECT wrote FROM sidecar WHERE media_id = media.id AND wrote <> '{}'
                                  ORDER BY path = media.path || '.xmp' DESC LIMIT 1), '{}') AS wrote
          FROM media WHERE id = %(id)s
        """,
        id=media_id,
    )
    given = rows(conn, _Tag, "SELECT name, by_name FROM media_tag WHERE media_id = %(id)s", id=media_id)
    read = rows(
        conn,
        _Reading,
        """
        SELECT origin, coalesce(arrived, origin) AS arrived, said, gave_rating FROM xmp_reading
         WHERE media_id = %(id)s ORDER BY read_at DESC, origin DESC
        """,
        id=media_id,
    )
    return _Here(
        media_id,
        file.rating if file else None,
        {tag.name.casefold(): tag for tag in given},
        comments.of(conn, media_id),
        tuple(read),
        file.wrote if file else {},
    )


def gave(conn: Connection, media_id: int, origin: str, stars: int | None) -> None:
    """Note the stars that a reading gave."""
    sql = "UPDATE xmp_reading SET gave_rating = %(stars)s WHERE media_id = %(id)s AND origin = %(origin)s"
    run(conn, sql, id=media_id, origin=origin, stars=stars)
