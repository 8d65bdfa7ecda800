"""The decoder as ingest sees it: one call per file, and never an error for what the file contains."""

import base64
import errno
import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from shared.decoding import formats, moments
from shared.decoding.facts import Facts
from shared.domain import Decoded, MediaKind
from shared.errors import StorageFull, UnreadableMedia
from shared.keeping import disk
from shared.sandbox import Child

SECONDS = 55  # on the wall and of CPU, for one step of one file
DAMAGED = "The file is damaged or its end is missing; the picture shows what could be read."
Answer = dict[str, Any]


@dataclass(frozen=True)
class _Step:
    """The outcome of one request to the child."""

    answer: Answer
    problem: str | None = None


class Decoder:
    """Decodes files in a limited child of its own, for one thread at a time."""

    def __init__(self) -> None:
        self._child = Child("shared.decoding.serving")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def decode(self, path: Path, name: str, preview: Path) -> Decoded:
        """Everything that the content at `path` tells; its preview is written to `preview`.

        `name` is what the file was called when it arrived.  Content that cannot be read, and a decoder
        that crashed or had to be stopped, are told in `problem`.  Raises `OSError` where the file itself
        cannot be read, and `StorageFull` where a full disk may be the reason.
        """
        form = formats.sniff(path)
        modified = path.stat()
        decoded = self._read(path, form, preview, size=modified.st_size)
        if decoded.problem and _for_want_of_room(decoded.problem, preview.parent):
            raise StorageFull("the disk has no room for a preview or for temporary files")
        return replace(decoded, taken=decoded.taken or moments.guess(name, modified.st_mtime))

    def render(self, path: Path, longest: int, out: Path) -> None:
        """Write the picture at `path`, upright and of at most `longest` px, to `out` (JPEG, or `.png`).

        Raises `UnreadableMedia` where it cannot be decoded.
        """
        form = formats.sniff(path)
        if form.kind is not MediaKind.IMAGE:
            raise UnreadableMedia(f"{form.mime} is not a picture")
        request = {"do": "render", "longest": longest, "out": str(out.absolute())}
        self._child.ask(request | _about(path, form), timeout=SECONDS, cpu=SECONDS)

    def _read(self, path: Path, form: formats.Format, preview: Path, *, size: int) -> Decoded:
        if not size:
            return Decoded(MediaKind.OTHER, form.mime, problem="The file is empty.")
        if form.kind is MediaKind.OTHER:
            return Decoded(form.kind, form.mime, problem=_unsupported(form.mime))
        preview.parent.mkdir(parents=True, exist_ok=True)
        if form.kind is MediaKind.IMAGE:
            return self._picture(path, form, preview)
        return self._recording(path, form, preview)

    def _picture(self, path: Path, form: formats.Format, preview: Path) -> Decoded:
        described = self._ask({"do": "picture"} | _about(path, form))
        facts = Facts.parse(described.answer)
        request = {"do": "show", "preview": str(preview.absolute()), "orientation": facts.orientation or 1}
        shown = self._ask(request | _about(path, form))
        unknown = described.problem and f"Its metadata could not be read: {described.problem}"
        return _merged(form, facts, shown, unknown)

    def _recording(self, path: Path, form: formats.Format, preview: Path) -> Decoded:
        described = self._ask({"do": "recording"} | _about(path, form))
        if described.problem:
            return Decoded(form.kind, form.mime, problem=described.problem)
        facts, kind = Facts.parse(described.answer["facts"]), MediaKind(described.answer["kind"])
        form = replace(form, kind=kind, mime=form.mime.replace("video/", f"{kind.value}/"))
        if kind is MediaKind.AUDIO:
            return _merged(form, facts, _Step({}), None)
        request = {"do": "poster", "preview": str(preview.absolute()), "duration": facts.duration}
        return _merged(form, facts, self._ask(request | _about(path, form)), None)

    def _ask(self, request: Answer) -> _Step:
        try:
            return _Step(self._child.ask(request, timeout=SECONDS, cpu=SECONDS))
        except UnreadableMedia as error:
            return _Step({}, str(error))


def _for_want_of_room(problem: str, previews: Path) -> bool:
    """Whether it may be no fault of the file; meanwhile there may be room again."""
    return os.strerror(errno.ENOSPC) in problem or disk.is_full(previews, Path(tempfile.gettempdir()))


def _about(path: Path, form: formats.Format) -> Answer:
    return {"path": str(path.absolute()), "family": form.family}


def _merged(form: formats.Format, facts: Facts, shown: _Step, problem: str | None) -> Decoded:
    """Facts and picture together; the size is that of the decoded picture where there is one."""
    picture = dict(shown.answer)
    known = {name: value for name, value in vars(facts).items() if value is not None}
    if picture:
        picture["thumbnail"] = base64.b64decode(picture["thumbnail"])
        picture["has_preview"] = True
    if form.kind is MediaKind.VIDEO and facts.width and facts.height:
        picture |= {"width": facts.width, "height": facts.height}
    if picture.get("truncated"):
        problem = DAMAGED
    return Decoded(form.kind, form.mime, problem=shown.problem or problem, **known | picture)


def _unsupported(mime: str) -> str:
    what = "The file" if mime == formats.UNKNOWN.mime else f"A file of type {mime}"
    return f"{what} is not a picture, video or sound that Bowerbird reads."
