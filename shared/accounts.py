"""Passwords and tokens: how they are made, hashed and compared."""

import hashlib
import hmac
import secrets
import unicodedata
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.errors import BowerbirdError
from shared.passwords import COMMON
from shared.people import Kind

SHORTEST, LONGEST = 12, 128
PREFIX = "bb_"  # of API tokens, so that one that was published by mistake is found
UNUSABLE = "!"  # stands in the place of a hash where no password was chosen yet

# OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_dummy = _hasher.hash(secrets.token_urlsafe(16))


class WeakPassword(BowerbirdError):
    """A password is too short, too long or too well known; the message says which."""


def hash_password(password: str, name: str = "") -> str:
    """Return the argon2id hash to store; raises `WeakPassword`.  Every character counts."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise WeakPassword(f"a password has {SHORTEST} to {LONGEST} characters")
    if _guessable(normal.casefold(), name.casefold()):
        raise WeakPassword("this password is among the first that anyone would guess")
    return _hasher.hash(normal)


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether `password` is the stored one; takes as long where there is no account."""
    usable = stored is not None and stored != UNUSABLE
    try:
        _hasher.verify(stored if usable and stored else _dummy, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return usable


def hash_again(password: str) -> str:
    """Return a fresh hash of a password that is in use; the rules for choosing one are not asked again."""
    return _hasher.hash(_normal(password))


def outdated(stored: str) -> bool:
    """Tell whether a hash was made with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(stored)


def new_token(kind: Kind = "session") -> str:
    """Return 256 random bits, fit for a cookie, a header or a link; an API token says what it is."""
    return (PREFIX if kind == "api" else "") + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token; the token cannot be had back from it."""
    return hashlib.sha256(token.encode()).digest()


def grant_id(token: str) -> str:
    """By what a token is called where it is listed: too little of its hash to be of use."""
    return token_hash(token).hex()[:16]


def csrf_token(session: str) -> str:
    """Return what a page of this session must send along with every change."""
    return hmac.new(session.encode(), b"csrf", "sha256").hexdigest()


def same(given: str, expected: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _guessable(password: str, name: str) -> bool:
    period = (password + password).find(password, 1)  # of the shortest piece that it repeats
    steps = {ord(b) - ord(a) for a, b in pairwise(password)}
    return (
        password in COMMON
        or password[:period] in COMMON
        or period <= 3
        or steps in ({1}, {-1})
        or bool(name and not password.replace(name, "").strip("0123456789!?.-_"))
    )
