-- Animals that look alike are gathered as faces are: they wait in the same list (`face_due`), a group of them is a
-- person of kind `pet` without a name, and `belonging` tells whose each is.  One that belongs to nobody has no row.

-- What an animal is, by the box of `detect` that it was described in; NULL for what no detector knows, or is not
-- sure enough of to gather: what is found at less is a face or a cushion too often.
CREATE FUNCTION species(animal finding) RETURNS text LANGUAGE sql STABLE
    RETURN (
        SELECT seen.label
          FROM finding AS seen
          JOIN serving ON serving.id = seen.analysis_id AND serving.media_id = animal.media_id
         CROSS JOIN LATERAL overlap(box_at(seen.box_left, seen.box_top, seen.box_width, seen.box_height),
                                    box_at(animal.box_left, animal.box_top, animal.box_width, animal.box_height))
               AS shared
         WHERE seen.media_id = animal.media_id AND serving.analyzer = 'detect' AND seen.label = ANY (animals())
           AND seen.box_left IS NOT NULL AND seen.start_second IS NULL AND NOT seen.overruled
           AND coalesce(seen.score, 1) >= greatest(threshold, 0.5) AND shared >= 0.5
         ORDER BY shared DESC, seen.id LIMIT 1);

CREATE FUNCTION animal_arrived() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO face_due SELECT finding_id FROM arrived ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER animal_arrived AFTER INSERT ON animal REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION animal_arrived();

-- An animal that is no longer somebody's is to be guessed anew; one that is gone is not.
CREATE FUNCTION animal_freed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO face_due
    SELECT finding_id FROM freed JOIN animal USING (finding_id) JOIN finding ON finding.id = finding_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER animal_freed AFTER DELETE ON belonging REFERENCING OLD TABLE AS freed
    FOR EACH STATEMENT EXECUTE FUNCTION animal_freed();

INSERT INTO face_due SELECT finding_id FROM animal ON CONFLICT DO NOTHING;
