"""What people say of faces and persons: written down with what it takes to take it back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.db import deeds, index
from shared.db.connection import Connection, run, value
from shared.db.headcount import recount

KIND = "person"  # of these deeds in the journal
_AT_ONCE = 200  # files that are brought up to date while somebody waits; the others follow

Row = dict[str, Any]


class Act:
    """One deed about people.  Every change goes through it, so that `done` can journal all of them."""

    def __init__(self, conn: Connection, by: str) -> None:
        self.conn, self._by = conn, by
        self._was: dict[int, Row] = {}
        self._new: list[int] = []
        self._added: list[int] = []
        self._removed: list[Row] = []
        self._moved: list[Row] = []
        self._guesses: list[Row] = []
        self._files: set[int] = set()
        self._people: set[int] = set()

    def create(self, name: str = "", kind: str = "person") -> int:
        """A new person."""
        made = "INSERT INTO person (name, kind, decided) VALUES (%(name)s, %(kind)s, true) RETURNING id"
        person_id = int(value(self.conn, made, name=name, kind=kind))
        self._new.append(person_id)
        return person_id

    def change(self, person_id: int, **columns: Any) -> None:
        """Set columns of a person, of whom somebody has said something then."""
        if person_id not in self._new:
            self._was.setdefault(person_id, person(self.conn, person_id) or {})
        columns |= {"decided": True}
        assignments = ", ".join(f"{name} = %({name})s" for name in columns)
        run(self.conn, f"UPDATE person SET {assignments} WHERE id = %(id)s", id=person_id, **columns)

    def say(self, faces: Sequence[int], verdict: str, person_id: int | None, *, whole: bool = False) -> None:
        """Say the same of faces in place of what was said of them against it."""
        given: Row = {"faces": list(faces), "verdict": verdict, "person_id": person_id}
        self._guesses += value(self.conn, _GUESSED, **given)
        removed = value(self.conn, _UNSAY, **given)
        self._removed += removed
        drawn = [row["finding_id"] for row in removed if row["drawn"]]
        self._people |= {person_id} if person_id else set()
        self.add(value(self.conn, _SAY, **given, whole=whole, by=self._by, drawn=drawn))

    def draw(self, place: Mapping[str, Any], person_id: int, *, drawn: bool) -> int:
        """Say who is in a part of a file; the number of what was said."""
        added = value(self.conn, _DRAW, **place, person_id=person_id, by=self._by, drawn=drawn)
        self._people.add(person_id)
        self.add(added)
        return int(added[0]["id"])

    def keep_guesses(self, media_id: int) -> None:
        """Remember what is guessed of the faces of a file, of which something is about to be said."""
        self._guesses += value(self.conn, _GUESSED_IN, id=media_id)

    @property
    def said(self) -> bool:
        """Whether anything was said by it."""
        return bool(self._added)

    def retract(self, decisions: Sequence[int]) -> None:
        """Take away what was said, by number."""
        removed = retract(self.conn, decisions)
        self._removed += removed
        self.touch(row["media_id"] for row in removed)

    def move(self, of: int, to: int) -> None:
        """Let all that was said of one person hold of another, and their guesses too."""
        moved = value(self.conn, _MOVE, of=of, to=to)
        guesses = value(self.conn, _MOVE_GUESSES, of=of, to=to)
        self._moved += [row for row in moved if row["id"] not in self._added]
        self._guesses += guesses
        self.touch(row["media_id"] for row in [*moved, *guesses])

    def touch(self, files: Iterable[int]) -> None:
        """Let these files follow too."""
        self._files |= set(files)

    def done(self) -> tuple[int, int]:
        """Bring files up to date and journal the deed; how many files it touches, and its number."""
        follow(self.conn, self._files)
        parted = named([*self._guesses, *self._removed])
        recount(self.conn, [*self._was, *self._new, *self._people, *parted])
        before = {
            "persons": [{"was": was, "now": person(self.conn, known)} for known, was in self._was.items()],
            "new": self._new,
            "added": self._added,
            "removed": self._removed,
            "moved": self._moved,
            "guesses": list({row["finding_id"]: row for row in reversed(self._guesses)}.values()),
        }
        return len(self._files), deeds.record(self.conn, KIND, self._by, before)

    def add(self, added: list[Row]) -> None:
        """Note what was said just now, each with its number and its file."""
        self._added += [row["id"] for row in added]
        self.touch(row["media_id"] for row in added)


def person(conn: Connection, person_id: int) -> Row | None:
    """The columns of a person that people set, as the journal keeps them."""
    found: Row | None = value(conn, _PERSON, id=person_id)
    return found


def named(said: Iterable[Row]) -> set[int]:
    """The people whom what was said or guessed is about."""
    return {row["person_id"] for row in said if row["person_id"]}


def retract(conn: Connection, decisions: Sequence[int]) -> list[Row]:
    """Take away what was said, by number, and return it."""
    return list(value(conn, _RETRACT, ids=list(decisions)))


def follow(conn: Connection, files: set[int]) -> None:
    """Let what was said take hold in these files: in some at once, in the others soon."""
    ordered = sorted(files)
    index.heed(conn, ordered[:_AT_ONCE])
    later = "INSERT INTO file_due SELECT id FROM media WHERE id = ANY (%(ids)s) ON CONFLICT DO NOTHING"
    run(conn, later, ids=ordered[_AT_ONCE:])


_PERSON = """
    SELECT jsonb_build_object('id', id, 'name', name, 'kind', kind, 'hidden', hidden, 'decided', decided,
                              'into_id', into_id, 'cover_id', cover_id)
      FROM person WHERE id = %(id)s
    """
_GUESSED = """
    SELECT coalesce(jsonb_agg(to_jsonb(belonging)), '[]') FROM belonging
     WHERE finding_id = ANY (%(faces)s) AND state IN ('guess', 'loose')
    """
_GUESSED_IN = """
    SELECT coalesce(jsonb_agg(to_jsonb(belonging)), '[]') FROM belonging
     WHERE media_id = %(id)s AND state IN ('guess', 'loose')
    """

# "Is" and "ignore" stand in the place of each other; "is not" goes where the same person is said to be there.
_UNSAY = """
    WITH gone AS (
        DELETE FROM person_decision
         WHERE finding_id = ANY (%(faces)s)
           AND CASE %(verdict)s
               WHEN 'is-not' THEN person_id = %(person_id)s
               WHEN 'is' THEN verdict <> 'is-not' OR person_id = %(person_id)s
               ELSE verdict <> 'is-not' END
        RETURNING *
    )
    SELECT coalesce(jsonb_agg(to_jsonb(gone)), '[]') FROM gone
    """
_SAY = """
    WITH said AS (
        INSERT INTO person_decision
            (media_id, box_left, box_top, box_width, box_height, start_second, verdict, person_id, whole,
             drawn, by_name, finding_id)
        SELECT media_id, box_left, box_top, box_width, box_height, start_second, %(verdict)s,
               %(person_id)s, %(whole)s, id = ANY (%(drawn)s::bigint[]), %(by)s, id
          FROM finding WHERE id = ANY (%(faces)s) AND box_left IS NOT NULL
        RETURNING id, media_id
    )
    SELECT coalesce(jsonb_agg(to_jsonb(said)), '[]') FROM said
    """
_DRAW = """
    WITH said AS (
        INSERT INTO person_decision
            (media_id, box_left, box_top, box_width, box_height, start_second, verdict, person_id, drawn,
             by_name)
        VALUES (%(media_id)s, %(left)s, %(top)s, %(width)s, %(height)s, %(second)s, 'is',
                %(person_id)s, %(drawn)s, %(by)s)
        RETURNING id, media_id
    )
    SELECT coalesce(jsonb_agg(to_jsonb(said)), '[]') FROM said
    """
_RETRACT = """
    WITH gone AS (DELETE FROM person_decision WHERE id = ANY (%(ids)s) RETURNING *)
    SELECT coalesce(jsonb_agg(to_jsonb(gone)), '[]') FROM gone
    """
_MOVE = """
    WITH moved AS (
        UPDATE person_decision SET person_id = %(to)s WHERE person_id = %(of)s RETURNING id, media_id
    )
    SELECT coalesce(jsonb_agg(to_jsonb(moved) || jsonb_build_object('was', %(of)s, 'now', %(to)s)), '[]')
      FROM moved
    """
_MOVE_GUESSES = """
    WITH moved AS (
        UPDATE belonging SET person_id = %(to)s WHERE person_id = %(of)s AND state = 'guess' RETURNING *
    )
    SELECT coalesce(jsonb_agg(to_jsonb(moved) || jsonb_build_object('person_id', %(of)s)), '[]') FROM moved
    """
