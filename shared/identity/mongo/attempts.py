"""Failed attempts to sign in, in MongoDB: one document for each account and each address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.identity.mongo.store import Document, Store, Taken
from shared.throttle import DELAYS, FREE, MINUTE, PER_MINUTE, REMEMBERED, wait


@dataclass(frozen=True)
class Attempts:
    store: Store

    def admit(self, name: str, address: str) -> int:
        waiting = self._count(f"address:{address}", self._calm_address())
        if waiting:
            return waiting
        waiting = self._count(f"account:{name}", self._calmperson())
        if waiting:
            self._take_back(f"address:{address}")
        return waiting

    def forgive(self, name: str, address: str) -> None:
        with self.store.asked() as database:
            database.attempt.delete_one({"_id": f"account:{name}"})
        self._take_back(f"address:{address}")

    def _count(self, subject: str, calm: list[Document]) -> int:
        """Add a failure in one step if the subject is calm, else return how long it has to wait."""
        now = self.store.now()
        for _ in range(3):  # the first failure of a subject may come from two threads at once
            try:
                with self.store.asked() as database:
                    database.attempt.find_one_and_update(
                        {"_id": subject, "$or": calm}, _failure(now), upsert=True
                    )
            except Taken:
                seconds = self._wait(subject)
                if seconds:
                    return seconds
            else:
                return 0
        return 1

    def _wait(self, subject: str) -> int:
        with self.store.asked() as database:
            found = database.attempt.find_one({"_id": subject})
        now = self.store.now()
        failures = [at for at in found["failures"] if at > now - REMEMBERED] if found else []
        if subject.startswith("address:"):
            return wait(0, sum(at > now - MINUTE for at in failures), 0)
        return wait(len(failures), 0, (now - failures[0]).total_seconds() if failures else 0)

    def _calm_address(self) -> list[Document]:
        return _fewer(PER_MINUTE, self.store.now() - MINUTE)

    def _calmperson(self) -> list[Document]:
        """Fewer than five failures in a day, or so many and the last one long enough ago."""
        now = self.store.now()
        calm = _fewer(FREE, now - REMEMBERED)
        for failures, seconds in enumerate(DELAYS, FREE):
            rested = {"failures.0": {"$lte": now - timedelta(seconds=seconds)}}
            last = failures - FREE + 1 == len(DELAYS)
            calm += [rested] if last else [rested | few for few in _fewer(failures + 1, now - REMEMBERED)]
        return calm

    def _take_back(self, subject: str) -> None:
        with self.store.asked() as database:
            database.attempt.update_one({"_id": subject}, {"$pop": {"failures": -1}})


def _fewer(count: int, since: datetime) -> list[Document]:
    """Of these one is true of a subject with fewer than `count` failures since then; the newest is first."""
    last = f"failures.{count - 1}"
    return [{last: {"$exists": False}}, {last: {"$lte": since}}]


def _failure(now: datetime) -> Document:
    newest_first = {"$each": [now], "$position": 0, "$slice": PER_MINUTE}
    return {"$push": {"failures": newest_first}, "$set": {"expires_at": now + REMEMBERED}}
