-- API tokens with a scope, sessions with the name of their browser, accounts that let no one in.

ALTER TABLE account ADD disabled boolean NOT NULL DEFAULT false;

ALTER TABLE token ADD scope text CHECK (scope IN ('read', 'upload', 'manage'));
UPDATE token SET scope = 'manage' WHERE kind = 'api';
ALTER TABLE token ADD CHECK ((kind = 'api') = (scope IS NOT NULL));
CREATE UNIQUE INDEX token_name ON token (account_id, name) WHERE kind = 'api';
CREATE INDEX token_account ON token (account_id);
