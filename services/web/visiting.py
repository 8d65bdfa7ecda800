"""What a link opens: who may come in by it, and which files they see there."""

import hmac
from dataclasses import dataclass

from flask import g, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from services.web import galleries, reach, saved
from services.web.auth import subscriber
from services.web.context import connection, identity
from services.web.galleries import Gallery
from services.web.pace import Pace
from shared.accounts import same, token_hash, verify_password
from shared.db import albums, shares
from shared.db import reach as restrictions
from shared.db.connection import Connection
from shared.db.reach import Restriction
from shared.db.search import Within
from shared.db.shares import Share
from shared.errors import NotFound

LONGEST_TOKEN = 100
COOKIE = "share"
UNLOCKED = 12 * 3600  # seconds
PICTURES = Pace(rate=40, burst=1200)  # requests of one address
GUESSES = Pace(rate=0.2, burst=20)  # links that lead nowhere


class Locked(Exception):
    """The link has a password that this browser has not given."""

    def __init__(self, share: Share) -> None:
        super().__init__()
        self.share = share


@dataclass(frozen=True)
class Visit:
    """A good link, and what it shows."""

    token: str
    share: Share
    gallery: Gallery


def pace() -> None:
    """429 where an address asks too often, or has tried too many links that lead nowhere.

    Also notes whose links are good: accounts may be stored elsewhere, so nobody asks for them twice.
    """
    address = _address()
    _wait(PICTURES.wait(address))
    _wait(GUESSES.wait(address, cost=0))
    g.makers = {one.id for one in identity().accounts.everyone() if not one.disabled}


def visit(conn: Connection, token: str) -> Visit:
    """What the link shows.  Raises `NotFound`, `Locked`, and `ValidationError` for a search gone bad."""
    share = known(conn, token)
    if share.password and not same(request.cookies.get(COOKIE, ""), _proof(token, share.password)):
        raise Locked(share)
    limit = saved.confined(_then(share), _now(conn, share))
    if share.album_id is None:
        return Visit(token, share, galleries.of_search(share.query or "", limit))
    return Visit(token, share, galleries.of_album(albums.album(conn, share.album_id), limit))


def known(conn: Connection, token: str) -> Share:
    """The link of this token; raises `NotFound`, the same whatever is wrong with it.

    A link is good no longer than the account that made it.
    """
    try:
        return _made_by_someone(shares.by_token(conn, token_hash(token[:LONGEST_TOKEN])))
    except NotFound:
        GUESSES.wait(_address())
        raise


def unlock(token: str, password: str) -> str | None:
    """The cookie that proves that the password was given; None where it is wrong.  Raises `NotFound`, 429."""
    with connection() as conn:
        share = known(conn, token)
    name = f"share\n{share.id}"  # no account has such a name
    held, address = identity().attempts, _address()
    _wait(held.admit(name, address))
    if not verify_password(share.password, password) or not share.password:
        return None
    held.forgive(name, address)
    return _proof(token, share.password)


def keep_open(answer: Response, proof: str, path: str) -> None:
    """Let the browser show the proof to this link and to no other."""
    answer.set_cookie(
        COOKIE, proof, max_age=UNLOCKED, path=path, secure=request.is_secure, httponly=True, samesite="Lax"
    )


def _made_by_someone(share: Share) -> Share:
    if share.made_by not in g.makers:
        raise NotFound("who made this link is gone")
    return share


def _proof(token: str, password: str) -> str:
    """What only one who gave the password has: it needs the stored hash, and changes with it."""
    return hmac.new(password.encode(), f"share {token}".encode(), "sha256").hexdigest()


def _then(share: Share) -> Within | None:
    """What the maker was confined to when making the link."""
    if not share.scope_folder and not share.scope_query:
        return None
    return reach.of_restriction(Restriction(share.made_by, share.scope_folder, share.scope_query))


def _now(conn: Connection, share: Share) -> Within | None:
    """What the maker has been confined to since."""
    found = restrictions.restriction(conn, share.made_by)
    return reach.of_restriction(found) if found else None


def _address() -> str:
    return subscriber(request.remote_addr or "")


def _wait(seconds: int) -> None:
    if seconds:
        raise TooManyRequests(f"too many requests; please wait {seconds} s", retry_after=seconds)
