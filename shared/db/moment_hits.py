"""What of a search is found at which second of some recordings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shared import labels
from shared.db.connection import Connection, rows
from shared.db.moment_terms import Term
from shared.joining import Hit


@dataclass(frozen=True)
class _Found(Hit):
    media_id: int = 0


def hits(conn: Connection, ids: Sequence[int], asked: Sequence[Term]) -> dict[int, list[Hit]]:
    """By file what of each term is found, and when."""
    # Each file by itself, so that the view of what serves reads its analyses and no others.
    found_by = [(sql, given) for number, term in enumerate(asked) for sql, given in parts(number, term)]
    found: dict[int, list[Hit]] = {}
    if not found_by:
        return found
    sql = f"""
        SELECT page.id AS media_id, held.* FROM unnest(%(ids)s::bigint[]) AS page (id)
         CROSS JOIN LATERAL ({" UNION ALL ".join(sql for sql, _ in found_by)})
               AS held (wanted, start, "end", finding, "where", text, score)
        """
    given = {name: value for _, each in found_by for name, value in each.items()}
    for row in rows(conn, _Found, sql, ids=list(ids), **given):
        found.setdefault(row.media_id, []).append(row)
    return found


def parts(number: int, term: Term) -> Iterator[tuple[str, dict[str, Any]]]:
    """What gives the hits of one term, for the file `page.id`."""
    names: dict[str, Any] = {"wanted": number, "labels": f"labels_{number}", "query": f"query_{number}"}
    if term.labels and term.least > 1:
        several = {names["labels"]: list(term.labels), f"least_{number}": term.least}
        yield _SEVERAL.format(**names), several
    elif term.labels:
        yield _LABELS.format(**names), {names["labels"]: list(term.labels)}
    if term.looks and term.least > 1:
        several = {f"looks_{number}": list(term.looks), f"least_{number}": term.least}
        yield _SEVERAL_LOOKS.format(wanted=number), several
    elif term.looks:
        yield _LOOKS.format(**names), {f"looks_{number}": list(term.looks)}
    if term.people:
        yield _PEOPLE.format(wanted=number), {f"people_{number}": list(term.people)}
    if term.query:
        box = {None: "true", True: "box_left IS NOT NULL", False: "box_left IS NULL"}[term.read]
        yield _TEXTS.format(**names, box=box), {names["query"]: term.query}


_FINDERS = ", ".join(f"'{analyzer}'" for analyzer, kind in labels.KINDS.items() if kind == "look")
_PLACE = "{wanted} AS wanted, start_second AS start, coalesce(end_second, start_second) AS end"
_SERVES = """
    finding.media_id = page.id AND serving.media_id = page.id AND start_second IS NOT NULL AND NOT overruled
    AND coalesce(finding.score, 1) >= coalesce(threshold, 0)
    """
_LABELS = f"""
    (SELECT DISTINCT ON (start_second, label) {_PLACE}, finding.id AS finding,
            CASE label WHEN 'face' THEN label ELSE 'object' END AS "where", label AS text, finding.score
       FROM finding JOIN serving ON serving.id = finding.analysis_id
      WHERE {_SERVES} AND label = ANY (%({{labels}})s::text[]) AND text IS NULL
      ORDER BY start_second, label, finding.score DESC NULLS LAST)
    UNION ALL
    SELECT {_PLACE}, -id, CASE label WHEN 'face' THEN label ELSE 'object' END, label, NULL FROM verdict
     WHERE media_id = page.id AND alone AND start_second IS NOT NULL AND label = ANY (%({{labels}})s::text[])
    """
_SEVERAL = f"""
    SELECT {_PLACE}, (array_agg(finding.id ORDER BY finding.score DESC NULLS LAST))[1],
           CASE label WHEN 'face' THEN label ELSE 'object' END, label, max(finding.score)
      FROM finding JOIN serving ON serving.id = finding.analysis_id
     WHERE {_SERVES} AND label = ANY (%({{labels}})s::text[]) AND text IS NULL
     GROUP BY start_second, end_second, label HAVING count(*) >= %(least_{{wanted}})s
    """
_LOOKS = f"""
    (SELECT DISTINCT ON (start_second, label) {_PLACE}, finding.id, 'look', label, finding.score
       FROM finding JOIN serving ON serving.id = finding.analysis_id
      WHERE {_SERVES} AND label = ANY (%(looks_{{wanted}})s::text[]) AND text IS NULL
        AND analyzer IN ({_FINDERS})
      ORDER BY start_second, label, finding.score DESC NULLS LAST)
    UNION ALL
    SELECT {_PLACE}, -id, 'look', label, NULL FROM verdict
     WHERE media_id = page.id AND alone AND start_second IS NOT NULL AND kind = 'look'
       AND label = ANY (%(looks_{{wanted}})s::text[])
    """
_SEVERAL_LOOKS = f"""
    SELECT {_PLACE}, (array_agg(finding.id ORDER BY finding.score DESC NULLS LAST))[1], 'look', label,
           max(finding.score)
      FROM finding JOIN serving ON serving.id = finding.analysis_id
     WHERE {_SERVES} AND label = ANY (%(looks_{{wanted}})s::text[]) AND text IS NULL
       AND analyzer IN ({_FINDERS})
     GROUP BY start_second, end_second, label HAVING count(*) >= %(least_{{wanted}})s
    """
_PEOPLE = f"""
    SELECT {_PLACE}, finding.id, 'person', person.name, NULL::real
      FROM belonging JOIN finding ON finding.id = belonging.finding_id
      JOIN serving ON serving.id = finding.analysis_id
      JOIN person ON person.id = belonging.person_id
     WHERE belonging.media_id = page.id AND {_SERVES} AND person.id = ANY (
           SELECT coalesce(into_id, id) FROM person WHERE id = ANY (%(people_{{wanted}})s::bigint[]))
    UNION ALL
    SELECT {{wanted}} AS wanted, start_second, start_second, -said.id, 'person', person.name, NULL
      FROM person_decision AS said JOIN person ON person.id = said.person_id
     WHERE said.media_id = page.id AND alone(said) AND start_second IS NOT NULL AND person.id = ANY (
           SELECT coalesce(into_id, id) FROM person WHERE id = ANY (%(people_{{wanted}})s::bigint[]))
    """
_TEXTS = f"""
    SELECT {_PLACE}, finding.id, CASE WHEN box_left IS NULL THEN 'said' ELSE 'text' END, text, finding.score
      FROM finding JOIN serving ON serving.id = finding.analysis_id
     WHERE {_SERVES} AND text IS NOT NULL AND {{box}}
       AND to_tsvector('simple', folded(text)) @@ to_tsquery('simple', %({{query}})s)
    UNION ALL
    SELECT {_PLACE}, -id, CASE WHEN box_left IS NULL THEN 'said' ELSE 'text' END, coalesce(said, text), NULL
      FROM verdict
     WHERE media_id = page.id AND alone AND start_second IS NOT NULL AND {{box}}
       AND to_tsvector('simple', folded(coalesce(said, text))) @@ to_tsquery('simple', %({{query}})s)
    """
