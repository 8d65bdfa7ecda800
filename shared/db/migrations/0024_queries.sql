-- What the query language asks for beside the filters: ranges of numbers, endings of names, makers.

CREATE INDEX media_make ON media (make, taken_at DESC, id DESC) WHERE make IS NOT NULL AND trashed_at IS NULL;
CREATE INDEX media_software ON media (software, taken_at DESC, id DESC)
    WHERE software IS NOT NULL AND trashed_at IS NULL;
CREATE INDEX media_iso ON media (iso) WHERE iso IS NOT NULL AND trashed_at IS NULL;
CREATE INDEX media_width ON media (width) WHERE trashed_at IS NULL;
CREATE INDEX media_height ON media (height) WHERE trashed_at IS NULL;
CREATE INDEX media_duration ON media (duration) WHERE duration IS NOT NULL AND trashed_at IS NULL;
CREATE INDEX media_ratio ON media ((width::double precision / nullif(height, 0))) WHERE trashed_at IS NULL;
CREATE INDEX media_added ON media (added_at) WHERE trashed_at IS NULL;
CREATE INDEX media_ending ON media ((lower(substring(name FROM '[.]([^.]+)$')))) WHERE trashed_at IS NULL;

-- The words of a text as `shared.text` makes them: without case, accents and signs.
CREATE FUNCTION words_of(text text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('simple', regexp_replace(
        regexp_replace(replace(normalize(lower(text), NFKD), 'ß', 'ss'), '[\u0300-\u036f]', '', 'g'),
        '[^[:alnum:]]+', ' ', 'g'));

CREATE INDEX finding_spoken ON finding (media_id) WHERE text IS NOT NULL AND box_left IS NULL;
CREATE INDEX finding_read ON finding (media_id) WHERE text IS NOT NULL AND box_left IS NOT NULL;
