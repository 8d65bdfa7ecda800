"""Accounts in MongoDB."""

from dataclasses import dataclass
from uuid import uuid4

from shared.accounts import UNUSABLE
from shared.errors import Conflict, NotFound
from shared.identity.mongo.store import NOBODY, Document, Store, Taken, person, row
from shared.people import FIRST, Account, Role, Secret, checked_name, sound


@dataclass(frozen=True)
class Accounts:
    store: Store

    def create(self, name: str, password: str, role: Role) -> Account:
        account = Account(uuid4().hex, checked_name(name), role)
        document = {
            "_id": account.id, "name": name, "password": password, "role": role, "disabled": False,
            "era": 0, "created_at": self.store.now(),
        }  # fmt: skip
        try:
            with self.store.asked() as database:
                database.account.insert_one(document)
        except Taken as error:
            raise Conflict(f"there is an account named {name} already") from error
        return account

    def everyone(self) -> list[Account]:
        with self.store.asked() as database:
            return [person(found) for found in database.account.find().sort("name")]

    def first_admin(self) -> Account:
        for _ in range(2):  # another's first admin may come in between
            with self.store.asked() as database:
                found = database.account.find_one(
                    {"role": "admin", "disabled": False}, sort=[("created_at", 1)]
                )
            if found:
                return person(found)
            try:
                return self.create(FIRST, UNUSABLE, "admin")
            except Conflict:
                continue
        raise Conflict(f"{FIRST} is no admin; make another account one")

    def secret(self, name: str) -> Secret | None:
        if not sound(name):
            return None
        with self.store.asked() as database:
            found = database.account.find_one({"name": name, "disabled": False})
        return Secret(found["_id"], found["password"]) if found else None

    def rehash(self, account_id: str, password: str) -> None:
        self._change(account_id, {"$set": {"password": password}})

    def change_password(self, account_id: str, password: str) -> None:
        self._change(account_id, {"$set": {"password": password}, "$inc": {"era": 1}})
        self._clear(account_id)

    def change_role(self, account_id: str, role: Role) -> None:
        if role != "admin":
            self._spare_last_admin(account_id)
        self._change(account_id, {"$set": {"role": role}})

    def disable(self, account_id: str, disabled: bool = True) -> None:
        if disabled:
            self._spare_last_admin(account_id)
        self._change(account_id, {"$set": {"disabled": disabled}, "$inc": {"era": 1}})
        self._clear(account_id)

    def remove(self, account_id: str) -> None:
        self._spare_last_admin(account_id)
        with self.store.asked() as database:
            if not database.account.delete_one({"_id": row(account_id)}).deleted_count:
                raise NotFound(NOBODY)
        self._clear(account_id)

    def _change(self, account_id: str, change: Document) -> None:
        with self.store.asked() as database:
            if not database.account.update_one({"_id": row(account_id)}, change).matched_count:
                raise NotFound(NOBODY)

    def _clear(self, account_id: str) -> None:
        """Take away what the change of the account has made worthless already."""
        with self.store.asked() as database:
            database.token.delete_many({"account": row(account_id)})

    def _spare_last_admin(self, account_id: str) -> None:
        with self.store.asked() as database:
            admins = database.account.find({"role": "admin", "disabled": False}, {"_id": 1}).limit(2)
            if [found["_id"] for found in admins] == [row(account_id)]:
                raise Conflict("this is the last admin; make another one first")
