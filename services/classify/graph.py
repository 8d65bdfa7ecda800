"""Lets an ONNX classifier give out what it knows of a picture before it decides on a class."""

from collections.abc import Iterator

from shared.errors import InvalidSetting

# Fields of ModelProto, GraphProto, NodeProto and ValueInfoProto, and the wire types of protobuf:
# https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, https://protobuf.dev/programming-guides/encoding
_GRAPH, _NODE, _OUTPUT, _NAME = 7, 1, 12, 1
_INPUT, _KIND = 1, 4
_VARINT, _LONG, _BYTES, _SHORT = 0, 1, 2, 5


def with_features(model: bytes) -> bytes:
    """`model` with the numbers that its last layer sees as a further output.

    A message of protobuf that follows another is merged with it, so the output is appended.  Raises
    `InvalidSetting` where no layer of classes ends the graph.
    """
    last = b""
    for graph in _messages(model, _GRAPH):
        for node in _messages(graph, _NODE):
            if b"Gemm" in _messages(node, _KIND):
                last = next(_messages(node, _INPUT), b"")
    if not last:
        raise InvalidSetting("this is no ONNX classifier that ends in a layer of classes")
    return model + _field(_GRAPH, _field(_OUTPUT, _field(_NAME, last)))


def _messages(content: bytes, wanted: int) -> Iterator[bytes]:
    """Every value of a field that holds bytes, in order."""
    at = 0
    while at < len(content):
        tag, at = _number(content, at)
        number, wire = tag >> 3, tag & 7
        if wire == _BYTES:
            size, at = _number(content, at)
            if number == wanted:
                yield content[at : at + size]
            at += size
        elif wire == _VARINT:
            _, at = _number(content, at)
        elif wire in {_LONG, _SHORT}:
            at += 8 if wire == _LONG else 4
        else:
            raise InvalidSetting("this is no ONNX file")


def _number(content: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, and where the next thing begins."""
    value = shift = 0
    while at < len(content):
        byte = content[at]
        at, value, shift = at + 1, value | (byte & 0x7F) << shift, shift + 7
        if byte < 0x80:
            return value, at
    raise InvalidSetting("this ONNX file ends early")


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | _BYTES]) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + _varint(value >> 7)
