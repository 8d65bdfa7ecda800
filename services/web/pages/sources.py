"""The inbox as admins see it: its folders with their labels, what is left in it and why."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.context import connection, settings
from services.web.operations import access
from services.web.pages.forms import Form, filled
from services.web.sources import Source
from services.web.words import _
from shared.db import inbox, sources
from shared.db.facets import facets
from shared.db.search import Selection
from shared.db.sources import InboxSource
from shared.keeping import names

SHOWN = 200  # problems, and folders


@dataclass(frozen=True)
class Folder:
    """A folder of the inbox, there or only decided about, and the decision where there is one."""

    path: str
    there: bool
    source: InboxSource | None


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/settings/sources", "sources", show)
    bp.add_url_rule("/settings/sources", "put_source", put, methods=["POST"])
    bp.add_url_rule("/settings/sources/remove", "remove_source", remove, methods=["POST"])


@access("admin")
def show() -> Response:
    """The folders; `folder` names the one that is being changed."""
    return _page(said=_said().get(request.args.get("said", "")))


@access("admin")
def put() -> Response:
    """Write down what is decided about a folder."""
    wanted, form = filled(Source, request.form)
    if wanted is None:
        return _page(400, form=form)
    with connection() as conn:
        sources.put(conn, wanted.decided)
    return redirect(url_for("pages.sources", said="saved"), 303)


@access("admin")
def remove() -> Response:
    """Forget what is decided about a folder; its files stay where they are."""
    with connection() as conn:
        sources.remove(conn, request.form.get("folder", ""))
    return redirect(url_for("pages.sources", said="removed"), 303)


def folders(root: Path, decided: list[InboxSource]) -> list[Folder]:
    """The inbox, its outermost folders, and every folder that something is decided about."""
    known = {source.folder: source for source in decided}
    there = {"", *_outermost(root)}
    return [
        Folder(path, path in there or (root / path).is_dir(), known.get(path))
        for path in sorted(there | set(known))
    ]


def _outermost(root: Path) -> Iterator[str]:
    """The first folders of the inbox; nothing where it is on another machine."""
    with suppress(OSError), os.scandir(root) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name)[:SHOWN]:
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                yield names.safe(entry.name)


def _page(status: int = 200, *, said: str | None = None, form: Form | None = None) -> Response:
    root = settings().inbox
    with connection() as conn:
        decided = sources.everything(conn)
        found = facets(conn, Selection(), limit=100).sources
        left = inbox.problems(conn)
    page = render_template(
        "settings_sources.html",
        place="settings",
        part="sources",
        inbox=root,
        label=settings().source,
        folders=folders(root, decided),
        counts={choice.value: choice.count for choice in found},
        left=left[:SHOWN],
        more=max(len(left) - SHOWN, 0),
        form=form or Form(_values(decided, request.args.get("folder"))),
        said=said,
    )
    return make_response(page, status)


def _values(decided: list[InboxSource], folder: str | None) -> dict[str, Any]:
    """What is decided about the folder that is being changed, as it is written in the form."""
    source = next((one for one in decided if one.folder == folder), None)
    if source is None:
        return {"folder": folder or ""}
    patterns = {"include": "\n".join(source.include), "exclude": "\n".join(source.exclude)}
    return {"folder": source.folder, "label": source.label} | patterns


def _said() -> dict[str, str]:
    return {
        "saved": _("Saved. It holds for files that are taken from now on."),
        "removed": _("Forgotten; the folder is like the one around it."),
    }
