-- How many tags, people and objects a file has, kept for an order by them; see shared/db/counting.py.

CREATE TABLE media_count (
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    what text NOT NULL,                     -- tags, people or objects
    n integer NOT NULL,                     -- 0 where all of them went
    PRIMARY KEY (media_id, what)
);
CREATE INDEX media_count_most ON media_count (what, n, media_id) WHERE n > 0;

-- What came and what went is added up, so that two who change a file at once both count.  Files come in their
-- order, so that nobody waits for who waits for them.  Of a file that goes its rows go by themselves.
CREATE FUNCTION count_on_files() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    come text := format('SELECT media_id, %s AS n FROM come', TG_ARGV[1]);
    gone text := format('SELECT media_id, -(%s) AS n FROM gone', TG_ARGV[1]);
BEGIN
    EXECUTE format(
        'INSERT INTO media_count (media_id, what, n)
         SELECT media_id, $1, sum(moved.n) FROM (%s) AS moved JOIN media ON media.id = media_id
          GROUP BY media_id HAVING sum(moved.n) <> 0 ORDER BY media_id
         ON CONFLICT (media_id, what) DO UPDATE SET n = media_count.n + excluded.n',
        CASE TG_OP WHEN 'INSERT' THEN come WHEN 'DELETE' THEN gone ELSE come || ' UNION ALL ' || gone END)
    USING TG_ARGV[0];
    RETURN NULL;
END
$$;

DO $$
DECLARE
    kept record;
BEGIN
    FOR kept IN SELECT * FROM (VALUES
        ('media_tag', 'tags', '1'),
        ('media_person', 'people', '1'),
        ('media_label', 'objects', 'CASE WHEN kind = ''object'' AND label <> ''face'' THEN n ELSE 0 END')
    ) AS told (source, what, amount) LOOP
        EXECUTE format('CREATE TRIGGER count_on_files_come AFTER INSERT ON %I REFERENCING NEW TABLE AS come
                        FOR EACH STATEMENT EXECUTE FUNCTION count_on_files(%L, %L)',
                       kept.source, kept.what, kept.amount);
        EXECUTE format('CREATE TRIGGER count_on_files_go AFTER DELETE ON %I REFERENCING OLD TABLE AS gone
                        FOR EACH STATEMENT EXECUTE FUNCTION count_on_files(%L, %L)',
                       kept.source, kept.what, kept.amount);
        EXECUTE format('CREATE TRIGGER count_on_files_move AFTER UPDATE ON %I
                        REFERENCING OLD TABLE AS gone NEW TABLE AS come
                        FOR EACH STATEMENT EXECUTE FUNCTION count_on_files(%L, %L)',
                       kept.source, kept.what, kept.amount);
        EXECUTE format('INSERT INTO media_count (media_id, what, n)
                        SELECT media_id, %L, sum(%s) FROM %I GROUP BY media_id HAVING sum(%2$s) > 0',
                       kept.what, kept.amount, kept.source);
    END LOOP;
END
$$;
