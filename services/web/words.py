"""The texts of the application in the reader's language; English stands in the code itself."""

import gettext as catalogs
import json
from functools import cache
from pathlib import Path

from flask import Flask, g, has_request_context, request

FOLDER = Path(__file__).parent / "translations"
DOMAIN = "bowerbird"
SOURCE = "en"


def speak(app: Flask) -> None:
    """Let templates say `_("…")` and `ngettext("…", "…", n)`."""
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.context_processor(lambda: {"language": language(), "words_of_scripts": words_of_scripts})


def _(text: str) -> str:
    """The text in the language of the one who asks."""
    return _catalog(language()).gettext(text)


def ngettext(one: str, several: str, count: int) -> str:
    """The text for so many, in the language of the one who asks."""
    return _catalog(language()).ngettext(one, several, count)


def languages() -> list[str]:
    """The languages that there are catalogs for, English first."""
    return [SOURCE, *sorted(path.parts[-3] for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))]


def language() -> str:
    """The language that the browser prefers among those there are."""
    if not has_request_context():
        return SOURCE
    if "language" not in g:
        g.language = request.accept_languages.best_match(languages()) or SOURCE
    found: str = g.language
    return found


def words_of_scripts() -> str:
    """The catalog as JSON for the modules in the browser; nothing where the code's own words will do."""
    held = _catalog(language())
    if not isinstance(held, catalogs.GNUTranslations):
        return ""
    entries: dict[object, str] = vars(held)["_catalog"]
    return json.dumps({text: said for text, said in entries.items() if isinstance(text, str) and text})


@cache
def _catalog(language: str) -> catalogs.NullTranslations:
    return catalogs.translation(DOMAIN, FOLDER, [language], fallback=True)
