"""Whatever is done with versions and models, in whatever order: no finding and no verdict is lost."""

from dataclasses import dataclass
from random import Random

import pytest

from shared.db import analyses, candidates, changeovers, editions, leases, takeovers, verdicts
from shared.db.connection import rows, value
from shared.domain import Finding, Job
from tests.integration import tried as trial
from tests.integration.declared import Declared
from tests.integration.files import file
from tests.integration.tried import NEW, followed, labels, shown

library = trial.library
STEPS = 40


@dataclass(frozen=True)
class Line:
    """Which line serves a file."""

    media_id: int
    edition: int
    version: int


@dataclass(frozen=True)
class Now:
    """What workers do, and what people see of it."""

    edition: int
    version: int
    serves: int
    follows: str


class Walk:
    """Somebody who does one thing after another, at random, and looks after each whether all is there."""

    def __init__(self, connect, ids, seed):
        self.connect, self.ids, self.random = connect, list(ids), Random(seed)
        self.done = 0

    def now(self):
        sql = """SELECT edition, version, coalesce(serves_version, version) AS serves, follows
                   FROM analyzer"""
        with self.connect() as conn:
            return rows(conn, Now, sql)[0]

    def serving(self):
        sql = "SELECT DISTINCT media_id, edition, version FROM serving"
        with self.connect() as conn:
            found = rows(conn, Line, sql)
        held = {one.media_id: (one.edition, one.version) for one in found}
        assert len(held) == len(found), "one line serves a file"
        return held

    def step(self):
        before, now = self.serving(), self.now()
        acts = [self.look, self.look, self.look, self.rise, self.arrive, self.switch, self.back]
        act = self.random.choice([*acts, self.follow, self.cover, self.try_another, self.there_and_back])
        act(now)
        after = self.serving()
        assert before.keys() <= after.keys(), f"{act.__name__}: what was served is served"
        if act in {self.look, self.rise, self.arrive} and now.serves < now.version:
            assert {one: after[one] for one in before} == before, f"{act.__name__}: the old serves on"
        with self.connect() as conn:
            done = value(conn, "SELECT count(*) FROM analysis WHERE done_at IS NOT NULL")
        assert done >= self.done
        self.done = done

    def look(self, now):
        self._look(self.random.choice(self.ids), now.edition, now.version)

    def rise(self, now):
        with self.connect() as conn:
            analyses.register(conn, Declared(version=now.version + 1))

    def arrive(self, now):
        media_id = file(self.connect)
        self.ids.append(media_id)
        self._look(media_id, now.edition, now.version)
        assert media_id in self.serving()

    def switch(self, now):
        if now.serves < now.version:
            self._try(changeovers.switch)

    def back(self, now):
        self._try(changeovers.roll_back)

    def there_and_back(self, now):
        before = self.serving()
        self._try(changeovers.roll_back)
        self._try(changeovers.roll_back)
        assert self.serving() == before

    def follow(self, now):
        with self.connect() as conn:
            takeovers.follow(conn, "detect", self.random.choice(["ask", "all", "file"]), by="ada")

    def cover(self, now):
        with self.connect() as conn:
            takeovers.switch_covered(conn)

    def try_another(self, _):
        with self.connect() as conn:
            edition = editions.begin(conn, "detect", "large.onnx", sample=None, by="ada")
            candidates.take_up(conn, edition, NEW)
        before, seen = self.serving(), self.random.sample(self.ids, 2)
        for media_id in seen:
            self._look(media_id, edition, NEW.version)
        assert self.serving() == before, "a candidate serves nobody"
        with self.connect() as conn:
            changeovers.switch(conn, "detect", by="ada")
        now = before | dict.fromkeys(seen, (edition, NEW.version))
        assert self.serving() == now, "what served elsewhere serves on"

    def _look(self, media_id, edition, version):
        with self.connect() as conn:
            analyses.plan(conn, media_id)
            job = Job(media_id, "detect", version, edition=edition)
            lease = leases.claim(conn, job, worker="w", seconds=60, attempts=5)
            if lease:
                found = [Finding(label=label, score=0.9) for label in (f"e{edition} v{version}", "wrong")]
                leases.finish(conn, lease, found, model="m")

    def _try(self, act):
        try:
            with self.connect() as conn:
                act(conn, "detect", by="ada")
        except (changeovers.NothingToGoBackTo, changeovers.NotReady):
            pass


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost_whatever_is_done_with_versions_and_models(connect, library, seed):
    walk = Walk(connect, library, seed)
    with connect() as conn:
        for media_id in library:
            verdicts.give(conn, media_id, verdicts.Anchor("wrong", "object"), "rejected", by="ada")
    for _ in range(STEPS):
        walk.step()
    followed(connect)
    for media_id in walk.ids:
        assert shown(connect, media_id) == labels(connect, media_id) != []
    assert [one for one in library if "wrong" in shown(connect, one)] == []
    for media_id, (edition, version) in walk.serving().items():
        own = {f"e{edition} v{version}", "wrong"} if media_id not in library else {f"e{edition} v{version}"}
        assert set(shown(connect, media_id)) in (own, {"cat"})
