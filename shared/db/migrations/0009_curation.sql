-- What people decide about files, apart from what files and machines say.

ALTER TABLE media
    ADD favourite boolean NOT NULL DEFAULT false,
    ADD rating smallint CHECK (rating BETWEEN 1 AND 5),
    ADD dated_by text,                      -- who set taken_at; NULL where the file says it
    ADD placed_by text,                     -- who set latitude and longitude; NULL where the file says it
    ADD trashed_at timestamptz;

-- The library without its trash, in order; so that counts need not look at the rows.
DROP INDEX media_newest, media_model, media_source, media_mime;
CREATE INDEX media_newest ON media (taken_at DESC, id DESC) WHERE trashed_at IS NULL;
CREATE INDEX media_model ON media (model, taken_at DESC, id DESC) WHERE trashed_at IS NULL;
CREATE INDEX media_source ON media (source, taken_at DESC, id DESC) WHERE trashed_at IS NULL;
CREATE INDEX media_mime ON media (mime, taken_at DESC, id DESC) WHERE trashed_at IS NULL;
CREATE INDEX media_favourite ON media (taken_at DESC, id DESC) WHERE favourite AND trashed_at IS NULL;
CREATE INDEX media_rating ON media (rating, taken_at DESC, id DESC)
    WHERE rating IS NOT NULL AND trashed_at IS NULL;
CREATE INDEX media_trash ON media (trashed_at, id) WHERE trashed_at IS NOT NULL;

-- What the file says itself, kept where a person's date or place stands in `media`.
CREATE TABLE as_read (
    media_id bigint PRIMARY KEY REFERENCES media ON DELETE CASCADE,
    taken_at timestamp NOT NULL,
    taken_offset smallint,
    taken_from text NOT NULL,
    latitude double precision,
    longitude double precision,
    altitude double precision
);

CREATE TABLE media_tag (
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    name text NOT NULL,
    by_name text NOT NULL,                  -- the account that gave it
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (media_id, name)
);
CREATE INDEX media_tag_name ON media_tag (name, media_id);

CREATE TABLE comment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    text text NOT NULL,
    by_name text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX comment_media ON comment (media_id, id);
