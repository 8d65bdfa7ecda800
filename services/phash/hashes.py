"""Two perceptual hashes of a picture: a number that changes little when the picture changes little.

`frequencies` is the 64-bit hash of the lowest frequencies (Zauner, "Implementation and Benchmarking of
Perceptual Image Hash Functions", 2010): the signs of 8 × 8 DCT coefficients around their median.
`blocks` is the 256-bit block mean hash (Yang, Gu, Niu, "Block Mean Value Based Image Perceptual
Hashing", 2006): which of 16 × 16 blocks are brighter than their median.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image, Resampling

SIDE = 32  # px of the picture whose frequencies are taken
LOW = 8  # frequencies of each direction that are kept
BLOCKS = 16  # blocks of each direction


def frequencies(image: Image) -> bytes:
    """The 64-bit hash, in 8 bytes."""
    waves = cv2.dct(_grey(image, SIDE))[:LOW, :LOW].ravel()
    return _bits(waves > np.median(waves[1:]))  # the first is the brightness of the whole


def blocks(image: Image) -> bytes:
    """The 256-bit hash, in 32 bytes; the median is that of the block's own quarter of the picture."""
    means = _grey(image, BLOCKS).reshape(4, BLOCKS // 4, BLOCKS)
    return _bits((means > np.median(means, axis=(1, 2), keepdims=True)).ravel())


def _grey(image: Image, side: int) -> NDArray[np.float32]:
    return np.asarray(image.convert("L").resize((side, side), Resampling.BOX), dtype=np.float32)


def _bits(signs: NDArray[np.bool_]) -> bytes:
    return np.packbits(signs).tobytes()
