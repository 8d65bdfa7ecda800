"""Parts of a page that renew themselves: each has a mark that changes with it, so that nothing flickers."""

from hashlib import sha256

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

Values = dict[str, object]


def marked(part: str, **values: object) -> Values:
    """The values of a part, and its mark."""
    return values | {f"{part}_mark": sha256(repr(values).encode()).hexdigest()[:12]}


def fresh(part: str, values: Values) -> Response:
    """The part, or 204 where the page shows it already."""
    if request.args.get("mark") == values[f"{part}_mark"]:
        return Response(status=204)
    return Response(render_template(f"_{part}.html", **values))


def changed(part: str, values: Values) -> Response:
    """The part after a person changed something; the whole page where it was a plain form."""
    if "HX-Request" in request.headers:
        return fresh(part, values)
    return redirect(url_for("pages.status"), 303)
