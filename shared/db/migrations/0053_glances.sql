-- Live pictures that somebody wants to be looked at just now.  Nothing of them is kept: a row goes with its
-- answer, and the table itself with a crash.

CREATE UNLOGGED TABLE glance (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    viewer text NOT NULL,                   -- the account
    analyzer text NOT NULL,
    frame bytea NOT NULL,                   -- JPEG
    asked_at timestamptz NOT NULL DEFAULT now(),
    taken boolean NOT NULL DEFAULT false,
    answer jsonb
);
