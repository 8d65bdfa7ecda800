-- XMP beside pictures: which sidecars there are, what was read of them, and what was written into them.

CREATE TABLE sidecar (
    path text PRIMARY KEY,                  -- below originals/
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    sha512 bytea NOT NULL,                  -- of its content when it was last read or written
    coming bytea,                           -- of the content that is being written
    wrote jsonb NOT NULL DEFAULT '{}',      -- what this program put into it, to take it out again
    read_at timestamptz NOT NULL DEFAULT now(),
    written_at timestamptz
);
CREATE INDEX sidecar_media ON sidecar (media_id);

-- What was read of a picture's XMP: of that in the file itself, or of a sidecar.
CREATE TABLE xmp_reading (
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    origin text NOT NULL,                   -- path of the sidecar; '' for the file itself
    sha512 bytea,
    problem text,
    named integer NOT NULL DEFAULT 0,       -- regions that carry a name
    conflicts jsonb NOT NULL DEFAULT '[]',  -- where it says other than people here
    read_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (media_id, origin)
);
CREATE INDEX xmp_reading_conflicts ON xmp_reading (media_id) WHERE conflicts <> '[]';

-- Pictures whose own XMP names somebody, and sidecars that came in as files; a sidecar waits for its picture.
CREATE TABLE xmp_due (
    media_id bigint PRIMARY KEY REFERENCES media ON DELETE CASCADE,
    due_at timestamptz NOT NULL DEFAULT now(),
    attempt smallint NOT NULL DEFAULT 0
);
CREATE INDEX xmp_due_next ON xmp_due (due_at);

CREATE FUNCTION xmp_arrived() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO xmp_due (media_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER xmp_arrived AFTER INSERT ON media FOR EACH ROW
    WHEN (NEW.tags ? 'xmp' OR NEW.kind = 'other' AND lower(right(NEW.path, 4)) = '.xmp')
    EXECUTE FUNCTION xmp_arrived();
INSERT INTO xmp_due (media_id) SELECT id FROM media WHERE kind = 'other' AND lower(right(path, 4)) = '.xmp';

GRANT SELECT ON sidecar, xmp_reading TO bowerbird_reader;
