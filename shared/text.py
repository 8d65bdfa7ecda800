"""How words are compared: without case, accents, or characters that no one can see."""

import unicodedata


def fold(text: str) -> str:
    """Return `text` for the search index: case-folded, accents stripped, control characters as spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (char for char in decomposed if not unicodedata.combining(char))
    return "".join(" " if unicodedata.category(char).startswith("C") else char for char in kept)


def words(text: str) -> list[str]:
    """Split `text` into the folded words that the index holds and that a search looks for.

    Everything but letters, digits and the marks that belong to them separates words, so that
    `IMG_1234.jpg` is found as `1234`.
    """
    kept = (char if unicodedata.category(char)[0] in "LNM" else " " for char in fold(text))
    return "".join(kept).split()


def clean(text: str, limit: int = 4096) -> str:
    """Return `text` safe to store and show: no NUL, control or bidirectional override characters."""
    kept = (char for char in text if char in "\n\t" or not _hidden(char))
    return "".join(kept)[:limit]


def _hidden(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Cc", "Cs"}
        or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
