-- How many files of a month show an object or carry a tag, whatever else they have in common: a span of
-- years is answered without adding up its cells.

CREATE TABLE mark_month (
    month date NOT NULL,
    what text NOT NULL,
    name text NOT NULL,
    files bigint NOT NULL,
    PRIMARY KEY (month, what, name) INCLUDE (files)
);
CREATE INDEX mark_month_empty ON mark_month (month) WHERE files = 0;

CREATE VIEW mark_months AS
    SELECT month, what, name, files FROM mark_month
    UNION ALL
    SELECT (cell).month, what, name, files FROM cell_change WHERE what IS NOT NULL;

INSERT INTO mark_month (month, what, name, files)
SELECT month, what, name, sum(cell_mark.files) FROM cell_mark JOIN cell ON cell.id = cell_id
 GROUP BY month, what, name HAVING sum(cell_mark.files) <> 0;

CREATE OR REPLACE FUNCTION fold_cells(most integer) RETURNS bigint LANGUAGE plpgsql AS $$
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
    ), totalled AS (
        INSERT INTO mark_total (what, name, files, bytes)
        SELECT what, name, sum(files), sum(bytes) FROM taken
         WHERE what IS NOT NULL GROUP BY what, name
        ON CONFLICT (what, name) DO UPDATE
           SET files = mark_total.files + excluded.files, bytes = mark_total.bytes + excluded.bytes
    ), by_month AS (
        INSERT INTO mark_month (month, what, name, files)
        SELECT (cell).month, what, name, sum(files) FROM taken
         WHERE what IS NOT NULL GROUP BY (cell).month, what, name
        HAVING sum(files) <> 0
        ON CONFLICT (month, what, name) DO UPDATE SET files = mark_month.files + excluded.files
    )
    SELECT count(*) INTO folded FROM taken;
    DELETE FROM cell_mark WHERE files = 0;
    DELETE FROM mark_total WHERE files = 0 AND bytes = 0;
    DELETE FROM mark_month WHERE files = 0;
    RETURN folded;
END
$$;

-- An emptied library counts nothing.
CREATE OR REPLACE FUNCTION files_truncated() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM cell_change;
    DELETE FROM cell_mark;
    DELETE FROM mark_total;
    DELETE FROM mark_month;
    DELETE FROM cell;
    RETURN NULL;
END
$$;
