"""Everything that can be asked for by its name, and what may stand behind it.  One key, one entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from shared.query import values
from shared.query.tree import Sign

Kind = Literal["text", "number", "whole", "size", "duration", "date", "ratio", "choice", "flag", "id", "hash"]
KINDS = {
    "image": ("image", "photo", "photos", "picture", "pictures", "images"),
    "video": ("video", "videos", "film", "films", "movie"),
    "audio": ("audio", "sound", "recording", "recordings"),
    "other": ("other",),
}


@dataclass(frozen=True)
class Key:
    """A key: what it holds, its other names, and what it means in few words."""

    name: str
    kind: Kind
    says: str
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    example: str = ""

    @property
    def ordered(self) -> bool:
        """Whether its values can be compared as more or less."""
        return self.kind in {"number", "whole", "size", "duration", "date", "ratio"}


_ALL = (
    Key("id", "whole", "the number of a file", example="id:1234"),
    Key("hash", "hash", "the beginning of the SHA-512 of the content", ("sha512",), example="hash:0a1b2c3d"),
    Key("kind", "choice", "photo, video, audio, other", ("type",), tuple(KINDS), "kind:video"),
    Key("path", "text", "the folders and the name it is kept under", ("file",), example="path:2019/rome"),
    Key("filename", "text", "its name", ("name",), example="filename:IMG_0042*"),
    Key("folder", "text", "the folder that it lies below", ("dir",), example="folder:2019/rome"),
    Key("ext", "text", "the ending of its name", ("extension",), example="ext:jpg"),
    Key("format", "text", "its MIME type, or the last part of it", ("mime",), example="format:heic"),
    Key("filesize", "size", "how large it is", ("size",), example="filesize > 10m"),
    Key("date", "date", "when it was taken", ("taken",), example="date:2019-05"),
    Key("year", "whole", "the year it was taken in", example="year in [2015:2019]"),
    Key("month", "whole", "the month, 1 to 12", example="month:12"),
    Key("day", "whole", "the day of the month", example="day:24"),
    Key("hour", "whole", "the hour, 0 to 23", example="hour >= 22"),
    Key("minute", "whole", "the minute", example="minute:0"),
    Key("added", "date", "when it came into the library", example="added >= 2024-01"),
    Key("updated", "date", "when it was last added or changed", example="updated:2024"),
    Key("width", "whole", "pixels across", example="width >= 4000"),
    Key("height", "whole", "pixels down", example="height >= 3000"),
    Key("ratio", "ratio", "panorama, landscape, square, portrait, 16/9", ("shape",),
        ("panorama", "landscape", "square", "portrait"), "ratio:portrait"),
    Key("duration", "duration", "how long it lasts", ("length",), example="duration > 1:30"),
    Key("iso", "whole", "the sensitivity", example="iso >= 3200"),
    Key("aperture", "number", "the f-number", ("fnumber",), example="aperture <= 2.8"),
    Key("exposure", "number", "seconds of exposure", ("shutter",), example="exposure >= 1/30"),
    Key("focal", "number", "the focal length in millimetres", ("focallength",), example="focal >= 200"),
    Key("latitude", "number", "degrees north", ("lat",), example="latitude > 60"),
    Key("longitude", "number", "degrees east", ("lon", "lng"), example="longitude in [5:10]"),
    Key("altitude", "number", "metres above the sea", example="altitude > 2000"),
    Key("country", "text", "the country it was taken in", example="country:Italy"),
    Key("region", "text", "the state or province", ("state", "province"), example="region:Tuscany"),
    Key("city", "text", "the nearest town, or large city", ("town",), example="city:Miami"),
    Key("location", "text", "a country, region or city", example="location:Corsica"),
    Key("make", "text", "who made the camera", example="make:Canon"),
    Key("camera", "text", "the camera", ("model",), example='camera:"Canon EOS 5D"'),
    Key("lens", "text", "the lens", example="lens:50mm"),
    Key("software", "text", "what it was edited with", ("editor",), example="software:GIMP"),
    Key("comment", "text", "what people wrote about it", ("remark",), example='comment:"best day"'),
    Key("description", "text", "what the picture says of itself", ("caption",),
        example="description:wedding"),
    Key("tag", "text", "a tag that people gave", ("tags", "keyword"), example="tag:holiday"),
    Key("object", "text", "something in the picture", ("label", "class"), example="object:dog"),
    Key("person", "text", "somebody who was named", ("who", "people"), example="person:Anna"),
    Key("look", "text", "what a face looks like: smiling, woman, 20s", ("mood",), example="look:happy"),
    Key("scene", "text", "the season, the light, the time of day", example="scene:outdoors"),
    Key("colour", "text", "a chief colour", ("color",), example="colour:red"),
    Key("similar", "id", "looks like the picture with this number", example="similar:1234"),
    Key("alike", "id", "shows much the same as the file with this number", example="alike:1234"),
    Key("face", "id", "has a face like the face with this number", example="face:77"),
    Key("said", "text", "spoken words", ("speech", "spoken"), example='said:"happy birthday"'),
    Key("text", "text", "printed words", ("ocr", "read"), example="text:invoice"),
    Key("source", "text", "what it came from", ("index",), example="source:phone"),
    Key("batch", "id", "the number of the batch it came with", example="batch:12"),
    Key("rating", "whole", "stars, 0 to 5", ("stars",), example="rating >= 4"),
    Key("favourite", "flag", "whether it is a favourite", ("favorite",), ("yes", "no"), "favourite:yes"),
    Key("album", "text", "the name or the number of an album", example="album:Summer"),
    Key("undated", "flag", "has no date but that of the file", choices=("yes", "no"), example="undated:yes"),
)  # fmt: skip

KEYS = {key.name: key for key in _ALL}
NAMES = {name: key for key in _ALL for name in (key.name, *key.aliases)}
COUNTED = ("tags", "faces", "objects", "files", "comments", "albums", "people")  # beside the names of objects
PRESENT = {  # what `exists` can ask for, and the key that it is
    "gps": "gps", "place": "gps", "geo": "gps", "faces": "faces", "objects": "objects", "tags": "tag",
    "comments": "comment", "files": "files", "albums": "album", "people": "person",
}  # fmt: skip
OTHERS = {  # what begins otherwise than by a key and its value, and what it is for
    "near:": "around a place", "only:": "these people and nobody else", "limit:": "how many files at most",
    "count(": "how many of something", "exists(": "whether it is known at all",
    "order by ": "in which order",
}  # fmt: skip
_ROADS = "Roads are not known here: the list of places that comes along has towns and nothing smaller"
NOWHERE = {"road": _ROADS, "street": _ROADS}  # what other programs know, and why nothing here does
ORDERS = {
    "date": "date", "taken": "date", "updated": "updated", "added": "added", "name": "name",
    "filename": "name", "filesize": "filesize", "size": "filesize", "duration": "duration",
    "width": "width", "height": "height",
    "rating": "rating", "random": "random", "similar": "similar", "face": "face",
    "alike": "alike",
}  # fmt: skip

_READERS: dict[Kind, Callable[[str], Any]] = {
    "number": values.number,
    "whole": values.whole,
    "id": values.whole,
    "size": values.size,
    "duration": values.seconds,
    "date": values.span,
    "flag": values.yes,
    "ratio": values.ratio,
}
_SAYING = {"size", "duration", "date", "ratio"}  # kinds whose errors say how they are written


def check(key: Key, sign: Sign, text: str) -> None:
    """Raise `ValueError` where the key cannot be compared with this value by this sign."""
    if sign in {"<", "<=", ">", ">="} and not key.ordered:
        raise ValueError(f"{key.name} knows no more or less; write {key.example}")
    if sign == "~" and key.kind != "text":
        raise ValueError(f"{key.name} is no text to look in; write {key.example}")
    if sign in {"<", "<=", ">", ">="} and key.kind == "ratio" and values.shape(text):
        raise ValueError(f"a shape is not more or less; write {key.example}")
    value(key, text)


def value(key: Key, text: str) -> Any:
    """What the text says; raises `ValueError`."""
    if key.kind == "text" and not text.strip():
        raise ValueError(f"{key.name} wants a value; write {key.example}")
    if key.kind == "choice":
        return kind(text)
    if key.kind == "hash":
        if not (len(text) >= 5 and len(text) <= 128 and set(text.casefold()) <= set("0123456789abcdef")):
            raise ValueError("a hash is 5 to 128 of the digits 0-9 and a-f")
        return text.casefold()
    found = _read(key, text)
    if key.kind == "id" and not 0 <= found < 2**63:
        raise ValueError("no number of a file is so")
    return found


def _read(key: Key, text: str) -> Any:
    """The value, as its kind of key reads it; where it cannot, an example says how it is written."""
    try:
        return _READERS.get(key.kind, str)(text)
    except ValueError as error:
        said = str(error)
        raise ValueError(said if key.kind in _SAYING else f"{said}; say {key.example}") from error


def kind(text: str) -> str:
    """The kind of content of a name or of a word for it."""
    for name, said in KINDS.items():
        if text.strip().casefold() in said:
            return name
    raise ValueError("a kind is image, video, audio or other")


def present(text: str) -> str | None:
    """What `exists` asks for by this name."""
    name = text.strip().casefold()
    if name in PRESENT:
        return PRESENT[name]
    found = NAMES.get(name)
    return found.name if found and found.kind not in {"flag", "hash"} else None
