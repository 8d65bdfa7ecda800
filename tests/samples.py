"""Small media made by script, so that no test needs a file from elsewhere.

Every function writes one file and returns its path.  Pictures show `scene()`: four coloured quarters
(red, green / blue, yellow) under a soft gradient, so that a test sees at once which side is up.
"""

import math
import struct
import subprocess
import wave
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from PIL.TiffImagePlugin import IFDRational

DATE = "2021:07:08 09:10:11"
OFFSET = "+02:00"
POSITION = (48.858333, 2.294444, 35.0)


def scene(width: int = 320, height: int = 240, seed: int = 0) -> Image.Image:
    """The picture: red top left, green top right, blue bottom left, yellow bottom right."""
    picture = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(picture)
    x, y = width // 2, height // 2
    draw.rectangle((0, 0, x, y), (220, 30, 30))
    draw.rectangle((x, 0, width, y), (30, 160, 40))
    draw.rectangle((0, y, x, height), (40, 60, 200))
    draw.rectangle((x, y, width, height), (230, 210, 40))
    draw.text((8, 8), f"bowerbird {seed}", fill="white")
    return picture


def exif(*, date: str | None = DATE, orientation: int | None = None, gps: bool = True) -> Image.Exif:
    """EXIF of a made-up camera, with the parts asked for."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x0131] = "Bower", "Bird 1", "bowerbird tests"
    if orientation is not None:
        tags[0x0112] = orientation
    photo = tags.get_ifd(0x8769)
    if date:
        photo[0x9003], photo[0x9011] = date, OFFSET
    photo[0x829A], photo[0x829D], photo[0x8827] = IFDRational(1, 250), IFDRational(28, 10), 400
    photo[0x920A], photo[0xA405], photo[0xA434] = IFDRational(50, 1), 75, "Nest 50mm F2.8"
    if gps:
        tags.get_ifd(0x8825).update(_gps(*POSITION))
    return tags


def jpeg(
    path: Path, *, seed: int = 0, size: tuple[int, int] = (320, 240), tags: Image.Exif | None = None
) -> Path:
    """A JPEG; `seed` makes its content, and so its hash, different."""
    scene(*size, seed=seed).save(path, "JPEG", quality=85, exif=(tags or Image.Exif()).tobytes())
    return path


def photo(path: Path, *, seed: int = 0, orientation: int = 1) -> Path:
    """A JPEG as from a camera: EXIF with date, offset, position, camera and exposure."""
    return jpeg(path, seed=seed, tags=exif(orientation=orientation))


def upright(path: Path, orientation: int) -> Path:
    """A JPEG stored turned or mirrored, whose EXIF orientation makes it look like `scene()` again."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = scene() if orientation == 1 else scene().transpose(undo[orientation])
    stored.save(path, "JPEG", quality=90, exif=exif(orientation=orientation, gps=False).tobytes())
    return path


def truncated(path: Path, *, share: float = 0.6, seed: int = 0) -> Path:
    """A JPEG whose end is missing."""
    whole = photo(path, seed=seed).read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    return path


def png(path: Path, *, mode: str = "RGB", size: tuple[int, int] = (200, 100)) -> Path:
    """A PNG in any of Pillow's modes; `RGBA` has a transparent left half."""
    picture = scene(*size).convert(mode)
    if mode == "RGBA":
        picture.paste((0, 0, 0, 0), (0, 0, size[0] // 2, size[1]))
    picture.save(path, "PNG")
    return path


def words(path: Path, text: str) -> Path:
    """A white picture with large printed words."""
    picture = Image.new("RGB", (900, 240), "white")
    ImageDraw.Draw(picture).text((40, 80), text, fill="black", font=ImageFont.load_default(72))
    picture.save(path)
    return path


def bomb(path: Path, width: int = 40000, height: int = 40000) -> Path:
    """A PNG of a few hundred bytes whose header announces `width` × `height` pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(bytes(4096))), _chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return path


def gif(path: Path, frames: int = 3) -> Path:
    """An animated GIF."""
    pictures = [scene(seed=number) for number in range(frames)]
    pictures[0].save(path, "GIF", save_all=True, append_images=pictures[1:], duration=80, loop=0)
    return path


def heic(path: Path, *, tags: Image.Exif | None = None) -> Path:
    """A HEIC photo."""
    from pillow_heif import from_pillow

    from_pillow(scene()).save(path, quality=80, exif=(tags or exif()).tobytes())
    return path


def dng(path: Path, *, size: tuple[int, int] = (400, 300), orientation: int = 1) -> Path:
    """A RAW photo without an embedded JPEG: `scene()` behind a red-green / green-blue filter."""
    width, height = size
    colours = scene(width, height).tobytes()
    channel = ((0, 1), (1, 2))
    values = (
        colours[3 * (y * width + x) + channel[y % 2][x % 2]] for y in range(height) for x in range(width)
    )
    sensor = b"".join(struct.pack("<H", value * 257) for value in values)
    unity = [part for n in range(9) for part in (int(n % 4 == 0), 1)]
    tags = [
        (0x00FE, "I", [0]),
        (0x0100, "I", [width]),
        (0x0101, "I", [height]),
        (0x0102, "H", [16]),
        (0x0103, "H", [1]),
        (0x0106, "H", [32803]),
        (0x010F, "s", b"Bower\0"),
        (0x0110, "s", b"Bird RAW\0"),
        (0x0111, "I", [8]),
        (0x0112, "H", [orientation]),
        (0x0115, "H", [1]),
        (0x0116, "I", [height]),
        (0x0117, "I", [len(sensor)]),
        (0x828D, "H", [2, 2]),
        (0x828E, "B", [0, 1, 1, 2]),
        (0xC612, "B", [1, 4, 0, 0]),
        (0xC614, "s", b"Bower Bird RAW\0"),
        (0xC621, "i", unity),
        (0xC65A, "H", [21]),
    ]
    path.write_bytes(
        struct.pack("<2sHI", b"II", 42, 8 + len(sensor)) + sensor + _directory(tags, 8 + len(sensor))
    )
    return path


def wav(path: Path, *, seconds: float = 1.0, frequency: float = 440.0) -> Path:
    """A tone, 16 kHz mono."""
    frames = b"".join(
        struct.pack("<h", int(12000 * math.sin(2 * math.pi * frequency * n / 16000)))
        for n in range(int(16000 * seconds))
    )
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(frames)
    return path


def video(
    path: Path, *, seconds: float = 2.0, size: str = "320x240", sound: bool = True, more: Sequence[str] = ()
) -> Path:
    """A clip of ffmpeg's test picture, with a tone; `more` are ffmpeg options for the output."""
    inputs = ["-f", "lavfi", "-i", f"testsrc=size={size}:rate=25:duration={seconds}"]
    if sound:
        inputs += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"]
    return ffmpeg([*inputs, "-pix_fmt", "yuv420p", *more], path)


def ffmpeg(arguments: Sequence[str], path: Path) -> Path:
    """What ffmpeg makes of `arguments`, written to `path`."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments, "-bitexact", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path


def _gps(latitude: float, longitude: float, altitude: float) -> dict[int, object]:
    return {
        1: "N" if latitude >= 0 else "S",
        2: _degrees(latitude),
        3: "E" if longitude >= 0 else "W",
        4: _degrees(longitude),
        5: bytes([altitude < 0]),
        6: IFDRational(round(abs(altitude) * 100), 100),
    }


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    minutes, seconds = divmod(abs(value) * 3600, 60)
    degrees, minutes = divmod(minutes, 60)
    return IFDRational(int(degrees)), IFDRational(int(minutes)), IFDRational(round(seconds * 10000), 10000)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _directory(tags: list[tuple[int, str, Any]], at: int) -> bytes:
    """A little-endian TIFF directory for offset `at`, with the values that do not fit behind it."""
    kinds = {"B": 1, "s": 2, "H": 3, "I": 4, "i": 10}
    entries, behind, free = b"", b"", at + 2 + 12 * len(tags) + 4
    for tag, code, values in tags:
        packed = values if code == "s" else struct.pack(f"<{len(values)}{code}", *values)
        count = len(values) // 2 if code == "i" else len(values)
        field = packed.ljust(4, b"\0") if len(packed) <= 4 else struct.pack("<I", free + len(behind))
        behind += packed.ljust(len(packed) + len(packed) % 2, b"\0") if len(packed) > 4 else b""
        entries += struct.pack("<HHI", tag, kinds[code], count) + field
    return struct.pack("<H", len(tags)) + entries + bytes(4) + behind
