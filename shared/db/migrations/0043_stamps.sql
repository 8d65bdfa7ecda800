-- When each file last changed for those who look at it, so that a browser can keep a copy of the library in
-- step; see shared/db/stamps.py.  A file that is gone keeps its line.

CREATE TABLE stamp (
    media_id bigint PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO stamp (media_id) SELECT id FROM media;
CREATE INDEX stamp_at ON stamp (at, media_id);

CREATE FUNCTION put_stamps(ids bigint[]) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO stamp (media_id, at) SELECT DISTINCT id, now() FROM unnest(ids) AS file (id) ORDER BY id
    ON CONFLICT (media_id) DO UPDATE SET at = EXCLUDED.at WHERE stamp.at <> EXCLUDED.at
$$;
REVOKE EXECUTE ON FUNCTION put_stamps FROM PUBLIC;

CREATE FUNCTION stamp_come() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM put_stamps(array_agg(id)) FROM come HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION stamp_go() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM put_stamps(array_agg(id)) FROM gone HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION stamp_move() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM put_stamps(array_agg(come.id))
       FROM come JOIN gone USING (id)
      WHERE ROW(come.name, come.path, come.width, come.height, come.colour, come.taken_at, come.duration,
                come.favourite, come.rating, come.trashed_at, come.doomed, come.latitude, come.longitude)
            IS DISTINCT FROM
            ROW(gone.name, gone.path, gone.width, gone.height, gone.colour, gone.taken_at, gone.duration,
                gone.favourite, gone.rating, gone.trashed_at, gone.doomed, gone.latitude, gone.longitude)
     HAVING count(*) > 0;
    RETURN NULL;
END
$$;

-- Workers on other machines write search documents and see nothing of stamps.
CREATE FUNCTION stamp_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM put_stamps(array_agg(media_id)) FROM come HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE TRIGGER stamp_come AFTER INSERT ON media
    REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION stamp_come();
CREATE TRIGGER stamp_go AFTER DELETE ON media
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION stamp_go();
CREATE TRIGGER stamp_move AFTER UPDATE ON media
    REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION stamp_move();
CREATE TRIGGER stamp_come AFTER INSERT ON media_text
    REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION stamp_words();
CREATE TRIGGER stamp_move AFTER UPDATE ON media_text
    REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION stamp_words();
