"""The tray of faces that belong to nobody, those that look alike beside each other."""

from flask import Blueprint, render_template, request

from services.web import acquaintance as api
from services.web.context import connection, within
from shared.db import crowd, tray

SHOWN = 150


def add_to(bp: Blueprint) -> None:
    """Add this page's route."""
    bp.add_url_rule("/persons/loose", "loose", show)


def show() -> str:
    """The newest ones; with `like` those most like a face, with `before` those found before another."""
    like, before = request.args.get("like", type=int), request.args.get("before", type=int)
    with connection() as conn:
        if like is not None:
            api.check_faces(conn, [like])
            faces = tray.like(conn, within(), like, SHOWN)
        else:
            faces = tray.loose(conn, within(), before=before, limit=SHOWN)
        names = crowd.names(conn, within())
    more = min(face.id or 0 for face in faces) if len(faces) == SHOWN and like is None else None
    return render_template("loose.html", faces=faces, like=like, more=more, names=names, place="crowd")
