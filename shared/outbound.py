"""Every connection that this code can open to somewhere else: what for, what is sent, and who decides.

A test holds the list to the code: whatever module opens a connection stands in one of the entries.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared.settings import Settings
from shared.weights import catalog


@dataclass(frozen=True)
class Outbound:
    """One kind of connection.

    `sends` is what leaves the machine, `when` what makes it do so, and `setting` the variable that turns
    it on.  `place` tells from the settings where it goes; empty where it is off.  `modules` open it.
    """

    name: str
    purpose: str
    sends: str
    when: str
    setting: str
    place: Callable[[Settings], str]
    modules: tuple[str, ...] = ()
    own: bool = False  # between parts of one installation: it leaves the machine, not the house


def _host(url: str) -> str:
    """The address without what must stay secret in it."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}" if rest else ""


def _tiles(settings: Settings) -> str:
    return _host(settings.map_tiles)


def makers() -> list[str]:
    """The servers that weight files come from."""
    return sorted({entry.url.split("/")[2] for entry in catalog().values()})


def _own_folder(settings: Settings) -> str:
    """Where `bowerbird run` fetches from by itself: only into a folder of models that is its own."""
    return ", ".join(makers()) if settings.models_dir.is_relative_to(settings.data) else ""


def _distant(url: str) -> str:
    """The address, unless it is a socket file or this very machine's own loopback."""
    return "" if "host=/" in url or "host=%2F" in url else _host(url)


EVERY = (
    Outbound(
        name="Map tiles",
        purpose="The background of the map.",
        sends="The web service asks for the squares of the map that somebody looks at, and keeps them. So the"
        " server of the tiles sees which part of the world that is, and the address of this machine; nothing"
        " of whoever looks, no picture, no position of a picture.",
        when="while somebody looks at a part of the map that is not kept yet",
        setting="MAP_TILES",
        place=_tiles,
        modules=("services/web/tile_server.py",),
    ),
    Outbound(
        name="Model weights",
        purpose="The files that analyzers need to recognise things, from their makers.",
        sends="The request for the file, nothing else.",
        when="when bowerbird run starts and one is missing in DATA/models, and when somebody runs"
        " bowerbird models fetch on the machine; into another MODELS_DIR only then",
        setting="",
        place=_own_folder,
        modules=("shared/downloads.py",),
    ),
    Outbound(
        name="Media for workers elsewhere",
        purpose="A worker on another machine fetches the files that it looks at from this web service.",
        sends="Originals and previews go to your own workers, over TLS; results come back.",
        when="while a worker of yours on another machine works",
        setting="MEDIA_URL",
        place=lambda settings: _host(settings.media_url),
        modules=("shared/line.py",),
        own=True,
    ),
    Outbound(
        name="Database",
        purpose="The library's own PostgreSQL.",
        sends="All that is known about your files, to your own server.",
        when="always",
        setting="DATABASE_URL",
        place=lambda settings: _distant(settings.database_url),
        modules=("shared/db/connection.py",),
        own=True,
    ),
    Outbound(
        name="Message broker",
        purpose="Hands out work to the workers.",
        sends="Numbers of files and names of analyzers, to your own server.",
        when="while there is work",
        setting="BROKER_URL",
        place=lambda settings: _host(settings.broker_url),
        modules=("shared/queue.py",),
        own=True,
    ),
    Outbound(
        name="Management of the broker",
        purpose="Makes and removes the logins of workers on other machines.",
        sends="Names and password hashes of those logins, to your own server.",
        when="when somebody runs bowerbird worker-credentials or bowerbird doctor",
        setting="BROKER_ADMIN_URL",
        place=lambda settings: _host(settings.broker_admin_url),
        modules=("shared/broker_users.py", "services/cli/checks.py"),
        own=True,
    ),
    Outbound(
        name="Accounts in MongoDB",
        purpose="Keeps accounts, sessions and tokens where you have chosen MongoDB for them.",
        sends="Names, password hashes and hashes of tokens, to your own server.",
        when="at every request, where it is set",
        setting="MONGO_URL",
        place=lambda settings: _host(settings.mongo_url),
        modules=("shared/identity/mongo/store.py",),
        own=True,
    ),
)

# Modules that open a socket and reach nothing but this machine.
AT_HOME = {
    "services/cli/run.py": "looks whether a port is free, and whether the own web service answers",
}
