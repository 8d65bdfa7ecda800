"""Addresses of files that are signed for one credential and a few minutes."""

import re
import time
from typing import NoReturn
from urllib.parse import urlencode

from flask import abort, request

from services.web.context import connection, settings
from shared import signatures
from shared.db import loans
from shared.signatures import Ticket

HOLDER = re.compile(r"[a-z0-9-]{1,40}")
PARTS = {"original", "preview"}


def address(media_id: int, part: str, holder: str, until: int) -> str:
    """The signed address of a part of a file; 401 where the credential `holder` was revoked."""
    with connection() as conn:
        issued = loans.issued(conn, holder)
    if issued is None:
        abort(401, "these credentials were revoked")
    signature = signatures.sign(_key(), Ticket(media_id, part, holder, issued, until))
    return f"/files/{media_id}/{part}?{urlencode({'for': holder, 'until': until, 'signature': signature})}"


def check(media_id: int, part: str) -> None:
    """403 unless we signed the address of this request and it has not ended nor been revoked."""
    holder, until = request.args.get("for", ""), request.args.get("until", "")
    if part not in PARTS or not HOLDER.fullmatch(holder) or not re.fullmatch(r"[0-9]{1,11}", until):
        _refuse()
    with connection() as conn:
        issued = loans.issued(conn, holder)
    if issued is None:
        _refuse()
    ticket = Ticket(media_id, part, holder, issued, int(until))
    if not signatures.good(_key(), ticket, request.args.get("signature", ""), time.time()):
        _refuse()


def _refuse() -> NoReturn:
    abort(403, "this address is not signed by us, was altered, or has ended")


def _key() -> str:
    key = settings().secret_key
    if not key:
        abort(503, "SECRET_KEY is not set, so no address of a file can be signed")
    return key
