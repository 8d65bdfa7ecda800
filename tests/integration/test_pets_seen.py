"""The real models: a cat that is named in one photo is asked about in others."""

import pytest
import skimage.data
from PIL import Image, ImageEnhance

from services.classify.analyzer import Pictures
from services.detect.analyzer import Objects
from shared.db import analyses, leases, persons, pets, regions
from shared.db.regions import Place
from shared.domain import Box, Job, Media, MediaKind
from shared.weights import Weights
from tests.integration.faces import settle, together
from tests.integration.web import photo

WHOLE = Box(0.05, 0.05, 0.9, 0.9)


@pytest.fixture
def looked(connect, models, tmp_path):
    """Keep a picture and let both models look at it, `classify` before and after `detect`."""
    weights = Weights(models)
    lookers = Pictures(weights, threads=1), Objects(weights, threads=1)
    for looker in lookers:
        looker.load()
    with connect() as conn:
        for looker in lookers:
            analyses.register(conn, looker)

    def look(name, image):
        file = tmp_path / name
        image.save(file, quality=92)
        media_id = photo(connect, name, width=image.width, height=image.height)
        with connect() as conn:
            analyses.plan(conn, media_id)
        for looker in (*lookers, lookers[0]):
            with connect() as conn:
                job = Job(media_id, looker.name, looker.version)
                lease = leases.claim(conn, job, worker="w", seconds=60, attempts=5)
            if lease is None:  # no animal was found, and so there is nothing more to describe
                break
            media = Media(
                media_id, MediaKind.IMAGE, "image/jpeg", file, file, tmp_path, *image.size, drawn=lease.drawn
            )
            found = list(looker.analyze(media))
            with connect() as conn:
                leases.finish(conn, lease, found, engine=looker.engine, model=looker.model)
        return media_id

    return look


def test_a_cat_is_known_again_in_other_light_and_in_a_corner(connect, looked):
    cat = Image.fromarray(skimage.data.chelsea())
    garden = Image.new("RGB", (900, 700), (90, 120, 80))
    garden.paste(cat.resize((380, 250)), (400, 350))
    named = looked("cat.jpg", cat)
    others = [
        looked("bright.jpg", ImageEnhance.Brightness(cat.crop((40, 10, 430, 290))).enhance(1.2)),
        looked("garden.jpg", garden),
    ]
    looked("coffee.jpg", Image.fromarray(skimage.data.coffee()))
    with connect() as conn:
        regions.name_region(conn, Place(named, WHOLE), "Chelsea", "ada", kind="pet", drawn=True)
        (chelsea,) = persons.named(conn, "Chelsea")
        found = pets.suggested(conn, None, chelsea)
    assert sorted(one.media_id for one in found) == others
    assert max(one.distance for one in found) < 0.5


def test_pictures_of_one_cat_are_a_group_of_their_own(connect, looked):
    cat = Image.fromarray(skimage.data.chelsea())
    pictures = [
        cat,
        cat.crop((40, 10, 430, 290)),
        ImageEnhance.Brightness(cat).enhance(0.7),
        cat.resize((cat.width // 2, cat.height // 2)),
        cat.rotate(5),
    ]
    cats = [looked(f"cat {n}.jpg", picture) for n, picture in enumerate(pictures)]
    looked("coffee.jpg", Image.fromarray(skimage.data.coffee()))
    settle(connect)
    assert together(connect) == [cats]
