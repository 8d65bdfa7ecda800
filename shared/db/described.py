"""Files of which much the same is known as of an example: those that share its labels and tags.

Files that share more than `OVERLAP` of all that either has must have one of the example's rarest words: of
n words all but as many as they may lack.  So the rarest lead to them, and of a word that more than `NEWEST`
files have, the newest of these are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from shared.db.clauses import Clauses
from shared.db.connection import Connection, rows

OVERLAP = 0.55
NEWEST = 1000  # files of one word
MOST_WORDS = 60  # of an example; the rarest of more


@dataclass(frozen=True)
class Described:
    """A file that shares words with an example: the share of all that either has that both have not."""

    media_id: int
    distance: float


@dataclass(frozen=True)
class Word:
    """A label in its list, or a tag."""

    what: str
    name: str


@dataclass(frozen=True)
class _Shared:
    media_id: int
    names: list[str]


def words_of(conn: Connection, media_id: int) -> list[Word]:
    """What is known of a file, what the fewest files have first."""
    sql = f"""
        SELECT held.what, held.name FROM ({_HELD.format(id="%(media_id)s::bigint")}) AS held
         ORDER BY (SELECT sum(files) FROM mark_totals
                    WHERE mark_totals.what = held.what AND mark_totals.name = held.name),
                  held.what, held.name
         LIMIT %(most)s
        """
    return rows(conn, Word, sql, media_id=media_id, most=MOST_WORDS)


def nearest(
    conn: Connection,
    media_id: int,
    found: Clauses,
    *,
    apart: Sequence[int],
    limit: int,
    within: float = 1 - OVERLAP,
) -> list[Described]:
    """The files of `found` of which much the same is known, the most alike first; none of those `apart`."""
    held = words_of(conn, media_id)
    driving = held[: len(held) - floor(max(1 - within, 0) * len(held))]
    if not driving:
        return []
    fits = f"EXISTS (SELECT FROM {found.source} WHERE media.id = {{id}} AND {found.where} OFFSET 0)"
    return rows(
        conn,
        Described,
        _NEAREST.format(
            labels=fits.format(id="media_label.media_id"),
            tags=fits.format(id="media_tag.media_id"),
            held=_HELD.format(id="candidate.media_id"),
        ),
        **found.parameters,
        described_driving=[word.what for word in driving],
        described_names=[word.name for word in driving],
        described_whats=[word.what for word in held],
        described_words=[word.name for word in held],
        described_apart=list(apart),
        described_newest=NEWEST,
        described_within=within,
        described_limit=limit,
    )


def shared(conn: Connection, examples: Sequence[int], ids: Sequence[int]) -> dict[int, list[str]]:
    """What each of these files has that one of the examples has too, the same example for all of its words.

    The words stand in the order of the alphabet.
    """
    told: dict[int, list[str]] = {}
    for example in examples:
        held = words_of(conn, example)
        given = {"whats": [word.what for word in held], "names": [word.name for word in held]}
        for one in rows(conn, _Shared, _SHARED, ids=list(ids), **given):
            told[one.media_id] = max(told.get(one.media_id, []), one.names, key=len)
    return told


_HELD = """
    SELECT mark_of(media_label.kind) AS what, media_label.label AS name
      FROM media_label WHERE media_label.media_id = {id}
    UNION
    SELECT 'tag', media_tag.name FROM media_tag WHERE media_tag.media_id = {id}
"""
_NEAREST = """
    WITH candidate AS MATERIALIZED (
        SELECT DISTINCT near.media_id
          FROM unnest(%(described_driving)s::text[], %(described_names)s::text[]) AS driver (what, name)
         CROSS JOIN LATERAL (
            (SELECT media_label.media_id FROM media_label
              WHERE media_label.label = driver.name AND mark_of(media_label.kind) = driver.what
                AND media_label.media_id <> ALL (%(described_apart)s::bigint[]) AND {labels}
              ORDER BY media_label.taken_at DESC, media_label.media_id DESC LIMIT %(described_newest)s)
            UNION ALL
            (SELECT media_tag.media_id FROM media_tag
              WHERE driver.what = 'tag' AND media_tag.name = driver.name
                AND media_tag.media_id <> ALL (%(described_apart)s::bigint[]) AND {tags}
              ORDER BY media_tag.media_id DESC LIMIT %(described_newest)s)) AS near
    ), counted AS (
        SELECT candidate.media_id, count(*)::float8 AS total, count(mine.name)::float8 AS common
          FROM candidate CROSS JOIN LATERAL ({held}) AS held
          LEFT JOIN unnest(%(described_whats)s::text[], %(described_words)s::text[]) AS mine (what, name)
            ON mine.what = held.what AND mine.name = held.name
         GROUP BY candidate.media_id
    ), told AS (
        SELECT media_id, 1 - common / (cardinality(%(described_words)s::text[]) + total - common) AS distance
          FROM counted
    )
    SELECT media_id, distance FROM told WHERE distance < %(described_within)s
     ORDER BY distance, media_id DESC LIMIT %(described_limit)s
    """
_SHARED = f"""
    SELECT page.id AS media_id, array_agg(DISTINCT held.name ORDER BY held.name) AS names
      FROM unnest(%(ids)s::bigint[]) AS page (id)
     CROSS JOIN LATERAL ({_HELD.format(id="page.id")}) AS held
      JOIN unnest(%(whats)s::text[], %(names)s::text[]) AS mine (what, name)
        ON mine.what = held.what AND mine.name = held.name
     GROUP BY page.id
    """
