"""Accounts: people, their roles and the hashes of their passwords."""

from shared.accounts import UNUSABLE
from shared.db.connection import Connection, one, rows, run, value
from shared.errors import Conflict, NotFound
from shared.people import FIRST, Account, Role, Secret

ACCOUNT = "account.id::text, account.name, account.role, account.disabled"


def create(conn: Connection, name: str, password: str, role: Role) -> Account:
    """Add an account; `password` is a hash.  Raises `Conflict` where the name is taken."""
    account = one(
        conn,
        Account,
        f"""
        INSERT INTO account (name, password, role) VALUES (%(name)s, %(password)s, %(role)s)
        ON CONFLICT (name) DO NOTHING RETURNING {ACCOUNT}
        """,
        name=name,
        password=password,
        role=role,
    )
    if account is None:
        raise Conflict(f"there is an account named {name} already")
    return account


def everyone(conn: Connection) -> list[Account]:
    """All accounts, by name."""
    return rows(conn, Account, f"SELECT {ACCOUNT} FROM account ORDER BY name")


def by_id(conn: Connection, account_id: int) -> Account | None:
    """The account with this number, unless it is disabled."""
    sql = f"SELECT {ACCOUNT} FROM account WHERE id = %(id)s AND NOT disabled"
    return one(conn, Account, sql, id=account_id)


def first_admin(conn: Connection) -> Account:
    """The admin who has been here longest; made where there is none, and then without a password."""
    _lock(conn)
    sql = f"SELECT {ACCOUNT} FROM account WHERE role = 'admin' AND NOT disabled ORDER BY id LIMIT 1"
    return one(conn, Account, sql) or create(conn, FIRST, UNUSABLE, "admin")


def secret(conn: Connection, name: str) -> Secret | None:
    """The password's hash of the account with this name, unless it is disabled."""
    sql = "SELECT id::text, password FROM account WHERE name = %(name)s AND NOT disabled"
    return one(conn, Secret, sql, name=name)


def rehash(conn: Connection, account_id: int, password: str) -> None:
    """Store another hash; raises `NotFound`."""
    sql = "UPDATE account SET password = %(password)s WHERE id = %(id)s"
    _found(run(conn, sql, id=account_id, password=password))


def change_role(conn: Connection, account_id: int, role: Role) -> None:
    """Raises `NotFound`, and `Conflict` where no admin would be left."""
    if role != "admin":
        _spare_last_admin(conn, account_id)
    _found(run(conn, "UPDATE account SET role = %(role)s WHERE id = %(id)s", id=account_id, role=role))


def disable(conn: Connection, account_id: int, disabled: bool) -> None:
    """Raises `NotFound`, and `Conflict` for the last admin."""
    if disabled:
        _spare_last_admin(conn, account_id)
    sql = "UPDATE account SET disabled = %(disabled)s WHERE id = %(id)s"
    _found(run(conn, sql, id=account_id, disabled=disabled))


def remove(conn: Connection, account_id: int) -> None:
    """Delete an account with all its tokens; raises `NotFound`, and `Conflict` for the last admin."""
    _spare_last_admin(conn, account_id)
    _found(run(conn, "DELETE FROM account WHERE id = %(id)s", id=account_id))


def _spare_last_admin(conn: Connection, account_id: int) -> None:
    _lock(conn)
    sql = "SELECT array_agg(id) FROM account WHERE role = 'admin' AND NOT disabled"
    if value(conn, sql) == [account_id]:
        raise Conflict("this is the last admin; make another one first")


def _found(touched: int) -> None:
    if not touched:
        raise NotFound("there is no such account")


def _lock(conn: Connection) -> None:
    run(conn, "LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE")
