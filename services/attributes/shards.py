"""Reads weights as TensorFlow.js publishes them: a manifest in JSON that describes one binary file."""

import json
from collections.abc import Iterator, Mapping
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.errors import InvalidSetting

Numbers = NDArray[np.float32]
Tensors = Mapping[str, Numbers]

STORED = {"float32": "<f4", "uint8": "u1", "uint16": "<u2"}


def read(manifest: Path, shard: Path) -> Tensors:
    """Every tensor that `manifest` lists, by name; `shard` holds them in that order and nothing else.

    Those that were quantized are stored as whole numbers q and mean q × scale + min.  Raises
    `InvalidSetting` where the two files do not fit together.
    """
    try:
        [group] = json.loads(manifest.read_bytes())
        return dict(_tensors(group["weights"], shard.read_bytes()))
    except (ValueError, KeyError, TypeError) as error:
        reason = f"{manifest.name} and {shard.name} do not fit together"
        raise InvalidSetting(f"{reason}: {error}; delete both and fetch them again") from error


def _tensors(described: list[dict[str, Any]], content: bytes) -> Iterator[tuple[str, Numbers]]:
    place = 0
    for one in described:
        packed = one.get("quantization", {})
        kind = np.dtype(STORED[packed.get("dtype", one["dtype"])])
        stored = np.frombuffer(content, kind, prod(one["shape"]), place)
        place += stored.nbytes
        numbers = stored.astype(np.float32) * np.float32(packed.get("scale", 1))
        yield one["name"], (numbers + np.float32(packed.get("min", 0))).reshape(one["shape"])
    if place != len(content):
        raise ValueError(f"{place} bytes are described, {len(content)} are there")
