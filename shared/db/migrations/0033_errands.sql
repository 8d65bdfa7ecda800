-- What a person wants done to many files: done in slices, so that it can be watched, stopped and gone on with.

CREATE TABLE errand (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    wish jsonb NOT NULL,                    -- what is to be done, in the shape of the kind
    by_name text NOT NULL,                  -- the account that wants it
    ids bigint[] NOT NULL,                  -- the files; emptied at the end
    total integer NOT NULL,
    done integer NOT NULL DEFAULT 0,        -- so many of them were gone through
    changed integer NOT NULL DEFAULT 0,
    deed_id bigint REFERENCES deed ON DELETE SET NULL,
    begun_at timestamptz NOT NULL DEFAULT now(),
    stepped_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz                    -- done, stopped, or taken back
);
CREATE INDEX errand_open ON errand (by_name, id) WHERE ended_at IS NULL;
CREATE INDEX errand_deed ON errand (deed_id);
