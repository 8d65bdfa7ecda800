"""What makes the pages an application that can be installed: its manifest, its worker, its offline page."""

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for

from services.web.operations import access
from services.web.words import _, language

bp = Blueprint("offline", __name__)

SIZES = (192, 512)
ACCENT, GROUND = "#2b5fd9", "#fbfbfa"


@bp.get("/manifest.webmanifest")
@access("public")
def manifest() -> Response:
    """The name, the icons and the colours under which a device installs the application."""
    icons = [
        {
            "src": url_for("static", filename="icon.svg"),
            "sizes": "any",
            "type": "image/svg+xml",
            "purpose": "any",
        }
    ] + [
        {
            "src": url_for("static", filename=f"icons/{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in SIZES
    ]
    answer = jsonify(
        id="/",
        name="Bowerbird",
        short_name="Bowerbird",
        description=_("Find your photos and videos."),
        lang=language(),
        start_url="/",
        scope="/",
        display="standalone",
        theme_color=ACCENT,
        background_color=GROUND,
        icons=icons,
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@bp.get("/worker.js")
@access("public")
def worker() -> Response:
    """The service worker; it stands at the root, for its scope is all that lies below."""
    answer = current_app.send_static_file("js/offline/worker.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/offline")
@access("public")
def page() -> str:
    """What is shown without a connection; it says nothing about anybody."""
    return render_template("offline.html")
