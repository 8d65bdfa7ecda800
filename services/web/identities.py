"""What in a path names a row."""

from werkzeug.routing import BaseConverter, IntegerConverter, Map


class Id(IntegerConverter):
    """A row's number in a path, no greater than PostgreSQL's bigint."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - werkzeug passes it by this name
        super().__init__(map, max=2**63 - 1)


class Name(BaseConverter):
    """The name of an analyzer, or that of a worker: analyzer@host:pid."""

    regex = r"[A-Za-z0-9_.:@-]{1,200}"


class Key(BaseConverter):
    """What names an account, a session or a token, wherever they are stored."""

    regex = r"[0-9a-f]{1,32}"
