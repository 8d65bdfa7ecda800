-- Where files were taken, in words; the colours of pictures; and which search documents are to be written
-- anew.

-- Files whose search document is behind what is known of them; written anew a few at a time.  A release that
-- puts more into the documents puts all files here.
CREATE TABLE text_due (media_id bigint PRIMARY KEY REFERENCES media ON DELETE CASCADE);

-- What lies near the position of a file.
CREATE TABLE media_place (
    media_id bigint PRIMARY KEY REFERENCES media ON DELETE CASCADE,
    finding_id bigint NOT NULL UNIQUE REFERENCES finding ON DELETE CASCADE,
    city text,                              -- the nearest place; NULL far from all
    region text,                            -- first-level division of the country
    country text NOT NULL,
    country_code text NOT NULL,             -- ISO 3166-1, two letters
    near text,                              -- the nearest city with 100,000 people
    kilometres real NOT NULL,               -- to the nearest place
    near_kilometres real,
    taken_at timestamp NOT NULL
);
CREATE INDEX media_place_city ON media_place (city, taken_at DESC, media_id DESC) INCLUDE (region, country);
CREATE INDEX media_place_region ON media_place (region, taken_at DESC, media_id DESC) INCLUDE (country);
CREATE INDEX media_place_country ON media_place (country, taken_at DESC, media_id DESC);
CREATE INDEX media_place_near ON media_place (near, taken_at DESC, media_id DESC);

-- The chief colours of a picture, the largest share first, as `#rrggbb`.
CREATE TABLE palette (
    finding_id bigint PRIMARY KEY REFERENCES finding ON DELETE CASCADE,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    colours text[] NOT NULL
);
CREATE INDEX palette_media ON palette (media_id);

-- An analyzer that looks only at files with a position.
ALTER TABLE analyzer ADD placed boolean NOT NULL DEFAULT false;

-- Workers on other machines see no positions, but for one that is to name them.
CREATE FUNCTION position_of(media_id bigint) RETURNS point
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT point(longitude, latitude) FROM media
             WHERE id = position_of.media_id AND latitude IS NOT NULL
               AND coalesce('place' = ANY (analyzers_in_use()), true));

-- Which seasons a file's place has: 1 in the north, -1 in the south, 0 between the tropics.
CREATE FUNCTION climate_of(media_id bigint) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT CASE WHEN abs(latitude) < 23.4 THEN 0 ELSE sign(latitude)::integer END
              FROM media WHERE id = climate_of.media_id);

-- A place is counted under its country, its region and itself: `Italy`, `Italy/Tuscany`, `Italy/Tuscany/Arezzo`.
ALTER TABLE cell_mark
    DROP CONSTRAINT cell_mark_what_check,
    ADD CHECK (what IN ('object', 'look', 'scene', 'colour', 'tag', 'place'));

CREATE FUNCTION place_names(country text, region text, city text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_remove(ARRAY[
        replace(country, '/', '-'),
        replace(country, '/', '-') || '/' || replace(region, '/', '-'),
        replace(country, '/', '-') || '/' || replace(coalesce(region, ''), '/', '-') || '/'
            || replace(city, '/', '-')], NULL);

CREATE FUNCTION places_come() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM count_marks('place', array_agg(media_id), array_agg(name), 1)
       FROM come CROSS JOIN unnest(place_names(country, region, city)) AS name HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION places_go() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM count_marks('place', array_agg(media_id), array_agg(name), -1)
       FROM gone CROSS JOIN unnest(place_names(country, region, city)) AS name HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_come AFTER INSERT ON media_place
    REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION places_come();
CREATE TRIGGER count_go AFTER DELETE ON media_place
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION places_go();
CREATE TRIGGER count_renamed_come AFTER UPDATE ON media_place
    REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION places_come();
CREATE TRIGGER count_renamed_go AFTER UPDATE ON media_place
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION places_go();

CREATE OR REPLACE FUNCTION marks_go_first() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM media_label WHERE media_id = OLD.id;
    DELETE FROM media_tag WHERE media_id = OLD.id;
    DELETE FROM media_place WHERE media_id = OLD.id;
    RETURN OLD;
END
$$;

CREATE OR REPLACE FUNCTION files_move() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    WITH was AS MATERIALIZED (
        SELECT id, size, CASE WHEN trashed_at IS NULL THEN
               common_of(taken_at, taken_from, dated_by, kind, mime, model, lens, source, latitude, favourite,
                         rating) END AS cell
          FROM gone
    ), is_now AS MATERIALIZED (
        SELECT id, size, CASE WHEN trashed_at IS NULL THEN
               common_of(taken_at, taken_from, dated_by, kind, mime, model, lens, source, latitude, favourite,
                         rating) END AS cell
          FROM come
    ), moved AS MATERIALIZED (
        SELECT pair.* FROM was JOIN is_now USING (id)
         CROSS JOIN LATERAL (VALUES (id, -1, was.cell, was.size), (id, 1, is_now.cell, is_now.size))
               AS pair (id, sign, cell, size)
         WHERE ((was.cell).key, was.size) IS DISTINCT FROM ((is_now.cell).key, is_now.size)
           AND (pair.cell).key IS NOT NULL
    )
    INSERT INTO cell_change (cell, what, name, files, bytes)
    SELECT cell, NULL, NULL, sum(sign), sum(sign * size) FROM moved GROUP BY cell
    UNION ALL
    SELECT cell, mark_of(media_label.kind), label, sum(sign), sum(sign * size)
      FROM moved JOIN media_label ON media_id = moved.id GROUP BY cell, mark_of(media_label.kind), label
    UNION ALL
    SELECT cell, 'tag', name, sum(sign), sum(sign * size)
      FROM moved JOIN media_tag ON media_id = moved.id GROUP BY cell, name
    UNION ALL
    SELECT cell, 'place', name, sum(sign), sum(sign * size)
      FROM moved JOIN media_place ON media_id = moved.id
     CROSS JOIN unnest(place_names(country, region, city)) AS name GROUP BY cell, name;
    RETURN NULL;
END
$$;

-- What follows a file that was moved in time or place.  It runs after the counts (triggers fire in the order
-- of their names), which still go by the place that the file had.
CREATE FUNCTION files_follow() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    told bigint[];
    moved bigint[];
BEGIN
    SELECT array_agg(come.id),
           array_agg(come.id) FILTER (WHERE (come.latitude, come.longitude)
                                            IS DISTINCT FROM (gone.latitude, gone.longitude))
      INTO told, moved
      FROM gone JOIN come USING (id)
     WHERE (come.taken_at, come.taken_from, come.latitude, come.longitude)
           IS DISTINCT FROM (gone.taken_at, gone.taken_from, gone.latitude, gone.longitude);
    IF told IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO text_due SELECT unnest(told) ON CONFLICT DO NOTHING;
    UPDATE media_place SET taken_at = media.taken_at
      FROM media WHERE media.id = media_id AND media_id = ANY (told) AND media_place.taken_at <> media.taken_at;
    IF moved IS NULL THEN
        RETURN NULL;
    END IF;
    DELETE FROM media_place WHERE media_id = ANY (moved);
    DELETE FROM analysis USING analyzer
     WHERE analyzer.name = analysis.analyzer AND analyzer.placed AND analysis.media_id = ANY (moved);
    DELETE FROM done_count USING analyzer WHERE analyzer.name = done_count.analyzer AND placed;
    INSERT INTO analysis (media_id, analyzer, version, edition, priority)
    SELECT media.id, analyzer.name, analyzer.version, analyzer.edition, 2  -- a person waits for it
      FROM media JOIN analyzer ON media.kind = ANY (analyzer.accepts)
     WHERE analyzer.placed AND analyzer.active AND media.id = ANY (moved) AND media.latitude IS NOT NULL
       AND media.trashed_at IS NULL;
    NOTIFY bowerbird_work;
    RETURN NULL;
END
$$;
CREATE TRIGGER follow AFTER UPDATE ON media
    REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION files_follow();

GRANT SELECT (iso, aperture, exposure_time, focal_length_35mm, software, taken_from) ON media
    TO bowerbird_worker;
GRANT INSERT (placed), UPDATE (placed) ON analyzer TO bowerbird_worker;
GRANT SELECT, INSERT, UPDATE ON media_place TO bowerbird_worker;
ALTER TABLE media_place ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_own ON media_place TO bowerbird_worker
    USING (EXISTS (SELECT FROM analysis AS held WHERE held.media_id = media_place.media_id
                      AND (held.state = 'running' OR held.ended_at = now())));
GRANT INSERT ON palette TO bowerbird_worker;
ALTER TABLE palette ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_adds ON palette FOR INSERT TO bowerbird_worker
    WITH CHECK (EXISTS (SELECT FROM finding JOIN analysis AS held ON held.id = finding.analysis_id
                         WHERE finding.id = palette.finding_id AND finding.media_id = palette.media_id));
GRANT SELECT ON media_place, palette TO bowerbird_reader;
CREATE POLICY reader ON media_place FOR SELECT TO bowerbird_reader USING (true);
CREATE POLICY reader ON palette FOR SELECT TO bowerbird_reader USING (true);

INSERT INTO text_due SELECT id FROM media;
