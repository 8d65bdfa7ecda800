-- Files, where they came from, and everything found in them.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE batch (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    via text NOT NULL CHECK (via IN ('inbox', 'upload', 'import')),
    started_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE media (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha512 bytea NOT NULL UNIQUE CHECK (length(sha512) = 64),
    size bigint NOT NULL,
    path text NOT NULL UNIQUE,              -- below originals/
    name text NOT NULL,                     -- as the person named it
    kind text NOT NULL CHECK (kind IN ('image', 'video', 'audio', 'other')),
    mime text NOT NULL,
    problem text,                           -- what could not be read, and why
    truncated boolean NOT NULL DEFAULT false,
    width integer,                          -- upright pixels
    height integer,
    orientation smallint,                   -- EXIF 1..8
    duration double precision,              -- seconds
    taken_at timestamp NOT NULL,            -- wall clock where it was taken
    taken_offset smallint,                  -- minutes east of UTC
    taken_from text NOT NULL,
    latitude double precision,
    longitude double precision,
    altitude double precision,              -- metres
    make text,
    model text,
    lens text,
    software text,
    exposure_time double precision,         -- seconds
    aperture double precision,              -- f-number
    iso integer,
    focal_length double precision,          -- millimetres
    focal_length_35mm double precision,
    video_codec text,
    audio_codec text,
    frame_rate double precision,
    colour text,                            -- placeholder, #rrggbb
    has_preview boolean NOT NULL DEFAULT false,
    tags jsonb NOT NULL DEFAULT '{}',
    source text NOT NULL,
    batch_id bigint NOT NULL REFERENCES batch,
    added_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX media_newest ON media (taken_at DESC, id DESC);
CREATE INDEX media_model ON media (model, taken_at DESC, id DESC);
CREATE INDEX media_source ON media (source, taken_at DESC, id DESC);
CREATE INDEX media_mime ON media (mime, taken_at DESC, id DESC);
CREATE INDEX media_problem ON media (id) WHERE problem IS NOT NULL;

CREATE TABLE thumbnail (
    media_id bigint PRIMARY KEY REFERENCES media ON DELETE CASCADE,
    image bytea NOT NULL                    -- WebP, at most 256 px
);
ALTER TABLE thumbnail ALTER COLUMN image SET STORAGE EXTERNAL;

-- One arrival of one file.  The same content again is a second sighting, never a second media row.
CREATE TABLE sighting (
    claim uuid PRIMARY KEY,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    batch_id bigint NOT NULL REFERENCES batch,
    path text NOT NULL,                     -- below the inbox, undecodable bytes escaped
    raw_path bytea,                         -- where `path` had to be escaped
    modified_at timestamptz,
    duplicate boolean NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sighting_media ON sighting (media_id);

-- What lies in the inbox and was not taken, and why; every ingest process renews its own lines.
CREATE TABLE inbox_problem (
    path text PRIMARY KEY,                  -- below the inbox, undecodable bytes escaped
    reason text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE analyzer (
    name text PRIMARY KEY,
    version integer NOT NULL,
    accepts text[] NOT NULL,
    engine text NOT NULL,
    model text NOT NULL,
    paused boolean NOT NULL DEFAULT false,
    blocked text,                           -- what it waits for, and how to get it
    registered_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE analysis (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    analyzer text NOT NULL,
    version integer NOT NULL,
    segment integer NOT NULL DEFAULT 0,
    span_start double precision NOT NULL DEFAULT 0,
    span_end double precision,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
    priority smallint NOT NULL DEFAULT 1,
    attempt smallint NOT NULL DEFAULT 0,
    lease uuid,
    lease_until timestamptz,
    due_at timestamptz NOT NULL DEFAULT now(),  -- when to publish (again)
    published boolean NOT NULL DEFAULT false,   -- a message for it is outstanding
    reason text,                            -- of the last failure
    engine text,
    model text,
    worker text,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at timestamptz,
    done_at timestamptz,                    -- when its findings were stored; kept while it is redone
    UNIQUE (media_id, analyzer, version, segment),
    CHECK (state = 'queued' OR NOT published)
);
CREATE INDEX analysis_due ON analysis (analyzer, version, priority DESC, media_id DESC)
    WHERE state = 'queued' AND NOT published;
CREATE INDEX analysis_published ON analysis (analyzer, version, priority) WHERE published;
CREATE INDEX analysis_leases ON analysis (lease_until) WHERE state = 'running';
CREATE INDEX analysis_failed ON analysis (analyzer, ended_at DESC) WHERE state = 'failed';
CREATE INDEX analysis_done ON analysis (analyzer, version, ended_at) WHERE state = 'done';

-- How many analyses were done until a moment, so that progress need not count a million rows.
CREATE TABLE done_count (
    analyzer text NOT NULL,
    version integer NOT NULL,
    n bigint NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (analyzer, version)
);

-- The analyses whose findings a person sees: of each file and analyzer the newest version that is
-- complete, else the newest that has findings at all.
CREATE VIEW serving AS
SELECT analysis.*
  FROM analysis
  JOIN (SELECT DISTINCT ON (media_id, analyzer) media_id, analyzer, version
          FROM analysis
         GROUP BY media_id, analyzer, version
        HAVING bool_or(done_at IS NOT NULL)
         ORDER BY media_id, analyzer, bool_and(done_at IS NOT NULL OR state = 'failed') DESC, version DESC
       ) AS newest USING (media_id, analyzer, version)
 WHERE analysis.done_at IS NOT NULL;

CREATE TABLE finding (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    analysis_id bigint NOT NULL REFERENCES analysis ON DELETE CASCADE,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    parent_id bigint REFERENCES finding ON DELETE CASCADE,
    label text,
    text text,
    language text,
    score real,
    box_left real,
    box_top real,
    box_width real,
    box_height real,
    start_second double precision,
    end_second double precision
);
CREATE INDEX finding_media ON finding (media_id);
CREATE INDEX finding_analysis ON finding (analysis_id);
CREATE INDEX finding_parent ON finding (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE face (
    finding_id bigint PRIMARY KEY REFERENCES finding ON DELETE CASCADE,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    embedding vector(128) NOT NULL,
    landmarks real[],                       -- x, y pairs as fractions of the upright picture
    chip bytea                              -- aligned crop, WebP
);
CREATE INDEX face_media ON face (media_id);
CREATE INDEX face_embedding ON face USING hnsw (embedding vector_l2_ops) WITH (m = 16, ef_construction = 64);

-- One row per file and label, kept by `analyses.finish`, so that a label's newest files are one index scan.
CREATE TABLE media_label (
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    label text NOT NULL,
    n integer NOT NULL,                     -- most at once: boxes in the photo or in one frame
    score real NOT NULL,
    taken_at timestamp NOT NULL,
    PRIMARY KEY (media_id, label)
);
CREATE INDEX media_label_newest ON media_label (label, taken_at DESC, media_id DESC) INCLUDE (score, n);

-- What the search box looks in: name, camera, labels, read text and spoken words, folded.
CREATE TABLE media_text (
    media_id bigint PRIMARY KEY REFERENCES media ON DELETE CASCADE,
    document tsvector NOT NULL
);
CREATE INDEX media_text_document ON media_text USING gin (document);

CREATE TABLE worker (
    name text PRIMARY KEY,                  -- analyzer@host:pid
    analyzer text NOT NULL,
    media_id bigint,                        -- what it works on now
    seen_at timestamptz NOT NULL DEFAULT now()
);
