"""Copies are found first among hundreds of real photos, and what is called similar is."""

import csv
import io
import json

import numpy as np
import pytest
from PIL import Image, ImageOps, UnidentifiedImageError

from services.classify.analyzer import Pictures
from services.phash.hashes import blocks
from shared import lexicon
from shared.domain import SIMILAR
from shared.weights import Weights

SMALLEST = 240  # px of the short side: of a smaller photo a half-size copy is a stamp
LONGEST = 1440
NEAR = 40  # bits of 256 that differ at most between pictures of the set itself that are copies
FOLDERS = ("objects", "exif", "faces", "dups")


def half(image):
    """A half-size copy, as a lossy JPEG."""
    file = io.BytesIO()
    image.resize((image.width // 2, image.height // 2)).save(file, "JPEG", quality=70)
    return Image.open(file).convert("RGB")


def crop(image):
    """The middle 80 % of each side."""
    x, y = round(image.width / 10), round(image.height / 10)
    return image.crop((x, y, image.width - x, image.height - y))


@pytest.fixture(scope="module")
def photos(corpus):
    """Photos of the corpus by name, upright and in preview size."""
    return dict(opened(corpus))


def opened(corpus):
    for file in sorted(file for folder in FOLDERS for file in (corpus / folder).rglob("*")):
        if file.suffix.lower() not in {".jpg", ".jpeg", ".png", ".webp"}:
            continue
        try:
            with Image.open(file) as opened_file:
                image = ImageOps.exif_transpose(opened_file).convert("RGB")
        except (OSError, UnidentifiedImageError):
            continue
        image.thumbnail((LONGEST, LONGEST))
        if min(image.size) >= SMALLEST and np.asarray(image.convert("L")).std() >= 3:
            yield str(file.relative_to(corpus)), image


@pytest.fixture(scope="module")
def classify(models):
    analyzer = Pictures(Weights(models), threads=2)
    analyzer.load()
    return analyzer


def described(classify, image):
    """What a picture looks like, as a worker stores it."""
    (found,) = (one for one in classify.look(image) if one.picture)
    return np.array(found.picture, np.float32)


@pytest.fixture(scope="module")
def known(classify, photos):
    return np.stack([described(classify, image) for image in photos.values()])


@pytest.fixture(scope="module")
def copies(corpus, photos):
    """Which photos of the set are copies of others: of one group, or nearly the same hash, also mirrored."""
    with (corpus / "dups/gt/groups.csv").open() as table:
        groups = {row["file"]: row["group"] for row in csv.DictReader(table)}
    named = np.array([groups.get(name, name) for name in photos])
    plain, mirrored = (
        np.stack([bits(turn(image)) for image in photos.values()])
        for turn in (Image.Image.copy, ImageOps.mirror)
    )
    apart = np.minimum(differing(plain, plain), differing(plain, mirrored))
    same = (named[:, None] == named[None, :]) | (apart <= NEAR)
    for _ in range(3):  # a copy of a copy
        same = same @ same
    return same & ~np.eye(len(named), dtype=bool)


def bits(image):
    return np.unpackbits(np.frombuffer(blocks(image), np.uint8)).astype(np.int16)


def differing(one, other):
    return (one[:, None, :] != other[None, :, :]).sum(axis=2)


@pytest.mark.parametrize("change", [half, ImageOps.mirror, crop])
def test_p25_a_changed_copy_is_found_first_for_99_of_100(change, classify, photos, known, copies):
    first, far = [], []
    for number, image in enumerate(photos.values()):
        distances = np.linalg.norm(known - described(classify, change(image)), axis=1)
        far.append(distances[number])
        distances[copies[number]] = np.inf
        first.append(int(distances.argmin()) == number)
    lost = [name for name, right in zip(photos, first, strict=True) if not right]
    print(
        f"\n{change.__name__}: {np.mean(first):.4f} of {len(first)} first, 99 of 100 nearer than"
        f" {np.percentile(far, 99):.2f}; not {lost}"
    )
    assert len(first) >= 250
    assert np.mean(first) >= 0.99


def test_what_is_called_similar_shares_a_class(corpus, photos, known):
    document = json.loads((corpus / "objects/gt/instances.json").read_text())
    names = {image["id"]: image["file_name"].split("/")[-1] for image in document["images"]}
    shown: dict[str, set[int]] = {}
    for one in document["annotations"]:
        shown.setdefault(names[one["image_id"]], set()).add(one["category_id"])
    numbers = [number for number, name in enumerate(photos) if name.startswith("objects/")]
    alike = [
        bool(shown[base(photos, one)] & shown[base(photos, other)])
        for at, one in enumerate(numbers)
        for other in numbers[:at]
        if np.linalg.norm(known[one] - known[other]) < SIMILAR
    ]
    print(f"\n{sum(alike)} of {len(alike)} pairs nearer than {SIMILAR} share a class")
    assert len(alike) >= 15
    assert np.mean(alike) >= 0.9


def base(photos, number):
    return list(photos)[number].split("/")[-1]


def test_classes_that_the_ground_truth_can_judge_are_right(corpus, classify, photos):
    document = json.loads((corpus / "objects/gt/instances.json").read_text())
    categories = {one["id"]: one["name"] for one in document["categories"]}
    names = {image["id"]: image["file_name"].split("/")[-1] for image in document["images"]}
    shown: dict[str, set[str]] = {}
    for one in document["annotations"]:
        shown.setdefault(names[one["image_id"]], set()).add(categories[one["category_id"]])
    right, wrong = [], []
    for name, image in photos.items():
        if not name.startswith("objects/"):
            continue
        for found in classify.look(image):
            meant = {found.label, *lexicon.wider(found.label or "")} & set(categories.values())
            if found.label and meant:
                (right if meant & shown[name.split("/")[-1]] else wrong).append((name, found.label))
    print(f"\n{len(right)} classes right, {len(wrong)} wrong: {wrong}")
    assert len(right) >= 10
    assert len(right) / len(right + wrong) >= 0.9
