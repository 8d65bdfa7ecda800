-- What animals look like, by which a pet is found in other photos.  The boxes are those of `detect`, and those that
-- somebody drew; `classify` describes what lies in them, as it describes whole pictures.

CREATE TABLE animal (
    finding_id bigint PRIMARY KEY REFERENCES finding ON DELETE CASCADE,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    embedding halfvec(640) NOT NULL         -- of length 1, see `picture`
);
ALTER TABLE animal ALTER COLUMN embedding SET STORAGE PLAIN;
CREATE INDEX animal_media ON animal (media_id);
CREATE INDEX animal_embedding ON animal USING hnsw (embedding halfvec_l2_ops);
GRANT INSERT ON animal TO bowerbird_worker;
ALTER TABLE animal ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_adds ON animal FOR INSERT TO bowerbird_worker
    WITH CHECK (EXISTS (SELECT FROM finding JOIN analysis AS held ON held.id = finding.analysis_id
                         WHERE finding.id = animal.finding_id AND finding.media_id = animal.media_id));

-- The boxes that were to be described last: other ones are a reason to look again, the same ones never are.
CREATE TABLE animal_asked (
    media_id bigint PRIMARY KEY REFERENCES media ON DELETE CASCADE,
    boxes double precision[] NOT NULL
);
ALTER TABLE animal_asked ENABLE ROW LEVEL SECURITY;

-- The animals that detectors of COCO's classes know.
CREATE FUNCTION animals() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ARRAY['bird', 'cat', 'dog', 'horse', 'sheep', 'cow', 'elephant', 'bear', 'zebra', 'giraffe'];

-- The boxes of the animals in a photo, four numbers each, at most twenty: found, or said to be a pet's.
CREATE FUNCTION animals_in(wanted bigint) RETURNS double precision[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (
        WITH seen AS (
            SELECT finding.box_left, finding.box_top, finding.box_width, finding.box_height
              FROM finding JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = wanted
             WHERE finding.media_id = wanted AND serving.analyzer = 'detect' AND label = ANY (animals())
               AND finding.box_left IS NOT NULL AND start_second IS NULL AND NOT overruled
               AND coalesce(score, 1) >= coalesce(threshold, 0)
        ), said AS (
            SELECT box_left, box_top, box_width, box_height
              FROM person_decision AS said
              JOIN person ON person.id = said.person_id AND person.kind = 'pet'
             WHERE said.media_id = wanted AND verdict = 'is' AND start_second IS NULL
               AND NOT EXISTS (
                    SELECT FROM seen
                     WHERE overlap(box_at(said.box_left, said.box_top, said.box_width, said.box_height),
                                   box_at(seen.box_left, seen.box_top, seen.box_width, seen.box_height)) >= 0.5)
        ), every AS (
            SELECT DISTINCT box_left, box_top, box_width, box_height
              FROM (SELECT * FROM seen UNION ALL SELECT * FROM said) AS one
             ORDER BY box_left, box_top, box_width, box_height LIMIT 20
        )
        SELECT array_agg(side ORDER BY box_left, box_top, box_width, box_height, place)
          FROM every CROSS JOIN LATERAL unnest(ARRAY[box_left, box_top, box_width, box_height])
                     WITH ORDINALITY AS box (side, place)
    );
REVOKE EXECUTE ON FUNCTION animals_in(bigint) FROM PUBLIC;

-- The same for the analyzer that describes them; a worker of others has nothing to do with it.
CREATE FUNCTION boxes_of_animals(media_id bigint) RETURNS double precision[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN CASE WHEN coalesce('classify' = ANY (analyzers_in_use()), true) THEN animals_in(media_id) END;

-- Let a photo be looked at again where it has other animals than were described.  A row that somebody holds is
-- left: who holds it comes here too, as soon as it is done.
CREATE FUNCTION describe_animals(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    boxes double precision[];
    row_id bigint;
    row_state text;
BEGIN
    IF NOT EXISTS (SELECT FROM media_label WHERE media_id = wanted AND label = ANY (animals()))
       AND NOT EXISTS (SELECT FROM animal_asked WHERE media_id = wanted)
       AND NOT EXISTS (SELECT FROM person_decision AS said JOIN person ON person.id = said.person_id
                        WHERE said.media_id = wanted AND person.kind = 'pet') THEN
        RETURN;
    END IF;
    boxes := coalesce(animals_in(wanted), '{}');
    IF boxes = coalesce((SELECT animal_asked.boxes FROM animal_asked WHERE media_id = wanted), '{}') THEN
        RETURN;
    END IF;
    SELECT analysis.id, state INTO row_id, row_state
      FROM analysis
      JOIN analyzer ON analyzer.name = analysis.analyzer AND analyzer.version = analysis.version
                   AND analyzer.edition = analysis.edition
     WHERE analysis.media_id = wanted AND analysis.analyzer = 'classify' AND segment = 0
       FOR UPDATE OF analysis SKIP LOCKED;
    IF row_id IS NULL OR row_state = 'running' THEN
        RETURN;
    END IF;
    INSERT INTO animal_asked (media_id, boxes) VALUES (wanted, boxes)
        ON CONFLICT (media_id) DO UPDATE SET boxes = EXCLUDED.boxes;
    IF row_state = 'done' THEN
        UPDATE analysis SET state = 'queued', attempt = 0, due_at = now(), published = false WHERE id = row_id;
        DELETE FROM done_count WHERE analyzer = 'classify';
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION describe_animals(bigint) FROM PUBLIC;

-- Whether somebody rejected the face in this place after it was said whose it is.  As with what is said of
-- people a fifth of two boxes in common is enough, for detectors frame a face differently.  A pet has none.
CREATE OR REPLACE FUNCTION struck(said person_decision) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT FROM verdict
         WHERE verdict.media_id = said.media_id AND verdict.label = 'face' AND verdict.decision = 'rejected'
           AND verdict.at > said.at
           AND NOT EXISTS (SELECT FROM person WHERE person.id = said.person_id AND person.kind = 'pet')
           AND (verdict.start_second IS NULL
                OR abs(verdict.start_second - coalesce(said.start_second, verdict.start_second)) <= 2.5)
           AND (verdict.box_left IS NULL
                OR overlap(box_at(verdict.box_left::real, verdict.box_top::real, verdict.box_width::real,
                                  verdict.box_height::real),
                           box_at(said.box_left, said.box_top, said.box_width, said.box_height)) >= 0.2));

-- Bind what was said of a file to the faces that serve there now, and keep what follows from it: to whom its
-- faces belong, and who is in it.  Of two detectors' boxes around one face a fifth and more is shared (HOG and
-- YuNet: 0.3 to 0.8).  Where two decisions lay claim to one face, the one that fits clearly worse has none.
-- A face that somebody rejected is nobody's: what was said of it counts only where it was said later.  What was
-- said of pets is bound to animals that are described, in the same way.
CREATE OR REPLACE FUNCTION heed_people(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    nothing boolean := NOT EXISTS (SELECT FROM person_decision WHERE media_id = wanted)
                   AND NOT EXISTS (SELECT FROM belonging WHERE media_id = wanted)
                   AND NOT EXISTS (SELECT FROM media_person WHERE media_id = wanted);
BEGIN
    PERFORM describe_animals(wanted);
    IF nothing THEN
        RETURN;
    END IF;

    WITH fitting AS (
        SELECT said.id, said.verdict, finding.id AS finding_id,
               overlap(box_at(said.box_left, said.box_top, said.box_width, said.box_height),
                       box_at(finding.box_left, finding.box_top, finding.box_width, finding.box_height)) AS shared
          FROM person_decision AS said
          LEFT JOIN person ON person.id = said.person_id
          JOIN finding ON finding.media_id = wanted AND finding.box_left IS NOT NULL
          JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = wanted
                      AND (serving.analyzer = 'faces' AND person.kind IS DISTINCT FROM 'pet'
                           OR serving.analyzer = 'classify' AND person.kind IS DISTINCT FROM 'person')
         WHERE said.media_id = wanted
           AND (said.start_second IS NULL) = (finding.start_second IS NULL)
           AND abs(coalesce(said.start_second - finding.start_second, 0)) <= 0.75
    ), best AS (
        SELECT DISTINCT ON (id) * FROM fitting WHERE shared >= 0.2 ORDER BY id, shared DESC, finding_id
    ), bound AS (
        SELECT id, finding_id FROM best
         WHERE verdict = 'is-not'
            OR NOT EXISTS (SELECT FROM best AS other
                            WHERE other.finding_id = best.finding_id AND other.verdict <> 'is-not'
                              AND other.shared > best.shared + 0.2)
    )
    UPDATE person_decision SET finding_id = bound.finding_id
      FROM person_decision AS said LEFT JOIN bound USING (id)
     WHERE said.media_id = wanted AND person_decision.id = said.id
       AND person_decision.finding_id IS DISTINCT FROM bound.finding_id;

    INSERT INTO belonging (finding_id, media_id, person_id, state)
    SELECT DISTINCT ON (finding_id) finding_id, wanted, person_id,
           CASE verdict WHEN 'is' THEN 'said' ELSE 'ignored' END
      FROM person_decision
     WHERE media_id = wanted AND verdict <> 'is-not'
       AND EXISTS (SELECT FROM finding WHERE finding.id = finding_id AND NOT overruled)
     ORDER BY finding_id, at DESC, id DESC
    ON CONFLICT (finding_id) DO UPDATE
       SET person_id = EXCLUDED.person_id, state = EXCLUDED.state, distance = NULL
     WHERE (belonging.person_id, belonging.state) IS DISTINCT FROM (EXCLUDED.person_id, EXCLUDED.state);

    DELETE FROM belonging USING finding
     WHERE belonging.media_id = wanted AND finding.id = belonging.finding_id AND overruled;

    -- What is no longer said, or was told not to be so, is to be guessed anew.
    WITH gone AS (
        DELETE FROM belonging
         WHERE media_id = wanted
           AND CASE WHEN state IN ('said', 'ignored') THEN
                   NOT EXISTS (SELECT FROM person_decision AS said
                                WHERE said.finding_id = belonging.finding_id AND verdict <> 'is-not')
               WHEN state = 'guess' THEN
                   EXISTS (SELECT FROM person_decision AS said
                            WHERE said.finding_id = belonging.finding_id
                              AND verdict = 'is-not' AND said.person_id = belonging.person_id)
                   OR EXISTS (SELECT FROM belonging AS taken
                                JOIN finding AS other ON other.id = taken.finding_id
                                JOIN finding AS own ON own.id = belonging.finding_id
                               WHERE taken.media_id = wanted AND taken.state = 'said'
                                 AND taken.person_id = belonging.person_id
                                 AND other.analysis_id = own.analysis_id
                                 AND other.start_second IS NOT DISTINCT FROM own.start_second)
               ELSE false END
        RETURNING finding_id
    )
    INSERT INTO face_due SELECT finding_id FROM gone JOIN face USING (finding_id) ON CONFLICT DO NOTHING;

    WITH shown AS (
        SELECT belonging.person_id
          FROM belonging
          JOIN finding ON finding.id = belonging.finding_id
          JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = wanted
         WHERE belonging.media_id = wanted AND person_id IS NOT NULL
           AND (belonging.state = 'said' OR coalesce(score, 1) >= coalesce(threshold, 0))
        UNION ALL
        SELECT person_id FROM person_decision AS said WHERE media_id = wanted AND alone(said)
    ), counted AS (
        SELECT person_id, count(*)::integer AS n FROM shown GROUP BY person_id
    ), gone AS (
        DELETE FROM media_person
         WHERE media_id = wanted AND person_id NOT IN (SELECT person_id FROM counted)
    )
    INSERT INTO media_person (media_id, person_id, n, taken_at)
    SELECT media.id, counted.person_id, counted.n, media.taken_at
      FROM counted JOIN media ON media.id = wanted
    ON CONFLICT (media_id, person_id) DO UPDATE SET n = EXCLUDED.n, taken_at = EXCLUDED.taken_at
     WHERE (media_person.n, media_person.taken_at) IS DISTINCT FROM (EXCLUDED.n, EXCLUDED.taken_at);
END
$$;

INSERT INTO file_due SELECT DISTINCT media_id FROM media_label WHERE label = ANY (animals()) AND kind = 'object'
    ON CONFLICT DO NOTHING;
