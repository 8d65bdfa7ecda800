"""The layers that small convolutional networks are made of, in NumPy; a picture is height × width × channels.

A picture is padded as TensorFlow's `same` does: a layer of stride s makes ceil(n / s) of n pixels, and
where the padding is odd the further pixel lies to the right and below.
"""

from collections.abc import Iterator

import numpy as np

from services.attributes.shards import Numbers, Tensors

KERNEL = 3  # px of each side of what a layer sees at once


def convolution(x: Numbers, tensors: Tensors, name: str, stride: int) -> Numbers:
    """Every 3×3 neighbourhood times the filters of `name`, as one product of matrices."""
    filters = tensors[f"{name}/filters"]
    seen = np.concatenate(list(_neighbours(x, stride)), axis=-1)
    return _mixed(seen, filters.reshape(-1, filters.shape[-1]), tensors[f"{name}/bias"])


def expansion(x: Numbers, tensors: Tensors, name: str) -> Numbers:
    """Each second pixel with more channels."""
    return _mixed(x[::2, ::2], tensors[f"{name}/filters"][0, 0], tensors[f"{name}/bias"])


def separable(x: Numbers, tensors: Tensors, name: str, stride: int = 1) -> Numbers:
    """A convolution of each channel by itself, then a mixture of the channels of each pixel."""
    depth = tensors[f"{name}/depthwise_filter"].reshape(KERNEL * KERNEL, -1)
    seen = _neighbours(x, stride)
    summed = next(seen) * depth[0]
    term = np.empty_like(summed)
    for neighbour, weight in zip(seen, depth[1:], strict=True):
        summed += np.multiply(neighbour, weight, out=term)
    return _mixed(summed, tensors[f"{name}/pointwise_filter"][0, 0], tensors[f"{name}/bias"])


def pool(x: Numbers) -> Numbers:
    """The largest of each 3×3 neighbourhood, of every second pixel."""
    seen = _neighbours(x, 2, outside=-np.inf)
    largest = next(seen).copy()
    for neighbour in seen:
        np.maximum(largest, neighbour, out=largest)
    return largest


def relu(x: Numbers) -> Numbers:
    """What is below zero becomes zero."""
    return np.maximum(x, np.float32(0))


def dense(x: Numbers, tensors: Tensors, name: str) -> Numbers:
    """All channels to all outputs."""
    numbers: Numbers = x @ tensors[f"{name}/weights"] + tensors[f"{name}/bias"]
    return numbers


def softmax(logits: Numbers) -> Numbers:
    """Probabilities that add up to 1."""
    powers = np.exp(logits - logits.max())
    shares: Numbers = powers / powers.sum()
    return shares


def _mixed(x: Numbers, matrix: Numbers, bias: Numbers) -> Numbers:
    """The channels of each pixel mixed to new ones; one product over all pixels is twice as quick."""
    mixed = x.reshape(-1, x.shape[-1]) @ matrix
    mixed += bias
    return mixed.reshape(*x.shape[:2], -1)


def _neighbours(x: Numbers, stride: int, outside: float = 0) -> Iterator[Numbers]:
    """The nine pictures that stand beside each other under the kernel, row by row."""
    height, width = (-(-side // stride) for side in x.shape[:2])
    padding = [_padding(*sides, stride) for sides in zip(x.shape, (height, width), strict=False)]
    padded = np.pad(x, (*padding, (0, 0)), constant_values=outside)
    for top in range(KERNEL):
        for left in range(KERNEL):
            rows = slice(top, top + stride * (height - 1) + 1, stride)
            yield padded[rows, left : left + stride * (width - 1) + 1 : stride]


def _padding(side: int, made: int, stride: int) -> tuple[int, int]:
    total = max((made - 1) * stride + KERNEL - side, 0)
    return total // 2, total - total // 2
