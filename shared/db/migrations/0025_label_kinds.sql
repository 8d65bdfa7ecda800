-- What kind of word a label is: objects and classes are things in the picture; looks, scenes and colours
-- tell of them, and are listed and counted apart.  An orange is a fruit and a colour, so one file may have
-- a label once of each kind; of 'object' and 'class' it has one.

ALTER TABLE media_label
    ADD kind text NOT NULL DEFAULT 'object' CHECK (kind IN ('object', 'class', 'look', 'scene', 'colour')),
    DROP CONSTRAINT media_label_pkey,
    ADD PRIMARY KEY (media_id, label, kind);
DROP INDEX media_label_newest;
CREATE INDEX media_label_newest ON media_label (label, taken_at DESC, media_id DESC) INCLUDE (score, n, kind);
ALTER TABLE cell_mark
    DROP CONSTRAINT cell_mark_what_check,
    ADD CHECK (what IN ('object', 'look', 'scene', 'colour', 'tag'));

-- The list in which people see labels of a kind.
CREATE FUNCTION mark_of(kind text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE kind WHEN 'class' THEN 'object' ELSE kind END;

CREATE OR REPLACE FUNCTION objects_come() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM count_marks(what, ids, names, 1)
       FROM (SELECT mark_of(kind) AS what, array_agg(media_id) AS ids, array_agg(label) AS names
               FROM come GROUP BY 1) AS told;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION objects_go() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM count_marks(what, ids, names, -1)
       FROM (SELECT mark_of(kind) AS what, array_agg(media_id) AS ids, array_agg(label) AS names
               FROM gone GROUP BY 1) AS told;
    RETURN NULL;
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
      FROM moved JOIN media_tag ON media_id = moved.id GROUP BY cell, name;
    RETURN NULL;
END
$$;

GRANT SELECT (analyzer) ON serving TO bowerbird_worker;
