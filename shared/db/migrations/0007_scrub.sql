-- Rounds in which every original is hashed again, and what they found.

CREATE TABLE scrub_round (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    steady boolean NOT NULL,                -- by the service, which goes on with it after a restart
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    position bigint NOT NULL DEFAULT 0,     -- media up to this id were looked at
    files bigint NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0
);

-- Originals that are not as they were kept; a round that finds one in order forgets its line.
CREATE TABLE scrub_problem (
    path text PRIMARY KEY,                  -- below originals/, undecodable bytes escaped
    media_id bigint REFERENCES media ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('missing', 'changed', 'unreadable', 'stray')),
    detail text,
    round_id bigint NOT NULL REFERENCES scrub_round,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX scrub_problem_media ON scrub_problem (media_id);
