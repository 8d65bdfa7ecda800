-- What each worker is, how it fares, and what people want of it.

ALTER TABLE worker
    ADD COLUMN machine text NOT NULL DEFAULT '',
    ADD COLUMN release text NOT NULL DEFAULT '',
    ADD COLUMN version integer NOT NULL DEFAULT 0,
    ADD COLUMN engine text NOT NULL DEFAULT '',
    ADD COLUMN model text NOT NULL DEFAULT '',
    ADD COLUMN credential text,             -- of a worker on another machine
    ADD COLUMN started_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN done bigint NOT NULL DEFAULT 0,      -- since it started
    ADD COLUMN failed bigint NOT NULL DEFAULT 0,
    ADD COLUMN wish text CHECK (wish IN ('pause', 'drain')),
    ADD COLUMN refusal text,                -- why it takes no jobs
    ADD COLUMN last_error text;
CREATE INDEX worker_analyzer ON worker (analyzer, version);
