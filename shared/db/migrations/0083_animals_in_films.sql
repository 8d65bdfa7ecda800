-- Animals in films: described at the frames in which `detect` found them, each with a picture of its own, since the
-- file's preview shows another frame.

ALTER TABLE animal ADD COLUMN chip bytea;   -- WebP; of a photo the preview has it

-- The boxes of the animals in a file: of a photo four numbers each, at most twenty, found or said to be a pet's; of a
-- film five, the fifth its second, the forty that are found most surely.
CREATE OR REPLACE FUNCTION animals_in(wanted bigint) RETURNS double precision[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (
        WITH found AS (
            SELECT finding.box_left, finding.box_top, finding.box_width, finding.box_height,
                   finding.start_second, finding.score, finding.id
              FROM finding JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = wanted
             WHERE finding.media_id = wanted AND serving.analyzer = 'detect' AND label = ANY (animals())
               AND finding.box_left IS NOT NULL AND NOT overruled
               AND coalesce(score, 1) >= coalesce(threshold, 0)
        ), seen AS (
            SELECT box_left, box_top, box_width, box_height FROM found WHERE start_second IS NULL
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
        ), moving AS (
            SELECT DISTINCT start_second, box_left, box_top, box_width, box_height
              FROM (SELECT * FROM found WHERE start_second IS NOT NULL AND coalesce(score, 1) >= 0.5
                     ORDER BY score DESC NULLS LAST, id LIMIT 40) AS surest
        ), sides AS (
            SELECT NULL::double precision AS start_second, box_left, box_top, box_width, box_height, place, side
              FROM every CROSS JOIN LATERAL unnest(ARRAY[box_left, box_top, box_width, box_height])
                         WITH ORDINALITY AS box (side, place)
            UNION ALL
            SELECT start_second, box_left, box_top, box_width, box_height, place, side
              FROM moving CROSS JOIN LATERAL unnest(ARRAY[box_left, box_top, box_width, box_height, start_second])
                         WITH ORDINALITY AS box (side, place)
        )
        SELECT array_agg(side ORDER BY start_second, box_left, box_top, box_width, box_height, place)
          FROM sides
         WHERE (start_second IS NOT NULL) = (SELECT kind = 'video' FROM media WHERE id = wanted)
    );

-- What an animal is, by the box of `detect` that it was described in; NULL for what no detector knows, or is not
-- sure enough of to gather: what is found at less is a face or a cushion too often.
CREATE OR REPLACE FUNCTION species(animal finding) RETURNS text LANGUAGE sql STABLE
    RETURN (
        SELECT seen.label
          FROM finding AS seen
          JOIN serving ON serving.id = seen.analysis_id AND serving.media_id = animal.media_id
         CROSS JOIN LATERAL overlap(box_at(seen.box_left, seen.box_top, seen.box_width, seen.box_height),
                                    box_at(animal.box_left, animal.box_top, animal.box_width, animal.box_height))
               AS shared
         WHERE seen.media_id = animal.media_id AND serving.analyzer = 'detect' AND seen.label = ANY (animals())
           AND seen.box_left IS NOT NULL AND NOT seen.overruled
           AND (seen.start_second IS NULL) = (animal.start_second IS NULL)
           AND abs(coalesce(seen.start_second - animal.start_second, 0)) < 0.05
           AND coalesce(seen.score, 1) >= greatest(threshold, 0.5) AND shared >= 0.5
         ORDER BY shared DESC, seen.id LIMIT 1);

INSERT INTO file_due
SELECT DISTINCT media_id FROM media_label JOIN media ON media.id = media_id AND media.kind = 'video'
 WHERE label = ANY (animals()) AND media_label.kind = 'object'
    ON CONFLICT DO NOTHING;
