"""Begins and ends the session of a browser."""

import logging
from typing import TypeVar

from flask import request
from werkzeug.wrappers import Response

from services.web.browsers import browser
from services.web.context import identity
from services.web.door import cookie_name
from shared.people import LIFETIME

log = logging.getLogger(__name__)
Answer = TypeVar("Answer", bound=Response)


def open_session(answer: Answer, account_id: str) -> Answer:
    """Begin a session in place of the one that this browser had."""
    tokens = identity().tokens
    tokens.revoke(request.cookies.get(cookie_name(), ""))
    session = tokens.issue("session", account_id, name=browser(request.user_agent.string))
    _set_cookie(answer, session, int(LIFETIME["session"].total_seconds()))
    log.info("signed in account %s", account_id)
    return answer


def close_session(answer: Answer) -> Answer:
    """Let this browser forget its session, which has ended, and what it has kept."""
    _set_cookie(answer, "", 0)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _set_cookie(answer: Response, session: str, seconds: int) -> None:
    answer.set_cookie(
        cookie_name(),
        session,
        max_age=seconds,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )
