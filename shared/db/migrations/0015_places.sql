-- Where files were taken, kept narrow and in the order of a quadtree, and counted by cell and year, so
-- that a map of a million files is answered in milliseconds.

-- For the files within an area.
CREATE INDEX media_latitude ON media (latitude, longitude) WHERE latitude IS NOT NULL AND trashed_at IS NULL;
CREATE INDEX IF NOT EXISTS media_unplaced ON media (taken_at DESC, id DESC) WHERE latitude IS NULL AND trashed_at IS NULL;

-- Columns and rows of the Web Mercator square at level 26, where a cell is less than a metre wide.
CREATE FUNCTION place_x(longitude double precision) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT greatest(least(floor((longitude + 180) / 360 * 67108864), 67108863), 0)::bigint
$$;

CREATE FUNCTION place_y(latitude double precision) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT greatest(least(floor(
        (1 - asinh(tan(radians(greatest(least(latitude, 85.06), -85.06)))) / pi()) / 2 * 67108864
    ), 67108863), 0)::bigint
$$;

-- The bits of `number`, each with a 0 before it.
CREATE FUNCTION place_spread(number bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    number := (number | (number << 16)) & x'0000ffff0000ffff'::bigint;
    number := (number | (number << 8)) & x'00ff00ff00ff00ff'::bigint;
    number := (number | (number << 4)) & x'0f0f0f0f0f0f0f0f'::bigint;
    number := (number | (number << 2)) & x'3333333333333333'::bigint;
    RETURN (number | (number << 1)) & x'5555555555555555'::bigint;
END
$$;

CREATE TABLE place (
    media_id bigint PRIMARY KEY REFERENCES media ON DELETE CASCADE,
    key bigint NOT NULL,                    -- bits of y and x by turns; all in one cell of any level lie in a row
    x integer NOT NULL,
    y integer NOT NULL,
    year smallint NOT NULL,
    by_hand boolean NOT NULL                -- a person said so
);
CREATE INDEX place_key ON place (key) INCLUDE (media_id, x, y, year, by_hand);

-- How many files each cell of some levels holds; `place_change` holds what is not counted in yet.
CREATE TABLE place_cell (
    level smallint NOT NULL,
    key bigint NOT NULL,
    year smallint NOT NULL,
    files bigint NOT NULL,
    by_hand bigint NOT NULL,
    x bigint NOT NULL,                      -- sums
    y bigint NOT NULL,
    PRIMARY KEY (level, key, year)
);

-- Lines are only ever added, so that two who take in files at the same place need not wait for each other.
CREATE TABLE place_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key bigint NOT NULL,
    year smallint NOT NULL,
    files bigint NOT NULL,
    by_hand bigint NOT NULL,
    x bigint NOT NULL,
    y bigint NOT NULL
);

CREATE FUNCTION place_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO place (media_id, key, x, y, year, by_hand)
    SELECT id, (place_spread(place_y(latitude)) << 1) | place_spread(place_x(longitude)),
           place_x(longitude), place_y(latitude), extract(year FROM taken_at), placed_by IS NOT NULL
      FROM new_files
     WHERE latitude IS NOT NULL AND longitude IS NOT NULL AND trashed_at IS NULL;
    RETURN NULL;
END
$$;

CREATE FUNCTION place_changed_files() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved bigint[] := ARRAY(
        SELECT new_files.id FROM new_files JOIN old_files USING (id)
         WHERE (new_files.latitude, new_files.longitude, new_files.placed_by, new_files.trashed_at IS NULL,
                extract(year FROM new_files.taken_at))
               IS DISTINCT FROM
               (old_files.latitude, old_files.longitude, old_files.placed_by, old_files.trashed_at IS NULL,
                extract(year FROM old_files.taken_at))
    );
BEGIN
    IF moved = '{}' THEN
        RETURN NULL;
    END IF;
    DELETE FROM place WHERE media_id = ANY (moved);
    INSERT INTO place (media_id, key, x, y, year, by_hand)
    SELECT id, (place_spread(place_y(latitude)) << 1) | place_spread(place_x(longitude)),
           place_x(longitude), place_y(latitude), extract(year FROM taken_at), placed_by IS NOT NULL
      FROM new_files
     WHERE latitude IS NOT NULL AND longitude IS NOT NULL AND trashed_at IS NULL AND id = ANY (moved);
    RETURN NULL;
END
$$;

CREATE FUNCTION place_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO place_change (key, year, files, by_hand, x, y)
    SELECT key, year, count(*), count(*) FILTER (WHERE by_hand), sum(x), sum(y)
      FROM changed GROUP BY key, year;
    RETURN NULL;
END
$$;

CREATE FUNCTION place_fewer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO place_change (key, year, files, by_hand, x, y)
    SELECT key, year, -count(*), -count(*) FILTER (WHERE by_hand), -sum(x), -sum(y)
      FROM changed GROUP BY key, year;
    RETURN NULL;
END
$$;

-- Count up to `most` changes in.  Levels are every second one: those between are sums of four cells.
CREATE FUNCTION place_fold(most integer) RETURNS void LANGUAGE sql AS $$
    WITH taken AS (
        DELETE FROM place_change
         WHERE id IN (SELECT id FROM place_change ORDER BY id LIMIT most FOR UPDATE SKIP LOCKED)
        RETURNING *
    )
    INSERT INTO place_cell (level, key, year, files, by_hand, x, y)
    SELECT level, key >> (52 - 2 * level), year, sum(files), sum(by_hand), sum(x), sum(y)
      FROM taken, unnest('{4,6,8,10,12,14}'::integer[]) AS level
     GROUP BY 1, 2, 3
     ORDER BY 1, 2, 3
    ON CONFLICT (level, key, year) DO UPDATE
       SET files = place_cell.files + excluded.files, by_hand = place_cell.by_hand + excluded.by_hand,
           x = place_cell.x + excluded.x, y = place_cell.y + excluded.y
$$;

CREATE TRIGGER media_placed AFTER INSERT ON media
    REFERENCING NEW TABLE AS new_files FOR EACH STATEMENT EXECUTE FUNCTION place_files();
CREATE TRIGGER media_replaced AFTER UPDATE ON media
    REFERENCING OLD TABLE AS old_files NEW TABLE AS new_files
    FOR EACH STATEMENT EXECUTE FUNCTION place_changed_files();
CREATE TRIGGER place_added AFTER INSERT ON place
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_more();
CREATE TRIGGER place_removed AFTER DELETE ON place
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_fewer();

INSERT INTO place (media_id, key, x, y, year, by_hand)
SELECT id, (place_spread(place_y(latitude)) << 1) | place_spread(place_x(longitude)),
       place_x(longitude), place_y(latitude), extract(year FROM taken_at), placed_by IS NOT NULL
  FROM media
 WHERE latitude IS NOT NULL AND longitude IS NOT NULL AND trashed_at IS NULL;
SELECT place_fold(2147483647);
