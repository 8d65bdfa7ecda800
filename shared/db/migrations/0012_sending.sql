-- Files that are sent in parts: how much of each is safe on disk, whose it is, and what became of it.

CREATE TABLE sending (
    id uuid PRIMARY KEY,
    account text NOT NULL,                  -- of either store of accounts; who alone may go on with it
    batch_id bigint NOT NULL REFERENCES batch,
    path text NOT NULL,                     -- as the sender names it
    size bigint NOT NULL,
    received bigint NOT NULL DEFAULT 0,     -- bytes that a power cut would not take back
    sha512 text,                            -- hex, where the sender told
    modified_at timestamptz,
    expires_at timestamptz NOT NULL,
    media_id bigint REFERENCES media ON DELETE SET NULL,
    duplicate boolean,
    problem text,
    ended_at timestamptz,                   -- when the library had it
    CHECK (received BETWEEN 0 AND size)
);
CREATE INDEX sending_expiry ON sending (expires_at);
