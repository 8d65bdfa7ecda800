"""The search document of a file: every word that it is found by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from shared import circumstances, continents, lexicon
from shared.circumstances import Facts, Word
from shared.db.connection import Connection, rows, run
from shared.text import words

_LONGEST = 200_000  # characters of one file's document; PostgreSQL takes 1 MB of lexemes


@dataclass(frozen=True)
class File:
    """What is known of a file before anybody looked at it; `climate` as of `climate_of`."""

    id: int
    name: str
    path: str
    make: str | None
    model: str | None
    lens: str | None
    software: str | None
    kind: str
    width: int | None
    height: int | None
    iso: int | None
    aperture: float | None
    exposure_time: float | None
    focal_length_35mm: float | None
    taken_at: datetime
    dated: bool
    climate: int | None
    derived: bool  # whether the house wants words that follow from figures

    @property
    def words(self) -> list[Word]:
        """What the file's own figures say."""
        latitude = None if self.climate is None else 45.0 * self.climate
        known = {field.name: getattr(self, field.name) for field in fields(Facts) if field.name != "latitude"}
        return circumstances.words(Facts(latitude=latitude, **known), derived=self.derived)


@dataclass(frozen=True)
class _Said:
    media_id: int
    said: str
    label: bool


def locked(conn: Connection, ids: Sequence[int]) -> list[File]:
    """The files, their rows held until the transaction ends."""
    return rows(
        conn,
        File,
        """
        SELECT id, name, path, make, model, lens, software, kind, width, height, iso, aperture,
               exposure_time, focal_length_35mm, taken_at, taken_from <> 'file date' AS dated,
               climate_of(id) AS climate, tells_words() AS derived
          FROM media WHERE id = ANY (%(ids)s) ORDER BY id FOR NO KEY UPDATE
        """,
        ids=list(ids),
    )


def write(conn: Connection, files: Sequence[File]) -> None:
    """Write the documents of these files anew."""
    said: dict[int, list[str]] = {}
    for row in rows(conn, _Said, _SAID, ids=[file.id for file in files], continents=continents.as_json()):
        others = lexicon.wider(row.said) if row.label else ()
        said.setdefault(row.media_id, []).extend([row.said, *others])
    documents = [(file.id, _document(file, said.get(file.id, ()))) for file in files]
    run(
        conn,
        """
        INSERT INTO media_text (media_id, document)
        SELECT told.media_id, to_tsvector('simple', told.document)
          FROM unnest(%(ids)s::bigint[], %(documents)s::text[]) AS told (media_id, document)
        ON CONFLICT (media_id) DO UPDATE SET document = EXCLUDED.document
         WHERE media_text.document <> EXCLUDED.document
        """,
        ids=[media_id for media_id, _ in documents],
        documents=[document for _, document in documents],
    )


def _document(file: File, said: Iterable[str]) -> str:
    camera = [text for text in (file.make, file.model, file.lens) if text]
    told = [text for word in file.words for text in (word.text, *lexicon.wider(word.text))]
    return " ".join(words(" ".join([file.name, file.path, *camera, *told, *said])))[:_LONGEST]


_SAID = """
    SELECT media_id, label AS said, true AS label FROM media_label
     WHERE media_id = ANY (%(ids)s) AND kind <> 'scene'
    UNION ALL
    SELECT media_id, concat_ws(' ', city, region, country, near,
                               %(continents)s::jsonb ->> country_code), false
      FROM media_place WHERE media_id = ANY (%(ids)s)
    UNION ALL
    SELECT media_id, name, false FROM media_tag WHERE media_id = ANY (%(ids)s)
    UNION ALL
    SELECT media_id, text, false FROM comment WHERE media_id = ANY (%(ids)s)
    UNION ALL
    SELECT media_id, text, false FROM description WHERE media_id = ANY (%(ids)s)
    UNION ALL
    SELECT media_id, name, false FROM media_person JOIN person ON person.id = media_person.person_id
     WHERE media_id = ANY (%(ids)s) AND NOT hidden
    UNION ALL
    SELECT page.id, text, false
      FROM unnest(%(ids)s::bigint[]) AS page (id)
     CROSS JOIN LATERAL (
        SELECT finding.text FROM finding JOIN serving ON serving.id = finding.analysis_id
         WHERE finding.media_id = page.id AND serving.media_id = page.id
           AND finding.text IS NOT NULL AND coalesce(finding.score, 1) >= coalesce(threshold, 0)
           AND NOT overruled
         ORDER BY finding.id
     ) AS texts
    UNION ALL
    SELECT media_id, coalesce(said, text), false FROM verdict
     WHERE media_id = ANY (%(ids)s) AND alone AND text IS NOT NULL
    """
