"""Reads what an ONNX file says of itself, without bringing the model into memory."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from shared.errors import InvalidSetting

PROPERTY = (
    14  # the field `metadata_props` of a ModelProto, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
)
VARINT, BYTES = 0, 2  # wire types, https://protobuf.dev/programming-guides/encoding


def class_names(weights: Path) -> dict[int, str]:
    """The classes that a YOLO was trained with; raise `InvalidSetting` where the file names none."""
    stat = weights.stat()
    return _class_names(weights, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _class_names(weights: Path, size: int, modified: int) -> dict[int, str]:  # noqa: ARG001  # both tell contents apart
    try:
        with weights.open("rb") as file:
            properties = dict(_properties(file, size))
        names: dict[int, str] = ast.literal_eval(properties["names"])
    except (KeyError, ValueError, SyntaxError, EOFError) as error:
        raise InvalidSetting(f"DETECT_MODEL={weights.name} is no ONNX file that names its classes") from error
    return names


def _properties(file: BinaryIO, end: int) -> Iterator[tuple[str, str]]:
    for number, length in _fields(file, end):
        if number != PROPERTY:
            file.seek(length, 1)
            continue
        texts = {inner: file.read(size) for inner, size in _fields(file, file.tell() + length)}
        yield texts[1].decode(), texts[2].decode()


def _fields(file: BinaryIO, end: int) -> Iterator[tuple[int, int]]:
    """Number and length of each field of a message; the reader moves past its content."""
    while file.tell() < end:
        tag = _varint(file)
        number, kind = tag >> 3, tag & 7
        if kind == VARINT:
            _varint(file)
        elif kind == BYTES:
            yield number, _varint(file)
        else:
            raise ValueError(f"wire type {kind}")


def _varint(file: BinaryIO) -> int:
    value, shift = 0, 0
    while byte := file.read(1):
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
        shift += 7
    raise EOFError
