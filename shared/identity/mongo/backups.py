"""Accounts and API tokens in MongoDB as lines of text, for a backup; sessions and links are not in it."""

from collections.abc import Iterable

from bson import json_util

from shared.identity.mongo.store import Store

_KEPT = {"account": {}, "token": {"kind": "api"}}  # collections, and which documents of them


def save(store: Store) -> list[str]:
    """Every account and API token, one line of extended JSON each."""
    with store.asked() as database:
        return [
            json_util.dumps({"collection": name, "document": document})
            for name, wanted in _KEPT.items()
            for document in database[name].find(wanted).sort("_id")
        ]


def load(store: Store, lines: Iterable[str]) -> None:
    """Put what `save` gave in place of everything that is there."""
    found = [json_util.loads(line) for line in lines]
    with store.asked() as database:
        for name in (*_KEPT, "attempt"):
            database[name].delete_many({})
            documents = [line["document"] for line in found if line["collection"] == name]
            if documents:
                database[name].insert_many(documents)
