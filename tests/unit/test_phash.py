"""Perceptual hashes: the same for a picture made smaller, other for another."""

import csv
from itertools import combinations

import numpy as np
import pytest
from PIL import Image, ImageOps

from services.phash.analyzer import Likenesses
from services.phash.hashes import blocks, frequencies
from shared.domain import Media, MediaKind
from shared.errors import UnreadableMedia

NEAR, WAVES = 26, 14  # the bounds of migration 0016


def media(preview, folder):
    return Media(1, MediaKind.IMAGE, "image/jpeg", preview or folder / "none", preview, folder)


def saved(image, folder):
    image.save(folder / "preview.jpg")
    return media(folder / "preview.jpg", folder)


def hashed(file, folder):
    image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    image.thumbnail((1440, 1440))
    (found,) = Likenesses().analyze(saved(image, folder))
    return found.likeness


def differing(one, other):
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def near(one, other):
    """As the database sees it: the whole like the whole, or like the inner part of the other."""
    ways = [
        (one.blocks, other.blocks, one.frequencies, other.frequencies),
        (one.inner_blocks, other.blocks, one.inner_frequencies, other.frequencies),
        (one.blocks, other.inner_blocks, one.frequencies, other.inner_frequencies),
    ]
    return any(differing(a, b) <= NEAR and differing(c, d) <= WAVES for a, b, c, d in ways)


def test_hashes_have_the_size_they_say():
    image = Image.fromarray(np.random.default_rng(1).integers(0, 255, (60, 80, 3), dtype=np.uint8))
    assert (len(frequencies(image)), len(blocks(image))) == (8, 32)


def test_a_picture_of_one_colour_has_no_likeness_for_it_is_like_every_other(tmp_path):
    assert list(Likenesses().analyze(saved(Image.new("RGB", (300, 200), "navy"), tmp_path))) == []


def test_a_file_without_a_picture_is_told_as_such(tmp_path):
    with pytest.raises(UnreadableMedia):
        list(Likenesses().analyze(media(None, tmp_path)))


def test_every_near_duplicate_is_near_and_no_two_other_pictures_are(corpus, tmp_path):
    """`dups/` near pairs at 100 %, no false pair in `objects/` (P12, P25)."""
    with (corpus / "dups/gt/groups.csv").open() as table:
        rows = [list(row.values()) for row in csv.DictReader(table)]
    groups = {}
    for name, group, _, relation in rows:
        if relation in {"original", "exact", "near"} and (corpus.parent / "data" / name).suffix in {
            ".jpg",
            ".webp",
        }:
            groups.setdefault(group, []).append(hashed(corpus / name, tmp_path))
    pairs = [pair for members in groups.values() for pair in combinations(members, 2)]
    assert len(pairs) > 300
    assert all(near(*pair) for pair in pairs)
    others = [hashed(file, tmp_path) for file in sorted((corpus / "objects/images").iterdir())]
    others += [members[0] for members in groups.values()]
    assert not [pair for pair in combinations(others, 2) if near(*pair)]
