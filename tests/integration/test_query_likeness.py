"""Questions for what is like an example know what serves, and nothing of a model that is tried."""

from shared.db.connection import run
from shared.domain import Finding
from tests.integration.test_similar import seen, showing
from tests.integration.web import analysed


def test_what_a_model_that_does_not_serve_described_is_not_found_by_a_question(ada, connect):
    beach, near, other = (showing(connect, "beach", away) for away in (0, 0.1, 0.2))
    with connect() as conn:
        run(conn, "UPDATE analysis SET model = 'other' WHERE media_id = %(id)s", id=other)
    analysed(connect, near, "classify", [Finding(picture=seen("cat"))], version=2, serves=False)
    for sort in ("similar", "newest"):
        asked = {"q": f"similar:{beach}", "sort": sort}
        found = ada.get("/api/media", query_string=asked).json["items"]
        assert {tile["id"] for tile in found} == {beach, near}
    cat = showing(connect, "cat")
    found = ada.get("/api/media", query_string={"q": f"similar:{cat}"}).json["items"]
    assert [tile["id"] for tile in found] == [cat]
