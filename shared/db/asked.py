"""A face or an animal of which recognition asks whose it is."""

from dataclasses import dataclass

from shared.db.persons import Kind


@dataclass(frozen=True)
class Asked:
    """A face or an animal that is asked about; `frame` are the others beside it, `barred` whom it is not.

    `network` tells what it may be compared with: which network described it, and of animals their kind too.
    """

    id: int
    kind: Kind
    media_id: int
    embedding: str
    network: str
    frame: list[int]
    barred: list[int]


# Of a face or an animal `finding`: those beside it, and whom it is not, who are those beside it and whom it
# was told not to be.
BESIDE = """
    ARRAY (SELECT other.id FROM finding AS other
            WHERE other.analysis_id = finding.analysis_id AND other.id <> finding.id
              AND other.start_second IS NOT DISTINCT FROM finding.start_second) AS frame,
    ARRAY (SELECT person_id FROM finding AS other JOIN belonging ON belonging.finding_id = other.id
            WHERE other.analysis_id = finding.analysis_id AND other.id <> finding.id
              AND other.start_second IS NOT DISTINCT FROM finding.start_second
              AND person_id IS NOT NULL
            UNION ALL
           SELECT person_id FROM person_decision
            WHERE person_decision.finding_id = finding.id AND verdict = 'is-not') AS barred
    """
# Of a neighbour, how many others belong to the one that it belongs to, as far as they count.
VOICED = """
    CASE WHEN belonging.person_id IS NULL THEN 0 ELSE
        (SELECT count(*) FROM (SELECT FROM belonging AS own
                                WHERE own.person_id = belonging.person_id
                                  AND own.finding_id <> %(id)s LIMIT %(voices)s) AS few)
    END::integer AS faces
    """
