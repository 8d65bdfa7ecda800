"""Who is let in where: every route of the application and everyone who may ask.

What a route asks for is written here again, by its address and method, so that a view whose mark is
wrong or missing is found; a route that is added needs nothing here unless it is an exception.
"""

import pytest

from shared.accounts import UNUSABLE, csrf_token
from shared.identity.postgres import opened
from tests.integration.web import SAME_SITE, routes

OPEN = ("/manifest.webmanifest", "/worker.js", "/offline")  # what a browser fetches without a session
ELSEWHERE = (
    "/static/",
    "/s/",
    "/sign-in",
    "/welcome/",
    "/healthz",
    "/readyz",
    "/files/",
    "/api/worker/",
    *OPEN,
)
ADMIN = (
    "/trash/remove",
    "/api/trash",
    "/people",
    "/status/return",
    "/api/users",
    "/settings",
    "/api/settings",
    "/api/selection/sidecars",
)
OWN = ("/account", "/api/account/", "/api/tokens")
TAKING_PART = {"/live"}  # pages that are for members
LOOKING = {"/sign-out", "/api/media/1/look", "/api/selection/download"}  # changes that whoever looks may make

VIEWER, MEMBER, RULER = 1, 2, 3
CALLERS = {  # role, scope of the token or None for a session, the most they may, whether also their own doors
    "anonymous": (None, None, 0, False),
    "a viewer": ("viewer", None, VIEWER, True),
    "a member": ("member", None, MEMBER, True),
    "an admin": ("admin", None, RULER, True),
    "a disabled admin": ("admin", None, 0, False),
    "an admin's read token": ("admin", "read", VIEWER, False),
    "an admin's upload token": ("admin", "upload", MEMBER, False),
    "an admin's manage token": ("admin", "manage", RULER, True),
    "a viewer's manage token": ("viewer", "manage", VIEWER, True),
    "a disabled admin's manage token": ("admin", "manage", 0, False),
    "a session shown as a token": ("admin", "session", 0, False),
}


def asks_for(method, path):
    """How much a caller must be allowed, and whether the route is about their own doors."""
    if path.startswith(ADMIN):
        return RULER, False
    if path.startswith(OWN):
        return VIEWER, True
    looking = path in LOOKING or (method == "GET" and path not in TAKING_PART)
    return VIEWER if looking else MEMBER, False


class Caller:
    """Shows a fresh session or token with each request, as some requests end the one they are made with."""

    def __init__(self, app, identity, who):
        self.app, self.tokens = app, identity.tokens
        self.role, self.scope, *_ = CALLERS[who]
        self.made = 0
        if self.role:
            self.id = identity.accounts.create(who, UNUSABLE, self.role).id
            identity.accounts.disable(self.id, "disabled" in who)

    def ask(self, method, path):
        client = self.app.test_client()
        headers = dict(SAME_SITE)
        if self.role:
            headers |= self.shown(client)
        return client.open(path, method=method, headers=headers, buffered=True)

    def shown(self, client):
        if self.scope and self.scope != "session":
            self.made += 1
            token = self.tokens.issue("api", self.id, name=f"number {self.made}", scope=self.scope)
            return {"Authorization": f"Bearer {token}"}
        token = self.tokens.issue("session", self.id)
        if self.scope:
            return {"Authorization": f"Bearer {token}", "X-CSRF-Token": csrf_token(token)}
        client.set_cookie("session", token)
        return {"X-CSRF-Token": csrf_token(token)}


@pytest.mark.parametrize("who", CALLERS)
def test_every_route_lets_in_whom_it_should_and_nobody_else(app, connect, who):
    identity = opened(connect)
    identity.accounts.create("number 1", UNUSABLE, "member")  # whom the routes with a variable are about
    identity.accounts.create("another admin", UNUSABLE, "admin")
    caller, allowed, theirs = Caller(app, identity, who), *CALLERS[who][2:]
    wrong = []
    for method, path in routes(app):
        if path.startswith(ELSEWHERE):
            continue
        needed, own = asks_for(method, path)
        expected = allowed >= needed and (theirs or not own)
        if let_in(caller.ask(method, path)) != expected:
            wrong.append((method, path, "is refused" if expected else "is let in"))
    assert wrong == []


def let_in(answer):
    """Whether the view has answered, and not the door."""
    to_the_door = answer.status_code == 303 and answer.location.startswith("/sign-in")
    signed_out = "Max-Age=0" in answer.headers.get("Set-Cookie", "")
    return signed_out or not (to_the_door or answer.status_code in {401, 403})


def test_the_matrix_covers_the_application(app):
    covered = [path for _, path in routes(app) if not path.startswith(ELSEWHERE)]
    assert len(covered) > 50
    for prefixes in (ADMIN, OWN):
        assert all(any(path.startswith(prefix) for path in covered) for prefix in prefixes)
    assert set(covered) >= LOOKING
