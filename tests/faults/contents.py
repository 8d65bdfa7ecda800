"""Mixed small files for the inbox: photos, drawings, a film, a text, cut-off ones and ones that are known."""

import struct
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import samples

SIZE = (112, 48)  # room for the number that makes each different


def content(number: int) -> tuple[str, bytes]:
    """Name and bytes of the file `number`; in ten there are five photos, one is known and one is cut off."""
    place = number % 10
    if place == 9 and number > 10:
        return f"{number} again.jpg", content(number - 10 * (number // 20) - 9)[1]
    suffix, make = MADE.get(place, ("jpg", photo))
    return f"{number}.{suffix}", make(number)


def drop(inbox: Path, number: int) -> bytes:
    """Put the file `number` into the inbox in one step, and return its bytes."""
    name, bytes_ = content(number)
    folder = inbox / f"trip {number % 3}"
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}"
    part.write_bytes(bytes_)
    try:
        part.rename(folder / name)
    except FileNotFoundError:  # ingest removed the folder that it had emptied
        return drop(inbox, number)
    return bytes_


def photo(number: int) -> bytes:
    return _written(lambda path: samples.jpeg(path, seed=number, size=SIZE))


def drawing(number: int) -> bytes:
    return _written(lambda path: samples.scene(*SIZE, seed=number).save(path, "PNG"))


def film(number: int) -> bytes:
    """One film with another box of padding at its end, which every player passes over."""
    padding = str(number).encode().ljust(16)
    return _film() + struct.pack(">I4s", 8 + len(padding), b"free") + padding


def text(number: int) -> bytes:
    return f"not a picture, number {number}\n".encode()


def cut(number: int) -> bytes:
    return photo(number)[:-200]


MADE: dict[int, tuple[str, Callable[[int], bytes]]] = {
    2: ("png", drawing),
    4: ("mp4", film),
    6: ("txt", text),
    8: ("jpg", cut),
}


@cache
def _film() -> bytes:
    return _written(
        lambda path: samples.video(path.with_suffix(".mp4"), seconds=1, size="64x48", sound=False)
    )


def _written(write: Callable[[Path], object]) -> bytes:
    with TemporaryDirectory() as folder:
        write(Path(folder) / "made.jpg")
        (made,) = Path(folder).iterdir()
        return made.read_bytes()
