-- A face that somebody rejected ("this is no face") counts for nobody, now and after every later analysis, and
-- counts again as soon as that is taken back.

-- Whether somebody rejected the face in this place after it was said whose it is.  As with what is said of
-- people a fifth of two boxes in common is enough, for detectors frame a face differently.
CREATE FUNCTION struck(said person_decision) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (
        SELECT FROM verdict
         WHERE verdict.media_id = said.media_id AND verdict.label = 'face' AND verdict.decision = 'rejected'
           AND verdict.at > said.at
           AND (verdict.start_second IS NULL
                OR abs(verdict.start_second - coalesce(said.start_second, verdict.start_second)) <= 2.5)
           AND (verdict.box_left IS NULL
                OR overlap(box_at(verdict.box_left::real, verdict.box_top::real, verdict.box_width::real,
                                  verdict.box_height::real),
                           box_at(said.box_left, said.box_top, said.box_width, said.box_height)) >= 0.2));

-- Whether somebody is in a place of a file by a person's word alone, without a face that counts there.
CREATE FUNCTION alone(said person_decision) RETURNS boolean LANGUAGE sql STABLE
    RETURN said.verdict = 'is' AND NOT struck(said)
       AND NOT EXISTS (SELECT FROM finding WHERE finding.id = said.finding_id AND NOT overruled);

-- A face that is rejected is no longer to be recognised; one that is no longer rejected is.
CREATE FUNCTION face_overruled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.overruled THEN
        DELETE FROM face_due WHERE finding_id = NEW.id;
    ELSE
        INSERT INTO face_due SELECT finding_id FROM face WHERE finding_id = NEW.id ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER face_overruled AFTER UPDATE OF overruled ON finding FOR EACH ROW
    WHEN (OLD.overruled IS DISTINCT FROM NEW.overruled) EXECUTE FUNCTION face_overruled();

-- Whether a verdict speaks of a finding.  Boxes must share half of their union, of
-- faces, which detectors frame less alike (HOG and YuNet: 0.3 to 0.8), three tenths; a label holds at the same
-- second give or take half the distance of the frames that are looked at; what was read or heard must lie
-- half in the verdict's time.  A rejected text must have half its words in common, since another reading
-- of the same place is news; a corrected one stands in the place of whatever is read or heard there.
CREATE OR REPLACE FUNCTION speaks_of(verdict verdict, finding finding) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN verdict.label IS NOT DISTINCT FROM CASE WHEN finding.text IS NULL THEN finding.label END
       AND (verdict.text IS NULL) = (finding.text IS NULL)
       AND (verdict.start_second IS NULL OR finding.start_second IS NOT NULL
            AND share_inside(finding.start_second, coalesce(finding.end_second, finding.start_second),
                             verdict.start_second - CASE WHEN finding.box_left IS NULL THEN 0 ELSE 2.5 END,
                             coalesce(verdict.end_second, verdict.start_second)
                             + CASE WHEN finding.box_left IS NULL THEN 0 ELSE 2.5 END) >= 0.5)
       AND CASE WHEN verdict.box_left IS NULL THEN verdict.text IS NULL OR finding.box_left IS NULL
                WHEN finding.box_left IS NULL THEN false
                ELSE (SELECT shared >= CASE WHEN verdict.label = 'face' THEN 0.3 ELSE 0.5 END
                                         * (verdict.box_width * verdict.box_height
                                              + finding.box_width * finding.box_height - shared)
                        FROM (SELECT greatest(least(verdict.box_left + verdict.box_width,
                                                    finding.box_left + finding.box_width)
                                              - greatest(verdict.box_left, finding.box_left), 0)
                                     * greatest(least(verdict.box_top + verdict.box_height,
                                                      finding.box_top + finding.box_height)
                                                - greatest(verdict.box_top, finding.box_top), 0) AS shared
                             ) AS overlap)
           END
       AND (verdict.text IS NULL OR verdict.decision = 'corrected' OR verdict.text = finding.text
            OR (SELECT count(*) FILTER (WHERE word = ANY (held.words)) * 2 >= count(*) AND count(*) > 0
                  FROM (SELECT tsvector_to_array(to_tsvector('simple', folded(verdict.text))) AS words) AS held,
                       unnest(tsvector_to_array(to_tsvector('simple', folded(finding.text)))) AS word));

-- Bind what was said of a file to the faces that serve there now, and keep what follows from it: to whom its
-- faces belong, and who is in it.  Of two detectors' boxes around one face a fifth and more is shared (HOG and
-- YuNet: 0.3 to 0.8).  Where two decisions lay claim to one face, the one that fits clearly worse has none.
-- A face that somebody rejected is nobody's: what was said of it counts only where it was said later.
CREATE OR REPLACE FUNCTION heed_people(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    nothing boolean := NOT EXISTS (SELECT FROM person_decision WHERE media_id = wanted)
                   AND NOT EXISTS (SELECT FROM belonging WHERE media_id = wanted)
                   AND NOT EXISTS (SELECT FROM media_person WHERE media_id = wanted);
BEGIN
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
                      AND serving.analyzer = 'faces'
         WHERE said.media_id = wanted AND person.kind IS DISTINCT FROM 'pet'
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

INSERT INTO file_due SELECT DISTINCT media_id FROM verdict WHERE label = 'face' AND decision = 'rejected'
    ON CONFLICT DO NOTHING;
