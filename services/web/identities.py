"""What in a path names a row."""

from werkzeug.routing import BaseConverter, IntegerConverter


class Id(IntegerConverter):
    """A row's number in a path: as many digits as always fit PostgreSQL's bigint.

    A bound on the value instead is looked at after the method, and answers 405 where two methods
    share a path.
    """

    regex = r"\d{1,18}"


class Name(BaseConverter):
    """The name of an analyzer, or that of a worker: analyzer@host:pid."""

    regex = r"[A-Za-z0-9_.:@-]{1,200}"


class Key(BaseConverter):
    """What names an account, a session or a token, wherever they are stored."""

    regex = r"[0-9a-f]{1,32}"
