"""Builds the web application."""

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from services.web import account as own_account
from services.web import (
    albums,
    analyzers,
    appearance,
    archive,
    atlas,
    auth,
    comments,
    completion,
    contents,
    copies,
    crops,
    crowd,
    deeds,
    disputes,
    duplicates,
    errands,
    faces,
    glances,
    health,
    library,
    likenesses,
    live,
    marks,
    offline,
    openapi,
    outlines,
    overlays,
    pages,
    persons,
    scenes,
    shares,
    sidecars,
    similar,
    sources,
    tiles,
    tokens,
    transcripts,
    tus,
    updates,
    uploads,
    users,
    verdicts,
    visits,
    welcome,
    why,
    work,
    worker_files,
)
from services.web.answers import answer_errors
from services.web.application import Application
from services.web.context import account, csrf_token, may_change
from services.web.door import guard_door
from services.web.filters import LONGEST
from services.web.headers import guard_headers
from services.web.identities import Id, Key, Name
from services.web.keepers import lend_keepers
from services.web.lingering import linger_on_refusals
from services.web.pages.places import name_places
from services.web.pages.syntax import syntax
from services.web.reach import guard_reach
from services.web.tiles import lend_tiles
from services.web.words import speak
from shared.db.connection import Connect, pooled
from shared.identity import open_identity
from shared.settings import Settings

CONNECTIONS = 40  # at most; a thread holds two while it uploads
REQUEST = 1 << 20  # bytes of a request that is no upload
FIELDS = 500_000  # bytes of its form fields
PARTS = (
    *(auth, welcome, own_account, tokens, users),
    *(analyzers, appearance, persons, sources),
    *(albums, shares, visits),
    *(marks, errands, deeds, duplicates, comments, archive),
    *(atlas, tiles, faces, similar, crowd, disputes, sidecars),
    *(likenesses, crops, overlays, outlines, updates),
    *(verdicts, why, copies, glances),
    *(scenes, transcripts),
    *(library, completion, live, contents, uploads, tus, work, openapi, health, offline, pages, worker_files),
)


def create_app(settings: Settings, connect: Connect | None = None) -> Flask:
    """Return the application; `connect` replaces the pool on `settings.database_url`."""
    app = Application(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=REQUEST,
        MAX_FORM_MEMORY_SIZE=FIELDS,
        MAX_FORM_PARTS=100,
    )
    app.extensions["settings"] = settings
    app.extensions["connect"] = connect or pooled(settings.database_url, CONNECTIONS)
    app.extensions["identity"] = open_identity(settings, app.extensions["connect"])
    app.jinja_env.undefined = StrictUndefined
    app.context_processor(
        lambda: {
            "account": account(),
            "may_change": may_change(),
            "csrf_token": csrf_token,
            "syntax": syntax,
            "longest_search": LONGEST,
        }
    )
    app.url_map.converters |= {"id": Id, "name": Name, "key": Key}
    speak(app)
    name_places(app)
    lend_keepers(app)
    lend_tiles(app, settings)
    live.feed_pages(app, app.extensions["connect"])
    guard_headers(app)
    guard_door(app)
    guard_reach(app)
    appearance.dress_pages(app)
    answer_errors(app)
    linger_on_refusals(app)
    for part in PARTS:
        app.register_blueprint(part.bp)
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    return app
