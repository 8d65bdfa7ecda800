"""All that may be the reason why a search found the files of one page, in one question to the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import Any

from shared import labels
from shared.db.comments import Comment
from shared.db.connection import Connection, rows
from shared.db.details import FILE, Description, File
from shared.db.remarks import Marks, Remarks, Tag
from shared.db.search import FACE
from shared.domain import Locality
from shared.traces import Trace

MOST = 500  # texts of one file, the surest; a film can have thousands


@dataclass(frozen=True)
class Clues:
    """What is known of one file: what was `found` in it and who is there, and what it and people say."""

    file: File
    found: tuple[Trace, ...]
    people: tuple[Trace, ...]
    descriptions: tuple[Description, ...]
    said: Remarks
    albums: tuple[str, ...]
    locality: Locality | None


@dataclass(frozen=True)
class _Row:
    held: dict[str, Any]  # one text to read for each file: a hundred of many small ones take longer


def clues(conn: Connection, ids: Sequence[int], labels: Sequence[str] | None = None) -> list[Clues]:
    """What is known of these files; with `labels` of these alone, of comments and of places.

    Of each label it is the surest finding, without its number and its place.
    """
    sql = _sql(_PIECES if labels is None else _OF_FILTERS)
    named = None if labels is None else list(labels)
    return [_clues(**row.held) for row in rows(conn, _Row, sql, ids=list(ids), labels=named)]


def _clues(
    file: dict[str, Any], marks: dict[str, Any], locality: dict[str, Any] | None, **lists: Any
) -> Clues:
    """The values of one file; a list that is empty comes as None, one that was not asked for not at all."""
    held = {name: lists.get(name) or () for name in _PIECES}
    moments = {name: _moment(file[name]) for name in ("taken_at", "added_at")}
    tags = tuple(Tag(**tag | {"at": _moment(tag["at"])}) for tag in held["tags"])
    comments = tuple(Comment(**one | {"at": _moment(one["at"])}) for one in held["comments"])
    return Clues(
        file=File(**file | moments),
        found=(*starmap(_labelled, held["labels"]), *map(_read, held["texts"])),
        people=tuple(Trace("person", name, person=person_id) for person_id, name in held["people"]),
        descriptions=tuple(Description(**one) for one in held["descriptions"]),
        said=Remarks(Marks(**marks), tags, comments, None),
        albums=tuple(held["albums"]),
        locality=Locality(**locality) if locality else None,
    )


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _labelled(label: str, kind: labels.Kind, score: float | None) -> Trace:
    """The kind of a label is told by an analyzer that finds such ones."""
    where = FACE if label == FACE else labels.mark(kind)
    return Trace(where, label, score, source=labels.finder(kind) or None)


def _read(told: Sequence[Any]) -> Trace:
    """What was read has a place in the picture, what was said has none."""
    number, analyzer, text, score, left, start = told
    where = "said" if left is None else "text"
    return Trace(where, text, score, finding=number, left=left, start=start, source=analyzer or None)


_FILE = f"""
    SELECT json_build_object(
           'file', (SELECT row_to_json(told) FROM (SELECT {FILE}) AS told),
           'marks', json_build_object('favourite', favourite, 'rating', rating, 'dated_by', dated_by,
               'dated_at', NULL, 'placed_by', placed_by, 'placed_at', NULL, 'trashed_at', NULL),
           {{pieces}}) AS held
      FROM media WHERE id = ANY (%(ids)s) AND NOT doomed
    """
_PIECES = {
    "labels": """
        (SELECT json_agg(json_build_array(label, kind, score) ORDER BY score DESC, label)
           FROM media_label
          WHERE media_id = media.id AND kind <> 'scene'
            AND (%(labels)s::text[] IS NULL OR label = ANY (%(labels)s)))""",
    "texts": f"""
        (SELECT json_agg(json_build_array(id, analyzer, text, score, box_left, start_second)) FROM (
             (SELECT finding.id, analyzer, text, score, box_left, start_second
                FROM finding JOIN serving ON serving.id = finding.analysis_id
               WHERE finding.media_id = media.id AND serving.media_id = media.id AND text IS NOT NULL
                 AND NOT overruled AND coalesce(score, 1) >= coalesce(threshold, 0)
               ORDER BY score DESC NULLS LAST, finding.id LIMIT {MOST})
              UNION ALL
             (SELECT -id, '', coalesce(said, text), NULL, box_left, start_second
                FROM verdict WHERE media_id = media.id AND alone AND text IS NOT NULL LIMIT {MOST})
             ) AS told)""",
    "tags": """
        (SELECT json_agg(json_build_object('name', name, 'by_name', by_name, 'at', at) ORDER BY name)
           FROM media_tag WHERE media_id = media.id)""",
    "comments": """
        (SELECT json_agg(told ORDER BY id)
           FROM (SELECT id, media_id, text, by_name, at FROM comment WHERE media_id = media.id) AS told)""",
    "descriptions": """
        (SELECT json_agg(json_build_object('source', source, 'text', text) ORDER BY source DESC)
           FROM description WHERE media_id = media.id)""",
    "albums": """
        (SELECT json_agg(name ORDER BY name, album.id) FROM album_media JOIN album ON album.id = album_id
          WHERE media_id = media.id AND removed_at IS NULL)""",
    "people": """
        (SELECT json_agg(json_build_array(person.id, person.name) ORDER BY person.id)
           FROM media_person JOIN person ON person.id = media_person.person_id
          WHERE media_person.media_id = media.id AND person.name <> '' AND NOT person.hidden)""",
    "locality": """
        (SELECT json_build_object('city', city, 'region', region, 'country', country, 'code', country_code,
                                  'near', near, 'kilometres', kilometres,
                                  'near_kilometres', near_kilometres)
           FROM media_place WHERE media_id = media.id)""",
}
_OF_FILTERS = ("labels", "comments", "locality")  # what filters whose answers are told ask for


def _sql(pieces: Iterable[str]) -> str:
    return _FILE.format(pieces=", ".join(f"'{name}', {_PIECES[name]}" for name in pieces))
