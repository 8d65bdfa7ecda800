"""Files as face-api.js publishes them: small made-up ones, and the real ones taken out of ONNX again."""

import json

import numpy as np


def separable(name, channels, made):
    return {
        f"{name}/depthwise_filter": (3, 3, channels, 1),
        f"{name}/pointwise_filter": (1, 1, channels, made),
        f"{name}/bias": (made,),
    }


def halving(block, channels, made):
    shapes = separable(f"{block}/separable_conv0", channels, made)
    shapes |= separable(f"{block}/separable_conv1", made, made)
    return shapes | {
        f"{block}/expansion_conv/filters": (1, 1, channels, made),
        f"{block}/expansion_conv/bias": (made,),
    }


def ages(a, b, c, d, e):
    """The shapes of the network of age and gender by name, in the order in which they are published."""
    shapes = {"entry_flow/conv_in/filters": (3, 3, 3, a), "entry_flow/conv_in/bias": (a,)}
    shapes |= halving("entry_flow/reduction_block_0", a, b) | halving("entry_flow/reduction_block_1", b, c)
    for block in range(2):
        for layer in range(3):
            shapes |= separable(f"middle_flow/main_block_{block}/separable_conv{layer}", c, c)
    shapes |= halving("exit_flow/reduction_block", c, d) | separable("exit_flow/separable_conv", d, e)
    shapes |= {"fc/age/weights": (e, 1), "fc/age/bias": (1,)}
    return shapes | {"fc/gender/weights": (e, 2), "fc/gender/bias": (2,)}


def moods(*widths):
    """The same for that of moods."""
    shapes = {"dense0/conv0/filters": (3, 3, 3, widths[0]), "dense0/conv0/bias": (widths[0],)}
    for block, width in enumerate(widths):
        if block:
            shapes |= separable(f"dense{block}/conv0", widths[block - 1], width)
        for layer in (1, 2, 3):
            shapes |= separable(f"dense{block}/conv{layer}", width, width)
    return shapes | {"fc/weights": (widths[-1], 7), "fc/bias": (7,)}


def drawn(shapes, seed):
    """Numbers by chance."""
    random = np.random.default_rng(seed)
    return {name: random.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}


def packed(tensors):
    """Everything but biases as bytes with the scale and the least number that give it back."""
    for name, numbers in tensors.items():
        if numbers.ndim == 1:
            yield name, numbers.astype("<f4"), None
        else:
            least, scale = float(numbers.min()), float(np.ptp(numbers)) / 255
            yield name, np.round((numbers - least) / scale).astype("u1"), (scale, least)


def converted(file, shapes):
    """The same out of a converted network, which holds all in this order with other axes."""
    [graph] = [value for number, value in messages(file.read_bytes()) if number == 7]
    held = [initializer(value) for number, value in messages(graph) if number == 5][2:]
    stored = iter(held)
    for name, shape in shapes.items():
        numbers = next(stored)
        if numbers.dtype == np.uint8:
            quantization = next(stored).item(), next(stored).item()
            if numbers.ndim == 4:
                numbers = numbers.transpose((2, 3, 0, 1) if "depthwise" in name else (2, 3, 1, 0))
            yield name, numbers.reshape(shape), quantization
        else:
            yield name, numbers.reshape(shape), None


def write(folder, name, tensors):
    """Write manifest and shard as TensorFlow.js does."""
    described, content = [], b""
    for title, numbers, quantization in tensors:
        one = {"name": title, "shape": list(numbers.shape), "dtype": "float32"}
        if quantization:
            scale, least = quantization
            one["quantization"] = {"dtype": "uint8", "scale": scale, "min": least}
        content += numbers.tobytes()
        described.append(one)
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.bin").write_bytes(content)
    manifest = [{"paths": [f"{name}.bin"], "weights": described}]
    (folder / f"{name}-weights_manifest.json").write_text(json.dumps(manifest))


def messages(content):
    """Number and value of each field of a message of protobuf."""
    at = 0
    while at < len(content):
        tag, at = varint(content, at)
        size, at = varint(content, at)
        if tag & 7 == 2:
            yield tag >> 3, content[at : at + size]
            at += size
        else:
            yield tag >> 3, size


def varint(content, at):
    value = shift = 0
    while True:
        byte = content[at]
        at, value, shift = at + 1, value | (byte & 0x7F) << shift, shift + 7
        if byte < 0x80:
            return value, at


def initializer(content):
    """A TensorProto of bytes or of float32."""
    fields = list(messages(content))
    shape = [value for number, value in fields if number == 1]
    [kind] = [value for number, value in fields if number == 2]
    [raw] = [value for number, value in fields if number == 9]
    return np.frombuffer(raw, {1: "<f4", 2: "u1"}[kind]).reshape(shape)
