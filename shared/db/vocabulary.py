"""The values that the library knows of a key: its cameras and lenses, labels and tags, albums."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from shared import lexicon
from shared.db.confines import escaped
from shared.db.connection import Connection, rows
from shared.text import fold, words

COLUMNS = {  # keys whose few different values stand in a column with an index of its own
    "camera": "model", "lens": "lens", "make": "make", "software": "software", "format": "mime",
    "source": "source",
}  # fmt: skip
MARKS = {"object": "object", "tag": "tag"}


@dataclass(frozen=True)
class _Value:
    value: str


@dataclass(frozen=True)
class _Album:
    id: int
    smart: bool


def values(conn: Connection, key: str) -> list[str]:
    """Every value of a key of `COLUMNS`, each looked up in the index behind the one before."""
    column = COLUMNS[key]
    sql = f"""
        WITH RECURSIVE known (value) AS (
            (SELECT {column} FROM media WHERE {column} IS NOT NULL AND trashed_at IS NULL
              ORDER BY {column} LIMIT 1)
            UNION ALL
            SELECT (SELECT {column} FROM media WHERE {column} > known.value AND trashed_at IS NULL
                     ORDER BY {column} LIMIT 1)
              FROM known WHERE known.value IS NOT NULL
        )
        SELECT value FROM known WHERE value IS NOT NULL
        """
    return [row.value for row in rows(conn, _Value, sql)]


def meant(known: list[str], sign: str, text: str) -> list[str]:
    """Which of the known values `text` means.

    `=`: just this one.  `~`: those that it is a part of.  `:`: just this one, or where there is none the
    ones that hold its words; `*` stands for anything.
    """
    wanted = fold(text).strip()
    same = [value for value in known if fold(value).strip() == wanted]
    if sign == "~":
        return [value for value in known if wanted in fold(value)]
    if same or sign == "=":
        return same
    if "*" in wanted:
        return [value for value in known if fnmatchcase(fold(value), wanted.replace("[", "[[]"))]
    begun = words(text)
    return [value for value in known if begun and _holds(words(value), begun)]


def like(sign: str, text: str) -> str:
    """The pattern of LIKE for what `text` means, as `meant` has it, without its last way."""
    pattern = escaped(text)
    if sign == "~":
        return f"%{pattern}%"
    return pattern.replace("*", "%") if sign == ":" else pattern


def marks(conn: Connection, mark: str, sign: str, text: str) -> list[str]:
    """The labels or tags that `text` means, as `meant` has it; the commonest first."""
    pattern = like(sign, text.strip())
    sql = """
        SELECT name AS value FROM mark_totals WHERE what = %(mark)s AND lower(name) LIKE lower(%(pattern)s)
         GROUP BY name HAVING sum(files) > 0 ORDER BY sum(files) DESC
        """
    return [row.value for row in rows(conn, _Value, sql, mark=mark, pattern=pattern)]


def labels(conn: Connection, mark: str, sign: str, text: str) -> list[str]:
    """The labels that `text` means; where there is none so called, those that the word covers."""
    found = marks(conn, mark, sign, text)
    if found or sign != ":" or mark != "object":
        return found
    covered = [label.casefold() for label in lexicon.narrower(text.strip())]
    sql = """
        SELECT DISTINCT name AS value FROM mark_totals
         WHERE what = %(mark)s AND lower(name) = ANY (%(names)s)
        """
    return sorted(row.value for row in rows(conn, _Value, sql, mark=mark, names=covered))


def countable(conn: Connection, text: str) -> tuple[list[str], tuple[str, ...]]:
    """Which labels of what kinds are counted for `text`: objects, looks where no object is called so.

    What nobody knows is an object of which there is none.
    """
    found = marks(conn, "object", "=", text)
    looks = [] if found else marks(conn, "look", "=", text)
    return (looks, ("look",)) if looks else (found or [text], ("object", "class"))


def albums(conn: Connection, text: str, *, smart: bool) -> list[int]:
    """The albums of a name or a number: those that a search fills with `smart`, else those filled by hand."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1
    sql = """
        SELECT id, selection IS NOT NULL AS smart FROM album
         WHERE removed_at IS NULL AND (id = %(number)s OR lower(name) = lower(%(name)s)) ORDER BY id
        """
    found = rows(conn, _Album, sql, number=number, name=text.strip())
    return [album.id for album in found if album.smart == smart]


def _holds(held: list[str], wanted: list[str]) -> bool:
    """Whether the wanted words stand in a row among those held, where the last may go on."""
    for start in range(len(held) - len(wanted) + 1):
        row = held[start : start + len(wanted)]
        if row[:-1] == wanted[:-1] and row[-1].startswith(wanted[-1]):
            return True
    return False
