"""Text comes in reading order with its place, and noise does not come at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from services.ocr import analyzer, tess
from services.ocr.analyzer import Text, better
from services.ocr.page import is_page
from services.ocr.reading import Line, confidence, likely, ordered, turned
from services.ocr.repeats import merged
from shared.domain import Box, Media, MediaKind
from shared.errors import MissingWeights
from tests.conftest import skip_or_fail


def line(text: str, score: float = 0.95, left: float = 0.1, top: float = 0.1) -> Line:
    return Line(text, score, Box(left, top, 0.2, 0.05))


class Fake:
    """A reader that gives the same lines for every picture."""

    def __init__(self, *lines: Line) -> None:
        self.lines, self.calls = list(lines), 0

    def read(self, image: Image.Image) -> list[Line]:
        self.calls += 1
        return self.lines


def reading(page: Fake | None, photo: Fake | None) -> Text:
    text = Text()
    text._pages, text._photos = page, photo
    return text


def test_lines_are_read_from_top_to_bottom_and_left_to_right():
    lines = [line("4", left=0.6, top=0.31), line("1"), line("3", top=0.3), line("2", left=0.5, top=0.11)]
    assert [found.text for found in ordered(lines)] == ["1", "2", "3", "4"]


def test_noise_is_dropped():
    lines = [line("Stop", 0.7), line("bark", 0.4), line("o", 0.8), line("7", 0.97), line("  ", 1.0)]
    assert [found.text for found in likely(lines, 0.6)] == ["Stop", "7"]


def test_confidence_weighs_every_character_alike():
    assert confidence([line("abc", 1.0), line("d", 0.0)]) == pytest.approx(0.75)
    assert confidence([]) == 0


def test_a_line_read_in_a_picture_turned_by_90_degrees_is_put_back():
    assert turned(Line("x", 1.0, Box(0.1, 0.2, 0.3, 0.4)), 90).box == Box(0.2, pytest.approx(0.6), 0.4, 0.3)


@given(st.sampled_from([0, 90, 180, 270]), *[st.floats(0, 0.5)] * 4)
def test_turning_back_and_forth_changes_no_box(
    degrees: int, left: float, top: float, width: float, height: float
):
    box = Box(left, top, width, height)
    back = turned(turned(Line("x", 1.0, box), degrees), (360 - degrees) % 360).box
    assert (back.left, back.top, back.width, back.height) == pytest.approx((left, top, width, height))


def test_a_white_sheet_is_a_page_and_a_gradient_is_not():
    assert is_page(Image.new("RGB", (300, 200), "white"))
    assert not is_page(Image.linear_gradient("L").convert("RGB"))


def test_a_sure_reading_of_a_page_needs_no_second_one():
    page, photo = Fake(line("a page", 0.9)), Fake(line("a photo"))
    assert [found.text for found in reading(page, photo).read(Image.new("RGB", (9, 9)))] == ["a page"]
    assert photo.calls == 0


def test_a_photo_is_never_given_to_the_page_reader():
    page, photo = Fake(line("a page", 0.9)), Fake(line("a photo"))
    picture = Image.linear_gradient("L").convert("RGB")
    assert [found.text for found in reading(page, photo).look(picture)] == ["a photo"]
    assert page.calls == 0


def test_of_two_unsure_readings_the_one_with_more_sure_characters_wins():
    assert better([line("abcdef", 0.65)], [line("ab", 0.9)])[0].text == "abcdef"
    assert better([line("abcdef", 0.5)], []) == []


def test_control_and_bidi_characters_are_not_passed_on():
    [found] = reading(None, Fake(line("a\u202eb\x00c"))).look(Image.new("RGB", (9, 9)))
    assert found.text == "abc"


def test_text_that_stays_on_the_screen_is_one_finding_with_start_and_end():
    frames = [
        (0.0, [line("Breaking news", 0.8)]),
        (5.0, [line("Breaking  news", 0.9), line("Weather")]),
        (10.0, []),
        (15.0, [line("Breaking news")]),
    ]
    found = [(f.text, f.start, f.end) for f in merged(frames)]
    assert sorted(found) == [
        ("Breaking  news", 0.0, 5.0),
        ("Breaking news", 15.0, 15.0),
        ("Weather", 5.0, 5.0),
    ]


def test_two_equal_lines_in_one_frame_stay_two():
    frames = [(0.0, [line("Exit"), line("Exit")]), (5.0, [line("Exit"), line("Exit")])]
    assert [(f.start, f.end) for f in merged(frames)] == [(0.0, 5.0), (0.0, 5.0)]


def test_a_page_is_asked_for_larger_than_a_photo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    asked: list[int] = []

    def pictures(media: Media, longest: int, sampling: object):
        asked.append(longest)
        return iter([(None, Image.new("RGB", (9, 9), "white"))])

    monkeypatch.setattr(analyzer.frames, "pictures", pictures)
    media = Media(1, MediaKind.IMAGE, "image/jpeg", tmp_path, tmp_path, tmp_path)
    list(reading(Fake(), Fake()).analyze(media))
    assert asked == [1440, analyzer.PAGE]


def test_words_are_joined_to_lines_with_a_box_around_them():
    table = {
        "block_num": [1, 1, 1, 1], "par_num": [1, 1, 1, 1], "line_num": [0, 1, 1, 2],
        "left": [0, 10, 50, 10], "top": [0, 10, 12, 50], "width": [100, 30, 20, 10],
        "height": [100, 10, 10, 10],
        "conf": [-1, 90, 80, 70], "text": ["", "two", "words", "one"],
    }  # fmt: skip
    first, second = tess.lines(tess.rows(table), (100, 100))
    assert (first.text, first.score, second.text) == ("two words", pytest.approx(0.85), "one")
    box = first.box
    assert (box.left, box.top, box.width, box.height) == pytest.approx((0.1, 0.1, 0.6, 0.12))


def test_a_language_that_is_not_installed_is_named_with_its_package():
    if not tess.is_installed():
        skip_or_fail("tesseract is not installed")
    with pytest.raises(MissingWeights, match="tesseract-ocr-xx_none"):
        Text("tesseract", ("xx_none",)).check()


@pytest.mark.parametrize("engine", ["rapidocr", "tesseract"])
@pytest.mark.parametrize("degrees", [0, 180])
def test_each_engine_reads_a_printed_page_with_boxes_on_the_words(engine: str, degrees: int):
    """A page on its head is turned by Tesseract; RapidOCR turns single lines."""
    if engine == "tesseract" and not tess.is_installed():
        skip_or_fail("tesseract is not installed")
    page = Image.new("RGB", (900, 500), "white")
    draw = ImageDraw.Draw(page)
    for row in range(6):
        draw.text((60, 40 + 70 * row), "Bowerbirds collect blue things", "black", font_size=44)
    text = Text(engine, threads=1)
    text.load()
    found = list(text.look(page.rotate(degrees)))
    assert " ".join(f.text.replace(" ", "") for f in found).count("Bowerbirdscollectbluethings") == 6
    for f in found:
        assert f.score > 0.7
        assert f.box.width == pytest.approx(0.7, abs=0.08)
        assert f.box.height < 0.15
