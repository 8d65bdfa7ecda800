"""The two networks of face-api.js for one face, run from the files that its makers publish.

Both see 112×112 px.  TinyXception: a convolution, two blocks that halve the picture, two that keep it, one
more that halves it.  The other one: four blocks of which each layer is given the sum of all before it.
"""

import numpy as np

from services.attributes.layers import convolution, dense, expansion, pool, relu, separable, softmax
from services.attributes.shards import Numbers, Tensors

MEAN = np.array([122.782, 117.001, 104.298], np.float32)  # of the red, green and blue both were trained with
WHITE_OF_AGES, WHITE_OF_MOODS = 256, 255  # what divides pixels: their makers trained them differently


def age_and_gender(pixels: Numbers, tensors: Tensors) -> tuple[float, float]:
    """Years, and the probability that it is a man's face; `pixels` 112 × 112 × 3, RGB in 0..255."""
    x = relu(convolution(_normal(pixels, WHITE_OF_AGES), tensors, "entry_flow/conv_in", 2))
    x = _halved(x, x, tensors, "entry_flow/reduction_block_0")
    x = _halved(x, relu(x), tensors, "entry_flow/reduction_block_1")
    x = _kept(x, tensors, "middle_flow/main_block_0")
    x = _kept(x, tensors, "middle_flow/main_block_1")
    x = _halved(x, relu(x), tensors, "exit_flow/reduction_block")
    features = relu(separable(x, tensors, "exit_flow/separable_conv")).mean(axis=(0, 1))
    man, _ = softmax(dense(features, tensors, "fc/gender"))
    return float(dense(features, tensors, "fc/age")[0]), float(man)


def expression(pixels: Numbers, tensors: Tensors) -> Numbers:
    """The probability of each mood; `pixels` as above."""
    x = relu(convolution(_normal(pixels, WHITE_OF_MOODS), tensors, "dense0/conv0", 2))
    x = _summed(x, tensors, "dense0")
    for block in ("dense1", "dense2", "dense3"):
        x = _summed(relu(separable(x, tensors, f"{block}/conv0", 2)), tensors, block)
    return softmax(dense(x.mean(axis=(0, 1)), tensors, "fc"))


def _normal(pixels: Numbers, white: int) -> Numbers:
    return (pixels - MEAN) / np.float32(white)


def _halved(x: Numbers, inner: Numbers, tensors: Tensors, block: str) -> Numbers:
    inner = separable(inner, tensors, f"{block}/separable_conv0")
    inner = separable(relu(inner), tensors, f"{block}/separable_conv1")
    return pool(inner) + expansion(x, tensors, f"{block}/expansion_conv")


def _kept(x: Numbers, tensors: Tensors, block: str) -> Numbers:
    inner = x
    for layer in range(3):
        inner = separable(relu(inner), tensors, f"{block}/separable_conv{layer}")
    return inner + x


def _summed(first: Numbers, tensors: Tensors, block: str) -> Numbers:
    total = first
    inner = separable(first, tensors, f"{block}/conv1")
    for layer in (2, 3):
        total = total + inner
        inner = separable(relu(total), tensors, f"{block}/conv{layer}")
    return relu(total + inner)
