"""What confines a query to a folder, or to what another query holds, as conditions on `media`."""

import re

Conditions = tuple[str, ...]


def below(folder: str) -> tuple[Conditions, dict[str, object]]:
    """Only what is kept below `folder` (its path below originals/); everything where it is empty."""
    folder = folder.strip("/")
    if not folder:
        return (), {}
    outermost, _, inner = folder.partition("/")
    # An index gives the files of an outermost folder newest first.  A file of its name is not in it; and to
    # say LIKE as well would let the planner believe that the folder holds few.
    deeper = "media.path LIKE %(below)s" if inner else "media.path <> %(outermost)s"
    conditions = ("split_part(media.path, '/', 1) = %(outermost)s", deeper)
    return conditions, {"outermost": outermost, "below": f"{escaped(folder)}/%"}


def escaped(text: str) -> str:
    """`text` as a pattern of LIKE that stands for itself."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def renamed(condition: str) -> str:
    """The condition with `within_` before the name of each of its parameters."""
    return re.sub(r"%\((\w+)\)s", r"%(within_\1)s", condition)
