-- Tags, stars and descriptions in XMP, and what people answered where it says other than they do.

ALTER TABLE xmp_reading
    ADD said jsonb NOT NULL DEFAULT '{}',   -- all that was read: regions, tags, rating, description
    ADD arrived text,                       -- below the inbox; another sidecar that came so takes its place
    ADD gave_rating smallint;               -- the stars that this reading gave the file, where nobody had
UPDATE xmp_reading SET sha512 = NULL;       -- to be read once more, for the words
INSERT INTO xmp_due (media_id) SELECT DISTINCT media_id FROM xmp_reading ON CONFLICT DO NOTHING;

-- Where somebody decided that what is said here holds against XMP, of just this word or name in just this place.
CREATE TABLE xmp_kept (
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    key text NOT NULL,
    by_name text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (media_id, key)
);
GRANT SELECT ON xmp_kept TO bowerbird_reader;
