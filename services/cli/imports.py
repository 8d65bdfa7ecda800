"""`bowerbird import`: takes a folder in without touching it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import click

from services.cli import library
from services.cli.answers import FAILED, answer, json_option
from services.cli.courier import Parcel, parcels
from services.cli.outcomes import Outcome, shown, summary, tell
from shared import settings as environment
from shared.db import batches
from shared.db.connection import Connect, connector
from shared.decoding import Decoder
from shared.domain import Priority
from shared.errors import BowerbirdError
from shared.keeping import Keeper, Kept
from shared.settings import Settings
from shared.storage import Storage

THREADS = 2


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--source", help="Label of these files, to be searched by later; the folder's name otherwise.")
@json_option
def import_command(folder: Path, source: str | None, as_json: bool) -> int:
    """Copy every photo and video below FOLDER into the library.  FOLDER stays as it is."""
    settings = library.located(environment.load())
    label = source or folder.resolve().name
    wanted = list(parcels((folder,)))
    outcomes = list(shown(_import(settings, wanted, label), len(wanted), quiet=as_json))
    document = summary(label, outcomes)
    answer(document, as_json, lambda: tell(document))
    return FAILED if document["failed"] else 0


def _import(settings: Settings, wanted: list[Parcel], label: str) -> Iterator[Outcome]:
    """Keep the files by a few threads that have a decoder and a connection each."""
    connect = connector(settings.database_url)
    with connect() as conn:
        batch = batches.begin(conn, label, "import")
    own = threading.local()

    def prepare() -> None:
        own.decoder = Decoder()
        own.keeper = _keeper(settings, connector(settings.database_url), own.decoder)

    def keep(parcel: Parcel) -> Outcome:
        return _keep(own.keeper, parcel, batch)

    with ThreadPoolExecutor(THREADS, initializer=prepare) as pool:
        yield from pool.map(keep, wanted)


def _keeper(settings: Settings, connect: Connect, decoder: Decoder) -> Keeper:
    return Keeper(connect, Storage(settings.storage), decoder, min_free=settings.min_free)


def _keep(keeper: Keeper, parcel: Parcel, batch: int) -> Outcome:
    try:
        status = parcel.file.stat()
        with parcel.file.open("rb") as stream:
            kept: Kept = keeper.receive(
                stream,
                path=parcel.path,
                batch=batch,
                size=status.st_size,
                modified=datetime.fromtimestamp(status.st_mtime, UTC),
                priority=Priority.NEW,
            )
    except (BowerbirdError, OSError) as error:
        return Outcome(parcel.path, "failed", None, getattr(error, "strerror", None) or str(error))
    return Outcome(parcel.path, "known" if kept.duplicate else "kept", kept.media_id, kept.problem)
