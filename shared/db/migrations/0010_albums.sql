-- Albums, and links by which somebody without an account may see a part of the library.

CREATE TABLE album (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    description text NOT NULL DEFAULT '',
    query text,                             -- a smart album's search as URL parameters; NULL: filled by hand
    selection jsonb,                        -- what that asks for, as `shared.db.smart` reads it
    sort text NOT NULL DEFAULT 'oldest' CHECK (sort IN ('newest', 'oldest', 'added', 'hand')),
    cover_id bigint REFERENCES media ON DELETE SET NULL,
    made_by text NOT NULL,                  -- the account's name
    made_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz,                 -- may be taken back for a while
    CHECK ((query IS NULL) = (selection IS NULL))
);
CREATE INDEX album_changed ON album (changed_at DESC, id DESC) WHERE removed_at IS NULL;
CREATE INDEX album_cover ON album (cover_id);

CREATE TABLE album_media (
    album_id bigint NOT NULL REFERENCES album ON DELETE CASCADE,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    position double precision NOT NULL,     -- the order by hand
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (album_id, media_id)
);
CREATE INDEX album_media_position ON album_media (album_id, position, media_id);
CREATE INDEX album_media_added ON album_media (album_id, added_at, media_id);
CREATE INDEX album_media_media ON album_media (media_id);

-- A link shows one album, or what a search finds; never more than its maker could see when making it.
CREATE TABLE share (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token bytea NOT NULL UNIQUE CHECK (length(token) = 32),  -- SHA-256; the link itself is not kept
    title text NOT NULL CHECK (title <> ''),
    album_id bigint REFERENCES album ON DELETE CASCADE,
    query text,
    scope_folder text NOT NULL DEFAULT '',  -- what the maker was confined to then, see `restriction`
    scope_query text NOT NULL DEFAULT '',
    password text,                          -- argon2id
    originals boolean NOT NULL,             -- whether they may be downloaded
    nowhere boolean NOT NULL,               -- whether places are taken out
    made_by text NOT NULL,                  -- the account's id, and its name
    made_by_name text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    used_at timestamptz,
    uses bigint NOT NULL DEFAULT 0,
    CHECK ((album_id IS NULL) <> (query IS NULL))
);
CREATE INDEX share_maker ON share (made_by, id DESC);
CREATE INDEX share_album ON share (album_id);
