"""Faces are where YuNet says, but for what it cannot mean."""

import numpy as np

from shared.heads import YUNET, Heads


class Confused:
    """Gives one face, one without numbers and one far away, as OpenCV now and then does for a few pixels."""

    def setInputSize(self, size):  # noqa: N802  # OpenCV's name
        pass

    def detect(self, picture):
        return 1, np.array([[8.0] * 14 + [0.9], [np.nan] * 15, [-6.6e19] * 14 + [0.9]], np.float32)


def test_a_head_without_numbers_or_far_from_the_picture_is_none(models):
    heads = Heads(models / YUNET, threshold=0.75)
    heads._model = Confused()
    assert [head.edges[0] for head in heads.find(np.zeros((64, 64, 3), np.uint8))] == [8.0]
