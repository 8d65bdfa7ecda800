-- Who may come in.  Only hashes of passwords and tokens are stored.

CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    password text NOT NULL,                 -- argon2id
    role text NOT NULL CHECK (role IN ('admin', 'member', 'viewer')),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE token (
    hash bytea PRIMARY KEY,                 -- SHA-256 of the token
    kind text NOT NULL CHECK (kind IN ('session', 'link', 'api')),
    account_id bigint REFERENCES account ON DELETE CASCADE,
    name text,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX token_expiry ON token (expires_at);

CREATE TABLE sign_in_failure (
    subject text NOT NULL,                  -- account:NAME or address:IP
    failed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_failure_recent ON sign_in_failure (subject, failed_at);
