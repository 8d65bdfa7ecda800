-- How many files there are of each month, camera, format and so on, without counting them, and the indexes
-- that every filter and every order of the library reads along.

CREATE INDEX media_lens ON media (lens, taken_at DESC, id DESC) WHERE lens IS NOT NULL AND trashed_at IS NULL;
CREATE INDEX media_kind ON media (kind, taken_at DESC, id DESC) WHERE trashed_at IS NULL;
CREATE INDEX media_batch ON media (batch_id, taken_at DESC, id DESC) WHERE trashed_at IS NULL;
CREATE INDEX media_undated ON media (taken_at DESC, id DESC)
    WHERE taken_from = 'file date' AND dated_by IS NULL AND trashed_at IS NULL;
CREATE INDEX media_day ON media
    (((extract(month FROM taken_at) * 100 + extract(day FROM taken_at))::integer), taken_at DESC, id DESC)
    WHERE trashed_at IS NULL;
CREATE INDEX media_named ON media ((lower(name) COLLATE "C"), id) WHERE trashed_at IS NULL;
CREATE INDEX media_sized ON media (size, id) WHERE trashed_at IS NULL;
CREATE INDEX media_rated ON media ((coalesce(rating, 0)), taken_at, id) WHERE trashed_at IS NULL;

-- What the files of a cell have in common; `key` is made of all the rest.
CREATE TYPE common AS (
    key uuid, month date, kind text, mime text, model text, lens text, source text, dated boolean,
    placed boolean, favourite boolean, rating smallint
);

-- Every file that is not in the trash lies in one cell.
CREATE TABLE cell (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key uuid NOT NULL UNIQUE,
    month date NOT NULL,
    kind text NOT NULL,
    mime text NOT NULL,
    model text,
    lens text,
    source text NOT NULL,
    dated boolean NOT NULL,                 -- whether there is a better date than that of the file
    placed boolean NOT NULL,
    favourite boolean NOT NULL,
    rating smallint,
    files bigint NOT NULL,
    bytes bigint NOT NULL
);

-- The files of a cell that show an object, or carry a tag.
CREATE TABLE cell_mark (
    what text NOT NULL CHECK (what IN ('object', 'tag')),
    name text NOT NULL,
    cell_id bigint NOT NULL REFERENCES cell,
    files bigint NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (what, name, cell_id)
);
CREATE INDEX cell_mark_empty ON cell_mark (cell_id) WHERE files = 0;

-- What is not counted in yet.  Lines are only ever added, so that nobody waits for a row in which somebody
-- else counts.
CREATE TABLE cell_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cell common NOT NULL,
    what text,                              -- NULL: of the files themselves
    name text,
    files bigint NOT NULL,                  -- more, or fewer
    bytes bigint NOT NULL
);

CREATE VIEW cells AS
    SELECT month, kind, mime, model, lens, source, dated, placed, favourite, rating, files, bytes FROM cell
    UNION ALL
    SELECT (cell).month, (cell).kind, (cell).mime, (cell).model, (cell).lens, (cell).source, (cell).dated,
           (cell).placed, (cell).favourite, (cell).rating, files, bytes
      FROM cell_change WHERE what IS NULL;

-- The outer join is left out where nothing is asked of the cells.
CREATE VIEW cell_marks AS
    SELECT what, name, month, kind, mime, model, lens, source, dated, placed, favourite, rating,
           cell_mark.files, cell_mark.bytes
      FROM cell_mark LEFT JOIN cell ON cell.id = cell_id
    UNION ALL
    SELECT what, name, (cell).month, (cell).kind, (cell).mime, (cell).model, (cell).lens, (cell).source,
           (cell).dated, (cell).placed, (cell).favourite, (cell).rating, files, bytes
      FROM cell_change WHERE what IS NOT NULL;

CREATE FUNCTION common_of(
    taken_at timestamp, taken_from text, dated_by text, kind text, mime text, model text, lens text,
    source text, latitude double precision, favourite boolean, rating smallint
) RETURNS common LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT md5(ROW(month - date '2000-01-01', kind, mime, model, lens, source, dated, placed, favourite,
                   rating)::text)::uuid,
           month, kind, mime, model, lens, source, dated, placed, favourite, rating
      FROM (SELECT date_trunc('month', taken_at)::date AS month,
                   taken_from <> 'file date' OR dated_by IS NOT NULL AS dated,
                   latitude IS NOT NULL AS placed) AS told
$$;

CREATE FUNCTION files_come() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO cell_change (cell, files, bytes)
    SELECT common_of(taken_at, taken_from, dated_by, kind, mime, model, lens, source, latitude, favourite,
                     rating), count(*), sum(size)
      FROM come WHERE trashed_at IS NULL GROUP BY 1;
    RETURN NULL;
END
$$;

CREATE FUNCTION files_go() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO cell_change (cell, files, bytes)
    SELECT common_of(taken_at, taken_from, dated_by, kind, mime, model, lens, source, latitude, favourite,
                     rating), -count(*), -sum(size)
      FROM gone WHERE trashed_at IS NULL GROUP BY 1;
    RETURN NULL;
END
$$;

CREATE FUNCTION files_move() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
    SELECT cell, 'object', label, sum(sign), sum(sign * size)
      FROM moved JOIN media_label ON media_id = moved.id GROUP BY cell, label
    UNION ALL
    SELECT cell, 'tag', name, sum(sign), sum(sign * size)
      FROM moved JOIN media_tag ON media_id = moved.id GROUP BY cell, name;
    RETURN NULL;
END
$$;

-- While the row is there, it says in which cell its objects and tags are counted.
CREATE FUNCTION marks_go_first() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM media_label WHERE media_id = OLD.id;
    DELETE FROM media_tag WHERE media_id = OLD.id;
    RETURN OLD;
END
$$;

-- Workers on other machines write labels and see next to nothing of files, so these count with our rights.
CREATE FUNCTION count_marks(what_is text, ids bigint[], names text[], sign integer) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO cell_change (cell, what, name, files, bytes)
    SELECT common_of(taken_at, taken_from, dated_by, kind, mime, model, lens, source, latitude, favourite,
                     rating), what_is, told.name, sign * count(*), sign * sum(size)
      FROM unnest(ids, names) AS told (id, name) JOIN media USING (id)
     WHERE trashed_at IS NULL GROUP BY 1, told.name
$$;
REVOKE EXECUTE ON FUNCTION count_marks FROM PUBLIC;

CREATE FUNCTION objects_come() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM count_marks('object', array_agg(media_id), array_agg(label), 1) FROM come HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION objects_go() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM count_marks('object', array_agg(media_id), array_agg(label), -1) FROM gone HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION tags_come() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM count_marks('tag', array_agg(media_id), array_agg(name), 1) FROM come HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION tags_go() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM count_marks('tag', array_agg(media_id), array_agg(name), -1) FROM gone HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_come AFTER INSERT ON media
    REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION files_come();
CREATE TRIGGER count_go AFTER DELETE ON media
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION files_go();
CREATE TRIGGER count_move AFTER UPDATE ON media
    REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION files_move();
CREATE TRIGGER count_first BEFORE DELETE ON media FOR EACH ROW EXECUTE FUNCTION marks_go_first();
CREATE TRIGGER count_come AFTER INSERT ON media_label
    REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION objects_come();
CREATE TRIGGER count_go AFTER DELETE ON media_label
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION objects_go();
CREATE TRIGGER count_come AFTER INSERT ON media_tag
    REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION tags_come();
CREATE TRIGGER count_go AFTER DELETE ON media_tag
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION tags_go();
CREATE TRIGGER count_renamed_come AFTER UPDATE ON media_tag
    REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION tags_come();
CREATE TRIGGER count_renamed_go AFTER UPDATE ON media_tag
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION tags_go();

-- Count up to `most` changes into the cells, one process at a time; return how many.
CREATE FUNCTION fold_cells(most integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    folded bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(x'63656c6c73'::bigint) THEN
        RETURN 0;
    END IF;
    WITH taken AS (
        DELETE FROM cell_change WHERE id IN (SELECT id FROM cell_change ORDER BY id LIMIT most) RETURNING *
    ), held AS (
        INSERT INTO cell (key, month, kind, mime, model, lens, source, dated, placed, favourite, rating,
                          files, bytes)
        SELECT (cell).*, coalesce(sum(files) FILTER (WHERE what IS NULL), 0),
               coalesce(sum(bytes) FILTER (WHERE what IS NULL), 0)
          FROM taken GROUP BY cell
        ON CONFLICT (key) DO UPDATE
           SET files = cell.files + excluded.files, bytes = cell.bytes + excluded.bytes
        RETURNING id, key
    ), marked AS (
        INSERT INTO cell_mark (what, name, cell_id, files, bytes)
        SELECT what, name, held.id, sum(files), sum(bytes)
          FROM taken JOIN held ON held.key = (cell).key
         WHERE what IS NOT NULL GROUP BY what, name, held.id
        HAVING sum(files) <> 0 OR sum(bytes) <> 0
        ON CONFLICT (what, name, cell_id) DO UPDATE
           SET files = cell_mark.files + excluded.files, bytes = cell_mark.bytes + excluded.bytes
    )
    SELECT count(*) INTO folded FROM taken;
    DELETE FROM cell_mark WHERE files = 0;
    RETURN folded;
END
$$;

INSERT INTO cell_change (cell, files, bytes)
SELECT common_of(taken_at, taken_from, dated_by, kind, mime, model, lens, source, latitude, favourite, rating),
       count(*), sum(size)
  FROM media WHERE trashed_at IS NULL GROUP BY 1;
INSERT INTO cell_change (cell, what, name, files, bytes)
SELECT common_of(taken_at, taken_from, dated_by, kind, mime, model, lens, source, latitude, favourite, rating),
       what, told.name, count(*), sum(size)
  FROM (SELECT media_id, 'object' AS what, label AS name FROM media_label
        UNION ALL SELECT media_id, 'tag', name FROM media_tag) AS told
  JOIN media ON media.id = media_id
 WHERE trashed_at IS NULL GROUP BY 1, what, told.name;
SELECT fold_cells(2147483647);
