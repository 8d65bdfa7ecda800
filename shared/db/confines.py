"""What confines a query to a folder, or to what another query holds, as conditions on `media`."""

import re

Conditions = tuple[str, ...]


def below(folder: str) -> tuple[Conditions, dict[str, object]]:
    """Only what is kept below `folder` (its path below originals/); everything where it is empty."""
    folder = folder.strip("/")
    if not folder:
        return (), {}
    # The index of a library's outermost folders gives their files newest first; the rest is looked at.
    conditions = ["split_part(media.path, '/', 1) = %(outermost)s", "media.path LIKE %(below)s"]
    outermost = folder.partition("/")[0]
    return tuple(conditions), {"outermost": outermost, "below": f"{escaped(folder)}/%"}


def escaped(text: str) -> str:
    """`text` as a pattern of LIKE that stands for itself."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def renamed(condition: str) -> str:
    """The condition with `within_` before the name of each of its parameters."""
    return re.sub(r"%\((\w+)\)s", r"%(within_\1)s", condition)
