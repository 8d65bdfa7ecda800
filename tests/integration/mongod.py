"""Stands in for a MongoDB server: its wire protocol, with mongomock behind it, for the real client.

What it cannot show of a server: the thread that deletes what has expired, how two upserts at once are
told apart, replica sets and elections, authentication, and how long anything takes.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import RLock, Thread
from typing import Any

import bson
import mongomock
from bson.codec_options import CodecOptions
from pymongo.errors import DuplicateKeyError

Document = dict[str, Any]

HELLO = {
    "ok": 1, "isWritablePrimary": True, "helloOk": True, "minWireVersion": 0, "maxWireVersion": 21,
    "maxBsonObjectSize": 1 << 24, "maxMessageSizeBytes": 48_000_000, "maxWriteBatchSize": 100_000,
}  # fmt: skip
GREETINGS = {"hello", "ismaster"}
HEAD = struct.Struct("<iiii")  # length, number, number of the request, kind
QUERY, REPLY, MESSAGE = 2004, 1, 2013
AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True)
DUPLICATE = 11000


class Server:
    """Accepts clients until it is closed; while it is `silent` it greets them and answers nothing else."""

    def __init__(self) -> None:
        self.client = mongomock.MongoClient(tz_aware=True)
        self.lock = RLock()
        self.silent = False
        self.connections: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"mongodb://127.0.0.1:{self.listener.getsockname()[1]}"

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.connections.append(connection)
                Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        with suppress(OSError, struct.error):
            while True:
                length, number, _, kind = HEAD.unpack(connection.recv(HEAD.size, socket.MSG_WAITALL))
                body = connection.recv(length - HEAD.size, socket.MSG_WAITALL)
                if kind == QUERY:
                    reply, kind = struct.pack("<iqii", 0, 0, 0, 1) + bson.encode(HELLO), REPLY
                else:
                    command = asked(body)
                    if self.silent and not GREETINGS & command.keys():
                        continue
                    reply = struct.pack("<ib", 0, 0) + bson.encode(self.answer(command))
                connection.sendall(HEAD.pack(HEAD.size + len(reply), 1, number, kind) + reply)

    def answer(self, command: Document) -> Document:
        name = next(iter(command))
        if name in GREETINGS | {"ping", "endSessions"}:
            return HELLO
        database = self.client[command["$db"]]
        with self.lock:
            if name == "dropDatabase":
                self.client.drop_database(database.name)
                return {"ok": 1}
            return {"ok": 1} | COMMANDS[name](database[command[name]], command)

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            connection.close()


@contextmanager
def running() -> Iterator[Server]:
    """A server with no data."""
    server = Server()
    thread = Thread(target=server.accept, daemon=True)
    thread.start()
    yield server
    server.close()
    thread.join(5)


def asked(body: bytes) -> Document:
    """The command in an OP_MSG; what was sent beside it is put in its place."""
    command: Document = {}
    at = 4
    while at < len(body):
        kind, at = body[at], at + 1
        (size,) = struct.unpack_from("<i", body, at)
        if kind == 0:
            command = bson.decode(body[at : at + size], AWARE) | command
        else:
            name, _, documents = body[at + 4 : at + size].partition(b"\0")
            command[name.decode()] = bson.decode_all(documents, AWARE)
        at += size
    return command


def _find(collection: Any, command: Document) -> Document:
    found = collection.find(command.get("filter", {}), command.get("projection"))
    if command.get("sort"):
        found = found.sort(list(command["sort"].items()))
    batch = list(found.limit(abs(command.get("limit", 0))))
    return {"cursor": {"id": 0, "ns": collection.full_name, "firstBatch": batch}}


def _insert(collection: Any, command: Document) -> Document:
    try:
        return {"n": len(collection.insert_many(command["documents"]).inserted_ids)}
    except (DuplicateKeyError, mongomock.BulkWriteError) as error:
        return {"n": 0, "writeErrors": [{"index": 0, "code": DUPLICATE, "errmsg": str(error)}]}


def _update(collection: Any, command: Document) -> Document:
    done = [collection.update_one(one["q"], one["u"]) for one in command["updates"]]
    return {"n": sum(one.matched_count for one in done), "nModified": sum(one.modified_count for one in done)}


def _delete(collection: Any, command: Document) -> Document:
    kinds = {0: collection.delete_many, 1: collection.delete_one}
    return {"n": sum(kinds[one["limit"]](one["q"]).deleted_count for one in command["deletes"])}


def _find_and_modify(collection: Any, command: Document) -> Document:
    if command.get("remove"):
        return {"value": collection.find_one_and_delete(command["query"])}
    try:
        upsert = command.get("upsert", False)
        return {"value": collection.find_one_and_update(command["query"], command["update"], upsert=upsert)}
    except DuplicateKeyError as error:
        return {"ok": 0, "code": DUPLICATE, "codeName": "DuplicateKey", "errmsg": str(error)}


def _create_indexes(collection: Any, command: Document) -> Document:
    for index in command["indexes"]:
        rules = {name: index[name] for name in ("unique", "expireAfterSeconds") if name in index}
        if "partialFilterExpression" in index:
            rules["partialFilterExpression"] = index["partialFilterExpression"]
        collection.create_index(list(index["key"].items()), **rules)
    return {}


COMMANDS = {
    "find": _find,
    "insert": _insert,
    "update": _update,
    "delete": _delete,
    "findAndModify": _find_and_modify,
    "createIndexes": _create_indexes,
}
