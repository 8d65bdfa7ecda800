"""A transcript as subtitles (part 3, row 14)."""

from shared.subtitles import Line, srt, vtt

LINES = [Line(1.5, 3.25, "Hello, Anna"), Line(3661.0, None, "a < b --> c\n& more"), Line(3662.5, None, " ")]


def test_subrip_numbers_its_lines_and_writes_commas():
    assert srt(LINES) == (
        "1\n00:00:01,500 --> 00:00:03,250\nHello, Anna\n\n"
        "2\n01:01:01,000 --> 01:01:02,500\na < b → c & more\n\n"
    )


def test_webvtt_has_a_head_and_escapes_what_would_be_a_tag():
    assert vtt(LINES) == (
        "WEBVTT\n\n00:00:01.500 --> 00:00:03.250\nHello, Anna\n\n"
        "01:01:01.000 --> 01:01:02.500\na &lt; b → c &amp; more\n\n"
    )


def test_nothing_said_is_an_empty_file():
    assert (srt([]), vtt([])) == ("", "WEBVTT\n\n")
