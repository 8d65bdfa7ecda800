"""Which edition and version of an analyzer serves: the switch, and the way back."""

from dataclasses import dataclass, replace
from datetime import datetime

from psycopg2.extras import Json

from shared.db import bell, editions
from shared.db.connection import Connection, columns, one, run, value
from shared.db.standing import Served, Standing, standing
from shared.errors import BowerbirdError, NotFound


class NothingToGoBackTo(BowerbirdError):
    """Nothing was switched yet."""


class NotReady(BowerbirdError):
    """What is to serve has looked at nothing yet, or serves already."""


@dataclass(frozen=True)
class Changeover:
    """One change of what serves; `indexed_at` is when search knew of it wholly."""

    id: int
    analyzer: str
    from_edition: int
    from_version: int
    from_serves: int | None
    from_chosen: str
    from_served: Served | None
    to_edition: int
    to_serves: int | None
    back: bool
    by_name: str
    at: datetime
    indexed_to: int
    indexed_at: datetime | None


FIELDS = columns(Changeover)


def last(conn: Connection, analyzer: str) -> Changeover | None:
    """The latest change of what serves."""
    sql = f"SELECT {FIELDS} FROM changeover WHERE analyzer = %(analyzer)s ORDER BY id DESC LIMIT 1"
    return one(conn, Changeover, sql, analyzer=analyzer)


def switch(conn: Connection, analyzer: str, *, by: str, version: int | None = None) -> int:
    """Let the candidate serve, or of what is at work this version; return the changeover.

    Without either it is the newest version, where that fills in beside the one that serves.

    At once where it has looked; elsewhere what served before serves on.  Nothing is computed for it:
    workers go on with its model, and what it has yet to see is planned when they do.  Raises `NotFound`
    and `NotReady`.
    """
    now = standing(conn, analyzer)
    tried = editions.candidate(conn, analyzer)
    if version is None and tried is None and now.held:
        version = now.version
    if version is not None:
        return _change(conn, analyzer, now, _versioned(conn, analyzer, now, version), by=by)
    if tried is None:
        raise NotFound(f"{analyzer} has no candidate")
    if tried.version is None or not _seen(conn, analyzer, tried.id, tried.version):
        raise NotReady(f"{tried.chosen or analyzer} has looked at nothing yet")
    run(conn, "UPDATE edition SET state = 'served' WHERE id = %(id)s", id=tried.id)
    target = Standing(tried.id, tried.version, None, tried.chosen, now.leaving(tried.id))
    return _change(conn, analyzer, now, target, by=by)


def roll_back(conn: Connection, analyzer: str, *, by: str) -> int:
    """Let serve again what served before the latest change; return the changeover.

    What it found is all there still.  A second time takes the first back.  Raises `NothingToGoBackTo`.
    """
    now = standing(conn, analyzer)
    before = last(conn, analyzer)
    if before is None:
        raise NothingToGoBackTo(f"{analyzer} has always served as it does now")
    return _change(conn, analyzer, now, _former(now, before), by=by, back=not before.back)


def let_newest(conn: Connection, analyzer: str, *, by: str) -> None:
    """Let the newest version serve file by file, where it fills in beside another now."""
    now = standing(conn, analyzer)
    if now.held:
        _change(conn, analyzer, now, replace(now, serves=None), by=by)


def _former(now: Standing, before: Changeover) -> Standing:
    """What served before a change; a version that came since works on beside it."""
    past = now.leaving(before.from_edition) if before.from_served is None else before.from_served
    if now.held and str(now.edition) not in past:
        past = past | {str(now.edition): [0, now.serves]}
    former = Standing(before.from_edition, before.from_version, before.from_serves, before.from_chosen, past)
    if former.edition != now.edition:
        return former
    former = replace(former, served=now.served)
    if former.version >= now.version:
        return former
    return replace(former, version=now.version, serves=former.serves or former.version)


def _versioned(conn: Connection, analyzer: str, now: Standing, version: int) -> Standing:
    if version == (now.serves or now.version):
        raise NotReady(f"version {version} of {analyzer} serves already")
    if not _seen(conn, analyzer, now.edition, version):
        raise NotReady(f"version {version} of {analyzer} has looked at nothing")
    return replace(now, serves=version if version < now.version else None)


def _seen(conn: Connection, analyzer: str, edition: int, version: int) -> bool:
    return bool(
        value(
            conn,
            """
        SELECT EXISTS (SELECT FROM analysis
                        WHERE analyzer = %(analyzer)s AND edition = %(edition)s AND version = %(version)s
                          AND done_at IS NOT NULL AND segment = 0)
        """,
            analyzer=analyzer,
            edition=edition,
            version=version,
        )
    )


def _change(
    conn: Connection, analyzer: str, now: Standing, target: Standing, *, by: str, back: bool = False
) -> int:
    """Write the change; a step of search that is on its way for an older one need not come to its end."""
    run(
        conn,
        """
        UPDATE analyzer SET edition = %(edition)s, version = %(version)s, serves_version = %(serves)s,
               chosen = %(chosen)s, served = %(served)s
         WHERE name = %(name)s
        """,
        name=analyzer,
        **vars(target) | {"served": Json(target.served)},
    )
    run(conn, "DELETE FROM done_count WHERE analyzer = %(name)s", name=analyzer)  # it counts one edition
    sql = "UPDATE changeover SET indexed_at = now() WHERE analyzer = %(name)s AND indexed_at IS NULL"
    run(conn, sql, name=analyzer)
    made = value(
        conn,
        """
        INSERT INTO changeover (analyzer, from_edition, from_version, from_serves, from_chosen,
                                from_served, to_edition, to_serves, back, by_name)
        VALUES (%(analyzer)s, %(edition)s, %(version)s, %(serves)s, %(chosen)s,
                %(served)s, %(to_edition)s, %(to_serves)s, %(back)s, %(by)s)
        RETURNING id
        """,
        analyzer=analyzer,
        to_edition=target.edition,
        to_serves=target.serves,
        back=back,
        by=by,
        **vars(now) | {"served": Json(now.served)},
    )
    bell.ring(conn)
    return int(made)
