"""Points lie where real faces, bodies and hands are (P9, P10)."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from services.mesh.analyzer import Meshes
from services.mesh.network import EYES
from services.pose.analyzer import Poses
from services.pose.body import SURE
from shared.heads import YUNET, Heads
from shared.weights import Weights

AROUND = (  # the points around both eyes, left of the picture first
    [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246],
    [263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466],
)
IRISES, WRISTS = (468, 473), {"left hand": 15, "right hand": 16}


def opened(file: Path) -> Image.Image:
    picture = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    picture.thumbnail((1440, 1440))
    return picture


def portraits(corpus: Path, each: int) -> list[Image.Image]:
    files = sorted(file for file in (corpus / "faces").rglob("*") if file.suffix in {".jpg", ".png"})
    return [opened(file) for file in files[::each]]


@pytest.fixture
def marked(landmark_models):
    def look(kind, pictures):
        analyzer = kind(Weights(landmark_models))
        analyzer.load()
        return [(picture, list(analyzer.look(picture))) for picture in pictures]

    return look


def px(found, picture):
    return np.array(found.outline.points) * picture.size


def test_eyes_of_meshes_are_where_the_detector_sees_them_and_hold_the_irises(corpus, models, marked):
    heads, away, inside = Heads(models / YUNET, 0.75), [], []
    for picture, found in marked(Meshes, portraits(corpus, 4)):
        seen = {head.box(*picture.size): head for head in heads.find(np.asarray(picture))}
        for face in found:
            points, head = px(face, picture), seen[face.box]
            apart = np.linalg.norm(np.subtract(*head.eyes))
            for corners, eye, around, iris in zip(EYES, head.eyes, AROUND, IRISES, strict=True):
                away.append(np.linalg.norm(points[list(corners)].mean(axis=0) - eye) / apart)
                ring = points[around].astype(np.float32)
                inside.append(cv2.pointPolygonTest(ring, tuple(map(float, points[iris])), False) >= 0)
    print(
        f"meshes: {len(away) // 2} faces, eyes off by {np.median(away):.3f} of their distance (median),"
        f" irises inside the eye {np.mean(inside):.1%}"
    )
    assert len(away) > 100
    assert np.median(away) < 0.1
    assert np.mean(inside) > 0.9


def test_bodies_lie_in_the_boxes_of_people_and_hands_end_their_arms(corpus, marked):
    photos = [opened(file) for file in sorted((corpus / "objects" / "images").glob("*.jpg"))]
    shares, agreed, hands = [], [], 0
    for picture, found in marked(Poses, photos):
        for one in found:
            if one.outline and one.outline.kind == "body":
                sure = np.array(one.outline.sure) >= SURE
                points = np.array(one.outline.points)[sure]
                shares.append(((points > -0.02) & (points < 1.02)).all(axis=1).mean())
            elif one.outline:
                hands += 1
                agreed += [_nearer(one, picture)] if one.parent else []
    print(
        f"bodies: {len(shares)} in 52 photos, {np.mean(shares):.1%} of sure points in the picture;"
        f" {hands} hands, {np.mean(agreed):.0%} of {len(agreed)} at the wrist of their side"
    )
    assert len(shares) >= 40
    assert np.mean(shares) > 0.95
    assert hands >= 12
    assert np.mean(agreed) > 0.7


def _nearer(hand, picture):
    """Whether a hand is nearer to the wrist of its own side."""
    body, wrist = px(hand.parent, picture), px(hand, picture)[0]
    far = {kind: np.linalg.norm(body[place] - wrist) for kind, place in WRISTS.items()}
    return min(far, key=far.get) == hand.outline.kind


def test_close_portraits_show_no_small_bodies_on_faces(corpus, marked):
    found = marked(Poses, portraits(corpus, 12))
    for picture, findings in found:
        for body in findings:
            if body.outline and body.outline.kind == "body":
                points = px(body, picture)
                apart = np.linalg.norm(points[11:13].mean(axis=0) - points[0])
                eyes = np.linalg.norm(points[2] - points[5])
                assert apart > eyes, "the shoulders lie on the face"
