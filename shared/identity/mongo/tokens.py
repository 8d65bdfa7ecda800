"""Sessions, one-time links and API tokens in MongoDB."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.accounts import new_token, token_hash
from shared.errors import Conflict, NotFound
from shared.identity.mongo.accounts import Accounts
from shared.identity.mongo.store import NOBODY, Document, Store, Taken, person, row
from shared.people import IDLE, LIFETIME, Account, Grant, Holder, Kind, Scope, sound
from shared.throttle import MINUTE


@dataclass(frozen=True)
class Tokens:
    store: Store

    def issue(
        self,
        kind: Kind,
        account_id: str | None = None,
        *,
        name: str | None = None,
        scope: Scope | None = None,
        lifetime: timedelta | None = None,
    ) -> str:
        token, now = new_token(kind), self.store.now()
        document = {
            "_id": token_hash(token), "kind": kind, "name": name, "scope": scope, "created_at": now,
            "seen_at": now, "expires_at": now + (lifetime or LIFETIME[kind]), "account": None, "era": 0,
        }  # fmt: skip
        try:
            with self.store.asked() as database:
                if account_id is not None:
                    document |= _owner(database.account.find_one({"_id": row(account_id)}))
                database.token.insert_one(document)
        except Taken as error:
            raise Conflict(f"there is a token named {name} already") from error
        return token

    def holder(self, kind: Kind, token: str) -> Holder | None:
        if not sound(token):
            return None
        now = self.store.now()
        with self.store.asked() as database:
            found = database.token.find_one(
                {"_id": token_hash(token), "kind": kind, "expires_at": {"$gt": now}}
                | ({} if kind == "api" else {"seen_at": {"$gt": now - IDLE}})
            )
            owner = found and database.account.find_one(_living(found))
            if found and owner and _stale(found, now):
                database.token.update_one({"_id": found["_id"]}, {"$set": {"seen_at": now}})
        return Holder(person(owner), found["scope"]) if found and owner else None

    def follow(self, token: str) -> Account | None:
        if not sound(token):
            return None
        with self.store.asked() as database:
            spent = database.token.find_one_and_delete(self._good_link(token))
            if not spent:
                return None
            if spent["account"] is None:
                return Accounts(self.store).first_admin()
            owner = database.account.find_one(_living(spent))
        return person(owner) if owner else None

    def link_is_good(self, token: str) -> bool:
        if not sound(token):
            return False
        with self.store.asked() as database:
            return database.token.find_one(self._good_link(token)) is not None

    def revoke(self, token: str) -> None:
        if sound(token):
            with self.store.asked() as database:
                database.token.delete_one({"_id": token_hash(token)})

    def listed(self, account_id: str) -> list[Grant]:
        with self.store.asked() as database:
            owner = database.account.find_one({"_id": row(account_id)})
            if not owner:
                return []
            found = list(database.token.find(self._open(owner)).sort("created_at", -1))
        return [_grant(document) for document in found]

    def withdraw(self, account_id: str, grant_id: str) -> None:
        with self.store.asked() as database:
            for found in database.token.find({"account": row(account_id), "kind": {"$ne": "link"}}):
                if _grant(found).id == grant_id:
                    database.token.delete_one({"_id": found["_id"]})
                    return
        raise NotFound("there is no such session or token")

    def sign_out(self, account_id: str | None = None) -> None:
        whose = {} if account_id is None else {"account": row(account_id)}
        with self.store.asked() as database:
            database.token.delete_many({"kind": {"$in": ["session", "link"]}} | whose)

    def _good_link(self, token: str) -> Document:
        return {"_id": token_hash(token), "kind": "link", "expires_at": {"$gt": self.store.now()}}

    def _open(self, owner: Document) -> Document:
        now = self.store.now()
        used = [{"kind": "api"}, {"kind": "session", "seen_at": {"$gt": now - IDLE}}]
        return _owner(owner) | {"expires_at": {"$gt": now}, "$or": used}


def _living(token: Document) -> Document:
    """The account of a token, if nothing has happened to it that ends its tokens."""
    return {"_id": token["account"], "era": token["era"], "disabled": False}


def _owner(account: Document | None) -> Document:
    if account is None:
        raise NotFound(NOBODY)
    return {"account": account["_id"], "era": account["era"]}


def _grant(found: Document) -> Grant:
    return Grant(
        found["_id"].hex()[:16],
        found["kind"],
        found["name"],
        found["scope"],
        found["created_at"],
        found["seen_at"],
        found["expires_at"],
    )


def _stale(found: Document, now: datetime) -> bool:
    """Whether it is time to note that a token is in use; the first time it always is."""
    return bool(found["seen_at"] < now - MINUTE or found["seen_at"] == found["created_at"])
