"""What is taken out of the folders of the inbox, and under which label: what admins decided of it."""

from dataclasses import dataclass, field

from shared.db.connection import Connection, rows, run


@dataclass(frozen=True)
class InboxSource:
    """A folder below the inbox, or the inbox itself where it is empty.

    What lies in it gets `label`.  Where there are patterns to `include`, only what one of them matches is
    taken; and never what one of `exclude` matches.  They are those of .gitignore, seen from the folder.
    """

    folder: str
    label: str
    include: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)


def everything(conn: Connection) -> list[InboxSource]:
    """The sources by folder."""
    sql = "SELECT folder, label, include, exclude FROM inbox_source ORDER BY folder"
    return rows(conn, InboxSource, sql)


def put(conn: Connection, source: InboxSource) -> None:
    """Add a source, or change the one of this folder; it holds for what is taken from now on."""
    run(
        conn,
        """
        INSERT INTO inbox_source (folder, label, include, exclude)
        VALUES (%(folder)s, %(label)s, %(include)s, %(exclude)s)
        ON CONFLICT (folder) DO UPDATE
           SET label = EXCLUDED.label, include = EXCLUDED.include, exclude = EXCLUDED.exclude
        """,
        **vars(source),
    )


def remove(conn: Connection, folder: str) -> None:
    """Let a folder be like the one around it again; none such is as good."""
    run(conn, "DELETE FROM inbox_source WHERE folder = %(folder)s", folder=folder)
