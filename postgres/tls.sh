#!/bin/sh
# Starts PostgreSQL with TLS; it takes a key only from a file of its own that nobody else can read.
set -eu
install -m 0600 /run/secrets/postgres_key /run/postgresql/server.key
exec docker-entrypoint.sh "$@" -c hba_file=/etc/postgresql/pg_hba.conf -c ssl=on \
    -c ssl_cert_file=/run/secrets/postgres_certificate -c ssl_key_file=/run/postgresql/server.key \
    -c ssl_min_protocol_version=TLSv1.2
