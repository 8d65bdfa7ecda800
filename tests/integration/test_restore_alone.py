"""A restore wants the database to itself, and waits a moment for whoever is leaving."""

from threading import Timer

import psycopg2
import pytest

from services.cli import restore
from shared.errors import Conflict
from shared.storage import Storage


def test_a_connection_that_is_leaving_is_waited_for(database, connect, tmp_path):
    leaving = psycopg2.connect(database)
    Timer(0.3, leaving.close).start()
    restore._check_empty(connect, Storage(tmp_path))


def test_a_connection_that_stays_stops_a_restore(database, connect, tmp_path, monkeypatch):
    monkeypatch.setattr(restore, "_LEAVE", 0.2)
    staying = psycopg2.connect(database)
    with pytest.raises(Conflict, match="1 other connections"):
        restore._check_empty(connect, Storage(tmp_path))
    staying.close()
