#!/bin/sh
# Runs once, when the database is made: its owner, who is no superuser but for a moment, as only one may
# add the extension, which the owner must be able to restore from a backup.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/database_password)" <<'SQL'
CREATE ROLE bowerbird LOGIN CREATEROLE SUPERUSER PASSWORD :'password';
CREATE DATABASE bowerbird OWNER bowerbird;
\connect bowerbird
SET SESSION AUTHORIZATION bowerbird;
CREATE EXTENSION vector;
RESET SESSION AUTHORIZATION;
ALTER ROLE bowerbird NOSUPERUSER;
GRANT pg_signal_backend TO bowerbird;  -- a revoked worker's connections are ended
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
SQL
