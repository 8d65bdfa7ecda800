"""Copies of the library in browsers: what changed since, and the tree of hashes (P33, H34)."""

import pytest

from shared.db import hashtree
from shared.db.connection import run, value
from shared.db.stamps import HASH
from tests.integration.visits import act
from tests.integration.web import browser, photo


@pytest.fixture
def three(connect):
    return [photo(connect, f"{name}.jpg", label) for name, label in (("a", "cat"), ("b", "dog"), ("c", ""))]


class Copy:
    """What a browser does, in Python."""

    def __init__(self, who):
        self.who, self.files, self.until, self.fetched = who, {}, None, []

    def ask(self, path, **query):
        answer = self.who.get(f"/api/copy/{path}", query_string=query)
        assert answer.status_code == 200, answer.json
        self.fetched.append(path)
        return answer.json

    def follow(self, limit=2):
        place = {"at": self.until} if self.until else {}
        while place is not None:
            page = self.ask("changes", limit=limit, **place)
            self.files |= {item["id"]: item for item in page["items"]}
            for one in page["gone"]:
                self.files.pop(one, None)
            place, self.until = page["next"], page["until"]

    def hash(self, bits, number):
        held = [item["mark"] for one, item in self.files.items() if one >> bits == number]
        return len(held), sum(held) % HASH

    def compare(self):
        """Fetch the leaves that differ, and forget what is not in them."""
        self.fetched.clear()
        for branch in self._differing("tree", hashtree.BRANCH):
            for leaf in self._differing(f"tree/{branch}", hashtree.LEAF):
                items = self.ask(f"leaf/{leaf}")["items"]
                self.files = {one: item for one, item in self.files.items() if one >> hashtree.LEAF != leaf}
                self.files |= {item["id"]: item for item in items}

    def _differing(self, path, bits):
        nodes = {node["number"]: (node["files"], node["hash"]) for node in self.ask(path)["nodes"]}
        mine = {one >> bits for one in self.files}
        if bits == hashtree.LEAF:
            branch = int(path.split("/")[1])
            mine = {leaf for leaf in mine if leaf >> hashtree.BRANCH - hashtree.LEAF == branch}
        return [n for n in nodes.keys() | mine if nodes.get(n, (0, 0)) != self.hash(bits, n)]


@pytest.fixture
def copy(ada):
    return Copy(ada)


def test_a_copy_holds_what_the_library_shows(copy, three):
    copy.follow()
    assert sorted(copy.files) == three
    held = copy.files[three[0]]
    assert (held["name"], held["kind"], held["favourite"]) == ("a.jpg", "image", False)
    assert "cat" in held["words"].split()
    copy.compare()
    assert copy.fetched == ["tree"], "nothing differs, so nothing more is asked for"


def test_only_what_changed_comes_again(copy, ada, connect, three):
    copy.follow()
    with connect() as conn:
        copy.until = value(conn, "SELECT max(at)::text FROM stamp").replace(" ", "T") + ":00"
    act(ada, "favourite", ids=three[:1])
    act(ada, "tag", ids=three[1:2], add=["holiday"])
    act(ada, "trash", ids=three[2:])
    before = dict(copy.files)
    copy.files.clear()
    copy.follow(limit=100)
    assert sorted(copy.files) == three[:2]
    assert copy.files[three[0]]["favourite"]
    assert "holiday" in copy.files[three[1]]["words"].split()
    assert all(copy.files[one]["mark"] != before[one]["mark"] for one in three[:2])


def test_what_is_trashed_deleted_or_restored_leaves_and_comes_back(copy, ada, connect, three):
    copy.follow()
    act(ada, "trash", ids=three[:2])
    copy.follow()
    assert sorted(copy.files) == three[2:]
    act(ada, "restore", ids=three[:1])
    with connect() as conn:
        run(conn, "UPDATE media SET doomed = true WHERE id = %(id)s", id=three[1])
        run(conn, "DELETE FROM media WHERE id = %(id)s", id=three[1])
    copy.follow()
    assert sorted(copy.files) == [three[0], three[2]]


def test_the_tree_finds_what_was_missed_and_asks_for_no_more(copy, connect, three):
    with connect() as conn:
        run(conn, "SELECT setval(pg_get_serial_sequence('media', 'id'), 5000)")
    far = photo(connect, "far.jpg")
    with connect() as conn:
        run(conn, "SELECT setval(pg_get_serial_sequence('media', 'id'), 200000)")
    further = photo(connect, "further.jpg")
    copy.compare()
    assert sorted(copy.files) == [*three, far, further]
    copy.files.pop(far)
    copy.files[further] |= {"mark": 1}
    copy.compare()
    assert sorted(copy.files) == [*three, far, further]
    assert sorted(copy.fetched) == sorted(
        ["tree", "tree/0", f"leaf/{far >> 10}", f"tree/{further >> 16}", f"leaf/{further >> 10}"]
    )
    copy.compare()
    assert copy.fetched == ["tree"]


def test_a_person_copies_their_part_and_learns_nothing_of_the_rest(app, connect):
    from shared.db import reach
    from shared.identity.postgres import opened

    inside = photo(connect, "in.jpg", "cat", path="anna/in.jpg")
    outside = photo(connect, "secret.jpg", "heron", path="bert/secret.jpg")
    viewer = browser(app, connect, "viewer")
    copy = Copy(viewer)
    copy.follow()
    assert sorted(copy.files) == [inside, outside]
    person = next(one for one in opened(connect).accounts.everyone() if one.name == "a viewer")
    with connect() as conn:
        reach.restrict(conn, person.id, folder="anna", query="")
    copy.compare()
    assert sorted(copy.files) == [inside], "what is out of reach leaves the copy"
    fresh = Copy(viewer)
    fresh.follow()
    assert sorted(fresh.files) == [inside]
    page = viewer.get("/api/copy/changes").json
    assert page["gone"] == []
    assert viewer.get(f"/api/copy/leaf/{outside >> 10}").json["items"][0]["id"] == inside


def test_a_copy_of_another_account_can_be_told(app, ada, connect, three):
    admin = browser(app, connect, "admin")
    assert ada.get("/api/copy/tree").json["account"] != admin.get("/api/copy/tree").json["account"]


@pytest.mark.parametrize("query", ["at=now", "at=2020-01-01", "id=x", "limit=0", "limit=1001"])
def test_what_is_no_place_is_refused(ada, query):
    assert ada.get(f"/api/copy/changes?{query}").status_code == 400
