"""Every filter of a selection as a condition in SQL, but for the words of its text."""

from collections.abc import Iterator
from datetime import timedelta

from shared.amounts import Wanted
from shared.areas import Area
from shared.db.clauses import Condition
from shared.db.confines import escaped
from shared.db.selection import ANY_COMMENT, Selection
from shared.labels import Mark, kinds

_EAST = 180


def conditions(selection: Selection, time: str, *, met: bool = False) -> Iterator[Condition]:
    """What a file must fulfil; `time` is the column that tells when it was taken.

    With `met` something else leads to the files, and each is asked for its folder.
    """
    trash = "media.trashed_at IS NOT NULL AND NOT media.doomed"
    yield Condition(trash if selection.trashed else "media.trashed_at IS NULL", {})
    yield from _chosen(selection)
    yield from _dated(selection, time)
    yield from _placed(selection)
    yield from _curated(selection)
    yield from _gathered(selection, met=met)


def labelled(
    number: int, wanted: Wanted, *, met: bool = False, gathered: bool = False, file: str = "media.id"
) -> Condition:
    """That the file shows, or does not show, so many of a label.

    With `met` it is looked up of each file that is met: no planner may gather all files of a frequent
    label first, where something rarer leads to a few.  With `gathered` just that is done: the files that
    show it are few, and a set of them is asked quicker than an index, thousands of times.  `file` is the
    column that it is looked up by: that of the label that leads spares a look at files that do not show
    the other.
    """
    inner = [f"other.label = %(label_{number})s", of_mark(wanted.mark, "other")]
    parameters = {f"label_{number}": wanted.label}
    least, most = wanted.least, wanted.most
    if not wanted.shown:  # at most so many: none with more
        inner.append(f"other.n > %(most_{number})s")
    else:
        inner += counted(wanted, "other", number)
    negated = "" if wanted.shown else "NOT "
    if gathered:  # a truth and no join, so that the planner makes a set of it
        of_those = f"SELECT other.media_id FROM media_label AS other WHERE {' AND '.join(inner)}"
        sql = f"({file} IN ({of_those})) IS {'' if wanted.shown else 'NOT '}TRUE"
        return Condition(sql, parameters | {f"least_{number}": least, f"most_{number}": most})
    where = " AND ".join([f"other.media_id = {file}", *inner])
    sql = f"{negated}EXISTS (SELECT FROM media_label AS other WHERE {where}{' OFFSET 0' if met else ''})"
    return Condition(sql, parameters | {f"least_{number}": least, f"most_{number}": most})


def of_mark(mark: Mark, table: str) -> str:
    """That a label stands in one of the lists of labels."""
    listed = ", ".join(f"'{kind}'" for kind in kinds(mark))
    return f"{table}.kind IN ({listed})"


def counted(wanted: Wanted, table: str, number: int) -> list[str]:
    """The bounds on how many are shown at once, none where one is enough."""
    bounds = []
    if wanted.least > 1:
        bounds.append(f"{table}.n >= %(least_{number})s")
    if wanted.most is not None:
        bounds.append(f"{table}.n <= %(most_{number})s")
    return bounds


def _chosen(selection: Selection) -> Iterator[Condition]:
    columns = {
        "model": selection.cameras,
        "lens": selection.lenses,
        "mime": selection.formats,
        "source": selection.sources,
        "kind": selection.kinds,
        "batch_id": selection.batches,
    }
    for column, values in columns.items():
        kind = "bigint" if column == "batch_id" else "text"
        if len(values) == 1:  # so written, the index gives them in order
            yield Condition(f"media.{column} = (%({column})s::{kind}[])[1]", {column: list(values)})
        elif values:
            yield Condition(f"media.{column} = ANY (%({column})s::{kind}[])", {column: list(values)})


def _dated(selection: Selection, time: str) -> Iterator[Condition]:
    if selection.since:
        yield Condition(f"{time} >= %(since)s", {"since": selection.since})
    if selection.until:
        yield Condition(f"{time} < %(until)s", {"until": selection.until + timedelta(days=1)})
    if selection.undated:
        yield Condition("media.taken_from = 'file date' AND media.dated_by IS NULL", {})
    if selection.dated:
        yield Condition("(media.taken_from <> 'file date' OR media.dated_by IS NOT NULL)", {})
    if selection.day:
        month, day = selection.day
        yield Condition(
            "(extract(month FROM media.taken_at) * 100 + extract(day FROM media.taken_at))::integer"
            " = %(day)s",
            {"day": month * 100 + day},
        )


def _placed(selection: Selection) -> Iterator[Condition]:
    if selection.unplaced:
        yield Condition("media.latitude IS NULL", {})
    if selection.placed:
        yield Condition("media.latitude IS NOT NULL", {})
    if selection.places:
        told = [in_place(number, place) for number, place in enumerate(selection.places)]
        among = {name: value for part in told for name, value in part.parameters.items()}
        held = " OR ".join(f"({part.sql})" for part in told)
        yield Condition(
            f"EXISTS (SELECT FROM media_place WHERE media_place.media_id = media.id AND ({held}))", among
        )
    if selection.areas:
        inside = [_within(number, area) for number, area in enumerate(selection.areas)]
        parameters = {name: value for part in inside for name, value in part.parameters.items()}
        yield Condition(f"({' OR '.join(part.sql for part in inside)})", parameters)


def in_place(number: int, place: str, table: str = "media_place") -> Condition:
    """That a place lies in a country, or in its region, or is that city: `Italy/Tuscany/Arezzo`."""
    country, region, city = (*place.split("/", 2), "", "")[:3]
    told = {f"country_{number}": country, f"region_{number}": region, f"city_{number}": city}
    parts = [f"{table}.country = %(country_{number})s"]
    if region:
        parts.append(f"{table}.region = %(region_{number})s")
    elif city:
        parts.append(f"{table}.region IS NULL")
    if city:
        parts.append(f"{table}.city = %(city_{number})s")
    return Condition(" AND ".join(parts), told)


def _within(number: int, area: Area) -> Condition:
    given = {
        f"south_{number}": area.south,
        f"north_{number}": area.north,
        f"west_{number}": area.west,
        f"east_{number}": area.east,
        f"shape_{number}": ",".join(f"({longitude},{latitude})" for latitude, longitude in area.corners),
    }
    sides = [_side(number, area, 0)] + ([_side(number, area, 360)] if area.east > _EAST else [])
    return Condition(f"({' OR '.join(sides)})", given)


def _side(number: int, area: Area, turn: int) -> str:
    """Within the box, on this side of the date line or one turn of the world further east."""
    longitude = f"(media.longitude + {turn})" if turn else "media.longitude"
    west, east = (f"%({name}_{number})s::double precision - {turn}" for name in ("west", "east"))
    box = (
        f"media.latitude BETWEEN %(south_{number})s AND %(north_{number})s"
        f" AND media.longitude BETWEEN {west} AND {east}"
    )
    if not area.corners:
        return f"({box})"
    return f"({box} AND %(shape_{number})s::polygon @> point({longitude}, media.latitude))"


def _curated(selection: Selection) -> Iterator[Condition]:
    if selection.favourites:
        yield Condition("media.favourite", {})
    if selection.rating:
        yield Condition("media.rating >= %(rating)s", {"rating": selection.rating})
    for number, tag in enumerate(selection.tags):
        yield Condition(
            f"EXISTS (SELECT FROM media_tag WHERE media_tag.media_id = media.id AND name = %(tag_{number})s)",
            {f"tag_{number}": tag},
        )
    for number, person_id in enumerate(selection.persons):
        yield Condition(
            "EXISTS (SELECT FROM media_person WHERE media_person.media_id = media.id"
            f" AND media_person.person_id = {person(f'person_{number}')})",
            {f"person_{number}": person_id},
        )
    for number, words in enumerate(selection.comments):
        yield _commented(number, words)


def person(name: str) -> str:
    """The number of a person, of one that was found to be another that one's; `name` is the parameter's."""
    return f"(SELECT coalesce(into_id, id) FROM person WHERE id = %({name})s)"


def _commented(number: int, words: str) -> Condition:
    if words.strip() == ANY_COMMENT:
        return Condition("EXISTS (SELECT FROM comment WHERE comment.media_id = media.id)", {})
    patterns = [f"%{escaped(word)}%" for word in words.split()]
    return Condition(
        "EXISTS (SELECT FROM comment WHERE comment.media_id = media.id"
        f" AND comment.text ILIKE ALL (%(comment_{number})s::text[]))",
        {f"comment_{number}": patterns},
    )


def _gathered(selection: Selection, *, met: bool) -> Iterator[Condition]:
    if selection.albums:
        # As an array, so that PostgreSQL begins with the album and not with the newest of all files.
        yield Condition(
            "media.id = ANY (ARRAY (SELECT media_id FROM album_media"
            " WHERE album_media.album_id = ANY (%(albums)s::bigint[])))",
            {"albums": list(selection.albums)},
        )
    if selection.folders:
        yield _below([folder.strip("/") for folder in selection.folders], met=met)


def _below(folders: list[str], *, met: bool) -> Condition:
    """Below one of the folders.  The index of outermost folders gives their files in order.

    Of outermost ones no more is asked than that and not to be a file of that name: to say LIKE as well
    would let the planner believe that they hold few, and gather and sort them all for one page.  It takes
    one file in 200 to be in such a folder, for it asks no statistics of an index of some files; where files
    are `met` one by one it is not to reckon with that.
    """
    outermost = sorted({folder.partition("/")[0] for folder in folders})
    given = "(%(outermost_folders)s::text[])"
    within = f"split_part(media.path, '/', 1) = {f'{given}[1]' if len(outermost) == 1 else f'ANY {given}'}"
    if any("/" in folder for folder in folders):
        deeper = "media.path LIKE ANY (%(folders)s::text[])"
    else:
        deeper = "media.path <> ALL (%(outermost_folders)s::text[])"
    held = f"{within} AND {deeper}"
    return Condition(
        f"coalesce({held}, false)" if met and "LIKE" not in deeper else f"({held})",
        {"folders": [f"{escaped(folder)}/%" for folder in folders], "outermost_folders": outermost},
    )
