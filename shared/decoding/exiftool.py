"""Metadata as ExifTool reads it: one persistent process, asked where exifread finds no capture date."""

import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.decoding import moments, positions
from shared.decoding.facts import Facts, number, safe, text, whole
from shared.domain import CaptureTime, Position
from shared.errors import DecoderStopped

FLAGS = ("-j", "-n", "-G1", "-struct", "-api", "LargeFileSupport=1", "-m")
QUICK = "-fast2"  # leaves out maker notes and what comes behind the picture
WAIT = 10.0
LARGEST = 16 << 20  # bytes of an answer
READY = b"{ready}\n"
Tags = dict[str, Any]


class ExifTool:
    """Reads files with one ExifTool that stays open.

    Its limits are those of the process that starts it; it never sees a user's file name.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path, *, thorough: bool = False) -> Facts:
        """The facts that ExifTool finds; none where it is not installed or understands nothing."""
        if shutil.which("exiftool") is None:
            return Facts()
        answer = self._ask([*FLAGS, *(() if thorough else (QUICK,)), str(path)])
        try:
            tags = json.loads(answer)[0]
        except (ValueError, IndexError):
            return Facts()
        return _facts(
            {name: value for name, value in tags.items() if not name.startswith(("System:", "Source"))}
        )

    def _ask(self, arguments: list[str]) -> bytes:
        if self._process is None or self._process.poll() is not None:
            self._process = _start()
        assert self._process.stdin is not None
        try:
            self._process.stdin.write("\n".join([*arguments, "-execute\n"]).encode())
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise DecoderStopped("ExifTool crashed") from error
        return self._answer(self._process, time.monotonic() + WAIT)

    def _answer(self, process: subprocess.Popen[bytes], deadline: float) -> bytes:
        assert process.stdout is not None
        received = bytearray()
        while not received.endswith(READY):
            left = deadline - time.monotonic()
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, left))
            piece = os.read(process.stdout.fileno(), 1 << 20) if ready else b""
            received += piece
            if not piece or left <= 0 or len(received) > LARGEST:
                process.kill()
                process.wait()
                raise DecoderStopped("ExifTool was stopped or crashed")
        return bytes(received.removesuffix(READY))


def _start() -> subprocess.Popen[bytes]:
    # At the end of its input it would wait for more for ever, so it dies with this process.
    command = ["setpriv", "--pdeathsig", "KILL", "exiftool", "-config", "", "-stay_open", "True", "-@", "-"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _facts(tags: Tags) -> Facts:
    return Facts(
        taken=_taken(tags),
        position=_position(tags),
        orientation=_orientation(tags),
        make=text(_first(tags, "Make")),
        model=text(_first(tags, "Model", "CameraModelName")),
        lens=text(_first(tags, "LensModel", "Lens")),
        software=text(_first(tags, "Software", "CreatorTool")),
        exposure_time=number(_first(tags, "ExposureTime"), largest=1e6),
        aperture=number(_first(tags, "FNumber"), largest=1000),
        iso=whole(_first(tags, "ISO"), largest=10_000_000),
        focal_length=number(_first(tags, "FocalLength"), largest=1e5),
        focal_length_35mm=number(_first(tags, "FocalLengthIn35mmFormat"), largest=1e5),
        tags={"exiftool": safe(tags)},
    )


def _taken(tags: Tags) -> CaptureTime | None:
    """DateTimeOriginal, else the moment of creation; with its offset where some tag has it."""
    offset = str(_first(tags, "OffsetTimeOriginal", "OffsetTime") or "")
    names = ("SubSecDateTimeOriginal", "DateTimeOriginal", "CreationDate", "CreateDate", "DateTimeCreated")
    found = (value for name in (*names, "DateCreated") for value in _all(tags, name))
    return next(
        (taken for value in found if (taken := moments.read(str(value), "exiftool", offset=offset))), None
    )


def _position(tags: Tags) -> Position | None:
    try:
        latitude, longitude = (float(tags[f"Composite:GPS{name}"]) for name in ("Latitude", "Longitude"))
    except (KeyError, TypeError, ValueError):
        return None
    altitude = tags.get("Composite:GPSAltitude")
    return positions.checked(latitude, longitude, altitude if isinstance(altitude, int | float) else None)


def _orientation(tags: Tags) -> int | None:
    value = _first(tags, "Orientation")
    return value if isinstance(value, int) and 1 <= value <= 8 else None


def _first(tags: Tags, *names: str) -> Any:
    return next((value for name in names for value in _all(tags, name)), None)


def _all(tags: Tags, name: str) -> Iterator[Any]:
    """Values of a tag in every group: the main EXIF ones first, then as ExifTool orders them."""
    groups = [group for group in ("ExifIFD", "IFD0", "Composite") if f"{group}:{name}" in tags]
    yield from (tags[f"{group}:{name}"] for group in groups)
    yield from (value for key, value in tags.items() if key.partition(":")[2] == name)
