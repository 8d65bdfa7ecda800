"""Text in real photos and scans is read better than by Tesseract alone."""

import json
import re
import time
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean

import pytest
from PIL import Image

from services.ocr.analyzer import Text
from services.ocr.rapid import Rapid
from tests.corpus.ingested import Ingest, ingest

__all__ = ["ingest"]
LATIN = {"en", "de", "fr", "it", "es", "pt", "nl", "tr", "vi", "en+de+fr+it+es+pt"}


@pytest.fixture(scope="module")
def transcripts(corpus: Path):
    return json.loads((corpus / "ocr/gt/transcripts.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def text():
    engine = Text(threads=1)
    engine.load()
    return engine


def normal(words: str) -> str:
    return re.sub(r"\s+", " ", words.lower()).strip()


def similarity(truth: str, read: str) -> float:
    """Character similarity as in the baseline beside the data: without case, one space between words."""
    return SequenceMatcher(None, normal(truth), normal(read), autojunk=False).ratio()


def baseline(corpus: Path) -> dict[str, float]:
    lines = (corpus / "ocr/gt/baseline_tesseract_eng_psm3_similarity.txt").read_text("utf-8").splitlines()
    found = [re.match(r"(\d\.\d\d) \S* (\S+)", line) for line in lines]
    return {match[2]: float(match[1]) for match in found if match}


@pytest.mark.timeout(900)
def test_text_is_read_better_than_the_tesseract_baseline(corpus, transcripts, text, ingest: Ingest):
    read = {}
    for name, truth in transcripts.items():
        if truth["lang"] in LATIN:
            found = list(text.analyze(ingest(corpus / name)))
            read[name] = similarity(truth["text"], " ".join(finding.text for finding in found))
            assert all(f.box.left >= 0 and f.box.left + f.box.width <= 1.001 for f in found)
    before = baseline(corpus)
    bare = mean(before[name] for name in read)
    print(
        f"\n{text.engine}: mean similarity {mean(read.values()):.3f} over {len(read)} files,"
        f" baseline {bare:.3f}"
    )
    for name, score in sorted(read.items(), key=lambda item: item[1]):
        if score < 0.9:
            print(f"  {score:.2f} (baseline {before[name]:.2f}) {name}")
    assert mean(read.values()) > bare + 0.05


def test_photos_without_text_give_no_findings(corpus, transcripts, text, ingest: Ingest):
    """A38: no text is a result."""
    read = {
        name: [finding.text for finding in text.analyze(ingest(corpus / name))]
        for name, truth in transcripts.items()
        if not truth["text"]
    }
    assert {name: found for name, found in read.items() if found} == {}


@pytest.mark.parametrize("turn", ["90", "180", "270"])
def test_every_exif_orientation_is_read_with_its_box_on_the_upright_picture(
    corpus, text, ingest: Ingest, turn
):
    [upright] = text.analyze(ingest(corpus / "ocr/tesseractjs/simple.jpg"))
    [turned] = text.analyze(ingest(corpus / f"ocr/tesseractjs/simple-{turn}.jpg"))
    assert turned.text == upright.text
    assert turned.box.left == pytest.approx(upright.box.left, abs=0.03)
    assert turned.box.top == pytest.approx(upright.box.top, abs=0.03)


def test_reading_costs_little_more_than_the_bare_engine(corpus, ingest: Ingest):
    """The rate of RapidOCR in a bare loop over decoded pictures, beside the analyzer's."""
    photos = [ingest(file) for file in sorted((corpus / "objects/images").glob("*.jpg"))[:12]]
    text = Text("rapidocr", threads=1)
    text.load()
    bare = Rapid(threads=1)
    pictures = [Image.open(photo.preview).convert("RGB") for photo in photos]
    bare.read(pictures[0])
    began = time.process_time()
    for picture in pictures:
        bare.read(picture)
    between = time.process_time()
    for photo in photos:
        list(text.analyze(photo))
    ended = time.process_time()
    ours, floor = (ended - between) / len(photos), (between - began) / len(photos)
    print(f"\nocr: {1000 * ours:.0f} ms of CPU a photo, bare loop {1000 * floor:.0f} ms")
    assert ours < 1.2 * floor
