"""Verdicts on findings, and corrected transcripts, by way of the API."""

import pytest

from tests.integration.test_verdicts import HERE, found, give, labels, seen, speech
from tests.integration.web import photo


def test_the_api_takes_a_verdict_lists_it_and_lets_it_be_undone(ada, connect):
    media_id = photo(connect)
    seen(connect, media_id, HERE)
    (finding,) = found(connect, media_id)
    url = f"/api/media/{media_id}/verdicts"
    answer = ada.post(url, json={"decision": "rejected", "finding": finding.id})
    assert answer.status_code == 201, answer.text
    (held,) = ada.get(url).json["verdicts"]
    assert (held["decision"], held["label"], held["by_name"]) == ("rejected", "dog", "a member")
    assert ada.post(f"/api/deeds/{answer.json['deed']}/undo").status_code == 200
    assert ada.get(url).json["verdicts"] == []
    assert labels(connect, media_id) == {"dog": 1}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"decision": "rejected"},
        {"decision": "maybe", "label": "dog"},
        {"decision": "corrected", "label": "a"},
        {"decision": "rejected", "label": "dog", "finding": 1},
        {"decision": "rejected", "label": "a", "said": "b"},
        {"decision": "confirmed", "label": "dog", "box": [0, 0, 2, 1]},
        {"decision": "confirmed", "label": " "},
    ],
)
def test_a_verdict_that_is_none_is_refused(ada, connect, body):
    media_id = photo(connect)
    assert ada.post(f"/api/media/{media_id}/verdicts", json=body).status_code == 400


def test_a_finding_of_another_file_or_none_is_not_judged(ada, connect):
    mine, other = photo(connect), photo(connect, labels="cat")
    (finding,) = found(connect, other)
    url = f"/api/media/{mine}/verdicts"
    assert ada.post(url, json={"decision": "rejected", "finding": finding.id}).status_code == 404
    assert ada.client.delete(f"{url}/77", headers=ada.headers).status_code == 404
    assert (
        ada.post(
            f"/api/media/{other}/verdicts", json={"decision": "corrected", "finding": finding.id, "said": "x"}
        ).status_code
        == 400
    )


def test_a_corrected_transcript_is_downloaded_as_subtitles(ada, connect):
    """Part 3, row 14: SRT and VTT, with what a person corrected."""
    film = photo(connect, "a.mp4", kind="video", mime="video/mp4")
    speech(connect, film, (0, 4, "thanks for watching"), (4, 8, "happy bird day"))
    give(connect, film, lambda one: one.start == 4, "corrected", "Happy birthday")
    for form, mime, time in (
        ("srt", "application/x-subrip", "00:00:04,000"),
        ("vtt", "text/vtt", "00:00:04.000"),
    ):
        answer = ada.get(f"/api/media/{film}/transcript.{form}")
        assert (answer.status_code, answer.mimetype) == (200, mime)
        assert f"{time} --> " in answer.text
        assert "Happy birthday" in answer.text
        assert "bird day" not in answer.text
        assert answer.headers["Content-Disposition"] == f"attachment; filename=a.{form}"
    assert ada.get(f"/api/media/{photo(connect)}/transcript.srt").status_code == 404
